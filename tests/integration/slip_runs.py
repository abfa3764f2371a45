"""Runs in which slips were issued, put into the database without the way through the pages."""

from __future__ import annotations

from sqlalchemy import select

from lms import clock
from lms.extensions import db
from lms.people.models import Person
from lms.practice import actions
from lms.practice.models import PARKED, Run, ScenarioVersion
from sandbox import bots, engine, library
from sandbox.world import FormIssued

LINKED = "lien-thong-khai-tu-01"
"""A scenario in which other agencies are asked, so that there is a transfer slip."""


def played_run(person: Person, code: str = LINKED) -> Run:
    """A run in which everything was done; it stands parked, so that it needs no mark."""
    scenario = library.shipped().scenarios[code]
    events = list(bots.play(scenario, "1", bots.expert))
    digest = db.session.scalar(
        select(ScenarioVersion.digest).where(ScenarioVersion.digest == scenario.digest)
    )
    run = Run(
        person_id=person.id, scenario_digest=digest, mode="free", seed="1",
        position=events[-1].position, sim_now=events[-1].at.isoformat(timespec="minutes"),
        status=PARKED, started_at=clock.now(), acted_at=clock.now(), hints=[],
    )  # fmt: skip
    db.session.add(run)
    db.session.flush()
    actions.store(run.id, events)
    db.session.commit()
    return run


def forms_of(run: Run, code: str = LINKED, key: str = "hs1") -> tuple[FormIssued, ...]:
    """The forms that were issued in such a run."""
    scenario = library.shipped().scenarios[code]
    world = engine.fold(scenario, bots.play(scenario, "1", bots.expert))
    return world.dossiers[key].forms
