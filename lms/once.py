"""A double click is one act: each form that writes carries a token, unique in the database.

The receipt of a form is added to the session before the view runs, so it is written by the very
transaction of the act. A second copy of the form finds the receipt and is sent to where the
first one went; when both run at once, the unique key lets only one commit.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import cast

from flask import Flask, Response, g, redirect, request
from flask_login import current_user
from sqlalchemy import ForeignKey, String, delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from lms import clock
from lms.database import Instant
from lms.extensions import Model, db

FIELD = "once"
LONGEST_TOKEN = 64


class FormReceipt(Model):
    __tablename__ = "form_receipt"

    token: Mapped[str] = mapped_column(String(LONGEST_TOKEN), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    location: Mapped[str] = mapped_column(String(500))
    kept_at: Mapped[datetime] = mapped_column(Instant, index=True)


def then(location: str) -> None:
    """Where a second copy of this form is sent; call it before the act commits."""
    receipt = g.get("receipt")
    if receipt is not None:
        receipt.location = location


def _first_answer(token: str) -> Response | None:
    receipt = db.session.get(FormReceipt, (token, current_user.id))
    return cast(Response, redirect(receipt.location, 303)) if receipt else None


def _replay_or_keep() -> Response | None:
    token = request.form.get(FIELD, "")[:LONGEST_TOKEN] if request.method == "POST" else ""
    if not token or not current_user.is_authenticated:
        return None
    answer = _first_answer(token)
    if answer is None:
        g.receipt = FormReceipt(
            token=token, person_id=current_user.id, location=request.path, kept_at=clock.now()
        )
        db.session.add(g.receipt)
    return answer


def _lost_race(error: IntegrityError) -> Response:
    """The other copy committed first: show its answer. Any other breach is a fault of ours."""
    db.session.rollback()
    token = request.form.get(FIELD, "")[:LONGEST_TOKEN]
    answer = _first_answer(token) if token and current_user.is_authenticated else None
    if answer is None:
        raise error
    return answer


def purge(older_than: timedelta = timedelta(days=2)) -> int:
    """Forget receipts of forms nobody can still be sending; returns how many."""
    result = db.session.execute(
        delete(FormReceipt).where(FormReceipt.kept_at < clock.now() - older_than)
    )
    db.session.commit()
    return result.rowcount  # type: ignore[attr-defined]


def init_app(app: Flask) -> None:
    app.before_request(_replay_or_keep)
    app.register_error_handler(IntegrityError, _lost_race)
