"""The reports: who did what in a course, and the audit log."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request

from lms.input_limits import number_asked
from lms.learning import queries as learning
from lms.permissions import requires
from lms.reports import progress, queries
from lms.reports.audit_names import ACTION_NAMES, changes

NOT_STARTED = "not-started"

bp = Blueprint("reports", __name__, template_folder="templates")


@bp.get("/reports/courses")
@requires("see_course_progress")
def courses() -> str:
    return render_template("reports/courses.html", versions=learning.versions())


@bp.get("/reports/courses/<code>")
@requires("see_course_progress")
def course(code: str) -> str:
    found = progress.parts_of(code)
    if found is None:
        abort(404)
    words = request.args.get("q", "").strip()[:100]
    waiting = request.args.get("show") == NOT_STARTED
    list_people = progress.not_started if waiting else progress.started
    return render_template(
        "reports/course.html",
        code=code,
        title=found.title,
        page=list_people(found, words, request.args.get("page", 1, type=int)),
        words=words,
        show=NOT_STARTED if waiting else None,
    )


@bp.get("/reports/audit-log")
@requires("see_audit_log")
def audit_log() -> str:
    words = request.args.get("q", "").strip()[:100]
    action = request.args.get("action", "")
    action = action if action in ACTION_NAMES else ""
    log = queries.audit_log(words=words, action=action, before=number_asked("before"))
    return render_template(
        "reports/audit_log.html",
        log=log,
        words=words,
        action=action,
        names=ACTION_NAMES,
        changes=changes,
    )
