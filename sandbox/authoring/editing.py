"""What the buttons of an editor page do with the items of its lists."""

from collections.abc import Sequence
from typing import Literal, cast, get_args

from sandbox.authoring import document
from sandbox.authoring.document import Path, name_of, path_of
from sandbox.authoring.shape import Group, Part, Place, Rows, Section, order_of

Deed = Literal["add", "copy", "remove", "up", "down", "shift"]
DEEDS = frozenset(get_args(Deed))


def deed_of(button: str) -> tuple[Deed, Path] | None:
    """What a button with this value does, and with what: "add:dossiers.0.papers"."""
    deed, _, name = button.partition(":")
    return (cast(Deed, deed), path_of(name)) if deed in DEEDS and name else None


def rows_at(place: Place, parts: Sequence[Part], path: Path) -> tuple[Rows, tuple[str, ...]] | None:
    """The list at a path, with the order of the keys around it; None where the form has none."""
    depth = len(place.path)
    if path[:depth] != place.path or len(path) <= depth:
        return None
    part = next((each for each in parts if path[depth] in each.keys), None)
    if isinstance(part, Group):
        return rows_at(place.at(part.key), part.parts, path)
    if not isinstance(part, Rows):
        return None
    rest = path[depth + 1 :]
    if not rest:
        return part, order_of(parts)
    if isinstance(rest[0], int):
        return rows_at(place.at(part.key, rest[0]), part.parts, path)
    return None


def listed(section: Section, place: Place) -> tuple[Place, tuple[Part, ...]]:
    """The parts of a page; those of the list itself on the page that lists its items."""
    if section.rows and not place.path:
        return place, (section.rows,)
    return place, section.parts(place)


def apply(place: Place, parts: Sequence[Part], deed: Deed, path: Path) -> str | None:
    """Do it, and name the item to be shown next; None where nothing could be done."""
    at = path if deed == "add" else path[:-1]
    found = rows_at(place, parts, at)
    if found is None:
        return None
    rows, order = found
    here = Place(place.data, at, place.procedures, place.calendars)
    if deed == "add":
        position = document.add(place.data, at, rows.fresh(here), order)
    elif here.get(path[-1]) is None:
        return None
    elif deed == "remove":
        document.remove(place.data, path)
        return name_of(at)
    elif deed == "copy":
        position = document.duplicate(place.data, path)
    elif deed == "shift":
        if not rows.sibling:
            return None
        position = document.shift(place.data, path, rows.sibling)
        at = (*at[:-1], rows.sibling)
    else:
        position = document.move(place.data, path, -1 if deed == "up" else 1)
    return name_of((*at, position))
