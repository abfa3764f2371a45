"""One right option among several. The answer is the key of the chosen option."""

from collections.abc import Sequence
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
from courses.questions.question import BadAnswer, Mark, mark, own_example


class Spec(OptionsSpec):
    """Exactly one option is right."""

    type: Literal["choice"]

    @model_validator(mode="after")
    def _one_right(self) -> "Spec":
        if len(self.right_keys()) != 1:
            raise ValueError(
                "Loại choice cần đúng một phương án có right: true; "
                f"câu này có {len(self.right_keys())}."
            )
        return self


def read(spec: Spec, submitted: Sequence[str], seed: str | None = None) -> str | None:
    """The chosen key, or None."""
    keys = chosen_keys(spec, submitted, seed)
    if len(keys) > 1:
        raise BadAnswer("Chỉ chọn một phương án.")
    return keys[0] if keys else None


def grade(spec: Spec, answer: Any) -> Mark:
    """All or nothing."""
    return mark(spec, int([answer] == spec.right_keys()))


def right_answer_text(spec: Spec) -> str:
    """The right option in plain words."""
    return option_texts(spec, spec.right_keys())


def answer_text(spec: Spec, answer: Any) -> str:
    """The chosen option in plain words."""
    return option_texts(spec, [answer])


def public(spec: Spec, seed: str, answer: Any = None, *, files_url: str = "files/") -> dict:
    """Options in the order of the attempt."""
    options = public_options(spec, seed, [answer], files_url)
    return page.before(spec, files_url) | {"options": options}


def review(spec: Spec, seed: str, answer: Any = None, *, files_url: str = "files/") -> dict:
    """Each option with its verdict."""
    return (
        page.before(spec, files_url)
        | page.after(spec, files_url, right_answer_text(spec), answer_text(spec, answer))
        | {"options": reviewed_options(spec, seed, [answer], files_url)}
    )


def example(spec: Spec) -> tuple[Any, Any]:
    """The right option, and the first wrong one."""
    return own_example(spec, read) or (spec.right_keys()[0], spec.wrong_keys()[0])
