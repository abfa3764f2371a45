"""The desk of a run: worklist, dossiers, acts, hints, handing in."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from lms import once, parking
from lms.errors import Conflict, Refused
from lms.permissions import requires
from lms.practice import actions, desk
from lms.practice.access import own_run
from lms.practice.blueprint import Page, bp
from lms.practice.forms import HINT_COSTS, ActForm, command_of, form_of, seen_position
from lms.practice.models import Run
from sandbox.world import Command


def _to_debrief(run: Run) -> Response:
    return redirect(url_for("practice.debrief", run_id=run.id), 303)


@bp.get("/practice/runs/<int:run_id>", endpoint="run")
@requires("practise")
def worklist(run_id: int) -> Page:
    run = own_run(run_id)
    if not run.is_open:
        return _to_debrief(run)
    return render_template("practice/run.html", page=desk.desk_page(run))


def _dossier_page(run: Run, key: str, status: int = 200, **more: Any) -> Page:
    page = desk.dossier_page(run, key, request.args.get("view", ""))
    if page is None:
        raise NotFound
    if status == 200:
        _bring_back(page)
    if "refusal" in more:
        more["failed"] = desk.show_refusal(page, request.form, more.pop("refusal"))
    return render_template(
        "practice/dossier.html", page=page, hint_costs=HINT_COSTS, **more
    ), status


def _bring_back(page: desk.DossierPage) -> None:
    """Fill the form that was sent after the session had ended."""
    typed = parking.take(current_user.id, page.act_url)
    form = form_of(page.forms, typed) if typed is not None else None
    if typed is not None and form is not None:
        form.fill(typed, brought_back=True)


@bp.get("/practice/runs/<int:run_id>/dossiers/<key>", endpoint="dossier")
@requires("practise")
def dossier_page(run_id: int, key: str) -> Page:
    run = own_run(run_id)
    if not run.is_open:
        return _to_debrief(run)
    return _dossier_page(run, key)


@bp.post("/practice/runs/<int:run_id>/dossiers/<key>/act")
@requires("practise")
def act(run_id: int, key: str) -> Page:
    here = url_for("practice.dossier", run_id=run_id, key=key)
    once.then(here)
    parking.release(current_user.id, request.path)
    return _do(own_run(run_id), key, command_of(request.form, key), here)


def _do(run: Run, key: str | None, command: Command, here: str) -> Page:
    """Act, tell what was done and what happened meanwhile, and show the page or the debrief."""
    run_id = run.id
    wanted = request.form.get("to_the_end") == "yes"
    seen = seen_position(request.form)
    try:
        done = actions.act(run, current_user, command, seen, to_the_end=wanted)
    except actions.TimeRunsOut as question:
        return _ask_to_end(run, key, command, here, question)
    except Refused as refusal:
        return _refused(run, key, refusal)
    for category, sentence in desk.news(done):
        flash(sentence, category)
    if done.finished:
        flash(_("Bài thực hành đã kết thúc. Dưới đây là nhận xét về lượt này."), "good")
        here = url_for("practice.debrief", run_id=run_id)
    return redirect(here, 303)


def _ask_to_end(run: Run, key: str | None, command: Command, here: str, question: Refused) -> Page:
    """Nothing has been done yet: ask whether the run shall end with this wait."""
    page = render_template(
        "practice/time_over.html",
        page=desk.desk_page(run),
        form=ActForm(action=url_for("practice.wait", run_id=run.id)),
        key=key,
        kind=command.kind,
        back=here,
        question=question.message,
    )
    return page, 422


def _refused(run: Run, key: str | None, refusal: Refused) -> Page:
    """The page again with what was typed: 409 when the run has moved on, else 422."""
    status = 409 if isinstance(refusal, Conflict) else 422
    if not run.is_open:
        return render_template("practice/over.html", run=run, refusal=refusal), status
    if key:
        return _dossier_page(run, key, status, refusal=refusal)
    page = render_template("practice/run.html", page=desk.desk_page(run), refusal=refusal)
    return page, status


@bp.post("/practice/runs/<int:run_id>/wait")
@requires("practise")
def wait(run_id: int) -> Page:
    key = request.form.get("dossier") or None
    here = (
        url_for("practice.dossier", run_id=run_id, key=key)
        if key
        else url_for("practice.run", run_id=run_id)
    )
    once.then(here)
    return _do(own_run(run_id), key, command_of(request.form, None), here)


@bp.post("/practice/runs/<int:run_id>/dossiers/<key>/hint")
@requires("practise")
def hint(run_id: int, key: str) -> Page:
    here = url_for("practice.dossier", run_id=run_id, key=key, _anchor="hints")
    once.then(here)
    run = own_run(run_id)
    rung = request.form.get("rung", 0, type=int)
    try:
        actions.take_hint(run, key, rung, seen_position(request.form))
    except Refused as refusal:
        return _refused(run, key, refusal)
    return redirect(here, 303)


@bp.route("/practice/runs/<int:run_id>/finish", methods=["GET", "POST"])
@requires("practise")
def finish(run_id: int) -> Page:
    once.then(url_for("practice.debrief", run_id=run_id))
    run = own_run(run_id)
    form = ActForm()
    if request.method == "POST":
        try:
            actions.hand_in(run, current_user, seen_position(request.form))
        except Refused as refusal:
            return _refused(run, None, refusal)
    if not run.is_open:
        return _to_debrief(run)
    return render_template("practice/finish.html", page=desk.desk_page(run), form=form)
