"""A quiet day to plan sessions in: Wednesday 10 March 2027, 07:00, with an empty calendar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select

from lms import clock
from lms.extensions import db
from lms.people.models import Area, Person
from lms.schedule import actions
from lms.schedule.models import SessionClaim, SessionVisit, TrainingSession

NOW = datetime(2027, 3, 10, 7, 0, tzinfo=clock.VIETNAM)


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """set_clock(instant): from here on it is that instant."""

    def set_to(instant: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: instant)

    return set_to


@pytest.fixture
def quiet_day(app: Flask, _undone: None, set_clock: Callable[[datetime], None]) -> None:
    """It is NOW, and no session is planned."""
    set_clock(NOW)
    for model in (SessionVisit, SessionClaim, TrainingSession):
        db.session.execute(delete(model))
    db.session.commit()


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2027, 3, day, hour, minute, tzinfo=clock.VIETNAM)


def person(username: str) -> Person:
    return db.session.scalars(select(Person).where(Person.username == username)).one()


def area_of(code: str) -> Area:
    return db.session.scalars(select(Area).where(Area.code == code)).one()


def plan(
    title: str, *, area: str | None, trainer: str, start: datetime, minutes: int = 60
) -> actions.Plan:
    return actions.Plan(
        title=title,
        description="",
        area=area_of(area) if area else None,
        trainer=person(trainer),
        starts_at=start,
        ends_at=start + timedelta(minutes=minutes),
    )


def planned(
    title: str, *, area: str | None, trainer: str, start: datetime, minutes: int = 60
) -> TrainingSession:
    wanted = plan(title, area=area, trainer=trainer, start=start, minutes=minutes)
    return actions.plan_session(wanted, by=wanted.trainer)
