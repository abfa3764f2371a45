"""Where a person stands in a course, and what a quiz shows: plain functions on plain data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

from courses.course import Quiz
from courses.grading import QuizMark

CHECK = "check"


class State(StrEnum):
    """How far somebody is with one step of a course."""

    TODO = "todo"
    BEGUN = "begun"
    DONE = "done"


@dataclass(frozen=True)
class Step:
    """One step of a course for one person. `number` counts the steps of its kind from 1.

    `percent` is the best mark so far, of a quiz or of a practice run; None without one.
    `open_attempt_id` names the attempt at a quiz that hasn't been submitted.
    """

    course_code: str
    kind: str
    key: str
    title: str
    minutes: int
    state: State
    number: int = 1
    of: int = 1
    scenario: str | None = None
    percent: float | None = None
    read_at: datetime | None = None
    open_attempt_id: int | None = None

    @property
    def endpoint(self) -> str:
        """The view that shows the step; `values` are its arguments."""
        return {
            "lesson": "learning.lesson",
            "quiz": "learning.quiz",
            "practice": "practice.scenario",
        }[self.kind]

    @property
    def values(self) -> dict[str, Any]:
        if self.kind == "practice":
            return {"code": self.scenario}
        return {"code": self.course_code, "key": self.key}


@dataclass(frozen=True)
class Outline:
    """A course with the state of each step for one person."""

    code: str
    title: str
    steps: tuple[Step, ...]
    enrolled_at: datetime | None = None
    last_activity_at: datetime | None = None

    @property
    def done(self) -> int:
        return sum(step.state is State.DONE for step in self.steps)

    @property
    def total(self) -> int:
        return len(self.steps)

    @property
    def percent(self) -> int:
        """The share of steps that are done, rounded down: 100 only when all are."""
        return 100 * self.done // self.total

    @property
    def complete(self) -> bool:
        return self.done == self.total

    @property
    def minutes_left(self) -> int:
        return sum(step.minutes for step in self.steps if step.state is not State.DONE)

    @property
    def next(self) -> Step | None:
        """The first step that is not done; None when all are."""
        return next((step for step in self.steps if step.state is not State.DONE), None)

    def step(self, key: str) -> Step | None:
        return next((step for step in self.steps if step.key == key), None)

    def before(self, key: str) -> Step | None:
        """The step in front of this one, None for the first."""
        keys = [step.key for step in self.steps]
        at = keys.index(key)
        return self.steps[at - 1] if at else None

    def after(self, key: str) -> Step | None:
        """The step that follows this one, None for the last."""
        keys = [step.key for step in self.steps]
        return next(iter(self.steps[keys.index(key) + 1 :]), None)


def most_pressing_first(outlines: Iterable[Outline]) -> list[Outline]:
    """Begun courses, the latest touched first; then those not begun; finished ones last."""
    return sorted(
        outlines,
        key=lambda outline: (
            outline.enrolled_at is not None and outline.complete,
            outline.enrolled_at is None,
            -outline.last_activity_at.timestamp() if outline.last_activity_at else 0,
            outline.title,
        ),
    )


def state_of(*, done: bool, begun: bool) -> State:
    """A lesson is done when it was read, a quiz or a practice scenario when it was passed."""
    return State.DONE if done else State.BEGUN if begun else State.TODO


def may_attempt(used: int, allowed: int) -> bool:
    """Whether another attempt may be begun; `allowed` 0 means any number."""
    return allowed == 0 or used < allowed


def question_after(number: int, total: int, then: str) -> int | None:
    """The question to show when the one with this `number` is stored; None to look all over.

    `then` is what the person asked for: "check", the number of a question, or nothing. What
    can't be followed counts as nothing: the next question, after the last one None.
    """
    if then == CHECK:
        return None
    if then.isdecimal() and then.isascii() and 1 <= int(then[:9]) <= total:
        return int(then[:9])
    return number + 1 if number < total else None


@dataclass(frozen=True)
class Shown:
    """How well the questions on one competency were answered, and whether it counts as shown."""

    code: str
    percent: int
    shown: bool


def shown_by_quiz(quiz: Quiz, mark: QuizMark, otherwise: Sequence[str]) -> list[Shown]:
    """Each competency of the quiz, in order of first appearance.

    A question without a competency of its own counts for all in `otherwise` (the item's, else
    the course's). A competency is shown when the quiz was passed *and* its own questions reached
    the pass mark: who passes with everything wrong about one subject hasn't shown that subject.
    """
    earned: dict[str, tuple[Fraction, Fraction]] = {}
    for question in quiz.questions:
        given = mark.per_question[question.key]
        for code in [question.competency] if question.competency else otherwise:
            points, out_of = earned.get(code, (Fraction(0), Fraction(0)))
            earned[code] = (points + given.points, out_of + given.out_of)
    needed = Fraction(quiz.pass_mark)
    return [
        Shown(code, _rounded(share), mark.passed and share >= needed)
        for code, (points, out_of) in earned.items()
        for share in [100 * points / out_of]
    ]


def _rounded(share: Fraction) -> int:
    exact = Decimal(share.numerator) / Decimal(share.denominator)
    return int(exact.quantize(Decimal(1), ROUND_HALF_UP))


def with_typed(shown: Mapping[str, Any], typed: Sequence[str]) -> dict[str, Any]:
    """The public page of a question with what somebody typed instead of what is stored.

    `typed` holds the fields as they were sent, also when they can't be read as an answer.
    """
    page = dict(shown)
    if "options" in page:
        page["options"] = [
            {**option, "chosen": option["handle"] in typed} for option in page["options"]
        ]
    if "value" in page:
        page["value"] = typed[0] if typed else ""
    if "steps" in page:
        placed = dict(value.split("=", 1) for value in typed if "=" in value)
        page["steps"] = [
            {**step, "position": placed.get(step["handle"]) or None} for step in page["steps"]
        ]
    return page
