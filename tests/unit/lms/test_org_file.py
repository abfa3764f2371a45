from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.people.org_file import Organisation, OrganisationFaults, parse

SHIPPED = Path(__file__).resolve().parents[3] / "lms" / "data" / "thai-nguyen.yaml"
SMALL = """
province: {code: "99", name: Tỉnh Mẫu}
unit_kinds:
  - {code: xa, name: xã, level: commune}
areas:
  - {code: M1, name: Cụm một}
units:
  - {code: "00002", name: Con, kind: xa, area: M1, parent: "00001"}
  - {code: "00001", name: Mẹ, kind: xa, area: M1}
"""


def reasons(text: str) -> list[tuple[int, str]]:
    with pytest.raises(OrganisationFaults) as caught:
        parse(text)
    return [(fault.line, fault.reason) for fault in caught.value.faults]


def test_the_shipped_province_has_its_92_communes_in_nine_areas():
    organisation = parse(SHIPPED.read_text(encoding="utf-8"))

    communes = [unit for unit in organisation.units if unit.area]
    assert len(communes) == 92
    assert sum(unit.kind == "phuong" for unit in communes) == 15
    assert len({unit.code for unit in communes}) == 92
    assert all(len(unit.code) == 5 and unit.code.isdigit() for unit in communes)
    assert [area.code for area in organisation.areas] == [f"A{n}" for n in range(1, 10)]
    per_area = {a.code: sum(u.area == a.code for u in communes) for a in organisation.areas}
    assert per_area == {
        "A1": 8, "A2": 8, "A3": 11, "A4": 9, "A5": 12, "A6": 7, "A7": 12, "A8": 14, "A9": 11,
    }  # fmt: skip


def test_a_parent_stands_before_its_children_whatever_the_order_of_the_file():
    organisation: Organisation = parse(SMALL)

    assert [unit.name for unit in organisation.units] == ["Mẹ", "Con"]


def test_every_fault_is_said_at_once_with_its_line():
    text = SMALL.replace("kind: xa, area: M1, parent", "kind: xom, area: M7, parent").replace(
        '{code: "00001", name: Mẹ, kind: xa, area: M1}',
        '{code: "00002", nam: Mẹ, kind: xa}',
    )

    found = reasons(text)

    assert (8, "kind: không có mã “xom” trong tệp") in found
    assert (8, "area: không có mã “M7” trong tệp") in found
    assert any(line == 9 and reason.startswith("name: thiếu") for line, reason in found)
    assert any(line == 9 and reason.startswith("nam: mục này không có") for line, reason in found)


@pytest.mark.parametrize(
    ("change", "line", "words"),
    [
        (("00001", "00002"), 9, "đã có ở dòng 8"),
        (('"00001", name', "1, name"), 9, "nháy kép"),
        (("level: commune", "level: huyen"), 4, "“province” hoặc “commune”"),
        (("name: Con", 'name: ""'), 8, "không được để trống"),
        (("areas:", "areaz:"), 1, "thiếu danh sách “areas”"),
        (("units:\n", "units: [\n"), 8, "cú pháp YAML"),
        (("name: Mẹ, kind: xa", 'name: Mẹ, kind: xa, parent: "00002"'), 8, "vòng"),
        (("name: Tỉnh Mẫu", "ten: Tỉnh Mẫu"), 2, "province.ten: mục này không có"),
        (("name: Tỉnh Mẫu", "ten: Tỉnh Mẫu"), 2, "province.name: thiếu"),
        (('{code: "99", name: Tỉnh Mẫu}', "Tỉnh Mẫu"), 1, "“province”"),
        (("name: Mẹ", "name: Mẹ, no: 1"), 9, "no: mục này không có"),
        (("name: Mẹ", "name: Mẹ, 5: 1"), 9, "5: mục này không có"),
        (("name: Mẹ", "name: Mẹ, line: 1"), 9, "line: mục này không có"),
        (("name: Mẹ", "name: Mẹ, ? [a] : 1"), 9, "mục này không có"),
        (("name: Mẹ", "name: 2025-02-30"), 9, "name: phải là chữ"),
        (("name: Mẹ", "name: 2025-02-28"), 9, "name: phải là chữ"),
        (("name: Mẹ", "name: !!bool Mẹ"), 9, "name: phải là chữ"),
        (("name: Mẹ", "&a <<: *a, name: Mẹ"), 9, "YAML"),
        (("name: Mẹ", r'name: Mẹ, "\uD800": 1'), 9, "?: mục này không có"),
        (("name: Tỉnh Mẫu", "name: 2025-02-30"), 2, "province.name: phải là chữ"),
        (("name: Mẹ", r'name: "M\0"'), 9, "không nhìn thấy"),
        (("name: Mẹ", r'name: "M\uD800"'), 9, "ký tự không"),
        (("name: Mẹ", "name: M\x00"), 9, "ký tự điều khiển"),
        (("name: Mẹ", 'name: "  "'), 9, "không được để trống"),
        (("name: Mẹ", "<<: 5, name: Mẹ"), 9, "YAML"),
        (("units:\n", "units: " + "[" * 2000 + "\n"), 1, "YAML"),
    ],
)
def test_a_fault_names_its_line_and_reason(change, line: int, words: str):
    text = SMALL.replace(*change)
    assert text != SMALL

    found = reasons(text)

    assert any(at == line and words in reason for at, reason in found), found


def test_a_value_is_found_at_its_own_line():
    text = SMALL.replace(
        '{code: "00001", name: Mẹ, kind: xa, area: M1}',
        'code: "00001"\n    kind: xa\n    name: 2025-02-30',
    )

    assert (11, "name: phải là chữ; nếu là mã số, hãy đặt trong dấu nháy kép") in reasons(text)


def test_what_several_units_share_may_be_written_once():
    text = SMALL.replace(
        '{code: "00001", name: Mẹ, kind: xa, area: M1}',
        '&chung {code: "00001", name: Mẹ, kind: xa, area: M1}\n'
        '  - {<<: *chung, code: "00003", name: Chị}',
    )

    assert [unit.code for unit in parse(text).units] == ["00001", "00003", "00002"]


PIECES = st.sampled_from(
    ["code", "name", "no", "5", "~", ": ", ", ", "- ", "\n", "\n  ", "{", "}", "[", "]", '"', "&a ",
     "*a", "<<: ", "? ", "!!set ", "!!binary ", "!!int ", "!!bool ", "2025-02-30", "0x_", "1e999", "|", "\t",
     "units", "province", "M1", "\x85", "\ufeff", "\\ud800", "%YAML 9", "---"]
)  # fmt: skip


@given(st.lists(PIECES, min_size=1, max_size=12).map("".join), st.integers(0, len(SMALL)))
def test_whatever_stands_in_the_file_the_answer_is_an_organisation_or_its_faults(
    piece: str, place: int
):
    text = SMALL[:place] + piece + SMALL[place:]
    try:
        parse(text)
    except OrganisationFaults as caught:
        faults = caught.faults
    else:
        return
    assert faults
    assert all(1 <= fault.line <= len(text) and fault.reason for fault in faults)
