"""The blueprint of the practice desk and what its templates share."""

from __future__ import annotations

import secrets
from decimal import Decimal

from flask import Blueprint
from werkzeug.wrappers import Response

from courses.vietnamese import format_number
from sandbox import words

bp = Blueprint("practice", __name__, template_folder="templates")

Page = str | Response | tuple[str, int]


@bp.app_template_filter()
def points(value: float) -> str:
    """A number of points as it is written in Vietnamese: 8, 8,5."""
    return format_number(Decimal(str(value)), places=1)


@bp.app_template_global()
def once_token() -> str:
    """A token against double clicks, for a form that the template writes by itself."""
    return secrets.token_urlsafe(18)


bp.app_template_filter("sim_hour")(words.hour)
bp.app_template_filter("sim_moment")(words.moment)
