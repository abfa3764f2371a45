"""A person who uses no mouse gets where everybody gets, and always sees where he is."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator

from lms.people.demo import PASSWORD
from tests.browser.conftest import Visit
from tests.browser.course_steps import COURSE, LESSON_PATH, QUIZ, SEND, start_quiz
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser

LONGEST_WAY = 80  # presses of Tab
IS_FOCUSED = "(node) => node === document.activeElement"
# What the eye needs: the focused element inside the window, with a line or a shadow around it.
FOCUS_IS_SEEN = """() => {
  const node = document.activeElement, look = getComputedStyle(node);
  const box = node.getBoundingClientRect();
  const marked = (look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2)
    || look.boxShadow !== "none";
  const inside = box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0;
  return marked && inside ? "" : node.outerHTML.slice(0, 200);
}"""


def tab_to(visitor: Visitor, wanted: Locator) -> None:
    """Press Tab until `wanted` has the focus; on the way each stop must be seen."""
    for _press in range(LONGEST_WAY):
        visitor.page.keyboard.press("Tab")
        unseen = visitor.page.evaluate(FOCUS_IS_SEEN)
        assert not unseen, f"the focus isn't seen on {visitor.path}: {unseen}"
        if wanted.evaluate(IS_FOCUSED):
            return
    raise AssertionError(f"Tab never comes to {wanted} on {visitor.path}")


def hit(visitor: Visitor, key: str) -> None:
    """Press a key that leads to another page."""
    with visitor.page.expect_navigation(wait_until="load"):
        visitor.page.keyboard.press(key)
    visitor.look()


def sign_in_by_keyboard(visitor: Visitor, username: str) -> None:
    visitor.go("/")
    tab_to(visitor, visitor.page.get_by_label("Tên đăng nhập"))
    visitor.page.keyboard.type(username)
    tab_to(visitor, visitor.page.get_by_label("Mật khẩu", exact=True))
    visitor.page.keyboard.type(PASSWORD)
    hit(visitor, "Enter")
    assert "Xin chào" in visitor.text


def test_sign_in_and_enrol_by_keyboard_alone(visit: Visit) -> None:
    trainee = visit()
    sign_in_by_keyboard(trainee, "hocvien")
    tab_to(trainee, trainee.page.get_by_role("link", name="Khóa học", exact=True))
    hit(trainee, "Enter")
    tab_to(trainee, trainee.main.get_by_role("link", name=COURSE.title))
    hit(trainee, "Enter")
    tab_to(trainee, trainee.button("Bắt đầu học"))
    hit(trainee, "Space")
    assert trainee.path == LESSON_PATH


def test_a_question_is_answered_by_keyboard_alone(visit: Visit) -> None:
    trainee = visit()
    trainee.sign_in("hocvien2")
    start_quiz(trainee)
    assert QUIZ.questions[0].type == "choice"
    tab_to(trainee, trainee.main.get_by_role("radio").first)
    trainee.page.keyboard.press("ArrowDown")
    assert trainee.main.get_by_role("radio").nth(1).is_checked()
    tab_to(trainee, trainee.button(SEND))
    hit(trainee, "Enter")
    assert "Đã lưu câu 1" in trainee.text


def test_the_skip_link_is_the_first_stop_and_leads_past_the_navigation(visit: Visit) -> None:
    trainee = visit()
    trainee.sign_in("hocvien3")
    trainee.go("/courses")
    skip = trainee.page.get_by_role("link", name="Bỏ qua đến nội dung chính")
    trainee.page.keyboard.press("Tab")
    assert skip.evaluate(IS_FOCUSED)
    assert trainee.page.evaluate(FOCUS_IS_SEEN) == ""
    trainee.page.keyboard.press("Enter")
    trainee.page.keyboard.press("Tab")
    inside = "() => document.querySelector('main').contains(document.activeElement)"
    assert trainee.page.evaluate(inside)


def test_the_account_menu_opens_by_keyboard_and_closes_by_escape(visit: Visit) -> None:
    trainee = visit()
    trainee.sign_in("hocvien4")
    summary = trainee.page.locator(".person-menu summary")
    tab_to(trainee, summary)
    trainee.page.keyboard.press("Enter")
    assert trainee.page.get_by_role("button", name="Đăng xuất").is_visible()
    trainee.page.keyboard.press("Escape")
    assert trainee.page.get_by_role("button", name="Đăng xuất").count() == 0
    assert summary.evaluate(IS_FOCUSED)
