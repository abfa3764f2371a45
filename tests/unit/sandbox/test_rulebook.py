"""The rule book: whole, in its groups, true to what the exercises are about."""

from collections import defaultdict
from dataclasses import replace
from datetime import date

import pytest

from sandbox import bots, library, rulebook
from sandbox.marking import occasions
from sandbox.rules import BY_ID, RULES
from sandbox.rules.base import history

SCENARIOS = library.shipped().scenarios


def test_every_rule_stands_once_in_its_group():
    told = [rule.id for group in rulebook.groups().values() for rule in group]

    assert sorted(told) == sorted(BY_ID)
    assert len(told) == 101


def test_the_seats_are_those_that_meet_the_rule():
    met = defaultdict(set)
    for code, scenario in SCENARIOS.items():
        for bot in (bots.expert, bots.asks_everyone, bots.monkey):
            for rule, found in occasions(history(scenario, bots.play(scenario, code, bot))):
                event = found.step.event
                if not event.simulated and not found.step.omitted and event.kind != "wait":
                    met[rule.id].add(event.role)

    wrong = {
        rule.id: met[rule.id] - set(rulebook.seats(rule))
        for rule in RULES
        if met[rule.id] - set(rulebook.seats(rule))
    }
    assert wrong == {}


def test_filtering_by_day_finds_what_began_on_it():
    since = [rule.id for rule in RULES if rulebook.changed_since(rule, date(2026, 8, 5))]

    assert since == ["A8"]
    assert len([r for r in RULES if rulebook.changed_since(r, date(2025, 7, 1))]) == len(RULES)


def test_a_rule_that_ends_has_changed_on_that_day():
    ending = replace(BY_ID["A4"], until=date(2027, 3, 1))

    assert rulebook.changed_since(ending, date(2027, 3, 1))
    assert not rulebook.changed_since(ending, date(2027, 3, 2))


def test_examples_name_somebody_what_he_says_and_a_wrong_answer():
    for example in rulebook.examples("A6.h"):
        assert example.who
        assert example.text
        assert example.wrong
        assert example.scenario in [each.title for each in SCENARIOS.values()]
    assert len(rulebook.examples("A6.d")) == rulebook.MOST_EXAMPLES
    assert rulebook.examples("B1-ro") == []


def test_the_commonest_rules_have_an_example_in_both_languages():
    told = [rule for rule in RULES if rule.words.vi.example]

    assert len(told) >= 30
    assert all(rule.words.en.example for rule in told)


@pytest.mark.parametrize("rule", ["A4", "E22", "F3-kl"])
def test_an_exercise_practises_the_rule_that_it_lists(rule):
    found = rulebook.practised_by(rule)

    assert found
    assert {each.code for each in found} <= set(SCENARIOS)


def test_changes_are_dated_the_latest_first():
    told = rulebook.changes()

    assert [each.since for each in told] == sorted((each.since for each in told), reverse=True)
    assert any(each.procedure == "1.013225" and each.since == date(2026, 7, 1) for each in told)
    assert any(each.rules == ("A8",) for each in told)
    assert {rule for each in told for rule in each.rules} <= set(BY_ID)
