"""Practising together: open a table, come to it, take a role, start; and what changed in a run."""

from __future__ import annotations

from flask import Response, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound
from wtforms.fields import SelectChoice

from lms import clock, once
from lms.errors import Conflict, Refused
from lms.permissions import requires
from lms.practice import catalogue_queries, queries, team_actions, team_queries
from lms.practice.blueprint import Page, bp
from lms.practice.forms import MODE_HINTS, MODE_NAMES
from lms.practice.models import FREE, GUIDED
from lms.practice.team_forms import JoinForm, NewTeamForm
from lms.practice.team_models import Team
from sandbox import team as seats
from sandbox import words
from sandbox.scenario import Scenario
from sandbox.workflow import ROLES


@bp.route("/practice/scenarios/<code>/teams", methods=["GET", "POST"])
@requires("practise")
def new_team(code: str) -> Page:
    found = catalogue_queries.exercise(code)
    if found is None:
        raise NotFound
    scenario = queries.scenario(found.digest)
    form = NewTeamForm()
    form.mode.choices = [
        SelectChoice(mode, MODE_NAMES[mode]) for mode in (GUIDED, FREE) if mode in scenario.modes
    ]
    if form.validate_on_submit():
        opened = team_actions.open_team(current_user, scenario, form.mode.data)
        return redirect(url_for("practice.team", team_code=opened.code), 303)
    if request.method == "GET" and not form.brought_back:
        form.mode.data = form.mode.choices[0].value
    page = render_template(
        "practice/team_new.html",
        scenario=scenario,
        form=form,
        mode_hints=MODE_HINTS,
        roles=[ROLES[role] for role in seats.roles_of(scenario)],
    )
    return page, 422 if form.errors else 200


@bp.route("/practice/teams/join", methods=["GET", "POST"])
@requires("practise")
def join_team() -> Page:
    form = JoinForm()
    if form.validate_on_submit():
        found = team_queries.by_code(form.code.data or "")
        sentence = team_queries.closed_sentence(found, current_user.id, clock.now())
        if found is not None and not sentence:
            return redirect(url_for("practice.team", team_code=found.code), 303)
        form.code.errors = [sentence]
    page = render_template(
        "practice/team_join.html",
        form=form,
        teams=team_queries.teams_of(current_user.id, clock.now()),
        mode_names=MODE_NAMES,
    )
    return page, 422 if form.errors else 200


def _team(code: str) -> Team:
    found = team_queries.by_code(code)
    if found is None:
        raise NotFound
    return found


@bp.get("/practice/teams/<team_code>")
@requires("practise")
def team(team_code: str) -> Page:
    return _lobby(_team(team_code))


def _lobby(found: Team, status: int = 200, refusal: Refused | None = None) -> Page:
    """The table where people wait for one another; the run, when it has begun with this person."""
    sentence = team_queries.closed_sentence(found, current_user.id, clock.now())
    if sentence:
        return render_template("practice/team_closed.html", team=found, sentence=sentence)
    if found.run is not None:
        return redirect(url_for("practice.run", run_id=found.run.id), 303)
    return render_template("practice/team.html", refusal=refusal, **_table(found)), status


def _table(found: Team) -> dict[str, object]:
    scenario: Scenario = queries.scenario(found.scenario_digest)
    chairs = team_queries.chairs(found, scenario)
    taken = {chair.person_id for chair in chairs if chair.person_id}
    return {
        "team": found,
        "scenario": scenario,
        "chairs": chairs,
        "people": len(taken),
        "seated": current_user.id in taken,
        "is_host": current_user.id == found.host_id,
        "me": current_user.id,
        "mode_name": MODE_NAMES[found.mode],
        "mark": "-".join(str(chair.person_id or 0) for chair in chairs),
    }


@bp.get("/practice/teams/<team_code>/table")
@requires("practise")
def team_table(team_code: str) -> Response:
    """The part of the lobby that changes; 304 as long as nobody came or went."""
    found = _team(team_code)
    if found.run is not None or not team_queries.still_waits(found):
        answer = jsonify({"go": url_for("practice.team", team_code=found.code)})
        return answer
    table = _table(found)
    answer = Response()
    answer.set_etag(f"{found.id}-{table['mark']}")
    answer.make_conditional(request)
    if answer.status_code != 304:
        answer.set_data(render_template("practice/_team_table.html", **table))
    return answer


@bp.post("/practice/teams/<team_code>/take")
@requires("practise")
def take_seat(team_code: str) -> Page:
    return _do(team_code, team_actions.take_seat, request.form.get("role", ""))


@bp.post("/practice/teams/<team_code>/leave")
@requires("practise")
def leave_seat(team_code: str) -> Page:
    return _do(team_code, team_actions.leave_seat, request.form.get("role", ""))


@bp.post("/practice/teams/<team_code>/close")
@requires("practise")
def close_team(team_code: str) -> Page:
    found = _team(team_code)
    once.then(url_for("practice.join_team"))
    try:
        team_actions.close_team(found, current_user)
    except Refused as refusal:
        return _refused(team_code, refusal)
    flash(_("Đã đóng nhóm."), "good")
    return redirect(url_for("practice.join_team"), 303)


@bp.post("/practice/teams/<team_code>/start")
@requires("practise")
def start_team(team_code: str) -> Page:
    return _do(team_code, team_actions.start_team)


def _do(team_code: str, act: object, *more: str) -> Page:
    """Act at the table, and show it again; it leads on to the run once that has begun."""
    found = _team(team_code)
    here = url_for("practice.team", team_code=found.code)
    once.then(here)
    try:
        act(found, current_user, *more)  # type: ignore[operator]
    except Refused as refusal:
        return _refused(team_code, refusal)
    return redirect(here, 303)


def _refused(team_code: str, refusal: Refused) -> Page:
    status = 409 if isinstance(refusal, Conflict) else 422
    return _lobby(_team(team_code), status, refusal)


@bp.get("/practice/runs/<int:run_id>/position")
@requires("practise")
def position(run_id: int) -> Response:
    """Where the run stands, for the pages of a team; 304 as long as nothing happened."""
    now = team_queries.standing(run_id, current_user.id)
    if now is None:
        raise NotFound
    answer = Response(mimetype="application/json")
    answer.set_etag(f"{now.position}{'.' if now.finished else ''}")
    answer.make_conditional(request)
    if answer.status_code != 304:
        body = jsonify(
            {
                "position": now.position,
                "hour": words.hour(now.sim_now),
                "news": team_queries.latest_news(now),
                "finished": now.finished,
            }
        )
        answer.set_data(body.get_data())
    return answer
