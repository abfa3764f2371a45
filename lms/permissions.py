"""Who may do what, and how far: one table, four uses.

* the door: `@requires("see_matrix")` marks a view, and a request to a view without a mark is
  refused;
* the thing: `demand("see_matrix", person)` answers 404 for what is out of reach;
* the list: `within_reach(statement, "see_matrix")` leaves only the rows in reach;
* the button: `can("see_matrix", person)` in a template.

A person holds grants, each a role with a scope of its own ("manager of area A3"). `ALLOWED`
gives for each action and role the widest scope at which that role may ever do it; the reach of
a person is the narrower of the two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Any, Protocol, TypeVar

from flask import abort
from flask_login import current_user
from sqlalchemy import ColumnElement, Select, True_, false, or_, select, true


class Role(StrEnum):
    TRAINEE = "trainee"
    TRAINER = "trainer"
    MANAGER = "manager"
    ADMIN = "admin"


class Scope(IntEnum):
    OWN = 1
    UNIT = 2
    AREA = 3
    PROVINCE = 4


EVERYONE_OWN = dict.fromkeys(Role, Scope.OWN)

ALLOWED: dict[str, dict[Role, Scope]] = {
    "use_own_account": EVERYONE_OWN,
    "learn": EVERYONE_OWN,
    "practise": EVERYONE_OWN,
    "see_own_competencies": EVERYONE_OWN,
    "attend_sessions": EVERYONE_OWN,
    "see_matrix": {Role.MANAGER: Scope.PROVINCE, Role.ADMIN: Scope.PROVINCE},
    "see_course_progress": {
        Role.TRAINER: Scope.PROVINCE,
        Role.MANAGER: Scope.PROVINCE,
        Role.ADMIN: Scope.PROVINCE,
    },
    # To see how others practise: the class, the replay of a run, and to comment on it.
    "watch_practice": {
        Role.TRAINER: Scope.PROVINCE,
        Role.MANAGER: Scope.PROVINCE,
        Role.ADMIN: Scope.PROVINCE,
    },
    "assign_practice": {
        Role.TRAINER: Scope.PROVINCE,
        Role.MANAGER: Scope.PROVINCE,
        Role.ADMIN: Scope.PROVINCE,
    },
    "write_exercises": {Role.TRAINER: Scope.PROVINCE, Role.ADMIN: Scope.PROVINCE},
    "schedule_sessions": {Role.TRAINER: Scope.PROVINCE, Role.ADMIN: Scope.PROVINCE},
    "manage_people": {Role.ADMIN: Scope.PROVINCE},
    "see_audit_log": {Role.ADMIN: Scope.PROVINCE},
}


@dataclass(frozen=True)
class Place:
    """Where a thing stands: whose it is, in which unit (path in the tree), in which area."""

    person_id: int | None = None
    unit_path: str | None = None
    area_id: int | None = None


class Placed(Protocol):
    @property
    def place(self) -> Place: ...


@dataclass(frozen=True)
class Reach:
    """How far one grant carries one action."""

    scope: Scope
    person_id: int
    unit_path: str
    area_id: int | None

    def covers(self, place: Place) -> bool:
        match self.scope:
            case Scope.PROVINCE:
                return True
            case Scope.AREA:
                return self.area_id is not None and place.area_id == self.area_id
            case Scope.UNIT:
                return place.unit_path is not None and place.unit_path.startswith(self.unit_path)
            case _:
                return place.person_id == self.person_id


class Holder(Protocol):
    """A signed-in person, as far as permissions look."""

    id: int
    is_authenticated: bool

    @property
    def reaches(self) -> Iterable[tuple[Role, Reach]]: ...


def reaches(action: str, user: Holder | None = None) -> list[Reach]:
    """Every reach at which the person may do `action`; an unknown action is an error."""
    allowed = ALLOWED[action]
    person: Any = user or current_user
    if not person.is_authenticated:
        return []
    return [
        Reach(min(allowed[role], reach.scope), reach.person_id, reach.unit_path, reach.area_id)
        for role, reach in person.reaches
        if role in allowed
    ]


def can(action: str, thing: Placed | None = None, user: Holder | None = None) -> bool:
    """Whether the person may do `action` at all, or to this thing."""
    found = reaches(action, user)
    if thing is None:
        return bool(found)
    return any(reach.covers(thing.place) for reach in found)


Thing = TypeVar("Thing", bound=Placed)


def demand(action: str, thing: Thing | None) -> Thing:
    """The thing, when the person may do `action` to it; else 404, as for one that isn't there."""
    if thing is None or not can(action, thing):
        abort(404)
    return thing


def reach_filter(action: str, person_id: Any, unit: Any) -> ColumnElement[bool]:
    """The rows in reach, as a condition on a person-id column and the Unit joined to it."""
    conditions: list[ColumnElement[bool]] = []
    for reach in reaches(action):
        match reach.scope:
            case Scope.PROVINCE:
                return true()
            case Scope.AREA:
                if reach.area_id is not None:
                    conditions.append(unit.area_id == reach.area_id)
            case Scope.UNIT:
                conditions.append(unit.path.startswith(reach.unit_path, autoescape=True))
            case _:
                conditions.append(person_id == reach.person_id)
    return or_(*conditions) if conditions else false()


def units_in_reach(action: str, unit_id: Any, unit: Any) -> ColumnElement[bool]:
    """Rows of units in reach, by a unit-id column; no condition at all for the whole province."""
    inside = reach_filter(action, -1, unit)
    return inside if isinstance(inside, True_) else unit_id.in_(select(unit.id).where(inside))


def within_reach(statement: Select[Any], action: str, person_id: Any, unit: Any) -> Select[Any]:
    """The statement, narrowed to the rows in reach."""
    return statement.where(reach_filter(action, person_id, unit))


View = TypeVar("View", bound=Callable[..., Any])


def requires(action: str) -> Callable[[View], View]:
    """Mark a view with the action it needs; the door itself is in `lms.door`."""
    if action not in ALLOWED:
        raise KeyError(f"no such action: {action}")

    def mark(view: View) -> View:
        view.access = action  # type: ignore[attr-defined]
        return view

    return mark


PUBLIC = "public"


def public(view: View) -> View:
    """Mark a view as open to everyone."""
    view.access = PUBLIC  # type: ignore[attr-defined]
    return view
