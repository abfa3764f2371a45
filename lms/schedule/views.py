"""The agenda, the rooms and their doors, and planning sessions."""

from __future__ import annotations

from datetime import datetime

import click
from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    url_for,
)
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from lms import clock, once
from lms.errors import Conflict, Refused, refuse
from lms.forms import Form
from lms.outside import jitsi
from lms.permissions import can, demand, requires
from lms.schedule import actions, queries, rules, sentences
from lms.schedule.forms import SessionForm
from lms.schedule.models import TrainingSession

bp = Blueprint("schedule", __name__, template_folder="templates")

Page = str | AnyResponse | tuple[str, int]
COUNTED_DOWN = 3600  # seconds: a door farther away is told by day and hour


@bp.record_once
def _connect(state: BlueprintSetupState) -> None:
    state.app.extensions["jitsi"] = jitsi.from_config(state.app.config)


def _meetings() -> jitsi.Meetings:
    meetings: jitsi.Meetings = current_app.extensions["jitsi"]
    return meetings


def _session(public_id: str) -> TrainingSession:
    return queries.session_open_to(current_user, public_id) or abort(404)


@bp.get("/sessions")
@requires("attend_sessions")
def sessions() -> str:
    return render_template(
        "schedule/sessions.html",
        agenda=queries.agenda(current_user),
        area=current_user.unit.area,
        now=clock.now(),
        door_of=rules.door,
    )


@bp.get("/khu-vuc/<area_code>/phong-hop")
@requires("attend_sessions")
def area_room(area_code: str) -> str:
    area = queries.area_with_room(current_user, area_code) or abort(404)
    now = clock.now()
    coming = queries.sessions_in_area_room(area)
    first = rules.next_session(coming, now)
    return render_template(
        "schedule/area_room.html",
        area=area,
        first=first,
        others=[session for session in coming if session is not first],
        now=now,
        door_of=rules.door,
    )


@bp.get("/hop/<public_id>")
@requires("attend_sessions")
def waiting(public_id: str) -> str:
    session = _session(public_id)
    now = clock.now()
    door = rules.door(session, now)
    leads = _leads(session)
    return render_template(
        "schedule/waiting.html",
        session=session,
        door=door,
        now=now,
        seconds_left=_seconds_to_count_down(door, now),
        join_form=Form(action=url_for("schedule.join", public_id=public_id)),
        closed_words="" if door.is_open else sentences.of_closed_door(door, session),
        practice_rooms=_meetings().practice,
        visitors=queries.visitors(session) if leads else [],
        leads=leads,
        may_cancel=can("schedule_sessions", session)
        and door.state in (rules.DoorState.TOO_EARLY, rules.DoorState.OPEN),
    )


def _leads(session: TrainingSession) -> bool:
    """Whether the signed-in person is the session's moderator."""
    return session.trainer_id == current_user.id or can("schedule_sessions", session)


def _seconds_to_count_down(door: rules.Door, now: datetime) -> int | None:
    seconds = int((door.opens_at - now).total_seconds())
    early = door.state is rules.DoorState.TOO_EARLY
    return seconds if early and seconds <= COUNTED_DOWN else None


@bp.post("/hop/<public_id>/join")
@requires("attend_sessions")
def join(public_id: str) -> Page:
    session = _session(public_id)
    target = url_for("schedule.room", public_id=public_id)
    once.then(target)
    try:
        actions.join(session, current_user)
    except Conflict as refusal:
        return _closed(session, refusal.message)
    return redirect(target, 303)


def _closed(session: TrainingSession, words: str) -> tuple[str, int]:
    return render_template("schedule/closed.html", session=session, words=words), 409


@bp.get("/hop/<public_id>/room")
@requires("attend_sessions")
def room(public_id: str) -> Page:
    """The meeting itself, for who came in by `join`; the token is made here, at this moment."""
    session = _session(public_id)
    now = clock.now()
    door = rules.door(session, now)
    if not door.is_open:
        return _closed(session, sentences.of_closed_door(door, session))
    visit = queries.visit_of(session, current_user)
    if visit is None:
        return redirect(url_for("schedule.waiting", public_id=public_id), 303)
    attendee = jitsi.Attendee(visit.attendee_id, current_user.full_name, _leads(session))
    address = _meetings().address(session.room_name, attendee, now=now, latest_end=door.closes_at)
    if address is None:
        return render_template(
            "schedule/practice_room.html", session=session, visitors=queries.visitors(session)
        )
    return _meeting_page(session, address)


def _meeting_page(session: TrainingSession, address: str) -> Response:
    page = render_template(
        "schedule/room.html",
        session=session,
        address=address,
        support_phone=current_app.config["SUPPORT_PHONE"],
    )
    response = make_response(page)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.route("/sessions/new", methods=["GET", "POST"])
@requires("schedule_sessions")
def new_session() -> Page:
    form = SessionForm(
        queries.areas_to_schedule(current_user),
        whole_province=queries.may_schedule_for_province(current_user),
    )
    if form.validate_on_submit():
        once.then(url_for("schedule.sessions"))
        starts_at, ends_at = form.span
        plan = actions.Plan(
            title=form.title.data or "",
            description=form.description.data or "",
            area=form.chosen_area,
            trainer=current_user,
            starts_at=starts_at,
            ends_at=ends_at,
        )
        try:
            session = actions.plan_session(plan, by=current_user)
        except Refused as refusal:
            refuse(form, refusal)
            code = 409 if isinstance(refusal, Conflict) else 422
            return render_template("schedule/new_session.html", form=form), code
        flash(_("Đã lên lịch buổi tập huấn."), "good")
        return redirect(url_for("schedule.waiting", public_id=session.public_id), 303)
    return render_template("schedule/new_session.html", form=form), 422 if form.errors else 200


@bp.route("/sessions/<public_id>/cancel", methods=["GET", "POST"])
@requires("schedule_sessions")
def cancel_session(public_id: str) -> Page:
    session = demand("schedule_sessions", _session(public_id))
    form = Form()
    if form.validate_on_submit():
        target = url_for("schedule.waiting", public_id=public_id)
        once.then(target)
        try:
            actions.cancel_session(session)
        except Conflict as refusal:
            return _closed(session, refusal.message)
        flash(_("Đã hủy buổi tập huấn. Phòng họp và giờ của giảng viên đã trống trở lại."), "good")
        return redirect(target, 303)
    return render_template("schedule/cancel.html", session=session, form=form)


@bp.cli.command("check-meeting-server")
def check_meeting_server() -> None:
    """Ask the meeting server how it is; exit with 1 when people could not meet."""
    meetings = _meetings()
    if meetings.practice:
        click.echo("JITSI_MODE=simulator: phòng họp mô phỏng, không liên hệ máy chủ nào.")
        return
    health = meetings.health(clock.now())
    click.echo(f"Trang họp: {'mở được' if health.site else 'không mở được'}")
    if health.rooms is not None:
        click.echo(f"Số phòng đang họp: {health.rooms}")
    if health.clock_difference is not None:
        click.echo(f"Đồng hồ máy chủ lệch {health.clock_difference.total_seconds():+.0f} giây")
    for fault in health.faults:
        click.echo(f"Lỗi: {fault}", err=True)
    if health.faults:
        raise SystemExit(1)
