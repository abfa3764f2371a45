"""Steps to bring into order. The answer is the list of all keys in the order given."""

from collections.abc import Iterator, Sequence
from typing import Any, Literal

from pydantic import Field, field_validator

from courses.questions import page
from courses.questions.question import (
    KEY_PATTERN,
    BadAnswer,
    Mark,
    QuestionSpec,
    Strict,
    mark,
    own_example,
)
from courses.questions.shuffle import disordered, handle, key_of
from courses.text import plain, render_inline

_RELOAD = "Các bước gửi lên không thuộc câu hỏi này. Hãy tải lại trang và sắp xếp lại."


class Step(Strict):
    """One step."""

    key: str = Field(pattern=KEY_PATTERN, max_length=40)
    text: str = Field(min_length=1)


class Spec(QuestionSpec):
    """`steps` stand in the right order.

    Two would give themselves away: a page never shows them in the right order.
    """

    type: Literal["ordering"]
    steps: tuple[Step, ...] = Field(min_length=3, max_length=12)

    @field_validator("steps")
    @classmethod
    def _distinct(cls, steps: tuple[Step, ...]) -> tuple[Step, ...]:
        for name, values in (
            ("Khóa", [step.key for step in steps]),
            ("Nội dung", [step.text for step in steps]),
        ):
            if twice := sorted({value for value in values if values.count(value) > 1}):
                raise ValueError(f"{name} của các bước bị trùng: {', '.join(twice)}.")
        return steps

    def right_keys(self) -> list[str]:
        return [step.key for step in self.steps]

    def markdown(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        yield from super().markdown()
        for index, step in enumerate(self.steps):
            yield ("steps", index, "text"), step.text


def read(spec: Spec, submitted: Sequence[str], seed: str | None = None) -> list[str] | None:
    """The keys in order, from handles in order or from "handle=position" in any order."""
    values = [value for value in submitted if value]
    numbered = [value.partition("=") for value in values if "=" in value]
    if not numbered:
        return _whole(spec, [key_of(value, spec.steps, spec.key, seed) for value in values])
    placed = [(position.strip(), name) for name, _, position in numbered if position.strip()]
    if not placed:
        return None
    if len(placed) < len(spec.steps):
        raise BadAnswer("Hãy đánh số thứ tự cho tất cả các bước.")
    return _whole(spec, _by_position(spec, placed, seed))


def _by_position(spec: Spec, placed: list[tuple[str, str]], seed: str | None) -> list[str | None]:
    wanted = {str(number) for number in range(1, len(spec.steps) + 1)}
    positions = [position for position, _ in placed]
    if foreign := sorted(set(positions) - wanted):
        raise BadAnswer(
            f"Số thứ tự phải từ 1 đến {len(spec.steps)}; không dùng được: {foreign[0][:10]}."
        )
    if twice := sorted(number for number in wanted if positions.count(number) > 1):
        raise BadAnswer(f"Hai bước cùng mang số thứ tự {twice[0]}. Mỗi bước cần một số riêng.")
    in_order = sorted(placed, key=lambda pair: int(pair[0]))
    return [key_of(name, spec.steps, spec.key, seed) for _, name in in_order]


def _whole(spec: Spec, keys: list[str | None]) -> list[str] | None:
    if not keys:
        return None
    known = [key for key in keys if key is not None]
    if len(known) != len(keys) or sorted(known) != sorted(spec.right_keys()):
        raise BadAnswer(_RELOAD)
    return known


def grade(spec: Spec, answer: Any) -> Mark:
    """All or nothing: one step at the wrong time makes the whole procedure wrong."""
    return mark(spec, int(answer == spec.right_keys()))


def right_answer_text(spec: Spec) -> str:
    """The steps, numbered, in the right order."""
    return _numbered(spec, spec.right_keys())


def answer_text(spec: Spec, answer: Any) -> str:
    """The steps, numbered, in the order given."""
    return _numbered(spec, _keys(spec, answer))


def public(spec: Spec, seed: str, answer: Any = None, *, files_url: str = "files/") -> dict:
    """The steps in the order answered so far, at first in one that is not the right one."""
    steps = [_shown(spec, step, seed, answer, files_url) for step in _order(spec, seed, answer)]
    return page.before(spec, files_url) | {"steps": steps}


def review(spec: Spec, seed: str, answer: Any = None, *, files_url: str = "files/") -> dict:
    """The steps in the order answered, each with its right position."""
    right = spec.right_keys()
    steps = [
        _shown(spec, step, seed, answer, files_url) | {"right_position": right.index(step.key) + 1}
        for step in _order(spec, seed, answer)
    ]
    return (
        page.before(spec, files_url)
        | page.after(spec, files_url, right_answer_text(spec), answer_text(spec, answer))
        | {"steps": steps}
    )


def example(spec: Spec) -> tuple[Any, Any]:
    """The right order, and its reverse."""
    return own_example(spec, read) or (spec.right_keys(), spec.right_keys()[::-1])


def _keys(spec: Spec, answer: Any) -> list[str]:
    strings = isinstance(answer, list) and all(isinstance(key, str) for key in answer)
    return answer if strings and sorted(answer) == sorted(spec.right_keys()) else []


def _order(spec: Spec, seed: str, answer: Any) -> list[Step]:
    by_key = {step.key: step for step in spec.steps}
    answered = [by_key[key] for key in _keys(spec, answer)]
    return answered or disordered(seed, spec.key, spec.steps)


def _shown(spec: Spec, step: Step, seed: str, answer: Any, files_url: str) -> dict[str, Any]:
    keys = _keys(spec, answer)
    return {
        "handle": handle(seed, spec.key, step.key),
        "text_html": render_inline(step.text, files_url=files_url),
        "position": keys.index(step.key) + 1 if keys else None,
    }


def _numbered(spec: Spec, keys: list[str]) -> str:
    texts = {step.key: plain(step.text) for step in spec.steps}
    return "; ".join(f"{number}. {texts[key]}" for number, key in enumerate(keys, start=1))
