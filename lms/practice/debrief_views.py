"""The debrief of a finished run."""

from __future__ import annotations

from flask import redirect, render_template, url_for

from lms.permissions import requires
from lms.practice.access import own_run
from lms.practice.blueprint import Page, bp
from lms.practice.debriefing import debrief_page
from lms.practice.forms import HINT_COSTS
from sandbox import grading


@bp.get("/practice/runs/<int:run_id>/debrief")
@requires("practise")
def debrief(run_id: int) -> Page:
    run = own_run(run_id)
    if run.is_open or run.report is None:
        return redirect(url_for("practice.run", run_id=run.id), 303)
    return render_template(
        "practice/debrief.html",
        page=debrief_page(run),
        hint_costs=HINT_COSTS,
        hint_cap=grading.HINT_CAP,
    )
