"""Which dossier stands in which queue of the officer's menu, and how near its due date is."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from sandbox import bots, engine, library, process, queues, unavailable, worklist
from sandbox.due_words import STATES, due_state, due_words
from sandbox.scenario import Scenario
from sandbox.workflow import ACTS
from sandbox.workflow import STATES as PLACES
from sandbox.world import Due, World, changed
from tests.unit.sandbox.desk import PLAIN, Desk, scenario
from tests.unit.sandbox.test_rules import ask

SHIPPED = list(library.shipped().scenarios.values())


def moments(of: Scenario) -> Iterator[World]:
    """Every moment of the expert's way."""
    events = bots.play(of, "1", bots.expert)
    world = engine.fold(of, events[:1])
    for event in events[1:]:
        world = engine.evolve(world, event)
        yield world


@pytest.mark.parametrize("of", SHIPPED, ids=lambda each: each.code)
def test_no_dossier_is_ever_out_of_sight(of):
    """Whoever works from the queues alone still meets every dossier."""
    for world in moments(of):
        for dossier in world.parents:
            held = [queue for queue in queues.QUEUES if queue.holds(world, dossier)]
            assert queues.BY_KEY["all"] in held
            assert dossier.closed or any(queue.working for queue in held), dossier.state
            assert due_words(world, dossier)


def test_keys_are_unique_and_every_queue_has_a_heading():
    assert len(queues.BY_KEY) == len(queues.QUEUES)
    assert {queue.group for queue in queues.QUEUES} == set(queues.GROUP_SEATS)


def keys(run: Desk) -> set[str]:
    dossier = run.dossier
    return {queue.key for queue in queues.QUEUES if queue.holds(run.world, dossier)}


@pytest.mark.parametrize(
    ("until", "there"),
    [
        ("check_identity", {"new", "certifying", "all"}),
        ("collect_fee", {"new", "certifying", "all", "fee-due", "to-digitise", "due-soon"}),
        (
            "notify_citizen",
            {"passed-on", "certifying", "all", "fee-paid", "digitised", "scans-signed", "has-result",
             "sent-with-result", "result-to-return", "return-at-counter"},
        ),
        ("", {"passed-on", "all", "fee-paid", "digitised", "scans-signed", "has-result",
              "sent-with-result", "returned"}),
    ],
)  # fmt: skip
def test_a_dossier_moves_from_queue_to_queue(until, there):
    assert keys(Desk(scenario(PLAIN)).follow(until)) == there


def test_a_dossier_that_waits_for_papers_stands_where_they_are_awaited():
    run = ask(Desk(scenario()))

    assert "supplement-awaited" in keys(run)
    assert "new" not in keys(run)
    run.do("wait_for_news")
    assert {"supplement-brought", "new"} <= keys(run)


def test_the_menu_counts_and_begins_with_the_trainee_s_own_groups():
    menu = queues.menu(Desk(scenario()).world)

    counts = {each.queue.key: each.count for group in menu for each in group.queues}
    assert (counts["new"], counts["online"], counts["all"]) == (1, 0, 1)
    assert [group.title for group in menu[:2]] == ["Theo dõi hồ sơ", "Tiếp nhận hồ sơ"]
    mine = [group.mine for group in menu]
    assert mine == sorted(mine, reverse=True)


def test_an_unknown_queue_is_all_of_them():
    world = Desk(scenario()).world

    assert queues.in_queue(world, "nonsense") == queues.in_queue(world, "all") == {"hs1"}


# The due date. The calendar works 7:30–11:30 and 13:00–17:00 from Monday to Friday.

DUE = datetime(2026, 11, 20, 10, 0)


def against(now: datetime, **changes) -> tuple[str, str]:
    run = Desk(scenario(PLAIN)).follow("transfer")
    dues = (Due(DUE, "accepted", run.world.now),)
    dossier = changed(run.dossier, dues=dues, **changes)
    world = changed(run.world, now=now).with_dossier(dossier)
    return due_state(world, dossier), due_words(world, dossier)


@pytest.mark.parametrize(
    ("now", "state", "said"),
    [
        (datetime(2026, 11, 17, 10, 0), "calm", "còn 3 ngày làm việc"),
        (datetime(2026, 11, 18, 10, 1), "calm", "còn 1 ngày làm việc"),
        (datetime(2026, 11, 19, 10, 0), "soon", "còn 1 ngày làm việc"),
        (datetime(2026, 11, 19, 16, 0), "soon", "còn 3 giờ làm việc"),
        (datetime(2026, 11, 20, 10, 0), "today", "đến hạn hôm nay"),
        (datetime(2026, 11, 20, 10, 1), "late", "quá hạn 1 phút làm việc"),
        (datetime(2026, 11, 20, 14, 30), "late", "quá hạn 3 giờ làm việc"),
        (datetime(2026, 11, 25, 10, 0), "late", "quá hạn 2 ngày làm việc"),  # the 24th is a holiday
    ],
)
def test_the_due_date_is_said_in_working_time(now, state, said):
    assert against(now) == (state, said)


def test_over_the_weekend_no_working_time_passes():
    after_hours = datetime(2026, 11, 20, 17, 0)
    run = Desk(scenario(PLAIN)).follow("transfer")
    dossier = changed(run.dossier, dues=(Due(after_hours, "accepted", run.world.now),))
    world = changed(run.world, now=after_hours + timedelta(days=1)).with_dossier(dossier)

    assert due_words(world, dossier) == "vừa quá hạn"


@pytest.mark.parametrize(
    ("changes", "state", "said"),
    [
        ({"state": "awaiting_supplement"}, "paused", "đang tạm dừng tính thời hạn"),
        ({"state": "returned"}, "closed", "đã kết thúc"),
        ({"state": "awaiting_return", "result_at": DUE}, "settled", "đã có kết quả đúng hẹn"),
        (
            {"state": "awaiting_return", "result_at": DUE + timedelta(minutes=1)},
            "settled",
            "có kết quả sau ngày hẹn",
        ),
    ],
)
def test_a_result_or_a_pause_is_no_delay(changes, state, said):
    assert against(DUE + timedelta(days=5), **changes) == (state, said)


def test_before_acceptance_nothing_is_due():
    run = Desk(scenario())

    assert due_state(run.world, run.dossier) == "none"
    assert worklist.rows(run.world)[0]["due_words"] == "chưa có hẹn trả"
    assert set(STATES) >= {"none"}


# Buttons that are not there.


@pytest.mark.parametrize("of", SHIPPED, ids=lambda each: each.code)
def test_every_act_of_one_s_seats_is_a_button_or_is_explained(of):
    for number, world in enumerate(moments(of)):
        if number % 10:
            continue
        for dossier in world.parents:
            shown = {option.kind for option in engine.buttons(world, dossier.key)}
            missing = unavailable.unavailable(world, dossier.key)
            explained = {each.kind for each in missing}
            mine = {a.kind for a in ACTS.values() if set(a.roles) & set(world.scenario.seats)}
            assert shown | explained == mine
            assert not shown & explained
            assert all(each.why.endswith(".") for each in missing)


def test_an_act_of_another_moment_says_when_it_is_possible():
    run = Desk(scenario())
    why = {each.kind: each.why for each in unavailable.unavailable(run.world, "hs1")}

    assert why["digitise"] == (
        "Làm được khi hồ sơ đã tiếp nhận, chưa chuyển xử lý; hoặc đã quay lại quầy tiếp nhận."
        " Hồ sơ này mới nộp, chờ tiếp nhận."
    )
    assert why["respond"] == "Hiện không có ai đang chờ anh/chị trả lời."
    assert "accept" not in why


def test_what_one_cannot_pay_twice_is_said_so():
    run = Desk(scenario(PLAIN)).follow("transfer")
    why = {each.kind: each.why for each in unavailable.unavailable(run.world, "hs1")}

    assert why["collect_fee"] == "Hồ sơ này không còn khoản nào phải thu."


def test_the_work_of_the_others_is_named_with_who_does_it():
    others = {each.role: each.labels for each in unavailable.done_by_others(Desk(scenario()).world)}

    assert "Thẩm định" in others["Cán bộ thụ lý"]
    assert "Ký số" in others["Lãnh đạo"]
    assert "Cán bộ tiếp nhận" not in others


def test_there_are_words_for_every_place_of_a_dossier():
    children = {"at_agency", "agency_done", "agency_silent", "agency_returned"}
    assert set(unavailable.PLACES) == set(PLACES) - children


# Who had it.


def test_the_holders_follow_each_other_without_a_gap():
    run = Desk(scenario(PLAIN)).follow()

    held = process.holdings(run.scenario, run.events, "hs1")

    assert [each.role for each in held][:2] == ["reception", "appraiser"]
    for before, after in pairwise(held):
        assert before.until == after.since
    assert held[-1].until == run.dossier.returned_at
    assert all(each.minutes >= 0 for each in held)


def test_who_holds_it_now_has_no_end():
    run = Desk(scenario(PLAIN)).follow("transfer")

    (only,) = process.holdings(run.scenario, run.events, "hs1")

    assert (only.role, only.until, only.minutes) == ("reception", None, 14)


def test_the_control_table_sets_time_used_against_the_share():
    run = Desk(scenario(PLAIN)).follow("notify_citizen").mornings(3)
    held = process.holdings(run.scenario, run.events, "hs1")

    lines = {each.role: each for each in process.control(run.world, "hs1", held)}

    due = run.dossier.dues[0]
    whole = run.scenario.calendar.working_minutes_between(due.set_at, due.at)
    assert lines["reception"].allowed == round(whole * 0.25)
    received, handed = run.dossier.received_at, held[0].until
    desk = run.scenario.calendar.working_minutes_between(received, handed)
    assert lines["reception"].minutes == desk, "waiting for the citizen afterwards is nobody's time"
    assert lines["appraiser"].holder == "Cán bộ thụ lý"


def test_an_overdrawn_share_is_over():
    assert process.Share("leader", "Ký", minutes=61, allowed=60).over
    assert not process.Share("leader", "Ký", minutes=60, allowed=60).over
    assert not process.Share("citizen", "", minutes=999, allowed=None).over


@pytest.mark.parametrize(
    ("minutes", "said"), [(0, "0 phút"), (59, "59 phút"), (60, "1 giờ"), (125, "2 giờ 5 phút")]
)
def test_lengths_are_said_in_hours_and_minutes(minutes, said):
    assert process.length(minutes) == said
