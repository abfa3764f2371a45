"""The form that gives an exercise to people, and the button that begins one."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, time, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from lms import clock
from lms.forms import Form
from lms.people.models import Area, Person, Position, Unit
from lms.practice import assignment_rules as rules
from lms.practice import assignment_sentences as sentences
from lms.practice.assignment_queries import Audience
from lms.practice.catalogue_models import Exercise
from lms.practice.forms import MODE_NAMES
from lms.practice.models import EXAM, FREE, GUIDED

WHOLE_AREA, WHOLE_UNIT, CHOSEN_PEOPLE = "area", "unit", "people"
TO_NAMES = {
    WHOLE_AREA: _l("Cả một cụm"),
    WHOLE_UNIT: _l("Cả một đơn vị"),
    CHOSEN_PEOPLE: _l("Từng người do anh/chị chọn"),
}
MODE_HINTS = {
    GUIDED: _l("Có chỉ dẫn từng bước. Hợp cho lần đầu."),
    FREE: _l("Học viên tự quyết định, có gợi ý khi cần."),
    EXAM: _l("Không gợi ý, giới hạn số lần và thời gian; mỗi người một tình huống riêng."),
}
MOST_PICKED = 200
USUAL_DAYS = 14
_TWO_LINES = 2000


class _Number(IntegerField):
    """What is no number is out of range, so that one sentence tells it."""

    def process_formdata(self, valuelist: list[str]) -> None:
        with suppress(ValueError):
            super().process_formdata(valuelist)


class _CheckBoxes(SelectMultipleField):
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def _lines(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n").strip()


def _trimmed(text: str | None) -> str:
    return " ".join((text or "").split())


class AssignForm(Form):
    exercise = SelectField(_l("Bài thực hành"), [InputRequired(_l("Chọn một bài."))])
    mode = RadioField(
        _l("Cách làm"),
        [InputRequired(_l("Chọn cách làm."))],
        default=FREE,
        choices=[SelectChoice(mode, MODE_NAMES[mode]) for mode in (GUIDED, FREE, EXAM)],
    )
    opens_day = StringField(_l("Ngày bắt đầu"), [InputRequired(_l("Nhập ngày bắt đầu."))])
    opens_hour = StringField(_l("Giờ bắt đầu"), [InputRequired(_l("Nhập giờ bắt đầu."))])
    closes_day = StringField(_l("Ngày hết hạn"), [InputRequired(_l("Nhập ngày hết hạn."))])
    closes_hour = StringField(_l("Giờ hết hạn"), [InputRequired(_l("Nhập giờ hết hạn."))])
    attempts = _Number(
        _l("Số lần được làm"),
        [Optional(), NumberRange(1, 20, _l("Nhập một số từ 1 đến 20."))],
        default=rules.MOST_ATTEMPTS,
    )
    hours_between = _Number(
        _l("Số giờ phải chờ giữa hai lần"),
        [Optional(), NumberRange(0, 720, _l("Nhập một số từ 0 đến 720."))],
        default=rules.HOURS_BETWEEN,
    )
    note = TextAreaField(
        _l("Lời nhắn cho người làm bài"),
        [Optional(), Length(max=_TWO_LINES, message=_l("Lời nhắn dài nhất 2.000 ký tự."))],
        filters=[_lines],
    )
    to = RadioField(_l("Giao cho ai"), [InputRequired(_l("Chọn giao cho ai."))])
    area = SelectField(_l("Cụm"), [Optional()])
    unit = SelectField(_l("Đơn vị"), [Optional()])
    position = SelectField(
        _l("Chỉ người ở vị trí việc làm"), [Optional()], description=_l("Để trống là mọi vị trí.")
    )
    q = StringField(
        _l("Tìm người theo tên"),
        [Optional(), Length(max=100)],
        description=_l("Gõ không dấu cũng được. Bấm Tìm, đánh dấu người cần giao, rồi tìm tiếp."),
        filters=[_trimmed],
    )
    people = _CheckBoxes(_l("Người được giao"), coerce=int)
    # The words of the search whose result the page shows.
    searched = HiddenField(filters=[_trimmed])

    def __init__(
        self,
        exercises: list[Exercise],
        areas: list[Area],
        units: list[Unit],
        positions: list[Position],
        **kwargs: Any,
    ) -> None:
        self._exercises = {each.code: each for each in exercises}
        self._units = {str(unit.id): unit for unit in units}
        now = clock.local(clock.now())
        kwargs = {
            "opens_day": f"{now:%d/%m/%Y}",
            "opens_hour": f"{now:%H:%M}",
            "closes_day": f"{now + timedelta(days=USUAL_DAYS):%d/%m/%Y}",
            "closes_hour": "17:00",
            "to": WHOLE_AREA if areas else WHOLE_UNIT,
            **kwargs,
        }
        super().__init__(**kwargs)
        self.exercise.choices = [SelectChoice("", _("Chọn một bài…"))] + [
            SelectChoice(each.code, each.title) for each in exercises
        ]
        self.to.choices = [
            SelectChoice(key, name) for key, name in TO_NAMES.items() if key != WHOLE_AREA or areas
        ]
        self.area.choices = [
            SelectChoice(str(area.id), f"{area.code} – {area.name}") for area in areas
        ]
        self.unit.choices = [SelectChoice(str(unit.id), unit.full_name) for unit in units]
        self.position.choices = [SelectChoice("", _("Mọi vị trí"))] + [
            SelectChoice(each.code, each.name) for each in positions
        ]
        self.people.choices = []
        # What is asked for only after another choice is needed all the same once it is asked.
        for asked in (self.area, self.unit, self.people, self.attempts, self.hours_between):
            asked.flags.required = True

    @property
    def picked(self) -> list[int]:
        """The people ticked so far."""
        return list(dict.fromkeys(self.people.data or []))[:MOST_PICKED]

    def offer_people(self, people: list[Person]) -> None:
        """What the search found, and those ticked before."""
        self.people.choices = [
            SelectChoice(person.id, f"{person.full_name} – {person.unit.full_name}")
            for person in people
        ]

    @property
    def wants_search(self) -> bool:
        """Whether it was sent to look for people, by the button or by Enter."""
        return self.to.data == CHOSEN_PEOPLE and (self.q.data or "") != (self.searched.data or "")

    def validate_mode(self, field: RadioField) -> None:
        exercise = self._exercises.get(self.exercise.data or "")
        if exercise is not None and field.data not in exercise.modes:
            raise ValidationError(_("Bài này không có cách làm đó. Xin chọn cách khác."))

    def _validate_day(self, field: Field) -> None:
        if rules.read_day(field.data or "") is None:
            words = _(
                "Không có ngày “%(text)s”. Xin nhập ngày/tháng/năm, ví dụ 05/12/2026.",
                text=field.data,
            )
            raise ValidationError(words)

    def _validate_hour(self, field: Field) -> None:
        if rules.read_hour(field.data or "") is None:
            words = _(
                "Không hiểu giờ “%(text)s”. Xin nhập giờ và phút, ví dụ 07:30.", text=field.data
            )
            raise ValidationError(words)

    validate_opens_day = validate_closes_day = _validate_day
    validate_opens_hour = validate_closes_hour = _validate_hour

    def validate_people(self, field: SelectMultipleField) -> None:
        if self.to.data == CHOSEN_PEOPLE and not field.data:
            raise ValidationError(_("Chưa chọn ai. Xin tìm rồi đánh dấu ít nhất một người."))
        if len(field.data or []) > MOST_PICKED:
            raise ValidationError(
                _("Mỗi lần chọn nhiều nhất %(number)s người.", number=MOST_PICKED)
            )

    def validate(self, extra_validators: Any = None) -> bool:
        """Also asks the rules whether the window makes sense."""
        if self.mode.data != EXAM:  # what is not asked then can't be wrong
            for field in (self.attempts, self.hours_between):
                field.data = field.default
        if not super().validate(extra_validators):
            return False
        fault = rules.window_fault(*self.window, clock.now())
        if fault is not None:
            field = self[sentences.FIELD_OF_WINDOW_FAULT[fault]]
            field.errors = [sentences.of_window_fault(fault)]
        return fault is None

    @property
    def window(self) -> tuple[datetime, datetime]:
        """From when until when. Ask after the fields were validated."""
        return (
            _instant(self.opens_day.data, self.opens_hour.data),
            _instant(self.closes_day.data, self.closes_hour.data),
        )

    @property
    def chosen_exercise(self) -> Exercise:
        return self._exercises[self.exercise.data]

    @property
    def audience(self) -> Audience:
        """To whom it goes. Ask after the form was validated."""
        position = self.position.data or ""
        if self.to.data == WHOLE_AREA:
            return Audience(area_id=int(self.area.data), position_code=position)
        if self.to.data == WHOLE_UNIT:
            unit = self._units[self.unit.data]
            return Audience(unit_id=unit.id, unit_path=unit.path, position_code=position)
        return Audience(person_ids=tuple(self.picked))

    @property
    def audience_words(self) -> str:
        """The audience as the summary says it."""
        chosen = {WHOLE_AREA: self.area, WHOLE_UNIT: self.unit}.get(self.to.data)
        if chosen is None:
            return _("Những người anh/chị đã chọn")
        names = {str(choice.value): str(choice.label) for choice in chosen.choices}
        words = names.get(str(chosen.data), "")
        return _("Cụm %(name)s", name=words) if self.to.data == WHOLE_AREA else words


def _instant(day_text: str | None, hour_text: str | None) -> datetime:
    on, at = rules.read_day(day_text or ""), rules.read_hour(hour_text or "")
    if on is None:
        raise ValueError("the form was not validated")
    return datetime.combine(on, at or time(), clock.VIETNAM)
