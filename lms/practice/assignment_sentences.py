"""What the rules of assignments say, in words for people."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms.pages import moment
from lms.practice.assignment_rules import LONGEST_WINDOW, Obstacle, Why, WindowFault, time_left

FIELD_OF_WINDOW_FAULT = {
    WindowFault.PAST: "closes_day",
    WindowFault.REVERSED: "closes_day",
    WindowFault.TOO_LONG: "closes_day",
}


def of_obstacle(obstacle: Obstacle) -> str:
    """Why one can't begin now, and when one can."""
    when = moment(obstacle.until) if obstacle.until else ""
    match obstacle.why:
        case Why.TOO_EARLY:
            return _("Bài mở từ %(when)s.", when=when)
        case Why.USED_UP:
            return _("Anh/chị đã dùng hết số lần làm bài.")
        case Why.TOO_SOON:
            return _("Lần làm tiếp theo bắt đầu được từ %(when)s.", when=when)
        case _:
            return _("Bài đã đóng, không bắt đầu lần mới được nữa.")


def of_window_fault(fault: WindowFault) -> str:
    match fault:
        case WindowFault.PAST:
            return _("Hạn này đã qua. Xin chọn một ngày giờ sau lúc này.")
        case WindowFault.REVERSED:
            return _("Hạn phải sau lúc bắt đầu.")
        case _:
            return _("Thời gian giao bài dài nhất %(days)s ngày.", days=LONGEST_WINDOW.days)


_LEFT = {
    "days": _l("còn %(number)s ngày"),
    "hours": _l("còn %(number)s giờ"),
    "minutes": _l("còn %(number)s phút"),
}


def of_time_left(now: datetime, until: datetime) -> str:
    """How long there is: "còn 3 ngày"; "đã quá hạn" when there is no more."""
    left = time_left(now, until)
    return str(_LEFT[left.unit]) % {"number": left.number} if left else _("đã quá hạn")
