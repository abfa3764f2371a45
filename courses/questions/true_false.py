"""Is the statement true? The answer is a JSON boolean."""

from collections.abc import Sequence
from typing import Any, Literal

from pydantic import StrictBool

from courses.questions import page
from courses.questions.question import BadAnswer, Mark, QuestionSpec, mark, own_example

_WORDS = {True: "Đúng", False: "Sai"}
_HANDLES = {True: "true", False: "false"}


class Spec(QuestionSpec):
    """`answer` tells whether the statement is true."""

    type: Literal["true_false"]
    answer: StrictBool


def read(spec: Spec, submitted: Sequence[str], seed: str | None = None) -> bool | None:
    """True, False or None. The handles are the same for everybody: they tell nothing."""
    values = {value for value in submitted if value}
    if not values:
        return None
    if len(values) > 1:
        raise BadAnswer("Chỉ chọn Đúng hoặc Sai.")
    for truth, name in _HANDLES.items():
        if values == {name}:
            return truth
    raise BadAnswer("Hãy chọn Đúng hoặc Sai.")


def grade(spec: Spec, answer: Any) -> Mark:
    """All or nothing."""
    return mark(spec, int(answer is spec.answer))


def right_answer_text(spec: Spec) -> str:
    """ "Đúng" or "Sai"."""
    return _WORDS[spec.answer]


def answer_text(spec: Spec, answer: Any) -> str:
    """ "Đúng", "Sai" or ""."""
    return _WORDS[answer] if isinstance(answer, bool) else ""


def public(spec: Spec, seed: str, answer: Any = None, *, files_url: str = "files/") -> dict:
    """Đúng always stands before Sai."""
    return page.before(spec, files_url) | {"options": _options(answer)}


def review(spec: Spec, seed: str, answer: Any = None, *, files_url: str = "files/") -> dict:
    """Both options with their verdict."""
    options = [
        option | {"right": truth is spec.answer, "why_html": ""}
        for truth, option in zip(_WORDS, _options(answer), strict=True)
    ]
    return (
        page.before(spec, files_url)
        | page.after(spec, files_url, right_answer_text(spec), answer_text(spec, answer))
        | {"options": options}
    )


def example(spec: Spec) -> tuple[Any, Any]:
    """The truth, and its opposite."""
    return own_example(spec, read) or (spec.answer, not spec.answer)


def _options(answer: Any) -> list[dict[str, Any]]:
    return [
        {"handle": _HANDLES[truth], "text_html": word, "chosen": answer is truth}
        for truth, word in _WORDS.items()
    ]
