"""Levels and what evidence is worth: plain functions on plain data."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

KNOWS = 1
WITH_GUIDANCE = 2
ALONE = 3
# A practice run shows a competency when at least this share of its occasions was taken rightly.
ENOUGH_SUCCESSES = Fraction(8, 10)


def level_held(shown: Iterable[int]) -> int:
    """The highest level that the evidence shows; 0 without any."""
    return max(shown, default=0)


def level_of_quiz(*, passed: bool) -> int | None:
    """A passed quiz shows that somebody knows; it can't show that they can do it."""
    return KNOWS if passed else None


def level_of_practice(
    mode: str, *, passed: bool, successes: int, opportunities: int, hints: int
) -> int | None:
    """What a graded run shows of one competency, or None when it shows nothing.

    A guided run, or one with hints, shows work under guidance. A passed run without any help
    shows that the person works alone.
    """
    if not passed or opportunities == 0:
        return None
    if Fraction(successes, opportunities) < ENOUGH_SUCCESSES:
        return None
    return WITH_GUIDANCE if mode == "guided" or hints else ALONE


def ready_share(ready: int, people: int) -> int | None:
    """The heat of a cell, 0 to 5, from the share of people at the required level.

    None where nobody holds the position; 5 only when everybody is ready.
    """
    if people == 0:
        return None
    return int(Fraction(ready, people) * 5)
