"""Whether the database answers and fits this code."""

from __future__ import annotations

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from lms.extensions import db


def revisions() -> tuple[str | None, str | None, set[str]]:
    """The database's revision, the code's newest, and every revision that the code knows."""
    scripts = ScriptDirectory(current_app.extensions["migrate"].directory)
    known = {script.revision for script in scripts.walk_revisions()}
    current = MigrationContext.configure(db.session.connection()).get_current_revision()
    return current, scripts.get_current_head(), known


def database_fault() -> str | None:
    """What is wrong, in one sentence for the operator; None when all is well."""
    try:
        db.session.execute(text("select 1"))
        current, newest, known = revisions()
    except SQLAlchemyError as error:
        return f"Cơ sở dữ liệu không trả lời: {type(error).__name__}"
    if current == newest:
        return None
    if current is not None and current not in known:
        return _newer(current, newest)
    return "Cơ sở dữ liệu chưa được nâng cấp. Hãy chạy: flask --app wsgi setup"


def _newer(current: str, newest: str | None) -> str:
    return (
        f"Cơ sở dữ liệu (bản {current}) mới hơn chương trình (bản {newest}). "
        "Hãy cập nhật chương trình; dữ liệu chưa bị thay đổi gì."
    )


def obstacle() -> str | None:
    """Why the database can't be set up, in one sentence: it doesn't answer, or is too new."""
    try:
        current, newest, known = revisions()
    except SQLAlchemyError:
        shown = db.engine.url.render_as_string(hide_password=True)
        return (
            f"Không mở được cơ sở dữ liệu {shown}. "
            "Hãy kiểm tra DATABASE_URL và xem máy chủ cơ sở dữ liệu có đang chạy không."
        )
    finally:
        db.session.rollback()  # let go of the write lock: an upgrade may follow
    if current is None or current in known:
        return None
    return _newer(current, newest)
