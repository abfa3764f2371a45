"""The question types: one module each, listed in TYPES."""

from typing import Annotated

from pydantic import Field

from courses.questions import choice, choices, number, ordering, true_false
from courses.questions.question import Answer, BadAnswer, Mark, QuestionSpec, QuestionType

__all__ = ["TYPES", "Answer", "BadAnswer", "Mark", "Question", "QuestionType", "type_of"]

TYPES: dict[str, QuestionType] = {
    "choice": choice,
    "choices": choices,
    "true_false": true_false,
    "number": number,
    "ordering": ordering,
}

Question = Annotated[
    choice.Spec | choices.Spec | true_false.Spec | number.Spec | ordering.Spec,
    Field(discriminator="type"),
]


def type_of(question: QuestionSpec) -> QuestionType:
    """The module that reads and marks `question`."""
    return TYPES[question.type]
