"""The worked examples in the documentation work."""

import re
from pathlib import Path
from types import ModuleType

import pytest
import yaml

from courses.catalogue import load_course_from_texts
from courses.questions import TYPES, BadAnswer
from courses.questions.question import QuestionType

DOCS = Path(__file__).parents[3] / "docs"


def fenced(page, language):
    """The code blocks of a page in one language."""
    source = (DOCS / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", source, re.MULTILINE | re.DOTALL)


@pytest.fixture
def course():
    source = (DOCS / "add-a-course.md").read_text(encoding="utf-8")
    named = re.findall(r"^`([^`]+)`\n\n```\w+\n(.*?)^```$", source, re.MULTILINE | re.DOTALL)
    return load_course_from_texts(dict(named))


@pytest.fixture
def word_type():
    (source,) = fenced("add-a-question-type.md", "python")
    module = ModuleType("word")
    exec(compile(source, "add-a-question-type.md", "exec", dont_inherit=True), module.__dict__)
    return module


@pytest.fixture
def word(word_type):
    (source,) = fenced("add-a-question-type.md", "yaml")
    return word_type.Spec.model_validate(yaml.safe_load(source))


def test_the_course_in_the_docs_loads_and_shows_every_question_type(course):
    (quiz,) = course.quizzes

    assert {question.type for question in quiz.quiz.questions} == set(TYPES)
    assert {item.kind for item in course.items} == {"lesson", "quiz", "practice"}


def test_the_question_type_in_the_docs_keeps_the_contract(word_type):
    promised = {name for name in vars(QuestionType) if not name.startswith("_")}

    assert {"read", "grade", "public", "review", "example"} <= promised
    assert promised <= set(vars(word_type))


def test_the_question_type_in_the_docs_marks_its_question(word_type, word):
    right, wrong = word_type.example(word)

    assert word_type.grade(word, right).right
    assert word_type.grade(word, word_type.read(word, [" MOT CUA "])).right
    assert not word_type.grade(word, wrong).right
    assert word_type.grade(word, None).points == 0
    assert "Một cửa" not in str(word_type.public(word, "seed"))
    with pytest.raises(BadAnswer):
        word_type.read(word, ["x" * 101])
