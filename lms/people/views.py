"""Signing in and out, one's own account, and the administrator's pages about people."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from lms import once
from lms.door import safe_path
from lms.errors import Refused, refuse
from lms.people import actions, queries, sign_in
from lms.people.forms import (
    ROLE_NAMES,
    SCOPE_NAMES,
    ActForm,
    ChangePasswordForm,
    GrantForm,
    NewPersonForm,
    SignInForm,
)
from lms.people.models import Person
from lms.permissions import Role, Scope, demand, public, requires

bp = Blueprint("people", __name__, template_folder="templates")

Page = str | Response | tuple[str, int]


@bp.route("/sign-in", methods=["GET", "POST"], endpoint="sign_in")
@public
def sign_in_page() -> Page:
    next_page = safe_path(request.values.get("next"))
    if current_user.is_authenticated:
        return redirect(next_page or url_for("home.start"), 303)
    form = SignInForm()
    form.next.data = next_page
    if form.validate_on_submit():
        try:
            sign_in.begin(form.username.data or "", form.password.data or "")
        except sign_in.TooManyTries as refusal:
            minutes = max(1, -(-int(refusal.wait.total_seconds()) // 60))
            page = render_template(
                "people/sign_in_closed.html", minutes=minutes, next_page=next_page
            )
            return page, 429
        except Refused as refusal:
            form.form_errors.append(refusal.message)
        else:
            return redirect(next_page or url_for("home.start"), 303)
        return render_template("people/sign_in.html", form=form), 422
    return render_template("people/sign_in.html", form=form), 422 if form.errors else 200


@bp.post("/sign-out")
@requires("use_own_account")
def sign_out() -> Page:
    sign_in.end()
    flash(_("Anh/chị đã đăng xuất."), "good")
    return redirect(url_for("people.sign_in"), 303)


@bp.get("/account")
@requires("use_own_account")
def account() -> Page:
    return render_template(
        "people/account.html",
        me=current_user,
        sign_ins=queries.sign_ins(current_user.id),
        form=ActForm(action=url_for("people.sign_out_everywhere")),
        role_names=ROLE_NAMES,
        scope_names=SCOPE_NAMES,
    )


@bp.route("/account/password", methods=["GET", "POST"])
@requires("use_own_account")
def change_password() -> Page:
    form = ChangePasswordForm()
    if form.validate_on_submit():
        once.then(url_for("home.start"))
        try:
            actions.change_password(
                current_user, form.old_password.data or "", form.new_password.data or ""
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            flash(_("Đã đổi mật khẩu. Các phiên đăng nhập khác của anh/chị đã kết thúc."), "good")
            return redirect(url_for("home.start"), 303)
    code = 422 if form.errors else 200
    return render_template("people/change_password.html", form=form, me=current_user), code


@bp.post("/account/sign-out-everywhere")
@requires("use_own_account")
def sign_out_everywhere() -> Page:
    actions.sign_out_everywhere(current_user)
    flash(_("Đã đăng xuất khỏi mọi thiết bị."), "good")
    return redirect(url_for("people.sign_in"), 303)


@bp.get("/people")
@requires("manage_people")
def people() -> Page:
    words = request.args.get("q", "").strip()[:100]
    page = queries.people_page("manage_people", words, request.args.get("page", 1, type=int))
    return render_template(
        "people/people.html", page=page, words=words, role_names=ROLE_NAMES, scope_names=SCOPE_NAMES
    )


@bp.route("/people/new", methods=["GET", "POST"])
@requires("manage_people")
def add_person() -> Page:
    form = NewPersonForm(queries.units(), queries.positions())
    if form.validate_on_submit():
        once.then(url_for("people.people", q=form.username.data))
        try:
            person, initial = actions.add_person(
                username=form.username.data or "",
                full_name=form.full_name.data or "",
                unit=form.chosen_unit,
                position_code=form.position.data,
                email=form.email.data,
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return _show(demand("manage_people", queries.person(person.id)), initial=initial)
    return render_template("people/new_person.html", form=form), 422 if form.errors else 200


def _show(
    person: Person,
    form: GrantForm | None = None,
    *,
    initial: str = "",
    reset_before: bool = False,
) -> Page:
    page = render_template(
        "people/person.html",
        shown=person,
        grant_form=form or GrantForm(action=url_for("people.grant_role", person_id=person.id)),
        act_form=ActForm(),
        initial=initial,
        reset_before=reset_before,
        role_names=ROLE_NAMES,
        scope_names=SCOPE_NAMES,
        sign_ins=queries.sign_ins(person.id),
    )
    return page, 422 if form is not None else 200


@bp.get("/people/<int:person_id>", endpoint="person")
@requires("manage_people")
def person_page(person_id: int) -> Page:
    return _show(demand("manage_people", queries.person(person_id)))


@bp.route("/people/<int:person_id>/reset-password", methods=["GET", "POST"])
@requires("manage_people")
def reset_password(person_id: int) -> Page:
    """The answer to the POST alone shows the password; a second copy comes to the GET page."""
    person = demand("manage_people", queries.person(person_id))
    if request.method == "GET":
        return _show(person, reset_before=person.must_change_password)
    once.then(url_for("people.reset_password", person_id=person_id))
    return _show(person, initial=actions.reset_password(person))


@bp.post("/people/<int:person_id>/roles")
@requires("manage_people")
def grant_role(person_id: int) -> Page:
    person = demand("manage_people", queries.person(person_id))
    form = GrantForm()
    if form.validate_on_submit():
        once.then(url_for("people.person", person_id=person_id))
        try:
            actions.grant_role(person, Role(form.role.data), Scope[form.scope.data])
        except Refused as refusal:
            refuse(form, refusal)
        else:
            flash(_("Đã giao vai trò."), "good")
            return redirect(url_for("people.person", person_id=person_id), 303)
    return _show(demand("manage_people", queries.person(person_id)), form)


def _then_show(person_id: int, refusal: Refused | None, done: str) -> Page:
    flash(refusal.message if refusal else done, "warning" if refusal else "good")
    return redirect(url_for("people.person", person_id=person_id), 303)


@bp.post("/people/<int:person_id>/roles/<int:grant_id>/revoke")
@requires("manage_people")
def revoke_role(person_id: int, grant_id: int) -> Page:
    person = demand("manage_people", queries.person(person_id))
    once.then(url_for("people.person", person_id=person_id))
    refused = None
    try:
        actions.revoke_role(person, grant_id, by=current_user)
    except Refused as refusal:
        refused = refusal
    return _then_show(person_id, refused, _("Đã thu hồi vai trò."))


@bp.post("/people/<int:person_id>/<any(close, reopen):what>")
@requires("manage_people")
def set_active(person_id: int, what: str) -> Page:
    person = demand("manage_people", queries.person(person_id))
    once.then(url_for("people.person", person_id=person_id))
    refused = None
    try:
        actions.set_active(person, active=what == "reopen", by=current_user)
    except Refused as refusal:
        refused = refusal
    done = _("Đã mở lại tài khoản.") if what == "reopen" else _("Đã khóa tài khoản.")
    return _then_show(person_id, refused, done)
