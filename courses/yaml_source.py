"""YAML with the line of every key, refusing what YAML lets pass in silence.

PyYAML takes the last of two equal keys without a word, lets a few bytes of aliases unfold into
gigabytes, and recurses as deep as the text nests.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from courses.faults import ContentFaults, Fault, Path, key_text

MAX_CHARS = 300_000
# Written in C where there is such a one; how deep the text nests is looked at before it builds.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 20


@dataclass(frozen=True)
class YamlSource:
    """What the text says, and the line (from 1) on which each key or list entry stands."""

    data: Any
    lines: dict[Path, int]


def read_yaml(file: str, text: str) -> YamlSource:
    """The content of `text`; `file` names it in faults. Raises ContentFaults."""
    if len(text) > MAX_CHARS:
        raise ContentFaults([Fault(file, "", f"Tệp dài quá {MAX_CHARS} ký tự.")])
    try:
        if faults := list(_dangers(file, text)):
            raise ContentFaults(faults)
        loader = _LOADER(text)
        node = loader.get_single_node()
        data = loader.construct_document(node) if node else None
    except yaml.MarkedYAMLError as error:
        raise ContentFaults([_syntax_fault(file, error)]) from None
    except (yaml.YAMLError, ValueError, TypeError) as error:
        # ValueError: a date such as 2026-02-30. TypeError: a mapping as a key.
        reason = f"Không đọc được YAML, có thể vì một ngày hay số không có thật: {error}."
        raise ContentFaults([Fault(file, "", reason)]) from None
    lines: dict[Path, int] = {(): 1}
    twice = list(_number_lines(node, (), lines)) if node else []
    if twice:
        raise ContentFaults(
            Fault(file, key_text(data, path), "Khóa này được viết hai lần.", line)
            for path, line in twice
        )
    return YamlSource(data, lines)


def _dangers(file: str, text: str) -> Iterator[Fault]:
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        line = event.start_mark.line + 1 if event.start_mark else None
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            yield Fault(file, "", "Không dùng neo (&) và tham chiếu (*) của YAML.", line)
        elif isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > _DEEPEST:
                yield Fault(file, "", "Các mục lồng nhau quá sâu.", line)
                return
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _syntax_fault(file: str, error: yaml.MarkedYAMLError) -> Fault:
    mark = error.problem_mark or error.context_mark
    return Fault(
        file,
        "",
        f"Sai cú pháp YAML: {error.problem or error.context}. Hay gặp: thụt dòng lệch, thiếu dấu "
        "cách sau dấu hai chấm, chữ có dấu hai chấm mà không đặt trong dấu nháy.",
        mark.line + 1 if mark else None,
    )


def _number_lines(
    node: yaml.Node, path: Path, lines: dict[Path, int]
) -> Iterator[tuple[Path, int]]:
    """Fills `lines`; yields each key that stands twice in one mapping."""
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            inner, line = (*path, str(key.value)), key.start_mark.line + 1
            if inner in lines:
                yield inner, line
            lines[inner] = line
            yield from _number_lines(value, inner, lines)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield from _number_lines(value, (*path, index), lines)
