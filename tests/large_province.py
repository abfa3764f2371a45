"""A province with 100,000 people in an SQLite file of its own, for counts and for the benchmark."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import event

from lms import create_app, shipped
from lms.extensions import db
from lms.seeding import make_people

PEOPLE = 100_000


def make(folder: Path, people: int = PEOPLE) -> Flask:
    """The application on a fresh database with that many people."""
    environ = {"INSTANCE_PATH": str(folder), "SECRET_KEY": "a key for the tests only, long enough"}
    app = create_app(
        {"TESTING": True, "LOG_REQUESTS": False, "SERVER_NAME": "localhost"}, environ=environ
    )
    with app.app_context():
        upgrade()
        shipped.load()
        shipped.load_demo()
        make_people(people)
        db.session.remove()
        with db.engine.connect() as connection:
            connection.exec_driver_sql("ANALYZE")
            connection.commit()
    return app


@contextmanager
def statements_of(app: Flask) -> Iterator[list[str]]:
    """The SQL statements that the application runs meanwhile; BEGIN and COMMIT don't count."""
    seen: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            seen.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)
