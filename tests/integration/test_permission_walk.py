"""Every route is walked as every role, to one's own things and to those of others.

What is expected stands here by hand and not in the code that is tested. A route without a line
in the table fails, and so does a line without a route.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
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
from lms.practice import draft_actions, slip_drawing
from lms.practice.catalogue_models import Assignee, Assignment, Exercise
from lms.practice.models import RunNote
from lms.schedule.models import TrainingSession
from tests.integration.pages import PageClient
from tests.integration.slip_runs import forms_of, played_run

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
WATCHED = {label: who | {"giangvien"} for label, who in MANAGED.items()}

POLICY: dict[str, set[str] | dict[str, set[str]]] = {
    "competencies.area": AREA_PAGE,
    "competencies.matrix": MANAGERS,
    "competencies.mine": SIGNED_IN,
    "competencies.person": MANAGED,
    "competencies.unit": MANAGED,
    "development.components": ALL,
    "development.papers": ALL,
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
    "practice.assign": PROGRESS,
    "practice.assignment": OWN,
    "practice.assignments": PROGRESS,
    "practice.assess": OWN,
    "practice.begin_assignment": OWN,
    "practice.branch": OWN,
    "practice.class_of": WATCHED,
    "practice.classes": PROGRESS,
    "practice.comment_run": WATCHED,
    "practice.authoring": SCHEDULERS,
    "practice.decide_draft": SCHEDULERS,
    "practice.draft": SCHEDULERS,
    "practice.draft_file": SCHEDULERS,
    "practice.draft_text": SCHEDULERS,
    "practice.draft_trial": SCHEDULERS,
    "practice.draft_version": SCHEDULERS,
    "practice.draft_versions": SCHEDULERS,
    "practice.duplicate_draft": SCHEDULERS,
    "practice.import_draft": SCHEDULERS,
    "practice.new_draft": SCHEDULERS,
    "practice.offer_draft": SCHEDULERS,
    "practice.preview_draft": SCHEDULERS,
    "practice.restore_draft_version": SCHEDULERS,
    "practice.save_draft_text": SCHEDULERS,
    "practice.send_draft": SCHEDULERS,
    "practice.take_back_draft": SCHEDULERS,
    "practice.try_draft": SCHEDULERS,
    "practice.debrief": OWN,
    "practice.data_store": OWN,
    "practice.delete_comment": WATCHED,
    "practice.dossier": OWN,
    "practice.edit_draft": SCHEDULERS,
    "practice.close_team": SIGNED_IN,
    "practice.finish": OWN,
    "practice.hint": OWN,
    "practice.join_team": SIGNED_IN,
    "practice.leave_seat": SIGNED_IN,
    "practice.new_team": SIGNED_IN,
    "practice.position": OWN,
    "practice.start_team": SIGNED_IN,
    "practice.take_seat": SIGNED_IN,
    "practice.team": SIGNED_IN,  # whoever has the code
    "practice.team_table": SIGNED_IN,
    "practice.open_play": SIGNED_IN,
    "practice.own_runs": SIGNED_IN,
    "practice.practising_now": PROGRESS,
    "practice.replay": WATCHED,
    "practice.resume": OWN,
    "practice.rule": SIGNED_IN,
    "practice.rule_changes": SIGNED_IN,
    "practice.rules": SIGNED_IN,
    "practice.population": OWN,
    "practice.portal": ALL,
    "practice.register": OWN,
    "practice.register_file": OWN,
    "practice.paper": OWN,
    "practice.run": OWN,
    "practice.scenario": SIGNED_IN,
    "practice.scenarios": SIGNED_IN,
    "practice.settlement": OWN,
    "practice.slip": OWN,
    "practice.slip_file": OWN,
    "practice.start": SIGNED_IN,
    "practice.statistics": OWN,
    "practice.start_over": OWN,
    "practice.transfer_slip": OWN,
    "practice.transfer_slip_file": OWN,
    "practice.wait": OWN,
    "practice.withdraw_assignment": WATCHED,
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
    table = browser.get("/practice/scenarios/chung-thuc-ban-sao-02/teams")
    table = browser.submit(table, {"mode": "free"}, holding="Mở nhóm")
    return {
        "attempt_id": int(attempt[1]),
        "run_id": int(run[1]),
        "practice:key": dossier[1],
        "team_code": table.response.headers["Location"].rpartition("/")[2],
    }


def give_practice(person: Person, run_id: int) -> dict[str, int]:
    """An exercise given to that person, and a comment on the run, by somebody not walked."""
    author = db.session.scalar(select(Person).where(Person.username == "thuly"))
    exercise = db.session.get_one(Exercise, "chung-thuc-ban-sao-02")
    now = clock.now()
    given = Assignment(
        exercise_code=exercise.code, digest=exercise.digest, mode="free", title=exercise.title,
        opens_at=now, closes_at=now + timedelta(days=1), unit_id=person.unit_id,
        author_id=author.id, created_at=now,
    )  # fmt: skip
    note = RunNote(run_id=run_id, position=1, author_id=author.id, text="Tốt.", written_at=now)
    db.session.add_all([given, note])
    db.session.flush()
    db.session.add(Assignee(assignment_id=given.id, person_id=person.id))
    db.session.commit()
    return {"assignment_id": given.id, "note_id": note.id, "position": 1}


def write_draft() -> int:
    """A draft of an exercise by somebody who is not walked."""
    author = db.session.scalar(select(Person).where(Person.username == "thuly"))
    return draft_actions.duplicate(author, "scenario", "chung-thuc-ban-sao-01").id


def issue_slips(person: Person) -> dict[str, Any]:
    """A run of that person in which slips were issued, and what leads to them."""
    run = played_run(person)
    found: dict[str, Any] = {"practice.portal:token": slip_drawing.token_of(run.id, "hs1")}
    for endpoint in ("slip", "slip_file", "transfer_slip", "transfer_slip_file"):
        found[f"practice.{endpoint}:run_id"] = run.id
        found[f"practice.{endpoint}:key"] = "hs1"
        found[f"practice.{endpoint}:position"] = forms_of(run)[0].position
    return found


def make_world(clients: dict[str, FlaskClient]) -> World:
    values: dict[str, dict[str, Any]] = {}
    draft_id = write_draft()
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
            **give_practice(person, begun["run_id"]),
            **issue_slips(person),
            "code": "co-che-mot-cua",
            "home.language:code": "en",
            "practice.paper:paper": "giay-khai-sinh",
            "practice.rule:rule_id": "A4",
            "draft_id": draft_id,
            "practice.edit_draft:section": "ho-so",
            "practice.edit_draft:row": 1,
            "practice.scenario:code": "chung-thuc-ban-sao-01",
            "practice.new_team:code": "chung-thuc-ban-sao-01",
            "team_code": begun["team_code"],
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
        for endpoint in ("act", "dossier", "hint", "paper"):
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
