"""The mark of a whole quiz."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

from courses.course import Quiz
from courses.questions import Answer, Mark, type_of
from courses.vietnamese import half_up


@dataclass(frozen=True)
class QuizMark:
    """`percent` is rounded half up to one decimal, for people; `passed` was decided before."""

    points: Fraction
    out_of: Fraction
    percent: Decimal
    passed: bool
    per_question: Mapping[str, Mark]


def grade_quiz(quiz: Quiz, answers: Mapping[str, Answer]) -> QuizMark:
    """The mark of `answers` (question key -> canonical answer); what is missing earns nothing.

    Raises KeyError for an answer to a question that the quiz does not have: the answers belong to
    another version of it.
    """
    if foreign := set(answers) - {question.key for question in quiz.questions}:
        raise KeyError(f"answers to questions that the quiz does not have: {sorted(foreign)}")
    marks = {
        question.key: type_of(question).grade(question, answers.get(question.key))
        for question in quiz.questions
    }
    points = sum((mark.points for mark in marks.values()), Fraction(0))
    share = 100 * points / quiz.out_of
    return QuizMark(
        points=points,
        out_of=quiz.out_of,
        percent=Decimal(half_up(share, 1)).scaleb(-1),
        passed=share >= Fraction(quiz.pass_mark),
        per_question=MappingProxyType(marks),
    )
