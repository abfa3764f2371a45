"""Several right options. The answer is the list of the chosen keys, in the author's order."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Literal

from pydantic import model_validator

from courses.questions import page
from courses.questions.options import (
    OptionsSpec,
    chosen_keys,
    option_texts,
    public_options,
    reviewed_options,
)
from courses.questions.question import Mark, mark, own_example


class Spec(OptionsSpec):
    """At least one option is right and at least one is wrong."""

    type: Literal["choices"]

    @model_validator(mode="after")
    def _both_kinds(self) -> "Spec":
        if not self.right_keys():
            raise ValueError("Loại choices cần ít nhất một phương án có right: true.")
        if not self.wrong_keys():
            raise ValueError(
                "Mọi phương án đều đúng: chọn tất cả là đủ điểm. Cần ít nhất một phương án sai."
            )
        return self


def read(spec: Spec, submitted: Sequence[str], seed: str | None = None) -> list[str] | None:
    """The chosen keys, or None when nothing is chosen."""
    return chosen_keys(spec, submitted, seed) or None


def grade(spec: Spec, answer: Any) -> Mark:
    """Right chosen minus wrong chosen, never below zero, as a share of all right options.

    Choosing everything therefore does not pay: with two right and two wrong options it earns 0.
    """
    chosen = _keys(answer)
    right = set(spec.right_keys())
    hits = len(chosen & right) - len(chosen & set(spec.wrong_keys()))
    return mark(spec, Fraction(max(0, hits), len(right)))


def right_answer_text(spec: Spec) -> str:
    """The right options in plain words."""
    return option_texts(spec, spec.right_keys())


def answer_text(spec: Spec, answer: Any) -> str:
    """The chosen options in plain words."""
    return option_texts(spec, _keys(answer))


def public(spec: Spec, seed: str, answer: Any = None, *, files_url: str = "files/") -> dict:
    """Options in the order of the attempt."""
    options = public_options(spec, seed, _keys(answer), files_url)
    return page.before(spec, files_url) | {"options": options}


def review(spec: Spec, seed: str, answer: Any = None, *, files_url: str = "files/") -> dict:
    """Each option with its verdict."""
    return (
        page.before(spec, files_url)
        | page.after(spec, files_url, right_answer_text(spec), answer_text(spec, answer))
        | {"options": reviewed_options(spec, seed, _keys(answer), files_url)}
    )


def example(spec: Spec) -> tuple[Any, Any]:
    """All right options, and the first wrong one alone."""
    return own_example(spec, read) or (spec.right_keys(), spec.wrong_keys()[:1])


def _keys(answer: Any) -> set[str]:
    return {key for key in answer if isinstance(key, str)} if isinstance(answer, list) else set()
