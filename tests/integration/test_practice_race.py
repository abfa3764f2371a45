"""Two tabs in the very same moment, on real connections: one act, the other is told."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from lms import create_app, shipped
from lms.extensions import db
from lms.people.models import Person
from lms.practice.models import Run, RunEvent
from tests import databases
from tests.integration.pages import PageClient
from tests.integration.practice_desk import filled, form_for, start

TABS = 4


def _names(config: pytest.Config) -> list[str]:
    wanted = config.getoption("--database", "both")
    names = list(databases.NAMES) if wanted == "both" else [wanted]
    return [n for n in names if n != "postgresql" or not databases.postgres_missing()]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    metafunc.parametrize("database", _names(metafunc.config), scope="module")


@pytest.fixture(scope="module")
def own_app(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application on a database of its own, where every thread has its own connection."""
    folder = tmp_path_factory.mktemp("race")
    with databases.fresh(database, folder) as address:
        environ = {
            "DATABASE_URL": address,
            "INSTANCE_PATH": str(folder / "instance"),
            "SECRET_KEY": "a key for the tests only, long enough",
        }
        app = create_app({"TESTING": True, "LOG_REQUESTS": False}, environ=environ)
        with app.app_context():
            db.create_all()
            shipped.load()
            shipped.load_demo()
            db.session.remove()
        yield app
        with app.app_context():
            db.engine.dispose()


def at_once(client: PageClient, action: str, sendings: list[dict[str, Any]]) -> list[int]:
    """The statuses of the answers to forms that several tabs of one browser send together."""
    together = Barrier(len(sendings))

    def send(form: dict[str, Any]) -> int:
        tab = client.client.application.test_client()
        tab._cookies = dict(client.client._cookies)
        together.wait(timeout=20)
        return tab.post(action, data=form, base_url="http://localhost").status_code

    with ThreadPoolExecutor(len(sendings)) as pool:
        return sorted(pool.map(send, sendings))


def test_of_several_tabs_at_once_exactly_one_acts(own_app: Flask) -> None:
    client = PageClient(own_app.test_client())
    client.sign_in("hocvien")
    page = start(client, "free")
    action = form_for(page, "check_identity").attributes["action"] or ""
    form = filled(page, "check_identity", {"method": "e_id"})

    tabs = [{**form, "once": f"tab {number}"} for number in range(TABS)]

    assert at_once(client, action, tabs) == [303] + [409] * (TABS - 1)
    assert _stored(own_app, "hocvien") == ([1, 2, 3], 3)


def test_the_same_form_sent_several_times_at_once_is_one_act(own_app: Flask) -> None:
    client = PageClient(own_app.test_client())
    client.sign_in("hocvien4")
    page = start(client, "free")
    action = form_for(page, "check_identity").attributes["action"] or ""
    form = filled(page, "check_identity", {"method": "e_id"})

    assert at_once(client, action, [form] * TABS) == [303] * TABS
    assert _stored(own_app, "hocvien4") == ([1, 2, 3], 3)


def _stored(app: Flask, username: str) -> tuple[list[int], int]:
    """The positions of the stored events, and that of the run."""
    with app.app_context():
        run = db.session.scalars(select(Run).join(Person).where(Person.username == username)).one()
        positions = db.session.scalars(
            select(RunEvent.position).where(RunEvent.run_id == run.id).order_by(RunEvent.position)
        )
        return list(positions), run.position
