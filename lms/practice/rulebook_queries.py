"""What a person has to do with the rules. Nothing here writes."""

from __future__ import annotations

from sqlalchemy import func, select

from lms.extensions import db
from lms.practice.models import RunFinding


def times_broken(person_id: int, rule: str | None = None) -> dict[str, int]:
    """How often a person broke each rule, or this one; one statement."""
    statement = (
        select(RunFinding.rule, func.count())
        .where(RunFinding.person_id == person_id, RunFinding.kind == "breach")
        .group_by(RunFinding.rule)
    )
    if rule is not None:
        statement = statement.where(RunFinding.rule == rule)
    return {found: count for found, count in db.session.execute(statement)}
