"""The outbox: what must happen outside the database after a transaction has committed.

A job is a row written in the transaction of the act that wants it, so it exists if and only if
the act does. After the commit a worker claims it with a lease, runs it and marks it done. The
row is the truth; Huey is the alarm clock that wakes the worker at once and every minute. A job
may run twice when a worker dies between running and marking, never not at all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import structlog
from flask import Flask, current_app
from huey import SqliteHuey, crontab
from huey.consumer import Consumer
from sqlalchemy import JSON, String, delete, event, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from lms import clock
from lms.database import Instant
from lms.extensions import Model, db
from lms.outside import mail

log = structlog.get_logger()

LEASE = timedelta(minutes=2)
FIRST_RETRY = timedelta(seconds=30)
LONGEST_RETRY = timedelta(hours=6)
LONGEST_SLEEP = 1.0  # seconds until an idle worker hears the alarm: somebody may be watching
KEPT_FOR = timedelta(days=30)  # after it was done
_WAKE = "outbox_written"


class OutboxJob(Model):
    __tablename__ = "outbox_job"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    # The business key of the effect: the same effect asked for twice is one job.
    key: Mapped[str] = mapped_column(String(200), unique=True)
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    due_at: Mapped[datetime] = mapped_column(Instant, index=True)
    leased_until: Mapped[datetime | None] = mapped_column(Instant)
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(String(500), default="")
    done_at: Mapped[datetime | None] = mapped_column(Instant)


def enqueue(kind: str, key: str, payload: dict[str, Any]) -> None:
    """Ask, in the running transaction, for a job after it has committed."""
    if kind not in HANDLERS:
        raise KeyError(f"no such kind of job: {kind}")
    db.session.add(OutboxJob(kind=kind, key=key, payload=payload, due_at=clock.now()))
    db.session.info[_WAKE] = True


@dataclass(frozen=True)
class Job:
    """What a handler is given: no row, so that no look at it begins a transaction."""

    id: int
    kind: str
    payload: dict[str, Any]


def _send_mail(job: Job) -> None:
    sender: mail.Mail = current_app.extensions["mail"]
    sender.send(
        to=job.payload["to"],
        subject=job.payload["subject"],
        text=job.payload["text"],
        message_id=f"<outbox-{job.id}@dong-hanh>",
    )


HANDLERS: dict[str, Callable[[Job], None]] = {"mail": _send_mail}


def _claim() -> int | None:
    """Take the next due job for LEASE; the conditional UPDATE lets only one worker have it."""
    now = clock.now()
    free = (
        OutboxJob.done_at.is_(None)
        & (OutboxJob.due_at <= now)
        & (OutboxJob.leased_until.is_(None) | (OutboxJob.leased_until < now))
    )
    waiting = select(OutboxJob.id).where(free).order_by(OutboxJob.due_at, OutboxJob.id).limit(10)
    for job_id in list(db.session.scalars(waiting)):
        taken = db.session.execute(
            update(OutboxJob).where(OutboxJob.id == job_id, free).values(leased_until=now + LEASE)
        )
        db.session.commit()
        if taken.rowcount == 1:  # type: ignore[attr-defined]
            return job_id
    db.session.rollback()
    return None


def _run(job_id: int) -> None:
    row = db.session.get_one(OutboxJob, job_id)
    job = Job(row.id, row.kind, row.payload)
    db.session.rollback()  # nobody waits for the write lock while the outside is talked to
    failure: Exception | None = None
    try:
        HANDLERS[job.kind](job)
    except Exception as error:
        failure = error
    _note(job_id, failure)


def _note(job_id: int, error: Exception | None) -> None:
    """Write down how a job went."""
    job = db.session.get_one(OutboxJob, job_id)
    job.attempts += 1
    job.leased_until = None
    if error is not None:
        job.last_error = f"{type(error).__name__}: {error}"[:500]
        job.due_at = clock.now() + min(FIRST_RETRY * 2 ** (job.attempts - 1), LONGEST_RETRY)
        log.warning("job failed", job=job_id, kind=job.kind, error=job.last_error)
    else:
        job.done_at = clock.now()
        job.last_error = ""
    db.session.commit()


def drain(most: int = 100) -> int:
    """Run the jobs that are due, `most` at a time; returns how many were run."""
    done = 0
    while done < most and (job_id := _claim()) is not None:
        _run(job_id)
        done += 1
    return done


def purge(now: datetime) -> int:
    """Forget jobs done long ago (they hold addresses); how many. Part of the transaction."""
    done = db.session.execute(delete(OutboxJob).where(OutboxJob.done_at < now - KEPT_FOR))
    return done.rowcount  # type: ignore[attr-defined]


class Worker:
    """Wakes `drain` at once after a commit that wrote a job, and every minute; `hourly` besides."""

    def __init__(self, app: Flask, hourly: Callable[[], object]) -> None:
        path = Path(app.instance_path) / "alarm.db"
        path.parent.mkdir(parents=True, exist_ok=True)
        # A file of its own: the alarm clock never competes with people for the write lock.
        self.huey = SqliteHuey(filename=str(path), fsync=False)

        def ring() -> None:
            with app.app_context():
                drain()

        def each_hour() -> None:
            with app.app_context():
                hourly()

        self.wake = self.huey.task(name="drain")(ring)
        self.huey.periodic_task(crontab(minute="7"), name="hourly")(each_hour)
        self.huey.periodic_task(crontab(minute="*"), name="drain every minute")(ring)
        self._consumer: Consumer | None = None

    def start(self) -> None:
        """Run in threads of this process; signals stay with the web server."""
        consumer = self.huey.create_consumer(
            workers=1,
            periodic=True,
            check_worker_health=False,
            max_delay=LONGEST_SLEEP,
        )
        consumer._set_signal_handlers = lambda: None
        consumer.start()
        self._consumer = consumer

    def stop(self) -> None:
        if self._consumer is not None:
            self._consumer.stop(graceful=True)


def start_worker(app: Flask, hourly: Callable[[], object]) -> Worker:
    """The worker of this process; every commit that wrote a job wakes it."""
    worker = Worker(app, hourly)
    worker.start()
    app.extensions["worker"] = worker
    return worker


def init_app(app: Flask) -> None:
    app.extensions["mail"] = mail.from_config(app.config)


@event.listens_for(Session, "after_commit")
def _wake_after_commit(session: Session) -> None:
    if session.in_nested_transaction():
        return  # a savepoint only: the row isn't there for others yet
    if session.info.pop(_WAKE, False):
        worker = current_app.extensions.get("worker")
        if worker is not None:
            worker.wake()
