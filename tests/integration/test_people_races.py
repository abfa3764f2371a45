"""Many at once on real connections: no try, no evidence and no job is counted wrongly."""

from __future__ import annotations

import threading
from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from lms import clock, jobs
from lms.competencies.actions import record_evidence
from lms.competencies.models import Evidence, Standing
from lms.extensions import db
from lms.jobs import OutboxJob
from lms.people.models import Person, SignInTries
from tests.integration import races
from tests.integration.pages import PageClient, fields_of

AT_ONCE = 8


def test_wrong_passwords_at_once_are_all_counted_and_none_outruns_the_limit(server: Flask):
    clients = [PageClient(server.test_client()) for _try in range(2 * AT_ONCE)]
    forms = [fields_of(client.get("/sign-in").form("/sign-in")) for client in clients]

    def sender(client: PageClient, form: dict[str, list[str]]):
        sent = {**form, "username": "khong-co-ai", "password": "x"}
        return lambda: (
            client.client.post("/sign-in", data=sent, base_url="http://localhost").status_code
        )

    senders = [sender(*pair) for pair in zip(clients, forms, strict=True)]
    answers = races.at_once(senders[:AT_ONCE]) + races.at_once(senders[AT_ONCE:])

    assert sorted(answers) == [422] * 10 + [429] * 6
    with server.app_context():
        assert db.session.get(SignInTries, "account:khong-co-ai").failures == 2 * AT_ONCE


def test_evidence_of_one_person_at_once_all_counts(server: Flask):
    levels = [1, 3, 2, 1]

    def recorder(number: int, level: int):
        def record() -> None:
            with server.app_context():
                someone = db.session.scalar(select(Person).where(Person.username == "hocvien3"))
                record_evidence(
                    someone, {"reception.law": level}, kind="practice",
                    source=("run", number), title="Thực hành",
                )  # fmt: skip
                db.session.commit()

        return record

    races.at_once([recorder(number, level) for number, level in enumerate(levels)])

    with server.app_context():
        mine = select(Person.id).where(Person.username == "hocvien3").scalar_subquery()
        shown = db.session.scalars(select(Evidence.level).where(Evidence.person_id == mine))
        assert sorted(shown) == sorted(levels)
        standing = db.session.scalars(select(Standing.level).where(Standing.person_id == mine))
        assert standing.all() == [3]


def test_workers_at_once_run_each_job_once(server: Flask, monkeypatch):
    ran: list[int] = []
    monkeypatch.setitem(jobs.HANDLERS, "mail", lambda job: ran.append(job.id))
    with server.app_context():
        for number in range(12):
            jobs.enqueue("mail", f"letter:{number}", {})
        db.session.commit()
        ids = list(db.session.scalars(select(OutboxJob.id)))

    def work() -> None:
        with server.app_context():
            jobs.drain()

    races.at_once([work] * 4)

    assert sorted(ran) == sorted(ids)


def test_a_worker_that_comes_late_does_not_take_a_job_that_is_done(server: Flask):
    with server.app_context():
        job = OutboxJob(kind="mail", key="done", payload={}, due_at=clock.now(), attempts=1)
        job.done_at = clock.now() - timedelta(seconds=1)
        db.session.add(job)
        db.session.commit()

        assert jobs._claim() is None


def test_others_can_write_while_a_letter_is_being_sent(server: Flask, monkeypatch):
    written = threading.Event()

    def write() -> None:
        with server.app_context():
            db.session.add(SignInTries(key="x", window_began_at=clock.now(), failures=1))
            db.session.commit()
        written.set()

    def slow_server(_job: jobs.Job) -> None:
        threading.Thread(target=write).start()
        assert written.wait(timeout=3), "the write lock was held while the mail went out"

    monkeypatch.setitem(jobs.HANDLERS, "mail", slow_server)
    with server.app_context():
        jobs.enqueue("mail", "letter:slow", {})
        db.session.commit()
        assert jobs.drain() == 1
        sent = db.session.scalars(select(OutboxJob).where(OutboxJob.key == "letter:slow")).one()
        assert sent.done_at is not None, sent.last_error


def test_a_busy_database_does_not_spoil_a_page_that_only_reads(server: Flask):
    client = PageClient(server.test_client())
    client.sign_in("hocvien4")
    with server.app_context():
        from lms.people.models import SignIn

        for row in db.session.scalars(select(SignIn)):
            row.seen_at = clock.now() - timedelta(minutes=20)
        db.session.commit()
        db.session.execute(select(Person.id).limit(1))  # outside a request: takes the lock
        client.get("/account")
        db.session.rollback()
