"""What is wrong with a course, said to its author: the file, the key, the line, the reason."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

Path = tuple[str | int, ...]


@dataclass(frozen=True, order=True)
class Fault:
    """One thing to mend; `reason` is a Vietnamese sentence, `key` is empty for a whole file."""

    file: str
    key: str
    reason: str
    line: int | None = None

    def __str__(self) -> str:
        where = f" (dòng {self.line})" if self.line else ""
        return f"{self.file}: {self.key or '–'}: {self.reason}{where}"


class ContentFaults(Exception):
    """A course cannot be used; `faults` holds everything that is wrong with it."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults, key=_reading_order))
        super().__init__("\n".join(map(str, self.faults)))


def _reading_order(fault: Fault) -> tuple[str, int, str, str]:
    return fault.file, fault.line or 0, fault.key, fault.reason


def shape_faults(
    file: str, data: Any, lines: Mapping[Path, int], error: ValidationError
) -> list[Fault]:
    """The faults that pydantic found in `data`, in the author's words."""
    faults = []
    for detail in error.errors(include_url=False):
        path = _real_path(data, detail["loc"])
        faults.append(Fault(file, key_text(data, path), _reason(detail), line_of(lines, path)))
    return faults


def line_of(lines: Mapping[Path, int], path: Path) -> int | None:
    """The line of `path`, or of the nearest thing around it (a missing key has no line)."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path)


def key_text(data: Any, path: Path) -> str:
    """`path` for people: entries of a list by their own key, "questions[q03].options[b].text"."""
    text, current = "", data
    for part in path:
        current = _inside(current, part)
        if isinstance(part, int):
            own = current.get("key") if isinstance(current, dict) else None
            text += f"[{own or f'#{part + 1}'}]"
        else:
            text += f".{part}" if text else part
    return text


def _real_path(data: Any, location: Path) -> Path:
    """`location` without the names of the alternatives that pydantic tried."""
    path: list[str | int] = []
    current = data
    for position, part in enumerate(location):
        is_last = position == len(location) - 1
        is_in_mapping = isinstance(current, dict) and (part in current or is_last)
        if (is_in_mapping and not _is_tag(current, part)) or isinstance(part, int):
            path.append(part)
            current = _inside(current, part)
    return tuple(path)


def _is_tag(current: dict[Any, Any], part: str | int) -> bool:
    return part not in current and part in (current.get("type"), current.get("kind"))


def _inside(current: Any, part: str | int) -> Any:
    if isinstance(current, dict):
        return current.get(part)
    if isinstance(current, list) and isinstance(part, int) and part < len(current):
        return current[part]
    return None


_PATHS = {
    "lessons/": "Phải là một tệp của khóa học, viết như lessons/01-ten-bai.md.",
    "quizzes/": "Phải là một tệp của khóa học, viết như quizzes/kiem-tra.yaml.",
}
_PATTERNS = "Chỉ dùng chữ thường không dấu, chữ số và dấu gạch ngang; bắt đầu bằng chữ hoặc số."
_REASONS = {
    "missing": "Thiếu khóa bắt buộc này.",
    "extra_forbidden": "Không có khóa này trong định dạng; hãy kiểm tra chính tả.",
    "string_type": "Phải là chữ; nếu trông như số, ngày hoặc true/false thì đặt trong dấu nháy.",
    "string_too_short": "Không được để trống.",
    "string_too_long": "Dài quá {max_length} ký tự.",
    "string_pattern_mismatch": _PATTERNS,
    "bool_type": "Phải là true hoặc false.",
    "int_type": "Phải là số nguyên.",
    "int_parsing": "Phải là số nguyên.",
    "int_from_float": "Phải là số nguyên.",
    "decimal_type": "Phải là số.",
    "decimal_parsing": "Phải là số, dùng dấu chấm cho phần thập phân.",
    "finite_number": "Phải là số hữu hạn.",
    "date_type": "Phải là ngày, viết như 2026-11-24.",
    "date_parsing": "Phải là ngày, viết như 2026-11-24.",
    "date_from_datetime_parsing": "Phải là ngày có thật, viết như 2026-11-24.",
    "tuple_type": "Phải là một danh sách.",
    "list_type": "Phải là một danh sách.",
    "model_type": "Phải gồm các dòng “khóa: giá trị”.",
    "model_attributes_type": "Phải gồm các dòng “khóa: giá trị”.",
    "too_short": "Cần ít nhất {min_length} phần tử; ở đây có {actual_length}.",
    "too_long": "Nhiều nhất {max_length} phần tử; ở đây có {actual_length}.",
    "greater_than": "Phải lớn hơn {gt}.",
    "greater_than_equal": "Phải từ {ge} trở lên.",
    "less_than_equal": "Nhiều nhất là {le}.",
    "union_tag_not_found": "Thiếu khóa {discriminator} cho biết đây là loại gì.",
    "union_tag_invalid": "Không có loại {tag}; dùng một trong: {expected_tags}.",
    "literal_error": "Chỉ nhận: {expected}.",
    "value_error": "{error}",
}
_UNREADABLE = "Giá trị không hợp lệ."


def _reason(detail: ErrorDetails) -> str:
    pattern = str((detail.get("ctx") or {}).get("pattern"))
    for folder, sentence in _PATHS.items():
        if folder in pattern:
            return sentence
    return _REASONS.get(detail["type"], _UNREADABLE).format_map(detail.get("ctx") or {})
