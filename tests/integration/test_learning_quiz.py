"""Taking a quiz: questions, answers, the mark, and what must never be seen or changed."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import func, select

from courses.questions import type_of
from courses.text import plain
from lms import audit
from lms.competencies.models import Evidence, Standing
from lms.extensions import db
from lms.learning import queries
from lms.learning.models import QuizAnswer
from tests.integration.learning_answers import (
    COURSE,
    QUIZ,
    answer,
    answer_all,
    attempts_of,
    begin,
    hand_in,
    person,
    questions,
    typed,
    url,
)


def audited(action: str) -> list[audit.AuditEntry]:
    statement = select(audit.AuditEntry).where(audit.AuditEntry.action == action)
    return list(db.session.scalars(statement))


def letters(text: str) -> str:
    """Without spaces and punctuation, which differ between Markdown, HTML and plain text."""
    return re.sub(r"\W+", "", text)


def explanations(spec: Any) -> list[str]:
    texts = [spec.why] + [option.why for option in getattr(spec, "options", ()) if option.why]
    return [letters(plain(text))[:40] for text in texts]


def number_of(attempt: Any, kind: str) -> int:
    return next(n for n, spec in enumerate(questions(attempt), 1) if spec.type == kind)


def test_the_introduction_says_what_awaits(signed_in: Any) -> None:
    page = signed_in("hocvien").get(QUIZ)
    attempt_count = len(
        queries.quiz_of(queries.item("co-che-mot-cua", "quiz", "kiem-tra")).questions
    )
    assert f"Số câu hỏi {attempt_count}" in page.text
    assert "từ 70 %" in page.text
    assert "Các lần đã làm" not in page.text


def test_all_right_answers_earn_full_marks_and_show_the_competencies(signed_in: Any) -> None:
    client = signed_in("hocvien")
    attempt = begin(client, "hocvien")
    for number, spec in enumerate(questions(attempt), start=1):
        answer(client, attempt, number, typed(spec, attempt.seed))
    page = client.follow(hand_in(client, attempt))
    assert "Anh/chị đã đạt" in page.text
    assert page.one(".result-mark strong").text() == "100 %"
    me = person("hocvien")
    evidence = db.session.scalars(select(Evidence).where(Evidence.person_id == me.id)).all()
    wanted = {spec.competency for spec in questions(attempt)}
    assert {piece.competency.code for piece in evidence} == wanted
    assert {(piece.kind, piece.level) for piece in evidence} == {("quiz", 1)}
    levels = db.session.scalars(select(Standing.level).where(Standing.person_id == me.id))
    assert set(levels) == {1}


def test_a_failed_quiz_shows_nothing_and_may_be_taken_again(signed_in: Any) -> None:
    client = signed_in("hocvien")
    attempt = begin(client, "hocvien")
    answer_all(attempt, right=3)
    page = client.follow(hand_in(client, attempt))
    assert "Lần này chưa đạt" in page.text
    assert db.session.scalar(select(func.count()).select_from(Evidence)) == 0
    client.submit(page, action=QUIZ)
    assert [each.number for each in attempts_of("hocvien")] == [1, 2]


def test_the_result_explains_every_question(signed_in: Any) -> None:
    client = signed_in("hocvien")
    attempt = begin(client, "hocvien")
    answer_all(attempt, right=20)
    page = client.follow(hand_in(client, attempt))
    for spec in questions(attempt):
        for text in explanations(spec):
            assert text in letters(page.text), spec.key
        for basis in spec.legal_basis:
            assert letters(basis.citation).casefold() in letters(page.text).casefold()
    assert "Được 20 trên 36 điểm" in page.text
    assert len(page.all(".question-right")) == 20


def test_the_result_folds_what_is_right_and_opens_what_is_not(signed_in: Any) -> None:
    client = signed_in("hocvien")
    attempt = begin(client, "hocvien")
    answer_all(attempt, right=20)
    page = client.follow(hand_in(client, attempt))
    folded = page.all("details.question-fold")
    assert len(folded) == 20
    assert all(
        fold.css_first(".question-right") and "open" not in fold.attributes for fold in folded
    )
    assert "Câu 1: đúng" in folded[0].css_first("summary").text()
    reached = {node.attributes["href"] for node in page.all(".number-bar a")}
    assert reached == {f"#{node.attributes['id']}" for node in page.all("details[id], section[id]")}


def test_what_was_chosen_is_told_apart_from_what_is_right(signed_in: Any) -> None:
    client = signed_in("hocvien")
    attempt = begin(client, "hocvien")
    number = number_of(attempt, "true_false")
    spec = questions(attempt)[number - 1]
    answer(client, attempt, number, typed(spec, attempt.seed, right=False))
    card = client.follow(hand_in(client, attempt)).one(f"#q-{number}")
    said = {
        node.css_first("input").attributes["value"]: node.css_first(".answer-state").text().strip()
        for node in card.css(".answer")
    }
    right, wrong = str(spec.answer).lower(), str(not spec.answer).lower()
    assert said == {right: "Đáp án đúng", wrong: "Anh/chị chọn sai"}


def test_an_unanswered_question_earns_nothing(signed_in: Any) -> None:
    client = signed_in("hocvien")
    attempt = begin(client, "hocvien")
    page = client.follow(hand_in(client, attempt))
    assert {node.text().strip() for node in page.all(".question-state")} == {"Để trống"}
    assert not page.all(".question-wrong, .number-wrong, details.question-fold")
    assert attempts_of("hocvien")[0].percent == 0


def test_no_page_before_submission_holds_the_key(signed_in: Any) -> None:
    client = signed_in("hocvien")
    attempt = begin(client, "hocvien")
    pages = [client.get(url(attempt, f"/questions/{n}")) for n in range(1, 37)]
    pages += [client.get(url(attempt, "/check")), client.get(QUIZ), client.get(COURSE)]
    words = {page.path: letters(page.whole_text) for page in pages}
    for spec in questions(attempt):
        for text in explanations(spec):
            assert not [path for path, seen in words.items() if text in seen], spec.key
    for page in pages:
        html = re.sub(r"(arrow|chevron)-right", "", page.html)
        for marker in ("right", "correct", "why", "answer-wrong", attempt.seed, " checked"):
            assert marker not in html, (page.path, marker)


def test_values_of_options_are_not_the_author_s_keys(signed_in: Any) -> None:
    client = signed_in("hocvien")
    attempt = begin(client, "hocvien")
    number = number_of(attempt, "choice")
    spec = questions(attempt)[number - 1]
    sent = {
        n.attributes["value"]
        for n in client.get(url(attempt, f"/questions/{number}")).all("input[name=answer]")
    }
    assert not sent & {option.key for option in spec.options}
    bad = answer(client, attempt, number, [spec.options[0].key], status=422)
    assert "không thuộc câu hỏi này" in bad.text


def test_each_answer_is_kept_by_itself_and_shown_again(signed_in: Any) -> None:
    client = signed_in("hocvien")
    attempt = begin(client, "hocvien")
    spec = questions(attempt)[0]
    values = typed(spec, attempt.seed)
    after = client.follow(answer(client, attempt, 1, values))
    assert after.path == url(attempt, "/questions/2")
    assert "Đã lưu câu 1 lúc " in after.text
    page = client.get(url(attempt, "/questions/1"))
    assert "Đã lưu lúc " in page.one(".saved-line").text()
    assert page.one("input[checked]").attributes["value"] == values[0]
    assert "1/36" in page.one(".bar-title").text()


@pytest.mark.parametrize("kind", ["choice", "choices", "true_false", "number", "ordering"])
def test_an_answer_can_be_changed_until_the_end(signed_in: Any, kind: str) -> None:
    client = signed_in("hocvien")
    attempt = begin(client, "hocvien")
    number = number_of(attempt, kind)
    spec = questions(attempt)[number - 1]
    for right in (False, True, True):
        answer(client, attempt, number, typed(spec, attempt.seed, right=right))
    row = queries.answers(attempt.id)[spec.key]
    assert row.answer == type_of(spec).example(spec)[0]
    assert row.changes == 1, "sending the same answer again changes nothing"


def test_an_answer_taken_back_is_unanswered_again(signed_in: Any) -> None:
    client = signed_in("hocvien")
    attempt = begin(client, "hocvien")
    number = number_of(attempt, "number")
    answer(client, attempt, number, ["7"])
    page = client.follow(answer(client, attempt, number, [""]))
    assert f"Câu {number} để trống" in page.text
    assert "Đã trả lời 0/36 câu" in page.text


def test_a_question_passed_over_is_not_stored(signed_in: Any) -> None:
    client = signed_in("hocvien")
    attempt = begin(client, "hocvien")
    page = client.follow(answer(client, attempt, 1, []))
    assert page.path == url(attempt, "/questions/2")
    assert db.session.scalar(select(func.count()).select_from(QuizAnswer)) == 0


@pytest.mark.parametrize(
    ("then", "leads_to"),
    [("1", "/questions/1"), ("36", "/questions/36"), ("check", "/check")],
)
def test_leaving_by_another_button_stores_what_was_chosen(
    signed_in: Any, then: str, leads_to: str
) -> None:
    client = signed_in("hocvien")
    attempt = begin(client, "hocvien")
    here = url(attempt, "/questions/2")
    values = typed(questions(attempt)[1], attempt.seed)
    page = client.get(here)
    assert page.form(here).css(f"button[type=submit][name=then][value='{then}']")
    after = client.follow(client.submit(page, {"answer": values, "then": then}, action=here))
    assert after.path == url(attempt, leads_to)
    assert "Đã lưu câu 2 lúc " in after.text
    assert len(queries.answers(attempt.id)) == 1


def test_leaving_without_an_answer_is_no_error_and_stores_nothing(signed_in: Any) -> None:
    client = signed_in("hocvien")
    attempt = begin(client, "hocvien")
    here = url(attempt, "/questions/2")
    after = client.follow(client.submit(client.get(here), {"then": "1"}, action=here))
    assert after.path == url(attempt, "/questions/1")
    assert "để trống" not in after.text
    assert db.session.scalar(select(func.count()).select_from(QuizAnswer)) == 0


def test_the_first_button_of_a_question_is_the_one_that_enter_presses(signed_in: Any) -> None:
    client = signed_in("hocvien")
    attempt = begin(client, "hocvien")
    here = url(attempt, "/questions/2")
    first = client.get(here).form(here).css("button")[0]
    assert first.text().strip() == "Lưu và sang câu tiếp"
    assert "name" not in first.attributes


def test_bad_input_is_refused_in_words_and_kept(signed_in: Any) -> None:
    client = signed_in("hocvien")
    attempt = begin(client, "hocvien")
    number = number_of(attempt, "number")
    answer(client, attempt, number, ["7"])
    page = answer(client, attempt, number, ["tám tiếng rưỡi"], status=422)
    assert "Chỉ ghi số ngày, ví dụ 15." in page.text
    assert page.one("#answer").attributes["value"] == "tám tiếng rưỡi"
    assert page.one("#answer").attributes["aria-invalid"] == "true"
    assert page.one("title").text().startswith("Lỗi: ")
    assert queries.answers(attempt.id)[questions(attempt)[number - 1].key].answer == "7"


def test_a_half_numbered_order_is_refused_and_kept(signed_in: Any) -> None:
    client = signed_in("hocvien")
    attempt = begin(client, "hocvien")
    number = number_of(attempt, "ordering")
    values = typed(questions(attempt)[number - 1], attempt.seed)
    half = [*values[:2], *(value.split("=")[0] + "=" for value in values[2:])]
    page = answer(client, attempt, number, half, status=422)
    assert "Hãy đánh số thứ tự cho tất cả các bước." in page.text
    chosen = [o.attributes["value"] for o in page.all("option[selected]")]
    assert sorted(chosen) == sorted(values[:2])


def test_the_last_answer_leads_to_the_check_page(signed_in: Any) -> None:
    client = signed_in("hocvien")
    attempt = begin(client, "hocvien")
    spec = questions(attempt)[-1]
    page = client.follow(answer(client, attempt, 36, typed(spec, attempt.seed)))
    assert page.path == url(attempt, "/check")
    assert "Còn 35 câu chưa trả lời" in page.text
    assert len(page.all(".number-answered")) == 1


def test_going_on_leads_to_the_first_question_without_answer(signed_in: Any) -> None:
    client = signed_in("hocvien")
    attempt = begin(client, "hocvien")
    for number in (1, 2, 4):
        answer(client, attempt, number, typed(questions(attempt)[number - 1], attempt.seed))
    page = client.get(client.get(QUIZ).link("Làm tiếp"), status=303)
    assert page.response.headers["Location"].endswith("/questions/3")


def test_starting_twice_gives_one_attempt(signed_in: Any) -> None:
    client = signed_in("hocvien")
    first, second = client.get(QUIZ), client.get(QUIZ)
    answers = [client.submit(page, action=QUIZ) for page in (first, second, first)]
    assert len(attempts_of("hocvien")) == 1
    assert len({each.response.headers["Location"].rsplit("/q", 1)[0] for each in answers[:2]}) == 1
    assert len(audited("quiz_started")) == 1


def test_submitting_again_and_again_is_one_submission(signed_in: Any) -> None:
    client = signed_in("hocvien")
    attempt = begin(client, "hocvien")
    answer_all(attempt, right=36)
    same_form, other_tab = (client.get(url(attempt, "/check")) for _tab in range(2))
    for page in [same_form] * 10 + [other_tab] * 10:
        sent = client.submit(page, action=url(attempt, "/check"))
        assert sent.response.headers["Location"] == url(attempt)
    assert len(audited("quiz_submitted")) == 1
    assert len(audited("evidence_recorded")) == len({q.competency for q in questions(attempt)})


def test_an_answer_after_submission_is_refused_and_changes_nothing(signed_in: Any) -> None:
    client = signed_in("hocvien")
    attempt = begin(client, "hocvien")
    other_tab = client.get(url(attempt, "/questions/1"))
    answer(client, attempt, 1, typed(questions(attempt)[0], attempt.seed, right=False))
    hand_in(client, attempt)
    late = client.submit(
        other_tab,
        {"answer": typed(questions(attempt)[0], attempt.seed)},
        action=other_tab.path,
        status=409,
    )
    assert "Bài này đã nộp, nên câu trả lời vừa gửi không được tính." in late.text
    assert late.link("Xem kết quả") == url(attempt)
    assert attempts_of("hocvien")[0].percent == 0
    assert client.get(other_tab.path, status=303).response.headers["Location"] == url(attempt)
    assert client.get(url(attempt, "/check"), status=303)


def test_another_person_s_attempt_does_not_exist(signed_in: Any) -> None:
    attempt = begin(signed_in("hocvien"), "hocvien")
    other = signed_in("hocvien2")
    for rest in ("", "/check", "/questions/1"):
        other.get(url(attempt, rest), status=404)
    other.get(url(attempt).replace("kiem-tra", "khac"), status=404)


def test_a_question_that_does_not_exist_is_not_found(signed_in: Any) -> None:
    client = signed_in("hocvien")
    attempt = begin(client, "hocvien")
    for number in (0, 37):
        client.get(url(attempt, f"/questions/{number}"), status=404)


def test_an_answer_costs_few_statements(signed_in: Any, count_statements: Any) -> None:
    client = signed_in("hocvien")
    attempt = begin(client, "hocvien")
    values = typed(questions(attempt)[0], attempt.seed)
    page = client.get(url(attempt, "/questions/1"))
    with count_statements() as statements:
        client.submit(page, {"answer": values, "then": "9"}, action=page.path)
    assert len(statements) <= 8, str(statements)
    with count_statements() as statements:
        client.get(page.path)
    assert len(statements) <= 5, str(statements)
    hand_in(client, attempt)
    with count_statements() as statements:
        client.get(url(attempt))
    assert len(statements) <= 5, str(statements)


def test_each_step_is_in_the_audit_log(signed_in: Any) -> None:
    client = signed_in("hocvien")
    attempt = begin(client, "hocvien")
    hand_in(client, attempt)
    (submitted,) = audited("quiz_submitted")
    assert submitted.actor_id == person("hocvien").id
    assert submitted.subject_id == str(attempt.id)
    assert submitted.after == {"number": 1, "percent": 0.0, "passed": False}
    assert len(audited("quiz_started")) == len(audited("enrolled")) == 1


def test_no_more_attempts_than_the_quiz_allows(signed_in: Any) -> None:
    client = signed_in("hocvien")
    item = queries.item("co-che-mot-cua", "quiz", "kiem-tra")
    assert item is not None
    item.quiz = {**(item.quiz or {}), "attempts": 1}
    db.session.commit()
    old_tab = client.get(QUIZ)
    hand_in(client, begin(client, "hocvien"))
    assert "Đã hết số lần làm bài" in client.get(QUIZ).text
    fresh_token = {"once": "another-form"}
    refused = client.submit(old_tab, fresh_token, action=QUIZ, status=409)
    assert "Anh/chị đã dùng hết số lần làm bài này." in refused.text
    assert len(attempts_of("hocvien")) == 1
