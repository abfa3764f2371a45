"""Bringing an organisation into the database: one transaction, by code, nothing is deleted."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from courses.vietnamese import word_sort_text
from lms import audit
from lms.extensions import db
from lms.people.models import Area, Unit, UnitKind
from lms.people.org_file import Fault, Organisation, OrganisationFaults, parse


@dataclass
class Imported:
    added: int = 0
    changed: int = 0


def read_organisation(file: Path) -> Organisation:
    """The organisation in this file. Raises OrganisationFaults with all faults at once."""
    content = file.read_bytes()
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise OrganisationFaults([Fault(line, "tệp phải ở bảng mã UTF-8")]) from error
    return parse(text)


def import_organisation(organisation: Organisation) -> Imported:
    """Add what is new, bring what is known up to date by its code; commits."""
    result = Imported()
    kinds = {kind.code: kind for kind in db.session.scalars(select(UnitKind))}
    areas = {area.code: area for area in db.session.scalars(select(Area))}
    units = {unit.code: unit for unit in db.session.scalars(select(Unit))}
    for kind in organisation.kinds:
        row = kinds.setdefault(kind.code, UnitKind(code=kind.code))
        _set(row, result, name=kind.name, level=kind.level)
    for position, entry in enumerate(organisation.areas):
        area = areas.setdefault(entry.code, Area(code=entry.code))
        _set(area, result, name=entry.name, position=position)
    db.session.flush()
    for unit in organisation.units:
        parent = units[unit.parent] if unit.parent else None
        known = units.setdefault(unit.code, Unit(code=unit.code))
        _set(
            known,
            result,
            name=unit.name,
            kind_code=unit.kind,
            area_id=areas[unit.area].id if unit.area else None,
            parent_id=parent.id if parent else None,
            sort_key=word_sort_text(unit.name),
        )
        db.session.flush()
        known.path = f"{parent.path if parent else '/'}{known.id}/"
    if result.added or result.changed:
        audit.record(
            "organisation_imported",
            ("province", organisation.code),
            name=organisation.name,
            after={"added": result.added, "changed": result.changed},
        )
    db.session.commit()
    return result


def _set(row: UnitKind | Area | Unit, result: Imported, **values: object) -> None:
    """Put the values; count the row as added or changed when any of them is new."""
    fresh = row not in db.session
    changed = any(getattr(row, name) != value for name, value in values.items())
    for name, value in values.items():
        setattr(row, name, value)
    db.session.add(row)
    if fresh:
        result.added += 1
    elif changed:
        result.changed += 1
