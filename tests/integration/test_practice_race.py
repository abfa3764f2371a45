"""Two tabs in the very same moment, on real connections: one act, the other is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import select

from lms.extensions import db
from lms.people.models import Person
from lms.practice.models import Run, RunEvent
from tests.integration import races
from tests.integration.pages import PageClient
from tests.integration.practice_desk import filled, form_for, start

TABS = 4


def at_once(client: PageClient, action: str, sendings: list[dict[str, Any]]) -> list[int]:
    """The statuses of the answers to forms that several tabs of one browser send together."""

    def sender(form: dict[str, Any]) -> Callable[[], int]:
        tab = client.client.application.test_client()
        tab._cookies = dict(client.client._cookies)
        return lambda: tab.post(action, data=form, base_url="http://localhost").status_code

    return sorted(races.at_once([sender(form) for form in sendings]))


def test_of_several_tabs_at_once_exactly_one_acts(server: Flask) -> None:
    client = PageClient(server.test_client())
    client.sign_in("hocvien")
    page = start(client, "free")
    action = form_for(page, "check_identity").attributes["action"] or ""
    form = filled(page, "check_identity", {"method": "e_id"})

    tabs = [{**form, "once": f"tab {number}"} for number in range(TABS)]

    assert at_once(client, action, tabs) == [303] + [409] * (TABS - 1)
    assert _stored(server, "hocvien") == ([1, 2, 3], 3)


def test_the_same_form_sent_several_times_at_once_is_one_act(server: Flask) -> None:
    client = PageClient(server.test_client())
    client.sign_in("hocvien4")
    page = start(client, "free")
    action = form_for(page, "check_identity").attributes["action"] or ""
    form = filled(page, "check_identity", {"method": "e_id"})

    assert at_once(client, action, [form] * TABS) == [303] * TABS
    assert _stored(server, "hocvien4") == ([1, 2, 3], 3)


def _stored(app: Flask, username: str) -> tuple[list[int], int]:
    """The positions of the stored events, and that of the run."""
    with app.app_context():
        run = db.session.scalars(select(Run).join(Person).where(Person.username == username)).one()
        positions = db.session.scalars(
            select(RunEvent.position).where(RunEvent.run_id == run.id).order_by(RunEvent.position)
        )
        return list(positions), run.position
