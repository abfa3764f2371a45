"""An administrative procedure as data: YAML text to a frozen `Procedure`, or all its faults.

A procedure has versions by date of effect; a dossier keeps the version in force on its
reception day.
"""

from datetime import date, datetime, time
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sandbox.law import Basis
from sandbox.reading import CODE, Content, Fault, FaultyContent, build, mapping, repeated
from sandbox.words import money
from sandbox.worktime import SAME_DAY_CUTOFF, Calendar

Channel = Literal["counter", "online", "post"]
Seat = Literal["reception", "appraiser", "leader", "clerk"]
SystemCheck = Literal[
    "identity_before_accept",
    "papers_checked_before_accept",
    "digitised_before_transfer",
    "fee_before_transfer",
    "receipt_before_transfer",
    "fee_before_return",
]
Key = Annotated[str, Field(pattern=CODE)]

CHANNELS: dict[str, str] = {
    "counter": "Trực tiếp",
    "online": "Trực tuyến",
    "post": "Bưu chính công ích",
}


class Case(Content):
    """A "trường hợp": it decides papers, limits and fees, and is chosen at reception."""

    key: Key
    title: str


class Component(Content):
    """One "thành phần hồ sơ".

    `how` is "submitted" or "shown" for what the applicant brings, and "looked_up" for what the
    officer finds in a database and may never ask for.
    """

    key: Key
    title: str
    how: Literal["submitted", "shown", "looked_up"]
    database: str = ""
    basis: tuple[Basis, ...] = ()

    @model_validator(mode="after")
    def _names_its_database(self) -> Self:
        if (self.how == "looked_up") != bool(self.database):
            raise ValueError("“database” đi cùng, và chỉ đi cùng, how: looked_up")
        return self


class Unneeded(Content):
    """A paper that officers are tempted to ask for and the procedure does not allow."""

    key: Key
    title: str
    why: str
    basis: tuple[Basis, ...] = ()


class DefectKind(Content):
    """A kind of fault of a paper, and what the officer should do about it.

    `may_refuse` says that the law also names it as a ground for refusing at once, where the
    remedy is that the applicant brings another paper.
    """

    key: Key
    title: str
    remedy: Literal["supplement", "refuse"]
    may_refuse: bool = False
    basis: tuple[Basis, ...] = Field(min_length=1)

    @property
    def ground_for_refusal(self) -> bool:
        """Whether refusing on this ground is lawful."""
        return self.remedy == "refuse" or self.may_refuse


class Limit(Content):
    """A time limit for one channel, or one channel and case."""

    channel: Channel
    case: Key | None = None
    kind: Literal["same_day", "working_days", "working_hours", "calendar_days"]
    amount: int = Field(default=0, ge=0)
    cutoff: time = SAME_DAY_CUTOFF
    basis: tuple[Basis, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _has_an_amount(self) -> Self:
        if (self.kind == "same_day") != (self.amount == 0):
            raise ValueError("“amount” là 0 cho same_day và lớn hơn 0 cho các loại khác")
        return self

    def due(self, calendar: Calendar, received: datetime) -> datetime:
        """When the result is due for a dossier received complete and valid at `received`."""
        if self.kind == "same_day":
            return calendar.same_day_due(received, self.cutoff)
        if self.kind == "working_days":
            return calendar.add_working_days(received, self.amount)
        if self.kind == "working_hours":
            return calendar.add_working_hours(received, self.amount)
        return calendar.calendar_day_limit(received, self.amount)

    @property
    def text(self) -> str:
        """The limit in words, as on form 01."""
        if self.kind == "same_day":
            cutoff = f"{self.cutoff:%H giờ %M}".removesuffix(" 00")
            return f"Trong ngày; nhận sau {cutoff} thì trả trong ngày làm việc tiếp theo"
        units = {
            "working_days": "ngày làm việc",
            "working_hours": "giờ làm việc",
            "calendar_days": "ngày",
        }
        return f"{self.amount:02} {units[self.kind]}"


class Fee(Content):
    """A tariff in đồng.

    "fixed" is paid once, "per_copy" for each copy made, "per_page" for each page of each copy:
    `rate` for the first `first_pages` pages, `then_rate` for the others, at most `cap` a copy.
    """

    key: Key
    title: str
    kind: Literal["fixed", "per_copy", "per_page"]
    rate: int = Field(ge=0)
    first_pages: int = Field(default=0, ge=0)
    then_rate: int = Field(default=0, ge=0)
    cap: int = Field(default=0, ge=0)
    basis: tuple[Basis, ...] = Field(min_length=1)

    @property
    def text(self) -> str:
        """The rates in words."""
        if self.kind == "fixed":
            return money(self.rate)
        if self.kind == "per_copy":
            return f"{money(self.rate)}/bản"
        words = f"{money(self.rate)}/trang"
        if self.first_pages:
            words += (
                f" cho {self.first_pages} trang đầu,"
                f" {money(self.then_rate)}/trang từ trang thứ {self.first_pages + 1}"
            )
        return words + (f", nhiều nhất {money(self.cap)}/bản" if self.cap else "")

    def amount(self, papers: list[tuple[int, int]]) -> int:
        """What is due for papers given as (pages, copies)."""
        if self.kind == "fixed":
            return self.rate
        if self.kind == "per_copy":
            return self.rate * sum(copies for _, copies in papers)
        return sum(copies * self._per_copy(pages) for pages, copies in papers)

    def _per_copy(self, pages: int) -> int:
        first = min(pages, self.first_pages) if self.first_pages else pages
        amount = first * self.rate + (pages - first) * self.then_rate
        return min(amount, self.cap) if self.cap else amount


class Waiver(Content):
    """A ground on which nothing is due."""

    key: Key
    title: str
    basis: tuple[Basis, ...] = Field(min_length=1)


class InnerStep(Content):
    """A step of the internal procedure and its share of the time limit."""

    key: Key
    title: str
    seat: Seat
    share: float = Field(ge=0, le=1)
    certain: bool = True


class Office(Content):
    """A unit to which the desk can transfer a dossier."""

    key: Key
    title: str


class Result(Content):
    """What the applicant receives."""

    title: str
    paper: bool
    electronic: bool


class Version(Content):
    """The procedure as it is from `in_force` until the day before `until`."""

    in_force: date
    until: date | None = None
    cases: tuple[Case, ...] = Field(min_length=1)
    components: tuple[Component, ...] = Field(min_length=1)
    unneeded: tuple[Unneeded, ...] = ()
    defect_kinds: tuple[DefectKind, ...] = Field(min_length=1)
    limits: tuple[Limit, ...] = Field(min_length=1)
    fees: tuple[Fee, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    steps: tuple[InnerStep, ...] = Field(min_length=1)
    offices: tuple[Office, ...] = Field(min_length=2)
    processed_by: Key
    result: Result
    originals_returned: bool
    system_checks: tuple[SystemCheck, ...] = ()
    """What the real system enforces; everything else it lets happen."""
    legal_basis: tuple[Basis, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_coherent(self) -> Self:
        faults = []
        for name in ("cases", "components", "unneeded", "defect_kinds", "fees", "waivers"):
            faults += [f"{name}: khóa “{key}” bị lặp" for key in repeated(keys(self, name))]
        if self.processed_by not in keys(self, "offices"):
            faults.append(f"processed_by: không có đơn vị “{self.processed_by}” trong offices")
        for limit in self.limits:
            if limit.case and limit.case not in keys(self, "cases"):
                faults.append(f"limits: không có trường hợp “{limit.case}” trong cases")
        if sum(step.share for step in self.steps) > 1 + 1e-9:
            faults.append("steps: tổng phần thời gian của các bước vượt quá 1")
        if self.until and self.until <= self.in_force:
            faults.append("until: phải sau in_force")
        if faults:
            raise ValueError("; ".join(faults))
        return self

    def limit(self, channel: str, case: str) -> Limit:
        """The limit for this case, else the general one of the channel.

        Raises:
            LookupError: the procedure has no limit for the channel.
        """
        mine = [each for each in self.limits if each.channel == channel]
        exact = [each for each in mine if each.case == case]
        general = [each for each in mine if each.case is None]
        if not (exact or general):
            raise LookupError(f"no limit for {channel}/{case}")
        return (exact or general)[0]

    def defect_kind(self, key: str) -> DefectKind:
        """The kind of fault with this key; a scenario is checked to name only existing ones."""
        return next(kind for kind in self.defect_kinds if kind.key == key)


class Procedure(Content):
    """One procedure of the published list."""

    code: str = Field(pattern=r"^\d\.\d{6}$")
    title: str
    field: str
    level: Literal["commune", "province"]
    versions: tuple[Version, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _versions_do_not_overlap(self) -> Self:
        ordered = sorted(self.versions, key=lambda version: version.in_force)
        for before, after in pairwise(ordered):
            if before.until is None or before.until > after.in_force:
                raise ValueError(f"hai phiên bản cùng có hiệu lực từ {after.in_force}")
        return self

    def on(self, day: date) -> Version:
        """The version in force on a day.

        Raises:
            LookupError: none is.
        """
        for version in self.versions:
            if version.in_force <= day and (version.until is None or day < version.until):
                return version
        raise LookupError(f"{self.code} has no version in force on {day}")


def keys(version: Version, name: str) -> list[str]:
    """The keys of one list of the version, such as "cases"."""
    return [each.key for each in getattr(version, name)]


def parse_procedure(text: str, file: str) -> Procedure:
    """Read a procedure file.

    Raises:
        FaultyContent: with every fault of the file.
    """
    procedure = build(Procedure, mapping(text, file), file)
    expected = f"{procedure.code}.yaml"
    if not file.endswith(expected):
        raise FaultyContent([Fault(file, "code", f"tệp của thủ tục này phải tên là {expected}")])
    return procedure
