"""Publishing the shipped scenarios: an immutable copy of their sources for every digest."""

from __future__ import annotations

from importlib import resources

from sqlalchemy import select

from lms import clock
from lms.extensions import db
from lms.practice.models import ScenarioVersion
from sandbox import library
from sandbox.scenario import Scenario


def _source_texts(scenario: Scenario) -> dict[str, str]:
    """The files that make the scenario, as `sandbox.library.load` reads them."""
    names = (
        f"scenarios/{scenario.code}.yaml",
        f"procedures/{scenario.procedure.code}.yaml",
        *(f"procedures/{code}.yaml" for code in scenario.procedures),
        f"calendars/{scenario.calendar.code}.yaml",
    )
    root = resources.files("sandbox")
    return {name: (root / name).read_text(encoding="utf-8") for name in names}


def publish_scenarios() -> int:
    """Keep each shipped scenario whose digest is new; commits. Returns how many were new.

    Earlier versions stay as they are, so that the runs on them replay and keep their mark.
    """
    scenarios = {each.digest: each for each in library.shipped().scenarios.values()}
    known = set(
        db.session.scalars(
            select(ScenarioVersion.digest).where(ScenarioVersion.digest.in_(scenarios))
        )
    )
    fresh = [scenario for digest, scenario in scenarios.items() if digest not in known]
    for scenario in fresh:
        db.session.add(
            ScenarioVersion(
                digest=scenario.digest,
                code=scenario.code,
                title=scenario.title,
                texts=_source_texts(scenario),
                published_at=clock.now(),
            )
        )
    db.session.commit()
    return len(fresh)
