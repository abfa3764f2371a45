"""The quality index: the worked example, each sub-rule, the two clocks, Biểu 07a."""

from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction
from importlib import resources

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.quality import (
    DossierRecord,
    Indicator,
    Weights,
    average_time,
    band,
    finishing,
    index_clock,
    indicators,
    legal_clock,
    rounded,
    total,
)
from sandbox.report_07a import report_07a
from sandbox.worktime import parse_calendar

FILE = resources.files("sandbox") / "calendars" / "vn-2025-2027.yaml"
CALENDAR = parse_calendar(FILE.read_text(encoding="utf-8"), FILE.name)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
START = datetime(2026, 7, 6, 8, 30)
DUE = datetime(2026, 7, 15, 8, 30)
END = datetime(2026, 7, 31, 17)
SETTLED = ((2, START), (4, START + HOUR), (9, DUE - HOUR))

PLAIN = DossierRecord(
    code="HS", procedure="1.001612", channel="counter", submitted_at=START,
    accepted_at=START, due_at=DUE, history=SETTLED,
)  # fmt: skip


def finished(status: int, at: datetime, **facts) -> DossierRecord:
    return replace(PLAIN, history=((2, START), (status, at)), **facts)


def by_number(records, until=END, weights=None) -> dict[str, Indicator]:
    return {each.number: each for each in indicators(records, until, weights)}


def on_time(record, until=END) -> bool:
    return index_clock(record, until).on_time


# The worked example (6.4).


def example() -> list[DossierRecord]:
    """20 dossiers; 17 is late, 18 was supplemented once, 19 twice, 5 is disliked."""
    asked, brought = START + DAY, START + 3 * DAY
    records = []
    for number in range(20):
        record = replace(
            PLAIN,
            code=f"HS{number:02}",
            channel="online" if number < 11 else "counter",
            result_file=number < 9 or number >= 14,
            components_digitised=number < 8 or number >= 14,
            reused=number < 6,
            disliked=number == 5,
        )
        if number == 17:
            record = replace(record, history=((2, START), (9, DUE + HOUR)))
        if number == 18:
            record = replace(
                record, history=((2, START), (9, DUE + DAY)), supplements=((asked, brought),)
            )
        if number == 19:
            again = (brought + HOUR, brought + 2 * HOUR)
            record = replace(record, supplements=((asked, brought), again))
        records.append(record)
    return records


@pytest.mark.parametrize(
    ("number", "counts", "ratio", "threshold", "points", "losing"),
    [
        ("2.1", (18, 20), 0.9, None, 18.0, {"HS17", "HS19"}),
        ("3.3", (9, 20), 0.45, 0.5, 3.6, {f"HS{n:02}" for n in range(9, 20)}),
        ("4.1", (15, 20), 0.75, None, 3.3, {f"HS{n:02}" for n in range(9, 14)}),
        ("4.2", (14, 20), 0.7, 0.8, 3.85, {f"HS{n:02}" for n in range(8, 14)}),
        ("4.3", (6, 20), 0.3, 0.8, 1.65, {f"HS{n:02}" for n in range(6, 20)}),
        ("5.4", (17, 20), 0.85, 0.9, 5.67, {"HS05", "HS17", "HS19"}),
    ],
)
def test_the_worked_example(number, counts, ratio, threshold, points, losing):
    found = by_number(example())[number]

    assert (found.numerator, found.denominator) == counts
    assert found.ratio == ratio
    assert found.threshold == threshold
    assert found.points == points
    assert set(found.losing) == losing


@pytest.mark.parametrize(("number", "share"), [("3.3", 0.9), ("4.2", 0.875), ("4.3", 0.375)])
def test_the_worked_example_as_shares_of_the_sub_score(number, share):
    found = by_number(example())[number]

    assert found.points / found.max_points == pytest.approx(share)


# The on-time rule (6.2).


@pytest.mark.parametrize(
    ("finish", "expected"),
    [(DUE - HOUR, True), (DUE, True), (DUE + timedelta(minutes=1), False)],
    ids=["before", "at the due minute", "a minute later"],
)
def test_rule_1_on_time_is_finished_until_the_due_time(finish, expected):
    assert on_time(finished(9, finish)) is expected


@pytest.mark.parametrize("status", [3, 7, 8, 9, 10])
def test_rule_2_each_finishing_status_finishes(status):
    record = finished(status, DUE)

    assert finishing(record, END) == (status, DUE)
    assert index_clock(record, END).finished


@pytest.mark.parametrize("status", [1, 2, 4, 5, 6])
def test_rule_2_no_other_status_finishes(status):
    assert finishing(finished(status, DUE), END) is None


def test_rule_2_settled_comes_before_returned():
    history = ((2, START), (9, DUE), (10, DUE + 3 * DAY))

    assert on_time(replace(PLAIN, history=history))
    assert not on_time(replace(PLAIN, history=((2, START), (10, DUE + 3 * DAY))))


def test_rule_2_a_payment_at_the_return_does_not_undo_the_settling():
    history = ((2, START), (9, DUE), (6, DUE + HOUR), (10, DUE + DAY))

    assert finishing(replace(PLAIN, history=history), END) == (9, DUE)


def test_rule_2_a_result_that_is_corrected_is_settled_when_it_is_right():
    wrong = ((2, START), (9, DUE), (10, DUE), (4, DUE + DAY))
    record = replace(PLAIN, history=(*wrong, (9, DUE + 2 * DAY)))

    assert finishing(record, DUE) == (9, DUE)
    assert finishing(record, DUE + DAY) is None
    assert finishing(record, END) == (9, DUE + 2 * DAY)


def test_rule_2_who_withdraws_before_acceptance_is_not_counted():
    withdrawn = replace(PLAIN, accepted_at=None, due_at=None, history=((1, START), (7, DUE)))
    refused = replace(withdrawn, history=((1, START), (3, DUE)))

    assert not index_clock(withdrawn, END).counted
    assert index_clock(refused, END).counted
    assert by_number([withdrawn, refused])["2.1"].denominator == 1


def test_rule_3_a_dossier_that_waits_for_the_citizen_stands_at_the_request():
    asked = START + DAY
    waiting = replace(PLAIN, history=((2, START), (5, asked)), supplements=((asked, None),))

    assert index_clock(waiting, END).moment == asked
    assert on_time(waiting)


def test_rule_3_a_dossier_closed_without_answer_stands_at_the_request_too():
    asked = START + DAY
    closed = finished(8, START + 17 * DAY, supplements=((asked, None),))

    assert index_clock(closed, END).moment == asked


def test_rule_3_a_second_request_makes_the_dossier_overdue_however_early_it_ends():
    first = (START + HOUR, START + 2 * HOUR)
    second = (START + 3 * HOUR, START + 4 * HOUR)

    once = finished(9, START + 5 * HOUR, supplements=(first,))
    twice = replace(once, supplements=(first, second))

    assert on_time(once)
    assert not on_time(twice)
    assert on_time(twice, until=START + 2 * HOUR)


def test_rule_4_the_time_of_the_supplement_is_taken_off():
    supplement = (START + DAY, START + 3 * DAY)

    assert on_time(finished(9, DUE + 2 * DAY, supplements=(supplement,)))
    assert not on_time(finished(9, DUE + 2 * DAY + timedelta(minutes=1), supplements=(supplement,)))


def test_rule_4_a_supplement_before_acceptance_takes_nothing_off():
    before = (START - 3 * DAY, START - DAY)

    assert not on_time(finished(9, DUE + HOUR, submitted_at=START - 4 * DAY, supplements=(before,)))


@pytest.mark.parametrize(("minutes", "expected"), [(600, True), (599, False)])
def test_rule_5_without_a_due_date_the_longest_limit_decides(minutes, expected):
    record = finished(
        9, START + 12 * HOUR, due_at=None, longest_limit_minutes=minutes,
        supplements=((START + HOUR, START + 3 * HOUR),),
    )  # fmt: skip

    assert on_time(record) is expected


def test_rule_5_without_any_limit_nothing_is_late():
    assert on_time(finished(9, END, due_at=None))


def test_rule_6_what_is_not_finished_is_measured_at_the_end_of_the_period():
    record = replace(PLAIN, history=((2, START), (4, START + HOUR)))

    assert on_time(record, until=DUE)
    assert not on_time(record, until=DUE + timedelta(minutes=1))


def test_rule_6_what_happens_after_the_period_is_not_known_yet():
    record = finished(9, DUE + 2 * DAY)

    assert not index_clock(record, DUE + DAY).finished
    assert index_clock(record, DUE + DAY).moment == DUE + DAY


# Two clocks (T6): a supplement from Wednesday 08/07 14:00 to Monday 13/07 15:30.

T6_SUPPLEMENT = (datetime(2026, 7, 8, 14), datetime(2026, 7, 13, 15, 30))
T6_LEGAL = CALENDAR.add_working_days(T6_SUPPLEMENT[1], 7)


def test_t6_late_by_law_and_on_time_by_the_index_when_the_portal_has_the_new_due_date():
    record = finished(9, datetime(2026, 7, 24, 9), due_at=T6_LEGAL, supplements=(T6_SUPPLEMENT,))

    assert legal_clock(record, END).deadline == datetime(2026, 7, 22, 15, 30)
    assert not legal_clock(record, END).on_time
    assert index_clock(record, END).on_time


def test_t6_on_time_by_law_and_late_by_the_index_when_the_portal_kept_the_first_due_date():
    record = finished(
        9, datetime(2026, 7, 21, 9), due_at=DUE, legal_due_at=T6_LEGAL,
        supplements=(T6_SUPPLEMENT,),
    )  # fmt: skip

    assert legal_clock(record, END).on_time
    assert index_clock(record, END).moment == datetime(2026, 7, 16, 7, 30)
    assert not index_clock(record, END).on_time


def test_no_legal_clock_runs_while_the_citizen_is_awaited():
    waiting = replace(
        PLAIN, history=((2, START), (5, T6_SUPPLEMENT[0])), supplements=((T6_SUPPLEMENT[0], None),)
    )

    assert legal_clock(waiting, END).on_time


# The other indicators.


@pytest.mark.parametrize(
    ("number", "facts", "counts"),
    [
        ("1.4", {"synchronised": False}, (0, 1)),
        ("1.4", {}, (1, 1)),
        ("1.4", {"accepted_at": None}, (0, 0)),
        ("3.3", {"channel": "online", "result_file": True}, (1, 1)),
        ("3.3", {"channel": "online"}, (0, 1)),
        ("3.3", {"channel": "online", "paper_result": False}, (1, 1)),
        ("3.3", {"channel": "online", "result_file": True, "synchronised": False}, (0, 0)),
        ("3.3", {"channel": "post", "result_file": True}, (0, 1)),
        ("3.6", {}, (0, 0)),
        ("3.6", {"fee_bearing": True}, (0, 1)),
        ("3.6", {"fee_bearing": True, "fee_lines": (0, 0)}, (0, 0)),
        ("3.6", {"fee_bearing": True, "fee_lines": (0, 8000), "paid_online": 1}, (1, 1)),
        ("3.6", {"fee_bearing": True, "fee_lines": (8000,), "paid_online": 2}, (1, 1)),
        ("3.6", {"paid_online": 1}, (0, 0)),
        ("4.1", {"result_file": True}, (1, 1)),
        ("4.1", {"result_file": True, "paper_result": False}, (0, 0)),
        ("4.2", {"components_digitised": True}, (0, 1)),
        ("4.2", {"result_file": True}, (0, 1)),
        ("4.2", {"result_file": True, "components_digitised": True}, (1, 1)),
        ("4.3", {"reused": True}, (1, 1)),
        ("4.4", {"from_store": True}, (1, 1)),
        ("4.4", {"result_file": True}, (1, 1)),
        ("4.4", {"result_file": True, "synchronised": False}, (0, 1)),
        ("4.5", {"verified_by_population_db": True}, (1, 1)),
        ("4.5", {}, (0, 1)),
        ("5.4", {"complained": True}, (0, 1)),
        ("5.4", {"complained": True, "disliked": True}, (0, 1)),
    ],
)
def test_what_counts_for_an_indicator(number, facts, counts):
    found = by_number([replace(PLAIN, **facts)])[number]

    assert (found.numerator, found.denominator) == counts


def test_a_dossier_both_overdue_and_disliked_comes_off_twice():
    records = [finished(9, DUE + HOUR, disliked=True), *[PLAIN] * 9]

    assert by_number(records)["5.4"].ratio == 0.8


def test_the_average_time_counts_settled_dossiers_without_their_supplements():
    supplement = (START + HOUR, START + 3 * HOUR)
    records = [
        finished(9, START + 4 * HOUR, supplements=(supplement,)),
        finished(10, START + 3 * HOUR),
        finished(8, START + 90 * HOUR),
        finished(4, START + HOUR),
    ]

    found = average_time(records, END)

    assert (found.numerator, found.denominator, found.ratio) == (300, 2, 150.0)
    assert found.points is None


def test_an_empty_denominator_is_not_applicable_rather_than_nought():
    found = by_number([])

    assert {each.ratio for each in found.values()} == {None}
    assert {each.points for each in found.values()} == {None}
    assert total(found.values()).percent is None


def test_at_the_threshold_the_points_are_full_and_no_dossier_costs_any():
    records = [replace(PLAIN, code=str(n), reused=n < 4) for n in range(5)]

    found = by_number(records)["4.3"]

    assert (found.points, found.losing) == (4.4, ())


def test_all_that_dossiers_move_and_nothing_else_is_there_in_order():
    assert list(by_number([])) == [
        "1.4", "2.1", "2.2", "3.3", "3.6", "4.1", "4.2", "4.3", "4.4", "4.5", "5.4",
    ]  # fmt: skip
    assert [number for number, each in by_number([]).items() if each.certain] == ["2.2", "5.4"]


def test_the_equal_split_shares_each_group_among_all_its_indicators():
    most = {number: each.max_points for number, each in by_number([]).items()}

    assert most == {
        "1.4": 4.5, "2.1": 20, "2.2": None, "3.3": 4, "3.6": 3.33, "4.1": 4.4, "4.2": 4.4,
        "4.3": 4.4, "4.4": 4.4, "4.5": 4.4, "5.4": 6,
    }  # fmt: skip


def test_the_province_may_know_other_weights():
    found = by_number(example(), weights=Weights({"4.2": 8, "4.3": 0.8}))

    assert (found["4.2"].points, found["4.2"].max_points) == (7.0, 8)
    assert found["4.3"].points == 0.3


@pytest.mark.parametrize(
    ("known", "reason"),
    [
        ({"4.2": 4.5}, "Nhóm 4 chỉ có 22 điểm"),
        ({"2.1": -1}, "không được âm"),
        ({"9.9": 1}, "Không có chỉ số 9.9"),
    ],
)
def test_impossible_weights_are_refused(known, reason):
    with pytest.raises(ValueError, match=reason):
        Weights(known)


@pytest.mark.parametrize(
    ("points", "name"),
    [
        (100, "Xuất sắc"), (90, "Xuất sắc"), (89.99, "Tốt"), (80, "Tốt"), (79.99, "Khá"),
        (70, "Khá"), (69.99, "Trung bình"), (50, "Trung bình"), (49.99, "Yếu"), (0, "Yếu"),
    ],
)  # fmt: skip
def test_bands(points, name):
    assert band(points) == name


def test_the_total_is_out_of_what_applies():
    found = [each for each in indicators(example(), END) if each.number in ("2.1", "5.4", "3.6")]

    result = total(found)

    assert (result.points, result.out_of, result.percent) == (23.67, 26, 91.04)
    assert result.band == "Xuất sắc"


def test_halves_are_rounded_up_where_floats_would_round_them_down():
    assert rounded(Fraction(1005, 1000)) == 1.01 > round(1.005, 2)
    assert rounded(Fraction(5, 1000)) == 0.01


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"history": ((11, START),)}, "từ 1 đến 10"),
        ({"history": ((4, DUE), (2, START))}, "theo thứ tự thời gian"),
        ({"supplements": ((DUE, START),)}, "nối tiếp nhau"),
        ({"supplements": ((START, None), (DUE, None))}, "nối tiếp nhau"),
        ({"paid_online": 3}, "không hợp lệ"),
        ({"fee_lines": (-1,)}, "không hợp lệ"),
    ],
)
def test_facts_that_contradict_each_other_are_refused(facts, reason):
    with pytest.raises(ValueError, match=reason):
        replace(PLAIN, **facts)


# Biểu 07a.


def test_07a_counts_each_dossier_in_its_column():
    before = START - 10 * DAY
    records = [
        replace(PLAIN, sector="Hộ tịch"),
        replace(PLAIN, sector="Hộ tịch", channel="online"),
        replace(PLAIN, sector="Hộ tịch", channel="online", fully_online=False),
        replace(PLAIN, sector="Chứng thực", channel="post", history=((2, START), (9, DUE))),
        finished(9, DUE + HOUR, sector="Chứng thực"),
        replace(PLAIN, accepted_at=before, history=((2, before),), due_at=END + DAY),
        replace(PLAIN, accepted_at=before, history=((2, before),)),
        finished(7, DUE),
        finished(8, DUE),
        replace(PLAIN, accepted_at=before, history=((2, before), (9, before + DAY))),
        replace(PLAIN, accepted_at=None, history=((1, START), (3, DUE))),
        replace(PLAIN, accepted_at=END + DAY, history=()),
    ]

    rows = report_07a(records, START, END)
    total_row = rows[-1]

    assert [row.sector for row in rows] == ["", "Chứng thực", "Hộ tịch", "Tổng số"]
    assert (total_row.online_full, total_row.online_partial) == (1, 1)
    assert (total_row.post, total_row.counter, total_row.carried_over) == (1, 4, 2)
    assert (total_row.early, total_row.on_time, total_row.late) == (3, 1, 1)
    assert (total_row.pending_in_time, total_row.pending_late, total_row.ended) == (1, 1, 2)
    assert (total_row.received, total_row.settled, total_row.pending) == (9, 5, 2)
    assert all(row.balanced for row in rows)


def test_07a_a_lost_dossier_breaks_the_check_sum():
    row = report_07a([PLAIN], START, END)[-1]

    assert row.balanced
    assert not replace(row, early=0).balanced


# Laws.

minutes = st.integers(0, 60 * 24 * 40).map(lambda n: START + timedelta(minutes=n))


@st.composite
def dossiers(draw) -> DossierRecord:
    submitted, accepted, *moments = sorted(draw(st.lists(minutes, min_size=6, max_size=6)))
    was_accepted = draw(st.booleans())
    course = draw(st.sampled_from([(), (3,), (4,), (4, 8), (7,), (4, 9), (4, 9, 10), (5, 8)]))
    first = ((2, accepted),) if was_accepted else ()
    asked = draw(st.integers(0, 2))
    pairs = list(zip(moments[::2], moments[1::2], strict=True))
    return DossierRecord(
        code=f"HS{draw(st.integers(0, 999))}",
        procedure="p",
        channel=draw(st.sampled_from(["counter", "online", "post"])),
        submitted_at=submitted,
        accepted_at=accepted if was_accepted else None,
        due_at=draw(st.none() | minutes),
        longest_limit_minutes=draw(st.none() | st.integers(1, 9999)),
        history=((1, submitted), *first, *zip(course, moments, strict=False)),
        supplements=tuple(pairs[:asked]),
        sector=draw(st.sampled_from(["Hộ tịch", "Chứng thực"])),
        fully_online=draw(st.booleans()),
        synchronised=draw(st.booleans()),
        fee_bearing=draw(st.booleans()),
        fee_lines=draw(st.sampled_from([(), (0,), (0, 5000)])),
        paid_online=draw(st.sampled_from([0, 1, 2])),
        paper_result=draw(st.booleans()),
        result_file=draw(st.booleans()),
        components_digitised=draw(st.booleans()),
        reused=draw(st.booleans()),
        from_store=draw(st.booleans()),
        verified_by_population_db=draw(st.booleans()),
        complained=draw(st.booleans()),
        disliked=draw(st.booleans()),
    )


many = st.lists(dossiers(), max_size=8)


@settings(max_examples=60, deadline=None)
@given(many, minutes)
def test_ratios_and_points_stay_in_their_bounds(records, until):
    codes = {each.code for each in records}

    for each in indicators(records, until):
        assert (each.ratio is None) == (each.denominator == 0)
        assert set(each.losing) <= codes
        if each.unit == "share" and each.ratio is not None:
            assert 0 <= each.numerator <= each.denominator <= len(records)
            assert 0 <= each.ratio <= 1
            assert 0 <= each.points <= each.max_points


@settings(max_examples=60, deadline=None)
@given(many, minutes, st.integers(1, 5))
def test_more_dossiers_on_time_never_lower_2_1(records, until, more):
    settled = [replace(PLAIN, due_at=until)] * more
    before = by_number(records, until)["2.1"]

    after = by_number([*records, *settled], until)["2.1"]

    assert after.ratio >= (before.ratio or 0)
    assert after.points >= (before.points or 0)
    assert after.denominator == before.denominator + more


@settings(max_examples=60, deadline=None)
@given(many, minutes, st.randoms())
def test_the_order_of_the_dossiers_does_not_matter(records, until, chance):
    shuffled = chance.sample(records, len(records))

    for one, other in zip(indicators(records, until), indicators(shuffled, until), strict=True):
        assert replace(one, losing=()) == replace(other, losing=())
        assert sorted(one.losing) == sorted(other.losing)
    assert report_07a(records, START, until) == report_07a(shuffled, START, until)


@settings(max_examples=100, deadline=None)
@given(many, minutes, minutes)
def test_07a_the_check_sums_hold_and_periods_join(records, one, other):
    start, end = sorted((one, other))
    *rows, total_row = report_07a(records, start, end)
    following = report_07a(records, end + timedelta(minutes=1), END + 60 * DAY)[-1]

    assert all(row.balanced for row in (*rows, total_row))
    assert sum(row.received for row in rows) == total_row.received
    assert following.carried_over == total_row.pending
