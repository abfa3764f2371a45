"""Once an hour what nobody needs is forgotten, and nothing else."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select

from lms import clock, housekeeping, jobs
from lms.extensions import db
from lms.jobs import OutboxJob
from lms.once import FormReceipt
from lms.parking import ParkedForm
from lms.people.models import Person, SignIn, SignInTries

TABLES = (FormReceipt, ParkedForm, SignIn, SignInTries, OutboxJob)


def counts() -> list[int]:
    return [db.session.scalar(select(func.count()).select_from(table)) for table in TABLES]


def add_one_of_each(age: timedelta, mark: str) -> None:
    person_id, at = db.session.scalar(select(func.min(Person.id))), clock.now() - age
    db.session.add_all(
        [
            FormReceipt(token=mark, person_id=person_id, location="/", kept_at=at, content_mark=""),
            ParkedForm(person_id=person_id, path=f"/{mark}", fields={}, kept_at=at),
            SignIn(
                token_hash=mark, person_id=person_id, began_at=at, seen_at=at, address="", agent=""
            ),
            SignInTries(key=mark, window_began_at=at, failures=3),
            OutboxJob(kind="mail", key=mark, payload={}, due_at=at, done_at=at),
        ]
    )
    db.session.commit()


def test_what_is_old_goes_and_what_is_fresh_stays(app: Flask):
    add_one_of_each(timedelta(days=60), "old")
    add_one_of_each(timedelta(minutes=1), "fresh")
    assert counts() == [2, 2, 2, 2, 2]

    gone = housekeeping.tidy()

    assert counts() == [1, 1, 1, 1, 1]
    assert gone == {"receipts": 1, "parked_forms": 1, "sessions_and_tries": 2, "jobs": 1}


def test_a_job_that_still_waits_is_never_forgotten(app: Flask):
    jobs.enqueue("mail", "waiting", {})
    db.session.commit()
    db.session.scalars(select(OutboxJob)).one().due_at = clock.now() - timedelta(days=90)
    db.session.commit()

    housekeeping.tidy()

    assert counts()[-1] == 1
