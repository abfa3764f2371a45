"""The catalogue of exercises, the briefing of one, its start, and a person's own runs."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound
from wtforms.fields import SelectChoice

from lms import clock, once
from lms.errors import Refused
from lms.permissions import requires
from lms.practice import (
    actions,
    assignment_queries,
    catalogue_queries,
    catalogue_rules,
    queries,
    rules,
)
from lms.practice.blueprint import Page, bp
from lms.practice.forms import DIFFICULTIES, MODE_HINTS, MODE_NAMES, STATES, StartForm
from lms.practice.models import EXAM, FREE, GUIDED, Run
from sandbox.scenario import Scenario
from sandbox.workflow import ROLES

EXERCISES_ON_A_PAGE = 12


@bp.get("/practice")
@requires("practise")
def scenarios() -> Page:
    listed = catalogue_queries.listed_for(current_user.id)
    wanted = {name: request.args.get(name, "") for name in FILTERS}
    found = [each for each in listed if _filters(wanted).fit(each)]
    pages = max(1, -(-len(found) // EXERCISES_ON_A_PAGE))
    number = min(max(1, request.args.get("page", 1, type=int)), pages)
    offered = catalogue_rules.choices(listed)
    return render_template(
        "practice/scenarios.html",
        found=found[(number - 1) * EXERCISES_ON_A_PAGE : number * EXERCISES_ON_A_PAGE],
        total=len(found),
        number=number,
        pages=pages,
        wanted=wanted,
        filtered=any(wanted.values()),
        narrowed=any(worth for name, worth in wanted.items() if name != "q"),
        choices=offered,
        competency_names=queries.competency_names(offered.competencies),
        next_one=catalogue_rules.next_exercise(listed, current_user.position_code),
        given=assignment_queries.given_to(current_user.id),
        difficulties=DIFFICULTIES,
        states=STATES,
        seat_names={seat: ROLES[seat] for seat in offered.seats},
    )


FILTERS = ("q", "procedure", "difficulty", "competency", "seat", "state")


def _filters(wanted: dict[str, str]) -> catalogue_rules.Filters:
    level = wanted["difficulty"]
    return catalogue_rules.Filters(
        words=catalogue_rules.search_words(wanted["q"]),
        procedure=wanted["procedure"],
        difficulty=int(level) if level in ("1", "2", "3") else 0,
        competency=wanted["competency"],
        seat=wanted["seat"],
        state=wanted["state"],
    )


def _scenario(code: str) -> Scenario:
    found = catalogue_queries.exercise(code)
    if found is None:
        raise NotFound
    return queries.scenario(found.digest)


def _briefing(scenario: Scenario, form: StartForm) -> Page:
    tries = catalogue_queries.tries(current_user.id, scenario.code)
    if request.method == "GET" and not form.brought_back:
        form.mode.data = FREE if any(run.is_finished for run in tries) else GUIDED
    page = render_template(
        "practice/scenario.html",
        scenario=scenario,
        form=form,
        mode_hints=MODE_HINTS,
        mode_names=MODE_NAMES,
        difficulties=DIFFICULTIES,
        seat_names=[ROLES[seat] for seat in scenario.seats],
        running=queries.open_run(current_user.id, scenario.code),
        tries=tries,
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
    try:
        if form.mode.data == EXAM:
            _examine_oneself(shown)
        run = actions.start_run(current_user, shown, form.mode.data)
    except Refused as refusal:
        form.mode.errors = [refusal.message]
        return _briefing(shown, form)
    return redirect(first_page(run, shown), 303)


def _examine_oneself(scenario: Scenario) -> None:
    """Refuses a further examination on the same day, unless one is still open."""
    running = queries.open_run(current_user.id, scenario.code)
    if running is not None and running.mode == EXAM:
        return
    begun = catalogue_queries.exams_since(current_user.id, scenario.code, clock.start_of_today())
    if rules.exam_obstacle(begun):
        raise Refused(
            _(
                "Mỗi bài chỉ tự kiểm tra nhiều nhất %(most)s lượt một ngày. Anh/chị luyện thêm ở"
                " cách “Tự làm”, mai kiểm tra lại.",
                most=rules.EXAMS_A_DAY,
            )
        )


def first_page(run: Run, scenario: Scenario) -> str:
    """The dossier when there is only one, else the worklist."""
    if len(scenario.dossiers) == 1:
        return url_for("practice.dossier", run_id=run.id, key=scenario.dossiers[0].key)
    return url_for("practice.run", run_id=run.id)


@bp.get("/practice/runs")
@requires("practise")
def own_runs() -> Page:
    page = catalogue_queries.own_runs(current_user.id, request.args.get("page", 1, type=int))
    return render_template("practice/own_runs.html", page=page, mode_names=MODE_NAMES)
