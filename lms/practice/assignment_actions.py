"""Giving an exercise to people, taking it back, and beginning one that was given.

Each public function is one transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import func, insert, literal, select, update

from lms import audit, clock
from lms.errors import Conflict, Refused
from lms.extensions import db
from lms.people.models import Person
from lms.practice import actions, assignment_queries, queries
from lms.practice.assignment_queries import Audience
from lms.practice.assignment_sentences import of_obstacle
from lms.practice.catalogue_models import Assignee, Assignment, Exercise
from lms.practice.models import EXAM, Run


@dataclass(frozen=True)
class Order:
    """An exercise to be given: which, how, from when until when, how often, to whom."""

    exercise: Exercise
    mode: str
    opens_at: datetime
    closes_at: datetime
    note: str
    audience: Audience
    most_attempts: int | None = None
    hours_between: int = 0


def assign(order: Order, author: Person) -> tuple[Assignment, int]:
    """Give it to everybody of the audience who is in reach; how many they are.

    The people are written by one statement, so that a whole area takes a moment. Raises
    `Refused` when there is nobody.
    """
    exam = order.mode == EXAM
    given = Assignment(
        exercise_code=order.exercise.code,
        digest=order.exercise.digest,
        mode=order.mode,
        title=order.exercise.title,
        note=order.note,
        opens_at=order.opens_at,
        closes_at=order.closes_at,
        most_attempts=order.most_attempts if exam else None,
        hours_between=order.hours_between if exam else 0,
        unit_id=order.audience.unit_id,
        area_id=order.audience.area_id,
        author_id=author.id,
        created_at=clock.now(),
    )
    db.session.add(given)
    db.session.flush()
    chosen = assignment_queries.people(order.audience).with_only_columns(
        literal(given.id), Person.id, maintain_column_froms=True
    )
    columns = [Assignee.assignment_id, Assignee.person_id]
    db.session.execute(insert(Assignee).from_select(columns, chosen))
    # Not every driver tells how many rows such an INSERT wrote.
    written = select(func.count()).where(Assignee.assignment_id == given.id)
    number = db.session.scalar(written) or 0
    if not number:
        db.session.rollback()
        raise Refused(_("Không có ai trong phạm vi anh/chị chọn."), "to")
    audit.record(
        "practice_assigned",
        ("practice_assignment", given.id),
        name=given.title,
        after={
            "mode": given.mode,
            "people": number,
            "starts_at": given.opens_at.isoformat(),
            "ends_at": given.closes_at.isoformat(),
        },
    )
    db.session.commit()
    return given, number


def withdraw(given: Assignment) -> None:
    """Take it back: nobody can begin it any more; what was done of it stays."""
    taken = db.session.execute(
        update(Assignment)
        .where(Assignment.id == given.id, Assignment.withdrawn_at.is_(None))
        .values(withdrawn_at=clock.now())
    )
    if not taken.rowcount:  # type: ignore[attr-defined]
        db.session.rollback()
        raise Conflict(_("Bài này đã được thu hồi trước đó."))
    audit.record("practice_withdrawn", ("practice_assignment", given.id), name=given.title)
    db.session.commit()


def begin(given: Assignment, person: Person) -> Run:
    """The open run of the assignment, or a new attempt when nothing stands in its way.

    Raises `Refused` with the reason. Two tabs stand in line at the person's own row, so that
    the second counts what the first began.
    """
    _stand_in_line(given.id, person.id)
    if given.withdrawn_at is not None:
        raise Refused(_("Bài này đã được thu hồi."))
    work = assignment_queries.own_work(given, person.id, clock.now())
    if work.obstacle is not None:
        raise Refused(of_obstacle(work.obstacle))
    return actions.start_run(person, queries.scenario(given.digest), given.mode, assignment=given)


def _stand_in_line(assignment_id: int, person_id: int) -> None:
    """Hold the person's row until the transaction ends: a change that changes nothing does it on
    both databases."""
    db.session.execute(
        update(Assignee)
        .where(Assignee.assignment_id == assignment_id, Assignee.person_id == person_id)
        .values(person_id=person_id)
        .execution_options(synchronize_session=False)
    )
