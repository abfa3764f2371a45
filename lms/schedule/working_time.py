"""The working calendar that sessions are planned by: that of the state offices."""

from __future__ import annotations

from sandbox import library
from sandbox.worktime import Calendar

CALENDAR = "vn-2025-2027"


def calendar() -> Calendar:
    return library.shipped().calendars[CALENDAR]
