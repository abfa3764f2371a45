"""The catalogue on plain data: what one searches by, and what to do next."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from courses.vietnamese import fold


def search_words(text: str) -> list[str]:
    """The words of a text as they are searched by: without marks, capitals and punctuation."""
    return re.findall(r"[\w.]+", fold(text))


@dataclass(frozen=True)
class Listed:
    """An exercise as the catalogue lists it, with what one person has done of it."""

    code: str
    title: str
    summary: str
    search_fold: str
    procedures: Mapping[str, str]
    difficulty: int
    minutes: int
    seats: Sequence[str]
    competencies: Sequence[str]
    open_run_id: int | None = None
    finished: int = 0
    best: float | None = None
    passed: bool = False
    last_run_id: int | None = None

    @property
    def state(self) -> str:
        """ "open", "passed", "failed" or "new"."""
        if self.open_run_id:
            return "open"
        if self.passed:
            return "passed"
        return "failed" if self.finished else "new"


@dataclass(frozen=True)
class Filters:
    """What somebody looks for; empty means anything.

    `words` are folded. All must be found, as whole words; the last may be the beginning of one,
    for it is still being typed.
    """

    words: Sequence[str] = ()
    procedure: str = ""
    difficulty: int = 0
    competency: str = ""
    seat: str = ""
    state: str = ""

    def fit(self, each: Listed) -> bool:
        """Whether an exercise is one of those looked for."""
        return (
            self._worded_so(f" {each.search_fold} ")
            and (not self.procedure or self.procedure in each.procedures)
            and self.difficulty in (0, each.difficulty)
            and (not self.competency or self.competency in each.competencies)
            and (not self.seat or self.seat in each.seats)
            and self.state in ("", each.state)
        )

    def _worded_so(self, text: str) -> bool:
        whole = all(f" {word} " in text for word in self.words[:-1])
        return whole and all(f" {word}" in text for word in self.words[-1:])


@dataclass(frozen=True)
class Choices:
    """What there is to choose from in each filter."""

    procedures: Mapping[str, str] = field(default_factory=dict)
    competencies: Collection[str] = ()
    seats: Collection[str] = ()


def choices(listed: Iterable[Listed]) -> Choices:
    """The procedures by title, the competencies and the seats that the exercises are about."""
    procedures: dict[str, str] = {}
    competencies: dict[str, None] = {}
    seats: dict[str, None] = {}
    for each in listed:
        procedures |= each.procedures
        competencies |= dict.fromkeys(each.competencies)
        seats |= dict.fromkeys(each.seats)
    ordered = dict(sorted(procedures.items(), key=lambda pair: pair[1]))
    return Choices(ordered, tuple(competencies), tuple(seats))


def next_exercise(listed: Sequence[Listed], position: str) -> Listed | None:
    """What to do next: what was begun, then what was failed, then the first new one.

    Those that practise the competencies of one's own position come first; None when every one
    has been passed.
    """
    order = {"open": 0, "failed": 1, "new": 2}

    def rank(each: Listed) -> tuple[int, bool, int]:
        own = any(code.partition(".")[0] == position for code in each.competencies)
        return order[each.state], not own, each.difficulty

    waiting = [each for each in listed if each.state in order]
    return min(waiting, key=rank, default=None)
