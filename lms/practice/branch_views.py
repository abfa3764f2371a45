"""Going back to a moment of a run, starting it over, and taking a parked branch up again."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from lms import once
from lms.errors import Refused
from lms.permissions import requires
from lms.practice import branch_actions, queries
from lms.practice.access import own_run
from lms.practice.blueprint import Page, bp
from lms.practice.catalogue_views import first_page
from lms.practice.models import Run


def _to(run: Run) -> Page:
    return redirect(first_page(run, queries.scenario_of(run)), 303)


def _back(run: Run, refusal: Refused) -> Page:
    flash(refusal.message, "warning")
    where = "practice.debrief" if run.is_finished else "practice.run"
    return redirect(url_for(where, run_id=run.id), 303)


@bp.post("/practice/runs/<int:run_id>/branches")
@requires("practise")
def branch(run_id: int) -> Page:
    run = own_run(run_id)
    once.then(url_for("practice.own_runs"))
    try:
        fresh = branch_actions.branch_run(
            run, current_user, request.form.get("position", 0, type=int)
        )
    except Refused as refusal:
        return _back(run, refusal)
    flash(
        _("Anh/chị đang làm tiếp từ chỗ đã chọn. Lượt cũ vẫn còn; lượt nào điểm cao hơn thì tính."),
        "info",
    )
    return _to(fresh)


@bp.post("/practice/runs/<int:run_id>/start-over")
@requires("practise")
def start_over(run_id: int) -> Page:
    run = own_run(run_id)
    once.then(url_for("practice.own_runs"))
    try:
        fresh = branch_actions.start_over(run, current_user)
    except Refused as refusal:
        return _back(run, refusal)
    flash(_("Làm lại từ đầu với đúng những người dân và giấy tờ ấy. Lượt cũ vẫn còn."), "info")
    return _to(fresh)


@bp.post("/practice/runs/<int:run_id>/resume")
@requires("practise")
def resume(run_id: int) -> Page:
    run = own_run(run_id)
    once.then(url_for("practice.run", run_id=run_id))
    branch_actions.resume_run(run, current_user)
    return _to(run)
