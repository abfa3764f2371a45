"""What each entry of the audit log says, in words for people."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from courses.vietnamese import format_number
from lms import clock
from lms.audit import AuditEntry

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?[+-]\d\d:\d\d$")

ACTION_NAMES = {
    # people
    "signed_in": _l("Đăng nhập"),
    "sign_in_failed": _l("Đăng nhập không thành công"),
    "signed_out": _l("Đăng xuất"),
    "signed_out_everywhere": _l("Đăng xuất khỏi mọi thiết bị"),
    "person_added": _l("Thêm người dùng"),
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
    "draft_begun": _l("Bắt đầu soạn bài thực hành"),
    "draft_saved": _l("Lưu bản nháp bài thực hành"),
    "draft_tried": _l("Chạy thử bài thực hành"),
    "draft_sent_for_review": _l("Gửi duyệt bài thực hành"),
    "draft_taken_back": _l("Rút lại bài thực hành đang chờ duyệt"),
    "draft_sent_back": _l("Trả lại bài thực hành để sửa"),
    "exercise_published": _l("Công bố bài thực hành"),
    "exercise_retired": _l("Ngừng dùng bài thực hành"),
    "exercise_brought_back": _l("Dùng lại bài thực hành"),
    "practice_assigned": _l("Giao bài thực hành"),
    "practice_withdrawn": _l("Thu hồi bài thực hành đã giao"),
    "run_commented": _l("Nhận xét một lượt thực hành"),
    "run_comment_deleted": _l("Xóa lời nhận xét về một lượt thực hành"),
    "run_branched": _l("Làm lại bài thực hành từ giữa chừng"),
}

# What stands in `before` and `after`, in words.
FIELD_NAMES = {
    "active": _l("tài khoản"),
    "added": _l("thêm mới"),
    "area": _l("cụm"),
    "changed": _l("cập nhật"),
    "code": _l("mã"),
    "ends_at": _l("kết thúc"),
    "evidence": _l("minh chứng"),
    "hash": _l("mã nội dung"),
    "of": _l("từ lượt số"),
    "lesson": _l("bài học"),
    "level": _l("mức"),
    "mode": _l("cách luyện"),
    "note": _l("ghi chú"),
    "number": _l("lần thứ"),
    "passed": _l("kết quả"),
    "people": _l("số người"),
    "percent": _l("phần trăm"),
    "points": _l("điểm"),
    "role": _l("vai trò"),
    "scope": _l("phạm vi"),
    "shows": _l("minh chứng ở mức"),
    "starts_at": _l("bắt đầu"),
    "state": _l("trạng thái"),
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
    "exam": _l("kiểm tra"),
    "writing": _l("đang soạn"),
    "in_review": _l("chờ duyệt"),
    "published": _l("đã công bố"),
}


VALUES_OF_FIELD: dict[str, dict[object, object]] = {
    "active": {True: _l("đang dùng"), False: _l("đã khóa")},
    "passed": {True: _l("đạt"), False: _l("chưa đạt")},
}


def changes(entry: AuditEntry) -> list[str]:
    """What the entry changed, a line each: "Tài khoản: đang dùng → đã khóa", "Mức: 1".

    A field that stands only in `before` is gone.
    """
    before, after = entry.before or {}, entry.after or {}
    lines = []
    for field in {**before, **after}:
        old, new = _value(entry, field, before), _value(entry, field, after)
        if field not in after:
            new = _("không còn")
        told = f"{old} → {new}" if field in before else new
        name = str(FIELD_NAMES.get(field, field))
        lines.append(f"{name[:1].upper()}{name[1:]}: {told}")
    return lines


def _value(entry: AuditEntry, field: str, values: Mapping[str, Any]) -> str:
    value = values.get(field)
    if field == "lesson" and entry.subject_name:
        return entry.subject_name
    if isinstance(value, bool) and field in VALUES_OF_FIELD:
        return str(VALUES_OF_FIELD[field][value])
    # True and 1 are the same key of a dictionary, and a level of 1 is not "yes".
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number(value)
    if isinstance(value, str) and _INSTANT.match(value):
        return f"{clock.local(datetime.fromisoformat(value)):%H:%M, %d/%m/%Y}"
    return str(VALUE_NAMES.get(value, value))


def _number(value: int | float) -> str:
    """1.250 or 18,0: what was measured keeps a decimal."""
    if isinstance(value, int):
        return format_number(value)
    whole = format_number(Decimal(str(value)))
    return whole if "," in whole else f"{whole},0"
