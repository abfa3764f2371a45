"""The shipped framework: positions and competencies from a data file into the database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select

from lms.competencies.models import Competency
from lms.extensions import db
from lms.people.models import Position

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "competencies.yaml"


def read(path: Path = SHIPPED) -> dict[str, Any]:
    """The framework file as data: lists `positions` and `competencies`."""
    data: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return data


def codes(path: Path = SHIPPED) -> set[str]:
    """The codes that courses and scenarios may name."""
    return {row["code"] for row in read(path)["competencies"]}


def import_framework(path: Path = SHIPPED) -> int:
    """Add what is new and bring the rest up to date by code; commits. Returns how many there are."""
    data = read(path)
    positions = {position.code: position for position in db.session.scalars(select(Position))}
    for rank, row in enumerate(data["positions"]):
        position = positions.get(row["code"]) or Position(code=row["code"])
        position.name, position.rank = row["name"], rank
        db.session.add(position)
    db.session.flush()
    known = {competency.code: competency for competency in db.session.scalars(select(Competency))}
    for rank, row in enumerate(data["competencies"]):
        competency = known.get(row["code"]) or Competency(code=row["code"])
        competency.name, competency.description = row["name"], row["description"]
        competency.position_code, competency.required_level = row["position"], row["required"]
        competency.rank = rank
        db.session.add(competency)
    db.session.commit()
    return len(data["competencies"])
