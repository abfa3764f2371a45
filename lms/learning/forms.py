"""The form under a question, and the buttons that ask nothing."""

from __future__ import annotations

from typing import Any

from wtforms import Field, StringField

from lms.forms import Form


class ActForm(Form):
    """A button that writes and asks nothing."""


class AnswerField(Field):
    """What a question's page sends, whatever its type: all values under one name, as typed."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = valuelist

    def process_data(self, value: Any) -> None:
        self.data = []


class AnswerForm(Form):
    """One answer, and where the person goes `then`: a question's number or "check".

    Without `then` (the button "Lưu và sang câu tiếp", or Enter) the questions go on in order. It
    carries no token against double clicks: saving the same answer twice is one answer
    already, and with a token a change made on an old page (the browser's Back button) would be
    taken for a repetition and be lost.
    """

    answer = AnswerField()
    then = StringField()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        del self.once
