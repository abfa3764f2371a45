"""Which exercises there are now, what is being written, and who has been given which."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.database import Instant
from lms.extensions import Model
from lms.people.models import Person, Unit
from lms.permissions import Place
from lms.practice.models import ScenarioVersion

SHIPPED, AUTHORED = "shipped", "authored"
WRITING, IN_REVIEW, PUBLISHED = "writing", "in_review", "published"


class Exercise(Model):
    """A scenario as the catalogue offers it: the version that counts now, and what one filters by.

    `rank` is the order of the catalogue. A retired exercise is offered to nobody; its runs stay.
    """

    __tablename__ = "exercise"

    code: Mapped[str] = mapped_column(String(100), primary_key=True)
    digest: Mapped[str] = mapped_column(ForeignKey("scenario_version.digest"))
    origin: Mapped[str] = mapped_column(String(10))
    title: Mapped[str] = mapped_column(String(300))
    summary: Mapped[str] = mapped_column(Text)
    search_fold: Mapped[str] = mapped_column(Text)
    procedures: Mapped[dict[str, str]] = mapped_column(JSON)
    difficulty: Mapped[int]
    minutes: Mapped[int]
    seats: Mapped[list[str]] = mapped_column(JSON)
    modes: Mapped[list[str]] = mapped_column(JSON)
    competencies: Mapped[list[str]] = mapped_column(JSON)
    rank: Mapped[int] = mapped_column(default=0)
    retired_at: Mapped[datetime | None] = mapped_column(Instant)

    version: Mapped[ScenarioVersion] = relationship()

    __table_args__ = (
        CheckConstraint("origin in ('shipped', 'authored')", name="origin"),
        CheckConstraint("difficulty between 1 and 3", name="difficulty"),
    )


class Draft(Model):
    """A scenario or a procedure that a trainer is writing, as YAML text.

    `version` counts the saves and decides between two tabs; every save is kept in `DraftVersion`.
    `digest` is that of the scenario version published last from it.
    """

    __tablename__ = "practice_draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    code: Mapped[str] = mapped_column(String(100))
    title: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(String(10), default=WRITING)
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    review_note: Mapped[str] = mapped_column(Text, default="")
    digest: Mapped[str | None] = mapped_column(ForeignKey("scenario_version.digest"))
    created_at: Mapped[datetime] = mapped_column(Instant)
    changed_at: Mapped[datetime] = mapped_column(Instant)
    # What the players scored when it was last tried, and of which version.
    trial: Mapped[dict[str, Any] | None] = mapped_column(JSON)

    author: Mapped[Person] = relationship(foreign_keys=[author_id])
    reviewer: Mapped[Person | None] = relationship(foreign_keys=[reviewer_id])

    __table_args__ = (
        UniqueConstraint("kind", "code"),
        CheckConstraint("kind in ('scenario', 'procedure')", name="kind"),
        CheckConstraint("state in ('writing', 'in_review', 'published')", name="state"),
    )


class DraftVersion(Model):
    """A draft as it was saved once."""

    __tablename__ = "practice_draft_version"

    draft_id: Mapped[int] = mapped_column(ForeignKey("practice_draft.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str] = mapped_column(Text)
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    saved_at: Mapped[datetime] = mapped_column(Instant)

    author: Mapped[Person] = relationship()


class Assignment(Model):
    """An exercise given to people: how, from when until when, how often.

    In an examination the window, the number of attempts and the wait between them are kept; in
    the other modes `closes_at` is the day by which it should be done. `digest` is the version
    that counts, so that all candidates meet the same exercise.
    """

    __tablename__ = "practice_assignment"

    id: Mapped[int] = mapped_column(primary_key=True)
    exercise_code: Mapped[str] = mapped_column(ForeignKey("exercise.code"), index=True)
    digest: Mapped[str] = mapped_column(ForeignKey("scenario_version.digest"))
    mode: Mapped[str] = mapped_column(String(10))
    title: Mapped[str] = mapped_column(String(300))
    note: Mapped[str] = mapped_column(Text, default="")
    opens_at: Mapped[datetime] = mapped_column(Instant)
    closes_at: Mapped[datetime] = mapped_column(Instant)
    most_attempts: Mapped[int | None]
    hours_between: Mapped[int] = mapped_column(default=0)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(Instant)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)

    exercise: Mapped[Exercise] = relationship()
    author: Mapped[Person] = relationship()
    unit: Mapped[Unit | None] = relationship()

    __table_args__ = (
        CheckConstraint("mode in ('guided', 'free', 'exam')", name="mode"),
        CheckConstraint("opens_at < closes_at", name="window"),
        CheckConstraint("most_attempts is null or most_attempts > 0", name="most_attempts"),
        CheckConstraint("hours_between >= 0", name="hours_between"),
    )

    @property
    def place(self) -> Place:
        """Where it was given; one that went to hand-picked people belongs to its author."""
        path = self.unit.path if self.unit else None
        area_id = self.unit.area_id if self.unit else self.area_id
        return Place(self.author_id, path, area_id)


class Assignee(Model):
    """One person to whom an exercise was given."""

    __tablename__ = "practice_assignee"

    assignment_id: Mapped[int] = mapped_column(
        ForeignKey("practice_assignment.id"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)

    person: Mapped[Person] = relationship()
    assignment: Mapped[Assignment] = relationship()

    __table_args__ = (Index("ix_practice_assignee_person_id", "person_id"),)
