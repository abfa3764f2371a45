"""What is wrong with a draft, in words, and beside which field of which page it stands."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.authoring import procedure_sections, scenario_sections
from sandbox.authoring.document import Data, Path, get, load, name_of
from sandbox.authoring.shape import Field, Group, Part, Place, Rows, Section, covers
from sandbox.procedure import Procedure, parse_procedure
from sandbox.reading import FaultyContent
from sandbox.scenario import parse_scenario
from sandbox.worktime import Calendar

SECTIONS: dict[str, tuple[Section, ...]] = {
    "scenario": scenario_sections.SECTIONS,
    "procedure": procedure_sections.SECTIONS,
}
SOURCE = "source"
"""In place of a section, for what no form shows."""

APART = re.compile(r"; (?=[a-z_]+(?:\.[\w-]+)*: )")
NAMED = re.compile(r"([a-z_]+(?:\.[\w-]+)*): (.+)", re.DOTALL)
MATCHES = {
    r"^H55\.9": "phải bắt đầu bằng H55.9, ví dụ H55.902.01",
    r"^0600": "phải có dạng 0600 ddd ddd, ví dụ 0600 208 902",
    r"^[a-z0-9]+": "chỉ gồm chữ thường không dấu, số và dấu gạch ngang",
    r"^\d\.": "phải có dạng 9.000100",
}
"""The words for a pattern, by how it begins."""
SAID = {
    "thiếu khóa bắt buộc này": "chưa điền",
    "phải là chữ; hãy đặt trong dấu nháy": "phải là chữ",
    "khóa này không có trong mẫu (viết sai tên?)": "không có mục này trong mẫu; sửa ở trang nguồn YAML",
    "phải có ít nhất 1 mục": "phải có ít nhất một mục",
    "phải là bảng khóa: giá trị": "chưa điền",
    "câu trả lời sai thì có rule, câu trả lời đúng thì không": "câu sai phải chọn quy tắc bị vi phạm, câu đúng thì không chọn",
    "phải có đúng một trong hai: at hoặc when": "phải chọn một trong hai: đúng giờ, hoặc theo một việc",
    "replies: phải có ít nhất một câu trả lời đúng": "phải có ít nhất một câu trả lời đúng",
    "low phải không lớn hơn high": "số “từ” không được lớn hơn số “đến”",
    "what: câu trả lời sai phải nói rõ sai gì": "câu trả lời sai phải nói rõ sai ở chỗ nào",
    "phải nằm trong giờ làm việc": "phải nằm trong giờ làm việc (thứ Hai đến thứ Sáu, 7:30–11:30 và 13:00–17:00)",
    "ngoài giờ làm việc": "nộp tại quầy thì phải đến trong giờ làm việc",
    "ngoài thời gian của kịch bản": "phải nằm giữa lúc bài bắt đầu và kết thúc",
    "phải là số nguyên": "phải là một số nguyên",
}  # fmt: skip


@dataclass(frozen=True)
class Placed:
    """One fault: on which page and at which field, where that is in words, and what is wrong."""

    path: Path
    section: str
    row: int | None
    field: str
    where: str
    reason: str

    @property
    def sentence(self) -> str:
        """Such as: Hồ sơ 1, Giấy tờ 2: Học bạ, Số trang: phải là một số nguyên."""
        return f"{self.where}: {self.reason}" if self.where else self.reason


def faults(
    text: str,
    kind: str,
    procedures: Mapping[str, Procedure],
    calendars: Mapping[str, Calendar],
) -> list[Placed]:
    """Everything that the parser finds wrong with a draft."""
    try:
        data = load(text)
        file = f"{data.get('code')}.yaml"
        if kind == "procedure":
            parse_procedure(text, file)
        else:
            parse_scenario(text, file, dict(procedures), dict(calendars))
    except FaultyContent as error:
        found = [(each.key, each.reason) for each in error.faults]
    else:
        return []
    try:
        place = Place(load(text), (), procedures, calendars)
    except FaultyContent:
        return [Placed((), SOURCE, None, "", key, reason) for key, reason in found]
    return placed(place, kind, found)


def placed(place: Place, kind: str, found: Iterable[tuple[str, str]]) -> list[Placed]:
    """Faults given as (key path, reason), each beside its field."""
    told: list[Placed] = []
    for key, reason in found:
        for path, words in _apart(key, reason):
            steps = _resolved(place.data, path)
            section, row, known, where = located(place, kind, steps)
            lost = ".".join(map(str, steps[len(known) :])) if not section else ""
            told.append(
                Placed(
                    known if section else steps,
                    section.key if section else SOURCE,
                    row,
                    name_of(known) if section else "",
                    ", ".join(where) or lost,
                    _said(words),
                )
            )
    return list(dict.fromkeys(told))


def _apart(key: str, reason: str) -> Iterator[tuple[list[str], str]]:
    """A check of the whole joins what it found: "ends_at: phải sau starts_at; rubric: ..."."""
    prefix = [] if key in ("cả tệp", "") else key.split(".")
    if reason in SAID:
        yield prefix, reason
        return
    for part in APART.split(reason):
        named = NAMED.match(part)
        if named:
            yield [*prefix, *named[1].split(".")], named[2]
        else:
            yield prefix, part


def _said(reason: str) -> str:
    if reason in SAID:
        return SAID[reason]
    if reason.startswith("phải là một trong"):
        return "hãy chọn một mục trong danh sách"
    if reason.startswith("không đúng mẫu "):
        pattern = reason.removeprefix("không đúng mẫu ")
        return next(
            (words for start, words in MATCHES.items() if pattern.startswith(start)), reason
        )
    if reason.startswith("phải có đủ ") and reason.endswith("bằng 100"):
        return "tất cả các điểm phải cộng lại bằng 100"
    if "valid datetime" in reason or "valid date" in reason:
        return "chưa điền đúng ngày, giờ"
    return "phải là một số" if "valid number" in reason or "valid integer" in reason else reason


def _resolved(data: Data, path: Sequence[str]) -> Path:
    """The path with positions in place of keys: dossiers.hs1.papers is dossiers.0.papers."""
    here: Any = data
    steps: list[str | int] = []
    for part in path:
        more = _step(here, part)
        steps += more
        here = get(here, tuple(more))
    return tuple(steps)


def _step(here: Any, part: str) -> list[str | int]:
    if isinstance(here, list):
        if part.isdigit():
            return [int(part)]
        row = _row(here, part)
        return [part] if row is None else [row]
    if isinstance(here, dict) and part not in here:
        for key, items in here.items():  # a planted mistake lies in one of two lists
            row = _row(items, part) if isinstance(items, list) else None
            if row is not None:
                return [key, row]
    return [part]


def _row(items: list[Any], key: str) -> int | None:
    for row, each in enumerate(items):
        if isinstance(each, dict) and key in (
            each.get("key"), each.get("link"), each.get("component"),
        ):  # fmt: skip
            return row
    return None


def located(
    place: Place, kind: str, path: Path
) -> tuple[Section | None, int | None, Path, list[str]]:
    """The page on which a path stands, the row it is about, the nearest field, all in words."""
    best: tuple[Section | None, int | None, Path, list[str]] = (None, None, (), [])
    for section in SECTIONS[kind]:
        start: Path = ()
        row = None
        words: list[str] = []
        if section.inside:
            if not path or path[0] != section.inside:
                continue
            if len(path) == 1 or not isinstance(path[1], int):
                if section.rows:
                    return section, None, path[:1], [section.rows.label]
                continue
            start, row = path[:2], path[1]
            words = [_inside_words(kind, section, place, start)]
        parts = section.parts(_at(place, start))
        known = _walk(_at(place, start), parts, path[len(start) :], words)
        if len(known) > len(best[2]) and (len(known) > len(start) or section.rows):
            best = (section, row, known, words)
    return best


def _at(place: Place, path: Path) -> Place:
    return Place(place.data, path, place.procedures, place.calendars)


def _inside_words(kind: str, section: Section, place: Place, start: Path) -> str:
    """What an item of the list that a page is about is called."""
    lists = (each.rows for each in SECTIONS[kind] if each.inside == section.inside and each.rows)
    rows = next(lists)
    return rows.item(_at(place, start)).partition(" · ")[0]


def _walk(place: Place, parts: Sequence[Part], path: Path, words: list[str]) -> Path:
    """How far the parts know the path; says in `words` what they call it."""
    if not path:
        return place.path
    part = covers(parts, path[0])
    if part is None:
        return place.path
    if isinstance(part, Field):
        words.append(part.label)
        return place.at(part.key).path
    here = place.at(part.key)
    if isinstance(part, Group):
        if part.label:
            words.append(part.label)
        return _walk(here, part.parts, path[1:], words)
    return _walk_rows(here, part, path[1:], words)


def _walk_rows(here: Place, rows: Rows, path: Path, words: list[str]) -> Path:
    if not path or not isinstance(path[0], int) or here.get(path[0]) is None:
        words.append(rows.label)
        return here.path
    item = here.at(path[0])
    words.append(rows.item(item))
    return _walk(item, rows.parts, path[1:], words)
