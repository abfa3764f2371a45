"""What the rules of sessions say, in words for people."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms import clock
from lms.pages import day, hour
from lms.people.models import Area
from lms.schedule.models import TrainingSession
from lms.schedule.rules import ClashKind, Door, DoorState, OffHours, TimeFault
from sandbox.worktime import Calendar

# Inside a sentence "thứ" is small, which no filter can do for the languages that keep capitals.
WEEKDAYS_IN_A_SENTENCE = (
    _l("thứ Hai"),
    _l("thứ Ba"),
    _l("thứ Tư"),
    _l("thứ Năm"),
    _l("thứ Sáu"),
    _l("thứ Bảy"),
    _l("chủ nhật"),
)
FIELD_OF_FAULT = {
    TimeFault.NOT_A_QUARTER: "start",
    TimeFault.PAST: "day",
    TimeFault.TOO_FAR: "day",
    TimeFault.TOO_LONG: "minutes",
}


def of_time_fault(fault: TimeFault) -> str:
    return {
        TimeFault.NOT_A_QUARTER: _(
            "Giờ bắt đầu phải là giờ chẵn 15 phút, ví dụ 08:00, 08:15, 08:30, 08:45."
        ),
        TimeFault.PAST: _("Ngày giờ này đã qua. Xin chọn một thời điểm sắp tới."),
        TimeFault.TOO_FAR: _("Ngày này cách hôm nay hơn một năm. Xin kiểm tra lại năm."),
        TimeFault.TOO_LONG: _("Buổi tập huấn kéo dài nhiều nhất 8 giờ."),
    }[fault]


FIELD_OF_OFF_HOURS = {OffHours.DAY_OFF: "day", OffHours.OUTSIDE: "start"}


def of_off_hours(unusual: OffHours, starts_at: datetime, calendar: Calendar) -> str:
    """What is unusual about the time, and how to plan the session all the same."""
    if unusual is OffHours.DAY_OFF:
        return _(
            "Ngày %(day)s là ngày nghỉ. Anh/chị vẫn lên lịch thì bấm lại “Lên lịch”.",
            day=day(starts_at),
        )
    return _(
        "Buổi này nằm ngoài giờ làm việc (%(first)s – %(last)s)."
        " Anh/chị vẫn lên lịch thì bấm lại “Lên lịch”.",
        first=f"{calendar.shifts[0].start:%H:%M}",
        last=f"{calendar.shifts[-1].end:%H:%M}",
    )


def of_clash(kind: ClashKind, other: TrainingSession, wanted: Area | None) -> str:
    """Which session stands in the way, and of what."""
    when = {
        "title": other.title,
        "start": hour(other.starts_at),
        "end": hour(other.ends_at),
        "day": day(other.starts_at),
    }
    if kind is ClashKind.TRAINER:
        return _(
            "%(trainer)s đã phụ trách buổi “%(title)s” từ %(start)s đến %(end)s ngày %(day)s.",
            trainer=other.trainer.full_name,
            **when,
        )
    if other.area is None:
        return _("Toàn tỉnh đã có buổi “%(title)s” từ %(start)s đến %(end)s ngày %(day)s.", **when)
    area = other.area if wanted is None else wanted
    return _(
        "Phòng họp cụm %(area)s đã có buổi “%(title)s” từ %(start)s đến %(end)s ngày %(day)s.",
        area=area.name,
        **when,
    )


def of_closed_door(door: Door, session: TrainingSession) -> str:
    """Why nobody enters now, and when the door opens or closed."""
    if door.state is DoorState.CANCELLED:
        return _("Buổi tập huấn này đã được hủy nên phòng họp không mở.")
    if door.state is DoorState.OVER:
        return _(
            "Buổi tập huấn đã kết thúc lúc %(hour)s ngày %(day)s, phòng họp đã đóng.",
            hour=hour(session.ends_at),
            day=day(session.ends_at),
        )
    return _(
        "Phòng họp mở lúc %(hour)s, %(weekday)s ngày %(day)s, trước giờ bắt đầu 15 phút.",
        hour=hour(door.opens_at),
        weekday=WEEKDAYS_IN_A_SENTENCE[clock.local(door.opens_at).weekday()],
        day=day(door.opens_at),
    )
