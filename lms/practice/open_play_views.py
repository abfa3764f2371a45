"""Open play: the trainee puts an exercise together and starts it."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import RadioField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from lms import once
from lms.errors import Refused
from lms.forms import Form
from lms.permissions import requires
from lms.practice import actions
from lms.practice.blueprint import Page, bp
from lms.practice.catalogue_views import first_page
from lms.practice.models import CHOSEN
from lms.practice.publishing import keep_composed
from sandbox import open_play as composing


class _CheckBoxes(SelectMultipleField):
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class OpenPlayForm(Form):
    base = SelectField(_l("Thủ tục, hồ sơ"), [InputRequired(_l("Chọn một hồ sơ."))])
    citizen = RadioField(_l("Người dân"), [InputRequired()], default="as_written")
    mistakes = RadioField(_l("Giấy tờ"), [InputRequired()], default="as_written")
    troubles = _CheckBoxes(_l("Thêm tình huống khó"))


def _form() -> OpenPlayForm:
    form = OpenPlayForm()
    form.base.choices = {
        title: [(base.key, f"{base.title}: “{_short(base.request)}”") for base in bases]
        for title, bases in composing.bases().items()
    }
    form.citizen.choices = list(composing.CITIZENS.items())
    form.mistakes.choices = list(composing.MISTAKES.items())
    form.troubles.choices = list(composing.TROUBLES.items())
    return form


def _short(words: str) -> str:
    return words if len(words) <= SHORT else words[:SHORT].rsplit(" ", 1)[0] + " …"


SHORT = 70


@bp.route("/practice/open-play", methods=["GET", "POST"])
@requires("practise")
def open_play() -> Page:
    form = _form()
    if not form.validate_on_submit():
        page = render_template("practice/open_play.html", form=form)
        return page, 422 if form.errors else 200
    once.then(url_for("practice.own_runs"))
    chosen = composing.Chosen(
        form.base.data, form.citizen.data, form.mistakes.data, tuple(sorted(form.troubles.data))
    )
    scenario, text = composing.compose(chosen)
    keep_composed(scenario, text)
    try:
        run = actions.start_run(current_user, scenario, CHOSEN)
    except Refused as refusal:
        form.base.errors = [refusal.message]
        return render_template("practice/open_play.html", form=form), 422
    return redirect(first_page(run, scenario), 303)
