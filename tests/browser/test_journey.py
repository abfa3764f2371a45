"""The whole journey: a trainee learns, practises and attends; those who should, see it."""

from __future__ import annotations

import re

import pytest

from sandbox.scenario import Scenario
from tests.browser.conftest import Visit
from tests.browser.course_steps import (
    COURSE,
    COURSE_PATH,
    QUIZ,
    answer_every_question,
    enrol,
    start_quiz,
)
from tests.browser.practice_steps import (
    EASY,
    HARD,
    act,
    do_next,
    next_step,
    past_the_questions,
    start,
    work_through,
)
from tests.browser.server import Server
from tests.browser.visitor import PHONE, Visitor

pytestmark = pytest.mark.browser

TRAINEE = "Cán bộ tiếp nhận 01"
WARD = "Phường Phan Đình Phùng"
BASIS = re.compile(r"Căn cứ:? .*?(Điều|Nghị định|Thông tư)")


def test_a_trainee_learns_practises_and_attends_and_those_who_should_see_it(
    visit: Visit, server: Server
) -> None:
    manager = visit()
    manager.sign_in("quanly")
    assert set(standing(manager)) == {0}

    trainee = visit()
    trainee.sign_in("hocvien")
    the_start_page_says_what_to_do_next(trainee)
    a_lesson_is_read(trainee)
    the_quiz_is_passed_and_explained(trainee)
    after_quiz = standing(manager)
    assert max(after_quiz) == 1

    a_dossier_is_handled_with_guidance(trainee, server)
    a_dossier_is_handled_alone(trainee, server)
    assert max(standing(manager)) == 3
    the_next_session_is_joined(trainee)

    the_manager_of_another_area_does_not_see(visit(), server)
    the_trainer_sees_it_in_the_course(visit())
    the_administrator_finds_each_step(visit())


# The trainee --------------------------------------------------------------------


def the_start_page_says_what_to_do_next(trainee: Visitor) -> None:
    assert trainee.path == "/"
    assert f"Xin chào, {TRAINEE}" in trainee.text
    assert f"Việc tiếp theo: {COURSE.lessons[0].title}" in trainee.text


def a_lesson_is_read(trainee: Visitor) -> None:
    enrol(trainee)
    assert "Căn cứ pháp lý của bài" in trainee.text
    trainee.press(trainee.button("Đã đọc xong, sang bài tiếp"))
    assert COURSE.lessons[1].title in trainee.text
    trainee.go(COURSE_PATH)
    assert "Đã đọc" in trainee.text


def the_quiz_is_passed_and_explained(trainee: Visitor) -> None:
    trainee.follow(COURSE.quizzes[0].title)
    start_quiz(trainee)
    answer_every_question(trainee)
    assert f"Anh/chị đã trả lời đủ {len(QUIZ.questions)} câu" in trainee.text
    trainee.press(trainee.button("Nộp bài"))
    assert "Anh/chị đã đạt" in trainee.text
    assert "100 %" in trainee.text
    folded = trainee.main.locator("details.question-fold")
    assert folded.count() == len(QUIZ.questions)
    folded.first.locator("summary").click()
    explanations = trainee.main.get_by_role("heading", name="Giải thích", exact=True)
    assert explanations.count() == 1


def a_dossier_is_handled_with_guidance(trainee: Visitor, server: Server) -> None:
    start(trainee, EASY, "guided")
    for step in work_through(trainee, server, EASY):
        assert "Bước tiếp theo" in trainee.text
        assert step.sentence in trainee.text
        if step.kind == "transfer":
            what_is_unlawful_is_stopped(trainee, EASY, server)
    the_debrief_names_findings(trainee)
    assert "Hồ sơ đã được giải quyết đúng, có chỗ nhờ hệ thống nhắc" in trainee.text


def what_is_unlawful_is_stopped(trainee: Visitor, scenario: Scenario, server: Server) -> None:
    step = next_step(trainee, server, scenario)
    act(trainee, "transfer", {**step.data, "control_slip": "no"}, status=422)
    refusal = trainee.main.get_by_role("alert").inner_text()
    assert "nên hệ thống chưa ghi" in refusal
    assert BASIS.search(refusal)
    assert next_step(trainee, server, scenario) == step


def a_dossier_is_handled_alone(trainee: Visitor, server: Server) -> None:
    start(trainee, HARD, "free")
    for step in work_through(trainee, server, HARD):
        assert "Bước tiếp theo" not in trainee.text
        if step.kind == "transfer":
            act(trainee, "transfer", {**step.data, "control_slip": "no"})
            break
    for _step in work_through(trainee, server, HARD):
        pass
    the_debrief_names_findings(trainee)
    assert "Chỗ nên làm khác đi" in trainee.text


def the_debrief_names_findings(trainee: Visitor) -> None:
    past_the_questions(trainee)
    assert "Nhận xét lượt thực hành" in trainee.text
    findings = trainee.main.locator(".finding").all_inner_texts()
    assert findings
    for finding in findings:
        assert BASIS.search(re.sub(r"\s+", " ", finding)), finding


def the_next_session_is_joined(trainee: Visitor) -> None:
    trainee.go("/sessions")
    assert "Buổi tập huấn của anh/chị" in trainee.text
    trainee.follow("Vào phòng họp")
    trainee.press(trainee.button("Vào phòng họp"))
    assert "Phòng họp mô phỏng" in trainee.text
    assert TRAINEE in trainee.text


# The others ---------------------------------------------------------------------


def standing(manager: Visitor) -> list[int]:
    """The levels of the trainee in the matrix, as a manager of his area finds them."""
    manager.go("/competencies/matrix")
    manager.follow(WARD)
    row = manager.main.get_by_role("row").filter(
        has=manager.page.get_by_role("rowheader", name=TRAINEE)
    )
    return [int(found[1]) for text in row.get_by_role("cell").all_inner_texts()
            if (found := re.search(r"mức (\d)", text))]  # fmt: skip


def the_manager_of_another_area_does_not_see(manager: Visitor, server: Server) -> None:
    manager.sign_in("quanly2")
    manager.go("/competencies/matrix")
    assert WARD not in manager.text
    with server.database() as database:
        statement = "select id, unit_id from person where username = 'hocvien'"
        person_id, unit_id = database.execute(statement).fetchone()
    manager.go(f"/competencies/matrix/units/{unit_id}", status=404)
    manager.go(f"/competencies/people/{person_id}", status=404)
    assert TRAINEE not in manager.text


def the_trainer_sees_it_in_the_course(trainer: Visitor) -> None:
    trainer.sign_in("giangvien")
    trainer.follow("Xem kết quả")
    trainer.follow(COURSE.title)
    row = trainer.main.get_by_role("row").filter(has_text=TRAINEE).inner_text()
    assert f"1/{len(COURSE.lessons)}" in row
    assert "100 %" in row
    assert "Đạt" in row


def the_administrator_finds_each_step(administrator: Visitor) -> None:
    administrator.sign_in("quantri")
    administrator.follow("Mở nhật ký")
    administrator.page.get_by_label("Người thực hiện").fill(TRAINEE)
    administrator.press(administrator.button("Lọc"))
    for done in (
        "Đăng nhập",
        "Ghi danh khóa học",
        "Đọc xong bài học",
        "Bắt đầu làm bài kiểm tra",
        "Nộp bài kiểm tra",
        "Ghi nhận minh chứng năng lực",
        "Bắt đầu bài thực hành",
        "Kết thúc bài thực hành",
        "Vào phòng họp của buổi tập huấn",
    ):
        with administrator.page.expect_navigation():
            administrator.page.get_by_label("Việc", exact=True).select_option(label=done)
        administrator.look()
        rows = administrator.main.get_by_role("row").filter(has_text=TRAINEE)
        assert rows.count() >= 1, done
        assert done in rows.first.inner_text()


# On a phone -----------------------------------------------------------------------


def test_on_a_phone_the_menu_leads_from_sign_in_to_a_lesson_and_to_a_practice_act(
    visit: Visit, server: Server
) -> None:
    trainee = visit(PHONE)
    trainee.sign_in("hocvien2")
    choose_in_menu(trainee, "Khóa học")
    enrol(trainee)
    trainee.press(trainee.button("Đã đọc xong, sang bài tiếp"))
    choose_in_menu(trainee, "Thực hành")
    start(trainee, EASY, "guided")
    do_next(trainee, server, EASY)


def choose_in_menu(visitor: Visitor, words: str) -> None:
    """Open the phone's menu and follow one of its links."""
    link = visitor.page.get_by_role("navigation", name="Chính").get_by_role("link", name=words)
    assert link.count() == 0, "the menu must be closed before it is opened"
    visitor.page.locator("summary").filter(has_text="Mục lục").first.click()
    visitor.press(link)
