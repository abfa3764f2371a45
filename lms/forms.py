"""The form that all others extend: CSRF, a token against double clicks, nothing typed is lost."""

from __future__ import annotations

import secrets
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import HiddenField

from lms import parking


class Form(FlaskForm):
    """A form that writes. `action` is the path it is sent to, when not that of its page."""

    once = HiddenField(default=lambda: secrets.token_urlsafe(18))

    def __init__(self, *args: Any, action: str | None = None, **kwargs: Any) -> None:
        self.action = action or request.path
        self.brought_back = False
        if request.method == "GET" and current_user.is_authenticated:
            typed = parking.take(current_user.id, self.action)
            if typed is not None:
                kwargs["formdata"] = typed
                self.brought_back = True
        elif self._was_sent() and current_user.is_authenticated:
            parking.release(current_user.id, self.action)
        super().__init__(*args, **kwargs)
        if self.brought_back and "once" in self:
            self.once.data = secrets.token_urlsafe(18)

    def _was_sent(self) -> bool:
        """Whether this request sends it; others are drawn on the answer beside it."""
        return request.method == "POST" and request.path == self.action

    @property
    def brought_back_notice(self) -> str:
        """Shown above a form that was filled with what had been typed before the session ended."""
        return _("Những gì anh/chị đã nhập vẫn còn ở đây. Xin kiểm tra rồi gửi lại.")
