"""Forms of the practice desk, drawn from what the engine says an act needs.

A dossier's page shows one form for each button, so the names of a form's fields carry the
button's key in front; ids stay unique, and what was typed finds its own form again.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import (
    Field,
    HiddenField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.form import BaseForm
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from courses.vietnamese import format_number
from lms.forms import Form
from lms.practice.models import CHOSEN, EXAM, FREE, GUIDED
from sandbox import fields as sandbox_fields
from sandbox.engine import Option
from sandbox.hints import COSTS
from sandbox.slips import MAY_ISSUE
from sandbox.world import Command

Submitted = MultiDict[str, Any]

HINT_COSTS = " – ".join(format_number(Decimal(str(cost)), places=1) for cost in COSTS.values())
"""What the rungs of the hint ladder cost, as it is written: 0,5 – 1 – 2."""

MODE_NAMES = {
    GUIDED: _l("Có hướng dẫn"),
    FREE: _l("Tự làm"),
    EXAM: _l("Kiểm tra"),
    CHOSEN: _l("Tự chọn tình huống"),
}
MODE_HINTS = {
    GUIDED: _l(
        "Từng bước có lời chỉ dẫn và căn cứ. Nếu sắp làm sai, hệ thống dừng lại và giải thích."
        " Nên chọn cho lần đầu."
    ),
    FREE: _l(
        "Anh/chị tự quyết định như ở quầy thật. Có gợi ý khi cần, mỗi việc nhiều nhất ba gợi ý, lần"
        " lượt trừ %(costs)s điểm. Nhận xét đầy đủ ở cuối bài.",
        costs=HINT_COSTS,
    ),
    EXAM: _l(
        "Như một buổi làm việc thật: không gợi ý, không quay lại. Mỗi lượt là một tình huống khác"
        " cùng độ khó."
    ),
}
DIFFICULTIES = {1: _l("Làm quen"), 2: _l("Thường gặp"), 3: _l("Khó")}
STATES = {
    "new": _l("Chưa làm"),
    "open": _l("Đang làm dở"),
    "failed": _l("Chưa đạt"),
    "passed": _l("Đã đạt"),
}


class StartForm(Form):
    mode = RadioField(_l("Cách luyện"), [InputRequired(_l("Chọn một cách luyện."))])


class ActForm(Form):
    """A button that writes and asks nothing but what it carries."""


def new_token() -> str:
    """A token against double clicks, one for each form."""
    return secrets.token_urlsafe(18)


def _prefix(key: str) -> str:
    return key.replace(":", "-") + "-"


def command_of(submitted: Submitted, dossier: str | None) -> Command:
    """What a sent form asks the engine to do, in a seat to be chosen; the engine checks it all."""
    key = submitted.get("option", "")
    prefix = _prefix(key)
    data = {
        name.removeprefix(prefix): values if len(values) > 1 else values[0]
        for name, values in submitted.lists()
        if name.startswith(prefix)
    }
    return Command(key.partition(":")[0], dossier, "", data)


def seen_position(submitted: Mapping[str, Any], name: str = "seen") -> int:
    """The position of the run on the page that the form stood on; 0 when it doesn't say."""
    text = submitted.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


class _CheckBoxes(SelectMultipleField):
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def _input(field: sandbox_fields.Field) -> Any:
    """The input of a field; the engine and not the browser decides what may be left out."""
    expected = field.required or not field.optional
    more: dict[str, Any] = {
        "validators": [InputRequired(_("Xin điền mục này."))] if expected else [],
        "description": field.hint,
    }
    choices = [SelectChoice(choice.value, choice.label) for choice in field.options]
    match field.kind:
        case "choice":
            return RadioField(field.label, choices=choices, validate_choice=False, **more)
        case "checks":
            return _CheckBoxes(field.label, choices=choices, validate_choice=False, **more)
        case "number":
            return StringField(field.label, **more)
        case _:
            return TextAreaField(field.label, **more)


class OptionForm(BaseForm):
    """The form of one button: its fields, the values it posts back, a token of its own."""

    brought_back = False

    def __init__(self, option: Option, action: str) -> None:
        inputs = {name: HiddenField(default=value) for name, value in option.preset.items()}
        super().__init__(
            {**inputs, **{each.name: _input(each) for each in option.fields}},
            prefix=_prefix(option.key),
        )
        self.option = option
        self.action = action
        self.once = new_token()
        self.anchor = "act-" + option.key.replace(":", "-").replace("_", "-")
        self.shown_fields: list[Field] = [
            field for field in self if not isinstance(field, HiddenField)
        ]
        self.process()

    def fill(self, typed: Submitted, *, brought_back: bool = False) -> None:
        """Show again what was typed into this form."""
        self.process(typed)
        self.brought_back = brought_back

    def refuse(self, message: str, name: str | None) -> None:
        """Put a refusal beside its field, or above the form when it belongs to none shown."""
        if name in self._fields and not isinstance(self[name], HiddenField):
            self[name].errors = [message]
        else:
            self.form_errors.append(message)

    def refuse_each(self, data: Mapping[str, Any]) -> None:
        """Put every fault of what was typed beside its field, as the engine words it."""
        for each in self.option.fields:
            try:
                sandbox_fields.checked((each,), {each.name: data.get(each.name)})
            except sandbox_fields.WrongShape as wrong:
                self.refuse(wrong.sentence, wrong.field)

    @property
    def writes_slip(self) -> bool:
        """Whether a slip may come of it, which one can look at before."""
        return self.option.kind in MAY_ISSUE

    @property
    def brought_back_notice(self) -> str:
        return _("Những gì anh/chị đã nhập vẫn còn ở đây. Xin kiểm tra rồi gửi lại.")

    @property
    def is_open(self) -> bool:
        """Whether the form is shown opened: something is wrong with it, or it was brought back."""
        return bool(self.errors) or self.brought_back


def option_forms(options: list[Option], action: str) -> dict[str, OptionForm]:
    """One form for each button, by its key."""
    return {option.key: OptionForm(option, action) for option in options}


def form_of(forms: Mapping[str, OptionForm], submitted: Submitted) -> OptionForm | None:
    """The form among these that was sent, when its button is still there."""
    return forms.get(submitted.get("option", ""))
