"""From a YAML text to a frozen object, or to all of its faults at once."""

import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, TypeVar

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError

CODE = r"^[a-z0-9]+(-[a-z0-9]+)*$"
Model = TypeVar("Model", bound=BaseModel)

REASONS = {
    "missing": "thiếu khóa bắt buộc này",
    "extra_forbidden": "khóa này không có trong mẫu (viết sai tên?)",
    "string_type": "phải là chữ; hãy đặt trong dấu nháy",
    "int_type": "phải là số nguyên",
    "int_parsing": "phải là số nguyên",
    "float_type": "phải là số",
    "bool_type": "phải là true hoặc false",
    "list_type": "phải là danh sách",
    "tuple_type": "phải là danh sách",
    "dict_type": "phải là bảng khóa: giá trị",
    "model_type": "phải là bảng khóa: giá trị",
}


def _local(at: datetime) -> datetime:
    if at.tzinfo is not None:
        raise ValueError("giờ ghi không kèm múi giờ, ví dụ 2026-11-09T08:00")
    return at


LocalTime = Annotated[datetime, AfterValidator(_local)]
"""A moment on the clock of the simulated office."""


class Content(BaseModel):
    """Base of everything read from a content file: immutable, and strict about its keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


@dataclass(frozen=True)
class Fault:
    """One thing wrong in one content file."""

    file: str
    key: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}: {self.key}: {self.reason}"


class FaultyContent(Exception):
    """The content cannot be used; `faults` names everything that is wrong with it."""

    def __init__(self, faults: list[Fault]):
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


QUICK: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The loader written in C where there is one: ten times as fast over all shipped files."""
DEEPEST = 40
"""How deep a file may nest; the C loader would run out of stack far beyond that."""


class _UniqueKeyLoader(QUICK):
    """A safe loader that refuses a key written twice, which YAML itself silently accepts."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"khóa “{key}” được viết hai lần", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep)


def mapping(text: str, file: str) -> dict[str, Any]:
    """Read the YAML mapping in `text`.

    Raises:
        FaultyContent: the text is not YAML, or not a mapping.
    """
    try:
        if depth_of(text) > DEEPEST:
            raise FaultyContent([Fault(file, "cả tệp", "các mục lồng nhau quá sâu")])
        data = yaml.load(text, Loader=_UniqueKeyLoader)  # noqa: S506 - a SafeLoader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f"dòng {mark.line + 1}" if mark else "cả tệp"
        reason = getattr(error, "problem", None) or "không phải YAML"
        raise FaultyContent([Fault(file, line, str(reason))]) from error
    if not isinstance(data, dict):
        raise FaultyContent([Fault(file, "cả tệp", "phải là bảng khóa: giá trị")])
    return data


def depth_of(text: str) -> int:
    """How deep the mappings and lists of a text nest."""
    depth = deepest = 0
    for event in yaml.parse(text, Loader=QUICK):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        deepest = max(deepest, depth)
    return deepest


def build(model: type[Model], data: Mapping[str, Any], file: str) -> Model:
    """Make the frozen object that `data` describes.

    Raises:
        FaultyContent: with every fault that pydantic and the model's own checks found.
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        found = error.errors()
        faults = [
            Fault(file, ".".join(map(str, each["loc"])) or "cả tệp", _reason(each))
            for each in found
            if not (each["type"] == "too_short" and _has_faulty_items(each["loc"], found))
        ]
        raise FaultyContent(faults) from error


def _has_faulty_items(loc: tuple[int | str, ...], found: Sequence[Any]) -> bool:
    """Whether a list is only "too short" because its items are faulty themselves."""
    return any(each["loc"][: len(loc)] == loc and each["loc"] != loc for each in found)


def _reason(error: Any) -> str:
    if error["type"] == "literal_error":
        return f"phải là một trong: {error['ctx']['expected']}"
    if error["type"] == "too_short":
        return f"phải có ít nhất {error['ctx']['min_length']} mục"
    if error["type"] == "greater_than_equal":
        return f"phải từ {error['ctx']['ge']} trở lên"
    if error["type"] == "less_than_equal":
        return f"phải từ {error['ctx']['le']} trở xuống"
    if error["type"] == "less_than":
        return f"phải nhỏ hơn {error['ctx']['lt']}"
    if error["type"] == "string_pattern_mismatch":
        return f"không đúng mẫu {error['ctx']['pattern']}"
    return REASONS.get(error["type"]) or re.sub(r"^Value error, ", "", error["msg"])


def repeated(keys: list[str]) -> list[str]:
    """The keys that occur more than once, each once, in order."""
    return sorted({key for key in keys if keys.count(key) > 1}, key=keys.index)
