"""The door: every request to a view is stopped here unless the view's mark lets it in.

A view without a mark is refused, so forgetting to declare a permission can't open anything.
"""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from flask import Flask, abort, current_app, flash, g, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from werkzeug.wrappers import Response as AnyResponse

from lms import errors, parking
from lms.permissions import PUBLIC, can

OPEN_WITH_INITIAL_PASSWORD = {"people.change_password", "people.sign_out", "home.language"}


def safe_path(target: str | None) -> str | None:
    """`target` when it is a path on this site and nothing else, so no one is led elsewhere."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    if any(ord(char) < 32 or char == "\\" for char in target):
        return None
    parts = urlsplit(target)
    return None if parts.scheme or parts.netloc else target


def nearest_page(path: str) -> str:
    """`path` when it can be opened (answers a GET), else the nearest address above it that can.

    A form is sent to an address under that of its page: /people/1/roles under /people/1. When
    it is refused, the browser shows the form's address, which nobody can come back to.
    """
    addresses = current_app.create_url_adapter(request)
    while addresses and path.strip("/"):
        if safe_path(path) and addresses.test(unquote(path), "GET"):
            return path
        path = path.rpartition("/")[0]
    return url_for("home.start")


def page_of_form() -> str | None:
    """The page that the form or link of this request stood on, when it was one of ours."""
    came_from = urlsplit(request.referrer or "")
    if came_from.netloc != request.host:
        return None
    page = nearest_page(came_from.path)
    if page == came_from.path:
        return safe_path(page + (f"?{came_from.query}" if came_from.query else ""))
    if request.method == "POST":  # its own address says too where it stood: the nearer counts
        return max(page, nearest_page(request.path), key=len)
    return page


def _to_sign_in() -> AnyResponse:
    if request.method == "POST":
        expired = g.get("expired_person_id")
        page = page_of_form()
        if expired and page:
            if parking.park(expired):
                words = _("Phiên làm việc đã hết hạn. Những gì anh/chị vừa nhập đã được giữ lại.")
            else:
                words = _("Phiên làm việc đã hết hạn nên việc vừa gửi chưa được thực hiện.")
            flash(words, "warning")
        return redirect(url_for("people.sign_in", next=page), 303)
    return redirect(url_for("people.sign_in", next=safe_path(request.full_path.rstrip("?"))), 303)


def _stop_unless_allowed() -> AnyResponse | None:
    if request.endpoint is None:  # no such address: Flask answers 404 or 405
        return None
    access = getattr(current_app.view_functions[request.endpoint], "access", None)
    if access == PUBLIC:
        return None
    if not current_user.is_authenticated:
        return _to_sign_in()
    if access is None or not can(access):
        abort(403)
    if current_user.must_change_password and request.endpoint not in OPEN_WITH_INITIAL_PASSWORD:
        return redirect(url_for("people.change_password"), 303)
    return None


def _stale_form(error: CSRFError) -> AnyResponse | tuple[str, int]:
    """The form's token is from an earlier session of this browser: bring what was typed back."""
    page = page_of_form()
    if page is None or not current_user.is_authenticated:
        return errors.page(error)
    parking.park(current_user.id)
    parking.announce(current_user.id)
    flash(_("Trang đã mở từ một phiên làm việc trước. Xin kiểm tra rồi gửi lại."), "warning")
    return redirect(page, 303)


def init_app(app: Flask) -> None:
    app.before_request(_stop_unless_allowed)
    app.register_error_handler(CSRFError, _stale_form)
