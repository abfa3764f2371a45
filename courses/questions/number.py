"""A number, with tolerance and the words around it. The answer is the number as decimal text ("1250.5")."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from pydantic import Field

from courses.questions import page
from courses.questions.question import BadAnswer, Mark, QuestionSpec, mark, own_example
from courses.vietnamese import fold, format_number, parse_number

_LONGEST = 100
_PLACES = 6
_SPACES = frozenset(" \u00a0\u2009\u202f")
_NUMERIC = frozenset("0123456789.,+-\u2212") | _SPACES


class Spec(QuestionSpec):
    """`answer` give or take `tolerance`, between the words `prefix` and `unit`.

    "ngày" and "tháng 7/2026" make "Ngày 22 tháng 7/2026"; a count has a unit alone, "8 giờ".
    """

    type: Literal["number"]
    answer: Decimal = Field(allow_inf_nan=False)
    tolerance: Decimal = Field(default=Decimal(0), ge=0, allow_inf_nan=False)
    prefix: str = Field(default="", max_length=40)
    unit: str = Field(default="", max_length=40)


def read(spec: Spec, submitted: Sequence[str], seed: str | None = None) -> str | None:
    """The number in `submitted`, with or without the words around it. The seed plays no part."""
    typed = " ".join(submitted).strip()
    if not typed:
        return None
    if len(typed) > _LONGEST:
        raise BadAnswer("Câu trả lời quá dài. Chỉ ghi một số.")
    try:
        return f"{parse_number(_without_words(spec, typed)):f}"
    except ValueError as reason:
        raise BadAnswer(str(reason)) from None


def _without_words(spec: Spec, typed: str) -> str:
    start = next((at for at, char in enumerate(typed) if char in _NUMERIC - _SPACES), len(typed))
    end = next((at for at in range(start, len(typed)) if typed[at] not in _NUMERIC), len(typed))
    before, number, after = fold(typed[:start]).strip(), typed[start:end], fold(typed[end:]).strip()
    if number and before in ("", fold(spec.prefix)) and _begins(fold(spec.unit), after):
        return number
    raise BadAnswer(_only_a_number(spec))


def _begins(unit: str, words: str) -> bool:
    """Whether `unit` begins with these whole words: "tháng 7" of "tháng 7/2026"."""
    return unit.startswith(words) and not (words and unit[len(words) :][:1].isalnum())


def _only_a_number(spec: Spec) -> str:
    if spec.prefix:
        return f"Chỉ ghi số {spec.prefix}, ví dụ 15."
    if spec.unit:
        return f"Chỉ ghi một số, tính bằng {spec.unit}; không ghi thêm chữ."
    return "Chỉ ghi một số; không ghi thêm chữ."


def grade(spec: Spec, answer: Any) -> Mark:
    """Full marks within the tolerance (its edge included), else nothing."""
    value = _value(answer)
    return mark(spec, int(value is not None and abs(value - spec.answer) <= spec.tolerance))


def right_answer_text(spec: Spec) -> str:
    """For example "8 giờ làm việc (chấp nhận sai lệch 0,5)"."""
    text = _with_words(spec, spec.answer)
    if spec.tolerance:
        text += f" (chấp nhận sai lệch {format_number(spec.tolerance, _PLACES)})"
    return text


def answer_text(spec: Spec, answer: Any) -> str:
    """For example "7,5 giờ làm việc"."""
    value = _value(answer)
    return "" if value is None else _with_words(spec, value)


def public(spec: Spec, seed: str, answer: Any = None, *, files_url: str = "files/") -> dict:
    """The words around the number, and what was answered so far."""
    value = _value(answer)
    return page.before(spec, files_url) | {
        "prefix": _sentence_start(spec.prefix),
        "unit": spec.unit,
        "value": "" if value is None else format_number(value, _PLACES),
    }


def review(spec: Spec, seed: str, answer: Any = None, *, files_url: str = "files/") -> dict:
    """The page before grading with the explanation."""
    return public(spec, seed, answer, files_url=files_url) | page.after(
        spec, files_url, right_answer_text(spec), answer_text(spec, answer)
    )


def example(spec: Spec) -> tuple[Any, Any]:
    """The exact number, and one just beyond the tolerance."""
    return own_example(spec, read) or (f"{spec.answer:f}", f"{spec.answer + spec.tolerance + 1:f}")


def _value(answer: Any) -> Decimal | None:
    if not isinstance(answer, str):
        return None
    try:
        value = Decimal(answer)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def _with_words(spec: Spec, value: Decimal) -> str:
    return f"{_sentence_start(spec.prefix)} {format_number(value, _PLACES)} {spec.unit}".strip()


def _sentence_start(words: str) -> str:
    return words[:1].upper() + words[1:]
