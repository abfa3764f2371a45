"""What the forms of the editor are made of: each field of a file is described once, in words.

The same description draws the form, takes over what was typed, and says in words where a fault is.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Literal

from sandbox.authoring import document
from sandbox.authoring.document import Data, Path
from sandbox.procedure import Procedure, Version
from sandbox.worktime import Calendar

Kind = Literal[
    "text", "area", "number", "percent", "share", "date", "datetime", "time", "choice", "checks",
    "flag", "strings", "variant",
]  # fmt: skip


@dataclass(frozen=True)
class Choice:
    """One of the values that a field may have, in words."""

    value: str
    label: str
    group: str = ""


@dataclass(frozen=True)
class Place:
    """Where in a draft one is, with what the draft may name: a choice depends on it."""

    data: Data
    path: Path = ()
    procedures: Mapping[str, Procedure] = field(default_factory=dict)
    calendars: Mapping[str, Calendar] = field(default_factory=dict)

    def at(self, *more: str | int) -> "Place":
        return replace(self, path=(*self.path, *more))

    def get(self, *more: str | int, default: Any = None) -> Any:
        return document.get(self.data, (*self.path, *more), default)

    def text(self, *more: str | int) -> str:
        """A text that stands here; empty when there is none, or something else."""
        value = self.get(*more)
        return value.strip() if isinstance(value, str) else ""

    def rows(self, *more: str | int) -> list[Data]:
        """The rows of a list here, as far as they are mappings."""
        items = self.get(*more)
        return [each for each in items if isinstance(each, dict)] if isinstance(items, list) else []

    @property
    def up(self) -> "Place":
        """The place of the item in whose list or group this one lies."""
        return replace(self, path=self.path[:-1])

    @property
    def top(self) -> "Place":
        """The dossier, happening or version in which one is; the whole draft outside of them."""
        inside = len(self.path) > 1 and isinstance(self.path[1], int)
        return replace(self, path=self.path[:2] if inside else ())

    @property
    def version(self) -> Version | None:
        """The procedure of the dossier here with its law, as far as the draft says which."""
        code = self.top.text("procedure") or str(self.data.get("procedure") or "")
        procedure = self.procedures.get(code)
        if procedure is None:
            return None
        try:
            return procedure.on(day_of(self.top.get("arrives_at") or self.data.get("starts_at")))
        except (LookupError, ValueError):
            return procedure.versions[-1]


def day_of(value: Any) -> date:
    """Raises: ValueError: the value is no day and no moment."""
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else datetime.fromisoformat(str(value)).date()


Choices = Callable[[Place], Iterable[Choice]]
Words = Callable[[Place], str]


@dataclass(frozen=True)
class Variant:
    """One sentence that stands for the values of several keys; None stands for a missing key."""

    value: str
    label: str
    sets: Mapping[str, Any]


@dataclass(frozen=True)
class Field:
    """One value. `default` is what a missing key means; `rare` ones are folded away."""

    key: str
    label: str
    kind: Kind = "text"
    help: str = ""
    choices: Choices | None = None
    variants: tuple[Variant, ...] = ()
    required: bool = True
    default: Any = None
    rare: bool = False
    suffix: str = ""
    size: Literal["", "short", "medium"] = ""
    step: str = "1"
    suggestions: Choices | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the file that this field stands for."""
        if self.kind != "variant":
            return (self.key,)
        return tuple(dict.fromkeys(key for each in self.variants for key in each.sets))


@dataclass(frozen=True)
class Group:
    """A mapping with fields of its own; taken away when all of them are empty, unless required.

    A `whole` one says all of its values as soon as it says one. `line` stands on one line.
    """

    key: str
    label: str
    parts: "tuple[Part, ...]"
    help: str = ""
    required: bool = False
    rare: bool = False
    whole: bool = False
    line: bool = False
    total: float | None = None
    """What the numbers have to add up to."""

    @property
    def keys(self) -> tuple[str, ...]:
        return (self.key,)


@dataclass(frozen=True)
class Rows:
    """A list whose items have fields of their own.

    `item` names one item, `note` says more about it, `fresh` is what a new one says already.
    """

    key: str
    label: str
    parts: "tuple[Part, ...]"
    item: Words
    fresh: Callable[[Place], Data]
    new: str
    help: str = ""
    note: Words | None = None
    line: bool = False
    rare: bool = False
    sibling: str = ""
    sibling_label: str = ""
    empty: str = ""
    required: bool = False
    possible: Choices | None = None
    """What an item is chosen from: when there is nothing, none can be added."""
    impossible: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        return (self.key,)


Part = Field | Group | Rows


@dataclass(frozen=True)
class Section:
    """A page of the editor.

    With `inside`, the page is about one item of that list, such as one dossier; with `rows` it is
    also the page on which the items are listed, added and taken away.
    """

    key: str
    title: str
    lead: str
    icon: str
    parts: Callable[[Place], tuple[Part, ...]]
    inside: str = ""
    rows: Rows | None = None
    fills: bool = False
    """Whether its texts may name the applicant by {name} and the like."""
    chapter: str = ""


def all_of(*parts: Part) -> Callable[[Place], tuple[Part, ...]]:
    """Parts that are the same wherever one is."""
    return lambda place: parts


def span(key: str, label: str, help: str = "", **more: Any) -> Group:
    """A range of working minutes from which the seed chooses."""
    return Group(
        key,
        label,
        (
            Field("low", "từ", "number", size="short"),
            Field("high", "đến", "number", size="short", suffix="phút"),
        ),
        help=help,
        line=True,
        **more,
    )


def order_of(parts: Iterable[Part]) -> tuple[str, ...]:
    """The keys in the order in which the form, and a new file, has them."""
    return tuple(key for part in parts for key in part.keys)


def covers(parts: Iterable[Part], key: str | int) -> Part | None:
    """The part that stands for a key."""
    return next((part for part in parts if key in part.keys), None)


def options(table: Mapping[str, str], group: str = "") -> Choices:
    """Choices that are the same wherever one is."""
    rows = tuple(Choice(value, label, group) for value, label in table.items())
    return lambda place: rows


def fields_of(parts: Iterable[Part]) -> Iterator[Field]:
    """The fields that stand directly in these parts or in their groups."""
    for part in parts:
        if isinstance(part, Field):
            yield part
        elif isinstance(part, Group):
            yield from fields_of(part.parts)
