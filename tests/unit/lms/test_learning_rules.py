from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from courses.course import Quiz
from courses.grading import grade_quiz
from lms.learning.rules import (
    Outline,
    Shown,
    State,
    Step,
    may_attempt,
    most_pressing_first,
    question_after,
    shown_by_quiz,
    state_of,
    with_typed,
)

NOON = datetime(2026, 11, 24, 5, tzinfo=UTC)


def step(key: str, state: State = State.TODO, kind: str = "lesson") -> Step:
    return Step("khoa", kind, key, key.title(), 10, state, scenario="kich-ban")


def outline(*states: State, code: str = "khoa", hours_ago: int | None = None) -> Outline:
    at = None if hours_ago is None else NOON - timedelta(hours=hours_ago)
    steps = tuple(step(f"b{n}", state) for n, state in enumerate(states))
    return Outline(code, code, steps, enrolled_at=at, last_activity_at=at)


def quiz(*questions: tuple[str | None, int], pass_mark: int = 70) -> Quiz:
    """Each question is (competency, points); its right answer is True."""
    return Quiz.model_validate(
        {
            "title": "Kiểm tra",
            "pass_mark": pass_mark,
            "questions": [
                {"key": f"q{n}", "type": "true_false", "text": "?", "why": "!", "answer": True}
                | {"points": points, "competency": competency}
                for n, (competency, points) in enumerate(questions)
            ],
        }
    )


def test_the_next_step_is_the_first_that_is_not_done() -> None:
    course = outline(State.DONE, State.BEGUN, State.TODO)
    assert course.next == course.steps[1]
    assert (course.done, course.total, course.percent) == (1, 3, 33)
    assert course.minutes_left == 20


def test_a_finished_course_has_no_next_step() -> None:
    course = outline(State.DONE, State.DONE)
    assert course.complete
    assert course.next is None
    assert course.percent == 100


def test_a_course_is_not_rounded_up_to_finished() -> None:
    assert outline(*[State.DONE] * 999, State.TODO).percent == 99


def test_steps_know_their_neighbours() -> None:
    course = outline(State.TODO, State.TODO, State.TODO)
    first, second, third = course.steps
    assert (course.before("b0"), course.after("b0")) == (None, second)
    assert (course.before("b1"), course.after("b1")) == (first, third)
    assert course.after("b2") is None
    assert course.step("b1") is second
    assert course.step("khac") is None


def test_a_step_leads_to_its_own_page() -> None:
    lesson, practice = step("b1"), step("b2", kind="practice")
    assert (lesson.endpoint, lesson.values) == ("learning.lesson", {"code": "khoa", "key": "b1"})
    assert (practice.endpoint, practice.values) == ("practice.scenario", {"code": "kich-ban"})


def test_the_course_touched_last_comes_first_and_the_finished_one_last() -> None:
    finished = outline(State.DONE, code="xong", hours_ago=1)
    old = outline(State.TODO, code="cu", hours_ago=50)
    fresh = outline(State.TODO, code="moi", hours_ago=2)
    not_begun = outline(State.TODO, code="chua")
    ordered = most_pressing_first([finished, not_begun, old, fresh])
    assert [course.code for course in ordered] == ["moi", "cu", "chua", "xong"]


@pytest.mark.parametrize(
    ("done", "begun", "state"),
    [
        (False, False, State.TODO),
        (False, True, State.BEGUN),
        (True, True, State.DONE),
        (True, False, State.DONE),
    ],
)
def test_done_wins_over_begun(done: bool, begun: bool, state: State) -> None:
    assert state_of(done=done, begun=begun) is state


@pytest.mark.parametrize(
    ("used", "allowed", "may"), [(0, 3, True), (2, 3, True), (3, 3, False), (99, 0, True)]
)
def test_attempts_are_counted_unless_any_number_is_allowed(
    used: int, allowed: int, may: bool
) -> None:
    assert may_attempt(used, allowed) is may


def test_a_passed_quiz_shows_only_the_competencies_whose_questions_were_passed() -> None:
    asked = quiz(("luat", 3), ("luat", 5), ("giao-tiep", 2))
    mark = grade_quiz(asked, {"q0": True, "q1": True, "q2": False})
    assert mark.passed
    assert shown_by_quiz(asked, mark, []) == [
        Shown("luat", 100, True),
        Shown("giao-tiep", 0, False),
    ]


def test_a_failed_quiz_shows_nothing_even_where_all_was_right() -> None:
    asked = quiz(("luat", 1), ("giao-tiep", 9))
    mark = grade_quiz(asked, {"q0": True, "q1": False})
    assert [each.shown for each in shown_by_quiz(asked, mark, [])] == [False, False]


def test_the_pass_mark_itself_is_enough_for_a_competency() -> None:
    asked = quiz(("luat", 7), ("luat", 3))
    mark = grade_quiz(asked, {"q0": True, "q1": False})
    assert shown_by_quiz(asked, mark, []) == [Shown("luat", 70, True)]


def test_a_question_without_competency_counts_for_those_of_the_course() -> None:
    asked = quiz((None, 1), ("luat", 1))
    mark = grade_quiz(asked, {"q0": True, "q1": True})
    shown = shown_by_quiz(asked, mark, ["luat", "giao-tiep"])
    assert [each.code for each in shown if each.shown] == ["luat", "giao-tiep"]


def test_typed_options_replace_the_stored_choice() -> None:
    page = {"options": [{"handle": "x", "chosen": True}, {"handle": "y", "chosen": False}]}
    assert [option["chosen"] for option in with_typed(page, ["y"])["options"]] == [False, True]


def test_a_typed_number_is_shown_as_it_was_typed() -> None:
    assert with_typed({"unit": "giờ", "value": "8"}, ["tám"])["value"] == "tám"
    assert with_typed({"unit": "giờ", "value": "8"}, [])["value"] == ""


def test_typed_positions_are_shown_even_when_they_clash() -> None:
    page = {"steps": [{"handle": "x", "position": 1}, {"handle": "y", "position": 2}]}
    shown = with_typed(page, ["x=2", "y=", "khong-hieu"])
    assert [each["position"] for each in shown["steps"]] == ["2", None]


def test_what_is_shown_instead_leaves_the_page_itself_alone() -> None:
    page = {"value": "8"}
    with_typed(page, ["9"])
    assert page == {"value": "8"}


@pytest.mark.parametrize(
    ("number", "then", "shown"),
    [
        (1, "", 2),
        (3, "", None),
        (2, "1", 1),
        (1, "3", 3),
        (1, "check", None),
        (1, "0", 2),
        (1, "4", 2),
        (1, "-1", 2),
        (1, "//evil.example", 2),
        (1, "²", 2),
        (1, "9" * 50, 2),
    ],
)
def test_the_question_asked_for_follows_and_nonsense_counts_as_nothing(
    number: int, then: str, shown: int | None
) -> None:
    assert question_after(number, 3, then) == shown
