"""A real application on a real database; each test in one outer transaction that is undone."""

from __future__ import annotations

import contextvars
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from lms import create_app, shipped
from lms.extensions import db
from tests import databases
from tests.integration import races
from tests.integration.pages import PageClient


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "app" not in metafunc.fixturenames:
        return
    wanted = metafunc.config.getoption("--database", "both")
    # A module about pages alone may name the one database that is enough for it.
    enough = getattr(metafunc.module, "DATABASES", databases.NAMES)
    names = [name for name in enough if wanted in ("both", name)]
    if "postgresql" in names and databases.postgres_missing():
        names.remove("postgresql")
    metafunc.parametrize("app", names, indirect=True, scope="session")


@pytest.fixture(scope="session")
def app(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp(request.param)
    with databases.fresh(request.param, folder) as address:
        yield from _application(address, folder)


def _application(address: str, folder: Path) -> Iterator[Flask]:
    environ = {
        "DATABASE_URL": address,
        "INSTANCE_PATH": str(folder / "instance"),
        "SECRET_KEY": "a key for the tests only, long enough",
    }
    app = create_app(
        {"TESTING": True, "LOG_REQUESTS": False, "SERVER_NAME": "localhost"}, environ=environ
    )
    app.test_client_class = OwnContextClient
    with app.app_context():
        from flask_migrate import upgrade

        upgrade()
        shipped.load()
        shipped.load_demo()
    yield app
    with app.app_context():
        db.engine.dispose()


class OwnContextClient(FlaskClient):
    """Each request in a context of its own, as in production: nothing leaks through `g`."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        return contextvars.Context().run(super().open, *args, **kwargs)


@pytest.fixture(autouse=True)
def _undone(request: pytest.FixtureRequest) -> Iterator[None]:
    """One outer transaction around the test, on the connection that every request uses."""
    if "app" not in request.fixturenames:
        yield
        return
    app: Flask = request.getfixturevalue("app")
    with app.app_context(), db.engine.connect() as connection:
        outer, engine = connection.begin(), db.engines[None]
        db.engines[None] = connection  # type: ignore[assignment]
        yield
        db.session.remove()
        db.engines[None] = engine
        outer.rollback()


@pytest.fixture(params=databases.NAMES, scope="module")
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """An application for races: its own database, every thread with a connection of its own."""
    if request.config.getoption("--database") not in ("both", request.param):
        pytest.skip("not asked for")
    if request.param == "postgresql" and (missing := databases.postgres_missing()):
        pytest.skip(missing)
    with races.application(request.param, tmp_path_factory.mktemp("race")) as app:
        yield app


@pytest.fixture
def client(app: Flask) -> PageClient:
    return PageClient(app.test_client())


@pytest.fixture
def signed_in(app: Flask) -> Any:
    """signed_in("hocvien") -> a client in which that demonstration person has signed in."""

    def sign_in(username: str) -> PageClient:
        client = PageClient(app.test_client())
        client.sign_in(username)
        return client

    return sign_in


class Statements:
    """The SQL statements that were run while it was open, savepoints left out."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def __len__(self) -> int:
        return len(self.seen)

    def __str__(self) -> str:
        return "\n".join(self.seen)


@pytest.fixture
def count_statements(app: Flask) -> Any:
    """with count_statements() as statements: ...; assert len(statements) <= 8, statements"""
    from contextlib import contextmanager

    @contextmanager
    def counting() -> Iterator[Statements]:
        statements = Statements()

        def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN")):
                statements.seen.append(statement)

        connection = db.engines[None]
        event.listen(connection, "before_cursor_execute", note)
        try:
            yield statements
        finally:
            event.remove(connection, "before_cursor_execute", note)

    return counting
