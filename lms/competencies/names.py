"""The levels in words."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

LEVELS = {
    0: _l("Chưa có minh chứng"),
    1: _l("Nhận biết"),
    2: _l("Làm được có hướng dẫn"),
    3: _l("Làm độc lập"),
    4: _l("Xử lý tình huống khó"),
    5: _l("Hướng dẫn người khác"),
}
