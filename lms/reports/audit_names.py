"""The name of each action in the audit log, in words for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

ACTION_NAMES = {
    # people
    "signed_in": _l("Đăng nhập"),
    "sign_in_failed": _l("Đăng nhập không thành công"),
    "signed_out": _l("Đăng xuất"),
    "signed_out_everywhere": _l("Đăng xuất khỏi mọi thiết bị"),
    "password_changed": _l("Đổi mật khẩu"),
    "password_reset": _l("Cấp lại mật khẩu"),
    "account_closed": _l("Khóa tài khoản"),
    "account_reopened": _l("Mở lại tài khoản"),
    "role_granted": _l("Giao vai trò"),
    "role_revoked": _l("Thu hồi vai trò"),
    "organisation_imported": _l("Nhập cơ cấu tổ chức"),
    # competencies
    "evidence_recorded": _l("Ghi nhận minh chứng năng lực"),
    # learning
    "course_published": _l("Công bố phiên bản khóa học"),
    "enrolled": _l("Ghi danh khóa học"),
    "lesson_read": _l("Đọc xong bài học"),
    "quiz_started": _l("Bắt đầu làm bài kiểm tra"),
    "quiz_submitted": _l("Nộp bài kiểm tra"),
    # schedule
    "session_created": _l("Lên lịch buổi tập huấn"),
    "session_cancelled": _l("Hủy buổi tập huấn"),
    "session_joined": _l("Vào phòng họp của buổi tập huấn"),
    # practice
    "run_started": _l("Bắt đầu bài thực hành"),
    "run_finished": _l("Kết thúc bài thực hành"),
}

# What stands in `before` and `after`, in words.
FIELD_NAMES = {
    "active": _l("đang dùng"),
    "added": _l("thêm mới"),
    "area": _l("cụm"),
    "changed": _l("cập nhật"),
    "ends_at": _l("kết thúc"),
    "evidence": _l("minh chứng"),
    "hash": _l("mã nội dung"),
    "lesson": _l("bài học"),
    "level": _l("mức"),
    "mode": _l("cách luyện"),
    "number": _l("lần thứ"),
    "passed": _l("đạt"),
    "percent": _l("phần trăm"),
    "points": _l("điểm"),
    "role": _l("vai trò"),
    "scope": _l("phạm vi"),
    "shows": _l("minh chứng ở mức"),
    "starts_at": _l("bắt đầu"),
    "status": _l("tình trạng"),
    "trainer": _l("giảng viên"),
    "unit": _l("đơn vị"),
    "version": _l("phiên bản"),
}
VALUE_NAMES: dict[object, object] = {
    True: _l("có"),
    False: _l("không"),
    None: "—",
    "trainee": _l("học viên"),
    "trainer": _l("giảng viên"),
    "manager": _l("quản lý"),
    "admin": _l("quản trị hệ thống"),
    "OWN": _l("chỉ bản thân"),
    "UNIT": _l("đơn vị"),
    "AREA": _l("cụm"),
    "PROVINCE": _l("toàn tỉnh"),
    "planned": _l("đã lên lịch"),
    "cancelled": _l("đã hủy"),
    "guided": _l("có hướng dẫn"),
    "free": _l("tự làm"),
}


def in_words(values: Mapping[str, Any] | None) -> list[tuple[str, str]]:
    """Name and value of each field of `before` or `after`, as a person reads them."""
    return [
        (str(FIELD_NAMES.get(name, name)), str(_value(value)))
        for name, value in (values or {}).items()
    ]


def _value(value: object) -> object:
    # True and 1 are the same key of a dictionary, and a level of 1 is not "yes".
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    return VALUE_NAMES.get(value, value)
