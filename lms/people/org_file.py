"""The organisation file of a province: text -> Organisation, or every fault with its line.

Pure: the command that imports it writes only when there is no fault at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

Row = TypeVar("Row", bound="Entry")


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
    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str = Field(min_length=1, max_length=20)
    name: str = Field(min_length=1, max_length=200)
    line: int = 0


class KindEntry(Entry):
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


REASONS = {
    "missing": "thiếu mục này",
    "extra_forbidden": "mục này không có trong mẫu tệp, có thể gõ sai tên mục",
    "string_type": "phải là chữ; nếu là mã số, hãy đặt trong dấu nháy kép",
    "string_too_short": "không được để trống",
    "string_too_long": "dài quá mức cho phép",
    "literal_error": "phải là «province» hoặc «commune»",
}


class _Reader:
    def __init__(self, text: str) -> None:
        self.faults: list[Fault] = []
        try:
            root = yaml.compose(text, Loader=yaml.SafeLoader)
            self.data: Any = yaml.safe_load(text)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = mark.line + 1 if mark else 1
            raise OrganisationFaults(
                [
                    Fault(
                        line,
                        "tệp không đúng cú pháp YAML, xem lại dấu ngoặc và khoảng lùi đầu dòng",
                    )
                ]
            ) from error
        if not isinstance(root, yaml.MappingNode):
            raise OrganisationFaults([Fault(1, "tệp phải gồm các mục province, areas, units")])
        self.lists = {key.value: node for key, node in root.value}

    def rows(self, name: str, model: type[Row]) -> list[Row]:
        node = self.lists.get(name)
        if not isinstance(node, yaml.SequenceNode):
            self.faults.append(Fault(1, f"thiếu danh sách «{name}»"))
            return []
        found = []
        for item, values in zip(node.value, self.data[name], strict=True):
            line = item.start_mark.line + 1
            if not isinstance(values, dict):
                self.faults.append(Fault(line, f"mỗi dòng của «{name}» phải có code và name"))
                continue
            try:
                found.append(model(**{**values, "line": line}))
            except ValidationError as error:
                self.faults += [
                    Fault(line, f"{fault['loc'][0]}: {REASONS.get(fault['type'], fault['msg'])}")
                    for fault in error.errors()
                ]
        self._no_twins(name, found)
        return found

    def _no_twins(self, name: str, rows: list[Row]) -> None:
        seen: dict[str, int] = {}
        for row in rows:
            if row.code in seen:
                self.faults.append(
                    Fault(row.line, f"mã {row.code} đã có ở dòng {seen[row.code]} («{name}»)")
                )
            seen.setdefault(row.code, row.line)

    def refer(self, unit: UnitEntry, what: str, code: str | None, known: set[str]) -> None:
        if code is not None and code not in known:
            self.faults.append(Fault(unit.line, f"{what}: không có mã «{code}» trong tệp"))


def _parents_first(units: list[UnitEntry], reader: _Reader) -> tuple[UnitEntry, ...]:
    placed: dict[str, UnitEntry] = {}
    waiting = list(units)
    while waiting:
        ready = [u for u in waiting if u.parent is None or u.parent in placed]
        if not ready:
            reader.faults += [
                Fault(u.line, f"đơn vị cấp trên «{u.parent}» tạo thành vòng") for u in waiting
            ]
            break
        placed.update((u.code, u) for u in ready)
        waiting = [u for u in waiting if u.code not in placed]
    return tuple(placed.values())


def parse(text: str) -> Organisation:
    """The organisation in this text. Raises OrganisationFaults with all faults at once."""
    reader = _Reader(text)
    kinds = reader.rows("unit_kinds", KindEntry)
    areas = reader.rows("areas", AreaEntry)
    units = reader.rows("units", UnitEntry)
    province = reader.data.get("province")
    if not isinstance(province, dict) or not {"code", "name"} <= province.keys():
        reader.faults.append(Fault(1, "thiếu mục «province» với code và name"))
        province = {"code": "", "name": ""}
    for unit in units:
        reader.refer(unit, "kind", unit.kind, {kind.code for kind in kinds})
        reader.refer(unit, "area", unit.area, {area.code for area in areas})
        reader.refer(unit, "parent", unit.parent, {other.code for other in units})
    ordered = _parents_first(units, reader) if not reader.faults else ()
    if reader.faults:
        raise OrganisationFaults(reader.faults)
    return Organisation(
        str(province["code"]), str(province["name"]), tuple(kinds), tuple(areas), ordered
    )
