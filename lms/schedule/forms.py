"""The form that plans a session."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Length, ValidationError

from lms import clock
from lms.forms import Form
from lms.pages import duration
from lms.people.models import Area
from lms.schedule import rules, sentences, working_time

WHOLE_PROVINCE = "province"
LENGTHS = (30, 45, 60, 90, 120, 150, 180, 240)


def _trimmed(text: str | None) -> str:
    return " ".join((text or "").split())


def _trimmed_lines(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n").strip()


class SessionForm(Form):
    title = StringField(
        _l("Tên buổi tập huấn"),
        [
            DataRequired(_l("Nhập tên buổi tập huấn.")),
            Length(max=200, message=_l("Tên dài nhất 200 ký tự.")),
        ],
        filters=[_trimmed],
    )
    area = SelectField(
        _l("Dành cho"), [DataRequired(_l("Chọn cụm dự tập huấn."))], validate_choice=True
    )
    day = StringField(
        _l("Ngày"),
        [DataRequired(_l("Nhập ngày tập huấn."))],
        description=_l("Ngày/tháng/năm, ví dụ 05/12/2026."),
    )
    start = StringField(
        _l("Giờ bắt đầu"),
        [DataRequired(_l("Nhập giờ bắt đầu."))],
        description=_l("Giờ chẵn 15 phút, ví dụ 08:30. Phòng họp mở trước 15 phút."),
    )
    minutes = SelectField(
        _l("Thời lượng"),
        [DataRequired(_l("Chọn thời lượng."))],
        default="90",
        validate_choice=True,
    )
    description = TextAreaField(
        _l("Nội dung"),
        [Length(max=2000, message=_l("Nội dung dài nhất 2.000 ký tự."))],
        description=_l("Sẽ trao đổi những gì, học viên cần chuẩn bị gì."),
        filters=[_trimmed_lines],
    )

    # The span that was warned of, as sent back: pressing again confirms that one and no other.
    confirmed = HiddenField()

    def __init__(self, areas: list[Area], *, whole_province: bool, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._areas = {area.code: area for area in areas}
        self.area.choices = [
            SelectChoice(area.code, _("Cụm %(area)s", area=area.name)) for area in areas
        ]
        if whole_province:
            self.area.choices.append(SelectChoice(WHOLE_PROVINCE, _("Toàn tỉnh")))
        self.minutes.choices = [
            SelectChoice(str(minutes), duration(minutes)) for minutes in LENGTHS
        ]

    def validate_day(self, field: StringField) -> None:
        if rules.read_day(field.data or "") is None:
            raise ValidationError(
                _(
                    "Không có ngày “%(text)s”. Xin nhập ngày/tháng/năm, ví dụ 05/12/2026.",
                    text=field.data,
                )
            )

    def validate_start(self, field: StringField) -> None:
        if rules.read_hour(field.data or "") is None:
            raise ValidationError(
                _("Không hiểu giờ “%(text)s”. Xin nhập giờ và phút, ví dụ 08:30.", text=field.data)
            )

    def validate(self, extra_validators: Any = None) -> bool:
        """Also asks once more when the session would lie on a day off or outside office hours."""
        return super().validate(extra_validators) and self._is_usual_or_confirmed()

    def _is_usual_or_confirmed(self) -> bool:
        starts_at, ends_at = self.span
        calendar = working_time.calendar()
        unusual = rules.off_hours(starts_at, ends_at, calendar)
        wanted = f"{starts_at.isoformat()}/{ends_at.isoformat()}"
        refused_anyway = rules.time_fault(starts_at, ends_at, clock.now()) is not None
        if unusual is None or refused_anyway or self.confirmed.data == wanted:
            return True
        self.confirmed.data = wanted
        field = self[sentences.FIELD_OF_OFF_HOURS[unusual]]
        field.errors = [sentences.of_off_hours(unusual, starts_at, calendar)]
        return False

    @property
    def chosen_area(self) -> Area | None:
        """The chosen area; None is the whole province. Ask after the form was validated."""
        return self._areas.get(self.area.data)

    @property
    def span(self) -> tuple[datetime, datetime]:
        """Start and planned end. Ask after the form was validated."""
        on, at = rules.read_day(self.day.data or ""), rules.read_hour(self.start.data or "")
        if on is None or at is None:
            raise ValueError("the form was not validated")
        starts_at = datetime.combine(on, at, clock.VIETNAM)
        return starts_at, starts_at + timedelta(minutes=int(self.minutes.data))
