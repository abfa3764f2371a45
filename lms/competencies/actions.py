"""Recording evidence. It joins the transaction of what earned it, so it doesn't commit."""

from __future__ import annotations

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
    valid_until: datetime | None = None,
) -> None:
    """Add evidence for each competency code in `levels` and bring the standings up to date.

    `source` is (kind, id) of the attempt, run or session; the same source never counts twice.
    Codes that the framework doesn't hold are passed over: a course may name more than a province
    measures. Part of the caller's transaction.
    """
    competencies = db.session.scalars(select(Competency).where(Competency.code.in_(levels))).all()
    ids = [competency.id for competency in competencies]
    earlier = _evidence(person.id, ids)
    standings = {
        standing.competency_id: standing
        for standing in db.session.scalars(
            select(Standing).where(Standing.person_id == person.id, Standing.competency_id.in_(ids))
        )
    }
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
            valid_until=valid_until,
        )
        db.session.add(fresh)
        _bring_up_to_date(person, competency, standings, [*known, fresh], now)


def _evidence(person_id: int, competency_ids: list[int]) -> dict[int, list[Evidence]]:
    found: dict[int, list[Evidence]] = {}
    statement = select(Evidence).where(
        Evidence.person_id == person_id, Evidence.competency_id.in_(competency_ids)
    )
    for piece in db.session.scalars(statement):
        found.setdefault(piece.competency_id, []).append(piece)
    return found


def _bring_up_to_date(
    person: Person,
    competency: Competency,
    standings: dict[int, Standing],
    evidence: list[Evidence],
    now: datetime,
) -> None:
    shown = [rules.Shown(e.level, e.shown_at, e.valid_until) for e in evidence]
    level = rules.level_held(shown, now)
    standing = standings.get(competency.id)
    before = standing.level if standing else 0
    if standing is None:
        standing = Standing(
            person_id=person.id, competency_id=competency.id, unit_id=person.unit_id
        )
        db.session.add(standing)
    standing.level, standing.changed_at, standing.unit_id = level, now, person.unit_id
    audit.record(
        "evidence_recorded",
        ("person", person.id),
        name=f"{person.full_name}: {competency.name}",
        before={"level": before},
        after={"level": level, "evidence": evidence[-1].title, "shows": evidence[-1].level},
    )
