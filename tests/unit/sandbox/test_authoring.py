"""Drafts as forms: what is read is written again, what is typed arrives, faults stand in place."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox import library
from sandbox.authoring import document, editing, faults, filling, following
from sandbox.authoring.document import dump, load
from sandbox.authoring.faults import SECTIONS, SOURCE
from sandbox.authoring.form_view import Drawing, Node, draw
from sandbox.authoring.shape import Place
from sandbox.procedure import parse_procedure
from sandbox.reading import FaultyContent, mapping
from sandbox.scenario import Scenario, parse_scenario

FOLDER = Path(library.__file__).parent
SCENARIOS = sorted((FOLDER / "scenarios").glob("*.yaml"))
PROCEDURES = sorted((FOLDER / "procedures").glob("*.yaml"))
SMALL = FOLDER / "scenarios" / "chung-thuc-ban-sao-02.yaml"
RICH = FOLDER / "scenarios" / "khai-sinh-02.yaml"


def place_of(data: dict[str, Any]) -> Place:
    shipped = library.shipped()
    return Place(data, (), shipped.procedures, shipped.calendars)


def scenario(text: str, file: str) -> Scenario:
    return library.scenario_from(text, file)


def content(made: Scenario) -> dict[str, Any]:
    return made.model_dump(exclude={"digest"})


def sent(nodes: list[Node], form: dict[str, list[str]] | None = None) -> dict[str, list[str]]:
    """What a browser would send of these inputs, as they stand."""
    form = {} if form is None else form
    for node in nodes:
        if node.kind == "rows":
            form[f"count:{node.name}"] = [str(len(node.items))]
            for item in node.items:
                sent([*item.nodes, *item.rare], form)
        elif node.kind == "group":
            sent([*node.nodes, *node.rare], form)
        elif node.kind in ("checks", "flag"):
            form.setdefault("shown:", []).append(node.name)
            form[node.name] = list(node.chosen) if node.kind == "checks" else []
            if node.kind == "flag" and node.value == "yes":
                form[node.name] = ["yes"]
        else:
            form[node.name] = [node.value.replace("\n", "\r\n")]
    return form


def pages(kind: str, data: dict[str, Any]) -> list[tuple[Any, Place]]:
    """Every page of the editor for this draft: the part, and where in the draft it is."""
    root = place_of(data)
    found = []
    for section in SECTIONS[kind]:
        if not section.inside:
            found.append((section, root))
        for row in range(len(data.get(section.inside) or []) if section.inside else 0):
            found.append((section, root.at(section.inside, row)))
    return found


def page(data: dict[str, Any], key: str, row: int | None = None) -> tuple[Place, Any]:
    section = next(each for each in SECTIONS["scenario"] if each.key == key)
    place = place_of(data) if row is None else place_of(data).at(section.inside, row)
    return place, section.parts(place)


def form_of(data: dict[str, Any], key: str, row: int | None = None) -> dict[str, list[str]]:
    place, parts = page(data, key, row)
    nodes, rare = draw(place, parts)
    return sent(nodes + rare)


@pytest.mark.parametrize("file", SCENARIOS, ids=lambda file: file.stem)
def test_a_scenario_is_written_as_it_was_read(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    again = dump(load(text))
    assert content(scenario(again, file.name)) == content(scenario(text, file.name))
    assert dump(load(again)) == again


@pytest.mark.parametrize("file", PROCEDURES, ids=lambda file: file.stem)
def test_a_procedure_is_written_as_it_was_read(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert parse_procedure(dump(load(text)), file.name) == parse_procedure(text, file.name)


@pytest.mark.parametrize("file", SCENARIOS + PROCEDURES, ids=lambda file: file.stem)
def test_saving_every_page_unchanged_changes_nothing(file: Path) -> None:
    kind = "scenario" if file in SCENARIOS else "procedure"
    data = load(file.read_text(encoding="utf-8"))
    before = copy.deepcopy(data)
    for section, place in pages(kind, data):
        nodes, rare = draw(place, section.parts(place))
        filling.fill(place, section.parts(place), sent(nodes + rare))
        assert data == before, f"{section.key} {place.path}"


def test_the_style_is_that_of_the_shipped_files() -> None:
    text = SMALL.read_text(encoding="utf-8")
    assert dump(load(text)) == text


texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)
values = st.recursive(
    texts | st.integers(-9999, 9999) | st.booleans() | st.none() | st.dates(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(st.text("abcxyz_", min_size=1, max_size=8), values, max_size=5))
def test_whatever_the_data_reading_what_was_written_gives_it_again(data: dict[str, Any]) -> None:
    assert mapping(dump(data), "") == data


def test_what_is_no_yaml_or_stands_for_too_much_is_refused() -> None:
    bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
    for letter, before in zip("bcdefgh", "abcdefg", strict=True):
        bomb += f"{letter}: &{letter} [{', '.join([f'*{before}'] * 10)}]\n"
    for text in ("a: [", "- 1\n- 2\n", "a: &a [*a]\n", bomb, "born: 2001-02-31\n"):
        with pytest.raises(FaultyContent):
            load(text)


def test_what_is_repeated_by_alias_is_changed_alone() -> None:
    data = load("a: &x {low: 1}\nb: *x\n")
    document.set_value(data, ("a", "low"), 2)
    assert data == {"a": {"low": 2}, "b": {"low": 1}}


def test_items_are_added_copied_moved_and_removed() -> None:
    data = load(RICH.read_text(encoding="utf-8"))
    place, parts = page(data, "giay-to", 0)
    papers = ("dossiers", 0, "papers")
    keys = lambda: [each["key"] for each in document.get(data, papers)]  # noqa: E731
    first, second = keys()
    assert editing.apply(place, parts, "add", papers) == "dossiers.0.papers.2"
    assert editing.apply(place, parts, "copy", (*papers, 0)) == "dossiers.0.papers.1"
    assert keys() == [first, f"{first}-2", second, "giay-to"]
    assert editing.apply(place, parts, "down", (*papers, 0)) == "dossiers.0.papers.1"
    assert editing.apply(place, parts, "up", (*papers, 0)) == "dossiers.0.papers.0"
    assert keys() == [f"{first}-2", first, second, "giay-to"]
    editing.apply(place, parts, "remove", (*papers, 0))
    assert keys() == [first, second, "giay-to"]
    lines = (*papers, 2, "lines")
    assert editing.apply(place, parts, "add", lines) == "dossiers.0.papers.2.lines.1"


def test_a_button_reaches_only_the_lists_of_its_page() -> None:
    data = load(RICH.read_text(encoding="utf-8"))
    before = copy.deepcopy(data)
    place, parts = page(data, "giay-to", 0)
    for path in (("applicants", 0), ("dossiers", 0), ("dossiers", 0, "papers", 99), ("x",), ()):
        assert editing.apply(place, parts, "remove", path) is None
    assert editing.apply(place, parts, "shift", ("dossiers", 0, "papers", 0)) is None
    assert data == before


def test_a_mistake_goes_from_the_drawn_ones_to_the_planted_ones() -> None:
    data = load(RICH.read_text(encoding="utf-8"))
    place, parts = page(data, "loi", 0)
    pool = ("dossiers", 0, "defects", "pool")
    key = document.get(data, (*pool, 1, "key"))
    assert editing.apply(place, parts, "shift", (*pool, 1)) == "dossiers.0.defects.always.0"
    assert document.get(data, ("dossiers", 0, "defects", "always", 0, "key")) == key


def test_what_is_typed_arrives_as_the_value_that_the_file_wants() -> None:
    data = load(RICH.read_text(encoding="utf-8"))
    form = form_of(data, "gioi-thieu") | {
        "minutes": ["25"], "difficulty": ["3"], "modes": ["exam", "free"], "default_mode": ["exam"],
        "briefing": ["Dòng một\r\nDòng hai\r\n"],
    }  # fmt: skip
    filling.fill(*page(data, "gioi-thieu"), form)
    assert (data["minutes"], data["difficulty"], data["modes"]) == (25, 3, ["free", "exam"])
    assert data["briefing"] == "Dòng một\nDòng hai\n"
    form = form_of(data, "phan-ung", 0)
    name = "dossiers.0.citizen."
    form |= {name + "brings": ["silent"], name + "understands_oral": ["12,5"],
             name + "withdraws_after.low": ["30"], name + "withdraws_after.high": ["60"]}  # fmt: skip
    filling.fill(*page(data, "phan-ung", 0), form)
    citizen = data["dossiers"][0]["citizen"]
    assert citizen["silent"] is True
    assert citizen["understands_oral"] == 0.125
    assert citizen["withdraws_after"] == {"low": 30, "high": 60}
    assert scenario(dump(data), RICH.name)
    filling.fill(*page(data, "phan-ung", 0), form_of(data, "phan-ung", 0) | {
        name + "withdraws_after.low": [""], name + "withdraws_after.high": [""],
    })  # fmt: skip
    assert "withdraws_after" not in citizen, "an optional group is gone when it is emptied"


def test_what_is_no_number_stays_as_it_was_typed() -> None:
    data = load(RICH.read_text(encoding="utf-8"))
    filling.fill(*page(data, "gioi-thieu"), form_of(data, "gioi-thieu") | {"minutes": ["mười"]})
    assert data["minutes"] == "mười"
    assert form_of(data, "gioi-thieu")["minutes"] == ["mười"]
    assert scenario_faults(data) == [("gioi-thieu", "Thời gian làm bài: phải là một số nguyên")]


def test_one_weight_says_all_of_them() -> None:
    data = load(RICH.read_text(encoding="utf-8"))
    assert "rubric" not in data
    filling.fill(*page(data, "thang-diem"), form_of(data, "thang-diem") | {
        "rubric.outcome": ["30"], "rubric.service": ["5"],
    })  # fmt: skip
    assert scenario(dump(data), RICH.name).rubric["outcome"] == 30
    assert len(data["rubric"]) == 7


def test_a_list_is_as_long_as_it_was_on_the_page() -> None:
    data = load(RICH.read_text(encoding="utf-8"))
    form = form_of(data, "giay-to", 0)
    lines = data["dossiers"][0]["papers"][0]["lines"]
    lines.append({"label": "Mới", "text": "thêm ở cửa sổ khác"})
    filling.fill(*page(data, "giay-to", 0), form)
    assert "Mới" not in [line["label"] for line in lines]


def test_keys_that_no_form_knows_stay() -> None:
    data = load(RICH.read_text(encoding="utf-8"))
    data["dossiers"][0]["papers"][0]["later"] = {"x": [1]}
    form = form_of(data, "giay-to", 0) | {"dossiers.0.papers.0.title": ["Tờ khai mới"]}
    filling.fill(*page(data, "giay-to", 0), form)
    paper = data["dossiers"][0]["papers"][0]
    assert paper["title"] == "Tờ khai mới"
    assert paper["later"] == {"x": [1]}


def test_a_suggested_mark_is_added_to_those_that_are_there() -> None:
    data = load(RICH.read_text(encoding="utf-8"))
    name = "dossiers.0.papers.0.marks"
    form = form_of(data, "giay-to", 0) | {f"pick:{name}": ["Dấu đỏ"]}
    filling.fill(*page(data, "giay-to", 0), form)
    assert data["dossiers"][0]["papers"][0]["marks"][-1] == "Dấu đỏ"


def test_a_renamed_applicant_is_followed_and_the_birthday_gives_the_year() -> None:
    data = load(RICH.read_text(encoding="utf-8"))
    before = copy.deepcopy(data)
    form = form_of(data, "nguoi-dan") | {
        "applicants.0.key": ["Mẹ của cháu"], "applicants.0.born": ["1999-03-04"],
    }  # fmt: skip
    filling.fill(*page(data, "nguoi-dan"), form)
    following.follow(before, data)
    assert data["dossiers"][0]["applicant"] == "me-cua-chau"
    assert data["applicants"][0]["birth_year"] == 1999
    assert scenario(dump(data), RICH.name)


def scenario_faults(data: dict[str, Any]) -> list[tuple[str, str]]:
    shipped = library.shipped()
    found = faults.faults(dump(data), "scenario", shipped.procedures, shipped.calendars)
    return [(each.section, each.sentence) for each in found]


FAULTY: list[tuple[document.Path, Any, str, str]] = [
    (("title",), None, "gioi-thieu", "Tên bài: chưa điền"),
    (("default_mode",), "exam2", "gioi-thieu", "Cách luyện chọn sẵn: hãy chọn một mục trong danh sách"),
    (("unit", "phone"), "0912", "don-vi", "Đơn vị tiếp nhận, Điện thoại: phải có dạng 0600 ddd ddd, ví dụ 0600 208 902"),
    (("starts_at",), "2026-10-10T15:10", "don-vi", "Bài bắt đầu lúc: phải nằm trong giờ làm việc (thứ Hai đến thứ Sáu, 7:30–11:30 và 13:00–17:00)"),
    (("procedure",), "1.1", "don-vi", "Thủ tục chính của bài: "),
    (("applicants", 0, "commune"), "Phượng Tiến", "nguoi-dan", "Người 1 (nguoi-me): nữ, dân tộc Dao, sinh 2001, Xã, phường: phải bắt đầu bằng “xã” hoặc “phường”"),
    (("dossiers", 0, "request"), None, "ho-so", "Hồ sơ 1, Người dân nói gì: chưa điền"),
    (("dossiers", 0, "case"), "khong-co", "ho-so", "Hồ sơ 1, Trường hợp: thủ tục không có trường hợp “khong-co”"),
    (("dossiers", 0, "papers", 1, "pages"), "hai", "giay-to", "Hồ sơ 1, Giấy tờ 2: Giấy chứng sinh, Số trang: phải là một số nguyên"),
    (("dossiers", 0, "papers", 0, "lines", 2, "text"), "{nam}", "giay-to", "Hồ sơ 1, Giấy tờ 1: Tờ khai đăng ký khai sinh, Dòng 3: Ngày sinh của trẻ: không có chỗ điền “nam”"),
    (("dossiers", 0, "papers", 0, "component"), "la", "giay-to", "Hồ sơ 1, Giấy tờ 1: Tờ khai đăng ký khai sinh, Là thành phần hồ sơ nào: không phải"),
    (("dossiers", 0, "defects", "pool", 1, "kind"), "la", "loi", "Hồ sơ 1, Lỗi 2: Tên người cha"),
    (("dossiers", 0, "citizen", "pays_after"), None, "phan-ung", "Hồ sơ 1, Trả phí sau: chưa điền"),
    (("dossiers", 0, "citizen", "pays_after", "low"), 99, "phan-ung", "Hồ sơ 1, Trả phí sau: số “từ” không được lớn hơn số “đến”"),
    (("happenings", 0, "replies", 0, "rule"), None, "tinh-huong", "Tình huống 1: Người mẹ, Câu trả lời 1"),
    (("happenings", 0, "dossier"), "hs9", "tinh-huong", "Tình huống 1: Người mẹ, Liên quan đến hồ sơ nào"),
    (("others", "leader", "returns_draft"), 2, "dong-nghiep", "Lãnh đạo ký duyệt, Khả năng trả lại dự thảo"),
    (("la",), 1, SOURCE, "la: không có mục này trong mẫu"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "value", "section", "sentence"), FAULTY, ids=lambda each: str(each)[:40]
)
def test_a_fault_stands_beside_its_field(
    path: document.Path, value: Any, section: str, sentence: str
) -> None:
    data = load(RICH.read_text(encoding="utf-8"))
    if value is None:
        document.unset(data, path)
    else:
        document.set_value(data, path, value)
    found = scenario_faults(data)
    matching = [told for where, told in found if where == section and told.startswith(sentence)]
    assert matching or any(sentence in told for where, told in found if where == section), found


def test_every_placed_fault_names_an_input_of_its_page() -> None:
    shipped = library.shipped()
    for path, value, section, _ in FAULTY:
        data = load(RICH.read_text(encoding="utf-8"))
        if value is None:
            document.unset(data, path)
        else:
            document.set_value(data, path, value)
        found = faults.faults(dump(data), "scenario", shipped.procedures, shipped.calendars)
        for each in found:
            if each.section == SOURCE:
                continue
            place, parts = page(data, each.section, each.row)
            nodes, rare = draw(place, parts, Drawing({each.field: [each.reason]}))
            assert any(node.is_faulty for node in nodes + rare), f"{section}: {each}"


def test_a_draft_of_any_shape_can_be_drawn() -> None:
    """Whatever stands where a form expects something else, a page of it can be opened and saved."""
    whole = load(RICH.read_text(encoding="utf-8"))
    for key in list(whole):
        for odd in (None, "x", 3, [], ["x", None, 1], {"x": 1}, [{"key": {"a": 1}}]):
            data = load(RICH.read_text(encoding="utf-8"))
            data[key] = odd
            before = copy.deepcopy(data)
            scenario_faults(data)
            root = place_of(data)
            for section in SECTIONS["scenario"]:
                items = data.get(section.inside)
                good = section.inside and isinstance(items, list) and items
                if section.inside and not (good and isinstance(items[0], dict)):
                    continue
                place = root.at(section.inside, 0) if section.inside else root
                nodes, rare = draw(place, section.parts(place))
                filling.fill(place, section.parts(place), sent(nodes + rare))
            following.follow(before, data)
            dump(data)


def test_a_new_dossier_only_wants_its_words() -> None:
    data = load(RICH.read_text(encoding="utf-8"))
    section = next(each for each in SECTIONS["scenario"] if each.key == "ho-so")
    assert section.rows
    editing.apply(place_of(data), (section.rows,), "add", ("dossiers",))
    found = scenario_faults(data)
    assert {told.rpartition(": ")[2] for _, told in found} == {"chưa điền"}, found


def test_a_parsed_copy_under_another_code_is_a_scenario_of_its_own() -> None:
    data = load(SMALL.read_text(encoding="utf-8"))
    data["code"] = "bai-moi"
    shipped = library.shipped()
    made = parse_scenario(dump(data), "bai-moi.yaml", shipped.procedures, shipped.calendars)
    assert made.code == "bai-moi"
