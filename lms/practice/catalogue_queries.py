"""Reads about the catalogue of exercises and a person's own runs. Nothing here writes."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from sqlalchemy import func, select
from sqlalchemy.orm import defer, joinedload

from lms.extensions import db
from lms.practice.catalogue_models import Exercise
from lms.practice.catalogue_rules import Listed
from lms.practice.models import EXAM, FINISHED, PARKED, Run, ScenarioVersion
from lms.practice.queries import Attempts, attempts_by_scenario

RUNS_ON_A_PAGE = 20


def exercise(code: str) -> Exercise | None:
    """The exercise with this code, while it is offered."""
    found = db.session.get(Exercise, code)
    return found if found is not None and found.retired_at is None else None


def listed_for(person_id: int) -> list[Listed]:
    """Every exercise that is offered, with what the person has done of it; two statements."""
    attempts = attempts_by_scenario(person_id)
    rows = db.session.scalars(
        select(Exercise)
        .where(Exercise.retired_at.is_(None))
        .order_by(Exercise.difficulty, Exercise.rank, Exercise.code)
    )
    return [_listed(row, attempts.get(row.code, Attempts())) for row in rows]


def _listed(row: Exercise, tried: Attempts) -> Listed:
    return Listed(
        row.code,
        row.title,
        row.summary,
        row.search_fold,
        row.procedures,
        row.difficulty,
        row.minutes,
        row.seats,
        row.competencies,
        tried.open_run_id,
        tried.finished,
        tried.best,
        tried.passed,
        tried.last_run_id,
    )


@dataclass(frozen=True)
class OwnRuns:
    """One page of a person's runs, the newest first."""

    rows: list[Run]
    number: int
    pages: int
    total: int


def own_runs(person_id: int, number: int) -> OwnRuns:
    """A page of everything a person has begun, in every exercise."""
    total = db.session.scalar(
        select(func.count()).select_from(Run).where(Run.person_id == person_id)
    )
    pages = max(1, ceil((total or 0) / RUNS_ON_A_PAGE))
    number = min(max(1, number), pages)
    rows = db.session.scalars(
        select(Run)
        .where(Run.person_id == person_id)
        .options(defer(Run.report), joinedload(Run.version).load_only(ScenarioVersion.title))
        .order_by(Run.id.desc())
        .offset((number - 1) * RUNS_ON_A_PAGE)
        .limit(RUNS_ON_A_PAGE)
    )
    return OwnRuns(list(rows), number, pages, total or 0)


def tries(person_id: int, code: str) -> list[Run]:
    """The marked runs and the parked branches of a person on a scenario, the newest first."""
    rows = db.session.scalars(
        select(Run)
        .join(ScenarioVersion, ScenarioVersion.digest == Run.scenario_digest)
        .where(
            Run.person_id == person_id,
            Run.status.in_((FINISHED, PARKED)),
            ScenarioVersion.code == code,
        )
        .options(defer(Run.report))
        .order_by(Run.id.desc())
        .limit(10)
    )
    return list(rows)


def exams_since(person_id: int, code: str, since: object) -> int:
    """How many examinations of one's own a person has begun on an exercise since a moment."""
    statement = (
        select(func.count())
        .select_from(Run)
        .join(ScenarioVersion, ScenarioVersion.digest == Run.scenario_digest)
        .where(
            Run.person_id == person_id,
            Run.mode == EXAM,
            Run.assignment_id.is_(None),
            Run.started_at >= since,
            ScenarioVersion.code == code,
        )
    )
    return db.session.scalar(statement) or 0
