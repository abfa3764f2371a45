"""Working time: the vectors of the domain description, a slow oracle, and laws of counting."""

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox import library
from sandbox.reading import FaultyContent
from sandbox.worktime import Calendar, parse_calendar
from tests.unit.sandbox.desk import MORE, texts
from tests.unit.sandbox.minute_oracle import MinuteOracle

FILE = "calendars/vn-2025-2027.yaml"
CALENDAR: Calendar = library.shipped().calendars["vn-2025-2027"]
MINUTE = timedelta(minutes=1)


def at(text: str) -> datetime:
    return datetime.strptime(text, "%d/%m/%Y %H:%M")


@pytest.mark.parametrize(
    ("vector", "received", "days", "due"),
    [
        ("T1", "27/08/2026 10:00", 3, "04/09/2026 10:00"),
        ("T2", "13/02/2026 16:30", 3, "25/02/2026 16:30"),
        ("T3", "20/08/2026 09:00", 2, "22/08/2026 09:00"),
        ("T4", "23/11/2026 09:00", 1, "25/11/2026 09:00"),
        ("T5", "06/07/2026 08:30", 7, "15/07/2026 08:30"),
        ("T6", "13/07/2026 15:30", 7, "22/07/2026 15:30"),
        ("T7", "06/07/2026 08:30", 3, "09/07/2026 08:30"),
        ("T8", "10/07/2026 17:20", 3, "15/07/2026 17:00"),
        ("T9", "28/08/2025 14:00", 7, "10/09/2025 14:00"),
        ("T13", "29/12/2025 08:00", 10, "13/01/2026 08:00"),
    ],
)
def test_working_days_end_as_in_the_vector(vector, received, days, due):
    assert CALENDAR.add_working_days(at(received), days) == at(due), vector


def test_t8_by_the_hour_method_whoever_comes_after_hours_on_friday_is_due_on_wednesday_evening():
    received = at("10/07/2026 17:20")

    start = CALENDAR.next_working_instant(received)

    assert start == at("13/07/2026 07:30")
    assert CALENDAR.add_working_days(received, 3) == at("15/07/2026 17:00")
    assert CALENDAR.add_working_days(received, 3) == CALENDAR.add_working_days(start, 3)


def test_t7_the_last_moment_to_ask_for_a_supplement_is_an_hour_not_the_end_of_the_day():
    last = CALENDAR.add_working_days(at("06/07/2026 08:30"), 3)

    assert last == at("09/07/2026 08:30") < CALENDAR.end_of_day(date(2026, 7, 9))


def test_t6_a_supplement_not_brought_within_15_calendar_days_may_be_closed_after_thursday():
    assert CALENDAR.calendar_day_limit(at("08/07/2026 14:00"), 15) == at("23/07/2026 17:00")


@pytest.mark.parametrize(
    ("days", "ends"), [(3, "23/11/2026 17:00"), (6, "25/11/2026 17:00"), (7, "25/11/2026 17:00")]
)
def test_a_limit_in_calendar_days_that_ends_on_a_day_off_ends_with_the_next_working_day(days, ends):
    assert CALENDAR.calendar_day_limit(at("18/11/2026 10:00"), days) == at(ends)


def test_t10_eight_working_hours_skip_the_weekend_and_the_compensatory_holiday():
    assert CALENDAR.add_working_hours(at("24/04/2026 16:50"), 8) == at("28/04/2026 16:50")


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("18/11/2026 15:00", "18/11/2026 17:00"),
        ("18/11/2026 15:01", "19/11/2026 17:00"),
        ("18/11/2026 07:30", "18/11/2026 17:00"),
        ("23/11/2026 15:01", "25/11/2026 17:00"),
        ("21/11/2026 09:00", "23/11/2026 17:00"),
    ],
    ids=["at 15:00", "a minute later", "early", "before a holiday", "on a Saturday"],
)
def test_t11_after_15_hours_means_strictly_later(received, due):
    assert CALENDAR.same_day_due(at(received)) == at(due)


def test_t11_one_second_after_15_hours_is_after_15_hours():
    received = datetime(2026, 11, 18, 15, 0, 1)

    assert CALENDAR.same_day_due(received) == at("19/11/2026 17:00")


@pytest.mark.parametrize(
    ("due", "last"),
    [("28/08/2026 09:00", date(2026, 8, 27)), ("23/11/2026 09:00", date(2026, 11, 20))],
    ids=["T12", "the day before is a Sunday"],
)
def test_t12_an_apology_is_due_at_least_one_day_before(due, last):
    assert CALENDAR.last_day_to_apologise(at(due)) == last


@pytest.mark.parametrize(
    ("received", "deadline"),
    [
        ("18/11/2026 09:00", "18/11/2026 17:00"),
        ("18/11/2026 15:00", "18/11/2026 17:00"),
        ("18/11/2026 15:01", "19/11/2026 08:00"),
        ("18/11/2026 17:30", "19/11/2026 08:00"),
        ("21/11/2026 09:00", "23/11/2026 17:00"),
    ],
    ids=["morning", "at 15:00", "after 15:00", "after hours", "on a Saturday"],
)
def test_paper_is_handed_over_the_same_day_or_at_the_start_of_the_next(received, deadline):
    grace = timedelta(minutes=30)

    assert CALENDAR.paper_handover_deadline(at(received), grace) == at(deadline)


@pytest.mark.parametrize(
    ("moment", "working"),
    [
        ("18/11/2026 07:29", False),
        ("18/11/2026 07:30", True),
        ("18/11/2026 11:29", True),
        ("18/11/2026 11:30", False),
        ("18/11/2026 13:00", True),
        ("18/11/2026 17:00", False),
        ("21/11/2026 09:00", False),
        ("24/11/2026 09:00", False),
        ("22/08/2026 09:00", True),
        ("31/08/2026 09:00", False),
    ],
)
def test_working_time_is_two_half_open_shifts_on_working_days(moment, working):
    assert CALENDAR.is_working(at(moment)) is working


def test_the_next_working_instant_after_hours_is_the_next_morning():
    assert CALENDAR.next_working_instant(at("20/11/2026 17:00")) == at("23/11/2026 07:30")


def test_a_day_that_the_calendar_does_not_cover_is_not_guessed():
    with pytest.raises(ValueError, match="không có ngày 01/01/2028"):
        CALENDAR.add_working_days(at("31/12/2027 09:00"), 1)


def test_what_is_not_announced_yet_is_marked():
    uncertain = {each.day for each in CALENDAR.exceptions if not each.certain}

    assert date(2026, 1, 10) in uncertain
    assert {day.year for day in uncertain} == {2026, 2027}
    assert date(2026, 8, 22) not in uncertain


RAW = yaml.safe_load(texts()[FILE])
ORACLE = MinuteOracle(RAW["exceptions"])
CASES = 10_000
EDGES = ("07:29", "07:30", "11:29", "11:30", "12:59", "13:00", "15:00", "15:01", "16:59", "17:00")


def random_cases() -> Iterator[tuple[datetime, datetime, int, int, int]]:
    """Two moments, working days, working hours and calendar days; the same ones in each run.

    Every third moment is at an edge of a shift, every third near an exception.
    """
    chance = random.Random("worktime")
    days_apart = [each["day"] for each in RAW["exceptions"]]
    for number in range(CASES):
        moment = datetime(2025, 1, 1) + chance.randrange(1020 * 24 * 60) * MINUTE
        if number % 3 == 0:
            moment = datetime.fromisoformat(f"{moment:%Y-%m-%d}T{chance.choice(EDGES)}")
        if number % 3 == 1:
            near = chance.choice(days_apart) + timedelta(days=chance.randint(-3, 1))
            if date(2025, 1, 1) <= near <= date(2027, 10, 1):
                moment = datetime.combine(near, moment.time())
        other = moment + chance.randrange(-2000, 30 * 24 * 60) * MINUTE
        days = chance.randrange(40 if number % 20 == 0 else 6)
        yield (
            moment,
            max(other, datetime(2025, 1, 1)),
            days,
            chance.randrange(17),
            chance.randrange(40),
        )


def test_ten_thousand_random_cases_agree_with_the_count_minute_by_minute():
    for moment, other, days, hours, calendar_days in random_cases():
        fast = (
            CALENDAR.is_working(moment),
            CALENDAR.add_working_days(moment, days),
            CALENDAR.add_working_hours(moment, hours),
            CALENDAR.calendar_day_limit(moment, calendar_days),
            CALENDAR.same_day_due(moment),
            CALENDAR.working_minutes_between(moment, other),
        )

        slow = (
            ORACLE.works(moment),
            ORACLE.add_days(moment, days),
            ORACLE.add_hours(moment, hours),
            ORACLE.calendar_day_limit(moment, calendar_days),
            ORACLE.same_day_due(moment),
            ORACLE.minutes_between(moment, other),
        )

        assert fast == slow, (moment, other, days, hours, calendar_days)


def test_the_oracle_knows_the_calendar_by_itself():
    assert ORACLE.works(at("22/08/2026 09:00"))
    assert not ORACLE.works(at("31/08/2026 09:00"))
    assert not ORACLE.works(at("18/11/2026 11:30"))


moments = st.datetimes(datetime(2025, 1, 2), datetime(2027, 10, 10)).map(
    lambda moment: moment.replace(second=0, microsecond=0)
)
spans = st.integers(0, 3 * 480)


@settings(max_examples=40 * MORE, deadline=None)
@given(moments, spans)
def test_adding_working_time_agrees_with_counting_minute_by_minute(moment, minutes):
    assert CALENDAR.add_working_minutes(moment, minutes) == ORACLE.add_minutes(moment, minutes)


@settings(max_examples=150 * MORE, deadline=None)
@given(moments, spans, spans.filter(bool))
def test_adding_in_two_parts_is_adding_at_once(moment, first, second):
    halfway = CALENDAR.add_working_minutes(moment, first)

    in_parts = CALENDAR.add_working_minutes(halfway, second)

    assert in_parts == CALENDAR.add_working_minutes(moment, first + second)


@settings(max_examples=150 * MORE, deadline=None)
@given(moments, moments, spans)
def test_who_comes_later_is_never_due_earlier(one, other, minutes):
    early, late = sorted((one, other))

    assert CALENDAR.add_working_minutes(early, minutes) <= CALENDAR.add_working_minutes(
        late, minutes
    )


@settings(max_examples=150 * MORE, deadline=None)
@given(moments, spans)
def test_the_working_time_up_to_the_due_hour_is_what_was_added(moment, minutes):
    due = CALENDAR.add_working_minutes(moment, minutes)

    assert CALENDAR.working_minutes_between(moment, due) == minutes
    assert minutes == 0 or CALENDAR.is_working(due - MINUTE)


amounts = st.integers(0, 20)


@settings(max_examples=150 * MORE, deadline=None)
@given(moments, amounts, amounts.filter(bool))
def test_adding_working_days_in_two_parts_is_adding_them_at_once(moment, first, second):
    halfway = CALENDAR.add_working_days(moment, first)

    in_parts = CALENDAR.add_working_days(halfway, second)

    assert in_parts == CALENDAR.add_working_days(moment, first + second)


@settings(max_examples=150 * MORE, deadline=None)
@given(moments, amounts, amounts)
def test_a_longer_limit_never_ends_earlier(moment, one, other):
    short, long = sorted((one, other))

    assert CALENDAR.add_working_days(moment, short) <= CALENDAR.add_working_days(moment, long)
    assert CALENDAR.add_working_hours(moment, short) <= CALENDAR.add_working_hours(moment, long)
    assert CALENDAR.calendar_day_limit(moment, short) <= CALENDAR.calendar_day_limit(moment, long)


@settings(max_examples=150 * MORE, deadline=None)
@given(moments, st.integers(0, 24 * 60))
def test_who_brings_a_same_day_matter_later_is_never_served_earlier(moment, later):
    assert CALENDAR.same_day_due(moment) <= CALENDAR.same_day_due(moment + later * MINUTE)


@settings(max_examples=150 * MORE, deadline=None)
@given(moments, amounts)
def test_no_limit_ends_outside_hours_or_on_a_day_off(moment, amount):
    ends = (
        CALENDAR.add_working_days(moment, amount + 1),
        CALENDAR.add_working_hours(moment, amount + 1),
        CALENDAR.calendar_day_limit(moment, amount),
        CALENDAR.same_day_due(moment),
    )

    assert all(ORACLE.works(end - MINUTE) for end in ends)


def test_nothing_lies_between_a_moment_and_an_earlier_one():
    assert CALENDAR.working_minutes_between(at("18/11/2026 10:00"), at("18/11/2026 09:00")) == 0


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"shifts": [{"start": "09:00", "end": "08:00"}]}, "bắt đầu trước khi kết thúc"),
        (
            {"shifts": [{"start": "08:00", "end": "12:00"}, {"start": "11:00", "end": "17:00"}]},
            "không chồng nhau",
        ),
        ({"covers_until": date(2026, 12, 31)}, "nằm ngoài khoảng của lịch"),
        ({"exceptions": [RAW["exceptions"][0]] * 2}, "được ghi hai lần"),
        ({"shift": []}, "không có trong mẫu"),
    ],
)
def test_a_wrong_calendar_is_refused_with_the_reason(change, reason):
    text = yaml.safe_dump({**RAW, **change}, allow_unicode=True)

    with pytest.raises(FaultyContent, match=reason):
        parse_calendar(text, FILE)


def test_working_time_is_counted_up_to_the_last_minute_of_the_calendar():
    last = CALENDAR.end_of_day(CALENDAR.covers_until)

    assert CALENDAR.working_minutes_between(last - timedelta(hours=1), last) == 60
