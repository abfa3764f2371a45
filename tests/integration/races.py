"""An application on a database of its own where every thread has its own connection."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Barrier
from typing import TypeVar

from flask import Flask

from lms import create_app, shipped
from lms.extensions import db
from tests import databases

Answer = TypeVar("Answer")


@contextmanager
def application(name: str, folder: Path) -> Iterator[Flask]:
    """The whole application, with its shipped and demonstration data, on a real database."""
    with databases.fresh(name, folder) as address:
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


def at_once(acts: Sequence[Callable[[], Answer]]) -> list[Answer]:
    """The answers of acts that begin in the same moment, in their order."""
    together = Barrier(len(acts))

    def run(act: Callable[[], Answer]) -> Answer:
        together.wait(timeout=30)
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))
