"""Alembic's environment: the application's own engine and models, on SQLite and PostgreSQL."""

from alembic import context
from flask import current_app
from sqlalchemy import text

from lms.extensions import db

config = context.config


def _run(connection) -> None:
    options = current_app.extensions["migrate"].configure_args
    context.configure(connection=connection, target_metadata=db.metadata, **options)
    with context.begin_transaction():
        context.run_migrations()


def run_online() -> None:
    with db.engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            # A batch migration copies a table and drops the old one; with foreign keys on, that
            # drop would cascade into the children. They are checked again before the end.
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.rollback()
        _run(connection)
        if sqlite:
            broken = connection.execute(text("PRAGMA foreign_key_check")).all()
            connection.rollback()
            connection.exec_driver_sql("PRAGMA foreign_keys=ON")
            connection.rollback()
            if broken:
                raise RuntimeError(f"rows without their parent after the migration: {broken[:5]}")


if context.is_offline_mode():
    raise SystemExit("Offline migrations are not supported: the triggers need a connection.")
run_online()
