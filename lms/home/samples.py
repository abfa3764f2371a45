"""Made-up forms for the development's page of components: empty, filled in, and wrong."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    FileField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from lms.forms import Form

LONG_NAME = "Nguyễn Phúc Tôn Nữ Hoàng Quỳnh Thị Tường Vi Ưởng (H’Bơ̆t Niê Kđăm)"
PLACES = [
    SelectChoice("dat-dai", "Đất đai"),
    SelectChoice("ho-tich", "Hộ tịch"),
    SelectChoice("chung-thuc", "Chứng thực"),
]


class SampleForm(Form):
    name = StringField(
        _l("Họ, chữ đệm, tên"),
        [InputRequired()],
        description=_l("Viết hoa chữ cái đầu, ví dụ: Nguyễn Văn Ưởng"),
    )
    phone = StringField(_l("Số điện thoại"))
    day = StringField(_l("Ngày hẹn trả"), [InputRequired()], description=_l("Ví dụ: 24/11/2026"))
    hours = IntegerField(_l("Thời hạn xử lý"), [InputRequired()])
    area = SelectField(_l("Lĩnh vực"), [InputRequired()], choices=PLACES)
    decision = RadioField(
        _l("Kết luận"),
        [InputRequired()],
        choices=[
            SelectChoice("accept", _l("Hồ sơ hợp lệ, chuyển trình ký")),
            SelectChoice("ask", _l("Yêu cầu bổ sung")),
        ],
    )
    papers = SelectMultipleField(
        _l("Giấy tờ đã đối chiếu"),
        choices=[SelectChoice("cccd", "Thẻ căn cước"), SelectChoice("gcs", "Giấy chứng sinh")],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    reason = TextAreaField(_l("Lý do"))
    file = FileField(_l("Tệp đính kèm"), description=_l("PDF hoặc ảnh, tối đa 10 MB"))
    password = PasswordField(_l("Mật khẩu"), [InputRequired()])
    agree = BooleanField(_l("Tôi đã đọc và hiểu quy định"), [InputRequired()])


def _wrong_form() -> SampleForm:
    form = SampleForm(name=LONG_NAME, prefix="wrong-", area="ho-tich")
    form.form_errors.append(_("Hồ sơ đã được người khác chuyển bước lúc 09:14."))
    faults = {
        "name": _("Nhập họ, chữ đệm, tên đúng như giấy chứng sinh"),
        "day": _("Ngày hẹn trả phải là ngày làm việc"),
        "decision": _("Chọn một kết luận"),
        "password": _("Mật khẩu cần ít nhất 12 ký tự"),
        "agree": _("Đánh dấu vào ô này để tiếp tục"),
    }
    for field, fault in faults.items():
        form[field].errors = [fault]
    return form


def samples() -> dict[str, Any]:
    """The forms that `components_page.html` shows."""
    return {"blank_form": SampleForm(), "wrong_form": _wrong_form(), "long_name": LONG_NAME}
