"""Several people in one run, each in a role; the roles nobody takes are simulated."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.database import Instant
from lms.extensions import Model
from lms.people.models import Person
from lms.practice.models import Run, ScenarioVersion

TEAM_ROLES = ("reception", "appraiser", "division", "leader", "clerk")


class Team(Model):
    """A table around which colleagues gather; its run begins when the host starts it.

    `code` is what the others type in to come to it.
    """

    __tablename__ = "practice_team"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(10), unique=True)
    scenario_digest: Mapped[str] = mapped_column(ForeignKey("scenario_version.digest"))
    mode: Mapped[str] = mapped_column(String(10))
    host_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(Instant)
    started_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)

    host: Mapped[Person] = relationship()
    version: Mapped[ScenarioVersion] = relationship()
    run: Mapped[Run | None] = relationship(viewonly=True)

    __table_args__ = (CheckConstraint("mode in ('guided', 'free')", name="mode"),)


class TeamSeat(Model):
    """Who has which role in a team; a role has one person, a person may have several roles."""

    __tablename__ = "practice_team_seat"

    team_id: Mapped[int] = mapped_column(ForeignKey("practice_team.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(20), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    taken_at: Mapped[datetime] = mapped_column(Instant)

    person: Mapped[Person] = relationship()

    __table_args__ = (
        CheckConstraint(
            "role in ('reception', 'appraiser', 'division', 'leader', 'clerk')", name="role"
        ),
    )


class TeamMark(Model):
    """The mark of one member of a team, for the own acts."""

    __tablename__ = "practice_team_mark"

    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    points: Mapped[float]
    passed: Mapped[bool]
    report: Mapped[dict[str, Any]] = mapped_column(JSON)
