"""A number, with tolerance and unit. The answer is the number as decimal text ("1250.5")."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from pydantic import Field

from courses.questions import page
from courses.questions.question import BadAnswer, Mark, QuestionSpec, mark, own_example
from courses.vietnamese import fold, format_number, parse_number

_LONGEST = 100
_PLACES = 6
_NUMERIC = frozenset("0123456789.,+-\u2212 \u00a0\u2009\u202f")


class Spec(QuestionSpec):
    """`answer` give or take `tolerance`, both counted in `unit`."""

    type: Literal["number"]
    answer: Decimal = Field(allow_inf_nan=False)
    tolerance: Decimal = Field(default=Decimal(0), ge=0, allow_inf_nan=False)
    unit: str = Field(default="", max_length=40)


def read(spec: Spec, submitted: Sequence[str], seed: str | None = None) -> str | None:
    """The number in `submitted`, with or without the unit after it. The seed plays no part."""
    typed = " ".join(submitted).strip()
    if not typed:
        return None
    if len(typed) > _LONGEST:
        raise BadAnswer("Câu trả lời quá dài. Chỉ ghi một số.")
    try:
        return f"{parse_number(_without_unit(spec, typed)):f}"
    except ValueError as reason:
        raise BadAnswer(str(reason)) from None


def _without_unit(spec: Spec, typed: str) -> str:
    end = next((at for at, char in enumerate(typed) if char not in _NUMERIC), len(typed))
    number, rest = typed[:end], fold(typed[end:]).strip()
    if not rest:
        return number
    unit = fold(spec.unit)
    if unit and number and (unit == rest or unit.startswith(f"{rest} ")):
        return number
    raise BadAnswer(
        f"Chỉ ghi một số, tính bằng {spec.unit}; không ghi thêm chữ."
        if spec.unit
        else "Chỉ ghi một số; không ghi thêm chữ."
    )


def grade(spec: Spec, answer: Any) -> Mark:
    """Full marks within the tolerance (its edge included), else nothing."""
    value = _value(answer)
    return mark(spec, int(value is not None and abs(value - spec.answer) <= spec.tolerance))


def right_answer_text(spec: Spec) -> str:
    """For example "8 giờ làm việc (chấp nhận sai lệch 0,5)"."""
    text = _with_unit(spec, spec.answer)
    if spec.tolerance:
        text += f" (chấp nhận sai lệch {format_number(spec.tolerance, _PLACES)})"
    return text


def answer_text(spec: Spec, answer: Any) -> str:
    """For example "7,5 giờ làm việc"."""
    value = _value(answer)
    return "" if value is None else _with_unit(spec, value)


def public(spec: Spec, seed: str, answer: Any = None, *, files_url: str = "files/") -> dict:
    """The unit, and what was answered so far."""
    value = _value(answer)
    return page.before(spec, files_url) | {
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


def _with_unit(spec: Spec, value: Decimal) -> str:
    return f"{format_number(value, _PLACES)} {spec.unit}".strip()
