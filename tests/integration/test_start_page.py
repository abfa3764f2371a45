"""The start page: what a person sees first in the morning."""
# ruff: noqa: F811 - fixtures are imported and asked for by the same name

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.integration.pages import Page
from tests.integration.schedule_days import (  # noqa: F401
    NOW,
    at,
    planned,
    quiet_day,
    set_clock,
)

pytestmark = pytest.mark.usefixtures("quiet_day")


def cards(page: Page) -> list[str]:
    return [node.text().strip() for node in page.all(".grid-cards .box-title")]


def test_a_running_session_is_said_to_run_and_leads_into_the_room(signed_in: Any) -> None:
    planned("Giải đáp", area="A1", trainer="giangvien", start=at(10, 7, 15))
    before = signed_in("hocvien").get("/")
    assert "Buổi tập huấn tiếp theo" in cards(before)


def test_once_it_has_begun_the_card_says_so(signed_in: Any, set_clock: Any) -> None:
    planned("Giải đáp", area="A1", trainer="giangvien", start=at(10, 7, 15))
    set_clock(NOW + timedelta(minutes=15))
    page = signed_in("hocvien").get("/")
    assert "Buổi tập huấn đang diễn ra" in cards(page)
    assert "Buổi tập huấn tiếp theo" not in cards(page)
    assert page.link("Vào phòng họp").startswith("/hop/")
    set_clock(NOW + timedelta(minutes=75))
    page = signed_in("hocvien").get("/")
    assert "Buổi tập huấn đang diễn ra" not in cards(page)


@pytest.mark.parametrize(
    ("username", "first"),
    [
        ("hocvien", "Khóa học"),
        ("quanly", "Theo dõi đơn vị"),
        ("giangvien", "Kết quả khóa học"),
        ("quantri", "Người dùng"),
    ],
)
def test_who_looks_after_others_finds_that_work_first(
    signed_in: Any, username: str, first: str
) -> None:
    assert cards(signed_in(username).get("/"))[0] == first
