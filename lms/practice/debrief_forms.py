"""The two questions before the debrief."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField, StringField, SubmitField, TextAreaField, ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import Length
from wtforms.widgets import CheckboxInput, ListWidget

from lms.forms import Form


class _CheckBoxes(SelectMultipleField):
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class AssessForm(Form):
    """May be sent empty; `skip` sends nothing of it."""

    steps = _CheckBoxes(_l("Bước nào anh/chị thấy chưa chắc?"))
    unsure = TextAreaField(_l("Nếu muốn, anh/chị viết thêm chỗ còn băn khoăn"), [Length(max=1000)])
    points = StringField(
        _l("Anh/chị đoán mình được bao nhiêu điểm?"), description=_l("Từ 0 đến 100.")
    )
    complaints = _CheckBoxes(_l("Hồ sơ nào dễ bị người dân phản ánh?"))
    skip = SubmitField(_l("Bỏ qua, xem nhận xét ngay"))

    def offer(self, steps: dict[str, str], dossiers: dict[str, str]) -> None:
        """What may be ticked: the acts that were done and the dossiers that came."""
        self.steps.choices = [SelectChoice(key, label) for key, label in steps.items()]
        self.complaints.choices = [SelectChoice(key, label) for key, label in dossiers.items()]

    def validate_points(self, field: StringField) -> None:
        text = (field.data or "").strip()
        if text and not (text.isascii() and text.isdigit() and int(text) <= 100):
            raise ValidationError(_("Xin ghi một số từ 0 đến 100, hoặc để trống."))

    @property
    def answers(self) -> dict[str, str]:
        """As they are kept; keys of ticked boxes are joined by commas."""
        if self.skip.data:
            return {}
        return {
            "steps": ",".join(self.steps.data or ()),
            "unsure": (self.unsure.data or "").strip(),
            "points": (self.points.data or "").strip(),
            "complaints": ",".join(self.complaints.data or ()),
        }
