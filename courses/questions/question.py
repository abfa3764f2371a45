"""What all question types have in common: the specification, the mark, the refusal."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict, Field

from courses.legal import LegalBasis

KEY_PATTERN = r"^[a-z0-9][a-z0-9_-]*$"

Answer = Any
"""A JSON value, canonical for its type and independent of how the page showed the question."""


class BadAnswer(Exception):
    """What was submitted cannot be read; `sentence` tells the person what to write."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True)
class Mark:
    """Points for one question, exact (a third stays a third); `right` means full marks."""

    points: Fraction
    out_of: Fraction
    right: bool


class Strict(BaseModel):
    """A frozen part of a course that refuses keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Example(Strict):
    """Answers as the author's keys say them, for checks and the author's preview."""

    right: bool | int | float | str | list[str]
    wrong: bool | int | float | str | list[str]


class QuestionSpec(Strict):
    """The part of a question's specification that every type has."""

    key: str = Field(pattern=KEY_PATTERN, max_length=40)
    type: str
    text: str = Field(min_length=1)
    points: Decimal = Field(default=Decimal(1), gt=0, le=100)
    why: str = Field(min_length=1)
    legal_basis: tuple[LegalBasis, ...] = ()
    competency: str | None = None
    example: Example | None = None

    def markdown(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """(path inside the question, Markdown text) for each text of the author."""
        yield ("text",), self.text
        yield ("why",), self.why


class QuestionType(Protocol):
    """What a module of this package offers; TYPES holds one for each type."""

    Spec: Any

    def read(self, spec: Any, submitted: Sequence[str], seed: str | None = None) -> Answer:
        """The answer in `submitted` (one form field), None when unanswered; raises BadAnswer.

        With a seed only the handles that `public` gave out are understood; without, the author's
        own keys.
        """

    def grade(self, spec: Any, answer: Answer) -> Mark:
        """The mark of `answer`; None, or a value of the wrong shape, earns nothing."""

    def right_answer_text(self, spec: Any) -> str:
        """The right answer in plain words."""

    def answer_text(self, spec: Any, answer: Answer) -> str:
        """`answer` in plain words, "" for None."""

    def public(
        self, spec: Any, seed: str, answer: Answer = None, *, files_url: str = "files/"
    ) -> dict[str, Any]:
        """What a page may show before grading."""

    def review(
        self, spec: Any, seed: str, answer: Answer = None, *, files_url: str = "files/"
    ) -> dict[str, Any]:
        """What a page may show after grading."""

    def example(self, spec: Any) -> tuple[Answer, Answer]:
        """(an answer that earns full marks, one that does not); raises BadAnswer."""


def mark(spec: QuestionSpec, share: Fraction | int) -> Mark:
    """The mark of an answer that is right to the given share (0 to 1)."""
    out_of = Fraction(spec.points)
    return Mark(points=share * out_of, out_of=out_of, right=share == 1)


def own_example(
    spec: QuestionSpec, read: Callable[[Any, Sequence[str]], Answer]
) -> tuple[Answer, Answer] | None:
    """The (right, wrong) answers that the author gave, if any; raises BadAnswer."""
    if spec.example is None:
        return None
    right, wrong = spec.example.right, spec.example.wrong
    return read(spec, _as_submitted(right)), read(spec, _as_submitted(wrong))


def _as_submitted(value: bool | int | float | str | list[str]) -> list[str]:
    if isinstance(value, list):
        return value
    if isinstance(value, bool):
        return [str(value).lower()]
    # A comma cannot be taken for the thousands mark, as the dot of 1.125 would be.
    return [value if isinstance(value, str) else f"{Decimal(str(value)):f}".replace(".", ",")]
