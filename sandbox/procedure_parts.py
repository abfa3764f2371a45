"""What an administrative procedure is made of: papers, limits, fees, tasks, other agencies."""

from datetime import date, datetime, time
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sandbox.law import ND118, Basis
from sandbox.reading import CODE, Content
from sandbox.words import money
from sandbox.worktime import SAME_DAY_CUTOFF, Calendar

Channel = Literal["counter", "online", "post"]
Seat = Literal["reception", "appraiser", "division", "leader", "clerk"]
TaskSeat = Literal["reception", "appraiser"]
TaskStage = Literal["receiving", "appraisal", "returning"]
LinkKind = Literal["opinion", "verification", "task", "competent"]
LinkStage = Literal["transfer", "appraisal", "issued"]
Unit = Literal["working_days", "working_hours", "calendar_days"]
SystemCheck = Literal[
    "identity_before_accept",
    "papers_checked_before_accept",
    "digitised_before_transfer",
    "fee_before_transfer",
    "receipt_before_transfer",
    "fee_before_return",
]
Key = Annotated[str, Field(pattern=CODE)]

UNITS: dict[str, str] = {
    "working_days": "ngày làm việc",
    "working_hours": "giờ làm việc",
    "calendar_days": "ngày",
}
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
    remedy is that the applicant brings another paper. Some faults are no matter of the desk:
    `stage` "appraisal" are conditions that only the appraiser judges.
    """

    key: Key
    title: str
    stage: Literal["reception", "appraisal"] = "reception"
    remedy: Literal["supplement", "refuse"]
    may_refuse: bool = False
    basis: tuple[Basis, ...] = Field(min_length=1)

    @property
    def ground_for_refusal(self) -> bool:
        """Whether refusing on this ground is lawful."""
        return self.remedy == "refuse" or self.may_refuse


class Span(Content):
    """A length of time as the law gives it, in one of its units."""

    amount: int = Field(ge=1)
    unit: Unit

    def end(self, calendar: Calendar, since: datetime) -> datetime:
        """When the span that began at `since` ends."""
        if self.unit == "working_days":
            return calendar.add_working_days(since, self.amount)
        if self.unit == "working_hours":
            return calendar.add_working_hours(since, self.amount)
        return calendar.calendar_day_limit(since, self.amount)

    @property
    def text(self) -> str:
        """Such as "03 ngày làm việc"."""
        return f"{self.amount:02} {UNITS[self.unit]}"


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
        return f"{self.amount:02} {UNITS[self.kind]}"


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
    cases: tuple[Key, ...] = ()
    """Empty: in every case."""
    basis: tuple[Basis, ...] = Field(min_length=1)

    def applies(self, case: str) -> bool:
        return not self.cases or case in self.cases

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
    """A ground on which nothing is due, for some channels and days where it says so."""

    key: Key
    title: str
    channels: tuple[Channel, ...] = ()
    """Empty: however the dossier was handed in."""
    first_day: date | None = None
    last_day: date | None = None
    basis: tuple[Basis, ...] = Field(min_length=1)

    def holds(self, channel: str, day: date) -> bool:
        """Whether the ground counts for a dossier handed in like this on this day."""
        return (
            (not self.channels or channel in self.channels)
            and (self.first_day is None or self.first_day <= day)
            and (self.last_day is None or day <= self.last_day)
        )


class LookAlike(Content):
    """Another procedure that officers take for this one."""

    code: str = Field(pattern=r"^\d\.\d{6}$")
    title: str


class Answer(Content):
    """One way of doing a task. `what` says what a wrong one amounts to."""

    key: Key
    title: str
    right: bool = False
    what: str = ""


class Task(Content):
    """Something the law of the field wants done on this dossier: a posting, an entry in a register.

    It has to be done before the dossier leaves the stage, in a right way where there are several.
    After `waits` working days it is finished, such as a public posting.
    """

    key: Key
    title: str
    seat: TaskSeat
    stage: TaskStage
    cases: tuple[Key, ...] = ()
    """Empty: in every case."""
    minutes: int = Field(default=5, ge=1)
    waits: int = Field(default=0, ge=0)
    answers: tuple[Answer, ...] = ()
    critical: bool = False
    errors: tuple[str, ...] = ()
    should: str
    hurt: str
    basis: tuple[Basis, ...] = ()
    """Empty means good practice."""

    @model_validator(mode="after")
    def _can_be_done_right(self) -> Self:
        if self.answers and not any(each.right for each in self.answers):
            raise ValueError("answers: phải có ít nhất một cách làm đúng (right: true)")
        if wrong := [each.key for each in self.answers if not each.right and not each.what]:
            raise ValueError(f"answers.{wrong[0]}: cách làm sai phải nói rõ sai gì (what)")
        if (self.seat == "appraiser") != (self.stage == "appraisal"):
            raise ValueError("stage: appraisal đi cùng, và chỉ đi cùng, seat: appraiser")
        return self

    def applies(self, case: str) -> bool:
        return not self.cases or case in self.cases


class Link(Content):
    """What another agency does for a dossier, as a child dossier of its own.

    An "opinion" or a "verification" is an answer to a question, a "task" is a part of an
    interlinked group, "competent" settles the whole dossier for the centre that received it.
    `stage` says when it is sent: with the transfer, during appraisal, or when the commune's own
    part has been issued. Links `after` others are sent when those have come back.
    """

    key: Key
    title: str
    agency: str
    kind: LinkKind
    stage: LinkStage
    procedure: str = ""
    """Code of the procedure that the other agency follows."""
    cases: tuple[Key, ...] = ()
    always: bool = True
    """False: sent only for dossiers whose scenario says that they need it."""
    after: tuple[Key, ...] = ()
    limit: Span
    stops_clock: bool = False
    """The time it takes does not count."""
    silence_is_consent: bool = False
    basis: tuple[Basis, ...] = Field(min_length=1)


class Duty(Content):
    """A financial duty fixed only after reception, such as the land-use levy (status 6)."""

    title: str
    after: Key
    """The link whose answer fixes the amount."""
    stops_clock: bool = True
    basis: tuple[Basis, ...] = Field(min_length=1)


GENERAL = (Basis(document=ND118, article="khoản 5 Điều 19"),)


class SupplementRule(Content):
    """How a supplement is asked for at appraisal, and how long the applicant has.

    The general rule is that of khoản 5 Điều 19 of Nghị định 118/2025/NĐ-CP; a sector law may
    have another. `expiry` is what the authority does when nothing came.
    """

    ask_within: Span = Span(amount=3, unit="working_days")
    answer_within: Span = Span(amount=15, unit="calendar_days")
    expiry: Literal["stop", "refuse"] = "stop"
    basis: tuple[Basis, ...] = GENERAL


class InnerStep(Content):
    """A step of the internal procedure and its share of the time limit."""

    key: Key
    title: str
    seat: Seat
    share: float = Field(ge=0, le=1)
    certain: bool = True


class Office(Content):
    """A unit to which the desk can transfer a dossier; `link` names the one of another level."""

    key: Key
    title: str
    link: Key | None = None


class Result(Content):
    """What the applicant receives."""

    title: str
    paper: bool
    electronic: bool
    code: str = ""
    """The type of the result in the national database of procedures."""
