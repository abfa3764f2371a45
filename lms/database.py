"""What both databases must be told: SQLite's pragmas and write locks, PostgreSQL's time-outs.

SQLite upgrades a read snapshot to a write badly (the write fails at once with "database is
locked", however long the busy timeout), so a request that may write takes the write lock when
its transaction begins. Requests that only read begin an ordinary transaction and never queue.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from flask import has_request_context, request
from sqlalchemy import DateTime, Engine, MetaData, event
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

READING = {"GET", "HEAD", "OPTIONS"}
SQLITE_PRAGMAS = {
    "journal_mode": "WAL",
    "synchronous": "FULL",  # what was acknowledged is on disk, also after a power cut
    "busy_timeout": "5000",
    "foreign_keys": "ON",
    # Reports walk large indexes: read them from the operating system's cache, not by copies.
    "mmap_size": "268435456",
}
POSTGRES_OPTIONS = (
    "-c statement_timeout=15000 -c lock_timeout=5000"
    " -c idle_in_transaction_session_timeout=30000 -c synchronous_commit=on"
)

BRIEF_WAIT = 100  # milliseconds

_writing: ContextVar[bool] = ContextVar("writing", default=False)
_briefly: ContextVar[bool] = ContextVar("briefly", default=False)


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Instant(TypeDecorator[datetime]):
    """An aware instant: kept in UTC on both databases, always read back aware."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


@contextmanager
def writing(*, briefly: bool = False) -> Iterator[None]:
    """Transactions that begin inside take the write lock, also while a page is only read.

    `briefly`: on SQLite give up with OperationalError when the lock isn't free at once, for a
    write that no page should wait for.
    """
    tokens = _writing.set(True), _briefly.set(briefly)
    try:
        yield
    finally:
        _writing.reset(tokens[0])
        _briefly.reset(tokens[1])


def _wants_write_lock() -> bool:
    if has_request_context() and request.method in READING:
        return _writing.get()
    return True


def engine_options(url: str) -> dict[str, Any]:
    """What SQLAlchemy's engine is made with, for this address."""
    if url.startswith("sqlite"):
        return {"connect_args": {"check_same_thread": False}}
    return {"pool_pre_ping": True, "connect_args": {"options": POSTGRES_OPTIONS}}


def prepare(engine: Engine) -> None:
    """Hold the settings above on every connection that this engine opens."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def set_pragmas(dbapi: Any, _record: Any) -> None:
        dbapi.isolation_level = None  # pysqlite must not open its own, late transaction
        for name, value in SQLITE_PRAGMAS.items():
            dbapi.execute(f"PRAGMA {name}={value}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        driver: Any = connection.connection.dbapi_connection
        if not _wants_write_lock():
            driver.execute("BEGIN")
        elif _briefly.get():
            _begin_briefly(connection, driver)
        else:
            connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin_briefly(connection: Connection, driver: Any) -> None:
    driver.execute(f"PRAGMA busy_timeout={BRIEF_WAIT}")
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        driver.execute(f"PRAGMA busy_timeout={SQLITE_PRAGMAS['busy_timeout']}")
