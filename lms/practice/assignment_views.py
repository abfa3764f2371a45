"""Giving exercises to people, and the page of one that somebody was given."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from lms import clock, once
from lms.errors import Conflict, Refused, refuse
from lms.forms import Form
from lms.people.queries import positions
from lms.permissions import requires
from lms.practice import assignment_actions, assignment_queries
from lms.practice.assignment_forms import MODE_HINTS, AssignForm
from lms.practice.assignment_sentences import of_obstacle, of_time_left
from lms.practice.blueprint import Page, bp
from lms.practice.catalogue_models import Assignment
from lms.practice.forms import MODE_NAMES
from lms.practice.models import EXAM


@bp.get("/practice/assignments")
@requires("assign_practice")
def assignments() -> Page:
    return render_template(
        "practice/assignments.html",
        page=assignment_queries.assignments_page(request.args.get("page", 1, type=int)),
        area_names=assignment_queries.area_names(),
        mode_names=MODE_NAMES,
        now=clock.now(),
    )


def _assign_form() -> AssignForm:
    form = AssignForm(
        assignment_queries.exercises(),
        assignment_queries.areas_in_reach(),
        assignment_queries.units_to_choose(),
        positions(),
        exercise=request.args.get("exercise", ""),
    )
    words = form.q.data or ""
    if form.to.data == "people" or form.picked:
        form.offer_people(assignment_queries.found_people(words, form.picked))
    return form


def _ask(form: AssignForm, status: int = 200) -> Page:
    form.searched.data = form.q.data
    page = render_template("practice/assignment_new.html", form=form, mode_hints=MODE_HINTS)
    return page, status


@bp.route("/practice/assignments/new", methods=["GET", "POST"])
@requires("assign_practice")
def assign() -> Page:
    """The form, then a summary of who gets it, and only then the act."""
    form = _assign_form()
    sent = request.form
    if request.method == "GET" or "find" in sent or "change" in sent or form.wants_search:
        return _ask(form)
    if not form.validate_on_submit():
        return _ask(form, 422)
    if "confirm" not in sent:
        return _summary(form)
    once.then(url_for("practice.assignments"))
    opens_at, closes_at = form.window
    order = assignment_actions.Order(
        exercise=form.chosen_exercise,
        mode=form.mode.data,
        opens_at=opens_at,
        closes_at=closes_at,
        note=form.note.data or "",
        audience=form.audience,
        most_attempts=form.attempts.data or 1,
        hours_between=form.hours_between.data or 0,
    )
    try:
        given, number = assignment_actions.assign(order, current_user)
    except Refused as refusal:
        refuse(form, refusal)
        return _ask(form, 422)
    told = _("Đã giao bài “%(title)s” cho %(number)s người.", title=given.title, number=number)
    flash(told, "good")
    return redirect(url_for("practice.assignments"), 303)


def _summary(form: AssignForm) -> Page:
    preview = assignment_queries.preview(form.audience, form.chosen_exercise.code)
    if not preview.total:
        refuse(form, Refused(_("Không có ai trong phạm vi anh/chị chọn."), "to"))
        return _ask(form, 422)
    opens_at, closes_at = form.window
    return render_template(
        "practice/assignment_summary.html",
        form=form,
        preview=preview,
        exercise=form.chosen_exercise,
        opens_at=opens_at,
        closes_at=closes_at,
        exam=form.mode.data == EXAM,
        mode_name=MODE_NAMES[form.mode.data],
        sent=[
            (name, value)
            for name, values in request.form.lists()
            for value in values
            if name not in ("csrf_token", "once")
        ],
    )


def _changeable(assignment_id: int) -> Assignment:
    given = assignment_queries.assignment(assignment_id)
    if given is None or not assignment_queries.may_change(given):
        abort(404)
    return given


@bp.route("/practice/assignments/<int:assignment_id>/withdraw", methods=["GET", "POST"])
@requires("assign_practice")
def withdraw_assignment(assignment_id: int) -> Page:
    given = _changeable(assignment_id)
    form = Form()
    if form.validate_on_submit():
        once.then(url_for("practice.assignments"))
        try:
            assignment_actions.withdraw(given)
        except Conflict as refusal:
            flash(refusal.message, "warning")
        else:
            flash(_("Đã thu hồi bài. Những lượt đã làm vẫn được giữ lại."), "good")
        return redirect(url_for("practice.assignments"), 303)
    return render_template("practice/assignment_withdraw.html", form=form, given=given)


def _own(assignment_id: int) -> Assignment:
    """The assignment, when it was given to the person signed in; else 404."""
    given = assignment_queries.assignment(assignment_id)
    if given is None or not assignment_queries.is_given_to(given, current_user.id):
        abort(404)
    return given


def _show(given: Assignment, refusal: Refused | None = None) -> Page:
    now = clock.now()
    work = assignment_queries.own_work(given, current_user.id, now)
    page = render_template(
        "practice/assignment.html",
        given=given,
        work=work,
        obstacle=of_obstacle(work.obstacle) if work.obstacle else "",
        refusal=refusal,
        form=Form(action=url_for("practice.begin_assignment", assignment_id=given.id)),
        mode_name=MODE_NAMES[given.mode],
        exam=given.mode == EXAM,
        time_left=of_time_left(now, given.closes_at),
        attempts_left=max(0, (given.most_attempts or 0) - len(work.attempts)),
    )
    return page, 422 if refusal else 200


@bp.get("/practice/assignments/<int:assignment_id>")
@requires("practise")
def assignment(assignment_id: int) -> Page:
    return _show(_own(assignment_id))


@bp.post("/practice/assignments/<int:assignment_id>/runs")
@requires("practise")
def begin_assignment(assignment_id: int) -> Page:
    given = _own(assignment_id)
    once.then(url_for("practice.assignment", assignment_id=assignment_id))
    try:
        run = assignment_actions.begin(given, current_user)
    except Refused as refusal:
        return _show(given, refusal)
    return redirect(url_for("practice.run", run_id=run.id), 303)
