"""A draft as text: written by hand, its earlier versions, its file, and how a trial of it goes."""

from __future__ import annotations

from flask import Response, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from lms import once
from lms.errors import Conflict, Refused, refuse
from lms.extensions import db
from lms.permissions import requires
from lms.practice import draft_actions, draft_queries, draft_rules, draft_trials
from lms.practice.blueprint import Page, bp
from lms.practice.catalogue_models import Draft, DraftVersion
from lms.practice.draft_forms import SeenForm, TextForm
from lms.practice.draft_rules import DiffRow
from lms.practice.draft_views import WORDS, found_draft


@bp.get("/practice/authoring/<int:draft_id>/text")
@requires("write_exercises")
def draft_text(draft_id: int) -> Page:
    shown = found_draft(draft_id)
    form = TextForm(text=shown.text, seen=str(shown.version))
    return _text_page(shown, form)


@bp.post("/practice/authoring/<int:draft_id>/text")
@requires("write_exercises")
def save_draft_text(draft_id: int) -> Page:
    shown, form = found_draft(draft_id), TextForm()
    if not form.validate_on_submit():
        return _text_page(shown, form, status=422)
    here = url_for("practice.draft_text", draft_id=draft_id)
    once.then(here)
    typed = draft_rules.clean(form.text.data or "")
    try:
        draft_actions.save(shown, current_user, typed, form.seen_version)
    except Conflict as conflict:
        refuse(form, conflict)
        now = found_draft(draft_id)
        # Who has read what the other changed may save over it; nothing is lost, both are kept.
        form.seen.data = str(now.version)
        return _text_page(now, form, draft_rules.difference(now.text, typed), 409)
    except Refused as refusal:
        db.session.rollback()
        refuse(form, refusal)
        return _text_page(found_draft(draft_id), form, status=422)
    flash(_("Đã lưu bản %(version)s.", version=shown.version), "success")
    return redirect(here, 303)


def _text_page(
    shown: Draft, form: TextForm, changed: list[DiffRow] | None = None, status: int = 200
) -> Page:
    page = render_template(
        "practice/drafts/text.html",
        draft=shown,
        form=form,
        changed=changed,
        remarks=draft_queries.examined(shown).remarks,
        **WORDS,
    )
    return page, status


@bp.get("/practice/authoring/<int:draft_id>/file")
@requires("write_exercises")
def draft_file(draft_id: int) -> Response:
    """The text as a file that can be imported again."""
    shown = found_draft(draft_id)
    response = Response(shown.text, mimetype="application/yaml")
    name = draft_rules.file_name(shown.code)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@bp.get("/practice/authoring/<int:draft_id>/versions")
@requires("write_exercises")
def draft_versions(draft_id: int) -> Page:
    return render_template(
        "practice/drafts/versions.html",
        draft=found_draft(draft_id),
        versions=draft_queries.versions(draft_id),
    )


def _version(draft_id: int, number: int) -> DraftVersion:
    found = draft_queries.version(draft_id, number)
    if found is None:
        abort(404)
    return found


@bp.get("/practice/authoring/<int:draft_id>/versions/<int:number>")
@requires("write_exercises")
def draft_version(draft_id: int, number: int) -> Page:
    shown = found_draft(draft_id)
    return _version_page(shown, _version(draft_id, number), SeenForm(seen=str(shown.version)))


def _version_page(shown: Draft, kept: DraftVersion, form: SeenForm, status: int = 200) -> Page:
    before = draft_queries.version(shown.id, kept.version - 1)
    page = render_template(
        "practice/drafts/version.html",
        draft=shown,
        version=kept,
        form=form,
        changed=draft_rules.difference(before.text, kept.text) if before else [],
        since=draft_rules.difference(kept.text, shown.text),
    )
    return page, status


@bp.post("/practice/authoring/<int:draft_id>/versions/<int:number>")
@requires("write_exercises")
def restore_draft_version(draft_id: int, number: int) -> Page:
    """Save the text of an earlier version anew."""
    shown, kept, form = found_draft(draft_id), _version(draft_id, number), SeenForm()
    if not form.validate_on_submit():
        return _version_page(shown, kept, form, 422)
    here = url_for("practice.draft", draft_id=draft_id)
    once.then(here)
    try:
        draft_actions.save(shown, current_user, kept.text, form.seen_version)
    except Refused as refusal:
        db.session.rollback()
        refuse(form, refusal)
        return _version_page(found_draft(draft_id), _version(draft_id, number), form, 409)
    flash(_("Đã lấy lại nội dung của bản %(number)s.", number=number), "success")
    return redirect(here, 303)


@bp.get("/practice/authoring/<int:draft_id>/trial")
@requires("write_exercises")
def draft_trial(draft_id: int) -> Page:
    return _trial_page(found_draft(draft_id), SeenForm())


@bp.post("/practice/authoring/<int:draft_id>/trial")
@requires("write_exercises")
def try_draft(draft_id: int) -> Page:
    shown, form = found_draft(draft_id), SeenForm()
    if not form.validate_on_submit():
        return _trial_page(shown, form, 422)
    here = url_for("practice.draft_trial", draft_id=draft_id)
    once.then(here)
    try:
        draft_trials.begin(shown, current_user)
    except Refused as refusal:
        db.session.rollback()
        refuse(form, refusal)
        return _trial_page(found_draft(draft_id), form, 422)
    return redirect(here, 303)


def _trial_page(shown: Draft, form: SeenForm, status: int = 200) -> Page:
    found = draft_queries.examined(shown)
    page = render_template(
        "practice/drafts/trial.html",
        draft=shown,
        form=form,
        examined=found,
        trial=draft_trials.of(shown, found.scenario),
    )
    return page, status
