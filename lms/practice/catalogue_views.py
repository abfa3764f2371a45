"""The catalogue of exercises, the briefing of one, and its start."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.exceptions import NotFound
from wtforms.fields import SelectChoice

from lms import once
from lms.permissions import requires
from lms.practice import actions, queries
from lms.practice.blueprint import Page, bp
from lms.practice.forms import MODE_HINTS, MODE_NAMES, StartForm
from lms.practice.models import FREE, GUIDED, Run
from sandbox import library
from sandbox.scenario import Scenario


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
