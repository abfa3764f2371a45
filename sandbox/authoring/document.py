"""A draft as plain nested data, and changes of it.

A place in it is a path: `("dossiers", 0, "papers", 1, "title")`. A draft may be as faulty as it
likes as long as it is a YAML mapping; nothing here asks what it means.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sandbox.authoring.yaml_text import dump
from sandbox.reading import Fault, FaultyContent, mapping

Path = tuple[str | int, ...]
Data = dict[str, Any]

LARGEST, DEEPEST = 100_000, 40
"""How many values and levels a draft may have: what is repeated by alias could grow without end."""

__all__ = [
    "Data",
    "Path",
    "add",
    "dump",
    "duplicate",
    "get",
    "load",
    "move",
    "name_of",
    "path_of",
    "remove",
    "rename",
    "set_value",
    "shift",
    "unset",
]


def load(text: str, file: str = "bản nháp") -> Data:
    """The data of a draft, without anything shared: what YAML repeats by alias is written out.

    Raises:
        FaultyContent: the text is not YAML, or not a mapping.
    """
    data: Data = _copy(_read(text, file))
    return data


@lru_cache(maxsize=32)
def _read(text: str, file: str) -> Data:
    """The data of a text; remembered, as every page of a draft asks. Not to be changed."""
    left = [LARGEST]

    def plain(value: Any, depth: int) -> Any:
        left[0] -= 1
        if left[0] < 0 or depth > DEEPEST:
            raise FaultyContent([Fault(file, "cả tệp", "quá lớn hoặc lồng quá sâu")])
        if isinstance(value, dict):
            return {str(key): plain(each, depth + 1) for key, each in value.items()}
        if isinstance(value, list):
            return [plain(each, depth + 1) for each in value]
        if value is None or isinstance(value, (str, bool, int, float, date, datetime)):
            return value
        return str(value)

    try:
        data: Data = plain(mapping(text, file), 0)
    except (ValueError, TypeError, AttributeError, RecursionError) as error:  # such as 31 February
        raise FaultyContent([Fault(file, "cả tệp", f"không đọc được: {error}")]) from error
    return data


def name_of(path: Path) -> str:
    """The path as the name of a form field."""
    return ".".join(map(str, path))


def path_of(name: str) -> Path:
    """The path that a name stands for; numbers are positions in a list."""
    return tuple(
        int(part) if re.fullmatch(r"\d{1,5}", part) else part for part in name.split(".") if part
    )


def get(data: Any, path: Path, default: Any = None) -> Any:
    """What stands there; `default` when the path leads nowhere."""
    for step in path:
        in_list = isinstance(data, list) and isinstance(step, int) and step < len(data)
        if not in_list and not (isinstance(data, dict) and step in data):
            return default
        data = data[step]
    return data


def set_value(data: Data, path: Path, value: Any, order: tuple[str, ...] = ()) -> None:
    """Put a value there; a new key goes behind those that `order` names before it."""
    parent = _container(data, path[:-1])
    last = path[-1]
    if isinstance(parent, list):
        if isinstance(last, int) and last < len(parent):
            parent[last] = value
        return
    if last in parent or last not in order:
        parent[last] = value
        return
    before = set(order[: order.index(str(last))])
    behind = max((n for n, key in enumerate(parent) if key in before), default=-1)
    items = list(parent.items())
    items.insert(behind + 1, (last, value))
    parent.clear()
    parent.update(items)


def _container(data: Data, path: Path) -> Any:
    """The mapping or list at the path; a mapping is made where there is none."""
    here: Any = data
    for step in path:
        below = get(here, (step,))
        if not isinstance(below, (dict, list)):
            below = {}
            here[step] = below
        here = below
    return here


def unset(data: Data, path: Path) -> None:
    """Take a key away."""
    parent = get(data, path[:-1])
    if isinstance(parent, dict):
        parent.pop(path[-1], None)


def add(data: Data, path: Path, item: Any, order: tuple[str, ...] = ()) -> int:
    """Put an item at the end of the list there, and say at which position."""
    items = get(data, path)
    if not isinstance(items, list):
        items = []
        set_value(data, path, items, order)
    items.append(item)
    return len(items) - 1


def remove(data: Data, path: Path) -> None:
    """Take an item out of its list."""
    items, position = _item(data, path)
    if items is not None:
        del items[position]


def move(data: Data, path: Path, by: int) -> int:
    """Move an item up (-1) or down (1), and say where it is now."""
    items, position = _item(data, path)
    target = position + by
    if items is None or not 0 <= target < len(items):
        return position
    items[position], items[target] = items[target], items[position]
    return target


def duplicate(data: Data, path: Path) -> int:
    """Put a copy behind an item, with a key of its own, and say where the copy is."""
    items, position = _item(data, path)
    if items is None:
        return position
    copy = _copy(items[position])
    taken = set(_keys(items))
    if isinstance(copy, dict) and isinstance(copy.get("key"), str):
        copy["key"] = free_key(copy["key"], taken)
    items.insert(position + 1, copy)
    return position + 1


def shift(data: Data, path: Path, sibling: str) -> int:
    """Move an item to the list beside its own, such as from the planted to the drawn mistakes."""
    items, position = _item(data, path)
    if items is None:
        return position
    item = items.pop(position)
    return add(data, (*path[:-2], sibling), item)


def rename(data: Data, lists: tuple[str, ...], old: str, new: str) -> None:
    """Follow the new key of something wherever a field of one of these names holds the old one."""

    def walk(value: Any) -> Iterator[dict[str, Any]]:
        if isinstance(value, dict):
            yield value
        for each in value.values() if isinstance(value, dict) else value:
            if isinstance(each, (dict, list)):
                yield from walk(each)

    for holder in walk(data):
        for key in lists:
            if holder.get(key) == old:
                holder[key] = new


def free_key(stem: str, taken: set[str]) -> str:
    """A key that is not taken yet: the stem, or the stem with the next number."""
    if stem not in taken:
        return stem
    stem = re.sub(r"-\d+$", "", stem)
    return next(key for n in range(2, LARGEST) if (key := f"{stem}-{n}") not in taken)


def _keys(items: list[Any]) -> list[str]:
    return [str(each["key"]) for each in items if isinstance(each, dict) and "key" in each]


def _item(data: Data, path: Path) -> tuple[list[Any] | None, int]:
    items, position = get(data, path[:-1]), path[-1] if path else -1
    if isinstance(items, list) and isinstance(position, int) and 0 <= position < len(items):
        return items, position
    return None, -1


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copy(each) for key, each in value.items()}
    return [_copy(each) for each in value] if isinstance(value, list) else value
