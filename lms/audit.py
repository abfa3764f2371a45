"""The audit log: who did what to what, when, from where, before and after. Append only.

An entry is added to the session of the act it tells of, so that both are written or neither.
The database refuses to change or delete one (triggers in the migrations).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import g, has_request_context, request
from flask_login import current_user
from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from courses.vietnamese import fold
from lms import clock
from lms.database import Instant
from lms.extensions import Model, db


class AuditEntry(Model):
    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    actor_name: Mapped[str] = mapped_column(String(200))
    action: Mapped[str] = mapped_column(String(60))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[str] = mapped_column(String(60))
    subject_name: Mapped[str] = mapped_column(String(300), default="")
    # Who and what, folded, for search without diacritics.
    search_fold: Mapped[str] = mapped_column(String(800), default="")
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    address: Mapped[str] = mapped_column(String(60), default="")
    request_id: Mapped[str] = mapped_column(String(32), default="")

    __table_args__ = (
        Index("ix_audit_entry_actor_id_id", "actor_id", "id"),
        Index("ix_audit_entry_action_id", "action", "id"),
        Index("ix_audit_entry_subject", "subject_kind", "subject_id", "id"),
    )


def record(
    action: str,
    subject: tuple[str, object],
    *,
    name: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    actor: Any = None,
) -> None:
    """Add an entry to the running transaction.

    `subject` is (kind, id); `name` says what it was called then. `actor` is a person when it
    isn't the one who is signed in (at sign-in, in a command).
    """
    in_request = has_request_context()
    who = actor or (current_user if in_request and current_user.is_authenticated else None)
    db.session.add(
        AuditEntry(
            at=clock.now(),
            actor_id=who.id if who else None,
            actor_name=who.full_name if who else "Hệ thống",
            action=action,
            subject_kind=subject[0],
            subject_id=str(subject[1]),
            subject_name=name[:300],
            search_fold=fold(f"{who.full_name} {who.username} {name}" if who else name)[:800],
            before=before,
            after=after,
            address=(request.remote_addr or "") if in_request else "",
            request_id=g.get("request_id", "") if in_request else "",
        )
    )
