"""When a room's door is open, which session comes next, what clashes, how days and hours are read.

Instants are aware. A door opens 15 minutes before the planned start and closes two hours after
the planned end, so a session that runs late loses nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol, TypeVar

from sandbox.worktime import Calendar

OPENS_BEFORE = timedelta(minutes=15)
STAYS_OPEN = timedelta(hours=2)
QUARTER = timedelta(minutes=15)
LONGEST = timedelta(hours=8)
FARTHEST_AHEAD = timedelta(days=366)


class Session(Protocol):
    """A session, as far as these rules look."""

    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...
    @property
    def cancelled(self) -> bool: ...


class Booked(Session, Protocol):
    """A session with what it holds: a room (of one area, or of all when None) and a trainer."""

    @property
    def area_id(self) -> int | None: ...
    @property
    def trainer_id(self) -> int: ...


AnySession = TypeVar("AnySession", bound=Session)
AnyBooked = TypeVar("AnyBooked", bound=Booked)


class DoorState(StrEnum):
    TOO_EARLY = "too_early"
    OPEN = "open"
    OVER = "over"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Door:
    """The state of a room's door, and between which two instants it is open."""

    state: DoorState
    opens_at: datetime
    closes_at: datetime

    @property
    def is_open(self) -> bool:
        return self.state is DoorState.OPEN


def latest_end(ends_at: datetime) -> datetime:
    """The hard end of a session that is planned to end at `ends_at`."""
    return ends_at + STAYS_OPEN


def door(session: Session, now: datetime) -> Door:
    """The door of the session's room at `now`; it is open from `opens_at`, until `closes_at`."""
    opens_at, closes_at = session.starts_at - OPENS_BEFORE, latest_end(session.ends_at)
    if session.cancelled:
        state = DoorState.CANCELLED
    elif now < opens_at:
        state = DoorState.TOO_EARLY
    elif now < closes_at:
        state = DoorState.OPEN
    else:
        state = DoorState.OVER
    return Door(state, opens_at, closes_at)


def next_session(sessions: Iterable[AnySession], now: datetime) -> AnySession | None:
    """What a person goes to now: the running session, else the next, else one that runs late."""
    standing = [session for session in sessions if not session.cancelled]
    ahead = [session for session in standing if now < session.ends_at]
    if ahead:
        return min(ahead, key=lambda session: session.starts_at)
    late = [session for session in standing if door(session, now).is_open]
    return max(late, key=lambda session: session.ends_at, default=None)


class ClashKind(StrEnum):
    AREA = "area"
    TRAINER = "trainer"


@dataclass(frozen=True)
class Wanted:
    """A session that somebody wants to plan; `area_id` None is the whole province."""

    area_id: int | None
    trainer_id: int
    starts_at: datetime
    ends_at: datetime


def clashes(wanted: Wanted, booked: Iterable[AnyBooked]) -> list[tuple[ClashKind, AnyBooked]]:
    """Each booked session that holds the same room or trainer at the same time, and which.

    A session of the whole province holds the room of every area. Two sessions that touch (one
    ends when the other starts) don't clash.
    """
    found: list[tuple[ClashKind, AnyBooked]] = []
    for other in booked:
        apart = other.ends_at <= wanted.starts_at or wanted.ends_at <= other.starts_at
        if other.cancelled or apart:
            continue
        if wanted.area_id is None or other.area_id in (None, wanted.area_id):
            found.append((ClashKind.AREA, other))
        if other.trainer_id == wanted.trainer_id:
            found.append((ClashKind.TRAINER, other))
    return found


def quarters(starts_at: datetime, ends_at: datetime) -> Sequence[datetime]:
    """Every quarter-hour that the span touches; sessions that share one share a key."""
    at = floor_quarter(starts_at)
    touched = []
    while at < ends_at:
        touched.append(at)
        at += QUARTER
    return touched


def floor_quarter(at: datetime) -> datetime:
    """The quarter-hour that `at` lies in."""
    return at.replace(minute=at.minute - at.minute % 15, second=0, microsecond=0)


class TimeFault(StrEnum):
    """Why a session can't be planned for a time."""

    NOT_A_QUARTER = "not_a_quarter"
    PAST = "past"
    TOO_FAR = "too_far"
    TOO_LONG = "too_long"


def time_fault(starts_at: datetime, ends_at: datetime, now: datetime) -> TimeFault | None:
    """What is wrong with planning a session for this span at `now`, or None."""
    if starts_at != floor_quarter(starts_at):
        return TimeFault.NOT_A_QUARTER
    if starts_at <= now:
        return TimeFault.PAST
    if starts_at > now + FARTHEST_AHEAD:
        return TimeFault.TOO_FAR
    if ends_at - starts_at > LONGEST:
        return TimeFault.TOO_LONG
    return None


class OffHours(StrEnum):
    """Why a time that can be had is unusual for a session."""

    DAY_OFF = "day_off"
    OUTSIDE = "outside"


def off_hours(starts_at: datetime, ends_at: datetime, calendar: Calendar) -> OffHours | None:
    """Whether the span (local instants) lies on a day off or reaches beyond the office's hours.

    The midday break counts as working time: a session may run through it. Of a day that the
    calendar doesn't cover nobody knows, so nothing is said of it.
    """
    try:
        works = calendar.is_working_day(starts_at.date())
    except ValueError:
        return None
    if not works:
        return OffHours.DAY_OFF
    first, last = calendar.shifts[0].start, calendar.shifts[-1].end
    same_day = ends_at.date() == starts_at.date()
    within = same_day and first <= starts_at.time() and ends_at.time() <= last
    return None if within else OffHours.OUTSIDE


YEARS = range(2020, 2101)  # beyond these a day is a slip of the finger
_DAY = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})")
_HOUR = re.compile(r"(\d{1,2})\s*(?::|h|g|giờ)\s*(\d{1,2})?\s*(?:phút|p)?", re.IGNORECASE)


def read_day(text: str) -> date | None:
    """The day that "24/11/2026" says (also with dots or dashes), or None."""
    found = _DAY.fullmatch(text.strip())
    if found is None:
        return None
    day, month, year = (int(part) for part in found.groups())
    if year not in YEARS:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_hour(text: str) -> time | None:
    """The hour that "08:30", "8h30" or "8 giờ" says, or None."""
    found = _HOUR.fullmatch(text.strip())
    if found is None:
        return None
    try:
        return time(int(found[1]), int(found[2] or 0))
    except ValueError:
        return None
