"""Decisions on plain data: whose number may be typed in practice, which exercise comes next."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

MADE_UP_PREFIX = "018"
"""No province has this code, so every number of the made-up citizens begins with it."""

_PERSONAL_NUMBER = re.compile(r"(?<!\d)\d(?:[ .]?\d){11}(?![ .]?\d)")


def real_personal_number(text: str) -> str | None:
    """A personal number in the text that may belong to somebody, or None.

    A number has 12 digits, written together or in groups. Those of the made-up citizens begin
    with 018. Legal basis: điểm d khoản 1 Điều 5 of Nghị định 118/2025/NĐ-CP forbids disclosing
    personal data, so the practice system takes no such number in.
    """
    for found in _PERSONAL_NUMBER.finditer(text):
        digits = re.sub(r"\D", "", found.group())
        if not digits.startswith(MADE_UP_PREFIX):
            return digits
    return None


def field_with_real_number(data: Mapping[str, Any]) -> str | None:
    """The name of the first field that holds somebody's personal number, or None."""
    for name, value in data.items():
        values: Iterable[Any] = value if isinstance(value, list | tuple) else (value,)
        if any(isinstance(each, str) and real_personal_number(each) for each in values):
            return name
    return None


def next_scenario(codes: Iterable[str], passed: Mapping[str, bool]) -> str | None:
    """The first code that hasn't been passed yet, or None when all have."""
    return next((code for code in codes if not passed.get(code, False)), None)
