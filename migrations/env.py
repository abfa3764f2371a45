"""Alembic's environment: the application's own engine and models, on SQLite and PostgreSQL."""

from alembic import context
from flask import current_app

from lms.extensions import db


def _migrate(connection) -> None:
    options = current_app.extensions["migrate"].configure_args
    context.configure(connection=connection, target_metadata=db.metadata, **options)
    with context.begin_transaction():
        context.run_migrations()


def _on_sqlite(connection) -> None:
    """A batch migration copies a table and drops the old one; with foreign keys on, that drop
    fails or takes the children along. The pragma counts only outside a transaction, so it is set
    on the driver's own connection; the keys are checked before anything is committed.
    """
    driver = connection.connection.dbapi_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        with connection.begin():
            _migrate(connection)
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            if broken:
                raise RuntimeError(f"rows without their parent after the migration: {broken[:5]}")
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def _on_postgres(connection) -> None:
    """A migration may take longer than a page may."""
    with connection.begin():
        connection.exec_driver_sql("set local statement_timeout = 0")
        _migrate(connection)


if context.is_offline_mode():
    raise SystemExit("Offline migrations are not supported: the triggers need a connection.")
with db.engine.connect() as connection:
    _on_sqlite(connection) if connection.dialect.name == "sqlite" else _on_postgres(connection)
