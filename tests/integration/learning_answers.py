"""Taking a quiz in a test: what a browser would send for a right or a wrong answer."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from courses.questions import type_of
from courses.questions.shuffle import handle
from courses.vietnamese import format_number, parse_number
from lms.extensions import db
from lms.learning import actions, queries
from lms.learning.models import QuizAttempt
from lms.people.models import Person
from tests.integration.pages import Page, PageClient

COURSE = "/courses/co-che-mot-cua"
QUIZ = f"{COURSE}/quizzes/kiem-tra"


def person(username: str) -> Person:
    return db.session.scalars(select(Person).where(Person.username == username)).one()


def attempts_of(username: str) -> list[QuizAttempt]:
    db.session.expire_all()
    return queries.attempts(person(username).id, "co-che-mot-cua", "kiem-tra")


def questions(attempt: QuizAttempt) -> list[Any]:
    return list(queries.quiz_of(attempt.item).questions)


def typed(spec: Any, seed: str, *, right: bool = True) -> list[str]:
    """The values that the question's page would send."""
    answer = type_of(spec).example(spec)[0 if right else 1]
    if spec.type == "true_false":
        return [str(answer).lower()]
    if spec.type == "number":
        return [format_number(parse_number(answer.replace(".", ",")), 6)]
    if spec.type == "ordering":
        return [f"{handle(seed, spec.key, key)}={n}" for n, key in enumerate(answer, 1)]
    keys = answer if isinstance(answer, list) else [answer]
    return [handle(seed, spec.key, key) for key in keys]


def begin(client: PageClient, username: str) -> QuizAttempt:
    client.submit(client.get(QUIZ), action=QUIZ)
    return attempts_of(username)[-1]


def url(attempt: QuizAttempt, rest: str = "") -> str:
    return f"{QUIZ}/attempts/{attempt.id}{rest}"


def answer(
    client: PageClient, attempt: QuizAttempt, number: int, values: list[str], status: int = 303
) -> Page:
    """Fill the form of the question with these values and send it."""
    address = url(attempt, f"/questions/{number}")
    return client.submit(client.get(address), {"answer": values}, action=address, status=status)


def answer_all(attempt: QuizAttempt, right: int) -> None:
    """The first `right` questions rightly, all others wrongly; past the pages, which are slow."""
    for number, spec in enumerate(questions(attempt), start=1):
        right_answer, wrong_answer = type_of(spec).example(spec)
        actions.save_answer(attempt, spec.key, right_answer if number <= right else wrong_answer)


def hand_in(client: PageClient, attempt: QuizAttempt) -> Page:
    address = url(attempt, "/check")
    return client.submit(client.get(address), action=address)
