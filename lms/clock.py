"""The hour. The only place that asks the machine what time it is."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> datetime:
    """This instant, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The day it is in Vietnam."""
    return now().astimezone(VIETNAM).date()


def start_of_today() -> datetime:
    """The instant at which this day began in Vietnam."""
    return datetime.combine(today(), time(), VIETNAM)


def local(instant: datetime) -> datetime:
    """The same instant as a person in Vietnam reads it."""
    return instant.astimezone(VIETNAM)
