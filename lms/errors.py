"""Saying no to a person, and error pages.

`Refused` is a rule's no, in words for the person; views put it beside the field. Everything
else that is raised is a fault of ours: logged once, answered with the 500 page.
"""

from __future__ import annotations

from typing import Any

import structlog
from flask import Flask, Response, g, render_template
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError, ServiceUnavailable

from lms.extensions import db

log = structlog.get_logger()


class Refused(Exception):
    """A rule said no. `message` is for the person; `field` names the form field it belongs to."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class Conflict(Refused):
    """Somebody else was faster: `message` says what changed meanwhile."""


def refuse(form: Any, refusal: Refused) -> None:
    """Put the refusal beside its field, or above the form when it belongs to none."""
    field = getattr(form, refusal.field, None) if refusal.field else None
    if field is None:
        form.form_errors.append(refusal.message)
    else:
        field.errors = [*field.errors, refusal.message]


def page(error: HTTPException) -> tuple[str, int]:
    """The page that tells a person what happened and what to do next."""
    code = error.code or 500
    return render_template(
        "errors/error.html", code=code, request_id=g.get("request_id", "-")
    ), code


def _unexpected(error: Exception) -> tuple[str, int]:
    db.session.rollback()
    log.error("unexpected", exc_info=error)
    if isinstance(error, OperationalError):
        return page(ServiceUnavailable())
    return page(InternalServerError())


def _http(error: HTTPException) -> Response | tuple[str, int]:
    if error.response is not None:  # a redirect raised as an exception
        return error.response  # type: ignore[return-value]
    return page(error)


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)
