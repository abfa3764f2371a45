"""What a page of the editor draws: inputs with their values, choices and faults."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sandbox.authoring import values
from sandbox.authoring.document import Path, name_of
from sandbox.authoring.filling import variant_now
from sandbox.authoring.shape import Choice, Field, Group, Part, Place, Rows

Faults = Mapping[str, Sequence[str]]
"""What is wrong, by the name of the field beside which it stands."""
GONE = "(không còn trong danh sách)"
MOMENT = 16
"""The length of a day and hour as an input for them wants it: 2026-11-17T08:30."""

ROW, TALLEST = 62, 14
"""How many letters stand in a row of an input, and how many rows it has at most."""


def id_of(name: str) -> str:
    """The id of what has this name on the page."""
    return "f-" + name.replace(".", "-").replace("_", "-")


@dataclass
class Node:
    """One thing on the page. `kind` says how it is drawn."""

    kind: str
    name: str
    label: str
    help: str = ""
    value: str = ""
    chosen: tuple[str, ...] = ()
    groups: list[tuple[str, list[Choice]]] = field(default_factory=list)
    suggestions: list[Choice] = field(default_factory=list)
    required: bool = True
    suffix: str = ""
    size: str = ""
    faults: Sequence[str] = ()
    nodes: "list[Node]" = field(default_factory=list)
    rare: "list[Node]" = field(default_factory=list)
    items: "list[Item]" = field(default_factory=list)
    line: bool = False
    new: str = ""
    sibling: str = ""
    sibling_label: str = ""
    empty: str = ""
    total: float | None = None
    sum: str = ""

    @property
    def id(self) -> str:
        return id_of(self.name)

    @property
    def height(self) -> int:
        """How many rows of an input for longer texts show all of it."""
        rows = sum(1 + len(row) // ROW for row in self.value.split("\n"))
        least = {"area": 2, "strings": 3}.get(self.kind, 1)
        return min(max(rows, least), TALLEST)

    @property
    def may_be_empty(self) -> bool:
        """Whether to say that it may be left empty; of what has a usual value, nobody would ask."""
        chosen = self.kind in ("choice", "checks", "flag", "variant", "rows")
        return not (self.required or self.usual or chosen)

    @property
    def is_used(self) -> bool:
        """Whether a folded one has to be seen: it says something, or something is wrong with it."""
        below = [*self.nodes, *self.rare]
        said = not (self.required or below) and self.value not in ("", self.usual)
        return bool(said or self.faults or self.items or any(each.is_used for each in below))

    usual: str = ""
    """What is shown when the file says nothing."""

    @property
    def is_faulty(self) -> bool:
        """Whether anything is wrong with it or below it."""
        below = [*self.nodes, *self.rare]
        return bool(
            self.faults
            or any(each.is_faulty for each in below)
            or any(each.is_faulty for each in self.items)
        )


@dataclass
class Item:
    """One item of a list, with its own inputs."""

    name: str
    label: str
    note: str
    nodes: list[Node]
    rare: list[Node]
    first: bool
    last: bool
    is_open: bool
    faults: Sequence[str] = ()

    @property
    def id(self) -> str:
        return id_of(self.name)

    @property
    def is_faulty(self) -> bool:
        return bool(self.faults) or any(each.is_faulty for each in [*self.nodes, *self.rare])


@dataclass(frozen=True)
class Drawing:
    """What the drawing of a page needs to know besides the document."""

    faults: Faults = field(default_factory=dict)
    opened: str = ""
    """The name of the item that was just added or changed, to be shown opened."""


def draw(
    place: Place, parts: Iterable[Part], drawing: Drawing = Drawing()
) -> tuple[list[Node], list[Node]]:
    """The inputs for the parts, and those that are folded away."""
    nodes: list[Node] = []
    rare: list[Node] = []
    for part in parts:
        node = _node(place, part, drawing)
        (rare if part.rare else nodes).append(node)
    return nodes, rare


def _node(place: Place, part: Part, drawing: Drawing) -> Node:
    if isinstance(part, Field):
        return _field(place, part, drawing)
    if isinstance(part, Group):
        return _group(place, part, drawing)
    return _rows(place, part, drawing)


def _field(place: Place, part: Field, drawing: Drawing) -> Node:
    name = name_of(place.at(part.key).path)
    value = place.get(part.key)
    node = Node(
        part.kind,
        name,
        part.label,
        part.help,
        required=part.required,
        suffix=part.suffix,
        size=part.size,
        faults=drawing.faults.get(name, ()),
        usual=values.shown(part, part.default),
    )
    if part.kind == "variant":
        now = variant_now(place, part)
        node.value = node.usual = now.value if now else ""
        node.groups = [("", [Choice(each.value, each.label) for each in part.variants])]
        return node
    meant = part.default if value is None else value
    node.value = values.shown(part, meant)
    if part.kind in ("choice", "checks"):
        _choose(node, place, part, meant)
    if part.suggestions:
        node.suggestions = _suggested(part.suggestions(place), value)
    node.kind = _drawable(part, node.value)
    return node


def _drawable(part: Field, value: str) -> str:
    """The kind of input that can show the value: a calendar cannot show what is no date."""
    if part.kind == "text" and "\n" in value:
        return "area"
    if part.kind == "datetime" and value and not _is_moment(value):
        return "text"
    if part.kind == "date" and value and not isinstance(values.typed(part, value), values.date):
        return "text"
    return "text" if part.kind == "time" else part.kind


def _is_moment(value: str) -> bool:
    try:
        return len(value) == MOMENT and bool(values.datetime.fromisoformat(value))
    except ValueError:
        return False


def _choose(node: Node, place: Place, part: Field, value: Any) -> None:
    found = list(part.choices(place)) if part.choices else []
    known = {each.value for each in found}
    if part.kind == "checks":
        node.chosen = tuple(str(each) for each in value) if isinstance(value, (list, tuple)) else ()
        found += [Choice(each, f"{each} {GONE}") for each in node.chosen if each not in known]
        usual = [str(each) for each in part.default or ()]
        node.value, node.usual = ",".join(node.chosen), ",".join(usual)
    elif node.value and node.value not in known:
        found.append(Choice(node.value, f"{node.value} {GONE}"))
    elif not node.value and "" not in known:
        found.insert(0, Choice("", "– chọn –"))
    node.groups = _grouped(found)


def _grouped(found: Sequence[Choice]) -> list[tuple[str, list[Choice]]]:
    groups: dict[str, list[Choice]] = {}
    for each in found:
        groups.setdefault(each.group, []).append(each)
    return list(groups.items())


def _suggested(found: Iterable[Choice], value: Any) -> list[Choice]:
    said = value if isinstance(value, list) else []
    return [each for each in found if each.value not in said]


def _group(place: Place, part: Group, drawing: Drawing) -> Node:
    here = place.at(part.key)
    name = name_of(here.path)
    nodes, rare = draw(here, part.parts, drawing)
    node = Node(
        "group",
        name,
        part.label,
        part.help,
        required=part.required,
        faults=drawing.faults.get(name, ()),
        nodes=nodes,
        rare=rare,
        line=part.line,
        total=part.total,
    )
    if part.total is not None:
        node.sum = values.number_text(sum(_number(each.value) for each in nodes))
    return node


def _number(text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return 0


def _rows(place: Place, part: Rows, drawing: Drawing) -> Node:
    here = place.at(part.key)
    name = name_of(here.path)
    rows = here.get()
    count = len(rows) if isinstance(rows, list) else 0
    possible = part.possible is None or any(part.possible(here))
    return Node(
        "rows",
        name,
        part.label,
        part.help,
        required=part.required,
        faults=drawing.faults.get(name, ()),
        items=[_item(here.at(row), part, count, drawing) for row in range(count)],
        line=part.line,
        new=part.new if possible else "",
        sibling=part.sibling,
        sibling_label=part.sibling_label,
        empty=part.empty if possible else part.impossible,
    )


def _item(here: Place, part: Rows, count: int, drawing: Drawing) -> Item:
    row = int(here.path[-1])
    nodes, rare = draw(here, part.parts, drawing)
    return Item(
        name_of(here.path),
        part.item(here),
        part.note(here) if part.note else "",
        nodes,
        rare,
        first=row == 0,
        last=row == count - 1,
        is_open=_is_opened(here.path, drawing.opened) or count == 1,
        faults=drawing.faults.get(name_of(here.path), ()),
    )


def _is_opened(path: Path, opened: str) -> bool:
    name = name_of(path)
    return opened == name or opened.startswith(f"{name}.")
