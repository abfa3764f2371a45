"""A team in a test: several browsers at one table and in one run."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask
from sqlalchemy import select

from lms.extensions import db
from lms.people.models import Person
from lms.practice import queries
from lms.practice.models import Run
from lms.practice.team_models import Team
from sandbox import engine, hints, team
from sandbox.workflow import ROLES
from sandbox.world import World
from tests.integration.pages import Page, PageClient
from tests.integration.practice_desk import asked, newest_run, press

CODE = "khai-sinh-01"
DOSSIER = "hs1"
CREW = {"reception": "hocvien", "appraiser": "thuly", "leader": "lanhdao"}


def browser(app: Flask, username: str) -> PageClient:
    client = PageClient(app.test_client())
    client.sign_in(username)
    return client


def crew(app: Flask, seats: Mapping[str, str] = CREW) -> dict[str, PageClient]:
    """A signed-in browser for each role, the first being the host's."""
    return {role: browser(app, username) for role, username in seats.items()}


def open_table(host: PageClient, mode: str = "free", code: str = CODE) -> str:
    """Open a table; its code."""
    page = host.get(f"/practice/scenarios/{code}/teams")
    lobby = host.follow(host.submit(page, {"mode": mode}, holding="Mở nhóm"))
    return lobby.one(".team-code").text()


def take(client: PageClient, code: str, role: str, status: int = 303) -> Page:
    lobby = client.get(f"/practice/teams/{code}")
    return client.submit(lobby, holding=f"Nhận vai {ROLES[role].lower()}", status=status)


def begin(clients: Mapping[str, PageClient], mode: str = "free", code: str = CODE) -> None:
    """Begin a run in which each browser has its role; the first one opened the table."""
    host = next(iter(clients.values()))
    table = open_table(host, mode, code)
    for role, client in clients.items():
        take(client, table, role)
    lobby = host.get(f"/practice/teams/{table}")
    host.submit(lobby, holding="Bắt đầu làm bài")


def start(clients: Mapping[str, PageClient], mode: str = "free", code: str = CODE) -> Run:
    """The run that has begun."""
    begin(clients, mode, code)
    return newest_run()


def world_of(run: Run) -> World:
    """The world with the seats of the team."""
    return engine.fold(queries.scenario_of(run), queries.events(run.id))


def own_world(run: Run, role: str) -> World:
    scenario = queries.scenario_of(run)
    events = team.as_seen_by(queries.events(run.id), (role,))
    return engine.fold(team.seated(scenario, (role,)), events)


def play_to_the_end(clients: Mapping[str, PageClient], most: int = 120) -> None:
    """Each takes the next lawful step on the own page as long as there is one, else one waits."""
    for _turn in range(most):
        run = newest_run()
        if not run.is_open:
            return
        role, step = _turn_of(run, clients)
        key = step.dossier or next(iter(world_of(run).dossiers))
        page = clients[role].get(f"/practice/runs/{run.id}/dossiers/{key}")
        press(clients[role], page, step.option_key, **asked(step))
    raise AssertionError("the way leads nowhere")


def _turn_of(run: Run, clients: Mapping[str, PageClient]) -> tuple[str, hints.Step]:
    for role in clients:
        own = own_world(run, role)
        for key in own.dossiers:
            if step := next(hints.steps(own, key), None):
                return role, step
    world = world_of(run)
    step = hints.next_step(world, next(iter(world.dossiers)))
    assert step is not None
    return next(iter(clients)), step


def team_with(code: str) -> Team:
    return db.session.scalars(select(Team).where(Team.code == code)).one()


def name_of(username: str) -> str:
    return db.session.scalars(select(Person.full_name).where(Person.username == username)).one()
