"""The courses that ship with the platform: complete, consistent, in today's law."""

import re
import unicodedata
from pathlib import Path

import pytest

from courses.catalogue import load_courses, read_texts
from courses.grading import grade_quiz
from courses.legal import NUMBER
from courses.questions import type_of

CONTENT = Path(__file__).parents[2] / "courses" / "content"
SCENARIOS = Path(__file__).parents[2] / "sandbox" / "scenarios"
COURSES = load_courses(CONTENT)
QUIZZES = [(course, item) for course in COURSES for item in course.quizzes]
QUESTIONS = [
    pytest.param(question, id=f"{course.code}/{item.key}/{question.key}")
    for course, item in QUIZZES
    for question in item.quiz.questions
]
TEXTS = [
    pytest.param(text, id=f"{course.code}/{path}")
    for course in COURSES
    for path, text in read_texts(CONTENT / course.code).items()
]

# What was law, or usage, and is no longer. A sentence may name it to say that it is past.
SUPERSEDED = re.compile(
    r"61/2018|107/2021|01/2018/TT|\b42/2022|\bH03\b|sổ hộ khẩu|cổng dịch vụ công tỉnh"
    r"|một cửa (?:cấp )?huyện|ủy ban nhân dân (?:cấp )?huyện|UBND (?:cấp )?huyện",
    re.IGNORECASE,
)
SAYS_IT_IS_PAST = re.compile(
    r"thay thế|hết hiệu lực|bãi bỏ|trước đây|không còn|không dùng|không ghi|đã kết thúc|mã cũ",
    re.IGNORECASE,
)


def superseded_sentences(text):
    """The sentences that name something superseded without saying so."""
    sentences = re.split(r"(?<=[.!?])\s+|\n\s*\n", text)
    return [
        sentence
        for sentence in sentences
        if SUPERSEDED.search(sentence) and not SAYS_IT_IS_PAST.search(sentence)
    ]


def test_there_is_a_course_on_the_one_stop_mechanism():
    assert "co-che-mot-cua" in [course.code for course in COURSES]


@pytest.mark.parametrize("course", COURSES, ids=lambda course: course.code)
def test_a_course_has_lessons_a_quiz_and_a_legal_basis(course):
    assert len(course.lessons) >= 5
    assert course.quizzes
    assert course.legal_basis


@pytest.mark.parametrize("course", COURSES, ids=lambda course: course.code)
def test_every_practice_leads_to_a_shipped_scenario(course):
    shipped = {path.stem for path in SCENARIOS.rglob("*.yaml")}

    assert {practice.scenario for practice in course.practices} <= shipped


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_model_answer_earns_full_marks_and_the_wrong_example_does_not(question):
    right, wrong = type_of(question).example(question)

    assert type_of(question).grade(question, right).right
    assert not type_of(question).grade(question, wrong).right


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question_explains_its_answer(question):
    assert len(question.why.split()) >= 5


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_question_shows_its_answer_before_grading(question):
    page = type_of(question).public(question, "seed")

    assert question.why not in str(page)
    assert not {"right", "why_html", "right_text"} & set(page)


@pytest.mark.parametrize(("course", "item"), QUIZZES, ids=lambda part: part.title)
def test_a_quiz_can_be_passed_and_failed(course, item):
    examples = {one.key: type_of(one).example(one) for one in item.quiz.questions}

    right = grade_quiz(item.quiz, {key: pair[0] for key, pair in examples.items()})
    wrong = grade_quiz(item.quiz, {key: pair[1] for key, pair in examples.items()})

    assert right.percent == 100
    assert right.passed
    assert not wrong.passed


@pytest.mark.parametrize("text", TEXTS)
def test_nothing_superseded_is_taught_as_current_law(text):
    assert superseded_sentences(text) == []


@pytest.mark.parametrize("text", TEXTS)
def test_texts_are_in_composed_letters(text):
    assert unicodedata.is_normalized("NFC", text)


@pytest.mark.parametrize(
    "sentence",
    [
        "Căn cứ Nghị định 61/2018/NĐ-CP, anh/chị tiếp nhận hồ sơ.",
        "Mã hồ sơ bắt đầu bằng H03.",
        "Yêu cầu người dân xuất trình Sổ hộ khẩu.",
        "Nộp trên Cổng dịch vụ công tỉnh.",
        "Chuyển đến UBND huyện.",
    ],
)
def test_the_guard_against_superseded_law_notices(sentence):
    assert superseded_sentences(sentence) == [sentence]


def cited_in(course):
    """Every document that a text or a question names, by its number or, without one, its name."""
    texts = " ".join(read_texts(CONTENT / course.code).values())
    named = {basis.document for item in course.items for basis in item.legal_basis}
    named |= {
        basis.document
        for item in course.quizzes
        for question in item.quiz.questions
        for basis in question.legal_basis
    }
    numbers = {number for text in [texts, *named] for number in NUMBER.findall(text)}
    return {number for number in numbers if not SUPERSEDED.search(number)} | {
        document for document in named if not NUMBER.search(document)
    }


@pytest.mark.parametrize("course", COURSES, ids=lambda course: course.code)
def test_every_document_that_a_course_cites_stands_in_its_legal_basis(course):
    listed = " ; ".join(basis.document for basis in course.legal_basis)

    assert {document for document in cited_in(course) if document not in listed} == set()
    assert len(cited_in(course)) > 5


@pytest.mark.parametrize("text", TEXTS)
def test_prose_has_no_straight_quotation_marks(text):
    prose = re.sub(r"`[^`]*`", "", text)
    if "kind: lesson" in text or "questions:" in text:
        # Marks around a value belong to YAML.
        prose = re.sub(r': "[^"\n]*"(?=[,}\n]|$)', "", prose)

    assert '"' not in prose
