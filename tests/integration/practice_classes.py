"""A class in a test: an exercise that was given, and people at various points of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, update

from lms import clock
from lms.extensions import db
from lms.people.actions import new_person
from lms.people.models import Person, Unit
from lms.practice import actions, queries
from lms.practice.catalogue_models import Assignee, Assignment, Exercise
from lms.practice.models import Run
from sandbox import engine, hints
from tests.integration.practice_desk import CODE, person


def give(
    usernames: list[str],
    *,
    mode: str = "free",
    author: str = "giangvien",
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
    attempts: int | None = None,
    hours_between: int = 0,
) -> Assignment:
    """The exercise, given to people picked by hand."""
    exercise = db.session.get_one(Exercise, CODE)
    now = clock.now()
    given = Assignment(
        exercise_code=CODE,
        digest=exercise.digest,
        mode=mode,
        title=exercise.title,
        opens_at=opens_at or now - timedelta(days=1),
        closes_at=closes_at or now + timedelta(days=3, hours=1),
        most_attempts=attempts if mode == "exam" else None,
        hours_between=hours_between,
        author_id=person(author).id,
        created_at=now,
    )
    db.session.add(given)
    db.session.flush()
    for username in usernames:
        db.session.add(Assignee(assignment_id=given.id, person_id=person(username).id))
    db.session.commit()
    return given


def add_people(number: int, unit_code: str = "05443") -> list[str]:
    """More receptionists of a unit, who never sign in."""
    unit_id = db.session.scalars(select(Unit.id).where(Unit.code == unit_code)).one()
    names = [f"can-bo-{unit_code}-{index}" for index in range(number)]
    for index, username in enumerate(names):
        db.session.add(
            new_person(
                username=username,
                full_name=f"Cán bộ thử nghiệm {index:02d}",
                unit_id=unit_id,
                position_code="reception",
                password_hash="!",
                email=None,
                must_change_password=False,
            )
        )
    db.session.commit()
    return names


def work(given: Assignment, username: str, acts: int = 0, *, idle: float = 0) -> Run:
    """The person begins, does so many lawful acts (fewer when the run ends with one), and then nothing for so many minutes."""
    who: Person = person(username)
    scenario = queries.scenario(given.digest)
    run = actions.start_run(who, scenario, given.mode, assignment=given)
    for _act in range(acts):
        if not run.is_open:
            break
        world = engine.fold(scenario, queries.events(run.id))
        step = next(s for each in world.parents if (s := hints.next_step(world, each.key)))
        actions.act(run, who, step.command, run.position)
    if idle:
        acted_at = clock.now() - timedelta(minutes=idle)
        db.session.execute(update(Run).where(Run.id == run.id).values(acted_at=acted_at))
        db.session.commit()
    return run
