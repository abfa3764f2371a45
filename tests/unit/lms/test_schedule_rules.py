"""Doors, the next session, clashes, and how days and hours are read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.schedule import rules
from lms.schedule.rules import ClashKind, DoorState, TimeFault
from sandbox import library

NINE = datetime(2026, 12, 1, 2, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Booked:
    starts_at: datetime = NINE
    ends_at: datetime = NINE + 90 * MINUTE
    area_id: int | None = 1
    trainer_id: int = 7
    cancelled: bool = False


def at(minutes: int, length: int = 60, **more: object) -> Booked:
    start = NINE + minutes * MINUTE
    return Booked(start, start + length * MINUTE, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("minutes", "state"),
    [
        (-16, DoorState.TOO_EARLY),
        (-15, DoorState.OPEN),
        (0, DoorState.OPEN),
        (90 + 119, DoorState.OPEN),
        (90 + 120, DoorState.OVER),
    ],
)
def test_the_door_opens_15_minutes_before_and_closes_2_hours_after(
    minutes: int, state: DoorState
) -> None:
    assert rules.door(Booked(), NINE + minutes * MINUTE).state is state


def test_a_cancelled_session_never_opens() -> None:
    door = rules.door(Booked(cancelled=True), NINE)
    assert door.state is DoorState.CANCELLED
    assert not door.is_open


def test_the_running_session_comes_before_the_one_whose_door_just_opened() -> None:
    running, coming = at(0), at(60)
    assert rules.next_session([coming, running], NINE + 50 * MINUTE) is running
    assert rules.next_session([coming, running], NINE + 60 * MINUTE) is coming


def test_a_session_that_runs_late_is_next_only_when_nothing_else_comes() -> None:
    late, tomorrow = at(0), at(24 * 60)
    now = NINE + 70 * MINUTE
    assert rules.next_session([late], now) is late
    assert rules.next_session([late, tomorrow], now) is tomorrow
    assert rules.next_session([late], NINE + 180 * MINUTE) is None


def test_a_cancelled_session_is_never_next() -> None:
    assert rules.next_session([at(0, cancelled=True)], NINE) is None


@pytest.mark.parametrize(
    ("other", "kinds"),
    [
        (at(0, area_id=1, trainer_id=8), [ClashKind.AREA]),
        (at(0, area_id=2, trainer_id=7), [ClashKind.TRAINER]),
        (at(59, area_id=1, trainer_id=7), [ClashKind.AREA, ClashKind.TRAINER]),
        (at(0, area_id=None, trainer_id=8), [ClashKind.AREA]),
        (at(0, area_id=2, trainer_id=8), []),
        (at(60, area_id=1, trainer_id=7), []),
        (at(-60, area_id=1, trainer_id=7), []),
        (at(0, area_id=1, trainer_id=7, cancelled=True), []),
    ],
)
def test_a_room_and_a_trainer_serve_one_session_at_a_time(
    other: Booked, kinds: list[ClashKind]
) -> None:
    wanted = rules.Wanted(1, 7, NINE, NINE + 60 * MINUTE)
    assert [kind for kind, _session in rules.clashes(wanted, [other])] == kinds


def test_a_session_of_the_province_clashes_with_any_area() -> None:
    wanted = rules.Wanted(None, 7, NINE, NINE + 60 * MINUTE)
    assert [kind for kind, _s in rules.clashes(wanted, [at(0, area_id=5, trainer_id=8)])] == [
        ClashKind.AREA
    ]


spans = st.tuples(st.integers(0, 400), st.integers(1, 300)).map(lambda pair: at(*pair))


@given(spans, spans)
def test_sessions_that_clash_share_a_quarter_hour(one: Booked, other: Booked) -> None:
    """So the key of the claims refuses whatever the rule refuses."""
    wanted = rules.Wanted(one.area_id, one.trainer_id, one.starts_at, one.ends_at)
    shared = set(rules.quarters(one.starts_at, one.ends_at)) & set(
        rules.quarters(other.starts_at, other.ends_at)
    )
    if rules.clashes(wanted, [other]):
        assert shared


@given(st.integers(0, 96), st.integers(1, 32), st.integers(0, 96), st.integers(1, 32))
def test_sessions_on_whole_quarters_share_one_only_when_they_clash(
    start: int, length: int, other_start: int, other_length: int
) -> None:
    one, other = at(start * 15, length * 15), at(other_start * 15, other_length * 15)
    wanted = rules.Wanted(1, 7, one.starts_at, one.ends_at)
    shared = set(rules.quarters(one.starts_at, one.ends_at)) & set(
        rules.quarters(other.starts_at, other.ends_at)
    )
    assert bool(shared) == bool(rules.clashes(wanted, [other]))


@pytest.mark.parametrize(
    ("start", "length", "fault"),
    [
        (NINE + 15 * MINUTE, 60, None),
        (NINE + 20 * MINUTE, 60, TimeFault.NOT_A_QUARTER),
        (NINE, 60, TimeFault.PAST),
        (NINE - timedelta(days=1), 60, TimeFault.PAST),
        (NINE + timedelta(days=400), 60, TimeFault.TOO_FAR),
        (NINE + 15 * MINUTE, 8 * 60 + 15, TimeFault.TOO_LONG),
    ],
)
def test_what_is_wrong_with_a_time_is_named(
    start: datetime, length: int, fault: TimeFault | None
) -> None:
    assert rules.time_fault(start, start + length * MINUTE, NINE) is fault


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("24/11/2026", date(2026, 11, 24)),
        (" 5/1/2027 ", date(2027, 1, 5)),
        ("05.01.2027", date(2027, 1, 5)),
        ("29-02-2028", date(2028, 2, 29)),
        ("29/02/2027", None),
        ("2026-11-24", None),
        ("24/11", None),
        ("24/11/26", None),
        ("mai", None),
        ("", None),
    ],
)
def test_days_are_read_as_people_write_them(text: str, day: date | None) -> None:
    assert rules.read_day(text) == day


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("08:30", time(8, 30)),
        ("8h30", time(8, 30)),
        ("14 giờ", time(14)),
        ("14 giờ 15 phút", time(14, 15)),
        ("9g", time(9)),
        ("24:00", None),
        ("8:75", None),
        ("830", None),
        ("sáng", None),
    ],
)
def test_hours_are_read_as_people_write_them(text: str, hour: time | None) -> None:
    assert rules.read_hour(text) == hour


@pytest.mark.parametrize("text", ["31/12/9999", "01/01/1999", "31/12/0001"])
def test_a_day_far_from_now_is_a_slip_of_the_finger(text: str):
    assert rules.read_day(text) is None


CALENDAR = library.shipped().calendars["vn-2025-2027"]


@pytest.mark.parametrize(
    ("day", "start", "minutes", "unusual"),
    [
        (23, (7, 30), 570, None),
        (23, (11, 0), 180, None),
        (23, (7, 15), 60, rules.OffHours.OUTSIDE),
        (23, (16, 15), 60, rules.OffHours.OUTSIDE),
        (23, (23, 0), 9 * 60 + 30, rules.OffHours.OUTSIDE),
        (24, (9, 0), 60, rules.OffHours.DAY_OFF),
        (28, (9, 0), 60, rules.OffHours.DAY_OFF),
    ],
)
def test_days_off_and_late_hours_are_unusual(
    day: int, start: tuple[int, int], minutes: int, unusual: rules.OffHours | None
):
    starts_at = datetime(2026, 11, day, *start)

    assert rules.off_hours(starts_at, starts_at + timedelta(minutes=minutes), CALENDAR) == unusual


def test_beyond_the_calendar_nothing_is_called_unusual():
    starts_at = datetime(2031, 1, 1, 9)

    assert rules.off_hours(starts_at, starts_at + timedelta(hours=1), CALENDAR) is None
