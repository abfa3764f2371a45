"""Forms about accounts."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, PasswordField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    Optional,
    Regexp,
    ValidationError,
)

from lms.forms import Form
from lms.people.models import Position, Unit
from lms.people.rules import LONGEST_PASSWORD, SHORTEST_PASSWORD
from lms.permissions import Role, Scope

ROLE_NAMES = {
    Role.TRAINEE: _l("Học viên"),
    Role.TRAINER: _l("Giảng viên"),
    Role.MANAGER: _l("Quản lý"),
    Role.ADMIN: _l("Quản trị hệ thống"),
}
SCOPE_NAMES = {
    Scope.OWN: _l("chỉ bản thân"),
    Scope.UNIT: _l("đơn vị"),
    Scope.AREA: _l("cụm"),
    Scope.PROVINCE: _l("toàn tỉnh"),
}


class SignInForm(Form):
    username = StringField(
        _l("Tên đăng nhập"),
        [
            InputRequired(_l("Nhập tên đăng nhập.")),
            Length(max=200, message=_l("Tên đăng nhập quá dài.")),
        ],
    )
    password = PasswordField(
        _l("Mật khẩu"),
        [
            InputRequired(_l("Nhập mật khẩu.")),
            Length(max=LONGEST_PASSWORD * 2, message=_l("Mật khẩu quá dài.")),
        ],
    )
    next = HiddenField()


class ChangePasswordForm(Form):
    old_password = PasswordField(
        _l("Mật khẩu hiện tại"), [InputRequired(_l("Nhập mật khẩu hiện tại."))]
    )
    new_password = PasswordField(
        _l("Mật khẩu mới"),
        [InputRequired(_l("Nhập mật khẩu mới."))],
        description=_l(
            "Ít nhất %(number)s ký tự. Nên ghép vài từ dễ nhớ với anh/chị nhưng khó đoán với người khác.",
            number=SHORTEST_PASSWORD,
        ),
    )
    repeated_password = PasswordField(
        _l("Nhập lại mật khẩu mới"), [InputRequired(_l("Nhập lại mật khẩu mới."))]
    )

    def validate_repeated_password(self, field: PasswordField) -> None:
        if field.data != self.new_password.data:
            raise ValidationError(_("Hai lần nhập mật khẩu mới chưa giống nhau."))


class ActForm(Form):
    """A button that writes and asks nothing."""


class GrantForm(Form):
    role = SelectField(
        _l("Vai trò"),
        [InputRequired(_l("Chọn một vai trò."))],
        choices=[SelectChoice(role.value, name) for role, name in ROLE_NAMES.items()],
    )
    scope = SelectField(
        _l("Phạm vi"),
        [InputRequired(_l("Chọn một phạm vi."))],
        choices=[SelectChoice(scope.name, name) for scope, name in SCOPE_NAMES.items()],
    )


class NewPersonForm(Form):
    full_name = StringField(
        _l("Họ và tên"),
        [
            DataRequired(_l("Nhập họ và tên.")),
            Length(max=200, message=_l("Họ và tên dài quá 200 ký tự.")),
        ],
    )
    username = StringField(
        _l("Tên đăng nhập"),
        [InputRequired(_l("Nhập tên đăng nhập."))],
        description=_l("Chữ không dấu và chữ số, ví dụ: nguyen.van.a"),
    )
    unit = SelectField(_l("Đơn vị"), [InputRequired(_l("Chọn đơn vị."))])
    position = SelectField(_l("Vị trí việc làm"), [InputRequired(_l("Chọn vị trí việc làm."))])
    email = StringField(
        _l("Thư điện tử"),
        [
            Optional(),
            Length(max=200, message=_l("Địa chỉ thư dài quá 200 ký tự.")),
            Regexp(r"[^@\s]+@[^@\s]+", message=_l("Địa chỉ thư cần có dạng ten@don-vi.vn.")),
        ],
    )

    def __init__(self, units: list[Unit], positions: list[Position], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._units = {str(unit.id): unit for unit in units}
        # Nothing is chosen beforehand: nobody joins a unit because its name comes first.
        unchosen = SelectChoice("", _("Chọn một mục"))
        self.unit.choices = [
            unchosen,
            *(SelectChoice(str(unit.id), unit.full_name) for unit in units),
        ]
        self.position.choices = [
            unchosen,
            *(SelectChoice(position.code, position.name) for position in positions),
        ]

    @property
    def chosen_unit(self) -> Unit:
        return self._units[self.unit.data]
