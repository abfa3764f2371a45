"""Decisions on plain data: what happened meanwhile, which hints were bought, whose number it is."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from lms.competencies.rules import level_of_practice
from sandbox import debrief, engine, hints
from sandbox.marking import Finding, HintUse, Report
from sandbox.people import PRACTICE_PROVINCE
from sandbox.scenario import Scenario
from sandbox.world import Event

EXAMS_A_DAY = 2
"""How often one may examine oneself on an exercise in a day; an assignment has its own number."""
_PERSONAL_NUMBER = re.compile(r"(?<!\d)\d(?:[ .]?\d){11}(?![ .]?\d)")


def real_personal_number(text: str) -> str | None:
    """A personal number in the text that may belong to somebody, or None.

    A number has 12 digits, written together or in groups. Those of the made-up citizens begin
    with 018. Legal basis: điểm d khoản 1 Điều 5 of Nghị định 118/2025/NĐ-CP forbids disclosing
    personal data, so the practice system takes no such number in.
    """
    for found in _PERSONAL_NUMBER.finditer(text):
        digits = re.sub(r"\D", "", found.group())
        if not digits.startswith(PRACTICE_PROVINCE):
            return digits
    return None


def field_with_real_number(data: Mapping[str, Any]) -> str | None:
    """The name of the first field that holds somebody's personal number, or None."""
    for name, value in data.items():
        values: Iterable[Any] = value if isinstance(value, list | tuple) else (value,)
        if any(isinstance(each, str) and real_personal_number(each) for each in values):
            return name
    return None


def next_scenario(codes: Iterable[str], passed: Mapping[str, bool]) -> str | None:
    """The first code that hasn't been passed yet, or None when all have."""
    return next((code for code in codes if not passed.get(code, False)), None)


def story_since(scenario: Scenario, events: Sequence[Event], seen: int) -> list[dict[str, Any]]:
    """What happened after the event at position `seen`, one row with a sentence for each."""
    first = max(1, seen)  # whoever has seen nothing is told nothing of the start
    return debrief.story(engine.fold(scenario, events[:first]), events[first:])


def rungs_taken(
    scenario: Scenario, events: Sequence[Event], uses: Iterable[HintUse], dossier: str
) -> int:
    """The highest rung opened for the step that comes next now; 0 when none was.

    A hint stays open while the next step is the same, whatever else was done in between.
    """
    now = hints.ladder(engine.fold(scenario, events), dossier)

    def still_true(use: HintUse) -> bool:
        then = engine.fold(scenario, events[: use.position])
        return use.dossier == dossier and hints.ladder(then, dossier) == now

    return max((use.rung for use in uses if still_true(use)), default=0)


def findings_in_order(findings: Iterable[Finding]) -> list[Finding]:
    """The gravest first and then what cost most, praise last; within that in order of events."""

    def rank(each: Finding) -> tuple[bool, bool, float, int]:
        return each.kind != "breach", each.severity != "critical", -each.points, each.position

    return sorted(findings, key=rank)


def level_shown(
    mode: str, report: Report, code: str, hints_taken: int, stopped: Collection[str] = ()
) -> int | None:
    """The level of one competency that a marked run shows, or None when it shows nothing.

    `stopped` are the competencies in which a breach had to be stopped: a run does not show those.
    Open play shows nothing: whoever chooses the difficulties himself can make them easy.
    """
    tally = report.competencies[code]
    if code in stopped or mode == "chosen":
        return None
    return level_of_practice(
        mode,
        passed=report.passed,
        successes=tally["successes"],
        opportunities=tally["opportunities"],
        hints=hints_taken,
    )


def moments(events: Sequence[Event]) -> list[int]:
    """The positions one can go back to: each stands right before an act of the trainee's."""
    return [before.position for before, event in pairwise(events) if not event.simulated]


def first_moment(events: Sequence[Event]) -> int:
    """The position before the first act: whoever came by himself is there already."""
    return next(iter(moments(events)), events[-1].position)


def exam_obstacle(today: int) -> bool:
    """Whether somebody who has begun that many examinations of an exercise today must wait."""
    return today >= EXAMS_A_DAY


def evidence_details(report: Report) -> dict[str, dict[str, list[int]]]:
    """What a run shows rule by rule, for each competency: {rule: [how often kept, how often broken]}."""
    details: dict[str, dict[str, list[int]]] = {}
    for each in report.findings:
        if each.kind != "advice":
            tally = details.setdefault(each.competency, {}).setdefault(each.rule, [0, 0])
            tally[each.kind == "breach"] += 1
    return details
