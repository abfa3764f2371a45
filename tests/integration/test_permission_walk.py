"""Every route is walked as every role, to one's own things and to those of others.

What is expected stands here by hand and not in the code that is tested. A route without a line
in the table fails, and so does a line without a route.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import select

from lms import clock
from lms.extensions import db
from lms.people.models import Area, Grant, Person, SignIn, Unit
from lms.people.sign_in import _hash
from lms.permissions import ALLOWED, PUBLIC, Reach, Role, Scope, can, within_reach
from lms.schedule.models import TrainingSession
from tests.integration.pages import PageClient

PEOPLE = (
    "hocvien",
    "hocvien4",
    "lanhdao",
    "quanly",
    "quanly2",
    "quanlytinh",
    "giangvien",
    "quantri",
)
MANAGERS = {"lanhdao", "quanly", "quanly2", "quanlytinh", "quantri"}

ALL = {"anonymous", *PEOPLE}
SIGNED_IN = set(PEOPLE)
PROGRESS = MANAGERS | {"giangvien"}
SCHEDULERS = {"giangvien", "quantri"}
ADMIN = {"quantri"}

# Who reaches a thing of ward Phan Đình Phùng (area A1) and one of commune Võ Nhai (area A6).
OWN = {"here": {"hocvien"}, "there": {"hocvien4"}}
MANAGED = {
    "here": {"lanhdao", "quanly", "quanlytinh", "quantri"},
    "there": {"quanly2", "quanlytinh", "quantri"},
}
AREA = {"here": {"quanly", "quanlytinh", "quantri"}, "there": {"quanly2", "quanlytinh", "quantri"}}
# A unit's own manager sees the unit inside its area page, and nothing else of the area.
AREA_PAGE = {"here": AREA["here"] | {"lanhdao"}, "there": AREA["there"]}
ADMINISTERED = {"here": ADMIN, "there": ADMIN}
ROOM = {
    "here": {"hocvien", "lanhdao", "quanly", "quanlytinh", "giangvien", "quantri"},
    "there": {"hocvien4", "quanly2", "quanlytinh", "giangvien", "quantri"},
}
SCHEDULED = {"here": SCHEDULERS, "there": SCHEDULERS}

POLICY: dict[str, set[str] | dict[str, set[str]]] = {
    "competencies.area": AREA_PAGE,
    "competencies.matrix": MANAGERS,
    "competencies.mine": SIGNED_IN,
    "competencies.person": MANAGED,
    "competencies.unit": MANAGED,
    "development.components": ALL,
    "home.healthz": ALL,
    "home.language": ALL,
    "home.readyz": ALL,
    "home.start": SIGNED_IN,
    "learning.attempt": OWN,
    "learning.check": OWN,
    "learning.course": SIGNED_IN,
    "learning.courses": SIGNED_IN,
    "learning.enrol": SIGNED_IN,
    "learning.file": SIGNED_IN,
    "learning.lesson": SIGNED_IN,
    "learning.mark_read": SIGNED_IN,
    "learning.question": OWN,
    "learning.quiz": SIGNED_IN,
    "learning.save_answer": OWN,
    "learning.start_quiz": SIGNED_IN,
    "learning.submit": OWN,
    "people.account": SIGNED_IN,
    "people.add_person": ADMIN,
    "people.change_password": SIGNED_IN,
    "people.grant_role": ADMINISTERED,
    "people.people": ADMIN,
    "people.person": ADMINISTERED,
    "people.reset_password": ADMINISTERED,
    "people.revoke_role": ADMINISTERED,
    "people.set_active": ADMINISTERED,
    "people.sign_in": ALL,
    "people.sign_out": SIGNED_IN,
    "people.sign_out_everywhere": SIGNED_IN,
    "practice.act": OWN,
    "practice.debrief": OWN,
    "practice.dossier": OWN,
    "practice.finish": OWN,
    "practice.hint": OWN,
    "practice.run": OWN,
    "practice.scenario": SIGNED_IN,
    "practice.scenarios": SIGNED_IN,
    "practice.start": SIGNED_IN,
    "practice.wait": OWN,
    "reports.audit_log": ADMIN,
    "reports.course": PROGRESS,
    "reports.courses": PROGRESS,
    "schedule.area_room": ROOM,
    "schedule.cancel_session": SCHEDULED,
    "schedule.join": ROOM,
    "schedule.new_session": SCHEDULERS,
    "schedule.room": ROOM,
    "schedule.sessions": SIGNED_IN,
    "schedule.waiting": ROOM,
}


@dataclass
class World:
    """One thing of each kind here and there, by the name of the address's part."""

    values: dict[str, dict[str, Any]]

    def arguments(self, endpoint: str, names: set[str], label: str) -> dict[str, Any]:
        own = self.values[label]
        found = {name: own.get(f"{endpoint}:{name}", own.get(name)) for name in names}
        missing = [name for name, value in found.items() if value is None]
        assert not missing, f"{endpoint}: give the walk an example of {missing}"
        return found


def enter(app: Flask, username: str) -> FlaskClient:
    """A client in which the person is signed in, without the cost of a password."""
    person = db.session.scalar(select(Person).where(Person.username == username))
    token, now = secrets.token_urlsafe(16), clock.now()
    db.session.add(
        SignIn(
            token_hash=_hash(token), person_id=person.id, began_at=now, seen_at=now,
            address="", agent="",
        )
    )  # fmt: skip
    db.session.commit()
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = token, True
    return client


def begin_things(client: FlaskClient) -> dict[str, Any]:
    """A quiz attempt and a practice run of that person, begun through the pages."""
    browser = PageClient(client)
    course = browser.get("/courses/co-che-mot-cua")
    browser.submit(course, action="/courses/co-che-mot-cua/enrol")
    quiz = browser.get("/courses/co-che-mot-cua/quizzes/kiem-tra")
    started = browser.submit(quiz, action="/courses/co-che-mot-cua/quizzes/kiem-tra")
    attempt = re.search(r"/attempts/(\d+)", started.response.headers["Location"])
    scenario = browser.get("/practice/scenarios/chung-thuc-ban-sao-02")
    started = browser.submit(
        scenario, {"mode": "free"}, action="/practice/scenarios/chung-thuc-ban-sao-02/runs"
    )
    run = re.search(r"/runs/(\d+)", started.response.headers["Location"])
    worklist = browser.get(f"/practice/runs/{run[1]}")
    dossier = re.search(r"/dossiers/([\w-]+)", worklist.html)
    return {"attempt_id": int(attempt[1]), "run_id": int(run[1]), "practice:key": dossier[1]}


def make_world(clients: dict[str, FlaskClient]) -> World:
    values: dict[str, dict[str, Any]] = {}
    for label, username, area_code in (("here", "hocvien", "A1"), ("there", "hocvien4", "A6")):
        begun = begin_things(clients[username])
        person = db.session.scalar(select(Person).where(Person.username == username))
        area = db.session.scalar(select(Area).where(Area.code == area_code))
        session = db.session.scalars(
            select(TrainingSession)
            .where(TrainingSession.area_id == area.id)
            .order_by(TrainingSession.starts_at)
        ).first()
        values[label] = {
            **begun,
            "code": "co-che-mot-cua",
            "home.language:code": "en",
            "practice.scenario:code": "chung-thuc-ban-sao-01",
            "practice.start:code": "chung-thuc-ban-sao-01",
            "key": "hai-cap",
            "number": 1,
            "version_id": 1,
            "learning.file:name": "khong-co.png",
            "person_id": person.id,
            "grant_id": db.session.scalar(select(Grant.id).where(Grant.person_id == person.id)),
            "what": "close",
            "unit_id": db.session.scalar(select(Unit.id).where(Unit.id == person.unit_id)),
            "area_id": area.id,
            "area_code": area_code,
            "public_id": session.public_id,
        }
        for endpoint in ("act", "dossier", "hint"):
            values[label][f"practice.{endpoint}:key"] = begun["practice:key"]
        for endpoint in (
            "quiz",
            "start_quiz",
            "attempt",
            "check",
            "submit",
            "question",
            "save_answer",
        ):
            values[label][f"learning.{endpoint}:key"] = "kiem-tra"
        db.session.rollback()  # end the savepoint, or the next person's things begin inside it
    return World(values)


def csrf_of(client: FlaskClient) -> str:
    page = client.get("/account", base_url="http://localhost").get_data(as_text=True)
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    return found[1] if found else ""


def routes(app: Flask) -> Iterator[tuple[Any, str]]:
    for rule in app.url_map.iter_rules():
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            yield rule, method


def let_in(response: Any, username: str) -> bool:
    """Whether the person got past the door and to the thing, whatever the form then said."""
    location = response.headers.get("Location", "")
    if location.startswith("/sign-in"):
        # Signing out leads there too, but only those who were signed in.
        return username != "anonymous" and "next=" not in location
    return response.status_code not in (401, 403, 404)


def test_every_view_says_what_it_needs(app: Flask):
    unmarked = [
        rule.endpoint
        for rule, _method in routes(app)
        if not hasattr(app.view_functions[rule.endpoint], "access")
    ]

    assert unmarked == []


def test_the_table_and_the_routes_are_the_same(app: Flask):
    assert {rule.endpoint for rule, _method in routes(app)} == set(POLICY)


def test_only_what_the_table_calls_public_is_public(app: Flask):
    public = {
        rule.endpoint
        for rule, _method in routes(app)
        if app.view_functions[rule.endpoint].access == PUBLIC
    }

    assert public == {endpoint for endpoint, who in POLICY.items() if who is ALL}


def test_a_view_without_a_mark_is_closed_to_everybody(app: Flask, monkeypatch):
    client = enter(app, "quantri")
    monkeypatch.delattr(app.view_functions["home.start"], "access")

    assert client.get("/", base_url="http://localhost").status_code == 403


def test_every_route_as_every_role(app: Flask):
    connection: Any = db.engines[None]
    clients = {username: enter(app, username) for username in PEOPLE}
    clients["anonymous"] = app.test_client()
    world = make_world(clients)
    tokens = {username: csrf_of(clients[username]) for username in PEOPLE}
    wrong = []
    for rule, method in routes(app):
        expected = POLICY[rule.endpoint]
        labels = ("here", "there") if isinstance(expected, dict) else ("here",)
        for label in labels:
            allowed = expected[label] if isinstance(expected, dict) else expected
            with app.test_request_context():
                path = app.url_for(
                    rule.endpoint, _external=False,
                    **world.arguments(rule.endpoint, rule.arguments, label),
                )  # fmt: skip
            for username, client in clients.items():
                undo = connection.begin_nested()
                cookie = client.get_cookie("dong_hanh")
                response = client.open(
                    path, method=method, base_url="http://localhost",
                    data={"csrf_token": tokens.get(username, "")} if method == "POST" else None,
                )  # fmt: skip
                undo.rollback()
                if cookie is not None:  # signing out took it away
                    client.set_cookie("dong_hanh", cookie.value)
                got = let_in(response, username)
                # The one file asked for doesn't exist: 404 is the answer to those who may ask.
                got = got or (rule.endpoint == "learning.file" and response.status_code == 404)
                if got != (username in allowed):
                    wrong.append(f"{method} {path} as {username}: {response.status_code}")

    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "path", ["/people/4711", "/competencies/people/4711", "/practice/runs/4711"]
)
def test_what_isnt_there_and_what_is_out_of_reach_look_the_same(app: Flask, path: str):
    other = db.session.scalar(select(Person.id).where(Person.username == "hocvien"))
    db.session.rollback()
    client = PageClient(enter(app, "quanly2"))
    if path.startswith("/people"):
        client.get(path, status=403)
        return
    missing = client.get(path, status=404).text
    if "competencies" in path:
        foreign = client.get(f"/competencies/people/{other}", status=404).text
        assert re.sub(r"[0-9a-f]{16}", "", foreign) == re.sub(r"[0-9a-f]{16}", "", missing)


def test_the_list_and_the_thing_agree_on_every_unit(app: Flask):
    units = list(db.session.scalars(select(Unit)))
    for username in PEOPLE:
        person = db.session.scalar(select(Person).where(Person.username == username))
        # A grant that the table narrows to an area it doesn't have reaches no area at all.
        odd = Reach(Scope.AREA, person.id, person.unit.path, None)
        person.reaches = [*person.reaches, (Role.MANAGER, odd)]
        for action in ALLOWED:
            with app.test_request_context():
                g._login_user = person
                listed = set(db.session.scalars(within_reach(select(Unit.id), action, -1, Unit)))
                reached = {unit.id for unit in units if can(action, unit)}
            assert listed == reached, (username, action)
