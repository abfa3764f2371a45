"""One's own path beside a right one: nothing is lost, nothing told twice."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox import bots, debrief, library
from sandbox.alignment import aligned, shortened, strands

SCENARIOS = library.shipped().scenarios
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["hs1", "hs2", None]),
        st.sampled_from(["accept", "check_paper", "wait", "submit"]),
        st.sampled_from(["a", "b", None]),
    ),
    max_size=12,
)


def rows(steps):
    return [
        {
            "position": position,
            "at": datetime(2026, 11, 18, 8, 0),
            "dossier": None if kind == "wait" else dossier or "hs1",
            "kind": kind,
            "item": item,
            "mine": kind != "submit",
            "sentence": kind,
            "findings": [],
        }
        for position, (dossier, kind, item) in enumerate(steps, start=2)
    ]


@given(STEPS, STEPS)
def test_every_row_of_both_paths_stands_once_and_in_order(mine, right):
    mine, right = rows(mine), rows(right)

    pairs = list(aligned(mine, right))

    assert [pair.mine for pair in pairs if pair.mine] == mine
    assert [pair.right for pair in pairs if pair.right] == right


@given(STEPS, STEPS)
def test_dossier_by_dossier_every_row_stands_once(mine, right):
    mine, right = rows(mine), rows(right)

    told = [pair for strand in strands(mine, right) for pair in strand.pairs]

    assert sorted(p.mine["position"] for p in told if p.mine) == [r["position"] for r in mine]
    assert sorted(p.right["position"] for p in told if p.right) == [r["position"] for r in right]


@given(STEPS)
def test_identical_paths_have_no_word(steps):
    told = [pair for strand in strands(rows(steps), rows(steps)) for pair in strand.pairs]

    assert {pair.verdict for pair in told} <= {"same"}


@given(STEPS, STEPS)
def test_what_is_moved_stands_on_both_sides(mine, right):
    pairs = list(aligned(rows(mine), rows(right)))

    def moved(side):
        found = [getattr(p, side) for p in pairs if p.verdict == "moved" and getattr(p, side)]
        return sorted((r["dossier"], r["kind"], r["item"] or "") for r in found)

    assert moved("mine") == moved("right")


def test_words_say_what_is_missing_superfluous_and_moved():
    mine = rows([("hs1", "check_paper", "b"), ("hs1", "check_paper", "a"), ("hs1", "accept", "x")])
    right = rows([("hs1", "check_paper", "a"), ("hs1", "check_paper", "b"), ("hs1", "accept", "y")])

    words = [(pair.word, bool(pair.mine)) for pair in aligned(mine, right)]

    assert sorted(words) == [
        ("", True), ("Khác thứ tự", False), ("Khác thứ tự", True), ("Thiếu", False), ("Thừa", True),
    ]  # fmt: skip


def test_days_of_waiting_are_told_once():
    pairs = list(aligned(rows([(None, "wait", None)] * 5), []))

    assert [(pair.word, pair.times) for pair in shortened(pairs)] == [("", 5)]


@pytest.mark.parametrize("code", SCENARIOS)
def test_the_experts_path_is_the_right_path(code):
    scenario = SCENARIOS[code]
    told = debrief.timeline(scenario, bots.play(scenario, "17", bots.expert))

    found = strands(told, debrief.reference(scenario, "17"))

    assert sum(strand.odd for strand in found) == 0
    assert sum(len(strand.pairs) for strand in found) == len(told)


@pytest.mark.parametrize("bot", [bots.careless, bots.monkey, bots.asks_everyone])
def test_a_bad_run_shows_each_own_act_once(bot):
    scenario = SCENARIOS["chung-thuc-chu-ky-02"]
    events = bots.play(scenario, "17", bot)

    found = strands(debrief.timeline(scenario, events), debrief.reference(scenario, "17"))

    told = [pair.mine["position"] for strand in found for pair in strand.pairs if pair.mine]
    own = [event.position for event in events if not event.simulated]
    assert len(told) == len(set(told))
    assert set(own) <= set(told)
    assert sum(strand.odd for strand in found) > 0
