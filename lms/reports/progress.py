"""Reads for the report of a course: who did what in it, and who hasn't begun. Nothing writes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, func, select
from sqlalchemy.orm import joinedload

from courses.vietnamese import fold
from lms.extensions import db
from lms.learning.models import (
    ContentItem,
    ContentVersion,
    Course,
    Enrolment,
    LessonRead,
    QuizAttempt,
)
from lms.people.models import Person, Unit
from lms.people.queries import PAGE_SIZE, Page
from lms.permissions import within_reach
from lms.practice.models import CHOSEN, Run, ScenarioVersion

ACTION = "see_course_progress"


@dataclass(frozen=True)
class CourseParts:
    """What the course consists of as it is taught now: keys, and codes of scenarios."""

    code: str
    title: str
    lessons: frozenset[str]
    quizzes: frozenset[str]
    scenarios: frozenset[str]


@dataclass(frozen=True)
class Progress:
    """What one person has done in a course. `passed`: every quiz of the course."""

    person_id: int
    name: str
    unit: str
    lessons_read: int
    lessons: int
    attempts: int
    best_percent: float | None
    passed: bool
    practised: int
    practices: int
    enrolled_at: datetime
    last_activity_at: datetime


@dataclass(frozen=True)
class NotStarted:
    """Somebody who could take the course and hasn't begun."""

    person_id: int
    name: str
    unit: str


def parts_of(code: str) -> CourseParts | None:
    """The course of this code, None when there is none; one statement."""
    statement = (
        select(ContentVersion.title, ContentItem.kind, ContentItem.key, ContentItem.scenario)
        .join(Course, Course.version_id == ContentVersion.id)
        .join(ContentItem, ContentItem.version_id == ContentVersion.id)
        .where(Course.code == code)
    )
    rows = db.session.execute(statement).all()
    if not rows:
        return None
    return CourseParts(
        code=code,
        title=rows[0].title,
        lessons=frozenset(row.key for row in rows if row.kind == "lesson"),
        quizzes=frozenset(row.key for row in rows if row.kind == "quiz"),
        scenarios=frozenset(row.scenario for row in rows if row.kind == "practice"),
    )


def started(course: CourseParts, words: str = "", number: int = 1) -> Page:
    """Who did what in the course, among the people in reach: rows of Progress, 50 a page.

    The latest active first, practice counted too; `words` must all stand in the name or user
    name. Four statements, whatever the number of people.
    """
    base = select(Enrolment, Person.full_name, Unit).join(Person, Person.id == Enrolment.person_id)
    enrolled = _in_reach(base.where(Enrolment.course_code == course.code), words)
    total, number, pages = _counted(enrolled, number)
    runs = _runs(course)
    active = _later(Enrolment.last_activity_at, runs.c.active_at)
    rows = db.session.execute(
        enrolled.add_columns(active.label("active_at"), runs.c.passed)
        .outerjoin(runs, runs.c.person_id == Enrolment.person_id)
        .options(joinedload(Unit.kind))
        .order_by(active.desc(), Enrolment.person_id)
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    ).all()
    ids = [row[0].person_id for row in rows]
    read, marks = _lessons_read(course, ids), _marks(course, ids)
    people = [
        _progress(course, row, read.get(person_id, 0), marks.get(person_id, {}))
        for person_id, row in zip(ids, rows, strict=True)
    ]
    return Page(people, number, pages, total)


def not_started(course: CourseParts, words: str = "", number: int = 1) -> Page:
    """The people in reach with an open account who haven't begun: rows of NotStarted, 50 a page.

    By given name; two statements, whatever the number of people.
    """
    begun = select(Enrolment.person_id).where(
        Enrolment.course_code == course.code, Enrolment.person_id == Person.id
    )
    waiting = select(Person.id, Person.full_name, Unit).where(Person.active, ~begun.exists())
    waiting = _in_reach(waiting, words)
    total, number, pages = _counted(waiting, number)
    rows = db.session.execute(
        waiting.options(joinedload(Unit.kind))
        .order_by(Person.sort_key, Person.id)
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    )
    people = [NotStarted(person_id, name, unit.full_name) for person_id, name, unit in rows]
    return Page(people, number, pages, total)


def _in_reach(statement: Select[Any], words: str) -> Select[Any]:
    statement = statement.join(Unit, Unit.id == Person.unit_id)
    statement = within_reach(statement, ACTION, Person.id, Unit)
    for word in fold(words).split():
        statement = statement.where(Person.search_fold.contains(word, autoescape=True))
    return statement


def _counted(statement: Select[Any], number: int) -> tuple[int, int, int]:
    """How many rows there are, the page that exists nearest to `number`, how many pages."""
    total = db.session.scalar(statement.with_only_columns(func.count(), maintain_column_froms=True))
    pages = max(1, -(-(total or 0) // PAGE_SIZE))
    return total or 0, min(max(number, 1), pages), pages


def _runs(course: CourseParts) -> Subquery:
    """By person: the last run begun or finished on the course's scenarios, how many passed."""
    return (
        select(
            Run.person_id,
            func.max(func.coalesce(Run.finished_at, Run.started_at)).label("active_at"),
            func.count(
                case((Run.passed.is_(True) & (Run.mode != CHOSEN), ScenarioVersion.code)).distinct()
            ).label("passed"),
        )
        .join(ScenarioVersion, ScenarioVersion.digest == Run.scenario_digest)
        .where(ScenarioVersion.code.in_(course.scenarios))
        .group_by(Run.person_id)
        .subquery()
    )


def _later(one: Any, other: Any) -> ColumnElement[Any]:
    """The later of two instants; `other` may be missing."""
    return case((and_(other.is_not(None), other > one), other), else_=one)


def _lessons_read(course: CourseParts, ids: Collection[int]) -> dict[int, int]:
    """Lessons that the course still has; one that was taken out counts for nobody."""
    statement = (
        select(LessonRead.person_id, func.count())
        .where(
            LessonRead.course_code == course.code,
            LessonRead.person_id.in_(ids),
            LessonRead.item_key.in_(course.lessons),
        )
        .group_by(LessonRead.person_id)
    )
    return {person_id: count for person_id, count in db.session.execute(statement)}


def _marks(course: CourseParts, ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """By person and quiz: best percent, whether passed, how many attempts."""
    statement = (
        select(
            QuizAttempt.person_id,
            QuizAttempt.item_key,
            func.max(QuizAttempt.percent).label("percent"),
            func.max(case((QuizAttempt.passed.is_(True), 1), else_=0)).label("passed"),
            func.count().label("attempts"),
        )
        .where(QuizAttempt.course_code == course.code, QuizAttempt.person_id.in_(ids))
        .group_by(QuizAttempt.person_id, QuizAttempt.item_key)
    )
    found: dict[int, dict[str, Any]] = {}
    for row in db.session.execute(statement):
        found.setdefault(row.person_id, {})[row.item_key] = row
    return found


def _progress(course: CourseParts, row: Any, lessons_read: int, marks: dict[str, Any]) -> Progress:
    enrolment, name, unit, active_at, practised = row
    percents = [mark.percent for mark in marks.values() if mark.percent is not None]
    return Progress(
        person_id=enrolment.person_id,
        name=name,
        unit=unit.full_name,
        lessons_read=lessons_read,
        lessons=len(course.lessons),
        attempts=sum(mark.attempts for mark in marks.values()),
        best_percent=max(percents, default=None),
        passed=bool(course.quizzes)
        and all(key in marks and marks[key].passed for key in course.quizzes),
        practised=practised or 0,
        practices=len(course.scenarios),
        enrolled_at=enrolment.enrolled_at,
        last_activity_at=active_at,
    )
