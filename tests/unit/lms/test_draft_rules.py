"""What is decided about the text of a draft."""

from __future__ import annotations

import time

import pytest
import yaml

from lms.practice import draft_queries, draft_rules
from lms.practice.draft_rules import PROCEDURE, SCENARIO
from sandbox import library
from sandbox.procedure import parse_procedure
from sandbox.reading import Fault, FaultyContent
from sandbox.scenario import parse_scenario

SHIPPED = library.shipped()
BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 10)}]\n" for n in range(9)
)


def faults_of(text: str) -> list[tuple[int | None, str]]:
    with pytest.raises(FaultyContent) as caught:
        draft_rules.read(text)
    found = draft_rules.remarks(caught.value.faults, text)
    return [(each.line, each.reason) for each in found]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: [1\nb: 2", 2, "thiếu dấu phẩy hoặc dấu ngoặc đóng"),
        ("a: b: c", 1, "dấu hai chấm ở chỗ lạ"),
        ("a:\n\t- 1", 2, "phím Tab"),
        ("a: 'x", 1, "thiếu dấu nháy đóng"),
        ("a: 1\nb: *c", 2, "mỏ neo (&) không có"),
        ("a: 1\na: 2", 2, "được viết hai lần"),
        ("a: !!python/object:os.system x", 1, "kiểu dữ liệu không được phép"),
        ("a: 2026-13-45", None, "ngày, giờ"),
        ("? [a]\n: 1", None, "không đọc được"),
        ("a: &x [*x]", None, "nhắc đến chính nó"),
        ("- 1", None, "phải là bảng khóa: giá trị"),
        ("", None, "phải là bảng khóa: giá trị"),
        ("[" * 5000, None, "lồng quá sâu"),
        (BOMB, None, "quá nhiều nội dung lặp lại"),
        ("a" * (draft_rules.LONGEST_TEXT + 1), None, "dài quá"),
    ],
)
def test_what_cannot_be_read_is_told_in_words(text: str, line: int | None, words: str) -> None:
    began = time.perf_counter()
    found = faults_of(text)
    assert time.perf_counter() - began < 2
    assert any(words in reason for _line, reason in found), found
    assert line is None or line in [at for at, _reason in found], found


def test_a_fault_has_the_line_of_its_key_or_of_the_nearest_above() -> None:
    text = "code: a\ndossiers:\n  - key: hs1\n    papers:\n      - key: to\n        pages: x\n"
    line = draft_rules.line_finder(text)
    assert line("code") == 1
    assert line("dossiers.0.papers.0.pages") == 6
    assert line("dossiers.hs1.papers.to.pages") == 6
    assert line("dossiers.hs1.papers.to.title") == 5
    assert line("dossiers.0.channel") == 3
    assert line("minutes") is None
    assert line("cả tệp") is None


def test_what_one_check_found_comes_apart() -> None:
    told = "ends_at: phải sau starts_at; dossiers.hs1.case: thủ tục không có “x”; y"
    found = draft_rules.remarks([Fault("f", "cả tệp", told)], "ends_at: 1\ndossiers: []\n")
    assert [(each.path, each.reason, each.line) for each in found] == [
        ("ends_at", "phải sau starts_at", 1),
        ("dossiers.hs1.case", "thủ tục không có “x”; y", 2),
    ]


def test_a_list_in_one_reason_stays_together() -> None:
    found = draft_rules.remarks([Fault("f", "procedure", "không có “x”; có: 1, 2")], "procedure: x")
    assert [each.reason for each in found] == ["không có “x”; có: 1, 2"]


@pytest.mark.parametrize("code", list(SHIPPED.scenarios))
def test_a_copy_of_a_shipped_scenario_is_sound_and_the_same_but_for_its_name(code: str) -> None:
    text = draft_queries.shipped_text("scenarios", code)
    own = draft_rules.free_code(SCENARIO, code, set(SHIPPED.scenarios))

    copied = draft_rules.copy_of(text, own, "(bản sao)")

    made = parse_scenario(copied, f"{own}.yaml", SHIPPED.procedures, SHIPPED.calendars)
    before = SHIPPED.scenarios[code]
    assert made.title == f"{before.title} (bản sao)"
    changed = {"code": before.code, "title": before.title, "digest": before.digest}
    assert made.model_copy(update=changed).model_dump() == before.model_dump()
    assert "#" not in copied.replace("'#", "") or "#" in text
    assert yaml.safe_load(copied)["code"] == own


@pytest.mark.parametrize("code", list(SHIPPED.procedures))
def test_a_copy_of_a_shipped_procedure_is_sound(code: str) -> None:
    text = draft_queries.shipped_text("procedures", code)
    own = draft_rules.free_code(PROCEDURE, code, set(SHIPPED.procedures))

    made = parse_procedure(draft_rules.copy_of(text, own, "(bản sao)"), f"{own}.yaml")

    assert made.versions == SHIPPED.procedures[code].versions
    assert own == "9.000100"


@pytest.mark.parametrize(
    ("code", "taken", "free"),
    [
        ("bai-01", set(), "bai-01-ban-2"),
        ("bai-01", {"bai-01-ban-2"}, "bai-01-ban-3"),
        ("bai-01-ban-2", {"bai-01-ban-2"}, "bai-01-ban-3"),
        ("a" * 100, set(), "a" * 90 + "-ban-2"),
        ("-", set(), "bai-ban-2"),
    ],
)
def test_a_copy_has_a_code_of_its_own(code: str, taken: set[str], free: str) -> None:
    assert draft_rules.free_code(SCENARIO, code, taken) == free


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("code: a\ntitle: Một bài", ("a", "Một bài")),
        ("code: 5\ntitle: [x]", (None, None)),
        ("title: '  Một\n  bài '", (None, "Một bài")),
        ("code: " + "a" * 101, (None, None)),
        ("title: " + "a" * 400, (None, "a" * 300)),
        ("code: [", (None, None)),
    ],
)
def test_a_text_says_its_own_name(text: str, found: tuple[str | None, str | None]) -> None:
    assert draft_rules.identity(text) == found


def test_lines_end_in_one_way() -> None:
    assert draft_rules.clean("\ufeffa: 1\r\nb: 2\rc: 3\n") == "a: 1\nb: 2\nc: 3\n"


def test_a_number_of_somebody_is_found_with_its_line() -> None:
    [found] = draft_rules.real_people("a: 1\nb: Số định danh 019184000123\n")
    assert found.line == 2
    assert draft_rules.real_people("a: 018184000123") == []


def test_a_difference_shows_each_line_once_and_some_around_it() -> None:
    old = "\n".join(str(n) for n in range(20))
    new = old.replace("\n5\n", "\nnăm\n").replace("\n15\n", "\n15\nthêm\n")
    rows = draft_rules.difference(old, new, around=1)
    assert [(row.kind, row.old, row.new, row.text) for row in rows] == [
        ("same", 5, 5, "4"),
        ("gone", 6, None, "5"),
        ("new", None, 6, "năm"),
        ("same", 7, 7, "6"),
        ("gap", None, None, ""),
        ("same", 16, 16, "15"),
        ("new", None, 17, "thêm"),
        ("same", 17, 18, "16"),
    ]
    assert draft_rules.difference(old, old) == []


@pytest.mark.parametrize(
    ("code", "name"),
    [("bai-01", "bai-01.yaml"), ("1.004873", "1.004873.yaml"), ('a"\r\nb/..', "a-b.yaml")],
)
def test_a_file_has_a_harmless_name(code: str, name: str) -> None:
    assert draft_rules.file_name(code) == name


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"procedure": [1]}, "procedure"),
        ({"procedure": None}, "procedure"),
        ({"calendar": {}}, "calendar"),
        ({"dossiers": 5}, "dossiers"),
        ({"dossiers": [{"procedure": [1]}]}, "dossiers.0.key"),
        ({"starts_at": "2026-11-09T08:00Z"}, "starts_at"),
        ({"starts_at": "2031-01-06T08:00", "ends_at": "2031-02-06T08:00"}, ""),
        ({"code": 5}, "code"),
        ({"rubric": {"outcome": 100}}, "rubric"),
    ],
)
def test_odd_values_are_faults_of_the_text_and_no_crash(
    change: dict[str, object], path: str
) -> None:
    text = draft_queries.shipped_text("scenarios", "chung-thuc-ban-sao-01")
    odd = draft_rules.written({**draft_rules.read(text), **change})
    with pytest.raises(FaultyContent) as caught:
        parse_scenario(odd, "chung-thuc-ban-sao-01.yaml", SHIPPED.procedures, SHIPPED.calendars)
    assert path in [each.path for each in draft_rules.remarks(caught.value.faults, odd)]
