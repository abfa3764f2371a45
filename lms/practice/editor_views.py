"""Writing a draft with forms, one part on each page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound

from lms import once, parking
from lms.errors import Conflict, Refused
from lms.permissions import requires
from lms.practice import draft_actions, draft_queries, editor_forms
from lms.practice.blueprint import Page, bp
from lms.practice.catalogue_models import Draft
from lms.practice.editor_forms import EditorPage
from lms.practice.forms import seen_position
from sandbox.authoring import editing
from sandbox.authoring.document import Data, load, path_of
from sandbox.authoring.faults import SECTIONS
from sandbox.authoring.form_view import id_of
from sandbox.authoring.shape import Section
from sandbox.reading import FaultyContent

NEXT = "next"


def _section(draft: Draft, key: str, row: int | None) -> tuple[Section, int | None]:
    """The part of the draft that an address names; 404 where there is none."""
    section = next((each for each in SECTIONS[draft.kind] if each.key == key), None)
    if section is None or (row is not None and (row < 1 or not section.inside)):
        raise NotFound
    if row is None:
        return section, None if not section.inside or section.rows else 0
    return section, row - 1


def _shown(page: EditorPage, status: int = 200) -> Page:
    if not page.exists:
        if page.row:
            raise NotFound
        return render_template("practice/editor/nothing.html", page=page, draft=page.draft), status
    return render_template("practice/editor/edit.html", page=page, draft=page.draft), status


def _unreadable(draft: Draft, error: FaultyContent) -> Page:
    """A draft that is no YAML can only be mended as text."""
    return render_template(
        "practice/editor/unreadable.html",
        draft=draft,
        reasons=[str(f.reason) for f in error.faults],
    )


@bp.route(
    "/practice/authoring/<int:draft_id>/edit/<section>",
    methods=["GET", "POST"],
    defaults={"row": None},
)
@bp.route("/practice/authoring/<int:draft_id>/edit/<section>/<int:row>", methods=["GET", "POST"])
@requires("write_exercises")
def edit_draft(draft_id: int, section: str, row: int | None) -> Page:
    draft = draft_queries.draft(draft_id)
    if draft is None:
        raise NotFound
    part, position = _section(draft, section, row)
    try:
        data = load(draft.text)
    except FaultyContent as error:
        return _unreadable(draft, error)
    if request.method == "POST":
        return _save(draft, data, part, position)
    page = EditorPage(
        draft, data, part, position, editor_forms.remarks_of(draft), request.args.get("open", "")
    )
    typed = parking.take(current_user.id, request.path)
    if typed is not None and page.exists:
        editor_forms.take_over(page, editor_forms.posted(typed))
        page.brought_back = True
    return _shown(page)


def _save(draft: Draft, data: Data, section: Section, row: int | None) -> Page:
    """Take over what was typed, do what the button says, keep the draft, show the page again."""
    seen = seen_position(request.form)
    page = _found_again(draft, data, section, row, seen)
    once.then(page.address)
    parking.release(current_user.id, request.path)
    if not page.exists:
        raise NotFound
    editor_forms.take_over(page, _typed(page, row))
    if seen != draft.version:
        return _stale(page)
    deed = editing.deed_of(request.form.get("do", ""))
    opened = editing.apply(page.place, page.parts, *deed) if deed else None
    target = _after(page, deed[0] if deed else "", opened)
    once.then(target)
    try:
        draft_actions.save(draft, current_user, editor_forms.text_of(page), seen)
    except Conflict:
        return _stale(page)
    except Refused as refusal:
        page.refusal = refusal.message
        return _shown(page, 422)
    return _saved(page, deed[0] if deed else "", target)


def _found_again(
    draft: Draft, data: Data, section: Section, row: int | None, seen: int
) -> EditorPage:
    """The item that the form was about, also when somebody moved or removed it meanwhile."""
    page = EditorPage(draft, data, section, row)
    anchor = request.form.get("anchor", "")
    if row is None or page.anchor == anchor or seen == draft.version:
        return page
    items = page.root.rows(section.inside)
    places = [n for n, each in enumerate(items) if anchor and each.get("key") == anchor]
    if places:
        return EditorPage(draft, data, section, places[0])
    kept = draft_queries.version(draft.id, seen)
    return EditorPage(draft, load(kept.text), section, row, gone_since=seen) if kept else page


def _typed(page: EditorPage, row: int | None) -> Mapping[str, list[str]]:
    """What was typed, also when the item that it is about stands at another place now."""
    typed = editor_forms.posted(request.form)
    if page.row == row:
        return typed
    inside = page.section.inside
    return editor_forms.moved(typed, f"{inside}.{row}", f"{inside}.{page.row}")


def _stale(page: EditorPage) -> Page:
    """Somebody saved meanwhile: show what was typed, over what the draft is now."""
    draft = draft_queries.draft(page.draft.id)
    if draft is None:
        raise NotFound
    page.draft = draft
    page.refusal = _gone(page) if page.gone_since is not None else _moved_on(page)
    page.found = editor_forms.remarks_on(page)
    return _shown(page, 409)


def _gone(page: EditorPage) -> str:
    return _(
        "“%(item)s” không còn trong bản nháp: có người đã xóa ở một cửa sổ khác. Những gì anh/chị"
        " nhập vẫn còn dưới đây để chép lại, nhưng không lưu được nữa.",
        item=page.item_label,
    )


def _moved_on(page: EditorPage) -> str:
    last = draft_queries.version(page.draft.id, page.draft.version)
    return _(
        "%(who)s đã lưu bản nháp này ở một cửa sổ khác sau khi anh/chị mở trang. Những gì anh/chị"
        " nhập vẫn còn dưới đây và chưa được lưu. Bấm “Lưu” lần nữa để dùng nội dung này thay cho"
        " phần “%(part)s” của bản mới; các phần khác giữ như bản mới.",
        who=last.author.full_name if last else _("Có người"),
        part=page.section.title,
    )


def _after(page: EditorPage, deed: str, opened: str | None) -> str:
    """The page to go to after a save."""
    if opened is None:
        return page.next_url if request.form.get("do") == NEXT else page.address
    if page.lists and deed in ("add", "copy"):
        return page.url(row=int(path_of(opened)[-1]))
    more: dict[str, Any] = {"open": opened} if deed != "remove" else {}
    return page.url(row=page.row, _anchor=id_of(opened), **more)


def _saved(page: EditorPage, deed: str, target: str) -> Page:
    if deed == "remove":
        flash(_("Đã xóa và lưu. Cần lấy lại thì mở “Các bản đã lưu” của bản nháp."), "info")
    elif not deed:
        kept = EditorPage(
            page.draft, page.data, page.section, page.row, editor_forms.remarks_of(page.draft)
        )
        flash(editor_forms.saved_words(kept), "info" if kept.faults else "good")
    return redirect(target, 303)
