"""What a scenario has besides its dossiers: unit, people, colleagues, questions, incidents."""

from datetime import date
from typing import Literal, Self

from pydantic import Field, model_validator

from sandbox.people import FAMILIES, HAMLETS
from sandbox.procedure_parts import Key
from sandbox.reading import Content, LocalTime
from sandbox.specs import Minutes, Span


class Unit(Content):
    """The made-up receiving unit; its identifier lies in the practice range H55.900 and above."""

    name: str
    code: str = Field(pattern=r"^H55\.9\d{2}(\.\d{1,3}){0,2}$")
    phone: str = Field(pattern=r"^0600 \d{3} \d{3}$")


class Applicant(Content):
    """A citizen to be made up from the seed. `born` fixes the day where the rules touch the age."""

    key: Key
    gender: Literal["female", "male"]
    ethnicity: str
    birth_year: int = Field(ge=1920, le=2026)
    born: date | None = None
    commune: str

    @model_validator(mode="after")
    def _can_be_made_up(self) -> Self:
        if self.ethnicity not in FAMILIES:
            raise ValueError(f"chưa có họ cho dân tộc “{self.ethnicity}”")
        if self.commune.partition(" ")[0] not in HAMLETS:
            raise ValueError("commune: phải bắt đầu bằng “xã” hoặc “phường”")
        if self.born and self.born.year != self.birth_year:
            raise ValueError("born: phải cùng năm với birth_year")
        return self


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
    """The simulated colleagues; a seat of the trainee needs none."""

    appraiser: Appraiser
    leader: Leader
    clerk: Colleague
    division: Colleague = Colleague(after=Span(low=10, high=30))
    reception: Colleague = Colleague(after=Span(low=5, high=15))

    def after(self, role: str) -> Span:
        """The working minutes that a colleague takes."""
        colleague: Colleague = getattr(self, role)
        return colleague.after


class Reply(Content):
    """One way to react to a happening. `rule` names the rule that a wrong one breaks."""

    key: Key
    title: str
    right: bool = False
    rule: str = ""
    what: str = ""

    @model_validator(mode="after")
    def _says_what_is_wrong(self) -> Self:
        if self.right == bool(self.rule):
            raise ValueError("câu trả lời sai thì có rule, câu trả lời đúng thì không")
        if self.rule and not self.what:
            raise ValueError("what: câu trả lời sai phải nói rõ sai gì")
        return self


class Happening(Content):
    """Something that is said or asked at the desk besides the dossiers, and what one may reply.

    It comes at an hour, or after an event of its dossier.
    """

    key: Key
    dossier: Key
    at: LocalTime | None = None
    when: str = ""
    """The kind of event after which it comes, such as "transfer"."""
    after: Minutes = 0
    who: str
    text: str
    should: str
    within: int = Field(default=60, ge=5)
    """Working minutes within which an answer is expected."""
    replies: tuple[Reply, ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _is_coherent(self) -> Self:
        if bool(self.at) == bool(self.when):
            raise ValueError("phải có đúng một trong hai: at hoặc when")
        if not any(reply.right for reply in self.replies):
            raise ValueError("replies: phải có ít nhất một câu trả lời đúng")
        return self

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that this happening is about."""
        return tuple(dict.fromkeys(reply.rule for reply in self.replies if reply.rule))


class Incident(Content):
    """A time during which the system is down: paper first, entry later."""

    starts_at: LocalTime
    ends_at: LocalTime
    what: str

    @model_validator(mode="after")
    def _is_ordered(self) -> Self:
        if self.starts_at >= self.ends_at:
            raise ValueError("ends_at: phải sau starts_at")
        return self
