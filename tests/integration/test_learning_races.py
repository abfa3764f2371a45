"""Many at once on one real database each: twenty requests, one effect, nobody sees an error."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.audit import AuditEntry
from lms.extensions import db
from lms.learning import queries
from tests.integration import races
from tests.integration.learning_answers import QUIZ, attempts_of, person, questions, typed, url
from tests.integration.pages import PageClient, fields_of

AT_ONCE = 20


def signed_in(server: Flask, username: str) -> PageClient:
    client = PageClient(server.test_client())
    client.sign_in(username)
    return client


Sending = tuple[PageClient, str, dict[str, Any]]


def prepared(client: PageClient, path: str, answer: list[str] | None = None) -> Sending:
    """The form of the page at `path` as this client would send it now."""
    form = fields_of(client.get(path).form(path))
    return client, path, form if answer is None else {**form, "answer": answer}


def at_once(sendings: list[Sending]) -> list[int]:
    """The statuses of the answers, in the order of the sendings."""

    def sender(sending: Sending) -> Callable[[], int]:
        client, path, form = sending
        return lambda: client.client.post(path, data=form, base_url="http://localhost").status_code

    return races.at_once([sender(sending) for sending in sendings])


def one_form_or_many(clients: list[PageClient], path: str, own_form: bool) -> list[Sending]:
    if own_form:
        return [prepared(client, path) for client in clients]
    return [prepared(clients[0], path)] * AT_ONCE


def audited(action: str, username: str) -> int:
    statement = select(func.count()).where(
        AuditEntry.action == action, AuditEntry.actor_id == person(username).id
    )
    return db.session.scalar(statement) or 0


@pytest.mark.parametrize(("username", "own_form"), [("hocvien", True), ("hocvien2", False)])
def test_twenty_starts_and_twenty_submissions_at_once_are_one_of_each(
    server: Flask, username: str, own_form: bool
) -> None:
    tabs = [signed_in(server, username) for _tab in range(AT_ONCE if own_form else 1)]
    assert at_once(one_form_or_many(tabs, QUIZ, own_form)) == [303] * AT_ONCE
    with server.app_context():
        (attempt,) = attempts_of(username)
        check = url(attempt, "/check")
    assert at_once(one_form_or_many(tabs, check, own_form)) == [303] * AT_ONCE
    with server.app_context():
        assert audited("quiz_started", username) == 1
        assert audited("quiz_submitted", username) == 1


def test_answers_that_race_with_the_submission_are_counted_or_refused(server: Flask) -> None:
    """What was acknowledged is in the mark; what came too late was told so."""
    tabs = [signed_in(server, "hocvien3") for _tab in range(AT_ONCE)]
    tabs[0].submit(tabs[0].get(QUIZ), action=QUIZ)
    with server.app_context():
        (attempt,) = attempts_of("hocvien3")
        answers = [
            (url(attempt, f"/questions/{number}"), typed(spec, attempt.seed))
            for number, spec in enumerate(questions(attempt)[: AT_ONCE - 1], start=1)
        ]
        check = url(attempt, "/check")
    # Each request outside of that context: the token of a form is kept in it.
    sendings = [
        prepared(tab, path, answer) for tab, (path, answer) in zip(tabs[1:], answers, strict=True)
    ]
    sendings.insert(AT_ONCE // 2, prepared(tabs[0], check))

    statuses = at_once(sendings)
    assert statuses.pop(AT_ONCE // 2) == 303
    assert set(statuses) <= {303, 409}
    with server.app_context():
        (attempt,) = attempts_of("hocvien3")
        stored = queries.answers(attempt.id)
        assert len(stored) == statuses.count(303)
        assert attempt.points == statuses.count(303)
