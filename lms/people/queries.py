"""Reads about people, units and areas. Nothing here writes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from courses.vietnamese import fold
from lms import clock
from lms.extensions import db
from lms.people.models import Area, Grant, Person, Position, SignIn, Unit, UnitKind
from lms.permissions import units_in_reach

PAGE_SIZE = 50


@dataclass(frozen=True)
class Page:
    """One page of a list: its rows, which page it is, how many there are, how many rows in all."""

    rows: list[Any]
    number: int
    pages: int
    total: int


def _people(action: str, words: str) -> Select[Any]:
    statement = select(Person).where(units_in_reach(action, Person.unit_id, Unit))
    for word in fold(words).split():
        statement = statement.where(Person.search_fold.contains(word, autoescape=True))
    return statement


def people_page(action: str, words: str, number: int) -> Page:
    """People in reach for `action` whose name or user name holds every word, by given name."""
    statement = _people(action, words)
    total = db.session.scalar(statement.with_only_columns(func.count(Person.id)))
    pages = max(1, -(-(total or 0) // PAGE_SIZE))
    number = min(max(number, 1), pages)
    rows = db.session.scalars(
        statement.options(
            joinedload(Person.unit).joinedload(Unit.kind),
            joinedload(Person.position),
            selectinload(Person.grants),
        )
        .order_by(Person.sort_key, Person.id)
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    )
    return Page(list(rows), number, pages, total or 0)


def person(person_id: int) -> Person | None:
    """A person with unit, area, position and roles."""
    return db.session.scalar(
        select(Person)
        .where(Person.id == person_id)
        .options(
            joinedload(Person.unit).options(joinedload(Unit.kind), joinedload(Unit.area)),
            joinedload(Person.position),
            selectinload(Person.grants).options(joinedload(Grant.unit), joinedload(Grant.area)),
        )
    )


def sign_ins(person_id: int) -> list[SignIn]:
    """The running sessions of a person, the newest first."""
    now, config = clock.now(), current_app.config
    statement = (
        select(SignIn)
        .where(
            SignIn.person_id == person_id,
            SignIn.seen_at > now - config["SESSION_IDLE"],
            SignIn.began_at > now - config["SESSION_LONGEST"],
        )
        .order_by(SignIn.seen_at.desc())
        .limit(20)
    )
    return list(db.session.scalars(statement))


def areas() -> list[Area]:
    return list(db.session.scalars(select(Area).order_by(Area.position)))


def area_by_code(code: str) -> Area | None:
    return db.session.scalar(select(Area).where(Area.code == code))


def units() -> list[Unit]:
    """Every unit with its type, the provincial level first, then by name."""
    statement = (
        select(Unit)
        .join(UnitKind)
        .options(contains_eager(Unit.kind))
        .order_by(UnitKind.level.desc(), Unit.sort_key)
    )
    return list(db.session.scalars(statement))


def positions() -> list[Position]:
    return list(db.session.scalars(select(Position).order_by(Position.rank)))


def unit(unit_id: int) -> Unit | None:
    return db.session.scalar(
        select(Unit).where(Unit.id == unit_id).options(joinedload(Unit.kind), joinedload(Unit.area))
    )
