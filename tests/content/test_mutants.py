"""Mutation of handling: every shipped scenario's right path, broken in one place at a time.

Prints the figures by rule, and the coverage table: each row of section 3 of the domain
description with a scenario that exercises it and a mutant that it catches.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cache

import pytest

from sandbox import bots, library
from sandbox.marking import findings
from sandbox.rules import BY_ID, RULES
from sandbox.rules.base import history
from sandbox.scenario import Scenario
from tests.unit.sandbox.mutants import mutants, path, play_mutant

SCENARIOS = library.shipped().scenarios
SEED = "1"
FEWEST, LEAST_SHARE = 2000, 0.99
MESSY, MOST_OF_A_MESSY_DAY = 5, 90
"""A day with many dossiers repeats itself: a spread of its mutants is enough."""

ROWS = {
    letter: [f"{letter}{number}" for number in range(1, last + 1)]
    for letter, last in zip("ABCDEFGHI", (8, 8, 6, 5, 5, 16, 8, 6, 10), strict=True)
}
ERRORS = [f"E{number:02}" for number in range(1, 26)]
REASONS = {
    "A1": "data: a scenario with a channel that the procedure does not take cannot be read;"
    " recording it falsely is A6.c",
    "A7": "the channel code of a kiosk is not known, so no dossier comes from one",
    "B5": "delegated power to settle at the counter is not modelled: desks hand over",
    "C1": "the Portal's part: the simulated system passes a dossier on at once",
    "C2": "the system's part: the desk is alerted at once (news)",
    "C6": "no duty of its own: after acceptance the rules of every channel apply",
    "D3": "the treasury's part, after the dossier",
    "F10": "how the 15 days are counted: worktime.calendar_day_limit, tested there",
    "G2": "the competent agency's part: its result comes back to the centre that received",
    "G3": "the clock itself: outcomes, tested with the two tho-cung-liet-si scenarios",
    "G4": "paper that goes round is written on the transfer slip (forms); the copy is electronic",
    "G6": "the code is made by the system: outcomes, tested there",
    "G7": "the three places are fields of the data, not an act",
    "H2": "the same duty as H1, whatever the channel",
    "H4": "form 05 is issued by the act itself",
    "I5": "an encouragement: nothing to break, keeping it is praised",
}
"""Rows of section 3 that no act of an officer can keep or break here, and why."""
ADVICE = {"E14-2": "lawful either way: only a word on the better practice"}


@dataclass
class Figures:
    """What came of the mutants of all scenarios."""

    played: int = 0
    caught: int = 0
    refused: int = 0
    missed: list[str] = field(default_factory=list)
    by_rule: Counter[str] = field(default_factory=Counter)
    example: dict[str, str] = field(default_factory=dict)
    exercised: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


def _mutants(scenario: Scenario):
    moves = path(scenario, SEED)
    found = list(mutants(moves))
    if len(scenario.dossiers) > MESSY:
        found = found[:: max(1, len(found) // MOST_OF_A_MESSY_DAY)]
    return moves, found


@cache
def figures() -> Figures:
    """Play every mutant once."""
    whole = Figures()
    for code, scenario in SCENARIOS.items():
        for finding in findings(history(scenario, bots.play(scenario, SEED, bots.expert))):
            whole.exercised[finding.rule].add(code)
        moves, broken = _mutants(scenario)
        for mutant in broken:
            run = play_mutant(scenario, moves, mutant)
            if run.refused:
                whole.refused += 1
                continue
            whole.played += 1
            found = run.found & mutant.rules
            if not found:
                whole.missed.append(
                    f"{code} act {mutant.at}, {mutant.name}: {sorted(mutant.rules)}"
                )
                continue
            whole.caught += 1
            for rule in found:
                whole.by_rule[rule] += 1
                whole.exercised[rule].add(code)
                whole.example.setdefault(rule, f"{code}: {mutant.name}")
    return whole


def rules_of(row: str) -> list[str]:
    """The rules that carry out a row: its own id, and its parts such as A6.i or F9-du."""
    return [
        rule.id for rule in RULES if rule.id == row or rule.id.startswith((f"{row}-", f"{row}."))
    ]


def test_nearly_every_mutant_is_found_with_the_right_rule(capsys):
    whole = figures()

    with capsys.disabled():
        print(
            f"\n{whole.played} mutants, {whole.caught} found, {whole.refused} refused by the system"
        )
        print(", ".join(f"{rule} {count}" for rule, count in whole.by_rule.most_common()))
        print("\n".join(whole.missed))
    assert whole.played >= FEWEST
    assert whole.caught / whole.played >= LEAST_SHARE


@pytest.mark.parametrize("player", sorted(bots.LAWFUL))
def test_no_lawful_path_gets_a_finding(player):
    for code, scenario in SCENARIOS.items():
        few = len(scenario.dossiers) > MESSY
        for seed in range(1 if few else 4):
            events = bots.play(scenario, str(seed), bots.LAWFUL[player])
            found = findings(history(scenario, events))
            assert [f.rule for f in found if f.kind == "breach"] == [], (code, seed)


def test_every_row_has_a_scenario_and_a_mutant_or_a_reason(capsys):
    whole = figures()
    table, gaps = [], []
    for row in [name for rows in ROWS.values() for name in rows]:
        rules = rules_of(row)
        if row in REASONS:
            table.append(f"{row:4} – {REASONS[row]}")
            continue
        if not rules:
            gaps.append(row)
        for rule in rules:
            scenarios, mutant = sorted(whole.exercised[rule]), whole.example.get(rule)
            table.append(f"{rule:9} {len(scenarios):3} scenarios | {mutant or ADVICE.get(rule)}")
            if not scenarios or not (mutant or rule in ADVICE):
                gaps.append(rule)

    with capsys.disabled():
        print("\n" + "\n".join(table))
    assert gaps == []


def test_every_rule_is_exercised_and_has_a_mutant():
    whole = figures()

    without = [
        rule for rule in BY_ID if rule not in whole.example and rule not in ADVICE and rule != "I5"
    ]
    assert without == []


def test_every_frequent_error_is_reachable():
    whole = figures()

    reached = {error for rule in whole.example for error in BY_ID[rule].errors}
    assert reached == set(ERRORS)


def test_a_reason_is_only_given_for_a_row_without_a_working_rule():
    assert [row for row in REASONS if any(r in figures().example for r in rules_of(row))] == []
