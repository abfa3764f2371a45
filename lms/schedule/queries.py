"""Reads about sessions. `open_to` and `concerning` say whose they are; nothing here writes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select, true
from sqlalchemy.orm import joinedload

from lms import clock
from lms.extensions import db
from lms.people.models import Area, Person, Unit
from lms.permissions import Scope, can, reaches
from lms.schedule import rules
from lms.schedule.models import PLANNED, SessionVisit, TrainingSession

LONGEST_LIST = 50
PAST_SHOWN = 20
CANDIDATES = 12  # a room holds one session at a time, so few can be near
VISITORS_SHOWN = 100


def area_open_to(person: Person, area_id: Any) -> ColumnElement[bool]:
    """Whether the area in this column is the person's own or in reach as trainer, manager, admin."""
    own = {person.unit.area_id} - {None}
    for reach in (*reaches("schedule_sessions", person), *reaches("see_matrix", person)):
        if reach.scope is Scope.PROVINCE:
            return true()
        if reach.scope is Scope.AREA:
            own.add(reach.area_id)
    condition: ColumnElement[bool] = area_id.in_(own)
    return condition


def concerning(person: Person) -> ColumnElement[bool]:
    """Sessions meant for the person: the area's, the whole province's, those the person leads."""
    return or_(
        TrainingSession.area_id.is_(None),
        TrainingSession.area_id == person.unit.area_id,
        TrainingSession.trainer_id == person.id,
    )


def open_to(person: Person) -> ColumnElement[bool]:
    """Sessions the person may attend: those meant for the person and those of areas in reach."""
    return or_(concerning(person), area_open_to(person, TrainingSession.area_id))


def _sessions() -> Select[tuple[TrainingSession]]:
    return select(TrainingSession).options(
        joinedload(TrainingSession.area), joinedload(TrainingSession.trainer)
    )


def _next_of(condition: ColumnElement[bool], now: datetime) -> list[TrainingSession]:
    """The planned sessions whose doors haven't closed, the first ones."""
    statement = (
        _sessions()
        .where(
            condition,
            TrainingSession.status == PLANNED,
            TrainingSession.ends_at > now - rules.STAYS_OPEN,
        )
        .order_by(TrainingSession.starts_at, TrainingSession.id)
        .limit(CANDIDATES)
    )
    return list(db.session.scalars(statement))


def next_session_for(person: Person) -> TrainingSession | None:
    """The session that the person goes to now or next, by one statement."""
    now = clock.now()
    return rules.next_session(_next_of(concerning(person), now), now)


@dataclass(frozen=True)
class Agenda:
    """`next`: the person's own; `ahead`: all whose doors haven't closed; `past`: with the visit."""

    next: TrainingSession | None
    ahead: list[TrainingSession]
    past: list[tuple[TrainingSession, SessionVisit | None]]


def agenda(person: Person) -> Agenda:
    """What the person may attend and could have attended, by three statements."""
    closed = clock.now() - rules.STAYS_OPEN
    ahead = (
        _sessions()
        .where(open_to(person), TrainingSession.ends_at > closed)
        .order_by(TrainingSession.starts_at, TrainingSession.id)
        .limit(LONGEST_LIST)
    )
    visit = (SessionVisit.session_id == TrainingSession.id) & (SessionVisit.person_id == person.id)
    past = (
        _sessions()
        .add_columns(SessionVisit)
        .outerjoin(SessionVisit, visit)
        .where(
            open_to(person), TrainingSession.ends_at <= closed, TrainingSession.status == PLANNED
        )
        .order_by(TrainingSession.ends_at.desc(), TrainingSession.id.desc())
        .limit(PAST_SHOWN)
    )
    return Agenda(
        next=next_session_for(person),
        ahead=list(db.session.scalars(ahead)),
        past=[(row[0], row[1]) for row in db.session.execute(past)],
    )


def session_open_to(person: Person, public_id: str) -> TrainingSession | None:
    """The session of this address, when the person may attend it."""
    return db.session.scalar(
        _sessions().where(TrainingSession.public_id == public_id, open_to(person))
    )


def area_with_room(person: Person, code: str) -> Area | None:
    """The area of this code, when the person may enter its room."""
    return db.session.scalar(select(Area).where(Area.code == code, area_open_to(person, Area.id)))


def sessions_in_area_room(area: Area) -> list[TrainingSession]:
    """What takes place in the area's room from now on: its own sessions and the province's."""
    here = or_(TrainingSession.area_id == area.id, TrainingSession.area_id.is_(None))
    return _next_of(here, clock.now())


def visit_of(session: TrainingSession, person: Person) -> SessionVisit | None:
    return db.session.get(SessionVisit, (session.id, person.id))


def visitors(session: TrainingSession) -> list[SessionVisit]:
    """Who entered the room, the last one first, with their units."""
    statement = (
        select(SessionVisit)
        .where(SessionVisit.session_id == session.id)
        .options(joinedload(SessionVisit.person).joinedload(Person.unit).joinedload(Unit.kind))
        .order_by(SessionVisit.last_joined_at.desc(), SessionVisit.person_id)
        .limit(VISITORS_SHOWN)
    )
    return list(db.session.scalars(statement))


def areas_to_schedule(person: Person) -> list[Area]:
    """The areas that the person may plan sessions for."""
    areas = db.session.scalars(select(Area).order_by(Area.position))
    return [area for area in areas if can("schedule_sessions", area, person)]


def may_schedule_for_province(person: Person) -> bool:
    return any(reach.scope is Scope.PROVINCE for reach in reaches("schedule_sessions", person))


def overlapping(wanted: rules.Wanted) -> list[TrainingSession]:
    """The planned sessions that run during the wanted one."""
    statement = (
        _sessions()
        .where(
            TrainingSession.status == PLANNED,
            TrainingSession.starts_at < wanted.ends_at,
            TrainingSession.ends_at > wanted.starts_at,
        )
        .order_by(TrainingSession.starts_at, TrainingSession.id)
    )
    return list(db.session.scalars(statement))
