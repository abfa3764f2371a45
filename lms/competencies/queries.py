"""Reads for the competency pages. The matrix is three grouped statements at any size of province."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload

from lms.competencies import rules
from lms.competencies.models import Competency, Evidence, Standing
from lms.competencies.names import LEVELS
from lms.extensions import db
from lms.people.models import Person, Unit
from lms.people.queries import PAGE_SIZE, Page
from lms.permissions import units_in_reach, within_reach


@dataclass(frozen=True)
class Cell:
    """How many of `people` are at the required level."""

    ready: int
    people: int

    @property
    def heat(self) -> int | None:
        return rules.ready_share(self.ready, self.people)


@dataclass
class Row:
    """One area or unit of the matrix, with a cell per competency id."""

    id: int
    name: str
    people: int = 0
    ready: dict[int, int] = field(default_factory=dict)

    def cell(self, competency_id: int) -> Cell:
        return Cell(self.ready.get(competency_id, 0), self.people)

    def count(self, competency_id: int, number: int) -> None:
        self.ready[competency_id] = self.ready.get(competency_id, 0) + number

    def add(self, other: Row) -> None:
        self.people += other.people
        for competency_id, ready in other.ready.items():
            self.count(competency_id, ready)


@dataclass(frozen=True)
class Matrix:
    """Units in reach for one position, grouped under their areas (None: provincial level)."""

    units: dict[int, list[Row]]
    areas: list[Row]

    def total(self) -> Row:
        total = Row(0, "")
        for row in self.areas:
            total.add(row)
        return total


def competencies_of(position_code: str) -> list[Competency]:
    statement = (
        select(Competency)
        .where(Competency.position_code == position_code)
        .order_by(Competency.rank)
    )
    return list(db.session.scalars(statement))


def _units_in_reach(action: str, area_id: int | None) -> list[Unit]:
    statement = within_reach(select(Unit), action, -1, Unit).options(
        joinedload(Unit.kind), joinedload(Unit.area)
    )
    if area_id is not None:
        statement = statement.where(Unit.area_id == area_id)
    return list(db.session.scalars(statement.order_by(Unit.sort_key)))


def _in_units(action: str, area_id: int | None, unit_id: Any) -> ColumnElement[bool]:
    """The condition "of a unit in reach", and in the area when one is given."""
    inside = units_in_reach(action, unit_id, Unit)
    if area_id is None:
        return inside
    return inside & unit_id.in_(select(Unit.id).where(Unit.area_id == area_id))


def matrix(action: str, position_code: str, area_id: int | None = None) -> Matrix:
    """The matrix of a position over the units in reach (of one area, when given)."""
    units = _units_in_reach(action, area_id)
    people: dict[int, int] = {}
    for unit_id, number in db.session.execute(
        select(Person.unit_id, func.count())
        .where(
            Person.position_code == position_code,
            Person.active,
            _in_units(action, area_id, Person.unit_id),
        )
        .group_by(Person.unit_id)
    ):
        people[unit_id] = number
    rows = {unit.id: Row(unit.id, unit.full_name, people.get(unit.id, 0)) for unit in units}
    ready = _ready(action, position_code, area_id)
    left = ready.join(Person, Standing.person_id == Person.id).where(~Person.active)
    for statement, sign in ((ready, 1), (left, -1)):
        for unit_id, competency_id, number in db.session.execute(statement):
            if unit_id in rows:
                rows[unit_id].count(competency_id, sign * number)
    return _grouped(units, rows)


def _ready(action: str, position_code: str, area_id: int | None) -> Select[Any]:
    """How many hold the required level, by unit and competency: a walk along one index.

    It counts closed accounts too. They are few: the matrix takes them off by the same statement
    over them alone, which is far cheaper than looking up every person.
    """
    return (
        select(Standing.unit_id, Standing.competency_id, func.count())
        .join(Competency, Standing.competency_id == Competency.id)
        .where(
            Competency.position_code == position_code,
            Standing.level >= Competency.required_level,
            _in_units(action, area_id, Standing.unit_id),
        )
        .group_by(Standing.competency_id, Standing.unit_id)
    )


def _grouped(units: Iterable[Unit], rows: dict[int, Row]) -> Matrix:
    areas: dict[int, Row] = {}
    order: dict[int, int] = {}
    grouped: dict[int, list[Row]] = {}
    for unit in units:
        key = unit.area_id or 0
        name = f"{unit.area.code} {unit.area.name}" if unit.area else _("Cấp tỉnh")
        order[key] = unit.area.position if unit.area else -1
        areas.setdefault(key, Row(key, name)).add(rows[unit.id])
        grouped.setdefault(key, []).append(rows[unit.id])
    return Matrix(grouped, sorted(areas.values(), key=lambda row: order[row.id]))


@dataclass(frozen=True)
class PersonRow:
    """One person of a unit, with the level held in each competency id."""

    id: int
    name: str
    levels: dict[int, int]


def people_of_unit(unit_id: int, position_code: str, number: int) -> Page:
    """One page of a unit's active people in a position, with their levels."""
    holders = (Person.unit_id == unit_id, Person.position_code == position_code, Person.active)
    total = db.session.scalar(select(func.count(Person.id)).where(*holders)) or 0
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(max(number, 1), pages)
    people = db.session.execute(
        select(Person.id, Person.full_name)
        .where(*holders)
        .order_by(Person.sort_key, Person.id)
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    ).all()
    levels: dict[int, dict[int, int]] = {}
    for standing in db.session.execute(
        select(Standing.person_id, Standing.competency_id, Standing.level).where(
            Standing.person_id.in_([person.id for person in people])
        )
    ):
        levels.setdefault(standing.person_id, {})[standing.competency_id] = standing.level
    rows = [PersonRow(p.id, p.full_name, levels.get(p.id, {})) for p in people]
    return Page(rows, number, pages, total)


@dataclass(frozen=True)
class Held:
    """Where a person stands in one competency, and the evidence that says so."""

    competency: Competency
    level: int
    evidence: list[Evidence]

    @property
    def ready(self) -> bool:
        return self.level >= self.competency.required_level

    @property
    def level_name(self) -> str:
        return str(LEVELS[self.level])

    @property
    def required_name(self) -> str:
        return str(LEVELS[self.competency.required_level])


def standing_of(person: Person) -> list[Held]:
    """Every competency of the person's position, in order, with level and evidence."""
    rows = db.session.execute(
        select(Competency, Standing.level)
        .outerjoin(
            Standing,
            (Standing.competency_id == Competency.id) & (Standing.person_id == person.id),
        )
        .where(Competency.position_code == person.position_code)
        .order_by(Competency.rank)
    ).all()
    evidence: dict[int, list[Evidence]] = {}
    for piece in db.session.scalars(
        select(Evidence).where(Evidence.person_id == person.id).order_by(Evidence.id.desc())
    ):
        evidence.setdefault(piece.competency_id, []).append(piece)
    return [Held(c, level or 0, evidence.get(c.id, [])) for c, level in rows]


def readiness_of(person: Person) -> tuple[int, int]:
    """In how many of the position's competencies the person is ready, and of how many."""
    ready = func.count().filter(Standing.level >= Competency.required_level)
    number, total = db.session.execute(
        select(ready, func.count())
        .select_from(Competency)
        .outerjoin(
            Standing,
            (Standing.competency_id == Competency.id) & (Standing.person_id == person.id),
        )
        .where(Competency.position_code == person.position_code)
    ).one()
    return number, total
