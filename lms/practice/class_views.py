"""The class on one screen: who stands where, who is stuck, which rules are broken most."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import abort, make_response, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from lms import clock
from lms.permissions import requires
from lms.practice import assignment_queries, class_queries, class_rules, class_standing
from lms.practice.blueprint import Page, bp
from lms.practice.catalogue_models import Assignment
from lms.practice.class_queries import ALL, STATES, Board
from lms.practice.forms import MODE_NAMES

STATE_NAMES = {
    class_queries.STUCK: _l("Đang mắc"),
    class_queries.WORKING: _l("Đang làm"),
    class_queries.WAITING: _l("Chưa bắt đầu"),
    class_queries.DONE: _l("Đã xong"),
}


@bp.get("/practice/classes")
@requires("watch_practice")
def classes() -> Page:
    now = clock.now()
    page = class_queries.classes_page(request.args.get("page", 1, type=int), now)
    return render_template("practice/classes.html", page=page, now=now, mode_names=MODE_NAMES)


@bp.get("/practice/classes/<int:assignment_id>")
@requires("watch_practice")
def class_of(assignment_id: int) -> Page:
    given = assignment_queries.assignment(assignment_id) or abort(404)
    return _class_page(given)


@bp.get("/practice/classes/now")
@requires("watch_practice")
def practising_now() -> Page:
    return _class_page(None)


def _class_page(given: Assignment | None) -> Page:
    now = clock.now()
    asked = request.args.get("state", ALL)
    state = asked if asked in STATES else ALL
    board = class_queries.board(given, now, state, request.args.get("page", 1, type=int))
    if given is not None and not board.everybody:
        abort(404)  # nobody of it is in reach
    # The minutes since the last act go on by themselves, so the mark tells the minute too.
    mark = board.mark(get_locale(), state, int(now.timestamp()) // 60)
    part = request.args.get("part") == "board"
    if part and request.if_none_match.contains(mark):
        unchanged = Response(status=304)
        unchanged.set_etag(mark)
        return unchanged
    page = _draw(given, board, now, part=part)
    if part:
        page.set_etag(mark)
    return page


def _draw(given: Assignment | None, board: Board, now: datetime, *, part: bool) -> Response:
    endpoint = "practice.class_of" if given else "practice.practising_now"
    where: dict[str, Any] = {"assignment_id": given.id} if given else {}
    keep = {**where, "state": board.state if board.state != ALL else None}
    template = "practice/_class_board.html" if part else "practice/class.html"
    page: Response = make_response(
        render_template(
            template,
            given=given,
            board=board,
            now=now,
            time=f"{clock.local(now):%H:%M:%S}",
            endpoint=endpoint,
            where=where,
            keep=keep,
            here=url_for(endpoint, **keep, page=board.number if board.number > 1 else None),
            part_url=url_for(endpoint, **keep, page=board.number, part="board"),
            standings=class_standing.standings(board.rows),
            broken=class_queries.broken_rules(given) if given else [],
            state_names=STATE_NAMES,
            mode_names=MODE_NAMES,
            idle_minutes=class_rules.idle_minutes,
            is_away=class_rules.is_away,
            stops_at_one_place=class_rules.STOPS_AT_ONE_PLACE,
        )
    )
    return page
