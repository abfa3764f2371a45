"""Data to YAML text in the style of the shipped files.

Short rows stand on one line, long texts as blocks, and a text is quoted where YAML would read
something else.
"""

import io
import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import yaml

from sandbox.reading import FaultyContent, mapping

BLOCKS = frozenset({"unit", "nudges", "citizen", "look", "defects", "others", "wrong_result"})
"""Mappings that stand on lines of their own even when they are short."""
LIKE_A_NUMBER = re.compile(r"\d[\d.]*|\d{4}-\d\d-\d\d(T.*)?|\d\d?:\d\d")
"""Codes, days and hours are quoted for whoever reads the file, also where YAML would not mind."""


def dump(data: Mapping[str, Any]) -> str:
    """The text of the data; reading it gives the same data again."""
    text = "".join(f"{line}\n" for line in _mapping(data, 0))
    if _says(text, data):
        return text
    # Signs that only PyYAML knows how to escape.
    return str(yaml.safe_dump(dict(data), sort_keys=False, width=1000))


def _says(text: str, data: Mapping[str, Any]) -> bool:
    try:
        return mapping(text, "") == data
    except FaultyContent:
        return False


def _mapping(data: Mapping[str, Any], indent: int) -> list[str]:
    pad = " " * indent
    lines = []
    for key, value in data.items():
        head = f"{pad}{_scalar(key, flow=False)}:"
        inline = _inline(value, key=key)
        block = _block(value) if isinstance(value, str) else None
        if block is not None:
            mark, rows = block
            lines += [f"{head} {mark}", *(f"{pad}  {row}" if row else "" for row in rows)]
        elif inline is not None:
            lines.append(f"{head} {inline}")
        elif isinstance(value, dict):
            lines += [head, *_mapping(value, indent + 2)]
        else:
            lines += [head, *_items(value, indent + 2)]
    return lines


def _items(items: list[Any], indent: int) -> list[str]:
    pad = " " * indent
    lines = []
    for item in items:
        inline = _inline(item)
        if inline is not None:
            lines.append(f"{pad}- {inline}")
        elif isinstance(item, dict):
            first, *rest = _mapping(item, indent + 2)
            lines += [f"{pad}- {first.lstrip()}", *rest]
        else:
            lines.append(f"{pad}- {_flow(item)}")
    return lines


def _block(text: str) -> tuple[str, list[str]] | None:
    """A text of several lines as a block; None where it cannot or need not be one."""
    body = text.removesuffix("\n")
    rows = body.split("\n")
    unfit = rows[0] != rows[0].lstrip() or any(row != row.rstrip() for row in rows)
    if "\n" not in text or unfit or not rows[0] or not rows[-1]:
        return None
    return ("|" if text.endswith("\n") else "|-"), rows


def _inline(value: Any, key: str = "") -> str | None:
    """The value on one line, or None when it wants lines of its own."""
    if isinstance(value, dict):
        if value and (key in BLOCKS or not all(_is_flat(each) for each in value.values())):
            return None
        return _flow(value)
    if isinstance(value, list):
        rows = [each for each in value if isinstance(each, (dict, list))]
        if rows and not (key == "basis" and len(value) == 1):
            return None
        return _flow(value)
    return _scalar(value, flow=False)


def _is_flat(value: Any) -> bool:
    """Whether a value fits into a row: a text of one line, or a span."""
    if isinstance(value, dict):
        return all(_is_flat(each) for each in value.values())
    if isinstance(value, list):
        return not any(isinstance(each, (dict, list)) for each in value)
    return not (isinstance(value, str) and "\n" in value)


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        pairs = (f"{_scalar(key, flow=True)}: {_flow(each)}" for key, each in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return _scalar(value, flow=True)


def _scalar(value: Any, *, flow: bool) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if not isinstance(value, str):
        return repr(value)
    return value if _is_plain(value, flow=flow) else json.dumps(value, ensure_ascii=False)


_analyser = yaml.emitter.Emitter(io.StringIO(), allow_unicode=True)
_resolver = yaml.resolver.Resolver()


def _is_plain(text: str, *, flow: bool) -> bool:
    if not text or "\n" in text or LIKE_A_NUMBER.fullmatch(text):
        return False
    found = _analyser.analyze_scalar(text)
    allowed = found.allow_flow_plain if flow else found.allow_block_plain
    tag = _resolver.resolve(yaml.ScalarNode, text, (True, False))
    return bool(allowed) and tag == "tag:yaml.org,2002:str"
