"""Reads about courses, and about what one person did in them. Nothing here writes."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from sqlalchemy import Select, and_, case, func, select
from sqlalchemy.orm import joinedload, undefer

from courses.catalogue import Quiz
from lms.competencies.models import Competency
from lms.extensions import db
from lms.learning import rules
from lms.learning.models import (
    ContentFile,
    ContentItem,
    ContentVersion,
    Course,
    Enrolment,
    LessonRead,
    QuizAnswer,
    QuizAttempt,
)
from lms.learning.rules import Outline, Step
from lms.practice.queries import best_percent_by_scenario


def outlines(person_id: int, code: str | None = None) -> list[Outline]:
    """Every course (or the one with `code`) with the state of each step; two statements."""
    statement = _steps_of(person_id)
    if code is not None:
        statement = statement.where(Course.code == code)
    rows = db.session.execute(statement).all()
    practised = best_percent_by_scenario(person_id, {row.scenario for row in rows if row.scenario})
    return [
        _outline(list(rows_of_course), practised)
        for _code, rows_of_course in groupby(rows, key=lambda row: row.code)
    ]


def outline(person_id: int, code: str) -> Outline | None:
    return next(iter(outlines(person_id, code)), None)


def _steps_of(person_id: int) -> Select[Any]:
    tries = (
        select(
            QuizAttempt.course_code,
            QuizAttempt.item_key,
            func.max(QuizAttempt.percent).label("percent"),
            func.max(case((QuizAttempt.passed.is_(True), 1), else_=0)).label("passed"),
            func.max(case((QuizAttempt.submitted_at.is_(None), QuizAttempt.id))).label("open_id"),
            func.count().label("attempts"),
        )
        .where(QuizAttempt.person_id == person_id)
        .group_by(QuizAttempt.course_code, QuizAttempt.item_key)
        .subquery()
    )
    mine = and_(Enrolment.course_code == Course.code, Enrolment.person_id == person_id)
    read = and_(
        LessonRead.person_id == person_id,
        LessonRead.course_code == Course.code,
        LessonRead.item_key == ContentItem.key,
    )
    tried = and_(tries.c.course_code == Course.code, tries.c.item_key == ContentItem.key)
    return (
        select(
            Course.code,
            ContentVersion.title.label("course_title"),
            Enrolment.enrolled_at,
            Enrolment.last_activity_at,
            ContentItem.kind,
            ContentItem.key,
            ContentItem.title,
            ContentItem.minutes,
            ContentItem.scenario,
            LessonRead.read_at,
            tries.c.percent,
            tries.c.passed,
            tries.c.open_id,
            tries.c.attempts,
        )
        .join(ContentVersion, Course.version_id == ContentVersion.id)
        .join(ContentItem, ContentItem.version_id == ContentVersion.id)
        .outerjoin(Enrolment, mine)
        .outerjoin(LessonRead, read)
        .outerjoin(tries, tried)
        .order_by(Course.code, ContentItem.position)
    )


def _outline(rows: list[Any], practised: dict[str, tuple[float, bool]]) -> Outline:
    first = rows[0]
    of_kind: dict[str, list[str]] = {}
    for row in rows:
        of_kind.setdefault(row.kind, []).append(row.key)
    steps = tuple(_step(row, of_kind[row.kind], practised) for row in rows)
    return Outline(first.code, first.course_title, steps, first.enrolled_at, first.last_activity_at)


def _step(row: Any, of_kind: list[str], practised: dict[str, tuple[float, bool]]) -> Step:
    percent, passed = row.percent, bool(row.passed)
    if row.kind == "practice":
        percent, passed = practised.get(row.scenario, (None, False))
    return Step(
        course_code=row.code,
        kind=row.kind,
        key=row.key,
        title=row.title,
        minutes=row.minutes,
        state=rules.state_of(
            done=passed or row.read_at is not None,
            begun=bool(row.attempts) or percent is not None,
        ),
        number=of_kind.index(row.key) + 1,
        of=len(of_kind),
        scenario=row.scenario,
        percent=percent,
        read_at=row.read_at,
        open_attempt_id=row.open_id,
    )


def versions() -> dict[str, ContentVersion]:
    """The version of each course that is taught now, by course code."""
    statement = select(ContentVersion).join(Course, Course.version_id == ContentVersion.id)
    return {version.course_code: version for version in db.session.scalars(statement)}


def version(code: str) -> ContentVersion | None:
    """The version of the course that is taught now."""
    return db.session.scalar(
        select(ContentVersion)
        .join(Course, Course.version_id == ContentVersion.id)
        .where(Course.code == code)
    )


def title(code: str) -> str:
    """What the course is called now."""
    return db.session.scalars(
        select(ContentVersion.title)
        .join(Course, Course.version_id == ContentVersion.id)
        .where(Course.code == code)
    ).one()


def item(code: str, kind: str, key: str) -> ContentItem | None:
    """A lesson or quiz of the course as it is taught now, with its content."""
    return db.session.scalar(
        select(ContentItem)
        .join(Course, Course.version_id == ContentItem.version_id)
        .where(Course.code == code, ContentItem.kind == kind, ContentItem.key == key)
        .options(
            undefer(ContentItem.html), undefer(ContentItem.contents), undefer(ContentItem.quiz)
        )
    )


def file(code: str, version_id: int, name: str) -> ContentFile | None:
    """A file of this or an earlier version of the course."""
    return db.session.scalar(
        select(ContentFile)
        .join(ContentVersion, ContentVersion.id == ContentFile.version_id)
        .where(
            ContentVersion.course_code == code,
            ContentFile.version_id == version_id,
            ContentFile.name == name,
        )
    )


def quiz_of(found: ContentItem) -> Quiz:
    """The questions with their keys. Never hand this to a template."""
    return Quiz.model_validate(found.quiz)


def attempts(person_id: int, code: str, key: str) -> list[QuizAttempt]:
    """A person's attempts at a quiz, the first first."""
    statement = (
        select(QuizAttempt)
        .where(
            QuizAttempt.person_id == person_id,
            QuizAttempt.course_code == code,
            QuizAttempt.item_key == key,
        )
        .order_by(QuizAttempt.number)
    )
    return list(db.session.scalars(statement))


def attempt(attempt_id: int) -> QuizAttempt | None:
    """An attempt with the questions it began with."""
    return db.session.scalar(
        select(QuizAttempt)
        .where(QuizAttempt.id == attempt_id)
        .options(
            joinedload(QuizAttempt.item).options(
                undefer(ContentItem.quiz), joinedload(ContentItem.version)
            )
        )
    )


def answers(attempt_id: int) -> dict[str, QuizAnswer]:
    """The stored answers of an attempt by question key."""
    statement = select(QuizAnswer).where(QuizAnswer.attempt_id == attempt_id)
    return {answer.question_key: answer for answer in db.session.scalars(statement)}


def competency_names(codes: Iterable[str]) -> dict[str, str]:
    """The names of the competencies that the framework holds."""
    statement = select(Competency.code, Competency.name).where(Competency.code.in_(list(codes)))
    return {code: name for code, name in db.session.execute(statement)}
