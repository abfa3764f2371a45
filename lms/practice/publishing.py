"""Publishing scenarios: an immutable copy of the sources for every digest, and the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources

from sqlalchemy import select

from lms import clock
from lms.extensions import db
from lms.practice.catalogue_models import SHIPPED, Exercise
from lms.practice.catalogue_rules import search_words
from lms.practice.models import ScenarioVersion
from sandbox import library
from sandbox.scenario import Scenario


def _source_texts(scenario: Scenario) -> dict[str, str]:
    """The files that make a shipped scenario, as `sandbox.library.load` reads them."""
    file = f"scenarios/{scenario.code}.yaml"
    text = (resources.files("sandbox") / file).read_text(encoding="utf-8")
    return {file: text} | shipped_texts(scenario)


def shipped_texts(scenario: Scenario) -> dict[str, str]:
    """The shipped procedures and calendar that a scenario stands on."""
    names = (
        f"procedures/{scenario.procedure.code}.yaml",
        *(f"procedures/{code}.yaml" for code in scenario.procedures),
        f"calendars/{scenario.calendar.code}.yaml",
    )
    root = resources.files("sandbox")
    return {name: (root / name).read_text(encoding="utf-8") for name in names}


def publish_scenarios() -> int:
    """Keep each shipped scenario whose digest is new, and bring the catalogue up to date; commits.

    Returns how many were new. Earlier versions stay as they are, so that the runs on them replay
    and keep their mark.
    """
    scenarios = library.shipped().by_digest
    known = set(
        db.session.scalars(
            select(ScenarioVersion.digest).where(ScenarioVersion.digest.in_(scenarios))
        )
    )
    fresh = [scenario for digest, scenario in scenarios.items() if digest not in known]
    for scenario in fresh:
        keep_version(scenario, _source_texts(scenario))
    db.session.flush()
    listed = {each.code: each for each in db.session.scalars(select(Exercise))}
    shipped = library.shipped().scenarios
    for rank, scenario in enumerate(shipped.values()):
        offer(scenario, SHIPPED, rank=rank, listed=listed)
    for exercise in listed.values():
        if exercise.origin == SHIPPED and exercise.code not in shipped:
            exercise.retired_at = exercise.retired_at or clock.now()
    db.session.commit()
    return len(fresh)


def keep_version(scenario: Scenario, texts: dict[str, str]) -> None:
    """Keep a scenario with its sources for ever; part of the running transaction."""
    db.session.add(
        ScenarioVersion(
            digest=scenario.digest,
            code=scenario.code,
            title=scenario.title,
            texts=texts,
            published_at=clock.now(),
        )
    )


def keep_composed(scenario: Scenario, text: str) -> None:
    """Keep a scenario that was put together from shipped parts, once; joins the transaction."""
    if db.session.get(ScenarioVersion, scenario.digest) is None:
        file = f"scenarios/{scenario.code}.yaml"
        keep_version(scenario, {file: text} | shipped_texts(scenario))
        db.session.flush()


def offer(scenario: Scenario, origin: str, *, rank: int, listed: Mapping[str, Exercise]) -> None:
    """Put a kept scenario in the catalogue, or its new version in place of the one before.

    `listed` are the rows there are, by code. Part of the running transaction.
    """
    procedures = {
        each.code: each.title for each in (scenario.procedure, *scenario.procedures.values())
    }
    words = (scenario.title, scenario.summary, *procedures, *procedures.values())
    exercise = listed.get(scenario.code) or Exercise(code=scenario.code)
    db.session.add(exercise)
    exercise.digest = scenario.digest
    exercise.origin = origin
    exercise.title = scenario.title
    exercise.summary = scenario.summary
    exercise.search_fold = " ".join(search_words(" ".join(words)))
    exercise.procedures = procedures
    exercise.difficulty = scenario.difficulty
    exercise.minutes = scenario.minutes
    exercise.seats = list(scenario.seats)
    exercise.modes = list(scenario.modes)
    exercise.competencies = list(scenario.competencies)
    exercise.rank = rank
    exercise.retired_at = None
