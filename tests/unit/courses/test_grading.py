from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.grading import grade_quiz
from courses.questions import type_of
from tests.unit.courses.samples import quiz

QUIZ = quiz()
EXAMPLES = {question.key: type_of(question).example(question) for question in QUIZ.questions}
RIGHT = {key: right for key, (right, _) in EXAMPLES.items()}

some_answers = st.fixed_dictionaries(
    {}, optional={key: st.sampled_from([*pair, None]) for key, pair in EXAMPLES.items()}
)


def one_point_each(count, pass_mark):
    """A quiz of `count` statements, all true."""
    question = quiz("true_false").questions[0]
    questions = [question.model_copy(update={"key": f"t{n}"}) for n in range(count)]
    return quiz("true_false", pass_mark=pass_mark).model_copy(update={"questions": questions})


def test_the_model_answers_earn_everything():
    mark = grade_quiz(QUIZ, RIGHT)

    assert mark.points == mark.out_of == 6
    assert mark.percent == Decimal("100.0")
    assert mark.passed


def test_an_empty_attempt_earns_nothing():
    mark = grade_quiz(QUIZ, {})

    assert (mark.points, mark.percent, mark.passed) == (0, Decimal("0.0"), False)
    assert set(mark.per_question) == set(RIGHT)


@given(some_answers)
def test_marks_stay_within_bounds_and_are_the_sum_of_the_questions(answers):
    mark = grade_quiz(QUIZ, answers)

    assert 0 <= mark.points <= mark.out_of
    assert mark.points == sum(one.points for one in mark.per_question.values())
    assert mark.passed == (100 * mark.points / mark.out_of >= 70)


@given(some_answers, st.randoms(use_true_random=False))
def test_the_order_of_answering_is_irrelevant(answers, chance):
    entries = list(answers.items())
    chance.shuffle(entries)

    assert grade_quiz(QUIZ, dict(entries)) == grade_quiz(QUIZ, answers)


@given(some_answers, st.sampled_from(sorted(RIGHT)))
def test_mending_an_answer_never_costs_points(answers, key):
    before = grade_quiz(QUIZ, answers)

    assert grade_quiz(QUIZ, answers | {key: RIGHT[key]}).points >= before.points


@pytest.mark.parametrize(
    ("right", "count", "percent"),
    [
        (1, 3, "33.3"),
        (2, 3, "66.7"),
        (1, 8, "12.5"),
        (1, 16, "6.3"),
        (3, 16, "18.8"),
        (1, 80, "1.3"),
    ],
)
def test_per_cent_are_rounded_half_up(right, count, percent):
    mark = grade_quiz(one_point_each(count, 50), {f"t{n}": True for n in range(right)})

    assert mark.percent == Decimal(percent)


def test_passing_is_decided_before_rounding():
    mark = grade_quiz(one_point_each(3, Decimal("66.7")), {"t0": True, "t1": True})

    assert mark.percent == Decimal("66.7")
    assert not mark.passed


def test_a_pass_mark_reached_in_thirds_is_reached():
    options = [{"key": key, "text": key, "right": key != "d"} for key in "abcd"]
    question = quiz("choices").questions[0].model_dump() | {"options": options, "points": 1}
    questions = [question | {"key": f"m{n}"} for n in range(6)]
    answers = {"m0": ["a"], "m1": ["b"], "m2": ["c"], "m3": ["a", "b"], "m4": ["b", "c"]}

    mark = grade_quiz(quiz("choices", questions=questions, pass_mark="38.8"), answers)
    on_the_mark = grade_quiz(
        quiz("choices", questions=questions, pass_mark=50), answers | {"m5": ["a", "b"]}
    )

    assert mark.points == Fraction(7, 3)
    assert mark.passed
    assert on_the_mark.points == 3
    assert on_the_mark.passed


def test_answers_of_another_version_are_refused():
    with pytest.raises(KeyError, match="q99"):
        grade_quiz(QUIZ, {"q99": True})
