"""What was typed outlives the session, and a double click is one act."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Visit
from tests.browser.course_steps import QUIZ, QUIZ_PATH, choose, send_answer, start_quiz
from tests.browser.practice_steps import (
    EASY,
    HARD,
    do_next,
    fill,
    form,
    next_step,
    send_button,
    start,
)
from tests.browser.server import Server

pytestmark = pytest.mark.browser

AGE_EVERY_SESSION = (
    "update sign_in set seen_at = strftime('%Y-%m-%d %H:%M:%f', seen_at, '-3 hours')"
)
# Two copies of a form under way together, as a slow line and an impatient hand send them.
SEND_TWICE = """async (form) => {
  const send = async () => {
    const body = new URLSearchParams(new FormData(form));
    const answer = await fetch(form.action, { method: "POST", body });
    return [answer.status, answer.url];
  };
  return Promise.all([send(), send()]);
}"""
EXPIRED = "Phiên làm việc đã hết hạn. Những gì anh/chị vừa nhập đã được giữ lại."
BROUGHT_BACK = "Những gì anh/chị đã nhập vẫn còn ở đây."


def end_every_session(server: Server) -> None:
    """Nobody has touched the keyboard for three hours."""
    with server.database() as database:
        assert database.execute(AGE_EVERY_SESSION).rowcount > 0


def test_a_quiz_answer_sent_after_the_session_ended_is_still_there(
    visit: Visit, server: Server
) -> None:
    trainee = visit()
    trainee.sign_in("hocvien")
    start_quiz(trainee)
    question = trainee.path
    choose(trainee, QUIZ.questions[0])
    chosen = trainee.main.get_by_role("radio", checked=True).get_attribute("value")
    end_every_session(server)
    send_answer(trainee)
    assert trainee.path == "/sign-in"
    assert EXPIRED in trainee.text

    trainee.sign_in("hocvien")
    assert trainee.path == question
    assert BROUGHT_BACK in trainee.text
    assert trainee.main.get_by_role("radio", checked=True).get_attribute("value") == chosen
    assert "Câu này chưa được lưu" in trainee.text
    send_answer(trainee)
    assert "Đã lưu câu 1" in trainee.text


def test_a_text_typed_at_the_practice_desk_after_the_session_ended_is_still_there(
    visit: Visit, server: Server
) -> None:
    trainee = visit()
    trainee.sign_in("hocvien2")
    start(trainee, HARD, "free")
    typed = "Ông mang bản chính Giấy khai sinh đến, giấy hôm nay là bản sao."
    filled = {"items": ["paper:giay-khai-sinh"], "way": "form_02", "reason": typed}
    filled["complete_by"] = "in_time"
    end_every_session(server)
    trainee.press(send_button(fill(trainee, "request_supplement", filled)))
    trainee.sign_in("hocvien2")

    found = form(trainee, "request_supplement")
    assert BROUGHT_BACK in trainee.text
    assert found.get_by_role("textbox").input_value() == typed
    assert found.get_by_role("checkbox", checked=True).count() == 1
    trainee.press(send_button(found))
    with server.database() as database:
        statement = "select count(*) from run_event where kind = 'request_supplement'"
        assert database.execute(statement).fetchone() == (1,)


def test_a_double_click_at_the_practice_desk_is_one_act(visit: Visit, server: Server) -> None:
    trainee = visit()
    trainee.sign_in("hocvien3")
    start(trainee, EASY, "free")
    step = next_step(trainee, server, EASY)
    before = count_events(server)
    button = send_button(fill(trainee, step.option_key, step.data))
    with trainee.page.expect_navigation(wait_until="load"):
        button.dblclick()
    trainee.look()
    assert count_events(server) == before + 1
    do_next(trainee, server, EASY)


def test_a_form_that_arrives_twice_at_once_is_one_act_and_gets_one_answer(
    visit: Visit, server: Server
) -> None:
    trainee = visit()
    trainee.sign_in("hocvien4")
    start(trainee, EASY, "free")
    step = next_step(trainee, server, EASY)
    before = count_events(server)
    answers = fill(trainee, step.option_key, step.data).evaluate(SEND_TWICE)
    assert answers == [[200, trainee.page.url]] * 2
    assert count_events(server) == before + 1


def count_events(server: Server) -> int:
    with server.database() as database:
        return int(database.execute("select count(*) from run_event").fetchone()[0])


def test_a_double_click_on_the_start_of_a_quiz_begins_one_attempt(
    visit: Visit, server: Server
) -> None:
    trainee = visit()
    trainee.sign_in("thuly")
    trainee.go(QUIZ_PATH)
    with trainee.page.expect_navigation(wait_until="load"):
        trainee.button("Bắt đầu làm bài").dblclick()
    trainee.look()
    with server.database() as database:
        statement = (
            "select count(*) from quiz_attempt a join person p on p.id = a.person_id"
            " where p.username = 'thuly'"
        )
        assert database.execute(statement).fetchone() == (1,)
