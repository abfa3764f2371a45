"""Every page of the journey, for each role, at desk and phone width, and on paper.

The assertions are in `Visitor.look`: console, requests, content security policy, no sideways
scroll, axe.
"""

from __future__ import annotations

import pytest

from tests.browser.conftest import Visit
from tests.browser.course_steps import (
    COURSE_PATH,
    LESSON_PATH,
    QUIZ,
    QUIZ_PATH,
    choose,
    send_answer,
    start_quiz,
)
from tests.browser.practice_steps import EASY, HARD, do_next, past_the_questions, start
from tests.browser.server import Server
from tests.browser.visitor import DESK, PHONE, Visitor

pytestmark = pytest.mark.browser

WIDTHS = pytest.mark.parametrize("width", [DESK, PHONE])
TRAINEE_PAGES = [
    "/",
    "/account",
    "/account/password",
    "/competencies",
    "/courses",
    COURSE_PATH,
    LESSON_PATH,
    QUIZ_PATH,
    "/practice",
    f"/practice/scenarios/{HARD.code}",
    "/practice/rules",
    "/practice/rules/A6.h",
    "/practice/rules/changes",
    "/sessions",
    "/khu-vuc/A1/phong-hop",
]
NAMES_OF_TRAINEE = (
    "select area.name, unit.name, person.full_name from person"
    " join unit on unit.id = person.unit_id join area on area.id = unit.area_id"
    " where person.username = 'hocvien'"
)
PAGES = {
    "hocvien": TRAINEE_PAGES,
    "quanly": ["/", "/competencies/matrix", "/reports/courses", f"/reports{COURSE_PATH}"],
    "quanlytinh": ["/competencies/matrix", "/competencies/matrix/areas/0"],
    "giangvien": ["/", "/reports/courses", f"/reports{COURSE_PATH}", "/sessions", "/sessions/new"],
    "quantri": ["/", "/people", "/people?q=zzz", "/people/1", "/reports/audit-log"],
}


@WIDTHS
@pytest.mark.parametrize("username", PAGES)
def test_every_page_of_the_role_is_sound(visit: Visit, username: str, width: int) -> None:
    visitor = visit(width)
    visitor.sign_in(username)
    for path in PAGES[username]:
        visitor.go(path)


@WIDTHS
def test_each_lesson_is_sound(visit: Visit, width: int) -> None:
    trainee = visit(width)
    trainee.sign_in("hocvien2")
    trainee.go(COURSE_PATH)
    links = trainee.main.locator(f'a[href*="{COURSE_PATH}/lessons/"]')
    paths = dict.fromkeys(links.evaluate_all("(nodes) => nodes.map((n) => n.pathname)"))
    assert len(paths) > 1
    for path in paths:
        trainee.go(path)


@WIDTHS
def test_pages_that_say_no_are_sound(visit: Visit, width: int) -> None:
    visitor = visit(width)
    visitor.go("/sign-in")
    visitor.page.get_by_label("Tên đăng nhập").fill("hocvien")
    visitor.page.get_by_label("Mật khẩu", exact=True).fill("sai mật khẩu")
    visitor.press(visitor.button("Đăng nhập"), status=422)
    assert "chưa đúng" in visitor.text
    visitor.sign_in("hocvien")
    visitor.go("/không-có-trang-này", status=404)
    visitor.go("/people", status=403)


@pytest.mark.parametrize("width", [320, PHONE, 580, 800, DESK])
def test_the_account_menu_stays_inside_the_window(visit: Visit, width: int) -> None:
    visitor = visit(PHONE if width <= PHONE else DESK)
    visitor.sign_in("quanly2")
    visitor.page.set_viewport_size({"width": width, "height": 800})
    visitor.page.locator(".person-menu > summary").click()
    box = visitor.page.locator(".person-menu .menu-box").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width


def test_what_was_chosen_is_kept_by_every_button_that_leads_away(visit: Visit) -> None:
    trainee = visit(PHONE)
    trainee.sign_in("lanhdao")
    start_quiz(trainee)
    leaving = ((1, "3"), (3, "2"), (2, "check"))
    for number, then in leaving:
        choose(trainee, QUIZ.questions[number - 1])
        trainee.press(trainee.main.locator(f"button[name=then][value='{then}']").last)
        assert f"Đã lưu câu {number} lúc" in trainee.text
    assert f"Còn {len(QUIZ.questions) - len(leaving)} câu chưa trả lời" in trainee.text


def one_of_each_type() -> list[int]:
    """The numbers of the first question of each type."""
    first: dict[str, int] = {}
    for number, question in enumerate(QUIZ.questions, start=1):
        first.setdefault(question.type, number)
    return list(first.values())


def test_a_quiz_that_was_not_passed_is_sound_on_a_phone(visit: Visit) -> None:
    trainee = visit(PHONE)
    trainee.sign_in("hocvien3")
    start_quiz(trainee)
    first = trainee.path.rpartition("/")[0]
    for number in one_of_each_type():
        trainee.go(f"{first}/{number}")
        choose(trainee, QUIZ.questions[number - 1], right=False)
        send_answer(trainee)
    trainee.press(trainee.button("Xem lại bài và nộp"))
    trainee.press(trainee.button("Nộp bài luôn"))
    assert "Lần này chưa đạt" in trainee.text


@WIDTHS
def test_every_side_of_a_dossier_is_sound(visit: Visit, server: Server, width: int) -> None:
    trainee = visit(width)
    trainee.sign_in("hocvien4" if width == PHONE else "quanly2")
    start(trainee, EASY, "free")
    dossier = trainee.path
    trainee.press(trainee.button("Mở gợi ý 1"))
    for _act in range(5):
        do_next(trainee, server, EASY)
    for view in ("general", "papers", "process", "fees", "slips", "log"):
        trainee.go(f"{dossier}?view={view}")
    trainee.follow("Danh sách công việc")
    run = trainee.path
    for page in ("/population", "/data-store", "/register", "/statistics", "/settlement",
                 "?queue=stopped", "?q=chung%20thuc"):  # fmt: skip
        trainee.go(run + page)
    trainee.follow("Kết thúc và xem nhận xét")
    assert "hồ sơ chưa xong" in trainee.text
    trainee.press(trainee.button("Kết thúc và xem nhận xét"))
    past_the_questions(trainee)
    assert "Hồ sơ chưa đi đến cuối" in trainee.text
    trainee.go("/practice")
    trainee.go(f"/practice/scenarios/{EASY.code}")


@WIDTHS
def test_the_room_of_a_session_is_sound(visit: Visit, width: int) -> None:
    for username in ("thuly", "giangvien"):
        visitor = visit(width)
        visitor.sign_in(username)
        visitor.go("/sessions")
        visitor.follow("Vào phòng họp")
        visitor.press(visitor.button("Vào phòng họp"))
        visitor.follow("Rời phòng họp")


@WIDTHS
def test_the_matrix_is_sound_from_province_to_person(
    visit: Visit, server: Server, width: int
) -> None:
    manager = visit(width)
    manager.sign_in("quanlytinh")
    manager.go("/competencies/matrix")
    with server.database() as database:
        names = database.execute(NAMES_OF_TRAINEE).fetchone()
    for name in names:
        manager.press(manager.main.get_by_role("row").get_by_role("link", name=name))
        assert name in manager.text


def printed(visitor: Visitor, path: str) -> Visitor:
    visitor.page.emulate_media(media="print")
    visitor.go(path)
    return visitor


@pytest.mark.parametrize("path", [COURSE_PATH, LESSON_PATH, "/competencies", "/account"])
def test_on_paper_there_is_no_navigation(visit: Visit, path: str) -> None:
    trainee = visit()
    trainee.sign_in("lanhdao")
    assert trainee.page.get_by_role("navigation").count() > 0
    printed(trainee, path)
    assert trainee.page.get_by_role("navigation").count() == 0
    assert trainee.page.locator(".person-menu, .phone-menu, .skip-link").all() != []
    for part in trainee.page.locator(".person-menu, .phone-menu, .skip-link").all():
        assert not part.is_visible()
    assert trainee.page.get_by_role("heading", level=1).is_visible()
