"""Members of a team in the very same moment, on real connections."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from lms.extensions import db
from lms.practice.models import Run, RunEvent
from lms.practice.team_models import Team, TeamSeat
from sandbox import hints
from sandbox.workflow import ROLES
from tests.integration import races
from tests.integration.pages import Page, PageClient, fields_of
from tests.integration.practice_desk import asked, filled, form_for, newest_run, press
from tests.integration.practice_team import (
    CREW,
    DOSSIER,
    begin,
    browser,
    crew,
    name_of,
    open_table,
    own_world,
    take,
)

Sending = Callable[[], TestResponse]


def sending(client: PageClient, page: Page, option: str, **data: Any) -> Sending:
    """The form of one button, filled and ready to be sent from a tab of its own."""
    return _sending(client, page, form_for(page, option), filled(page, option, data))


def _sending(client: PageClient, page: Page, form: Any, sent: dict[str, Any]) -> Sending:
    tab = client.client.application.test_client()
    tab._cookies = dict(client.client._cookies)
    action = page.action_of(form)
    return lambda: tab.post(action, data=sent, base_url="http://localhost")


def button(client: PageClient, page: Page, holding: str) -> Sending:
    form = page.form(holding=holding)
    return _sending(client, page, form, dict(fields_of(form)))


def desk_of(run_id: int, key: str = DOSSIER) -> str:
    return f"/practice/runs/{run_id}/dossiers/{key}"


def test_of_two_members_at_one_dossier_exactly_one_acts(server: Flask) -> None:
    clients = crew(server)
    begin(clients)
    with server.app_context():
        run_id = newest_run().id
        names = {role: name_of(username) for role, username in CREW.items()}
    _to_the_office(server, clients, run_id)
    with server.app_context():
        before = newest_run().position
    desk = clients["reception"].get(desk_of(run_id))
    office = clients["appraiser"].get(desk_of(run_id))

    answers = races.at_once(
        [
            sending(clients["reception"], desk, "notify_citizen", channel="official"),
            sending(clients["appraiser"], office, "receive_for_appraisal"),
        ]
    )

    statuses = [answer.status_code for answer in answers]
    assert sorted(statuses) == [303, 409]
    winner, loser = ("reception", 1) if statuses[0] == 303 else ("appraiser", 0)
    assert f"{names[winner]} ({ROLES[winner]}): " in answers[loser].get_data(as_text=True)
    with server.app_context():
        acts = _acts_after(run_id, before)
        assert [role for _position, role in acts] == [winner]
        assert _without_a_gap(run_id)


def _to_the_office(server: Flask, clients: dict[str, PageClient], run_id: int) -> None:
    """Let the desk work until the appraiser holds the dossier."""
    for _turn in range(60):
        with server.app_context():
            own = own_world(newest_run(), "reception")
        if own.dossiers[DOSSIER].holder == "appraiser":
            return
        step = hints.next_step(own, DOSSIER)
        assert step is not None
        page = clients["reception"].get(desk_of(run_id))
        press(clients["reception"], page, step.option_key, **asked(step))


def _acts_after(run_id: int, position: int) -> list[tuple[int, str]]:
    """The acts of people since then, in order."""
    rows = db.session.execute(
        select(RunEvent.position, RunEvent.role, RunEvent.data)
        .where(RunEvent.run_id == run_id, RunEvent.position > position)
        .order_by(RunEvent.position)
    )
    return [(at, role) for at, role, data in rows if role in CREW and "of" not in data]


def _without_a_gap(run_id: int) -> bool:
    positions = db.session.scalars(
        select(RunEvent.position).where(RunEvent.run_id == run_id).order_by(RunEvent.position)
    ).all()
    run = db.session.get_one(Run, run_id)
    return list(positions) == list(range(1, run.position + 1))


def test_members_at_two_dossiers_both_act(server: Flask) -> None:
    clients = crew(server, {"reception": "hocvien2", "appraiser": "hocvien3"})
    begin(clients, code="tro-cap-xa-hoi-01")
    with server.app_context():
        run_id = newest_run().id
    desk = clients["reception"]
    for kind in ("wait_for_news", "wait_until_morning"):
        press(desk, desk.get(f"/practice/runs/{run_id}"), kind)
    pages = [desk.get(desk_of(run_id, key)) for key in ("hs1", "hs2")]

    answers = races.at_once(
        [sending(desk, page, "check_identity", method="e_id") for page in pages]
    )

    assert [answer.status_code for answer in answers] == [303, 303], [
        answer.get_data(as_text=True) for answer in answers
    ]
    with server.app_context():
        assert _without_a_gap(run_id)


def test_a_role_that_two_take_at_once_goes_to_one(server: Flask) -> None:
    host, guest = browser(server, "hocvien4"), browser(server, "thuly")
    code = open_table(host)
    lobbies = [(client, client.get(f"/practice/teams/{code}")) for client in (host, guest)]

    answers = races.at_once([button(client, page, "Nhận vai lãnh đạo") for client, page in lobbies])

    assert sorted(answer.status_code for answer in answers) == [303, 409]
    told = next(each for each in answers if each.status_code == 409).get_data(as_text=True)
    assert "vừa nhận vai lãnh đạo trước anh/chị." in told
    with server.app_context():
        table = db.session.scalars(select(Team.id).where(Team.code == code)).one()
        seats = select(func.count()).select_from(TeamSeat).where(TeamSeat.team_id == table)
        assert db.session.scalar(seats) == 1


def test_a_team_that_is_started_twice_at_once_has_one_run(server: Flask) -> None:
    host = browser(server, "hocvien")
    code = open_table(host)
    take(host, code, "reception")
    pages = [host.get(f"/practice/teams/{code}") for _tab in range(2)]

    answers = races.at_once([button(host, page, "Bắt đầu làm bài") for page in pages])

    assert [answer.status_code for answer in answers] == [303, 303]
    with server.app_context():
        table = db.session.scalars(select(Team).where(Team.code == code)).one()
        assert table.run is not None
        assert _without_a_gap(table.run.id)
