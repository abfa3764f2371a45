"""What was typed is not lost when a session ends in mid-form.

A form that arrives after its session ran out is parked for the person whose session it was.
After signing in again the same form is filled with what was typed, and nothing has been sent
in that person's name meanwhile.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import request, session
from sqlalchemy import JSON, ForeignKey, String, delete, event, select
from sqlalchemy.orm import Mapped, Session, mapped_column
from werkzeug.datastructures import MultiDict

from lms import clock
from lms.database import Instant
from lms.extensions import Model, db

KEPT_FOR = timedelta(hours=12)
LARGEST = 200_000  # characters
_NEVER_KEPT = {"csrf_token", "once"}
_SECRET_FORMS = {"people.change_password", "people.sign_in"}
_SESSION_KEY = "parked"
_RELEASED = "parked_form_released"


class ParkedForm(Model):
    __tablename__ = "parked_form"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    path: Mapped[str] = mapped_column(String(300), primary_key=True)
    fields: Mapped[dict[str, list[str]]] = mapped_column(JSON)
    kept_at: Mapped[datetime] = mapped_column(Instant)


def _typed() -> dict[str, list[str]]:
    return {
        name: values
        for name, values in request.form.lists()
        if name not in _NEVER_KEPT and "password" not in name
    }


def park(person_id: int) -> bool:
    """Keep the form of this request for that person, in a transaction of its own.

    Returns False when nothing is kept: the form asks nothing, is a form of passwords, or is
    longer than LARGEST.
    """
    fields = {} if request.endpoint in _SECRET_FORMS else _typed()
    if not fields or sum(len(v) for values in fields.values() for v in values) > LARGEST:
        return False
    key = (person_id, request.path[:300])
    parked = db.session.get(ParkedForm, key) or ParkedForm(person_id=key[0], path=key[1])
    parked.fields = fields
    parked.kept_at = clock.now()
    db.session.add(parked)
    db.session.commit()
    return True


def announce(person_id: int) -> None:
    """Tell this session which forms wait for the person (called at sign-in)."""
    statement = select(ParkedForm.path).where(
        ParkedForm.person_id == person_id, ParkedForm.kept_at > clock.now() - KEPT_FOR
    )
    paths = list(db.session.scalars(statement))
    if paths:
        session[_SESSION_KEY] = paths


def waiting(path: str) -> bool:
    """Whether something typed waits for the form that is sent to `path`."""
    return path in session.get(_SESSION_KEY, [])


def take(person_id: int, path: str) -> MultiDict[str, Any] | None:
    """What was typed into the form that is sent to `path`, or None."""
    if not waiting(path):
        return None
    parked = db.session.get(ParkedForm, (person_id, path))
    return MultiDict(parked.fields) if parked else None


def release(person_id: int, path: str) -> None:
    """The form was sent after all: forget what was kept, when the running transaction commits.

    It goes by its key, whatever this browser was told: a form refused and mended, or sent from
    another device, leaves nothing behind. Until the commit the browser goes on being offered it.
    """
    with db.session.no_autoflush:  # the receipt is still to be told where the act leads
        db.session.execute(
            delete(ParkedForm).where(ParkedForm.person_id == person_id, ParkedForm.path == path)
        )
    db.session.info[_RELEASED] = path


@event.listens_for(Session, "after_commit")
def _offer_no_more(orm_session: Session) -> None:
    if orm_session.in_nested_transaction():
        return
    path = orm_session.info.pop(_RELEASED, None)
    if path is not None and waiting(path):
        session[_SESSION_KEY] = [kept for kept in session[_SESSION_KEY] if kept != path]


@event.listens_for(Session, "after_rollback")
def _offer_still(orm_session: Session) -> None:
    orm_session.info.pop(_RELEASED, None)


def purge(now: datetime) -> int:
    """Forget forms nobody came back for within KEPT_FOR; returns how many.

    Part of the running transaction.
    """
    result = db.session.execute(delete(ParkedForm).where(ParkedForm.kept_at < now - KEPT_FOR))
    return result.rowcount  # type: ignore[attr-defined]
