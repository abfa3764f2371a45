"""Reads for the reports: the audit log. Nothing here writes."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from courses.vietnamese import fold
from lms.audit import AuditEntry
from lms.extensions import db

PAGE_SIZE = 50


@dataclass(frozen=True)
class LogPage:
    """A page of the log, the newest first; `older` is the id to go on from, or None."""

    entries: list[AuditEntry]
    older: int | None


def audit_log(*, words: str = "", action: str = "", before: int | None = None) -> LogPage:
    """Entries whose person or subject holds the words, of one action, older than `before`.

    Pages go by id and not by offset, so the millionth entry is as near as the first.
    """
    statement = select(AuditEntry)
    for word in fold(words).split():
        statement = statement.where(AuditEntry.search_fold.contains(word, autoescape=True))
    if action:
        statement = statement.where(AuditEntry.action == action)
    if before is not None:
        statement = statement.where(AuditEntry.id < before)
    entries = list(
        db.session.scalars(statement.order_by(AuditEntry.id.desc()).limit(PAGE_SIZE + 1))
    )
    older = entries[PAGE_SIZE - 1].id if len(entries) > PAGE_SIZE else None
    return LogPage(entries[:PAGE_SIZE], older)
