"""Forms of the authoring pages."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField, RadioField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length

from lms.forms import Form
from lms.practice.catalogue_models import IN_REVIEW, PUBLISHED, WRITING
from lms.practice.draft_rules import PROCEDURE, SCENARIO

KIND_NAMES = {SCENARIO: _l("Bài thực hành"), PROCEDURE: _l("Thủ tục")}
STATE_NAMES = {WRITING: _l("Đang soạn"), IN_REVIEW: _l("Chờ duyệt"), PUBLISHED: _l("Đã công bố")}
STATE_CHIPS = {WRITING: "work", IN_REVIEW: "soon", PUBLISHED: "good"}
_NOT_TOO_LONG = Length(max=2000, message=_l("Dài quá 2.000 ký tự."))


class SeenForm(Form):
    """A form that counts only while the draft is still the version its page showed."""

    seen = HiddenField()

    @property
    def seen_version(self) -> int:
        """The version on the page; 0, which no draft has, when it doesn't say."""
        text = self.seen.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


class DuplicateForm(Form):
    kind = HiddenField()
    code = HiddenField()


class ImportForm(Form):
    kind = RadioField(
        _l("Tệp chứa"),
        [InputRequired(_l("Chọn một loại."))],
        choices=[SelectChoice(kind, name) for kind, name in KIND_NAMES.items()],
        default=SCENARIO,
    )
    file = FileField(
        _l("Tệp YAML"),
        [FileRequired(_l("Chọn một tệp."))],
        description=_l("Tệp .yaml hoặc .yml, chữ UTF-8, không quá 1 MB."),
    )
    new_code = BooleanField(_l("Nếu mã trong tệp đã có bài khác dùng thì đặt mã mới"))


class TextForm(SeenForm):
    text = TextAreaField(_l("Nội dung YAML"), [InputRequired(_l("Nội dung không được để trống."))])


class SendForm(SeenForm):
    reason = TextAreaField(
        _l("Lời nhắn cho người duyệt"),
        [_NOT_TOO_LONG],
        description=_l("Bắt buộc ghi lý do khi chưa chạy thử xong hoặc chạy thử còn chỗ chưa ổn."),
    )


class DecideForm(SeenForm):
    note = TextAreaField(
        _l("Nhận xét cho người soạn"),
        [_NOT_TOO_LONG],
        description=_l("Bắt buộc khi trả lại: cần sửa gì, vì sao."),
    )
