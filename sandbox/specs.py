"""The parts of a scenario file that describe one dossier: papers, planted mistakes, scripts."""

from string import Formatter
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sandbox.people import PLACEHOLDERS
from sandbox.procedure_parts import Channel, Key
from sandbox.reading import Content, LocalTime, repeated

PaperForm = Literal["original", "certified_copy", "plain_copy", "electronic"]
PaperKind = Literal[
    "handwritten", "card", "drawings", "register", "declaration", "minutes", "letter", "notice",
    "booklet", "receipt", "land", "civil", "diploma", "official", "record",
]  # fmt: skip
Delivery = Literal["counter", "online", "post"]
Minutes = Annotated[int, Field(ge=0)]

PAPER_FORMS: dict[str, str] = {
    "original": "Bản chính",
    "certified_copy": "Bản sao chứng thực",
    "plain_copy": "Bản chụp",
    "electronic": "Bản điện tử",
}
DELIVERIES: dict[str, str] = {
    "counter": "Nhận trực tiếp tại quầy",
    "online": "Nhận bản điện tử trên Cổng Dịch vụ công quốc gia",
    "post": "Nhận qua bưu chính công ích",
}


class Span(Content):
    """A range of working minutes; the seed chooses a value in it."""

    low: Minutes
    high: Minutes

    @model_validator(mode="after")
    def _is_ordered(self) -> Self:
        if self.low > self.high:
            raise ValueError("low phải không lớn hơn high")
        return self


class Line(Content):
    """One labelled line of a paper; `text` may use placeholders such as {name}."""

    label: str
    text: str

    @model_validator(mode="after")
    def _uses_known_placeholders(self) -> Self:
        check_placeholders(self.text)
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
    drawn_as: PaperKind | Literal[""] = ""
    """The kind of drawing; worked out from the title when empty."""


class Record(Content):
    """What a database shows when a component of the procedure is looked up."""

    component: Key
    lines: tuple[Line, ...] = Field(min_length=1)


class Look(Content):
    """How a defect changes what one sees of the paper; what is absent stays as it is."""

    form: PaperForm | None = None
    marks: tuple[str, ...] | None = None
    lines: tuple[Line, ...] = ()
    """Lines that replace those with the same label."""


class Defect(Content):
    """A planted mistake. The trainee can find it by looking at the paper or record, only there.

    `paper` names a paper, or the component of a record for what only the appraiser judges.
    """

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


class CitizenBehaviour(Content):
    """What the applicant does in return."""

    supplements_after: Span
    silent: bool = False
    """Never comes back after a supplement request."""
    brings: Literal["asked", "part", "nothing"] = "asked"
    """What he brings of what a written request asked for."""
    understands_oral: float = Field(ge=0, le=1)
    """Chance to have remembered everything that was only said."""
    collects_after_notice: Span
    pays_after: Span
    withdraws_when_asked_again: float = Field(ge=0, le=1)
    withdraws_after: Span | None = None
    """Asks to withdraw this many working minutes after the dossier was accepted."""
    withdraws_because: str = "Tôi không còn nhu cầu nữa, xin rút hồ sơ."


class LinkScript(Content):
    """How another agency behaves for this dossier. Listing an optional link makes it needed."""

    link: Key
    after: Span
    silent: int = Field(default=0, ge=0, le=2)
    """How many times it lets the deadline pass without an answer."""
    returns: str = ""
    """Why it sends the first request back, in its own words; empty when it does not."""
    refuses: bool = False
    """A competent agency refuses, for reasons that only it can see."""
    text: str = "Đã giải quyết xong phần việc của cơ quan."


class Agent(Content):
    """Somebody who acts for the applicant, with or without a letter of authorisation."""

    applicant: Key
    relation: str


class WrongResult(Content):
    """A mistake that the office makes in the result, to be seen on the draft and the result."""

    label: str
    wrong: str
    right: str
    noticed_after: Span | None = None
    """When the citizen comes back with it, if it was handed over; None: never."""

    @model_validator(mode="after")
    def _uses_known_placeholders(self) -> Self:
        check_placeholders(self.wrong)
        check_placeholders(self.right)
        return self


class Colleagues(Content):
    """What is special about how the colleagues treat this dossier."""

    appraisal_takes: Span | None = None
    """Working minutes of the appraiser; the usual ones when absent."""
    asks_extension: Literal["no", "in_time", "late"] = "no"
    """Whether the office asks for a new date when it will be late."""
    asks_twice: bool = False
    leader_returns: bool = False
    """The leader sends the first draft back."""
    desk_misses: bool = False
    """A simulated desk lets the defects of the papers through."""


class DossierSpec(Content):
    """A dossier that arrives during the run."""

    key: Key
    procedure: str = ""
    """Code; empty for the procedure of the scenario."""
    applicant: Key
    arrives_at: LocalTime
    channel: Channel
    case: Key
    request: str
    papers: tuple[PaperSpec, ...] = Field(min_length=1)
    records: tuple[Record, ...] = ()
    defects: Defects = Defects()
    waiver: Key | None = None
    citizen: CitizenBehaviour
    agent: Agent | None = None
    links: tuple[LinkScript, ...] = ()
    duty: int = Field(default=0, ge=0)
    """The financial duty that the tax office will fix, in đồng."""
    delivery: Delivery = "counter"
    asks_for_slip: bool = False
    result: tuple[Line, ...] = ()
    """What draft and result say; name and date of birth of the applicant when empty."""
    wrong_result: WrongResult | None = None
    colleagues: Colleagues = Colleagues()

    @model_validator(mode="after")
    def _is_coherent(self) -> Self:
        names = [paper.key for paper in self.papers]
        records = [record.component for record in self.records]
        faults = [f"papers: khóa “{key}” bị lặp" for key in repeated(names + records)]
        faults += [f"links: “{k}” bị lặp" for k in repeated([link.link for link in self.links])]
        planted = self.defects.all
        faults += [f"defects: khóa “{k}” bị lặp" for k in repeated([d.key for d in planted])]
        faults += [
            f"defects: không có giấy tờ “{d.paper}”"
            for d in planted
            if d.paper not in names + records
        ]
        for paper in repeated([d.paper for d in self.defects.always]):
            faults.append(f"defects.always: hai lỗi trên cùng giấy tờ “{paper}”")
        for defect in planted:
            faults += self._unknown_labels(defect)
        if faults:
            raise ValueError("; ".join(faults))
        return self

    def lines_of(self, item: str) -> tuple[Line, ...]:
        """The lines of a paper or of a record, as they should be."""
        for paper in self.papers:
            if paper.key == item:
                return paper.lines
        return next((each.lines for each in self.records if each.component == item), ())

    @property
    def to_examine(self) -> tuple[str, ...]:
        """What an appraiser has to judge: every paper and every datum."""
        return tuple(p.key for p in self.papers) + tuple(r.component for r in self.records)

    def _unknown_labels(self, defect: Defect) -> list[str]:
        labels = {line.label for line in self.lines_of(defect.paper)}
        return [
            f"defects.{defect.key}.look.lines: giấy tờ không có dòng “{line.label}”"
            for line in defect.look.lines
            if line.label not in labels
        ]

    def link(self, key: str) -> LinkScript | None:
        """How the agency of this link behaves; None when the scenario does not mention it."""
        return next((each for each in self.links if each.link == key), None)

    def defect(self, key: str) -> Defect:
        """The planted mistake with this key."""
        return next(each for each in self.defects.all if each.key == key)


def check_placeholders(text: str) -> None:
    """Raises:
    ValueError: the text has a placeholder that no person fills in, or an unmatched brace.
    """
    try:
        names = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError as error:
        raise ValueError(f"dấu ngoặc nhọn không khớp trong “{text}”") from error
    if unknown := sorted(names - PLACEHOLDERS):
        raise ValueError(f"không có chỗ điền “{unknown[0]}”; có: {', '.join(sorted(PLACEHOLDERS))}")
