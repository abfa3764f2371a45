"""The outbox and the mail: a real SMTP server receives what a committed act asked for."""

from __future__ import annotations

import email
import socket
from collections.abc import Iterator
from datetime import timedelta
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from flask import Flask
from sqlalchemy import select

from lms import clock, jobs
from lms.extensions import db
from lms.jobs import OutboxJob
from lms.outside import mail

LETTER = {"to": "hocvien@vidu.example", "subject": "Mật khẩu đã đổi", "text": "Kính gửi anh/chị\n"}


class Postbox:
    def __init__(self) -> None:
        self.letters: list[Any] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        self.letters.append(envelope)
        return "250 OK"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def postbox(app: Flask) -> Iterator[Postbox]:
    box = Postbox()
    port = free_port()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    before = app.extensions["mail"]
    app.extensions["mail"] = mail.from_config(
        {**app.config, "SMTP_HOST": "127.0.0.1", "SMTP_PORT": port}
    )
    yield box
    app.extensions["mail"] = before
    server.stop()


def only_job() -> OutboxJob:
    db.session.expire_all()
    return db.session.scalars(select(OutboxJob)).one()


def test_a_committed_job_is_sent_once(app: Flask, postbox: Postbox):
    jobs.enqueue("mail", "letter:1", LETTER)
    db.session.commit()

    assert jobs.drain() == 1
    assert jobs.drain() == 0

    letter = email.message_from_bytes(postbox.letters[0].content, policy=default)
    assert letter["Subject"] == "Mật khẩu đã đổi"
    assert letter["Message-ID"] == f"<outbox-{only_job().id}@dong-hanh>"
    assert only_job().done_at is not None


def test_a_job_of_an_act_that_did_not_happen_is_not_sent(app: Flask, postbox: Postbox):
    jobs.enqueue("mail", "letter:1", LETTER)
    db.session.rollback()

    assert jobs.drain() == 0
    assert postbox.letters == []


def test_a_job_waits_while_the_mail_server_is_down_and_goes_out_later(app: Flask, postbox: Postbox):
    working = app.extensions["mail"]
    app.extensions["mail"] = mail.from_config(
        {**app.config, "SMTP_HOST": "127.0.0.1", "SMTP_PORT": 9}
    )
    jobs.enqueue("mail", "letter:1", LETTER)
    db.session.commit()

    assert jobs.drain() == 1
    job = only_job()
    assert (job.attempts, job.done_at) == (1, None)
    assert "ConnectionRefusedError" in job.last_error
    assert job.due_at > clock.now()
    assert jobs.drain() == 0, "it must wait before the next try"

    app.extensions["mail"] = working
    job.due_at = clock.now() - timedelta(seconds=1)
    db.session.commit()
    assert jobs.drain() == 1
    assert len(postbox.letters) == 1
    assert only_job().done_at is not None


def test_a_job_whose_worker_died_is_taken_up_after_its_lease(app: Flask, postbox: Postbox):
    jobs.enqueue("mail", "letter:1", LETTER)
    db.session.commit()
    job = only_job()
    job.leased_until = clock.now() + timedelta(minutes=1)
    db.session.commit()
    assert jobs.drain() == 0

    job.leased_until = clock.now() - timedelta(seconds=1)
    db.session.commit()

    assert jobs.drain() == 1
    assert len(postbox.letters) == 1


def test_the_same_effect_cannot_be_asked_for_twice(app: Flask):
    from sqlalchemy.exc import IntegrityError

    jobs.enqueue("mail", "letter:1", LETTER)
    db.session.flush()
    jobs.enqueue("mail", "letter:1", LETTER)

    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_a_kind_that_nobody_handles_is_an_error_at_once(app: Flask):
    with pytest.raises(KeyError):
        jobs.enqueue("pigeon", "letter:1", LETTER)
