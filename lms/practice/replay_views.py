"""The replay of somebody's run, and the comments of trainers on its moments."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from lms import once
from lms.errors import Refused, refuse
from lms.forms import Form
from lms.input_limits import number_asked
from lms.permissions import requires
from lms.practice import note_actions, replaying
from lms.practice.access import watched_run
from lms.practice.blueprint import Page, bp
from lms.practice.forms import ActForm
from lms.practice.models import Run


class NoteForm(Form):
    text = TextAreaField(
        _l("Lời nhận xét về việc này"),
        [
            DataRequired(_l("Nhập lời nhận xét.")),
            Length(max=note_actions.LONGEST_NOTE, message=_l("Lời nhận xét dài nhất 2.000 ký tự.")),
        ],
        description=_l("Học viên đọc được lời này trong phần nhận xét của lượt."),
    )


def _show(run: Run, asked: int | None, form: NoteForm | None = None) -> Page:
    page = replaying.replay(run, asked)
    action = url_for("practice.comment_run", run_id=run.id, position=page.at)
    html = render_template(
        "practice/replay.html",
        page=page,
        form=form or NoteForm(action=action),
        act_form=ActForm(),
    )
    return html, 422 if form else 200


@bp.get("/practice/watch/runs/<int:run_id>")
@requires("watch_practice")
def replay(run_id: int) -> Page:
    return _show(watched_run(run_id), number_asked("at"))


@bp.post("/practice/watch/runs/<int:run_id>/comments/<int:position>")
@requires("watch_practice")
def comment_run(run_id: int, position: int) -> Page:
    run = watched_run(run_id)
    here = url_for("practice.replay", run_id=run_id, at=position, _anchor="notes")
    form = NoteForm()
    if not form.validate_on_submit():
        return _show(run, position, form)
    once.then(here)
    try:
        note_actions.comment(run, current_user, position, form.text.data or "")
    except Refused as refusal:
        refuse(form, refusal)
        return _show(run, position, form)
    flash(_("Đã ghi lời nhận xét. Học viên đọc được trong phần nhận xét của lượt."), "good")
    return redirect(here, 303)


@bp.post("/practice/watch/runs/<int:run_id>/comments/<int:note_id>/delete")
@requires("watch_practice")
def delete_comment(run_id: int, note_id: int) -> Page:
    run = watched_run(run_id)
    note = replaying.note(run, note_id) or abort(404)
    here = url_for("practice.replay", run_id=run_id, at=note.position, _anchor="notes")
    once.then(here)
    try:
        note_actions.delete_comment(note, current_user)
    except Refused as refusal:
        flash(refusal.message, "warning")
    else:
        flash(_("Đã xóa lời nhận xét."), "good")
    return redirect(here, 303)
