"""The shape of an input, and the check of what was given for it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sandbox.world import Dossier, World

MAX_TEXT = 1000
MAX_AMOUNT = 1_000_000_000


@dataclass(frozen=True)
class Choice:
    """One answer that can be chosen."""

    value: str
    label: str


@dataclass(frozen=True)
class Field:
    """One input. `kind` is "choice" (one of), "checks" (any of), "number" or "text".

    `required` says what the system refuses to do without, `optional` whether the form calls the
    input optional: a system may take an answer that the rules do not.
    """

    name: str
    label: str
    kind: str
    options: tuple[Choice, ...] = ()
    hint: str = ""
    required: bool = True
    optional: bool = True
    of_items: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    """Where the act is about one of several items: the options that go with each."""

    def for_item(self, item: str) -> "Field":
        """The field with only the options that go with an item."""
        if item not in self.of_items:
            return self
        by_value = {each.value: each for each in self.options}
        mine = tuple(by_value[value] for value in self.of_items[item])
        return replace(self, options=mine, of_items={})


class WrongShape(Exception):
    """The data do not have the shape that the fields ask for."""

    def __init__(self, field: str, sentence: str):
        super().__init__(sentence)
        self.field = field
        self.sentence = sentence


YES_NO = (Choice("yes", "Có"), Choice("no", "Không"))
PAPER, UNNEEDED, LOOKED_UP, SECOND_SET = "paper:", "unneeded:", "looked-up:", "second-set"
"""What a supplement request may ask for: a paper again, or what it must not ask for."""
Maker = Callable[[World, Dossier, str], tuple[Field, ...]]
"""The fields of an act on a dossier for a role, now."""


def none(world: World, dossier: Dossier, role: str) -> tuple[Field, ...]:
    """An act that asks for nothing."""
    return ()


def reason(label: str) -> Field:
    """A text that the citizen will read."""
    return Field("reason", label, "text", hint="Viết để người dân đọc là hiểu phải làm gì.")


def with_reason(world: World, dossier: Dossier, role: str) -> tuple[Field, ...]:
    """An act that only needs a reason."""
    return (reason("Lý do"),)


def checked(fields: tuple[Field, ...], data: Mapping[str, Any]) -> dict[str, Any]:
    """The data in their proper types.

    Raises:
        WrongShape: an answer is missing, unknown or of the wrong kind.
    """
    if unknown := sorted(set(data) - {each.name for each in fields}):
        raise WrongShape(unknown[0], f"Việc này không có mục “{unknown[0]}”.")
    given = {each.name: _CHECKS[each.kind](each, data.get(each.name)) for each in fields}
    left_out = {each.name for each in fields if each.kind == "choice" and not each.required}
    return {name: value for name, value in given.items() if value or name not in left_out}


def _one_of(field: Field, value: Any) -> str:
    if not field.required and not value:
        return ""
    if not isinstance(value, str) or value not in [option.value for option in field.options]:
        raise WrongShape(field.name, f"Hãy chọn một mục cho “{field.label}”.")
    return value


def _any_of(field: Field, value: Any) -> list[str]:
    values = [value] if isinstance(value, str) else value or ()
    if not isinstance(values, list | tuple):
        raise WrongShape(field.name, f"Mục “{field.label}” phải là danh sách.")
    known = [option.value for option in field.options]
    if any(each not in known for each in values):
        raise WrongShape(field.name, f"Mục “{field.label}” có lựa chọn không hợp lệ.")
    if field.required and not values:
        raise WrongShape(field.name, f"Hãy chọn ít nhất một mục cho “{field.label}”.")
    return [each for each in known if each in values]


def _number(field: Field, value: Any) -> int:
    text = str(value if value is not None else "").strip().replace(".", "").replace(" ", "")
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(MAX_AMOUNT))):
        raise WrongShape(field.name, f"“{field.label}” phải là số, ví dụ 8.000.")
    if int(text) > MAX_AMOUNT:
        raise WrongShape(field.name, f"“{field.label}” quá lớn.")
    return int(text)


def _text(field: Field, value: Any) -> str:
    text = value.strip() if isinstance(value, str) else ""
    if field.required and not text:
        raise WrongShape(field.name, f"Hãy nhập “{field.label}”.")
    if len(text) > MAX_TEXT:
        raise WrongShape(field.name, f"“{field.label}” dài quá {MAX_TEXT} chữ.")
    return text


_CHECKS: dict[str, Callable[[Field, Any], Any]] = {
    "choice": _one_of,
    "checks": _any_of,
    "number": _number,
    "text": _text,
}
