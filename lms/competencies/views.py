"""One's own competencies, and the matrix from province to area to unit to person."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, abort, render_template, request
from flask_login import current_user

from lms.competencies import queries
from lms.competencies.models import Competency
from lms.competencies.names import LEVELS
from lms.people import queries as people
from lms.people.models import Position
from lms.permissions import demand, requires

bp = Blueprint("competencies", __name__, template_folder="templates")


@dataclass(frozen=True)
class Chosen:
    """The position that a matrix page shows, the others to choose from, and its competencies."""

    position: Position
    positions: list[Position]
    competencies: list[Competency]


def _chosen() -> Chosen:
    positions = people.positions()
    wanted = request.args.get("position", "reception")
    position = next((p for p in positions if p.code == wanted), None)
    if position is None:
        abort(404)
    return Chosen(position, positions, queries.competencies_of(position.code))


@bp.get("/competencies")
@requires("see_own_competencies")
def mine() -> str:
    return render_template(
        "competencies/mine.html",
        own=True,
        shown=current_user,
        held=queries.standing_of(current_user),
    )


@bp.get("/competencies/matrix")
@requires("see_matrix")
def matrix() -> str:
    chosen = _chosen()
    found = queries.matrix("see_matrix", chosen.position.code)
    if len(found.areas) == 1:  # a manager of one area or unit has no use for a list of one
        units = found.units[found.areas[0].id]
        return render_template(
            "competencies/units.html", chosen=chosen, area=found.areas[0], units=units
        )
    return render_template("competencies/matrix.html", chosen=chosen, matrix=found)


@bp.get("/competencies/matrix/areas/<int:area_id>")
@requires("see_matrix")
def area(area_id: int) -> str:
    """The units of one area; 0 is the provincial level, which belongs to no area."""
    chosen = _chosen()
    found = queries.matrix("see_matrix", chosen.position.code, area_id or None)
    units = found.units.get(area_id)
    if not units:  # nothing of that area is in reach, as for an area that isn't there
        abort(404)
    row = next(row for row in found.areas if row.id == area_id)
    return render_template("competencies/units.html", chosen=chosen, area=row, units=units)


@bp.get("/competencies/matrix/units/<int:unit_id>")
@requires("see_matrix")
def unit(unit_id: int) -> str:
    unit = demand("see_matrix", people.unit(unit_id))
    chosen = _chosen()
    number = request.args.get("page", 1, type=int)
    page = queries.people_of_unit(unit.id, chosen.position.code, number)
    return render_template(
        "competencies/unit.html",
        chosen=chosen,
        unit=unit,
        page=page,
        levels=LEVELS,
    )


@bp.get("/competencies/people/<int:person_id>")
@requires("see_matrix")
def person(person_id: int) -> str:
    shown = demand("see_matrix", people.person(person_id))
    return render_template(
        "competencies/mine.html", own=False, shown=shown, held=queries.standing_of(shown)
    )
