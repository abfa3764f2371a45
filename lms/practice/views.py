"""The practice pages: the catalogue, the desk with its worklist and dossiers, the debrief."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response
from wtforms.fields import SelectChoice

from courses.vietnamese import format_number
from lms import once, parking
from lms.errors import Conflict, Refused
from lms.permissions import demand, requires
from lms.practice import actions, desk, queries
from lms.practice.debriefing import debrief_page
from lms.practice.forms import (
    HINT_COSTS,
    MODE_HINTS,
    MODE_NAMES,
    ActForm,
    StartForm,
    command_of,
    form_of,
    seen_position,
)
from lms.practice.models import FREE, GUIDED, Run
from sandbox import grading, library, words
from sandbox.scenario import Scenario
from sandbox.world import Command

bp = Blueprint("practice", __name__, template_folder="templates")

Page = str | Response | tuple[str, int]


@bp.app_template_filter()
def points(value: float) -> str:
    """A number of points as it is written in Vietnamese: 8, 8,5."""
    return format_number(Decimal(str(value)), places=1)


bp.app_template_filter("sim_hour")(words.hour)
bp.app_template_filter("sim_moment")(words.moment)


@bp.get("/practice")
@requires("practise")
def scenarios() -> Page:
    return render_template(
        "practice/scenarios.html",
        scenarios=library.shipped().scenarios.values(),
        attempts=queries.attempts_by_scenario(current_user.id),
        nothing_yet=queries.Attempts(),
    )


def _scenario(code: str) -> Scenario:
    found = library.shipped().scenarios.get(code)
    if found is None:
        raise NotFound
    return found


def _briefing(scenario: Scenario, form: StartForm) -> Page:
    finished = queries.finished_runs(current_user.id, scenario.code)
    if request.method == "GET" and not form.brought_back:
        form.mode.data = FREE if finished else GUIDED
    page = render_template(
        "practice/scenario.html",
        scenario=scenario,
        form=form,
        mode_hints=MODE_HINTS,
        mode_names=MODE_NAMES,
        running=queries.open_run(current_user.id, scenario.code),
        finished=finished,
    )
    return page, 422 if form.errors else 200


def _start_form(scenario: Scenario) -> StartForm:
    form = StartForm(action=url_for("practice.start", code=scenario.code))
    form.mode.choices = [
        SelectChoice(key, name) for key, name in MODE_NAMES.items() if key in scenario.modes
    ]
    return form


@bp.get("/practice/scenarios/<code>")
@requires("practise")
def scenario(code: str) -> Page:
    shown = _scenario(code)
    return _briefing(shown, _start_form(shown))


@bp.post("/practice/scenarios/<code>/runs")
@requires("practise")
def start(code: str) -> Page:
    shown = _scenario(code)
    form = _start_form(shown)
    if not form.validate_on_submit():
        return _briefing(shown, form)
    once.then(url_for("practice.scenario", code=code))
    run = actions.start_run(current_user, shown, form.mode.data)
    return redirect(_first_page(run, shown), 303)


def _first_page(run: Run, scenario: Scenario) -> str:
    """The dossier when there is only one, else the worklist."""
    if len(scenario.dossiers) == 1:
        return url_for("practice.dossier", run_id=run.id, key=scenario.dossiers[0].key)
    return url_for("practice.run", run_id=run.id)


def _own_run(run_id: int) -> Run:
    return demand("practise", queries.run(run_id))


def _to_debrief(run: Run) -> Response:
    return redirect(url_for("practice.debrief", run_id=run.id), 303)


@bp.get("/practice/runs/<int:run_id>", endpoint="run")
@requires("practise")
def worklist(run_id: int) -> Page:
    run = _own_run(run_id)
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
    run = _own_run(run_id)
    if not run.is_open:
        return _to_debrief(run)
    return _dossier_page(run, key)


@bp.post("/practice/runs/<int:run_id>/dossiers/<key>/act")
@requires("practise")
def act(run_id: int, key: str) -> Page:
    here = url_for("practice.dossier", run_id=run_id, key=key)
    once.then(here)
    parking.release(current_user.id, request.path)
    return _do(_own_run(run_id), key, command_of(request.form, key), here)


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
    return _do(_own_run(run_id), key, command_of(request.form, None), here)


@bp.post("/practice/runs/<int:run_id>/dossiers/<key>/hint")
@requires("practise")
def hint(run_id: int, key: str) -> Page:
    here = url_for("practice.dossier", run_id=run_id, key=key, _anchor="hints")
    once.then(here)
    run = _own_run(run_id)
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
    run = _own_run(run_id)
    form = ActForm()
    if request.method == "POST":
        try:
            actions.hand_in(run, current_user, seen_position(request.form))
        except Refused as refusal:
            return _refused(run, None, refusal)
    if not run.is_open:
        return _to_debrief(run)
    return render_template("practice/finish.html", page=desk.desk_page(run), form=form)


@bp.get("/practice/runs/<int:run_id>/debrief")
@requires("practise")
def debrief(run_id: int) -> Page:
    run = _own_run(run_id)
    if run.is_open or run.report is None:
        return redirect(url_for("practice.run", run_id=run.id), 303)
    return render_template(
        "practice/debrief.html",
        page=debrief_page(run),
        hint_costs=HINT_COSTS,
        hint_cap=grading.HINT_CAP,
    )
