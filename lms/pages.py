"""What every page is handed: navigation by role, the person, the languages, filters for dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import Flask, current_app, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from lms import clock, language
from lms.permissions import can


@dataclass(frozen=True)
class Link:
    label: str
    url: str
    current: bool
    icon: str | None = None


# label, endpoint, what it needs, icon; in the order of the page's head.
NAVIGATION = (
    (_l("Trang chủ"), "home.start", "use_own_account", "home"),
    (_l("Khóa học"), "learning.courses", "learn", "book"),
    (_l("Thực hành"), "practice.scenarios", "practise", "clipboard-check"),
    (_l("Lịch tập huấn"), "schedule.sessions", "attend_sessions", "calendar"),
    (_l("Năng lực"), "competencies.mine", "see_own_competencies", "target"),
    (_l("Theo dõi đơn vị"), "competencies.matrix", "see_matrix", "chart-bar"),
    (_l("Kết quả khóa học"), "reports.courses", "see_course_progress", "report-analytics"),
    (_l("Người dùng"), "people.people", "manage_people", "users"),
    (_l("Nhật ký"), "reports.audit_log", "see_audit_log", "history"),
)
# Pages that stand under another entry than the first of their feature; "" means under none.
STANDS_UNDER = {
    "competencies.area": "competencies.matrix",
    "competencies.unit": "competencies.matrix",
    "competencies.person": "competencies.matrix",
    "people.account": "",
    "people.change_password": "",
}


def _entry_of(page: str) -> str:
    """The endpoint of the one entry that is marked while `page` (an endpoint) is shown."""
    entries = [entry[1] for entry in NAVIGATION]
    if page in entries:
        return page
    feature = page.partition(".")[0] + "."
    return STANDS_UNDER.get(page, next((e for e in entries if e.startswith(feature)), ""))


def _navigation() -> list[Link]:
    marked = _entry_of(request.endpoint or "")
    return [
        Link(str(label), url_for(endpoint), endpoint == marked, icon)
        for label, endpoint, action, icon in NAVIGATION
        if can(action)
    ]


def _initial(full_name: str) -> str:
    """The first letter of the given name; role names end in a number and give their own first."""
    letters = [word[0] for word in full_name.split() if word[0].isalpha()]
    return (letters[-1] if full_name[-1:].isalpha() else letters[0]).upper() if letters else "?"


def _person() -> dict[str, str]:
    return {
        "name": current_user.full_name,
        "initial": _initial(current_user.full_name),
        "place": f"{current_user.position.name} · {current_user.unit.full_name}",
        "account_url": url_for("people.account"),
        "sign_out_url": url_for("people.sign_out"),
    }


def _languages() -> list[dict[str, Any]]:
    current = language.chosen()
    return [
        {
            "code": code,
            "label": language.NAMES[code],
            "url": url_for("home.language", code=code),
            "current": code == current,
        }
        for code in current_app.config["LANGUAGES"]
    ]


def _support_line() -> str:
    """The 24/24 line, when the province has set its number."""
    phone = current_app.config["SUPPORT_PHONE"]
    return _("Hỗ trợ 24/24: %(phone)s", phone=phone) if phone else ""


def _for_every_page() -> dict[str, Any]:
    known = bool(current_user) and current_user.is_authenticated
    locked = known and current_user.must_change_password
    return {
        "navigation": _navigation() if known and not locked else [],
        "person": _person() if known else None,
        "sign_in_url": url_for("people.sign_in"),
        "home_url": url_for("home.start"),
        "languages": _languages(),
        "support_line": _support_line(),
        "can": can,
    }


def day(value: date | datetime) -> str:
    """24/11/2026, in Vietnam."""
    return f"{clock.local(value) if isinstance(value, datetime) else value:%d/%m/%Y}"


def hour(value: datetime) -> str:
    """08:30, in Vietnam."""
    return f"{clock.local(value):%H:%M}"


def moment(value: datetime) -> str:
    """08:30 ngày 24/11/2026 in short: 24/11/2026 08:30."""
    return f"{clock.local(value):%d/%m/%Y %H:%M}"


WEEKDAYS = (
    _l("Thứ Hai"),
    _l("Thứ Ba"),
    _l("Thứ Tư"),
    _l("Thứ Năm"),
    _l("Thứ Sáu"),
    _l("Thứ Bảy"),
    _l("Chủ nhật"),
)


def weekday(value: date | datetime) -> str:
    at = clock.local(value) if isinstance(value, datetime) else value
    return str(WEEKDAYS[at.weekday()])


def duration(minutes: int) -> str:
    """A span of minutes in words: "45 phút", "2 giờ 10 phút"."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(minutes)s phút", minutes=rest)
    if not rest:
        return _("%(hours)s giờ", hours=hours)
    return _("%(hours)s giờ %(minutes)s phút", hours=hours, minutes=rest)


def init_app(app: Flask) -> None:
    app.context_processor(_for_every_page)
    for filter_ in (day, hour, moment, weekday, duration):
        app.add_template_filter(filter_)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
