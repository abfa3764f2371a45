"""What is done in a course. Each public function is one transaction."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask_babel import gettext as _
from sqlalchemy import CursorResult, update
from sqlalchemy.exc import IntegrityError

from courses.grading import grade_quiz
from lms import audit, clock
from lms.competencies import rules as levels
from lms.competencies.actions import record_evidence
from lms.errors import Conflict, Refused
from lms.extensions import db
from lms.learning import queries, rules
from lms.learning.models import ContentItem, Enrolment, LessonRead, QuizAnswer, QuizAttempt
from lms.people.models import Person

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def _again_when_raced(act: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """When another request wrote the same key first, look again: the act finds its row there."""

    @wraps(act)
    def run(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        try:
            return act(*args, **kwargs)
        except IntegrityError:
            db.session.rollback()
            return act(*args, **kwargs)

    return run


def _enrolment(person: Person, code: str) -> Enrolment:
    """The person's enrolment, made when there is none; part of the running transaction."""
    found = db.session.get(Enrolment, (person.id, code))
    if found is None:
        now = clock.now()
        found = Enrolment(
            person_id=person.id, course_code=code, enrolled_at=now, last_activity_at=now
        )
        db.session.add(found)
        db.session.flush()
        audit.record("enrolled", ("course", code), name=queries.title(code))
    return found


@_again_when_raced
def enrol(person: Person, code: str) -> None:
    """Enrol the person in the course; a second time changes nothing."""
    _enrolment(person, code)
    db.session.commit()


@_again_when_raced
def mark_read(person: Person, code: str, lesson: ContentItem) -> None:
    """Note that the person has read the lesson; enrols who wasn't. The first time counts."""
    enrolment = _enrolment(person, code)
    if db.session.get(LessonRead, (person.id, code, lesson.key)) is None:
        now = enrolment.last_activity_at = clock.now()
        db.session.add(
            LessonRead(person_id=person.id, course_code=code, item_key=lesson.key, read_at=now)
        )
        audit.record(
            "lesson_read",
            ("course", code),
            name=lesson.title,
            after={"lesson": lesson.key, "version": lesson.version_id},
        )
    db.session.commit()


@_again_when_raced
def start_attempt(person: Person, code: str, quiz_item: ContentItem) -> QuizAttempt:
    """The person's open attempt at the quiz; begun now when there is none.

    Raises Refused when the quiz allows no further attempt.
    """
    enrolment = _enrolment(person, code)
    earlier = queries.attempts(person.id, code, quiz_item.key)
    attempt = next((each for each in earlier if each.submitted_at is None), None)
    if attempt is None:
        if not rules.may_attempt(len(earlier), queries.quiz_of(quiz_item).attempts):
            raise Refused(_("Anh/chị đã dùng hết số lần làm bài này."))
        attempt = _fresh_attempt(enrolment, quiz_item, number=len(earlier) + 1)
    db.session.commit()
    return attempt


def _fresh_attempt(enrolment: Enrolment, quiz_item: ContentItem, number: int) -> QuizAttempt:
    now = enrolment.last_activity_at = clock.now()
    attempt = QuizAttempt(
        person_id=enrolment.person_id,
        course_code=enrolment.course_code,
        item_key=quiz_item.key,
        item_id=quiz_item.id,
        number=number,
        seed=secrets.token_hex(16),
        started_at=now,
    )
    db.session.add(attempt)
    db.session.flush()
    audit.record(
        "quiz_started",
        ("quiz_attempt", attempt.id),
        name=quiz_item.title,
        after={"number": number, "version": quiz_item.version_id},
    )
    return attempt


def _while_open(attempt: QuizAttempt, **values: Any) -> bool:
    """Write to the attempt if it is still open; holds its row until the transaction ends."""
    written: CursorResult[Any] = db.session.execute(  # type: ignore[assignment]
        update(QuizAttempt)
        .where(QuizAttempt.id == attempt.id, QuizAttempt.submitted_at.is_(None))
        .values(**values)
    )
    return written.rowcount == 1


@_again_when_raced
def save_answer(attempt: QuizAttempt, question_key: str, answer: Any) -> datetime:
    """Store the answer (canonical JSON); None takes an earlier one back.

    Returns when it was stored. Raises Conflict when the attempt has been submitted meanwhile.
    """
    now = clock.now()
    if not _while_open(attempt, saved_at=now):
        db.session.rollback()
        raise Conflict(_("Bài này đã nộp, nên câu trả lời vừa gửi không được tính."))
    row = db.session.get(QuizAnswer, (attempt.id, question_key))
    if row is None and answer is not None:
        row = QuizAnswer(
            attempt_id=attempt.id, question_key=question_key, answer=answer, saved_at=now
        )
        db.session.add(row)
    elif row is not None:
        row.changes += row.answer != answer
        row.answer, row.saved_at = answer, now
    db.session.commit()
    return now


@_again_when_raced
def submit(person: Person, attempt: QuizAttempt) -> None:
    """Close the attempt, mark it and record what it shows. A second time changes nothing."""
    now = clock.now()
    if _while_open(attempt, submitted_at=now):
        given = queries.answers(attempt.id)
        quiz = queries.quiz_of(attempt.item)
        mark = grade_quiz(
            quiz, {key: row.answer for key, row in given.items() if row.answer is not None}
        )
        attempt.points, attempt.out_of = float(mark.points), float(mark.out_of)
        attempt.percent, attempt.passed = float(mark.percent), mark.passed
        _enrolment(person, attempt.course_code).last_activity_at = now
        audit.record(
            "quiz_submitted",
            ("quiz_attempt", attempt.id),
            name=attempt.item.title,
            after={"number": attempt.number, "percent": attempt.percent, "passed": mark.passed},
        )
        shown = rules.shown_by_quiz(quiz, mark, attempt.competencies)
        _record_evidence(person, attempt, [each.code for each in shown if each.shown])
    db.session.commit()


def _record_evidence(person: Person, attempt: QuizAttempt, codes: list[str]) -> None:
    level = levels.level_of_quiz(passed=bool(attempt.passed))
    if level is not None and codes:
        record_evidence(
            person,
            dict.fromkeys(codes, level),
            kind="quiz",
            source=("quiz_attempt", attempt.id),
            title=attempt.item.title,
        )
