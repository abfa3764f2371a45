"""The language of a page: what the person chose, kept in the session; Vietnamese otherwise."""

from __future__ import annotations

from flask import current_app, has_request_context, session

NAMES = {"vi": "Tiếng Việt", "en": "English"}


def chosen() -> str:
    if not has_request_context():
        return "vi"
    wanted: str = session.get("language", "")
    return wanted if wanted in current_app.config["LANGUAGES"] else "vi"
