"""Courses, lessons and quizzes, as a person takes them."""

from __future__ import annotations

import io
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from mimetypes import guess_type
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, send_file, url_for
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup
from werkzeug.wrappers import Response

from courses.catalogue import Quiz
from courses.grading import QuizMark, grade_quiz
from courses.questions import BadAnswer, type_of
from courses.questions.question import QuestionSpec
from courses.teaching import rules_of
from courses.text import plain, unbroken_numbers
from courses.vietnamese import format_number
from lms import clock, once
from lms.errors import Conflict, Refused
from lms.learning import actions, queries, rules
from lms.learning.forms import ActForm, AnswerForm
from lms.learning.models import ContentItem, QuizAnswer, QuizAttempt
from lms.learning.rules import Outline, Step
from lms.permissions import demand, requires
from sandbox.rules import BY_ID

bp = Blueprint("learning", __name__, template_folder="templates")

Number = int | float | Decimal | Fraction
Page = str | Response | tuple[str, int]

# What a browser may show by itself; anything else of an author is handed over as a download.
SHOWN_IN_PLACE = {"image/png", "image/jpeg", "image/gif", "image/webp"}
BEGINNING = 160  # characters of a question that a folded line can hold


@bp.app_template_filter()
def number(value: Number) -> str:
    """1.250,5: at most two decimals."""
    return format_number(value if isinstance(value, Fraction) else Decimal(str(value)))


@bp.app_template_filter()
def percent(value: Number) -> str:
    """87,5 %"""
    return f"{number(value)} %"


@bp.app_template_filter()
def unbroken(value: str) -> Markup:
    """The text, in which no line ends inside the number of a legal document."""
    return Markup(unbroken_numbers(value))  # noqa: S704 - escaped there


@bp.app_template_filter()
def citation(value: str) -> Markup:
    """A citation at the head of a line: a capital first, the numbers of documents unbroken."""
    return unbroken(value[:1].upper() + value[1:])


@bp.app_template_filter()
def hour_to_second(value: datetime) -> str:
    """08:30:12, in Vietnam."""
    return f"{clock.local(value):%H:%M:%S}"


@bp.get("/courses")
@requires("learn")
def courses() -> Page:
    outlines = rules.most_pressing_first(queries.outlines(current_user.id))
    return render_template(
        "learning/courses.html", outlines=outlines, versions=queries.versions() if outlines else {}
    )


def _outline(code: str) -> Outline:
    return queries.outline(current_user.id, code) or abort(404)


def _url(step: Step | None, code: str) -> str:
    """Where the step is; without one, the course's own page."""
    if step is None:
        return url_for("learning.course", code=code)
    return url_for(step.endpoint, **step.values)


@bp.get("/courses/<code>")
@requires("learn")
def course(code: str) -> Page:
    return render_template(
        "learning/course.html",
        outline=_outline(code),
        version=queries.version(code),
        form=ActForm(action=url_for("learning.enrol", code=code)),
    )


@bp.post("/courses/<code>/enrol")
@requires("learn")
def enrol(code: str) -> Page:
    target = _url(_outline(code).next, code)
    once.then(target)
    actions.enrol(current_user, code)
    return redirect(target, 303)


def _item(code: str, kind: str, key: str) -> ContentItem:
    return queries.item(code, kind, key) or abort(404)


@bp.get("/courses/<code>/lessons/<key>")
@requires("learn")
def lesson(code: str, key: str) -> Page:
    outline = _outline(code)
    return render_template(
        "learning/lesson.html",
        outline=outline,
        lesson=_item(code, "lesson", key),
        step=outline.step(key),
        before=outline.before(key),
        after=outline.after(key),
        form=ActForm(),
        taught=[BY_ID[rule] for rule in rules_of(code, key) if rule in BY_ID],
    )


@bp.post("/courses/<code>/lessons/<key>")
@requires("learn")
def mark_read(code: str, key: str) -> Page:
    outline, read = _outline(code), _item(code, "lesson", key)
    target = _url(outline.after(key), code)
    once.then(target)
    actions.mark_read(current_user, code, read)
    flash(_("Đã ghi nhận anh/chị đọc xong bài “%(title)s”.", title=read.title), "good")
    return redirect(target, 303)


@bp.get("/courses/<code>/files/<int:version_id>/<name>")
@requires("learn")
def file(code: str, version_id: int, name: str) -> Page:
    found = queries.file(code, version_id, name) or abort(404)
    media = guess_type(name)[0] or "application/octet-stream"
    return send_file(
        io.BytesIO(found.data),
        mimetype=media,
        as_attachment=media not in SHOWN_IN_PLACE,
        download_name=name,
    )


def _show_quiz(code: str, item: ContentItem, form: ActForm) -> Page:
    attempts = queries.attempts(current_user.id, code, item.key)
    quiz = queries.quiz_of(item)
    page = render_template(
        "learning/quiz.html",
        course_title=queries.title(code),
        code=code,
        item=item,
        number_of_questions=len(quiz.questions),
        pass_mark=quiz.pass_mark,
        allowed=quiz.attempts,
        may_attempt=rules.may_attempt(len(attempts), quiz.attempts),
        attempts=attempts,
        open_attempt=next((each for each in attempts if each.submitted_at is None), None),
        form=form,
    )
    return page, 409 if form.errors else 200


@bp.get("/courses/<code>/quizzes/<key>")
@requires("learn")
def quiz(code: str, key: str) -> Page:
    return _show_quiz(code, _item(code, "quiz", key), ActForm())


@bp.post("/courses/<code>/quizzes/<key>")
@requires("learn")
def start_quiz(code: str, key: str) -> Page:
    item, form = _item(code, "quiz", key), ActForm()
    once.then(url_for("learning.quiz", code=code, key=key))
    try:
        attempt = actions.start_attempt(current_user, code, item)
    except Refused as refusal:
        form.form_errors.append(refusal.message)
        return _show_quiz(code, item, form)
    return redirect(_attempt_url(attempt), 303)


def _own_attempt(code: str, key: str, attempt_id: int) -> QuizAttempt:
    attempt = demand("learn", queries.attempt(attempt_id))
    if (attempt.course_code, attempt.item_key) != (code, key):
        abort(404)
    return attempt


def _names(attempt: QuizAttempt) -> dict[str, Any]:
    return {"code": attempt.course_code, "key": attempt.item_key, "attempt_id": attempt.id}


def _question_url(attempt: QuizAttempt, number: int) -> str:
    return url_for("learning.question", **_names(attempt), number=number)


def _check_url(attempt: QuizAttempt) -> str:
    return url_for("learning.check", **_names(attempt))


def _attempt_url(attempt: QuizAttempt) -> str:
    return url_for("learning.attempt", **_names(attempt))


def _files_url(attempt: QuizAttempt) -> str:
    course_url = url_for("learning.course", code=attempt.course_code)
    return f"{course_url}/files/{attempt.item.version_id}/"


def _bar(attempt: QuizAttempt, quiz: Quiz, given: dict[str, QuizAnswer]) -> list[tuple[str, bool]]:
    """Where each question is, and whether it has an answer."""
    return [
        (_question_url(attempt, number), _is_answered(given.get(spec.key)))
        for number, spec in enumerate(quiz.questions, start=1)
    ]


def _is_answered(row: QuizAnswer | None) -> bool:
    return row is not None and row.answer is not None


def _already_submitted(attempt: QuizAttempt, sentence: str) -> Page:
    page = render_template(
        "learning/attempt_closed.html",
        attempt=attempt,
        sentence=sentence,
        result_url=_attempt_url(attempt),
    )
    return page, 409


@bp.get("/courses/<code>/quizzes/<key>/attempts/<int:attempt_id>/questions/<int:number>")
@requires("learn")
def question(code: str, key: str, attempt_id: int, number: int) -> Page:
    attempt = _own_attempt(code, key, attempt_id)
    if attempt.submitted_at is not None:
        return redirect(_attempt_url(attempt), 303)
    quiz = queries.quiz_of(attempt.item)
    return _show_question(attempt, quiz, _numbered(quiz, number), number, AnswerForm())


@bp.post("/courses/<code>/quizzes/<key>/attempts/<int:attempt_id>/questions/<int:number>")
@requires("learn")
def save_answer(code: str, key: str, attempt_id: int, number: int) -> Page:
    attempt = _own_attempt(code, key, attempt_id)
    quiz = queries.quiz_of(attempt.item)
    spec, form = _numbered(quiz, number), AnswerForm()
    to = rules.question_after(number, len(quiz.questions), form.then.data or "")
    target = _question_url(attempt, to) if to else _check_url(attempt)
    try:
        answer = type_of(spec).read(spec, form.answer.data, attempt.seed)
        saved_at = actions.save_answer(attempt, spec.key, answer)
    except BadAnswer as bad:
        form.answer.errors = [bad.sentence]
        return _show_question(attempt, quiz, spec, number, form)
    except Conflict as refusal:
        return _already_submitted(attempt, refusal.message)
    if answer is None and not form.then.data:
        flash(_("Câu %(number)s để trống. Anh/chị có thể quay lại trả lời sau.", number=number))
    elif answer is not None:
        at = hour_to_second(saved_at)
        flash(_("Đã lưu câu %(number)s lúc %(at)s.", number=number, at=at), "good")
    return redirect(target, 303)


def _numbered(quiz: Quiz, number: int) -> QuestionSpec:
    if not 1 <= number <= len(quiz.questions):
        abort(404)
    return quiz.questions[number - 1]


def _show_question(
    attempt: QuizAttempt, quiz: Quiz, spec: QuestionSpec, number: int, form: AnswerForm
) -> Page:
    given = queries.answers(attempt.id)
    stored = given.get(spec.key)
    shown = type_of(spec).public(
        spec, attempt.seed, stored.answer if stored else None, files_url=_files_url(attempt)
    )
    if form.errors or form.brought_back:
        shown = rules.with_typed(shown, form.answer.data)
    page = render_template(
        "learning/question.html",
        attempt=attempt,
        question=shown,
        number=number,
        total=len(quiz.questions),
        bar=_bar(attempt, quiz, given),
        saved_at=stored.saved_at if stored and _is_answered(stored) else None,
        form=form,
    )
    return page, 422 if form.errors else 200


@bp.get("/courses/<code>/quizzes/<key>/attempts/<int:attempt_id>/check")
@requires("learn")
def check(code: str, key: str, attempt_id: int) -> Page:
    attempt = _own_attempt(code, key, attempt_id)
    if attempt.submitted_at is not None:
        return redirect(_attempt_url(attempt), 303)
    bar = _bar(attempt, queries.quiz_of(attempt.item), queries.answers(attempt.id))
    return render_template(
        "learning/check.html",
        attempt=attempt,
        bar=bar,
        unanswered=[number for number, (_to, answered) in enumerate(bar, 1) if not answered],
        form=ActForm(),
    )


@bp.post("/courses/<code>/quizzes/<key>/attempts/<int:attempt_id>/check")
@requires("learn")
def submit(code: str, key: str, attempt_id: int) -> Page:
    attempt = _own_attempt(code, key, attempt_id)
    target = _attempt_url(attempt)
    once.then(target)
    actions.submit(current_user, attempt)
    return redirect(target, 303)


@bp.get("/courses/<code>/quizzes/<key>/attempts/<int:attempt_id>", endpoint="attempt")
@requires("learn")
def attempt_page(code: str, key: str, attempt_id: int) -> Page:
    """The result; of an attempt that is still open, the place where the person left it."""
    attempt = _own_attempt(code, key, attempt_id)
    quiz = queries.quiz_of(attempt.item)
    if attempt.submitted_at is None:
        bar = _bar(attempt, quiz, queries.answers(attempt.id))
        left = next((url for url, answered in bar if not answered), _check_url(attempt))
        return redirect(left, 303)
    return _show_result(attempt, quiz)


def _show_result(attempt: QuizAttempt, quiz: Quiz) -> Page:
    given = {row.question_key: row.answer for row in queries.answers(attempt.id).values()}
    mark = grade_quiz(quiz, given)
    shown = rules.shown_by_quiz(quiz, mark, attempt.competencies)
    return render_template(
        "learning/result.html",
        attempt=attempt,
        pass_mark=quiz.pass_mark,
        reviews=_reviews(attempt, quiz, given, mark),
        shown=shown,
        names=queries.competency_names([each.code for each in shown]),
        may_attempt=rules.may_attempt(attempt.number, quiz.attempts),
        form=ActForm(
            action=url_for("learning.quiz", code=attempt.course_code, key=attempt.item_key)
        ),
    )


def _reviews(
    attempt: QuizAttempt, quiz: Quiz, given: dict[str, Any], mark: QuizMark
) -> list[dict[str, Any]]:
    """Each question after grading: its page, its mark and what it rests on."""
    files_url = _files_url(attempt)
    return [
        {
            **type_of(spec).review(spec, attempt.seed, given.get(spec.key), files_url=files_url),
            "mark": mark.per_question[spec.key],
            "beginning": plain(spec.text)[:BEGINNING],
            "legal_basis": [basis.citation for basis in spec.legal_basis],
        }
        for spec in quiz.questions
    ]
