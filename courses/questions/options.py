"""Options to choose from: shared by the types with one right option and with several."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from pydantic import Field, StrictBool, field_validator

from courses.questions.question import KEY_PATTERN, BadAnswer, QuestionSpec, Strict
from courses.questions.shuffle import handle, key_of, shuffled
from courses.text import plain, render_inline


class Option(Strict):
    """One option; `why` tells afterwards why it is right or wrong."""

    key: str = Field(pattern=KEY_PATTERN, max_length=40)
    text: str = Field(min_length=1)
    right: StrictBool = False
    why: str | None = Field(default=None, min_length=1)


class OptionsSpec(QuestionSpec):
    """A question with options, each with a key of its own."""

    options: tuple[Option, ...] = Field(min_length=2, max_length=20)

    @field_validator("options")
    @classmethod
    def _distinct(cls, options: tuple[Option, ...]) -> tuple[Option, ...]:
        for name, values in (
            ("Khóa", [option.key for option in options]),
            ("Nội dung", [option.text for option in options]),
        ):
            if twice := sorted({value for value in values if values.count(value) > 1}):
                raise ValueError(f"{name} phương án bị trùng: {', '.join(twice)}.")
        return options

    def right_keys(self) -> list[str]:
        return [option.key for option in self.options if option.right]

    def wrong_keys(self) -> list[str]:
        return [option.key for option in self.options if not option.right]

    def markdown(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        yield from super().markdown()
        for index, option in enumerate(self.options):
            yield ("options", index, "text"), option.text
            if option.why:
                yield ("options", index, "why"), option.why


def chosen_keys(spec: OptionsSpec, submitted: Sequence[str], seed: str | None) -> list[str]:
    """The author's keys of what was chosen, in the author's order; raises BadAnswer."""
    keys = {key_of(value, spec.options, spec.key, seed) for value in submitted if value}
    if None in keys:
        raise BadAnswer("Phương án đã chọn không thuộc câu hỏi này. Hãy tải lại trang và chọn lại.")
    return [option.key for option in spec.options if option.key in keys]


def option_texts(spec: OptionsSpec, keys: Collection[str]) -> str:
    """The options with these keys in plain words, in the author's order."""
    return "; ".join(plain(option.text) for option in spec.options if option.key in keys)


def public_options(
    spec: OptionsSpec, seed: str, chosen: Collection[str], files_url: str
) -> list[dict[str, Any]]:
    """The options as a page may show them before grading."""
    return [_shown(spec, option, seed, chosen, files_url) for option in _order(spec, seed)]


def reviewed_options(
    spec: OptionsSpec, seed: str, chosen: Collection[str], files_url: str
) -> list[dict[str, Any]]:
    """The options as a page may show them after grading, in the same order."""
    return [
        _shown(spec, option, seed, chosen, files_url)
        | {
            "right": option.right,
            "why_html": render_inline(option.why or "", files_url=files_url),
        }
        for option in _order(spec, seed)
    ]


def _order(spec: OptionsSpec, seed: str) -> list[Option]:
    return shuffled(seed, spec.key, spec.options)


def _shown(
    spec: OptionsSpec, option: Option, seed: str, chosen: Collection[str], files_url: str
) -> dict[str, Any]:
    return {
        "handle": handle(seed, spec.key, option.key),
        "text_html": render_inline(option.text, files_url=files_url),
        "chosen": option.key in chosen,
    }
