"""A server that is killed in mid-quiz or in mid-act has kept everything that it acknowledged."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Visit
from tests.browser.course_steps import QUIZ, choose, send_answer, start_quiz
from tests.browser.practice_steps import HARD, do_next, fill, form, send_button, start
from tests.browser.server import Server
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser

ACKNOWLEDGED = 5  # answers before the power cut


def chosen(visitor: Visitor) -> list[str]:
    """What is filled in on the page of a question, in no certain order."""
    fields = visitor.main.locator("[name=answer]")
    values = "(nodes) => nodes.filter((n) => n.checked ?? true).map((n) => n.value)"
    return sorted(fields.evaluate_all(values))


def test_acknowledged_answers_outlive_a_server_killed_in_mid_quiz(
    visit_at: Visit, own_server: Server
) -> None:
    trainee = visit_at(own_server.address)
    trainee.sign_in("hocvien")
    start_quiz(trainee)
    answers: dict[str, list[str]] = {}
    for number, question in enumerate(QUIZ.questions[:ACKNOWLEDGED], start=1):
        address = trainee.path
        choose(trainee, question)
        answers[address] = chosen(trainee)
        send_answer(trainee)
        assert f"Đã lưu câu {number} lúc" in trainee.text

    own_server.kill()
    own_server.start()

    with own_server.database() as database:
        assert database.execute("pragma integrity_check").fetchone() == ("ok",)
    trainee.page.reload(wait_until="load")  # still signed in
    trainee.look()
    assert f"Đã trả lời {ACKNOWLEDGED}/{len(QUIZ.questions)} câu" in trainee.text
    for address, answer in answers.items():
        trainee.go(address)
        assert chosen(trainee) == answer
        assert "Đã lưu lúc" in trainee.text


def test_an_act_sent_to_a_dead_server_is_one_act_and_nothing_typed_is_lost(
    visit_at: Visit, own_server: Server
) -> None:
    trainee = visit_at(own_server.address)
    trainee.sign_in("hocvien2")
    start(trainee, HARD, "free")
    do_next(trainee, own_server, HARD)
    typed = "Ông mang bản chính Giấy khai sinh đến, giấy hôm nay là bản sao."
    answers = {"items": ["paper:giay-khai-sinh"], "way": "form_02", "reason": typed}
    filled = fill(trainee, "request_supplement", {**answers, "complete_by": "in_time"})

    own_server.kill()
    send_button(filled).click(no_wait_after=True)
    trainee.page.wait_for_function("location.protocol === 'chrome-error:'")
    own_server.start()
    trainee.faults.clear()  # the browser has said that nobody answered
    trainee.page.go_back(wait_until="load")

    again = form(trainee, "request_supplement")
    assert again.locator("textarea").input_value() == typed
    assert again.locator("input[type=checkbox]:checked").count() == 1
    again.locator("xpath=ancestor::details").locator("> summary").click()
    trainee.press(send_button(again))
    with own_server.database() as database:
        counted = "select count(*), count(distinct position) from run_event where kind = ?"
        assert database.execute(counted, ("request_supplement",)).fetchone() == (1, 1)
