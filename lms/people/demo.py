"""The demonstration people of `lms/data/demo-people.yaml`, for development only."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select

from lms.extensions import db
from lms.people import passwords
from lms.people.actions import new_person
from lms.people.models import Grant, Person, Unit

FILE = Path(__file__).resolve().parent.parent / "data" / "demo-people.yaml"
PASSWORD = "dong-hanh-2026"  # noqa: S105 - printed on purpose, for made-up people only


@dataclass(frozen=True)
class Account:
    username: str
    name: str
    roles: tuple[str, ...]
    unit_code: str


def _data() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return data


@dataclass(frozen=True)
class Loaded:
    """How many people were added, and the units they would need that the database hasn't."""

    added: int
    missing_units: tuple[str, ...]


def shown_accounts() -> list[Account]:
    """The accounts to print at the start, one of each role: those that the database holds."""
    data = _data()
    by_name = {row["username"]: row for row in data["people"]}
    held = set(
        db.session.scalars(select(Person.username).where(Person.username.in_(data["shown"])))
    )
    return [
        Account(name, row["name"], tuple(role for role, _scope in row["roles"]), row["unit"])
        for name in data["shown"]
        if name in held
        for row in [by_name[name]]
    ]


def load() -> Loaded:
    """Add the demonstration people that aren't there yet and whose units are; commits."""
    rows = _data()["people"]
    known = set(db.session.scalars(select(Person.username)))
    units = {unit.code: unit for unit in db.session.scalars(select(Unit))}
    missing = sorted({row["unit"] for row in rows} - units.keys())
    fresh = [row for row in rows if row["username"] not in known and row["unit"] in units]
    password_hash = passwords.hash_password(PASSWORD) if fresh else ""
    for row in fresh:
        db.session.add(_person(row, units[row["unit"]], password_hash))
    db.session.commit()
    return Loaded(len(fresh), tuple(missing))


def _person(row: dict[str, Any], unit: Unit, password_hash: str) -> Person:
    person = new_person(
        username=row["username"],
        full_name=row["name"],
        unit_id=unit.id,
        position_code=row["position"],
        password_hash=password_hash,
        email=f"{row['username']}@vidu.example",
        must_change_password=False,
    )
    person.grants = [
        Grant(
            role=role,
            scope=scope,
            unit_id=unit.id if scope == "UNIT" else None,
            area_id=unit.area_id if scope == "AREA" else None,
        )
        for role, scope in row["roles"]
        if scope != "AREA" or unit.area_id is not None
    ]
    return person
