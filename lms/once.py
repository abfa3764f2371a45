"""A double click is one act: each form that writes carries a token, unique in the database.

The receipt of a form is added to the session before the view runs, so it is written by the very
transaction of the act. A second copy of the form finds the receipt and is sent to where the
first one went; when both run at once, the unique key lets only one commit. The same token with
another content is no double click (the browser's Back button, then a change): it is not an act
either, so what was typed is brought back to be looked at and sent anew.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import datetime, timedelta
from typing import cast

from flask import Flask, Response, current_app, flash, g, redirect, request
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import ForeignKey, String, delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from lms import clock, parking
from lms.database import Instant
from lms.door import nearest_page, page_of_form
from lms.extensions import Model, db

FIELD = "once"
LONGEST_TOKEN = 64
KEPT_FOR = timedelta(days=2)  # longer than any session: nobody can still be sending the form


class FormReceipt(Model):
    __tablename__ = "form_receipt"

    token: Mapped[str] = mapped_column(String(LONGEST_TOKEN), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    location: Mapped[str] = mapped_column(String(500))
    content_mark: Mapped[str] = mapped_column(String(64))
    kept_at: Mapped[datetime] = mapped_column(Instant, index=True)


def then(location: str) -> None:
    """Where a second copy of this form is sent; call it before the act commits."""
    receipt = g.get("receipt")
    if receipt is not None:
        receipt.location = location


def put_back() -> None:
    """This request only looked: its form has not been used up and may still be sent."""
    receipt = g.pop("receipt", None)
    if receipt is not None:
        db.session.expunge(receipt)


def _content_mark() -> str:
    """The same for two copies of a form and for nothing else.

    Keyed, because a form may hold a password: the mark alone must not let it be guessed.
    """
    fields = sorted((k, v) for k, v in request.form.lists() if k != "csrf_token")
    sent = json.dumps([request.path, fields]).encode()
    return hmac.new(current_app.config["SECRET_KEY"].encode(), sent, hashlib.sha256).hexdigest()


def _bring_back() -> Response:
    """Not a copy of the first form: keep what was typed and show it on its page again."""
    if parking.park(current_user.id):
        parking.announce(current_user.id)
    flash(
        _(
            "Biểu mẫu này đã được ghi nhận một lần với nội dung khác. Những gì anh/chị vừa gửi"
            " chưa được ghi nhận; xin kiểm tra rồi gửi lại nếu vẫn cần."
        ),
        "warning",
    )
    return cast(Response, redirect(page_of_form() or nearest_page(request.path), 303))


def _first_answer(token: str) -> Response | None:
    receipt = db.session.get(FormReceipt, (token, current_user.id))
    if receipt is None:
        return None
    if receipt.content_mark != _content_mark():
        return _bring_back()
    return cast(Response, redirect(receipt.location, 303))


def _replay_or_keep() -> Response | None:
    token = request.form.get(FIELD, "")[:LONGEST_TOKEN] if request.method == "POST" else ""
    if not token or not current_user.is_authenticated:
        return None
    answer = _first_answer(token)
    if answer is None:
        g.receipt = FormReceipt(
            token=token,
            person_id=current_user.id,
            location=request.path,
            content_mark=_content_mark(),
            kept_at=clock.now(),
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


def purge(now: datetime) -> int:
    """Forget receipts older than KEPT_FOR; returns how many. Part of the running transaction."""
    result = db.session.execute(delete(FormReceipt).where(FormReceipt.kept_at < now - KEPT_FOR))
    return result.rowcount  # type: ignore[attr-defined]


def init_app(app: Flask) -> None:
    app.before_request(_replay_or_keep)
    app.register_error_handler(IntegrityError, _lost_race)
