"""A value of a file as the text of an input, and back."""

import math
import re
from datetime import date, datetime, time
from typing import Any

from sandbox.authoring.shape import Field

WHOLE = re.compile(r"-?\d{1,15}")
DECIMAL = re.compile(r"-?\d{1,15}([.,]\d{1,6})?")
UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff]")


def shown(field: Field, value: Any) -> str:
    """What an input shows; also what is no value of its kind is shown as it is."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if field.kind == "percent" and isinstance(value, (int, float)):
        return number_text(value * 100)
    if isinstance(value, float):
        return number_text(value)
    if field.kind == "strings" and isinstance(value, list):
        return "\n".join(str(each) for each in value)
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    if isinstance(value, (date, time)):
        return value.isoformat()
    text = str(value)
    return text.rstrip("\n") if field.kind == "area" else text


def number_text(value: float) -> str:
    """A number as it is typed: no zeros behind that say nothing."""
    if not math.isfinite(value):
        return str(value)
    rounded = round(value, 6)
    return str(int(rounded)) if rounded == int(rounded) else str(rounded)


def clean(text: str) -> str:
    """A text as browsers send it, with lines that end in one way and no invisible signs."""
    return UNREADABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def typed(field: Field, text: str) -> Any:
    """The value that a text stands for; None for an empty one.

    What is no value of the field's kind stays the text that it is, for the parser to judge.
    """
    text = clean(text).strip()
    if not text:
        return None
    if field.kind == "choice" and isinstance(field.default, int):
        return _number("number", text)
    match field.kind:
        case "number" | "percent" | "share":
            return _number(field.kind, text)
        case "date":
            return _date(text)
        case "area":
            return f"{text}\n" if "\n" in text else text
        case "strings":
            return [row.strip() for row in text.split("\n") if row.strip()]
        case "text":
            return " ".join(text.split())
    return text


def _number(kind: str, text: str) -> Any:
    plain = text.replace(" ", "").replace("%", "")
    if not DECIMAL.fullmatch(plain):
        return text
    if kind == "number" and WHOLE.fullmatch(plain):
        return int(plain)
    value = float(plain.replace(",", "."))
    value = round(value / 100, 6) if kind == "percent" else value
    return int(value) if value == int(value) else value


def _date(text: str) -> Any:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text
