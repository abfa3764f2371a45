"""Structured logs: one JSON line per event, each with the id of its request."""

from __future__ import annotations

import logging
import re
import secrets
import time

import structlog
from flask import Flask, Response, g, request

ACCEPTED_ID = re.compile(r"[A-Za-z0-9-]{8,32}")

log = structlog.get_logger()


def _begin() -> None:
    given = request.headers.get("X-Request-ID", "")
    g.request_id = given if ACCEPTED_ID.fullmatch(given) else secrets.token_hex(8)
    g.began = time.monotonic()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _end(response: Response) -> Response:
    response.headers["X-Request-ID"] = g.get("request_id", "-")
    if not request.path.startswith("/static/"):
        log.info(
            "request",
            method=request.method,
            path=request.path,
            status=response.status_code,
            ms=round((time.monotonic() - g.get("began", time.monotonic())) * 1000, 1),
        )
    return response


def init_app(app: Flask) -> None:
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.INFO if app.config.get("LOG_REQUESTS", True) else logging.ERROR
        ),
        cache_logger_on_first_use=False,
    )
    app.before_request(_begin)
    app.after_request(_end)
