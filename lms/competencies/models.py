"""The framework, the evidence (append only) and where each person stands."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.database import Instant
from lms.extensions import Model
from lms.people.models import Person, Position


class Competency(Model):
    """What somebody in a position must be able to do; `required_level` makes them ready."""

    __tablename__ = "competency"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(String(1000), default="")
    position_code: Mapped[str] = mapped_column(ForeignKey("position.code"), index=True)
    required_level: Mapped[int]
    rank: Mapped[int] = mapped_column(default=0)

    of_position: Mapped[Position] = relationship()

    __table_args__ = (CheckConstraint("required_level between 1 and 5", name="required_level"),)


class Evidence(Model):
    """What a person has shown, once. Never changed; a mistake is answered by another row."""

    __tablename__ = "evidence"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    competency_id: Mapped[int] = mapped_column(ForeignKey("competency.id"))
    kind: Mapped[str] = mapped_column(String(20))
    source_kind: Mapped[str] = mapped_column(String(30))
    source_id: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(300))
    level: Mapped[int]
    shown_at: Mapped[datetime] = mapped_column(Instant)
    # What stands behind the level, rule by rule, where the source knows: {rule: [kept, broken]}.
    detail: Mapped[dict[str, list[int]] | None] = mapped_column(JSON(none_as_null=True))

    competency: Mapped[Competency] = relationship()

    __table_args__ = (
        # One source gives one piece of evidence per competency, however often it is handed in.
        UniqueConstraint("person_id", "competency_id", "source_kind", "source_id"),
        CheckConstraint("level between 1 and 5", name="level"),
        CheckConstraint(
            "kind in ('quiz', 'practice', 'session', 'observation', 'certificate')", name="kind"
        ),
    )


class Standing(Model):
    """The level a person holds now, kept current in the transaction that records evidence.

    Rows stand for the competencies of the person's own position alone, so that whoever is
    counted as ready also holds the position. `unit_id` repeats the person's unit: the matrix of
    a province is read from one index. No row means level 0.
    """

    __tablename__ = "standing"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    competency_id: Mapped[int] = mapped_column(ForeignKey("competency.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    level: Mapped[int]
    changed_at: Mapped[datetime] = mapped_column(Instant)

    person: Mapped[Person] = relationship()
    competency: Mapped[Competency] = relationship()

    __table_args__ = (
        # Covers the matrix: one position's competencies, counted per unit, without the table.
        Index("ix_standing_matrix", "competency_id", "unit_id", "level", "person_id"),
        CheckConstraint("level between 0 and 5", name="level"),
    )
