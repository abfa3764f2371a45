"""What is kept of practice: published scenarios, runs, and what happened in each run.

The state of a run is the fold over its events (`sandbox.engine.fold`) and is stored nowhere.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.database import Instant
from lms.extensions import Model
from lms.people.models import Person
from lms.permissions import Place
from sandbox.marking import HintUse

if TYPE_CHECKING:
    from lms.practice.catalogue_models import Assignment

OPEN, PARKED, FINISHED = "open", "parked", "finished"
GUIDED, FREE, EXAM, CHOSEN = "guided", "free", "exam", "chosen"


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
    """One person's (or one team's) work on one scenario, from the first citizen to the debrief.

    `position` is that of the last event and decides between two tabs. `sim_now` is the simulated
    hour after it, local ISO text to the minute, and `acted_at` the real one of the last act, so
    that lists needn't fold.

    A run may branch: `parent_id` and `branched_at` say of which run, after which event, it is
    another continuation. Of the branches that aren't finished one is open, the others are parked.

    `mode` "chosen" is open play, where the trainee has put the exercise together himself. In a
    team run `person_id` is the one who started it; the seats are those of the team.
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
    acted_at: Mapped[datetime] = mapped_column(Instant)
    finished_at: Mapped[datetime | None] = mapped_column(Instant)
    assignment_id: Mapped[int | None] = mapped_column(
        ForeignKey("practice_assignment.id"), index=True
    )
    team_id: Mapped[int | None] = mapped_column(ForeignKey("practice_team.id"), unique=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("run.id"))
    branched_at: Mapped[int | None]
    # Of 100; None until the run is finished. Those of a team are in `TeamMark`, person by person;
    # here stands the mark of the one who started it.
    points: Mapped[float | None]
    passed: Mapped[bool | None]
    report: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    hints: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)

    version: Mapped[ScenarioVersion] = relationship()
    person: Mapped[Person] = relationship()
    assignment: Mapped[Assignment | None] = relationship()

    __table_args__ = (
        CheckConstraint("mode in ('guided', 'free', 'exam', 'chosen')", name="mode"),
        CheckConstraint("status in ('open', 'parked', 'finished')", name="status"),
        CheckConstraint(
            "(status = 'finished') = (points is not null and passed is not null"
            " and finished_at is not null)",
            name="finished_is_marked",
        ),
        CheckConstraint(
            "(parent_id is null) = (branched_at is null)", name="branch_has_a_beginning"
        ),
        Index("ix_run_person_id_status", "person_id", "status", "started_at"),
        # Who is at work now.
        Index("ix_run_status_acted_at", "status", "acted_at"),
        # A second start of the same scenario continues the open run.
        Index(
            "uq_run_open",
            "person_id",
            "scenario_digest",
            unique=True,
            sqlite_where=text("status = 'open' and team_id is null"),
            postgresql_where=text("status = 'open' and team_id is null"),
        ),
    )

    @property
    def place(self) -> Place:
        return Place(self.person_id, self.person.unit.path, self.person.unit.area_id)

    @property
    def is_open(self) -> bool:
        return self.status == OPEN

    @property
    def is_finished(self) -> bool:
        return self.status == FINISHED

    @property
    def shows(self) -> str:
        """The mode as far as it tells what a run shows: another try at the same variant shows no
        more than one with guidance."""
        return GUIDED if self.parent_id is not None and self.mode == FREE else self.mode

    def time_is_up(self, now: datetime) -> bool:
        """Whether it is an examination whose window has closed."""
        return self.mode == EXAM and self.assignment is not None and now > self.assignment.closes_at

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


class RunFinding(Model):
    """One finding of a marked run, as a row: which rule, kept or broken, shows what.

    Written with the mark, for statistics by rule and as the detail behind evidence; the report
    itself stays the truth.
    """

    __tablename__ = "run_finding"

    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    rule: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(10))
    position: Mapped[int]
    points: Mapped[float]
    competency: Mapped[str] = mapped_column(String(60))

    __table_args__ = (
        CheckConstraint("kind in ('breach', 'advice', 'success')", name="kind"),
        Index("ix_run_finding_person_id_rule", "person_id", "rule", "kind"),
        Index("ix_run_finding_rule_kind", "rule", "kind", "run_id"),
    )


class RunNote(Model):
    """What a trainer says about one moment of a run (`position`); the trainee finds it in the debrief."""

    __tablename__ = "run_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"), index=True)
    position: Mapped[int]
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(Instant)

    author: Mapped[Person] = relationship()


class SelfAssessment(Model):
    """What a trainee thought of the own work before seeing the mark; once for each run."""

    __tablename__ = "self_assessment"

    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    answers: Mapped[dict[str, str]] = mapped_column(JSON)
    given_at: Mapped[datetime] = mapped_column(Instant)
