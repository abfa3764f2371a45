"""Recording evidence. It joins the transaction of what earned it, so it doesn't commit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from lms import audit, clock
from lms.competencies import rules
from lms.competencies.models import Competency, Evidence, Standing
from lms.extensions import db
from lms.people.models import Person


def record_evidence(
    person: Person,
    levels: dict[str, int],
    *,
    kind: str,
    source: tuple[str, object],
    title: str,
    details: Mapping[str, dict[str, list[int]]] | None = None,
) -> None:
    """Add evidence for each competency code in `levels` and bring the standings up to date.

    `source` is (kind, id) of the attempt, run or session; the same source never counts twice.
    `details` may say for a code what stands behind the level, rule by rule.
    Codes that the framework doesn't hold are passed over: a course may name more than a province
    measures. Evidence for another position than the person's is kept and moves no standing. Part
    of the caller's transaction.
    """
    # Two acts of one person at once stand in line here, or the later standing would not count
    # the earlier evidence. (SQLite's write lock has them in line already.)
    db.session.execute(select(Person.id).where(Person.id == person.id).with_for_update())
    competencies = db.session.scalars(select(Competency).where(Competency.code.in_(levels))).all()
    ids = [competency.id for competency in competencies]
    earlier = _evidence(person.id, ids)
    standings = _standings(person.id, ids)
    now = clock.now()
    for competency in competencies:
        known = earlier.get(competency.id, [])
        if any((e.source_kind, e.source_id) == (source[0], str(source[1])) for e in known):
            continue
        fresh = Evidence(
            person_id=person.id,
            competency_id=competency.id,
            kind=kind,
            source_kind=source[0],
            source_id=str(source[1]),
            title=title,
            level=levels[competency.code],
            shown_at=now,
            detail=(details or {}).get(competency.code),
        )
        db.session.add(fresh)
        before, after = 0, 0
        if competency.position_code == person.position_code:
            standing = standings.get(competency.id) or Standing(
                person_id=person.id, competency_id=competency.id, level=0
            )
            db.session.add(standing)
            before = standing.level
            after = rules.level_held(piece.level for piece in [*known, fresh])
            _move(standing, person, after, now)
        audit.record(
            "evidence_recorded",
            ("person", person.id),
            name=f"{person.full_name}: {competency.name}",
            before={"level": before},
            after={"level": after, "evidence": title, "shows": fresh.level},
        )


def _move(standing: Standing, person: Person, level: int, now: datetime) -> None:
    standing.level, standing.changed_at, standing.unit_id = level, now, person.unit_id


def _evidence(person_id: int, competency_ids: list[int]) -> dict[int, list[Evidence]]:
    found: dict[int, list[Evidence]] = {}
    statement = (
        select(Evidence)
        .where(Evidence.person_id == person_id, Evidence.competency_id.in_(competency_ids))
        .execution_options(populate_existing=True)
    )
    for piece in db.session.scalars(statement):
        found.setdefault(piece.competency_id, []).append(piece)
    return found


def _standings(person_id: int, competency_ids: list[int]) -> dict[int, Standing]:
    statement = (
        select(Standing)
        .where(Standing.person_id == person_id, Standing.competency_id.in_(competency_ids))
        .execution_options(populate_existing=True)
    )
    return {standing.competency_id: standing for standing in db.session.scalars(statement)}
