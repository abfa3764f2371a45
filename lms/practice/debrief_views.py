"""The debrief of a finished run, after two questions of self-assessment."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask_login import current_user

from lms import once
from lms.permissions import requires
from lms.practice import debrief_actions, debriefing
from lms.practice.access import own_run
from lms.practice.blueprint import Page, bp
from lms.practice.debrief_forms import AssessForm
from lms.practice.forms import HINT_COSTS, new_token
from lms.practice.models import Run
from sandbox import grading, run_index


@bp.get("/practice/runs/<int:run_id>/debrief")
@requires("practise")
def debrief(run_id: int) -> Page:
    run = own_run(run_id)
    report = debriefing.report_of(run, current_user.id)
    if not run.is_finished or report is None:
        return redirect(url_for("practice.run", run_id=run.id), 303)
    given = debriefing.assessment(run, current_user.id)
    if given is None:
        return _questions(run, _form(run))
    return render_template(
        "practice/debrief.html",
        page=debriefing.debrief_page(run, current_user.id, report, given),
        hint_costs=HINT_COSTS,
        hint_cap=grading.HINT_CAP,
        branch_token=new_token(),
        meanings=run_index.MEANINGS,
    )


@bp.post("/practice/runs/<int:run_id>/debrief")
@requires("practise")
def assess(run_id: int) -> Page:
    run = own_run(run_id)
    here = url_for("practice.debrief", run_id=run.id)
    if not run.is_finished:
        return redirect(url_for("practice.run", run_id=run.id), 303)
    once.then(here)
    form = _form(run)
    skipped = "skip" in request.form and form.csrf_token.validate(form)
    if not skipped and not form.validate_on_submit():
        return _questions(run, form)
    debrief_actions.assess(run, current_user, form.answers)
    return redirect(here, 303)


def _form(run: Run) -> AssessForm:
    form = AssessForm(action=url_for("practice.assess", run_id=run.id))
    form.offer(*debriefing.to_assess(run, current_user.id))
    return form


def _questions(run: Run, form: AssessForm) -> Page:
    page = render_template("practice/assess.html", run=run, form=form)
    return page, 422 if form.errors else 200
