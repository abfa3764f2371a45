"""Reads about assigned exercises: who gets one, what was given, what somebody has to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_login import current_user
from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import joinedload

from courses.vietnamese import fold
from lms import clock
from lms.extensions import db
from lms.people.models import Area, Person, Unit
from lms.people.queries import Page
from lms.permissions import can, reach_filter, units_in_reach
from lms.practice import assignment_rules as rules
from lms.practice.assignment_rules import Attempt, Obstacle
from lms.practice.assignment_sentences import of_time_left
from lms.practice.catalogue_models import Assignee, Assignment, Exercise
from lms.practice.models import EXAM, FINISHED, OPEN, Run, ScenarioVersion

ACTION = "assign_practice"
PAGE_SIZE = 25
MOST_FOUND = 20
NAMES_SHOWN = 12
STILL_SHOWN = timedelta(days=14)
"""How long an exercise that is over still stands among what was given to somebody."""


@dataclass(frozen=True)
class Audience:
    """To whom an exercise goes: a whole area, a whole unit or people picked by hand."""

    area_id: int | None = None
    unit_id: int | None = None
    unit_path: str = ""
    person_ids: tuple[int, ...] = ()
    position_code: str = ""


def people(audience: Audience) -> Select[Any]:
    """The ids of the active people of the audience, narrowed to those in reach."""
    statement = (
        select(Person.id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(Person.active, reach_filter(ACTION, Person.id, Unit), _inside(audience))
    )
    if audience.position_code:
        statement = statement.where(Person.position_code == audience.position_code)
    return statement


def _inside(audience: Audience) -> ColumnElement[bool]:
    if audience.area_id is not None:
        return Unit.area_id == audience.area_id
    if audience.unit_id is not None:
        return Unit.path.startswith(audience.unit_path, autoescape=True)
    return Person.id.in_(audience.person_ids)


@dataclass(frozen=True)
class Preview:
    """Who would get an exercise: how many, the first of them, how many have passed it already."""

    total: int
    first: list[tuple[str, str]]
    passed: int

    @property
    def more(self) -> int:
        return self.total - len(self.first)


def preview(audience: Audience, exercise_code: str) -> Preview:
    """What to look at before sending; two statements whatever the number of people."""
    chosen = people(audience)
    passed = exists(
        select(Run.id)
        .join(ScenarioVersion, ScenarioVersion.digest == Run.scenario_digest)
        .where(
            Run.person_id == Person.id,
            Run.status == FINISHED,
            Run.passed.is_(True),
            ScenarioVersion.code == exercise_code,
        )
    )
    counts = chosen.with_only_columns(
        func.count(), func.count(case((passed, 1))), maintain_column_froms=True
    )
    total, already = db.session.execute(counts).one()
    rows = db.session.execute(
        chosen.with_only_columns(Person.full_name, Unit, maintain_column_froms=True)
        .options(joinedload(Unit.kind))
        .order_by(Person.sort_key, Person.id)
        .limit(NAMES_SHOWN)
    )
    return Preview(total, [(name, unit.full_name) for name, unit in rows], already)


def found_people(words: str, picked: Sequence[int]) -> list[Person]:
    """People in reach whose name holds every word, before them those picked; one statement."""
    wanted: list[ColumnElement[bool]] = []
    if folded := fold(words).split():
        wanted.append(
            and_(*(Person.search_fold.contains(word, autoescape=True) for word in folded))
        )
    if picked:
        wanted.append(Person.id.in_(picked))
    if not wanted:
        return []
    statement = (
        select(Person)
        .where(Person.active, or_(*wanted), units_in_reach(ACTION, Person.unit_id, Unit))
        .options(joinedload(Person.unit).joinedload(Unit.kind))
        .order_by(Person.id.in_(picked).desc(), Person.sort_key, Person.id)
        .limit(len(picked) + MOST_FOUND)
    )
    return list(db.session.scalars(statement))


def exercises() -> list[Exercise]:
    """What can be given, in the order of the catalogue."""
    statement = (
        select(Exercise)
        .where(Exercise.retired_at.is_(None))
        .order_by(Exercise.difficulty, Exercise.rank, Exercise.code)
    )
    return list(db.session.scalars(statement))


def areas_in_reach() -> list[Area]:
    """The areas to which the person may give an exercise as a whole."""
    areas = db.session.scalars(select(Area).order_by(Area.position))
    return [area for area in areas if can(ACTION, area)]


def units_to_choose() -> list[Unit]:
    """The units to which the person may give an exercise as a whole."""
    statement = (
        select(Unit)
        .where(units_in_reach(ACTION, Unit.id, Unit))
        .options(joinedload(Unit.kind))
        .order_by(Unit.sort_key)
    )
    return list(db.session.scalars(statement))


def assignment(assignment_id: int) -> Assignment | None:
    """An assignment with where it was given and by whom."""
    return db.session.scalar(
        select(Assignment)
        .where(Assignment.id == assignment_id)
        .options(joinedload(Assignment.unit).joinedload(Unit.kind), joinedload(Assignment.author))
    )


def may_change(given: Assignment) -> bool:
    """Whether the signed-in person may withdraw it: it is the own one, or lies in reach."""
    return can(ACTION) and (given.author_id == current_user.id or can(ACTION, given))


def _in_charge() -> ColumnElement[bool]:
    """The assignments that the person gave or has in reach, for Unit outer-joined."""
    return or_(
        Assignment.author_id == current_user.id,
        reach_filter(ACTION, Assignment.author_id, Unit),
        Assignment.area_id.in_([area.id for area in areas_in_reach()]),
    )


def assignments_page(number: int) -> Page:
    """What was given by the person or in reach, the newest first: rows (assignment, people)."""
    given_to_how_many = (
        select(func.count())
        .where(Assignee.assignment_id == Assignment.id)
        .correlate(Assignment)
        .scalar_subquery()
    )
    base = (
        select(Assignment, given_to_how_many)
        .outerjoin(Unit, Unit.id == Assignment.unit_id)
        .where(_in_charge())
    )
    total = db.session.scalar(base.with_only_columns(func.count(Assignment.id))) or 0
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(max(number, 1), pages)
    rows = db.session.execute(
        base.options(
            joinedload(Assignment.unit).joinedload(Unit.kind), joinedload(Assignment.author)
        )
        .order_by(Assignment.id.desc())
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    )
    return Page([tuple(row) for row in rows], number, pages, total)


def area_names() -> dict[int, str]:
    return {area_id: name for area_id, name in db.session.execute(select(Area.id, Area.name))}


@dataclass(frozen=True)
class Given:
    """An exercise that somebody was given, and how far he has come with it."""

    id: int
    title: str
    mode: str
    exercise_code: str
    opens_at: datetime
    closes_at: datetime
    most_attempts: int | None
    attempts: int
    best: float | None
    passed: int
    open_run_id: int | None
    now: datetime

    @property
    def is_exam(self) -> bool:
        return self.mode == EXAM

    @property
    def is_over(self) -> bool:
        return self.now >= self.closes_at

    @property
    def begins_later(self) -> bool:
        return self.now < self.opens_at

    @property
    def time_left(self) -> str:
        return of_time_left(self.now, self.closes_at)

    @property
    def attempts_left(self) -> int | None:
        return None if self.most_attempts is None else max(0, self.most_attempts - self.attempts)


def given_to(person_id: int, now: datetime | None = None) -> list[Given]:
    """What was given to a person and isn't withdrawn, the nearest end first; one statement.

    What was passed or is over stands there for `STILL_SHOWN` after its end.
    """
    now = now or clock.now()
    statement = (
        select(
            Assignment.id,
            Assignment.title,
            Assignment.mode,
            Assignment.exercise_code,
            Assignment.opens_at,
            Assignment.closes_at,
            Assignment.most_attempts,
            func.count(case((and_(Run.id.is_not(None), Run.parent_id.is_(None)), 1))),
            func.max(Run.points),
            func.max(case((Run.passed.is_(True), 1), else_=0)),
            func.max(case((Run.status == OPEN, Run.id))),
        )
        .join(Assignee, Assignee.assignment_id == Assignment.id)
        .outerjoin(Run, and_(Run.assignment_id == Assignment.id, Run.person_id == person_id))
        .where(
            Assignee.person_id == person_id,
            Assignment.withdrawn_at.is_(None),
            Assignment.closes_at > now - STILL_SHOWN,
        )
        .group_by(Assignment.id)
        .order_by(Assignment.closes_at, Assignment.id)
    )
    return [
        Given(*row, now=now)  # type: ignore[misc]
        for row in db.session.execute(statement)
    ]


@dataclass(frozen=True)
class OwnWork:
    """What somebody has done of one assignment, and what stands in the way of going on."""

    runs: list[Run]
    obstacle: Obstacle | None

    @property
    def attempts(self) -> list[Run]:
        """Each beginning; going on from a moment of an earlier run is no new attempt."""
        return [run for run in self.runs if run.parent_id is None]

    @property
    def open_run(self) -> Run | None:
        return next((run for run in self.runs if run.is_open), None)

    @property
    def finished(self) -> list[Run]:
        return [run for run in self.runs if run.is_finished]


def is_given_to(given: Assignment, person_id: int) -> bool:
    return db.session.get(Assignee, (given.id, person_id)) is not None


def own_work(given: Assignment, person_id: int, now: datetime) -> OwnWork:
    """One statement; the oldest run first."""
    statement = (
        select(Run)
        .where(Run.assignment_id == given.id, Run.person_id == person_id)
        .order_by(Run.id)
    )
    runs = list(db.session.scalars(statement))
    attempts: list[Attempt] = [
        (run.started_at, run.finished_at) for run in runs if run.parent_id is None
    ]
    return OwnWork(runs, obstacle_to(given, attempts, now))


def obstacle_to(given: Assignment, attempts: Sequence[Attempt], now: datetime) -> Obstacle | None:
    """What stands in the way of working at an assignment; only an examination really closes."""
    closes_at = given.closes_at if given.mode == EXAM else None
    return rules.obstacle(
        now, given.opens_at, closes_at, given.most_attempts, given.hours_between, attempts
    )
