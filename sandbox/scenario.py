"""A practice scenario as data: YAML text and its procedure to a frozen `Scenario`, or all faults."""

import hashlib
from datetime import date, datetime
from string import Formatter
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from sandbox.people import FAMILIES, HAMLETS, PLACEHOLDERS
from sandbox.procedure import Channel, Key, Procedure, Version, keys
from sandbox.reading import CODE, Content, Fault, FaultyContent, build, mapping, repeated
from sandbox.worktime import Calendar

Mode = Literal["guided", "free", "exam"]
PaperForm = Literal["original", "certified_copy", "plain_copy", "electronic"]
Minutes = Annotated[int, Field(ge=0)]

PAPER_FORMS: dict[str, str] = {
    "original": "Bản chính",
    "certified_copy": "Bản sao chứng thực",
    "plain_copy": "Bản chụp",
    "electronic": "Bản điện tử",
}


class Unit(Content):
    """The made-up receiving unit; its identifier lies in the practice range H55.900 and above."""

    name: str
    code: str = Field(pattern=r"^H55\.9\d{2}(\.\d{1,3}){0,2}$")
    phone: str = Field(pattern=r"^0600 \d{3} \d{3}$")


class Applicant(Content):
    """A citizen to be made up from the seed."""

    key: Key
    gender: Literal["female", "male"]
    ethnicity: str
    birth_year: int = Field(ge=1920, le=2025)
    commune: str

    @model_validator(mode="after")
    def _can_be_made_up(self) -> Self:
        if self.ethnicity not in FAMILIES:
            raise ValueError(f"chưa có họ cho dân tộc “{self.ethnicity}”")
        if self.commune.partition(" ")[0] not in HAMLETS:
            raise ValueError("commune: phải bắt đầu bằng “xã” hoặc “phường”")
        return self


class Line(Content):
    """One labelled line of a paper; `text` may use placeholders such as {name}."""

    label: str
    text: str

    @model_validator(mode="after")
    def _uses_known_placeholders(self) -> Self:
        _check_placeholders(self.text)
        return self


class PaperSpec(Content):
    """A paper the applicant brings, as it should be."""

    key: Key
    title: str
    component: Key
    form: PaperForm = "original"
    issuer: str
    pages: int = Field(ge=1)
    copies: int = Field(ge=0)
    """How many certified or other copies the applicant wants of it."""
    lines: tuple[Line, ...] = Field(min_length=1)
    marks: tuple[str, ...] = ()
    """What one sees besides the text: stamps, signatures, stains."""


class Look(Content):
    """How a defect changes what one sees of the paper; what is absent stays as it is."""

    form: PaperForm | None = None
    marks: tuple[str, ...] | None = None
    lines: tuple[Line, ...] = ()
    """Lines that replace those with the same label."""


class Defect(Content):
    """A planted mistake. The trainee can find it by looking at the paper, and only there."""

    key: Key
    paper: Key
    kind: Key
    look: Look
    what: str
    """The truth, for the debrief."""
    remedy: str
    """What the applicant has to bring or do."""


class Defects(Content):
    """The defect library of a dossier: those always planted, and how many more are drawn."""

    always: tuple[Defect, ...] = ()
    pool: tuple[Defect, ...] = ()
    draw: int = Field(default=0, ge=0)

    @model_validator(mode="after")
    def _has_enough_to_draw(self) -> Self:
        taken = {defect.paper for defect in self.always}
        free = {defect.paper for defect in self.pool} - taken
        if self.draw > len(free):
            raise ValueError("draw: nhiều hơn số giấy tờ có lỗi trong pool mà chưa có lỗi nào khác")
        return self

    @property
    def all(self) -> tuple[Defect, ...]:
        return self.always + self.pool


class Span(Content):
    """A range of working minutes; the seed chooses a value in it."""

    low: Minutes
    high: Minutes

    @model_validator(mode="after")
    def _is_ordered(self) -> Self:
        if self.low > self.high:
            raise ValueError("low phải không lớn hơn high")
        return self


class CitizenBehaviour(Content):
    """What the applicant does in return."""

    supplements_after: Span
    silent: bool = False
    """Never comes back after a supplement request."""
    understands_oral: float = Field(ge=0, le=1)
    """Chance to have remembered everything that was only said."""
    collects_after_notice: Span
    pays_after: Span
    withdraws_when_asked_again: float = Field(ge=0, le=1)
    """Chance to give up at a second supplement request instead of complaining."""


class Colleague(Content):
    """How fast a simulated colleague works."""

    after: Span


class Appraiser(Colleague):
    """The simulated appraiser, who sends back what should not have reached him."""

    finds_defect: float = Field(ge=0, le=1)
    """Chance to notice a defect that the desk let through."""
    returns_undigitised: bool


class Leader(Colleague):
    """The simulated leader, who now and then wants a draft reworded; the clock runs on."""

    returns_draft: float = Field(ge=0, lt=1)


class Others(Content):
    """The simulated colleagues."""

    appraiser: Appraiser
    leader: Leader
    clerk: Colleague


class DossierSpec(Content):
    """A dossier that arrives during the run."""

    key: Key
    applicant: Key
    arrives_at: datetime
    channel: Channel
    case: Key
    request: str
    papers: tuple[PaperSpec, ...] = Field(min_length=1)
    defects: Defects = Defects()
    waiver: Key | None = None
    citizen: CitizenBehaviour

    @model_validator(mode="after")
    def _is_coherent(self) -> Self:
        names = [paper.key for paper in self.papers]
        faults = [f"papers: khóa “{key}” bị lặp" for key in repeated(names)]
        planted = self.defects.all
        faults += [f"defects: khóa “{k}” bị lặp" for k in repeated([d.key for d in planted])]
        faults += [
            f"defects: không có giấy tờ “{d.paper}”" for d in planted if d.paper not in names
        ]
        for paper in repeated([d.paper for d in self.defects.always]):
            faults.append(f"defects.always: hai lỗi trên cùng giấy tờ “{paper}”")
        for defect in planted:
            faults += _unknown_labels(self.papers, defect)
        if faults:
            raise ValueError("; ".join(faults))
        return self


class Scenario(Content):
    """A scenario, together with the procedure and the calendar it runs on."""

    code: str = Field(pattern=CODE)
    title: str
    summary: str
    goal: str
    briefing: str
    minutes: int = Field(ge=1, le=60)
    difficulty: int = Field(default=2, ge=1, le=3)
    """1 for a first dossier without mistakes, 3 for the hardest; the catalogue is in this order."""
    starts_at: datetime
    ends_at: datetime
    law_date: date
    modes: tuple[Mode, ...] = Field(min_length=1)
    default_mode: Mode
    seeds: Literal["learner", "fixed"]
    """Whether each learner meets his own variant, or all the same one."""
    competencies: tuple[str, ...] = Field(min_length=1)
    unit: Unit
    applicants: tuple[Applicant, ...] = Field(min_length=1)
    dossiers: tuple[DossierSpec, ...] = Field(min_length=1)
    others: Others
    procedure: Procedure
    calendar: Calendar
    digest: str

    @model_validator(mode="after")
    def _is_coherent(self) -> Self:
        faults = [f"dossiers: khóa “{k}” bị lặp" for k in repeated([d.key for d in self.dossiers])]
        if self.default_mode not in self.modes:
            faults.append("default_mode: phải là một trong modes")
        if not self.starts_at < self.ends_at:
            faults.append("ends_at: phải sau starts_at")
        try:
            version = self.procedure.on(self.law_date)
        except LookupError:
            faults.append("law_date: thủ tục không có phiên bản nào có hiệu lực ngày này")
        else:
            for dossier in self.dossiers:
                faults += [f"dossiers.{dossier.key}.{f}" for f in self._faults_of(dossier, version)]
        faults += _outside_working_time(self)
        if faults:
            raise ValueError("; ".join(faults))
        return self

    def _faults_of(self, dossier: DossierSpec, version: Version) -> list[str]:
        faults = []
        if dossier.applicant not in [each.key for each in self.applicants]:
            faults.append(f"applicant: không có “{dossier.applicant}” trong applicants")
        if dossier.case not in keys(version, "cases"):
            faults.append(f"case: thủ tục không có trường hợp “{dossier.case}”")
        else:
            try:
                version.limit(dossier.channel, dossier.case)
            except LookupError:
                faults.append(f"channel: thủ tục không nhận theo cách “{dossier.channel}”")
        if dossier.waiver and dossier.waiver not in keys(version, "waivers"):
            faults.append(f"waiver: thủ tục không có diện miễn “{dossier.waiver}”")
        brought = [c.key for c in version.components if c.how != "looked_up"]
        for paper in dossier.papers:
            if paper.component not in brought:
                faults.append(f"papers.{paper.key}.component: không phải giấy tờ công dân mang đến")
        for defect in dossier.defects.all:
            if defect.kind not in keys(version, "defect_kinds"):
                faults.append(f"defects.{defect.key}.kind: thủ tục không có loại “{defect.kind}”")
        return faults

    @property
    def version(self) -> Version:
        """The procedure as it is on the scenario's law date."""
        return self.procedure.on(self.law_date)

    def spec(self, dossier: str) -> DossierSpec:
        """The description of one dossier."""
        return next(each for each in self.dossiers if each.key == dossier)


def _check_placeholders(text: str) -> None:
    try:
        names = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError as error:
        raise ValueError(f"dấu ngoặc nhọn không khớp trong “{text}”") from error
    if unknown := sorted(names - PLACEHOLDERS):
        raise ValueError(f"không có chỗ điền “{unknown[0]}”; có: {', '.join(sorted(PLACEHOLDERS))}")


def _unknown_labels(papers: tuple[PaperSpec, ...], defect: Defect) -> list[str]:
    labels = {line.label for paper in papers if paper.key == defect.paper for line in paper.lines}
    return [
        f"defects.{defect.key}.look.lines: giấy tờ không có dòng “{line.label}”"
        for line in defect.look.lines
        if line.label not in labels
    ]


def _outside_working_time(scenario: Scenario) -> list[str]:
    faults = []
    try:
        if not scenario.calendar.is_working(scenario.starts_at):
            faults.append("starts_at: phải nằm trong giờ làm việc")
        scenario.calendar.is_working_day(scenario.ends_at.date())
        for dossier in scenario.dossiers:
            if not scenario.starts_at <= dossier.arrives_at < scenario.ends_at:
                faults.append(f"dossiers.{dossier.key}.arrives_at: ngoài thời gian của kịch bản")
            elif dossier.channel == "counter" and not scenario.calendar.is_working(
                dossier.arrives_at
            ):
                faults.append(f"dossiers.{dossier.key}.arrives_at: ngoài giờ làm việc")
    except ValueError as error:
        faults.append(str(error))
    return faults


def _digest(text: str, data: dict[str, Any]) -> str:
    parts = [data.get("procedure"), data.get("calendar")]
    whole = [text] + [part.model_dump_json() for part in parts if isinstance(part, Content)]
    return hashlib.sha256("\0".join(whole).encode()).hexdigest()


def parse_scenario(
    text: str,
    file: str,
    procedures: dict[str, Procedure],
    calendars: dict[str, Calendar],
) -> Scenario:
    """Read a scenario file and join it with the procedure and the calendar it names.

    The digest covers all three, so that a run can tell whether its content has changed.

    Raises:
        FaultyContent: with every fault of the file.
    """
    data: dict[str, Any] = mapping(text, file)
    faults = []
    for key, known in (("procedure", procedures), ("calendar", calendars)):
        if data.get(key) not in known:
            faults.append(Fault(file, key, f"không có “{data.get(key)}”; có: {', '.join(known)}"))
        else:
            data[key] = known[data[key]]
    if "digest" in data:
        faults.append(Fault(file, "digest", "khóa này do hệ thống tính, không ghi trong tệp"))
    try:
        scenario = build(Scenario, {**data, "digest": _digest(text, data)}, file)
    except FaultyContent as error:
        known_keys = {fault.key for fault in faults}
        raise FaultyContent(faults + [f for f in error.faults if f.key not in known_keys]) from None
    if faults:
        raise FaultyContent(faults)
    if not file.endswith(f"{scenario.code}.yaml"):
        raise FaultyContent([Fault(file, "code", f"tệp phải tên là {scenario.code}.yaml")])
    return scenario
