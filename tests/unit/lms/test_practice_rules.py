"""Whose number may be typed in practice, and what comes next."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.practice.rules import field_with_real_number, next_scenario, real_personal_number


@pytest.mark.parametrize(
    "text",
    [
        "019187004321",
        "Số định danh: 019187004321.",
        "019 187 004 321",
        "019.187.004.321",
        "(001087000001)",
        "018187004321 và 019187004321",
    ],
)
def test_a_number_that_may_be_somebody_s_is_found(text: str) -> None:
    assert real_personal_number(text) in {"019187004321", "001087000001"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Bản chính bị tẩy xóa ở dòng thứ hai.",
        "018187004321",
        "018 187 004 321",
        "0600 208 901",
        "H55.901.01-261118-0128",
        "1234567890123",
        "17 giờ 00 phút, thứ Tư ngày 18/11/2026",
        "1.250.000 đồng",
    ],
)
def test_made_up_numbers_and_other_figures_pass(text: str) -> None:
    assert real_personal_number(text) is None


@given(st.text(alphabet="0123456789", min_size=12, max_size=12), st.text("abc ,;", max_size=5))
def test_exactly_the_numbers_of_the_practice_province_pass(digits: str, around: str) -> None:
    found = real_personal_number(f"{around}|{digits}|{around}")
    assert (found is None) == digits.startswith("018")


def test_the_faulty_field_is_named() -> None:
    data = {"way": "form_02", "items": ["paper:x", "019187004321"], "reason": "ổn"}
    assert field_with_real_number(data) == "items"
    assert field_with_real_number({"reason": "Số 019187004321"}) == "reason"
    assert field_with_real_number({"amount": 8000, "items": ("a",)}) is None


def test_the_first_scenario_not_passed_comes_next() -> None:
    assert next_scenario(["a", "b", "c"], {"a": True, "b": False}) == "b"
    assert next_scenario(["a", "b"], {}) == "a"
    assert next_scenario(["a"], {"a": True}) is None
