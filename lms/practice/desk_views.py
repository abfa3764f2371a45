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
from lms.practice import actions, desk, desk_answers, slips, worklists
from lms.practice.access import own_run
from lms.practice.blueprint import Page, bp
from lms.practice.forms import (
    HINT_COSTS,
    ActForm,
    Submitted,
    command_of,
    form_of,
    seen_position,
)
from lms.practice.models import Run
from sandbox.world import Command


def to_debrief(run: Run) -> Response:
    """Where a run is seen that isn't open: its debrief, or the branches of its exercise."""
    if not run.is_finished:
        return redirect(url_for("practice.scenario", code=run.version.code), 303)
    return redirect(url_for("practice.debrief", run_id=run.id), 303)


@bp.get("/practice/runs/<int:run_id>", endpoint="run")
@requires("practise")
def worklist(run_id: int) -> Page:
    run = own_run(run_id)
    if not run.is_open:
        return to_debrief(run)
    page = worklists.worklist_page(run, request.args)
    return render_template("practice/run.html", page=page), 422 if page.error else 200


def _dossier_page(
    run: Run, key: str, status: int = 200, typed: Submitted | None = None, **more: Any
) -> Page:
    since = seen_position(request.args, "since")
    page = desk.dossier_page(run, key, request.args.get("view", ""), since)
    if page is None:
        raise NotFound
    if status == 200:
        _bring_back(page, typed)
    if "refusal" in more:
        more["failed"] = desk_answers.show_refusal(page, request.form, more.pop("refusal"))
    return render_template(
        "practice/dossier.html", page=page, hint_costs=HINT_COSTS, **more
    ), status


def _bring_back(page: desk.DossierPage, typed: Submitted | None) -> None:
    """Fill the form that comes back from its preview, or was sent after the session had ended."""
    typed = typed or parking.take(current_user.id, page.act_url)
    form = form_of(page.forms, typed) if typed is not None else None
    if typed is not None and form is not None:
        form.fill(typed, brought_back=True)


@bp.get("/practice/runs/<int:run_id>/dossiers/<key>", endpoint="dossier")
@requires("practise")
def dossier_page(run_id: int, key: str) -> Page:
    run = own_run(run_id)
    if not run.is_open:
        return to_debrief(run)
    return _dossier_page(run, key)


@bp.post("/practice/runs/<int:run_id>/dossiers/<key>/act")
@requires("practise")
def act(run_id: int, key: str) -> Page:
    if request.form.get("preview"):
        return _preview(own_run(run_id), key)
    here = url_for("practice.dossier", run_id=run_id, key=key)
    once.then(here)
    parking.release(current_user.id, request.path)
    return _do(own_run(run_id), key, command_of(request.form, key), here)


def _preview(run: Run, key: str) -> Page:
    """The slip that the act would write, or on the way back its form; nothing is stored.

    It goes to the address of the act, so that a session which ends meanwhile keeps what was typed
    for one and the same form.
    """
    once.put_back()
    if not run.is_open:
        return to_debrief(run)
    if request.form["preview"] == "back":
        return _dossier_page(run, key, typed=request.form)
    command, seen = command_of(request.form, key), seen_position(request.form)
    try:
        page = slips.rehearse(run, current_user, command, seen, request.form)
    except Refused as refusal:
        return _refused(run, key, refusal)
    return render_template("practice/preview.html", page=page)


def _do(run: Run, key: str | None, command: Command, here: str) -> Page:
    """Act, tell what was done and what happened meanwhile, and show the page or the debrief."""
    run_id = run.id
    wanted = request.form.get("to_the_end") == "yes"
    seen = seen_position(request.form)
    try:
        done = actions.act(run, current_user, command, seen, to_the_end=wanted)
    except actions.TimeRunsOut as question:
        return _ask_to_end(run, key, command, question)
    except Refused as refusal:
        return _refused(run, key, refusal)
    for category, sentence in desk_answers.news(done):
        flash(sentence, category)
    if done.finished:
        flash(_("Bài thực hành đã kết thúc."), "good")
        here = url_for("practice.debrief", run_id=run_id)
    return redirect(here, 303)


def _ask_to_end(run: Run, key: str | None, command: Command, question: Refused) -> Page:
    """Nothing has been done yet: ask whether the run shall end with this wait."""
    page = render_template(
        "practice/time_over.html",
        page=desk.desk_page(run),
        form=ActForm(action=url_for("practice.wait", run_id=run.id)),
        key=key,
        kind=command.kind,
        back=_page_of(run.id, key),
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
    page = worklists.worklist_page(run, request.args)
    return render_template("practice/run.html", page=page, refusal=refusal), status


def _page_of(run_id: int, key: str | None, **more: Any) -> str:
    """The page of a dossier, or the worklist."""
    if key:
        return url_for("practice.dossier", run_id=run_id, key=key, **more)
    return url_for("practice.run", run_id=run_id, **more)


@bp.post("/practice/runs/<int:run_id>/wait")
@requires("practise")
def wait(run_id: int) -> Page:
    """Let time pass; the page that follows lists what happened since."""
    key, since = request.form.get("dossier") or None, seen_position(request.form)
    here = _page_of(run_id, key, since=since)
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
        actions.take_hint(run, current_user, key, rung, seen_position(request.form))
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
        return to_debrief(run)
    return render_template("practice/finish.html", page=desk.desk_page(run), form=form)
