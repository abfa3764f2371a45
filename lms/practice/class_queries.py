"""Reads about classes: who of the people in reach stands where, and the rules they break.

Every statement is narrowed to the people in reach of the person signed in, so a unit's manager
sees the own people of an area's class and nobody else. No statement is asked person by person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, distinct, func, literal, null, or_, select
from sqlalchemy.orm import aliased, joinedload

from lms.extensions import db
from lms.people.models import Person, Unit
from lms.people.queries import Page
from lms.permissions import reach_filter
from lms.practice import class_rules
from lms.practice.catalogue_models import Assignee, Assignment
from lms.practice.models import (
    FINISHED,
    OPEN,
    PARKED,
    Run,
    RunFinding,
    ScenarioVersion,
    StoppedAttempt,
)
from sandbox.rules import BY_ID

ACTION = "watch_practice"
PAGE_SIZE = 25
MOST_RULES = 10

ALL, STUCK, WORKING, WAITING, DONE = "all", "stuck", "working", "waiting", "done"
STATES = (STUCK, WORKING, WAITING, DONE)
"""In the order of the board: who needs help stands first."""


@dataclass(frozen=True)
class Member:
    """One person of a class with the run that counts now; without one nothing was begun."""

    person_id: int
    name: str
    unit: str
    state: str
    stops: int
    title: str
    attempts: int
    best: float | None
    passed: bool
    run_id: int | None
    digest: str
    mode: str
    position: int
    status: str
    acted_at: datetime | None
    team_id: int | None

    @property
    def is_open(self) -> bool:
        return self.status == OPEN


@dataclass(frozen=True)
class Board:
    """One page of a class: its people, and how many of the whole class are in each state."""

    rows: list[Member]
    counts: dict[str, int]
    state: str
    number: int
    pages: int

    @property
    def everybody(self) -> int:
        return sum(self.counts.values())

    @property
    def shown(self) -> int:
        """How many there are in the state that was asked for."""
        return self.everybody if self.state == ALL else self.counts[self.state]

    def mark(self, *also: object) -> str:
        """The same for two boards that look the same; every act of a person changes it."""
        return sha256(repr((self.rows, self.counts, self.number, also)).encode()).hexdigest()[:32]


Shown: Any = aliased(Run)
_ROW = (
    Shown.id,
    Shown.scenario_digest,
    Shown.mode,
    Shown.position,
    Shown.status,
    Shown.acted_at,
    Shown.team_id,
)


def _stops() -> ColumnElement[int]:
    """How often a choice was stopped at the place where the run stands."""
    return (
        select(func.count())
        .where(StoppedAttempt.run_id == Shown.id, StoppedAttempt.position == Shown.position)
        .correlate(Shown)
        .scalar_subquery()
    )


def _is_stuck(now: datetime) -> ColumnElement[bool]:
    """The same as `class_rules.is_stuck`, for an open run, in SQL."""
    return and_(
        Shown.status == OPEN,
        Shown.acted_at > now - class_rules.AWAY_AFTER,
        or_(
            Shown.acted_at <= now - class_rules.STUCK_AFTER,
            _stops() >= class_rules.STOPS_AT_ONE_PLACE,
        ),
    )


def _is_away(now: datetime) -> ColumnElement[int]:
    return case((Shown.acted_at <= now - class_rules.AWAY_AFTER, 1), else_=0)


def _state(now: datetime) -> ColumnElement[int]:
    """The place of the person's state in `STATES`."""
    return case(
        (_is_stuck(now), STATES.index(STUCK)),
        (Shown.status.in_((OPEN, PARKED)), STATES.index(WORKING)),
        (Shown.id.is_(None), STATES.index(WAITING)),
        else_=STATES.index(DONE),
    )


def _in_class(given: Assignment, now: datetime) -> Select[Any]:
    """Everybody in reach to whom it was given, with the run that counts: the open one, else the
    last that was finished."""
    own = (
        select(
            Run.person_id,
            func.max(case((Run.status == OPEN, Run.id))).label("open_id"),
            func.max(case((Run.status == FINISHED, Run.id))).label("finished_id"),
            func.max(Run.id).label("last_id"),
            func.count(case((Run.parent_id.is_(None), 1))).label("attempts"),
            func.max(Run.points).label("best"),
            func.max(case((Run.passed.is_(True), 1), else_=0)).label("passed"),
        )
        .where(Run.assignment_id == given.id)
        .group_by(Run.person_id)
        .subquery()
    )
    counts = func.coalesce(own.c.open_id, own.c.finished_id, own.c.last_id)
    return (
        select(
            Person.id,
            Person.full_name,
            Unit,
            _state(now),
            _stops(),
            literal(given.title),
            own.c.attempts,
            own.c.best,
            own.c.passed,
            *_ROW,
        )
        .select_from(Assignee)
        .join(Person, Person.id == Assignee.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .outerjoin(own, own.c.person_id == Person.id)
        .outerjoin(Shown, Shown.id == counts)
        .where(Assignee.assignment_id == given.id, reach_filter(ACTION, Person.id, Unit))
    )


def _practising(now: datetime) -> Select[Any]:
    """The open runs of the people in reach in which something was done a short while ago."""
    return (
        select(
            Person.id,
            Person.full_name,
            Unit,
            _state(now),
            _stops(),
            ScenarioVersion.title,
            literal(1),
            null(),
            literal(0),
            *_ROW,
        )
        .select_from(Shown)
        .join(ScenarioVersion, ScenarioVersion.digest == Shown.scenario_digest)
        .join(Person, Person.id == Shown.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(
            Shown.status == OPEN,
            Shown.acted_at > now - class_rules.AWAY_AFTER,
            reach_filter(ACTION, Person.id, Unit),
        )
    )


def board(given: Assignment | None, now: datetime, state: str = ALL, number: int = 1) -> Board:
    """A page of the class of an assignment, or of everybody who practises now; two statements."""
    base = _practising(now) if given is None else _in_class(given, now)
    place = _state(now)
    counted = base.with_only_columns(
        *(func.count(case((place == index, 1))) for index in range(len(STATES))),
        maintain_column_froms=True,
    )
    numbers = db.session.execute(counted).one()
    counts = dict(zip(STATES, numbers, strict=True))
    total = sum(numbers) if state == ALL else counts[state]
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(max(number, 1), pages)
    if state != ALL:
        base = base.where(place == STATES.index(state))
    rows = db.session.execute(
        base.options(joinedload(Unit.kind))
        .order_by(place, _is_away(now), Shown.acted_at, Person.sort_key, Person.id)
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    )
    return Board([_member(row) for row in rows], counts, state, number, pages)


def _member(row: Any) -> Member:
    person_id, name, unit, state, stops, title, attempts, best, passed, *run = row
    run_id, digest, mode, position, status, acted_at, team_id = run
    return Member(
        person_id=person_id,
        name=name,
        unit=unit.full_name,
        state=STATES[state],
        stops=stops,
        title=title,
        attempts=attempts or 0,
        best=best,
        passed=bool(passed),
        run_id=run_id,
        digest=digest or "",
        mode=mode or "",
        position=position or 0,
        status=status or "",
        acted_at=acted_at,
        team_id=team_id,
    )


@dataclass(frozen=True)
class Broken:
    """A rule that people of a class broke: how many of them, and how often."""

    rule: str
    title: str
    people: int
    times: int


def broken_rules(given: Assignment) -> list[Broken]:
    """The rules most often broken in the marked runs of a class; one statement."""
    statement = (
        select(RunFinding.rule, func.count(distinct(RunFinding.person_id)), func.count())
        .join(Run, Run.id == RunFinding.run_id)
        .join(Person, Person.id == RunFinding.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(
            Run.assignment_id == given.id,
            RunFinding.kind == "breach",
            reach_filter(ACTION, Person.id, Unit),
        )
        .group_by(RunFinding.rule)
        .order_by(
            func.count(distinct(RunFinding.person_id)).desc(), func.count().desc(), RunFinding.rule
        )
        .limit(MOST_RULES)
    )
    return [
        Broken(rule, BY_ID[rule].title, people, times)
        for rule, people, times in db.session.execute(statement)
        if rule in BY_ID
    ]


@dataclass(frozen=True)
class Numbers:
    """How far a class has come; `people` are those in reach to whom the exercise was given."""

    people: int
    begun: int = 0
    finished: int = 0
    passed: int = 0
    stuck: int = 0


def classes_page(number: int, now: datetime) -> Page:
    """The assignments with people in reach, the newest first: rows (assignment, Numbers).

    Four statements, whatever the number of classes and people.
    """
    in_reach = (
        select(Assignee.person_id)
        .join(Person, Person.id == Assignee.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(Assignee.assignment_id == Assignment.id, reach_filter(ACTION, Person.id, Unit))
    )
    base = select(Assignment).where(in_reach.exists(), Assignment.withdrawn_at.is_(None))
    total = db.session.scalar(base.with_only_columns(func.count(Assignment.id))) or 0
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(max(number, 1), pages)
    shown = list(
        db.session.scalars(
            base.order_by(Assignment.id.desc()).limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)
        )
    )
    ids = [given.id for given in shown]
    people, work = _people_given(ids), _work(ids, now)
    rows = [(given, Numbers(people.get(given.id, 0), *work.get(given.id, ()))) for given in shown]
    return Page(rows, number, pages, total)


def _people_given(ids: Sequence[int]) -> dict[int, int]:
    statement = (
        select(Assignee.assignment_id, func.count())
        .join(Person, Person.id == Assignee.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(Assignee.assignment_id.in_(ids), reach_filter(ACTION, Person.id, Unit))
        .group_by(Assignee.assignment_id)
    )
    return {assignment_id: number for assignment_id, number in db.session.execute(statement)}


def _work(ids: Sequence[int], now: datetime) -> dict[int, tuple[int, ...]]:
    """By assignment how many people have begun, finished, passed, and are stuck now."""

    def people(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.count(distinct(case((condition, Shown.person_id))))

    statement = (
        select(
            Shown.assignment_id,
            func.count(distinct(Shown.person_id)),
            people(Shown.status == FINISHED),
            people(Shown.passed.is_(True)),
            people(_is_stuck(now)),
        )
        .join(Person, Person.id == Shown.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(Shown.assignment_id.in_(ids), reach_filter(ACTION, Person.id, Unit))
        .group_by(Shown.assignment_id)
    )
    return {row[0]: tuple(row[1:]) for row in db.session.execute(statement)}
