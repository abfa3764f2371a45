"""Forms for coming together in a team."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField
from wtforms.validators import InputRequired

from lms.forms import Form


class NewTeamForm(Form):
    mode = RadioField(_l("Cách luyện"), [InputRequired(_l("Chọn một cách luyện."))])


class JoinForm(Form):
    code = StringField(
        _l("Mã nhóm"),
        [InputRequired(_l("Nhập mã nhóm mà người mở nhóm đã gửi."))],
        description=_l("6 chữ và số, viết hoa hay thường đều được."),
    )
