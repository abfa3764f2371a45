"""What a person does in the shipped course, by the words on the pages."""

from __future__ import annotations

from courses.catalogue import Course, Quiz, load_course
from courses.questions import Question, type_of
from courses.text import plain
from tests.browser.server import PROJECT
from tests.browser.visitor import Visitor

COURSE: Course = load_course(PROJECT / "courses" / "content" / "co-che-mot-cua")
QUIZ: Quiz = COURSE.quizzes[0].quiz
COURSE_PATH = f"/courses/{COURSE.code}"
LESSON_PATH = f"{COURSE_PATH}/lessons/{COURSE.lessons[0].key}"
QUIZ_PATH = f"{COURSE_PATH}/quizzes/{COURSE.quizzes[0].key}"
SEND = "Lưu và"  # "… sang câu tiếp", on the last question "… xem lại bài"


def enrol(visitor: Visitor) -> None:
    """From the list of courses to the first lesson."""
    visitor.go("/courses")
    visitor.follow(COURSE.title)
    visitor.press(visitor.button("Bắt đầu học"))
    assert visitor.path == LESSON_PATH


def start_quiz(visitor: Visitor) -> None:
    visitor.go(QUIZ_PATH)
    visitor.press(visitor.button("Bắt đầu làm bài"))
    assert f"Câu 1 trên {len(QUIZ.questions)}" in visitor.text


def choose(visitor: Visitor, question: Question, *, right: bool = True) -> None:
    """Fill in an answer without sending it, by the words a person reads."""
    answer = type_of(question).example(question)[0 if right else 1]
    if question.type == "number":
        visitor.page.get_by_label("Câu trả lời của anh/chị").fill(str(answer).replace(".", ","))
    elif question.type == "true_false":
        visitor.tick(visitor.main.get_by_label("Đúng" if answer is True else "Sai", exact=True))
    elif question.type == "ordering":
        words = {step.key: plain(step.text) for step in question.steps}
        for place, key in enumerate(answer, start=1):
            visitor.main.get_by_label(words[key], exact=True).select_option(str(place))
    else:
        words = {option.key: plain(option.text) for option in question.options}
        for key in answer if isinstance(answer, list) else [answer]:
            visitor.tick(visitor.main.get_by_label(words[key], exact=True))


def send_answer(visitor: Visitor) -> None:
    visitor.press(visitor.button(SEND))


def answer_every_question(visitor: Visitor) -> None:
    """Rightly, one after the other, each acknowledged."""
    for number, question in enumerate(QUIZ.questions, start=1):
        assert f"Câu {number} trên {len(QUIZ.questions)}" in visitor.text
        choose(visitor, question)
        send_answer(visitor)
        assert f"Đã lưu câu {number} lúc" in visitor.text
