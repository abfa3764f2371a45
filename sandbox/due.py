"""When a limit ends, and how it was counted, in sentences for an officer.

For the command `python -m sandbox due 2026-08-27T10:00 3 working-days`. The counting itself is
in `sandbox.worktime`; here it is explained.
"""

import re
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from sandbox.words import day as day_in_words
from sandbox.words import moment
from sandbox.worktime import DAY, Calendar

MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}")
AMOUNT = re.compile(r"-?[0-9]{1,18}")


@dataclass(frozen=True)
class Due:
    """The end of a limit, and the sentences that explain it, in the order of counting."""

    at: datetime
    how: tuple[str, ...]


def due(calendar: Calendar, start: datetime, amount: int, unit: str) -> Due:
    """The end of a limit of `amount` units that begins at `start`.

    "working-days" and "working-hours" count working time by the hour method, "days" calendar
    days (Điều 147, 148 of Bộ luật Dân sự 2015), "hours" the hours of the clock on the wall.

    Raises:
        ValueError: an unknown unit, a negative amount, or a day that the calendar does not cover.
    """
    if unit not in UNITS:
        raise ValueError(f"Không có đơn vị “{unit}”; hãy chọn một trong: {', '.join(UNITS)}")
    if amount < 0:
        raise ValueError(f"Thời hạn không được âm: {amount}")
    try:
        calendar.is_working_day(start.date())
        return UNITS[unit](calendar, start, amount)
    except OverflowError:
        raise ValueError(f"Thời hạn {amount} vượt ra ngoài lịch {calendar.code}") from None


def _working_days(calendar: Calendar, start: datetime, amount: int) -> Due:
    a_day = calendar.minutes_per_day
    means = (
        f"{amount:02} ngày làm việc là {_length(amount * a_day)} làm việc, mỗi ngày"
        f" {_length(a_day)}."
    )
    return _working_time(calendar, start, amount * a_day, means)


def _working_hours(calendar: Calendar, start: datetime, amount: int) -> Due:
    return _working_time(calendar, start, amount * 60)


def _days(calendar: Calendar, start: datetime, amount: int) -> Due:
    last = start.date() + amount * DAY
    at = calendar.calendar_day_limit(start, amount)
    how = [
        f"Bắt đầu lúc {moment(start)}: ngày này không tính, tính từ ngày tiếp theo, kể cả ngày"
        " nghỉ.",
        f"Ngày thứ {amount} là {day_in_words(last)}.",
    ]
    if at.date() != last:
        how += [_left_out(calendar, days) for days in _alike(calendar, last, at.date() - DAY)]
        how.append("Ngày cuối là ngày nghỉ nên thời hạn chuyển sang ngày làm việc tiếp theo.")
    return Due(at, (*how, f"Hết hạn vào cuối giờ làm việc: {moment(at)}."))


def _hours(calendar: Calendar, start: datetime, amount: int) -> Due:
    at = start + timedelta(hours=amount)
    calendar.is_working_day(at.date())
    how = (
        f"Bắt đầu lúc {moment(start)}: tính giờ đồng hồ, không trừ giờ nghỉ và ngày nghỉ.",
        f"Sau {amount:02} giờ là {moment(at)}.",
    )
    return Due(at, how)


UNITS: dict[str, Callable[[Calendar, datetime, int], Due]] = {
    "working-days": _working_days,
    "working-hours": _working_hours,
    "days": _days,
    "hours": _hours,
}


def _working_time(calendar: Calendar, start: datetime, minutes: int, means: str = "") -> Due:
    begins = calendar.next_working_instant(start)
    at = calendar.add_working_minutes(start, minutes)
    since = (
        "trong giờ làm việc nên tính từ lúc đó"
        if begins == start
        else f"ngoài giờ làm việc nên tính từ {moment(begins)}"
    )
    how = [f"Bắt đầu lúc {moment(start)}, {since}."] + ([means] if means else [])
    for days in _alike(calendar, start.date(), at.date()) if minutes else ():
        if not calendar.is_working_day(days[0]):
            how.append(_left_out(calendar, days))
        elif days[-1] >= begins.date():
            how.append(_counted(calendar, days, begins, at, minutes))
    how.append(f"Hết hạn lúc {moment(at)}.")
    if minutes and not calendar.is_working(at):
        how.append("Thời hạn kết thúc cùng ca làm việc nên ghi giờ cuối ca, không ghi đầu ca sau.")
    return Due(at, tuple(how))


def _alike(calendar: Calendar, first: date, last: date) -> list[list[date]]:
    """The days from `first` to `last`, those in a row with the same note together."""
    days = [first + n * DAY for n in range((last - first).days + 1)]
    return [list(group) for _, group in groupby(days, lambda each: _note(calendar, each))]


def _note(calendar: Calendar, day: date) -> str:
    """What sets a day apart; empty for a plain working day."""
    exception = calendar.exception_on(day)
    if exception is None:
        return "" if calendar.is_working_day(day) else "nghỉ hằng tuần"
    return exception.note if exception.certain else f"{exception.note}; cần đối chiếu"


def _left_out(calendar: Calendar, days: Sequence[date]) -> str:
    return f"Không tính {_span(days)}: {_note(calendar, days[0])}."


def _counted(
    calendar: Calendar, days: Sequence[date], begins: datetime, at: datetime, minutes: int
) -> str:
    """The sentence for working days in a row, with what is left of the limit after them."""
    days = [each for each in days if each >= begins.date()]
    note = _note(calendar, days[0])
    what = f"Tính {_span(days)}" + (f" ({note})" if note else "")
    if days[-1] == at.date():
        return f"{what}: đủ {_length(minutes)} làm việc."
    midnight = datetime.combine(days[-1] + DAY, time())
    left = minutes - calendar.working_minutes_between(begins, midnight)
    return f"{what}: còn {_length(left)} làm việc."


def _span(days: Sequence[date]) -> str:
    if len(days) == 1:
        return day_in_words(days[0])
    if len(days) == 2:
        return f"{day_in_words(days[0])} và {day_in_words(days[1])}"
    return f"từ {day_in_words(days[0])} đến {day_in_words(days[-1])}"


def _length(minutes: int) -> str:
    """Such as "08 giờ" or "13 giờ 30 phút"."""
    hours, rest = divmod(minutes, 60)
    return f"{hours:02} giờ" + (f" {rest:02} phút" if rest else "")


# The command.


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command, kept as text so that `run` can refuse them in Vietnamese."""
    parser.add_argument("start", help="lúc bắt đầu, ví dụ 2026-08-27T10:00")
    parser.add_argument("amount", help="thời hạn, ví dụ 3")
    parser.add_argument("unit", help=f"đơn vị: {', '.join(UNITS)}")
    parser.add_argument("--calendar", help="mã của lịch làm việc")


def run(args: Namespace, calendars: Mapping[str, Calendar]) -> dict[str, Any]:
    """The answer of the command, ready for JSON.

    Raises:
        ValueError: with one sentence about what is wrong with the arguments.
    """
    calendar = _calendar(args.calendar, calendars)
    if not AMOUNT.fullmatch(args.amount):
        raise ValueError(f"“{args.amount}” không phải số nguyên hợp lệ")
    found = due(calendar, _start(args.start), int(args.amount), args.unit)
    return {"due": found.at.isoformat(timespec="minutes"), "how": list(found.how)}


def _calendar(name: str | None, calendars: Mapping[str, Calendar]) -> Calendar:
    """The calendar of that name; without a name, the only one there is."""
    if name is None and len(calendars) == 1:
        return next(iter(calendars.values()))
    known = ", ".join(sorted(calendars))
    if name is None:
        raise ValueError(f"Hãy chọn lịch bằng --calendar, một trong: {known}")
    if name not in calendars:
        raise ValueError(f"Không có lịch “{name}”; hãy chọn một trong: {known}")
    return calendars[name]


def _start(text: str) -> datetime:
    refusal = f"“{text}” không phải thời điểm; hãy viết như 2026-08-27T10:00"
    if not MOMENT.fullmatch(text):
        raise ValueError(refusal)
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(refusal) from None
