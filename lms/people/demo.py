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


def shown_accounts() -> list[Account]:
    """The accounts that are printed at the start, one of each role."""
    data = _data()
    by_name = {row["username"]: row for row in data["people"]}
    return [
        Account(name, row["name"], tuple(role for role, _scope in row["roles"]), row["unit"])
        for name in data["shown"]
        for row in [by_name[name]]
    ]


def load() -> int:
    """Add the demonstration people that aren't there yet; commits. Returns how many were added."""
    rows = _data()["people"]
    known = set(db.session.scalars(select(Person.username)))
    units = {unit.code: unit for unit in db.session.scalars(select(Unit))}
    fresh = [row for row in rows if row["username"] not in known]
    password_hash = passwords.hash_password(PASSWORD) if fresh else ""
    for row in fresh:
        unit = units[row["unit"]]
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
        ]
        db.session.add(person)
    db.session.commit()
    return len(fresh)
