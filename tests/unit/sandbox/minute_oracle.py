"""A slow, independent count of working time: one byte for each minute of 2025–2027.

It shares no code and no data structure with `sandbox.worktime`: it reads the exceptions from the
YAML file itself, knows the two shifts by heart, and walks from one working minute to the next.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

ZERO = datetime(2025, 1, 1)
DAYS = 365 * 3
A_DAY = 24 * 60
MORNING = range(7 * 60 + 30, 11 * 60 + 30)
AFTERNOON = range(13 * 60, 17 * 60)
CUTOFF = 15 * 60


class MinuteOracle:
    """Working minutes as a child would mark them on a very long strip of paper."""

    def __init__(self, exceptions: Iterable[Mapping[str, Any]]):
        kinds = {each["day"]: each["kind"] for each in exceptions}
        one_day = bytearray(A_DAY)
        for minute in (*MORNING, *AFTERNOON):
            one_day[minute] = 1
        self.strip = bytearray()
        for number in range(DAYS):
            day = ZERO.date() + timedelta(days=number)
            self.strip += one_day if self._office_works(day, kinds) else bytearray(A_DAY)

    @staticmethod
    def _office_works(day: date, kinds: Mapping[date, str]) -> bool:
        if kinds.get(day) in ("holiday", "swapped_off"):
            return False
        return day.strftime("%a") not in ("Sat", "Sun") or kinds.get(day) == "makeup_work"

    def works(self, moment: datetime) -> bool:
        return self.strip[_place(moment)] == 1

    def add_minutes(self, moment: datetime, minutes: int) -> datetime:
        """Step on working minutes until `minutes` of them are used up; the end of the last."""
        place = self.strip.find(1, _place(moment))
        if minutes == 0:
            return _moment(place)
        find = self.strip.find
        for _ in range(minutes - 1):
            place = find(1, place + 1)
        return _moment(place + 1)

    def add_hours(self, moment: datetime, hours: int) -> datetime:
        return self.add_minutes(moment, 60 * hours)

    def add_days(self, moment: datetime, days: int) -> datetime:
        return self.add_minutes(moment, 8 * 60 * days)

    def minutes_between(self, start: datetime, end: datetime) -> int:
        """The working minutes on the strip from `start` up to `end`."""
        return self.strip.count(1, _place(start), max(_place(start), _place(end)))

    def calendar_day_limit(self, moment: datetime, days: int) -> datetime:
        midnight = (_place(moment) // A_DAY + days) * A_DAY
        return self._end_of_the_day_worked_from(midnight)

    def same_day_due(self, moment: datetime) -> datetime:
        midnight = _place(moment) // A_DAY * A_DAY
        late = _place(moment) - midnight > CUTOFF
        return self._end_of_the_day_worked_from(midnight + A_DAY if late else midnight)

    def _end_of_the_day_worked_from(self, midnight: int) -> datetime:
        morning = self.strip.find(1, midnight)
        next_midnight = (morning // A_DAY + 1) * A_DAY
        return _moment(self.strip.rfind(1, morning, next_midnight) + 1)


def _place(moment: datetime) -> int:
    return int((moment - ZERO).total_seconds()) // 60


def _moment(place: int) -> datetime:
    return ZERO + timedelta(minutes=place)
