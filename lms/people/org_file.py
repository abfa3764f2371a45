"""The organisation file of a province: text -> Organisation, or every fault with its line.

Pure: the command that imports it writes only when there is no fault at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeVar

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

Row = TypeVar("Row", bound="Entry")


def _printable(text: str) -> str:
    """Refuse what no one sees (NUL, zero-width letters): codes would differ and look the same."""
    if not text.isprintable():
        raise PydanticCustomError("unprintable", "unprintable")
    return text


Text = Annotated[str, AfterValidator(_printable)]


@dataclass(frozen=True)
class Fault:
    line: int
    reason: str

    def __str__(self) -> str:
        return f"dòng {self.line}: {self.reason}"


class OrganisationFaults(Exception):
    def __init__(self, faults: list[Fault]) -> None:
        self.faults = sorted(faults, key=lambda fault: fault.line)
        super().__init__("\n".join(map(str, self.faults)))


class Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    code: Text = Field(min_length=1, max_length=20)
    name: Text = Field(min_length=1, max_length=200)
    line: int = 0


class KindEntry(Entry):
    name: Text = Field(min_length=1, max_length=100)
    level: Literal["province", "commune"]


class AreaEntry(Entry):
    pass


class UnitEntry(Entry):
    kind: str
    area: str | None = None
    parent: str | None = None


@dataclass(frozen=True)
class Organisation:
    """A province: its unit types, areas and units; parents stand before their children."""

    code: str
    name: str
    kinds: tuple[KindEntry, ...]
    areas: tuple[AreaEntry, ...]
    units: tuple[UnitEntry, ...]


SYNTAX = "tệp không đúng cú pháp YAML, xem lại dấu ngoặc và khoảng lùi đầu dòng"
UNKNOWN_KEY = "mục này không có trong mẫu tệp, có thể gõ sai tên mục"
QUOTE = "phải là chữ; nếu là mã số, hãy đặt trong dấu nháy kép"
NOT_TEXT = object()
REASONS = {
    "missing": "thiếu mục này",
    "extra_forbidden": UNKNOWN_KEY,
    "string_type": QUOTE,
    "string_too_short": "không được để trống",
    "string_too_long": "dài quá mức cho phép",
    "string_unicode": "có ký tự không hợp lệ",
    "unprintable": "có ký tự không nhìn thấy được, hãy xóa đi và gõ lại",
    "literal_error": "phải là “province” hoặc “commune”",
}


def _compose(text: str) -> tuple[yaml.SafeLoader, yaml.Node | None]:
    """The tree of the file, its values not read yet, and the loader that reads them."""
    try:
        loader = yaml.SafeLoader(text)
        return loader, loader.get_single_node()
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise OrganisationFaults([Fault(line, "có ký tự điều khiển không hợp lệ")]) from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise OrganisationFaults([Fault(line, SYNTAX)]) from error
    except RecursionError as error:
        raise OrganisationFaults([Fault(1, SYNTAX)]) from error


def _text(node: yaml.Node) -> object:
    """Text as it was typed, None for `~`, NOT_TEXT for anything that YAML takes for a number, a
    day or a list. Nothing is converted, so a day like 2025-02-30 can't fail.
    """
    kind = node.tag.removeprefix("tag:yaml.org,2002:") if isinstance(node, yaml.ScalarNode) else ""
    return {"str": node.value, "null": None}.get(kind, NOT_TEXT)


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


class _Reader:
    def __init__(self, text: str) -> None:
        self.faults: list[Fault] = []
        self.loader, root = _compose(text)
        if not isinstance(root, yaml.MappingNode):
            raise OrganisationFaults([Fault(1, "tệp phải gồm các mục province, areas, units")])
        self.parts = {
            key.value: node for key, node in root.value if isinstance(key, yaml.ScalarNode)
        }

    def province(self) -> Entry | None:
        node = self.parts.get("province")
        if not isinstance(node, yaml.MappingNode):
            self.faults.append(Fault(1, "thiếu mục “province” với code và name"))
            return None
        return self._entry(node, Entry, "province.")

    def rows(self, name: str, model: type[Row]) -> list[Row]:
        node = self.parts.get(name)
        if not isinstance(node, yaml.SequenceNode):
            self.faults.append(Fault(1, f"thiếu danh sách “{name}”"))
            return []
        found = []
        for item in node.value:
            if not isinstance(item, yaml.MappingNode):
                self.faults.append(
                    Fault(_line(item), f"mỗi dòng của “{name}” phải có code và name")
                )
                continue
            entry = self._entry(item, model)
            if entry is not None:
                found.append(entry)
        self._no_twins(name, found)
        return found

    def _entry(self, node: yaml.MappingNode, model: type[Row], prefix: str = "") -> Row | None:
        before = len(self.faults)
        values: dict[str, Any] = {"line": _line(node)}
        lines: dict[str, int] = {}
        for name, value in self._known(node, model, prefix):
            values[name], lines[name] = _text(value), _line(value)
        try:
            entry = model(**values)
        except ValidationError as error:
            for fault in error.errors():
                name = str(fault["loc"][0])
                line = lines.get(name, _line(node))
                self.faults.append(Fault(line, f"{prefix}{name}: {REASONS[fault['type']]}"))
            return None
        return entry if len(self.faults) == before else None

    def _known(
        self, node: yaml.MappingNode, model: type[Entry], prefix: str
    ) -> Iterator[tuple[str, yaml.Node]]:
        """The keys that the model knows; a fault for each other one, whatever it is made of."""
        try:
            self.loader.flatten_mapping(node)  # puts in what `<<` refers to
        except (yaml.MarkedYAMLError, RecursionError):
            self.faults.append(Fault(_line(node), SYNTAX))
        for key, value in node.value:
            name = (
                key.value if isinstance(key, yaml.ScalarNode) and key.value.isprintable() else "?"
            )
            if name in model.model_fields.keys() - {"line"}:
                yield name, value
            else:
                self.faults.append(Fault(_line(key), f"{prefix}{name}: {UNKNOWN_KEY}"))

    def _no_twins(self, name: str, rows: list[Row]) -> None:
        seen: dict[str, int] = {}
        for row in rows:
            if row.code in seen:
                self.faults.append(
                    Fault(row.line, f"mã {row.code} đã có ở dòng {seen[row.code]} (“{name}”)")
                )
            seen.setdefault(row.code, row.line)

    def refer(self, unit: UnitEntry, what: str, code: str | None, known: set[str]) -> None:
        if code is not None and code not in known:
            self.faults.append(Fault(unit.line, f"{what}: không có mã “{code}” trong tệp"))


def _parents_first(units: list[UnitEntry], reader: _Reader) -> tuple[UnitEntry, ...]:
    placed: dict[str, UnitEntry] = {}
    waiting = list(units)
    while waiting:
        ready = [u for u in waiting if u.parent is None or u.parent in placed]
        if not ready:
            reader.faults += [
                Fault(u.line, f"đơn vị cấp trên “{u.parent}” tạo thành vòng") for u in waiting
            ]
            break
        placed.update((u.code, u) for u in ready)
        waiting = [u for u in waiting if u.code not in placed]
    return tuple(placed.values())


def parse(text: str) -> Organisation:
    """The organisation in this text. Raises OrganisationFaults with all faults at once."""
    reader = _Reader(text)
    province = reader.province()
    kinds = reader.rows("unit_kinds", KindEntry)
    areas = reader.rows("areas", AreaEntry)
    units = reader.rows("units", UnitEntry)
    for unit in units:
        reader.refer(unit, "kind", unit.kind, {kind.code for kind in kinds})
        reader.refer(unit, "area", unit.area, {area.code for area in areas})
        reader.refer(unit, "parent", unit.parent, {other.code for other in units})
    ordered = _parents_first(units, reader) if not reader.faults else ()
    if province is None or reader.faults:
        raise OrganisationFaults(reader.faults)
    return Organisation(province.code, province.name, tuple(kinds), tuple(areas), ordered)
