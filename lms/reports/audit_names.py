"""The name of each action in the audit log, in words for people."""

from __future__ import annotations

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
