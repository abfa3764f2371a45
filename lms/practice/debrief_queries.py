"""What the debrief looks up beside the run itself. Nothing here writes."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lms.extensions import db
from lms.practice import queries, rules
from lms.practice.models import RunNote
from sandbox import library
from sandbox.marking import Report
from sandbox.scenario import Scenario


def notes(run_id: int) -> list[RunNote]:
    """What trainers said about a run, in the order of its moments."""
    statement = (
        select(RunNote)
        .where(RunNote.run_id == run_id)
        .options(joinedload(RunNote.author))
        .order_by(RunNote.position, RunNote.id)
    )
    return list(db.session.scalars(statement))


def next_after(person_id: int, scenario: Scenario, report: Report) -> queries.NextPractice | None:
    """What to practise next: what was begun, else what trains the weakest competency."""
    shipped = library.shipped().scenarios
    attempts = queries.attempts_by_scenario(person_id)
    for code, tried in attempts.items():
        if tried.open_run_id and code in shipped and code != scenario.code:
            found = shipped[code]
            return queries.NextPractice(code, found.title, found.minutes, tried.open_run_id)
    passed = {code: tried.passed for code, tried in attempts.items()} | {scenario.code: True}
    fitting = [each for each in shipped.values() if set(each.seats) & set(scenario.seats)]
    for weak in _weakest(report):
        codes = [each.code for each in fitting if weak in each.competencies]
        if fresh := rules.next_scenario(codes, passed):
            return queries.NextPractice(fresh, shipped[fresh].title, shipped[fresh].minutes)
    fresh = rules.next_scenario(shipped, passed)
    return (
        queries.NextPractice(fresh, shipped[fresh].title, shipped[fresh].minutes) if fresh else None
    )


def _weakest(report: Report) -> Sequence[str]:
    """The competencies in which something went wrong, the weakest first."""
    share = {
        code: tally["successes"] / tally["opportunities"]
        for code, tally in report.competencies.items()
        if tally["successes"] < tally["opportunities"]
    }
    return sorted(share, key=lambda code: share[code])
