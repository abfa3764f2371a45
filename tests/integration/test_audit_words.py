"""What an entry of the audit log says to a person."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from lms.audit import AuditEntry
from lms.reports.audit_names import changes


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        ({"active": True}, {"active": False}, ["Tài khoản: đang dùng → đã khóa"]),
        (None, {"level": 1}, ["Mức: 1"]),
        ({"level": 0}, {"level": 2}, ["Mức: 0 → 2"]),
        ({"role": "manager"}, None, ["Vai trò: quản lý → không còn"]),
        (None, {"percent": 18.0, "passed": False}, ["Phần trăm: 18,0", "Kết quả: chưa đạt"]),
        (None, {"points": 88.9}, ["Điểm: 88,9"]),
        (None, {"starts_at": "2026-12-02T01:30:00+00:00"}, ["Bắt đầu: 08:30, 02/12/2026"]),
        (None, {"starts_at": "2026-12-02T08:30:00+07:00"}, ["Bắt đầu: 08:30, 02/12/2026"]),
        (None, {"area": None}, ["Cụm: —"]),
        (None, {"lesson": "hai-cap"}, ["Bài học: Hai cấp chính quyền"]),
        (None, {"new_field": "as it is"}, ["New_field: as it is"]),
        (None, None, []),
    ],
)
def test_an_entry_is_told_in_one_style(
    app: Flask, before: dict[str, Any] | None, after: dict[str, Any] | None, lines: list[str]
) -> None:
    entry = AuditEntry(before=before, after=after, subject_name="Hai cấp chính quyền")
    with app.test_request_context():
        assert changes(entry) == lines


def test_a_word_without_a_space_may_break_in_the_log(signed_in: Any) -> None:
    page = signed_in("quantri").get("/reports/audit-log")
    for label in ("Người thực hiện", "Đối tượng", "Nội dung"):
        cells = page.all(f"td[data-label='{label}']")
        assert cells
        assert all("breaks" in (cell.attributes["class"] or "") for cell in cells)
