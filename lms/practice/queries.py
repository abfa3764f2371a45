"""Reads about practice. Nothing here writes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from flask import g
from sqlalchemy import case, func, select

from lms.competencies.models import Competency
from lms.extensions import db
from lms.people.models import Person
from lms.practice import rules
from lms.practice.catalogue_models import Assignment
from lms.practice.models import (
    CHOSEN,
    EXAM,
    FINISHED,
    GUIDED,
    OPEN,
    Run,
    RunEvent,
    ScenarioVersion,
    StoppedAttempt,
)
from lms.practice.team_models import TEAM_ROLES, TeamSeat
from sandbox import library
from sandbox.marking import Finding
from sandbox.scenario import Scenario
from sandbox.world import Event

_parsed: dict[str, Scenario] = {}


@dataclass(frozen=True)
class Attempts:
    """What one person has done of one scenario so far."""

    open_run_id: int | None = None
    finished: int = 0
    best: float | None = None
    passed: bool = False
    last_run_id: int | None = None


@dataclass(frozen=True)
class NextPractice:
    """What to practise next: an open run, or a scenario that hasn't been passed."""

    code: str
    title: str
    minutes: int
    run_id: int | None = None


def scenario(digest: str) -> Scenario:
    """The scenario with this digest, as it was published; parsed once in each process."""
    if shipped := library.shipped().by_digest.get(digest):
        return shipped
    if digest not in _parsed:
        version = db.session.get_one(ScenarioVersion, digest)
        loaded = library.load(version.texts).scenarios[version.code]
        # The digest names what was published, also when a later release would count it anew.
        _parsed[digest] = loaded.model_copy(update={"digest": digest})
    return _parsed[digest]


def scenario_of(run: Run) -> Scenario:
    """The scenario of a run; in a team run the seats are the roles that its members have."""
    published = scenario(run.scenario_digest)
    if run.team_id is None:
        return published
    roles = set(seats(run.team_id))
    taken = tuple(role for role in TEAM_ROLES if role in roles)
    # Another digest: what is remembered of a scenario belongs to its seats as well.
    digest = f"{published.digest}:{'+'.join(taken)}"
    return published.model_copy(update={"seats": taken, "digest": digest})


def seats(team_id: int) -> dict[str, int]:
    """The roles that members of a team have, and who has each."""
    return {role: person_id for role, (person_id, _name) in sitting(team_id).items()}


def sitting(team_id: int) -> dict[str, tuple[int, str]]:
    """The roles of a team whose run has begun: the number and name of whoever has each.

    Asked from several sides of one request, and nobody changes seats any more: read once in each.
    """
    known: dict[int, dict[str, tuple[int, str]]] = g.setdefault("practice_seats", {})
    if team_id not in known:
        rows = db.session.execute(
            select(TeamSeat.role, Person.id, Person.full_name)
            .join(Person, Person.id == TeamSeat.person_id)
            .where(TeamSeat.team_id == team_id)
        )
        known[team_id] = {role: (person_id, name) for role, person_id, name in rows}
    return known[team_id]


def members(team_id: int) -> set[int]:
    """The people who have a role in a team."""
    return set(seats(team_id).values())


def run(run_id: int) -> Run | None:
    return db.session.get(Run, run_id)


def events(run_id: int) -> list[Event]:
    """What happened in a run, from its start."""
    rows = db.session.execute(
        select(
            RunEvent.position,
            RunEvent.sim_at,
            RunEvent.actor,
            RunEvent.role,
            RunEvent.kind,
            RunEvent.dossier,
            RunEvent.data,
        )
        .where(RunEvent.run_id == run_id)
        .order_by(RunEvent.position)
    )
    return [
        Event(position, datetime.fromisoformat(sim_at), actor, role, kind, dossier, data)
        for position, sim_at, actor, role, kind, dossier, data in rows
    ]


@dataclass(frozen=True)
class Stopped:
    """A choice that guided mode stopped, and the rules it would have broken."""

    choice: str
    findings: list[Finding]


def stopped(run: Run) -> list[Stopped]:
    """What was stopped in a run, in order; only guided mode stops anything."""
    if run.mode != GUIDED:
        return []
    rows = db.session.execute(
        select(StoppedAttempt.choice, StoppedAttempt.findings)
        .where(StoppedAttempt.run_id == run.id)
        .order_by(StoppedAttempt.position, StoppedAttempt.stopped_at, StoppedAttempt.mark)
    )
    return [Stopped(choice, list(map(Finding.from_dict, found))) for choice, found in rows]


def open_run(person_id: int, code: str) -> Run | None:
    """The open run of a person on any version of a scenario."""
    return db.session.scalar(
        select(Run)
        .join(ScenarioVersion, ScenarioVersion.digest == Run.scenario_digest)
        .where(
            Run.person_id == person_id,
            Run.status == OPEN,
            Run.team_id.is_(None),
            ScenarioVersion.code == code,
        )
        .order_by(Run.id.desc())
        .limit(1)
    )


def overdue_exams(now: datetime) -> list[int]:
    """The open examinations whose window has closed; a hundred at a time."""
    statement = (
        select(Run.id)
        .join(Assignment, Assignment.id == Run.assignment_id)
        .where(Run.status == OPEN, Run.mode == EXAM, Assignment.closes_at < now)
        .order_by(Run.id)
        .limit(100)
    )
    return list(db.session.scalars(statement))


def exams_begun(person_id: int, digest: str) -> int:
    """How many examinations a person has begun on a version of a scenario."""
    counted = select(func.count()).select_from(Run)
    mine = (Run.person_id == person_id, Run.scenario_digest == digest, Run.mode == EXAM)
    return db.session.scalar(counted.where(*mine)) or 0


def attempts_by_scenario(person_id: int) -> dict[str, Attempts]:
    """What a person has done so far, by scenario code; one statement."""
    rows = db.session.execute(
        select(ScenarioVersion.code, Run.id, Run.status, Run.points, Run.passed)
        .join(ScenarioVersion, ScenarioVersion.digest == Run.scenario_digest)
        .where(Run.person_id == person_id, Run.mode != CHOSEN, Run.team_id.is_(None))
        .order_by(Run.id)
    )
    found: dict[str, Attempts] = {}
    for code, run_id, status, points, passed in rows:
        before = found.get(code, Attempts())
        if status == OPEN:
            found[code] = replace(before, open_run_id=run_id)
        elif status == FINISHED:
            found[code] = replace(
                before,
                finished=before.finished + 1,
                best=max(points, before.best or 0.0),
                passed=before.passed or passed,
                last_run_id=run_id,
            )
    return found


def competency_names(codes: Collection[str]) -> dict[str, str]:
    """The names of those codes that the framework holds, in its order."""
    rows = db.session.execute(
        select(Competency.code, Competency.name)
        .where(Competency.code.in_(codes))
        .order_by(Competency.rank)
    )
    return {code: name for code, name in rows}


def best_percent_by_scenario(
    person_id: int, codes: Collection[str]
) -> dict[str, tuple[float, bool]]:
    """The best mark (of 100) and whether any run passed, for the codes that were finished."""
    rows = db.session.execute(
        select(
            ScenarioVersion.code,
            func.max(Run.points),
            func.max(case((Run.passed.is_(True), 1), else_=0)),
        )
        .join(ScenarioVersion, ScenarioVersion.digest == Run.scenario_digest)
        .where(
            Run.person_id == person_id,
            Run.status == FINISHED,
            Run.mode != CHOSEN,
            ScenarioVersion.code.in_(codes),
        )
        .group_by(ScenarioVersion.code)
    )
    return {code: (float(points), bool(passed)) for code, points, passed in rows}


def next_practice(person_id: int) -> NextPractice | None:
    """The open run, else the first shipped scenario that isn't passed yet; one statement."""
    shipped = library.shipped().scenarios
    attempts = attempts_by_scenario(person_id)
    for code, tried in attempts.items():
        if tried.open_run_id and code in shipped:
            found = shipped[code]
            return NextPractice(code, found.title, found.minutes, tried.open_run_id)
    passed = {code: tried.passed for code, tried in attempts.items()}
    fresh = rules.next_scenario(shipped, passed)
    return NextPractice(fresh, shipped[fresh].title, shipped[fresh].minutes) if fresh else None
