"""The pages on which trainers begin, look at, try, review and publish exercises of their own."""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from lms import once
from lms.errors import Conflict, Refused, refuse
from lms.extensions import db
from lms.permissions import requires
from lms.practice import (
    draft_actions,
    draft_faults,
    draft_publishing,
    draft_queries,
    draft_trials,
)
from lms.practice.blueprint import Page, bp
from lms.practice.catalogue_models import IN_REVIEW, WRITING, Draft
from lms.practice.draft_forms import (
    KIND_NAMES,
    STATE_CHIPS,
    STATE_NAMES,
    DecideForm,
    DuplicateForm,
    ImportForm,
    SeenForm,
    SendForm,
)
from lms.practice.draft_rules import PROCEDURE, SCENARIO, Remark
from lms.practice.forms import new_token

ROWS_ON_A_PAGE = 20
LARGEST_FILE = 1_000_000  # bytes
WORDS = {"kind_names": KIND_NAMES, "state_names": STATE_NAMES, "state_chips": STATE_CHIPS}


def found_draft(draft_id: int) -> Draft:
    """The draft, for whoever may write exercises; else 404."""
    found = draft_queries.draft(draft_id)
    if found is None:
        abort(404)
    return found


@bp.get("/practice/authoring")
@requires("write_exercises")
def authoring() -> Page:
    words, state = request.args.get("q", "").strip()[:100], request.args.get("state", "")
    mine = request.args.get("mine") == "1"
    state = state if state in STATE_NAMES else ""
    drafts = draft_queries.drafts(words=words, state=state, mine=current_user.id if mine else None)
    pages = max(1, -(-len(drafts) // ROWS_ON_A_PAGE))
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    return render_template(
        "practice/drafts/drafts.html",
        drafts=drafts[(page - 1) * ROWS_ON_A_PAGE : page * ROWS_ON_A_PAGE],
        total=len(drafts),
        page=page,
        pages=pages,
        words=words,
        state=state,
        mine=mine,
        **WORDS,
    )


@bp.get("/practice/authoring/new")
@requires("write_exercises")
def new_draft() -> Page:
    return _sources(DuplicateForm())


@bp.post("/practice/authoring/new")
@requires("write_exercises")
def duplicate_draft() -> Page:
    form = DuplicateForm()
    if not form.validate_on_submit() or form.kind.data not in KIND_NAMES:
        return _sources(form)
    once.then(url_for("practice.authoring"))
    try:
        made = draft_actions.duplicate(current_user, form.kind.data, form.code.data or "")
    except Refused as refusal:
        refuse(form, refusal)
        return _sources(form)
    if made.kind == SCENARIO:
        flash(_("Đã tạo bản sao. Anh/chị sửa từng phần rồi chạy thử."), "success")
    else:
        flash(_("Đã tạo bản sao. Anh/chị dùng được ngay trong bài mình soạn."), "success")
    return redirect(url_for("practice.draft", draft_id=made.id), 303)


def _sources(form: DuplicateForm) -> Page:
    words = request.args.get("q", "").strip()[:100]
    kind = PROCEDURE if request.args.get("kind") == PROCEDURE else SCENARIO
    found = [each for each in draft_queries.sources(words) if each.kind == kind]
    page = render_template(
        "practice/drafts/new.html",
        form=form,
        sources=found,
        words=words,
        kind=kind,
        new_token=new_token,
        **WORDS,
    )
    return page, 422 if form.form_errors else 200


@bp.route("/practice/authoring/import", methods=["GET", "POST"])
@requires("write_exercises")
def import_draft() -> Page:
    form, remarks = ImportForm(), list[Remark]()
    if form.validate_on_submit():
        once.then(url_for("practice.authoring"))
        try:
            text = _uploaded(form)
            made = draft_actions.begin(
                current_user, form.kind.data, text, new_code=form.new_code.data
            )
            return redirect(url_for("practice.draft", draft_id=made.id), 303)
        except Refused as refusal:
            remarks = getattr(refusal, "remarks", [])
            refuse(form, refusal)
    page = render_template("practice/drafts/import.html", form=form, remarks=remarks)
    return page, 422 if form.errors else 200


def _uploaded(form: ImportForm) -> str:
    """The text of the file that was sent."""
    sent: bytes = form.file.data.read(LARGEST_FILE + 1)
    if len(sent) > LARGEST_FILE:
        raise Refused(_("Tệp lớn quá 1 MB."), "file")
    try:
        return sent.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(_("Tệp không phải chữ UTF-8. Xin lưu lại dạng UTF-8."), "file") from error


@bp.get("/practice/authoring/<int:draft_id>")
@requires("write_exercises")
def draft(draft_id: int) -> Page:
    return _draft_page(found_draft(draft_id))


_FORMS: dict[str, tuple[type[SeenForm], str]] = {
    "send": (SendForm, "send_draft"),
    "decide": (DecideForm, "decide_draft"),
    "take_back": (SeenForm, "take_back_draft"),
    "preview": (SeenForm, "preview_draft"),
    "trial": (SeenForm, "try_draft"),
    "offer": (SeenForm, "offer_draft"),
}


def _draft_page(shown: Draft, failed: SeenForm | None = None, status: int = 200) -> Page:
    """The page of a draft; `failed` is the form that was sent and refused."""
    found = draft_queries.examined(shown)
    forms = {name: make(action=_to(to, shown)) for name, (make, to) in _FORMS.items()}
    for name, each in forms.items():
        if failed is not None and failed.action == each.action:
            forms[name] = failed
        # The page shows the draft as it is now, so that is what its buttons are pressed on.
        forms[name].seen.data = str(shown.version)
    page = render_template(
        "practice/drafts/draft.html",
        draft=shown,
        examined=found,
        trial=draft_trials.of(shown, found.scenario),
        exercise=draft_queries.exercise_of(shown),
        published_version=draft_queries.published_version(shown),
        may_decide=current_user.id not in draft_queries.writers_of(shown),
        reviewed=current_app.config["REVIEW_EXERCISES"],
        editor_url=draft_faults.first_page(shown),
        faults=draft_faults.told(shown, found.remarks),
        failed=failed,
        waiting=shown.state == IN_REVIEW,
        writing=shown.state == WRITING,
        forms=forms,
        **WORDS,
    )
    return page, status


def _to(endpoint: str, draft: Draft) -> str:
    return url_for(f"practice.{endpoint}", draft_id=draft.id)


def _acted(shown: Draft, form: SeenForm, act: Callable[[], str]) -> Page:
    """Do it and go back to the draft, saying what `act` says; or show why not."""
    here = url_for("practice.draft", draft_id=shown.id)
    if form.validate_on_submit():
        once.then(here)
        try:
            flash(act(), "success")
            return redirect(here, 303)
        except Refused as refusal:
            refuse(form, refusal)
            return _refused(shown.id, form, 409 if isinstance(refusal, Conflict) else 422)
    return _refused(shown.id, form, 422)


def _refused(draft_id: int, form: SeenForm, status: int) -> Page:
    """The page as the draft is now; what was begun is undone."""
    db.session.rollback()
    return _draft_page(found_draft(draft_id), form, status)


@bp.post("/practice/authoring/<int:draft_id>/preview")
@requires("write_exercises")
def preview_draft(draft_id: int) -> Page:
    shown, form = found_draft(draft_id), SeenForm()
    if not form.validate_on_submit():
        return _refused(shown.id, form, 422)
    once.then(url_for("practice.draft", draft_id=draft_id))
    try:
        run = draft_publishing.preview(shown, current_user)
    except Refused as refusal:
        refuse(form, refusal)
        return _refused(draft_id, form, 422)
    return redirect(url_for("practice.run", run_id=run.id), 303)


@bp.post("/practice/authoring/<int:draft_id>/send")
@requires("write_exercises")
def send_draft(draft_id: int) -> Page:
    """Send it to review, or publish it where nobody has to review."""
    shown, form = found_draft(draft_id), SendForm()

    def act() -> str:
        said = (shown, current_user, form.seen_version, form.reason.data or "")
        if current_app.config["REVIEW_EXERCISES"]:
            draft_publishing.send_for_review(*said)
            return _("Đã gửi duyệt. Một giảng viên khác sẽ xem và công bố.")
        draft_publishing.publish(*said)
        return _("Đã công bố. Học viên thấy bài trong danh mục.")

    return _acted(shown, form, act)


@bp.post("/practice/authoring/<int:draft_id>/decide")
@requires("write_exercises")
def decide_draft(draft_id: int) -> Page:
    """The reviewer publishes it or gives it back."""
    shown, form = found_draft(draft_id), DecideForm()

    def act() -> str:
        said = (shown, current_user, form.seen_version, form.note.data or "")
        if request.form.get("decision") == "approve":
            draft_publishing.approve(*said)
            return _("Đã duyệt và công bố.")
        draft_publishing.send_back(*said)
        return _("Đã trả lại người soạn.")

    return _acted(shown, form, act)


@bp.post("/practice/authoring/<int:draft_id>/take-back")
@requires("write_exercises")
def take_back_draft(draft_id: int) -> Page:
    shown, form = found_draft(draft_id), SeenForm()

    def act() -> str:
        draft_publishing.take_back(shown, current_user, form.seen_version)
        return _("Đã rút lại. Anh/chị soạn tiếp được.")

    return _acted(shown, form, act)


@bp.post("/practice/authoring/<int:draft_id>/offer")
@requires("write_exercises")
def offer_draft(draft_id: int) -> Page:
    """Take the published exercise out of the catalogue, or put it back."""
    shown, form = found_draft(draft_id), SeenForm()

    def act() -> str:
        if request.form.get("what") == "retire":
            draft_publishing.retire(shown, current_user)
            return _("Đã ngừng dùng. Học viên không thấy bài trong danh mục nữa.")
        draft_publishing.bring_back(shown, current_user)
        return _("Bài đã trở lại danh mục.")

    return _acted(shown, form, act)
