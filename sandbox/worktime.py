"""Working time: shifts, holidays and due dates.

Legal base: Điều 147 and 148 of Bộ luật Dân sự 2015 (how a term is counted), Điều 111 and 112 of
Bộ luật Lao động (rest and holidays). Datetimes are naive and local (Asia/Ho_Chi_Minh, which has
no summer time), to the minute.

The HOUR METHOD is used throughout: a term of N working days is N times the working hours of a
day, counted from the reception or, outside working time, from the next working instant. A term
that ends with a shift is due at the end of that shift, never at the start of the next. Counting
whole days instead can differ by a day for dossiers received after hours.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import pairwise
from typing import Literal, Self

from pydantic import Field, model_validator

from sandbox.law import Basis
from sandbox.reading import CODE, Content, build, mapping, repeated

SAME_DAY_CUTOFF = time(15, 0)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


class Shift(Content):
    """A half-open span of working time in a day: the end no longer belongs to it."""

    start: time
    end: time

    @property
    def minutes(self) -> int:
        return int((_on(date.min, self.end) - _on(date.min, self.start)) / MINUTE)


class DayException(Content):
    """A day that differs from its weekday, and why."""

    day: date
    kind: Literal["holiday", "swapped_off", "makeup_work"]
    note: str
    basis: tuple[Basis, ...] = ()
    certain: bool = True


class Calendar(Content):
    """Shifts, weekly rest and exceptions, valid for the days it covers."""

    code: str = Field(pattern=CODE)
    title: str
    covers_from: date
    covers_until: date
    shifts: tuple[Shift, ...] = Field(min_length=1)
    weekly_rest: tuple[int, ...]
    """ISO weekdays without work: 6 is Saturday, 7 is Sunday."""
    exceptions: tuple[DayException, ...]

    @model_validator(mode="after")
    def _is_coherent(self) -> Self:
        if any(shift.start >= shift.end for shift in self.shifts):
            raise ValueError("mỗi ca phải bắt đầu trước khi kết thúc")
        if any(before.end > after.start for before, after in pairwise(self.shifts)):
            raise ValueError("các ca phải theo thứ tự và không chồng nhau")
        if twice := repeated([str(each.day) for each in self.exceptions]):
            raise ValueError(f"ngày được ghi hai lần: {', '.join(twice)}")
        outside = [e.day for e in self.exceptions if not self._covers(e.day)]
        if outside:
            raise ValueError(f"ngày nằm ngoài khoảng của lịch: {outside[0]}")
        return self

    def _covers(self, day: date) -> bool:
        return self.covers_from <= day <= self.covers_until

    @cached_property
    def _by_day(self) -> dict[date, DayException]:
        return {each.day: each for each in self.exceptions}

    @cached_property
    def minutes_per_day(self) -> int:
        """Working minutes in one working day."""
        return sum(shift.minutes for shift in self.shifts)

    def exception_on(self, day: date) -> DayException | None:
        """Why this day differs from its weekday, or None."""
        return self._by_day.get(day)

    def is_working_day(self, day: date) -> bool:
        """Whether the office works on this day.

        Raises:
            ValueError: the calendar does not cover the day, so nobody knows.
        """
        if not self._covers(day):
            raise ValueError(f"Lịch {self.code} không có ngày {day:%d/%m/%Y}")
        if exception := self._by_day.get(day):
            return exception.kind == "makeup_work"
        return day.isoweekday() not in self.weekly_rest

    def is_working(self, at: datetime) -> bool:
        """Whether the office works at this minute."""
        return self.is_working_day(at.date()) and any(
            shift.start <= at.time() < shift.end for shift in self.shifts
        )

    def next_working_day(self, day: date) -> date:
        """The first working day strictly after `day`."""
        day += DAY
        while not self.is_working_day(day):
            day += DAY
        return day

    def next_working_instant(self, at: datetime) -> datetime:
        """`at` itself when the office works then, else the start of the next shift."""
        start, _ = next(self._spans(at))
        return start

    def next_morning(self, at: datetime) -> datetime:
        """The start of the first shift of the next working day."""
        return _on(self.next_working_day(at.date()), self.shifts[0].start)

    def end_of_day(self, day: date) -> datetime:
        """The end of the last shift of a day."""
        return _on(day, self.shifts[-1].end)

    def _spans(
        self, at: datetime, until: datetime | None = None
    ) -> Iterator[tuple[datetime, datetime]]:
        """The spans of working time from `at` on, the first one cut to start at `at`.

        Ends with the day of `until`, so that nobody asks about days after it.
        """
        day = at.date()
        while until is None or day <= until.date():
            if self.is_working_day(day):
                for shift in self.shifts:
                    start, end = max(at, _on(day, shift.start)), _on(day, shift.end)
                    if start < end:
                        yield start, end
            day += DAY

    def add_working_minutes(self, at: datetime, minutes: int) -> datetime:
        """The moment when `minutes` of working time have passed since `at`.

        Zero minutes normalise: the answer is the next working instant.
        """
        if minutes < 0:
            raise ValueError("working time is added, never taken away")
        left = timedelta(minutes=minutes)
        spans = self._spans(at)
        start, end = next(spans)
        while left > end - start:
            left -= end - start
            start, end = next(spans)
        return start + left

    def add_working_hours(self, at: datetime, hours: int) -> datetime:
        """Due time of a limit in working hours, such as the 08 hours for an online dossier."""
        return self.add_working_minutes(at, hours * 60)

    def add_working_days(self, at: datetime, days: int) -> datetime:
        """Due time of a limit in working days, by the hour method."""
        return self.add_working_minutes(at, days * self.minutes_per_day)

    def working_minutes_between(self, start: datetime, end: datetime) -> int:
        """Minutes of working time in [start, end); 0 when `end` is not later."""
        total = timedelta()
        if end <= start:
            return 0
        for span_start, span_end in self._spans(start, end):
            if span_start >= end:
                break
            total += min(span_end, end) - span_start
        return int(total / MINUTE)

    def calendar_day_limit(self, at: datetime, days: int) -> datetime:
        """End of a limit in calendar days ("ngày"), such as the 15 days for a supplement.

        The day of the event does not count; a limit that ends on a day off ends with the next
        working day (Điều 147 and 148 of Bộ luật Dân sự 2015).
        """
        last = at.date() + days * DAY
        if not self.is_working_day(last):
            last = self.next_working_day(last)
        return self.end_of_day(last)

    def same_day_due(self, at: datetime, cutoff: time = SAME_DAY_CUTOFF) -> datetime:
        """Due time of a same-day procedure: strictly after the cutoff means the next working day.

        Legal basis: Điều 7 of Nghị định 23/2015/NĐ-CP for certification.
        """
        day = at.date()
        if not self.is_working_day(day) or at.time() > cutoff:
            day = self.next_working_day(day)
        return self.end_of_day(day)

    def last_day_to_apologise(self, due: datetime) -> date:
        """The last working day on which a letter of apology is early enough.

        The letter must be sent at least 01 day before the due date (khoản 6 Điều 19 of
        Nghị định 118/2025/NĐ-CP).
        """
        day = due.date() - DAY
        while not self.is_working_day(day):
            day -= DAY
        return day

    def paper_handover_deadline(self, received: datetime, grace: timedelta) -> datetime:
        """Until when paper must reach the processing unit (khoản 2 Điều 18 of Nghị định 118).

        The same working day; received strictly after 15:00, at the start of the next working
        day, for which `grace` is allowed.
        """
        day = received.date()
        if not self.is_working_day(day):
            return self.end_of_day(self.next_working_day(day))
        if received.time() > SAME_DAY_CUTOFF:
            return self.next_morning(received) + grace
        return self.end_of_day(day)


def _on(day: date, at: time) -> datetime:
    return datetime.combine(day, at)


def parse_calendar(text: str, file: str) -> Calendar:
    """Read a calendar file.

    Raises:
        FaultyContent: with every fault of the file.
    """
    return build(Calendar, mapping(text, file), file)
