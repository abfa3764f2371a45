"""Training sessions, the quarter-hours they hold, and who entered their rooms."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.database import Instant
from lms.extensions import Model
from lms.people.models import Area, Person
from lms.permissions import Place

PLANNED = "planned"
CANCELLED = "cancelled"


class TrainingSession(Model):
    """A meeting of one area, or of the whole province when `area_id` is null."""

    __tablename__ = "training_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    # Stands in addresses: cannot be guessed from another session's.
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    title: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(String(2000), default="")
    starts_at: Mapped[datetime] = mapped_column(Instant)
    ends_at: Mapped[datetime] = mapped_column(Instant)
    trainer_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    # The room on the meeting server; new for every session, never shown as text.
    room_name: Mapped[str] = mapped_column(String(60), unique=True)
    status: Mapped[str] = mapped_column(String(20), default=PLANNED)
    created_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(Instant)

    area: Mapped[Area | None] = relationship()
    trainer: Mapped[Person] = relationship(foreign_keys=trainer_id)

    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("status in ('planned', 'cancelled')", name="status"),
        Index("ix_training_session_ends_at_id", "ends_at", "id"),
        Index("ix_training_session_area_id_ends_at", "area_id", "ends_at"),
        Index("ix_training_session_trainer_id_ends_at", "trainer_id", "ends_at"),
    )

    @property
    def cancelled(self) -> bool:
        return self.status == CANCELLED

    @property
    def place(self) -> Place:
        return Place(person_id=self.trainer_id, area_id=self.area_id)


class SessionClaim(Model):
    """One quarter-hour of an area's room or of a trainer: the key lets only one session hold it."""

    __tablename__ = "session_claim"

    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    holder_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    quarter: Mapped[datetime] = mapped_column(Instant, primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("training_session.id"), index=True)

    __table_args__ = (CheckConstraint("kind in ('area', 'trainer')", name="kind"),)


class SessionVisit(Model):
    """That a person entered the room of a session: the first and the last time, and how often."""

    __tablename__ = "session_visit"

    session_id: Mapped[int] = mapped_column(ForeignKey("training_session.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    # What the meeting server is told instead of who the person is; leads back here only.
    attendee_id: Mapped[str] = mapped_column(String(32), unique=True)
    first_joined_at: Mapped[datetime] = mapped_column(Instant)
    last_joined_at: Mapped[datetime] = mapped_column(Instant)
    times: Mapped[int] = mapped_column(default=1)

    person: Mapped[Person] = relationship()
