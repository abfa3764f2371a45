"""python -m tests.bench.crowd: two hundred trainees work at the practice desk at the same time.

A real server on a real database; every trainee has a run of the messy day and does the lawful
acts one after the other, as the page's forms would send them, with a pause as people need one.
All runs have one seed, so that the way is known beforehand: whoever measures must not compute.
Afterwards every act that the server acknowledged must stand in the database, and nothing else.

Usage: python -m tests.bench.crowd [sqlite|postgresql] [seconds] [trainees]
"""

from __future__ import annotations

import asyncio
import random
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

import httpx
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import select

from lms import clock, create_app, shipped
from lms.extensions import db
from lms.people.models import Person, SignIn
from lms.people.sign_in import _hash
from lms.practice import actions
from lms.practice.models import FREE, RunEvent
from lms.seeding import make_people
from sandbox import bots, engine, library, play
from sandbox.scenario import Scenario
from sandbox.workflow import CLOCK_ACTS
from sandbox.world import Command, Event
from tests import databases
from tests.browser.server import Server

TRAINEES, SECONDS = 200, 120
SEED = "crowd"
PAUSE = (10.0, 30.0)
"""Seconds between two acts of one trainee: reading the page, looking at the papers, filling in."""
SCENARIO = "ngay-ban-ron-01"
SECRET = "a key for the benchmark only, long enough"


@dataclass(frozen=True)
class Step:
    """One act of the lawful way, and what it must bring about."""

    command: Command
    events: list[Event]


def way_of(scenario: Scenario) -> list[Step]:
    """The lawful way through the day."""
    world = engine.fold(scenario, play.start(scenario, SEED))
    steps = []
    while not world.finished and (command := bots.expert(world)):
        outcome = play.play(world, command)
        assert not isinstance(outcome, engine.NotAvailable), outcome
        world, events = outcome
        steps.append(Step(command, events))
    return steps


@dataclass
class Trainee:
    """One trainee: the cookie, the run, and the world as it must be on the server."""

    cookie: str
    run_id: int
    way: list[Step]
    begun: int
    """The position after the start of the run."""
    steps: int = 0
    """How many steps of the way the server has acknowledged."""
    times: list[float] = field(default_factory=list)
    pages: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def position(self) -> int:
        return self.way[self.steps - 1].events[-1].position if self.steps else self.begun


def prepare(app: Flask, number: int) -> list[Trainee]:
    """The people, each signed in and with a run that has begun."""
    scenario = library.shipped().scenarios[SCENARIO]
    with app.app_context():
        upgrade()
        shipped.load()
        make_people(number)
        people = db.session.scalars(select(Person).where(Person.username.like("can-bo-%"))).all()
        for person in people:
            person.must_change_password, person.active = False, True
        db.session.commit()
        way = way_of(scenario)
        with patch.object(actions, "_new_seed", lambda *_: SEED):
            return [_begin(app, person, scenario, way) for person in people]


def _begin(app: Flask, person: Person, scenario: Scenario, way: list[Step]) -> Trainee:
    token, now = f"crowd-{person.id}", clock.now()
    db.session.add(
        SignIn(
            token_hash=_hash(token), person_id=person.id, began_at=now, seen_at=now,
            address="", agent="",
        )
    )  # fmt: skip
    run = actions.start_run(person, scenario, FREE)
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = token, True
    cookie = client.get_cookie("dong_hanh")
    assert cookie is not None
    return Trainee(cookie.value, run.id, way, run.position)


def form_of(command: Command) -> Iterator[tuple[str, str]]:
    """The fields that the button's form sends for a command."""
    item = command.data.get("paper") if command.kind == "check_paper" else None
    item = command.data.get("component") if command.kind == "look_up" else item
    key = f"{command.kind}:{item}" if item else command.kind
    yield "option", key
    for name, value in command.data.items():
        for each in value if isinstance(value, list | tuple) else (value,):
            yield f"{key.replace(':', '-')}-{name}", str(each)


async def work(trainee: Trainee, address: str, until: float, chance: random.Random) -> None:
    """Act until the time is over or the day is done."""
    async with httpx.AsyncClient(base_url=address, timeout=30, verify=False) as client:
        client.cookies.set("dong_hanh", trainee.cookie, domain="127.0.0.1")
        await asyncio.sleep(chance.uniform(0, PAUSE[1]))
        page = await client.get(f"/practice/runs/{trainee.run_id}")
        found = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
        if found is None:
            trainee.faults.append(f"{page.status_code}: no form on the worklist")
            return
        while time.monotonic() < until and trainee.steps < len(trainee.way):
            await asyncio.sleep(chance.uniform(*PAUSE))
            await act(client, trainee, found[1])


async def act(client: httpx.AsyncClient, trainee: Trainee, csrf: str) -> None:
    """Send one act, note how long it took, and fetch the page it leads to."""
    command = trainee.way[trainee.steps].command
    waits = command.kind in CLOCK_ACTS
    path = "wait" if waits else f"dossiers/{command.dossier}/act"
    fields: dict[str, str | list[str]] = {}
    for name, value in form_of(command):
        held = fields.get(name)
        fields[name] = (
            value if held is None else [*([held] if isinstance(held, str) else held), value]
        )
    fields |= {
        "csrf_token": csrf,
        "once": f"{trainee.run_id}-{trainee.position}",
        "seen": str(trainee.position),
        "to_the_end": "yes",
    }
    began = time.perf_counter()
    answer = await client.post(f"/practice/runs/{trainee.run_id}/{path}", data=fields)
    trainee.times.append(time.perf_counter() - began)
    if answer.status_code != 303:
        trainee.faults.append(f"{answer.status_code} on {command.kind}: {_words(answer.text)}")
        return
    trainee.steps += 1
    began = time.perf_counter()
    page = await client.get(answer.headers["Location"])
    trainee.pages.append(time.perf_counter() - began)
    if page.status_code != 200:
        trainee.faults.append(f"{page.status_code} after {command.kind}")


def _words(html: str) -> str:
    main = re.sub(r"(?s).*<main|<script.*?</script>|<[^>]+>", " ", html)
    return re.sub(r"\s+", " ", main)[:300]


async def crowd(trainees: list[Trainee], address: str, seconds: float) -> None:
    until = time.monotonic() + seconds
    chances = [random.Random(number) for number in range(len(trainees))]
    await asyncio.gather(
        *(
            work(each, address, until, chance)
            for each, chance in zip(trainees, chances, strict=True)
        )
    )


def lost(app: Flask, trainees: list[Trainee]) -> int:
    """How many acknowledged events aren't in the database as they were; 0 when all is well."""
    columns = (RunEvent.position, RunEvent.kind, RunEvent.dossier, RunEvent.sim_at)
    wrong = 0
    with app.app_context():
        for each in trainees:
            rows = db.session.execute(
                select(*columns).where(RunEvent.run_id == each.run_id).order_by(RunEvent.position)
            ).all()
            wanted = [
                (e.position, e.kind, e.dossier, e.at.isoformat(timespec="minutes"))
                for step in each.way[: each.steps]
                for e in step.events
            ]
            rows = [row for row in rows if row.position > each.begun]
            wrong += len(set(wanted) ^ {tuple(row) for row in rows})
    return wrong


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values) or [0.0]
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000


def run(name: str, seconds: float = SECONDS, number: int = TRAINEES) -> bool:
    """Play it on one kind of database and print the figures; False when something is wrong."""
    with tempfile.TemporaryDirectory() as folder, databases.fresh(name, Path(folder)) as address:
        instance = Path(folder) / "instance"
        instance.mkdir()
        settings = {"DATABASE_URL": address, "SECRET_KEY": SECRET, "LOG_REQUESTS": "0"}
        app = create_app(
            {"LOG_REQUESTS": False, "SERVER_NAME": "localhost"},
            environ={**settings, "INSTANCE_PATH": str(instance)},
        )
        trainees = prepare(app, number)
        server = Server(instance, **settings)
        server.start()
        try:
            asyncio.run(crowd(trainees, server.address, seconds))
        finally:
            server.stop()
        faults = [fault for each in trainees for fault in each.faults]
        acts = [value for each in trainees for value in each.times]
        pages = [value for each in trainees for value in each.pages]
        missing = lost(app, trainees)
        with app.app_context():
            db.engine.dispose()
    print(
        f"{name:<11}{number:>5} trainees {seconds:>5.0f} s {len(acts):>7} acts"
        f"  act median {statistics.median(acts) * 1000:>5.0f} p95 {percentile(acts, 0.95):>5.0f}"
        f" max {max(acts) * 1000:>5.0f} ms  page p95 {percentile(pages, 0.95):>5.0f} ms"
        f"  errors {len(faults)}  lost {missing}"
    )
    for fault in faults[:5]:
        print("   ", fault)
    return not faults and not missing and percentile(acts, 0.95) <= 300


def main() -> None:
    names = [sys.argv[1]] if len(sys.argv) > 1 else list(databases.NAMES)
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else SECONDS
    number = int(sys.argv[3]) if len(sys.argv) > 3 else TRAINEES
    if not all([run(name, seconds, number) for name in names]):
        sys.exit("Có lỗi, có việc bị mất, hoặc quá 300 ms.")


if __name__ == "__main__":
    main()
