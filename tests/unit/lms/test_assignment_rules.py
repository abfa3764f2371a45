"""When an assigned exercise may be begun, how its days are read, and who of a class is stuck."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.practice import class_rules
from lms.practice.assignment_rules import (
    LONGEST_WINDOW,
    Attempt,
    Obstacle,
    TimeLeft,
    Why,
    WindowFault,
    obstacle,
    read_day,
    read_hour,
    time_left,
    window_fault,
)

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)


def at(hours: float) -> datetime:
    return NOW + timedelta(hours=hours)


def ended(*hours: float) -> list[Attempt]:
    """Attempts of half an hour that ended so many hours ago."""
    return [(at(-each - 0.5), at(-each)) for each in hours]


UNDER_WAY: list[Attempt] = [(at(-1), None)]


@pytest.mark.parametrize(
    ("opens", "closes", "most", "wait", "attempts", "expected"),
    [
        (-1, 48, 2, 24, [], None),
        (0, 48, 2, 24, [], None),
        (0.01, 48, 2, 24, [], Obstacle(Why.TOO_EARLY, at(0.01))),
        (-9, 0, 2, 24, [], Obstacle(Why.OVER)),
        (-9, -1, 2, 24, UNDER_WAY, Obstacle(Why.OVER)),
        (-9, 48, 2, 24, UNDER_WAY, None),
        (-9, 48, 1, 24, UNDER_WAY, None),
        (-9, 48, 1, 0, ended(30), Obstacle(Why.USED_UP)),
        (-99, 48, 2, 24, ended(30), None),
        (-99, 48, 2, 24, ended(24), None),
        (-99, 48, 2, 24, ended(23), Obstacle(Why.TOO_SOON, at(1))),
        (-99, 48, 3, 24, ended(40, 2), Obstacle(Why.TOO_SOON, at(22))),
        (-99, 48, 2, 24, ended(40, 2), Obstacle(Why.USED_UP)),
        # The wait would last until after the end: there is no next attempt.
        (-99, 1, 2, 24, ended(23), Obstacle(Why.OVER)),
        # Where one may be late and as often as one likes.
        (-99, None, None, 0, ended(40, 2, 0), None),
        (-99, None, None, 0, UNDER_WAY, None),
    ],
)
def test_what_stands_in_the_way_of_an_attempt(opens, closes, most, wait, attempts, expected):
    end = None if closes is None else at(closes)

    assert obstacle(NOW, at(opens), end, most, wait, attempts) == expected


HOURS = st.integers(-200, 200)


@given(
    opens=HOURS,
    lasts=st.integers(1, 400),
    most=st.integers(1, 5),
    wait=st.integers(0, 72),
    tries=st.lists(st.integers(0, 199), max_size=6),
)
def test_nobody_begins_outside_the_window_nor_more_often_than_allowed(
    opens, lasts, most, wait, tries
):
    attempts = ended(*sorted(tries, reverse=True))
    found = obstacle(NOW, at(opens), at(opens + lasts), most, wait, attempts)

    if found is None:
        assert at(opens) <= NOW < at(opens + lasts)
        assert len(attempts) < most
        assert all(NOW - end >= timedelta(hours=wait) for _start, end in attempts)
    elif found.until is not None:
        # What is promised holds: then nothing stands in the way any more, but for the window.
        assert found.until > NOW
        later = obstacle(found.until, at(opens), at(opens + lasts), most, wait, attempts)
        assert later is None or found.why is Why.TOO_EARLY
        before = found.until - timedelta(seconds=1)
        assert obstacle(before, at(opens), at(opens + lasts), most, wait, attempts) is not None


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (72.5, TimeLeft(3, "days")),
        (48, TimeLeft(2, "days")),
        (47.9, TimeLeft(47, "hours")),
        (2, TimeLeft(2, "hours")),
        (1.99, TimeLeft(120, "minutes")),
        (0.001, TimeLeft(1, "minutes")),
        (0, None),
        (-5, None),
    ],
)
def test_how_long_there_is(hours, expected):
    assert time_left(NOW, at(hours)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("24/11/2026", date(2026, 11, 24)),
        (" 5-1-2027 ", date(2027, 1, 5)),
        ("05.12.2026", date(2026, 12, 5)),
        ("31/02/2026", None),
        ("2026-11-24", None),
        ("mai", None),
        ("", None),
    ],
)
def test_a_day_as_officers_write_it(text, expected):
    assert read_day(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("07:30", time(7, 30)),
        ("7h30", time(7, 30)),
        ("17h", time(17)),
        ("17 giờ", time(17)),
        ("24:00", None),
        ("7:65", None),
        ("sáng", None),
    ],
)
def test_an_hour_as_officers_write_it(text, expected):
    assert read_hour(text) == expected


@pytest.mark.parametrize(
    ("opens", "closes", "expected"),
    [
        (0, 5, None),
        (-5, 5, None),
        (-5, 0, WindowFault.PAST),
        (5, 5, WindowFault.REVERSED),
        (9, 5, WindowFault.REVERSED),
        (0, LONGEST_WINDOW.days * 24, None),
        (0, LONGEST_WINDOW.days * 24 + 1, WindowFault.TOO_LONG),
    ],
)
def test_what_is_wrong_with_a_window(opens, closes, expected):
    assert window_fault(at(opens), at(closes), NOW) == expected


@pytest.mark.parametrize(
    ("minutes", "stops", "stuck"),
    [
        (0, 0, False),
        (9, 1, False),
        (10, 0, True),
        (1, 2, True),
        (119, 0, True),
        (120, 0, False),
        (120, 9, False),
    ],
)
def test_who_is_stuck_and_who_has_gone_away(minutes, stops, stuck):
    assert class_rules.is_stuck(NOW, NOW - timedelta(minutes=minutes), stops) is stuck
