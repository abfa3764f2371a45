"""Everything that matters works with scripts switched off."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Visit
from tests.browser.course_steps import QUIZ, choose, enrol, send_answer, start_quiz
from tests.browser.practice_steps import EASY, do_next, start
from tests.browser.server import Server

pytestmark = pytest.mark.browser


def test_without_scripts_a_lesson_is_read_and_a_question_answered(visit: Visit) -> None:
    trainee = visit(scripts=False)
    trainee.sign_in("hocvien")
    enrol(trainee)
    trainee.press(trainee.button("Đã đọc xong, sang bài tiếp"))
    start_quiz(trainee)
    choose(trainee, QUIZ.questions[0])
    send_answer(trainee)
    assert "Đã lưu câu 1" in trainee.text


def test_without_scripts_an_act_is_done_at_the_practice_desk(visit: Visit, server: Server) -> None:
    trainee = visit(scripts=False)
    trainee.sign_in("hocvien")
    start(trainee, EASY, "guided")
    for _act in range(3):
        do_next(trainee, server, EASY)
