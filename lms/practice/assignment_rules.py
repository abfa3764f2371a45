"""When an assigned exercise may be begun, and how the days and hours of its window are read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from math import ceil

MOST_ATTEMPTS = 2
HOURS_BETWEEN = 24
LONGEST_WINDOW = timedelta(days=366)

Attempt = tuple[datetime, datetime | None]
"""When an attempt was begun and when it ended; the second is None while it is under way."""


class Why(StrEnum):
    TOO_EARLY = "too_early"
    OVER = "over"
    USED_UP = "used_up"
    TOO_SOON = "too_soon"


@dataclass(frozen=True)
class Obstacle:
    """Why no new attempt may begin; `until` is when it is no longer so, None when it stays."""

    why: Why
    until: datetime | None = None


def obstacle(
    now: datetime,
    opens_at: datetime,
    closes_at: datetime | None,
    most_attempts: int | None,
    hours_between: int,
    attempts: Sequence[Attempt],
) -> Obstacle | None:
    """What stands in the way of working now; None when nothing does.

    `closes_at` is None where one may be late. An attempt under way is gone on with, so it needs
    neither another attempt nor a wait. The wait counts from the end of the last attempt.
    """
    if now < opens_at:
        return Obstacle(Why.TOO_EARLY, opens_at)
    if closes_at is not None and now >= closes_at:
        return Obstacle(Why.OVER)
    ends = [finished_at for _started_at, finished_at in attempts]
    if None in ends:
        return None
    if most_attempts is not None and len(attempts) >= most_attempts:
        return Obstacle(Why.USED_UP)
    last = max((end for end in ends if end is not None), default=None)
    again_at = last + timedelta(hours=hours_between) if last else now
    if now >= again_at:
        return None
    if closes_at is not None and again_at >= closes_at:
        return Obstacle(Why.OVER)
    return Obstacle(Why.TOO_SOON, again_at)


@dataclass(frozen=True)
class TimeLeft:
    """How long until a moment, in the largest unit that still says something: 3 "days"."""

    number: int
    unit: str


def time_left(now: datetime, until: datetime) -> TimeLeft | None:
    """The time until a moment, None when it is over. Whole days and hours, the last one begun."""
    seconds = (until - now).total_seconds()
    if seconds <= 0:
        return None
    for unit, length in (("days", 86400), ("hours", 3600)):
        if seconds >= 2 * length:
            return TimeLeft(int(seconds // length), unit)
    return TimeLeft(ceil(seconds / 60), "minutes")


_DAY = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})")
_HOUR = re.compile(r"(\d{1,2})\s*(?:[:hg.]|giờ)\s*(\d{2})?", re.IGNORECASE)


def read_day(text: str) -> date | None:
    """A day as officers write it, 24/11/2026; None when there is no such day."""
    found = _DAY.fullmatch(text.strip())
    if found is None:
        return None
    day, month, year = map(int, found.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_hour(text: str) -> time | None:
    """An hour as officers write it, 07:30 or 7h30; None when there is no such hour."""
    found = _HOUR.fullmatch(text.strip())
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


class WindowFault(StrEnum):
    PAST = "past"
    REVERSED = "reversed"
    TOO_LONG = "too_long"


def window_fault(opens_at: datetime, closes_at: datetime, now: datetime) -> WindowFault | None:
    """What is wrong with a window that somebody wants to set."""
    if closes_at <= now:
        return WindowFault.PAST
    if closes_at <= opens_at:
        return WindowFault.REVERSED
    if closes_at - opens_at > LONGEST_WINDOW:
        return WindowFault.TOO_LONG
    return None
