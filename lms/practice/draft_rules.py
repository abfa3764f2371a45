"""Decisions about the text of a draft: its name, whether it can be read, where a fault is."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

import yaml

from lms.practice.rules import real_personal_number
from sandbox import reading
from sandbox.reading import Fault, FaultyContent, mapping
from sandbox.scenario import Scenario

SCENARIO, PROCEDURE = "scenario", "procedure"
LONGEST_TEXT = 200_000  # characters; the longest that is shipped has fewer than 30 000
MOST_NODES = 60_000  # after aliases are written out; a small file can stand for millions
DEEPEST = 60  # levels of brackets; nothing real has more than four
LONGEST_CODE, LONGEST_TITLE = 100, 300
MADE_UP_PROCEDURES = "9."
"""No procedure of the published list begins so: copies of procedures get such codes."""

# What the YAML reader says, in words.
YAML_WORDS = (
    ("mapping values are not allowed", "dấu hai chấm ở chỗ lạ; đặt cả câu trong dấu nháy"),
    ("could not find expected ':'", "thiếu dấu hai chấm sau tên khóa"),
    ("cannot start any token", "dòng bắt đầu bằng phím Tab, @, % hay `; hãy thụt bằng dấu cách, đặt cả câu trong dấu nháy"),
    ("found unexpected end of stream", "tệp kết thúc giữa chừng; thiếu dấu nháy đóng"),
    ("expected <block end>", "thụt dòng không thẳng hàng với các dòng cùng cấp"),
    ("second occurrence", "mỏ neo (&) được đặt hai lần"),
    ("found undefined alias", "dấu * nhắc đến một mỏ neo (&) không có"),
    ("expected ',' or", "thiếu dấu phẩy hoặc dấu ngoặc đóng"),
    ("could not determine a constructor", "dùng kiểu dữ liệu không được phép (dấu !)"),
    ("special characters are not allowed", "có ký tự điều khiển không đọc được"),
    ("expected the node content", "thiếu nội dung, hoặc thiếu dấu ngoặc đóng"),
    ("failed to decode", "có đoạn !!binary không đọc được"),
    ("found unknown escape", "dấu \\ trong dấu nháy kép ở chỗ không được phép"),
)  # fmt: skip


@dataclass(frozen=True)
class Remark:
    """One fault of a draft: where it is (key path, and the line when it is known), and why."""

    path: str
    reason: str
    line: int | None = None


def clean(text: str) -> str:
    """The text as it is kept: lines end in one way, no mark of the byte order."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def read(text: str) -> dict[str, Any]:
    """The YAML mapping in the text.

    Raises:
        FaultyContent: it is too long, no YAML, or stands for more than it seems to.
    """
    if len(text) > LONGEST_TEXT:
        raise FaultyContent([Fault("", "cả tệp", f"dài quá {LONGEST_TEXT} ký tự")])
    if _brackets(text) > DEEPEST:  # the reader takes long to find that out
        raise FaultyContent([Fault("", "cả tệp", "lồng quá sâu")])
    try:
        if reading.depth_of(text) > reading.DEEPEST:
            raise FaultyContent([Fault("", "cả tệp", "lồng quá sâu")])
        node = yaml.compose(text, Loader=reading.QUICK)
        if node is not None and _size(node, {}, set()) > MOST_NODES:
            raise FaultyContent([Fault("", "cả tệp", "quá nhiều nội dung lặp lại qua dấu * và &")])
        return mapping(text, "")
    except (ValueError, TypeError, AttributeError) as error:  # 31 February, a list as a key
        reason = "có ngày, giờ, số hoặc tên khóa không đọc được"
        raise FaultyContent([Fault("", "cả tệp", reason)]) from error
    except RecursionError as error:
        raise FaultyContent([Fault("", "cả tệp", "lồng quá sâu")]) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        # What is missing at the very end is told of the last line there is.
        line = f"dòng {min(mark.line, text.count(chr(10))) + 1}" if mark else "cả tệp"
        reason = str(getattr(error, "problem", None) or "không phải YAML")
        raise FaultyContent([Fault("", line, reason)]) from error


def _brackets(text: str) -> int:
    """How many brackets stand open at once, at most."""
    most = depth = 0
    for each in re.finditer(r"[\[\]{}]", text):
        depth = depth + 1 if each[0] in "[{" else max(depth - 1, 0)
        most = max(most, depth)
    return most


def _size(node: yaml.Node, known: dict[int, int], inside: set[int]) -> int:
    """How many nodes there are when every alias is written out."""
    if id(node) in inside:
        raise FaultyContent([Fault("", "cả tệp", "một mỏ neo (&) nhắc đến chính nó")])
    if id(node) not in known:
        inside.add(id(node))
        known[id(node)] = 1 + sum(_size(each, known, inside) for each in _children(node))
        inside.discard(id(node))
    return known[id(node)]


def _children(node: yaml.Node) -> Iterator[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield key
            yield value
    elif isinstance(node, yaml.SequenceNode):
        yield from node.value


class _Writer(yaml.SafeDumper):
    """Writes YAML as a person would: text of several lines stands on several lines."""


def _text(writer: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text.strip("\n") or text.endswith("\n") else None
    return writer.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Writer.add_representer(str, _text)
# A list that stands twice is written twice: nobody has to understand & and *.
_Writer.ignore_aliases = lambda self, data: True  # type: ignore[method-assign]


def written(data: Mapping[str, Any]) -> str:
    """The data as YAML text; reading it gives the same data."""
    return yaml.dump(dict(data), Dumper=_Writer, allow_unicode=True, sort_keys=False, width=100)


def identity(text: str) -> tuple[str | None, str | None]:
    """The code and the title that the text gives itself, as far as they can be read and kept."""
    try:
        data = read(text)
    except FaultyContent:
        return None, None
    code, title = data.get("code"), data.get("title")
    kept_code = code.strip() if isinstance(code, str) else ""
    kept_title = " ".join(title.split()) if isinstance(title, str) else ""
    return (
        kept_code if 0 < len(kept_code) <= LONGEST_CODE else None,
        kept_title[:LONGEST_TITLE] or None,
    )


def free_code(kind: str, code: str, taken: Collection[str]) -> str:
    """A code for a copy that nothing has yet."""
    if kind == PROCEDURE:
        numbers = (f"{MADE_UP_PROCEDURES}{number:06d}" for number in range(100, 1_000_000))
        return next(each for each in numbers if each not in taken)
    stem = re.sub(r"-ban-\d+$", "", code)[: LONGEST_CODE - 10].rstrip("-") or "bai"
    number = 2
    while f"{stem}-ban-{number}" in taken:
        number += 1
    return f"{stem}-ban-{number}"


def file_name(code: str) -> str:
    """What a file with this code is called; a code may be anything until it is mended."""
    return re.sub(r"[^A-Za-z0-9.-]+", "-", code).strip(".-") + ".yaml"


def copy_of(text: str, code: str, mark: str) -> str:
    """The text under another code, `mark` behind its title; comments are dropped."""
    data = read(text)
    title = str(data.get("title", "")).strip()
    title = f"{title[: LONGEST_TITLE - len(mark) - 1]} {mark}".strip()
    return written({**data, "code": code, "title": title})


def remarks(faults: Sequence[Fault], text: str) -> list[Remark]:
    """The faults with their place in the text, several that came in one sentence apart."""
    readable = len(text) <= LONGEST_TEXT and _brackets(text) <= DEEPEST
    lines = line_finder(text if readable else "")
    found = []
    for fault in faults:
        for path, reason in _apart(fault):
            syntax = re.fullmatch(r"dòng (\d+)", path)
            line = int(syntax[1]) if syntax else lines(path)
            found.append(Remark("" if syntax or path == "cả tệp" else path, _said(reason), line))
    return list(dict.fromkeys(found))


def _apart(fault: Fault) -> Iterator[tuple[str, str]]:
    """A check of the whole joins what it found: "ends_at: phải sau starts_at; rubric: ...”."""
    prefix = "" if fault.key == "cả tệp" else f"{fault.key}."
    parts = re.split(r"; (?=[a-z_]+(?:\.[\w-]+)*: )", fault.reason)
    for part in parts:
        named = re.match(r"([a-z_]+(?:\.[\w-]+)*): (.+)", part, re.DOTALL)
        yield (prefix + named[1], named[2]) if named else (fault.key, part)


def _said(reason: str) -> str:
    return next((words for start, words in YAML_WORDS if start in reason), reason)


def line_finder(text: str) -> Any:
    """A function from a key path such as "dossiers.0.papers" to its line, or the nearest above."""
    try:
        shallow = reading.depth_of(text) <= reading.DEEPEST
        root = yaml.compose(text, Loader=reading.QUICK) if shallow else None
    except yaml.YAMLError:
        root = None

    def line_of(path: str) -> int | None:
        node, line = root, None
        for part in [] if path == "cả tệp" else path.split("."):
            step = _step(node, part)
            if step is None:
                break
            node, line = step
        return line

    return line_of


def _step(node: yaml.Node | None, part: str) -> tuple[yaml.Node, int] | None:
    """From a node to one inside it: by key, by number, or by the `key` of a row."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == part:
                return value, key.start_mark.line + 1
        return next((s for _, value in node.value if (s := _row(value, part))), None)
    if isinstance(node, yaml.SequenceNode):
        if part.isascii() and part.isdigit() and int(part) < len(node.value):
            row = node.value[int(part)]
            return row, row.start_mark.line + 1
        return _row(node, part)
    return None


def _row(node: yaml.Node, part: str) -> tuple[yaml.Node, int] | None:
    """The row of a list whose `key` is `part`."""
    for row in node.value if isinstance(node, yaml.SequenceNode) else []:
        if isinstance(row, yaml.MappingNode) and any(
            key.value == "key" and value.value == part for key, value in row.value
        ):
            return row, row.start_mark.line + 1
    return None


def real_people(text: str) -> list[Remark]:
    """A number in the text that may belong to somebody."""
    for number, line in enumerate(text.split("\n"), start=1):
        if real_personal_number(line):
            reason = "có số định danh giống của người có thật; chỉ dùng số bắt đầu bằng 018"
            return [Remark("", reason, number)]
    return []


def unknown_rules(scenario: Scenario, known: Collection[str], file: str) -> list[Fault]:
    """Replies that name a rule which the marking doesn't have."""
    return [
        Fault(file, f"happenings.{each.key}", f"không có quy tắc “{rule}”")
        for each in scenario.happenings
        for rule in each.rules
        if rule not in known
    ]


@dataclass(frozen=True)
class DiffRow:
    """A line of the difference between two texts: kept, gone or new; None stands for a gap."""

    kind: str
    old: int | None
    new: int | None
    text: str


def difference(old: str, new: str, around: int = 3) -> list[DiffRow]:
    """What changed from one text to another, line by line, with some lines around each change."""
    before, after = old.split("\n"), new.split("\n")
    rows: list[DiffRow] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for number, group in enumerate(matcher.get_grouped_opcodes(around)):
        if number:
            rows.append(DiffRow("gap", None, None, ""))
        for tag, old_from, old_to, new_from, new_to in group:
            if tag == "equal":
                rows += [
                    DiffRow("same", old_from + n + 1, new_from + n + 1, before[old_from + n])
                    for n in range(old_to - old_from)
                ]
                continue
            rows += [DiffRow("gone", n + 1, None, before[n]) for n in range(old_from, old_to)]
            rows += [DiffRow("new", None, n + 1, after[n]) for n in range(new_from, new_to)]
    return rows
