"""The last attempt begun in several tabs at once, on real connections: there is only one."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from sqlalchemy import func, select

from lms.errors import Refused
from lms.extensions import db
from lms.practice import actions, assignment_actions, assignment_queries
from lms.practice.models import Run
from tests.integration import races
from tests.integration.pages import PageClient, fields_of
from tests.integration.practice_classes import give
from tests.integration.practice_desk import person

TABS = 4


def begun(app: Flask, assignment_id: int) -> int:
    with app.app_context():
        statement = select(func.count(Run.id)).where(Run.assignment_id == assignment_id)
        return db.session.scalar(statement) or 0


def test_several_tabs_that_begin_the_last_attempt_begin_one(server: Flask) -> None:
    with server.app_context():
        given_id = give(["hocvien"], mode="exam", attempts=1).id
    client = PageClient(server.test_client())
    client.sign_in("hocvien")
    page = client.get(f"/practice/assignments/{given_id}")
    action = f"/practice/assignments/{given_id}/runs"
    form = fields_of(page.form(action))

    def tab(number: int) -> Callable[[], int]:
        browser = server.test_client()
        browser._cookies = dict(client.client._cookies)
        sent = {**form, "once": f"tab {number}"}
        return lambda: browser.post(action, data=sent, base_url="http://localhost").status_code

    assert races.at_once([tab(number) for number in range(TABS)]) == [303] * TABS
    assert begun(server, given_id) == 1


def test_who_begins_and_hands_in_at_once_gets_no_more_than_is_allowed(server: Flask) -> None:
    with server.app_context():
        given_id = give(["hocvien4"], mode="exam", attempts=2).id

    def begin_and_hand_in() -> str:
        with server.app_context():
            given, who = assignment_queries.assignment(given_id), person("hocvien4")
            assert given is not None
            try:
                run = assignment_actions.begin(given, who)
                actions.hand_in(run, who, run.position)
            except Refused as refusal:
                return refusal.message
            finally:
                db.session.remove()
            return "handed in"

    answers = races.at_once([begin_and_hand_in] * 6)

    assert begun(server, given_id) == 2
    assert answers.count("handed in") == 2
