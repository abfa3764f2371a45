"""Security headers, the same on every answer of the application."""

from __future__ import annotations

from flask import Flask, Response, current_app, request
from flask_login import current_user

QUIET = "camera=(), microphone=(), display-capture=(), geolocation=()"


def content_security_policy(meeting_host: str = "") -> str:
    """No inline script or style, nothing from elsewhere but the meeting server's frame."""
    frames = f"frame-src {meeting_host}" if meeting_host else "frame-src 'none'"
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        f"font-src 'self'; connect-src 'self'; media-src 'self'; {frames}; form-action 'self'; "
        "base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
    )


def _permissions_policy(meeting_host: str) -> str:
    """Camera and microphone are for the meeting room's page alone."""
    if request.endpoint != "schedule.room":
        return QUIET
    allowed = f'(self "{meeting_host}")' if meeting_host else "(self)"
    return f"camera={allowed}, microphone={allowed}, display-capture={allowed}, geolocation=()"


def _add_headers(response: Response) -> Response:
    meeting_host = current_app.config["JITSI_URL"]
    headers = response.headers
    headers["Content-Security-Policy"] = content_security_policy(meeting_host)
    headers["X-Content-Type-Options"] = "nosniff"
    headers.setdefault("Referrer-Policy", "same-origin")
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Permissions-Policy"] = _permissions_policy(meeting_host)
    if current_app.config["PRODUCTION"]:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    if current_user and current_user.is_authenticated:
        headers["Cache-Control"] = "no-store"
        response.vary.add("Cookie")
    return response


def init_app(app: Flask) -> None:
    app.after_request(_add_headers)
