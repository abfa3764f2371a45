"""The questions, the debrief, and the ways on from it, at both widths."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.practice_steps import EASY, past_the_questions, start
from tests.browser.visitor import DESK, PHONE, Visitor

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]


@pytest.mark.parametrize(("width", "username"), [(DESK, "quanly"), (PHONE, "hocvien3")])
def test_from_a_poor_run_to_another_try(visit: Visit, width: int, username: str) -> None:
    trainee = visit(width)
    trainee.sign_in(username)
    start(trainee, EASY, "free")
    trainee.press(trainee.button("Chờ đến sáng"))
    run = trainee.path.partition("/dossiers")[0]
    trainee.go(f"{run}/finish")
    trainee.press(trainee.button("Kết thúc và xem nhận xét"))
    assert "Anh/chị thấy mình làm thế nào?" in trainee.text
    past_the_questions(trainee)

    for words in ("Anh/chị tự đánh giá", "Thiếu", "Người dân đã trải qua", "Biểu 07a"):
        assert words in trainee.text
    trainee.follow("Sổ tay quy tắc")
    trainee.go(f"{run}/debrief")
    trainee.press(trainee.button("Làm lại từ đây").first)
    assert "/dossiers/" in trainee.path
    assert run not in trainee.path
