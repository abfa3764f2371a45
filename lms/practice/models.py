"""What is kept of practice: published scenarios, runs, and what happened in each run.

The state of a run is the fold over its events (`sandbox.engine.fold`) and is stored nowhere.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.database import Instant
from lms.extensions import Model
from lms.permissions import Place
from sandbox.marking import HintUse

OPEN, FINISHED = "open", "finished"
GUIDED, FREE = "guided", "free"


class ScenarioVersion(Model):
    """A scenario as it was published; never edited, so that an old run keeps its mark.

    `texts` holds the source files of the scenario, its procedure and its calendar, in the form
    that `sandbox.library.load` reads.
    """

    __tablename__ = "scenario_version"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    code: Mapped[str] = mapped_column(String(100), index=True)
    title: Mapped[str] = mapped_column(String(300))
    texts: Mapped[dict[str, str]] = mapped_column(JSON)
    published_at: Mapped[datetime] = mapped_column(Instant)


class Run(Model):
    """One person's work on one scenario, from the first citizen to the debrief.

    `position` is that of the last event and decides between two tabs. `sim_now` is the simulated
    hour after it, local ISO text to the minute, so that lists needn't fold.
    """

    __tablename__ = "run"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    scenario_digest: Mapped[str] = mapped_column(ForeignKey("scenario_version.digest"), index=True)
    mode: Mapped[str] = mapped_column(String(10))
    seed: Mapped[str] = mapped_column(String(64))
    position: Mapped[int] = mapped_column(default=0)
    sim_now: Mapped[str] = mapped_column(String(16))
    status: Mapped[str] = mapped_column(String(10), default=OPEN)
    started_at: Mapped[datetime] = mapped_column(Instant)
    finished_at: Mapped[datetime | None] = mapped_column(Instant)
    # Of 100; None until the run is finished.
    points: Mapped[float | None]
    passed: Mapped[bool | None]
    report: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    hints: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)

    version: Mapped[ScenarioVersion] = relationship()

    __table_args__ = (
        CheckConstraint("mode in ('guided', 'free')", name="mode"),
        CheckConstraint("status in ('open', 'finished')", name="status"),
        CheckConstraint(
            "(status = 'finished') = (points is not null and passed is not null"
            " and finished_at is not null)",
            name="finished_is_marked",
        ),
        Index("ix_run_person_id_status", "person_id", "status", "started_at"),
        # A second start of the same scenario continues the open run.
        Index(
            "uq_run_open",
            "person_id",
            "scenario_digest",
            unique=True,
            sqlite_where=text("status = 'open'"),
            postgresql_where=text("status = 'open'"),
        ),
    )

    @property
    def place(self) -> Place:
        return Place(person_id=self.person_id)

    @property
    def is_open(self) -> bool:
        return self.status == OPEN

    @property
    def hint_uses(self) -> list[HintUse]:
        return [HintUse.from_dict(each) for each in self.hints]


class StoppedAttempt(Model):
    """What guided mode stopped before it was recorded: the choice, and the rules against it.

    `mark` belongs to what was chosen, so that the same form sent twice counts once. `findings`
    are those of `sandbox.marking`, as they were shown.
    """

    __tablename__ = "stopped_attempt"

    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    mark: Mapped[str] = mapped_column(String(64), primary_key=True)
    choice: Mapped[str] = mapped_column(Text)
    stopped_at: Mapped[datetime] = mapped_column(Instant)
    findings: Mapped[list[dict[str, Any]]] = mapped_column(JSON)


class RunEvent(Model):
    """Something that happened in a run. Append only: triggers refuse to change or delete it."""

    __tablename__ = "run_event"

    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(40))
    dossier: Mapped[str | None] = mapped_column(String(60))
    role: Mapped[str] = mapped_column(String(20))
    actor: Mapped[str] = mapped_column(String(200))
    sim_at: Mapped[str] = mapped_column(String(16))
    real_at: Mapped[datetime] = mapped_column(Instant)
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
