"""The slips as sheets: everything that is written on a form stands on it, and nothing later does."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from sandbox import bots, engine, forms, library, play, portal, sheets, slips
from sandbox.workflow import ACTS
from sandbox.world import Event

SCENARIOS = library.shipped().scenarios


@cache
def played(code: str, seed: str = "1") -> list[Event]:
    return list(bots.play(SCENARIOS[code], seed, bots.expert))


def words_of(sheet: sheets.Sheet) -> str:
    """Everything that is written on a sheet, for looking something up in it."""
    parts: list[str] = [
        sheet.name, sheet.superior, sheet.unit.replace("\n", " "), sheet.reference, sheet.dated,
        sheet.code, sheet.subject, sheet.country, sheet.motto,
    ]  # fmt: skip
    for block in sheet.blocks:
        parts += [block.label, block.text, *block.items, *block.header]
        parts += [cell for row in block.rows for cell in row]
    for signature in sheet.signatures:
        parts += [signature.title, signature.how, signature.name]
    return " | ".join(parts)


def issued_in(code: str) -> list[tuple[str, Any]]:
    world = engine.fold(SCENARIOS[code], played(code))
    return [(each.key, form) for each in world.parents for form in each.forms]


FRAMED = {"Quốc hiệu – tiêu ngữ", "Đơn vị", "Ký", "Lời xin lỗi"}
"""Lines that the layout says in words of its own."""


@pytest.mark.parametrize("code", sorted(SCENARIOS))
def test_every_line_of_an_issued_form_stands_on_its_sheet(code: str) -> None:
    for key, form in issued_in(code):
        at_that_time = engine.fold(SCENARIOS[code], played(code)[: form.position])
        sheet = slips.issued(SCENARIOS[code], played(code), key, form.position)
        assert sheet is not None
        assert sheet.name == forms.NAMES[form.number]
        assert sheet.watermark == "BẢN LUYỆN TẬP – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ"
        text = words_of(sheet)
        for label, written in forms.lines(at_that_time, at_that_time.dossiers[key], form):
            if label.startswith("Thành phần hồ sơ"):
                written = written.partition(" (")[0]
            assert label in FRAMED or written in text, (form.number, label, written)


def test_all_six_forms_and_the_transfer_slip_occur_in_what_is_shipped() -> None:
    numbers = {form.number for code in SCENARIOS for _, form in issued_in(code)}
    assert numbers == {"01", "02", "03", "04", "05", "06"}


def test_every_act_that_issues_a_form_can_be_looked_at_before() -> None:
    for code in SCENARIOS:
        for event in played(code):
            if "form" in event.data and ACTS[event.kind].roles != ("system",):
                assert event.kind in slips.MAY_ISSUE, event.kind
            if "links" in event.data:
                assert event.kind in slips.MAY_ISSUE, event.kind


@pytest.mark.parametrize("code", ["chung-thuc-ban-sao-01", "lien-thong-khai-tu-01"])
def test_what_is_rehearsed_is_what_is_issued(code: str) -> None:
    scenario = SCENARIOS[code]
    events = play.start(scenario, "1")
    world = engine.fold(scenario, events)
    looked_at = 0
    while not world.finished and (command := bots.expert(world)):
        outcome = engine.decide(world, engine.seated(world, command))
        rehearsed = None
        if isinstance(outcome, list) and command.kind in slips.MAY_ISSUE:
            rehearsed = slips.rehearsed(world, outcome[0], events)
        played_out = play.play(world, command)
        assert isinstance(played_out, tuple)
        position = world.position + 1
        world, more = played_out
        events = [*events, *more]
        if rehearsed and command.dossier:
            then = events[:position]
            issued = slips.issued(scenario, then, command.dossier, position)
            assert rehearsed == issued or rehearsed == slips.transfer(
                scenario, then, command.dossier
            )
            looked_at += 1
    assert looked_at >= 2


def test_what_happens_later_does_not_change_a_receipt() -> None:
    code = "dat-dai-01"
    key, form = next((key, form) for key, form in issued_in(code) if form.number == "01")
    whole = played(code)

    assert slips.issued(SCENARIOS[code], whole, key, form.position) == slips.issued(
        SCENARIOS[code], whole[: form.position], key, form.position
    )


def test_the_control_slip_travels_with_the_dossier() -> None:
    code = "cai-chinh-01"
    key, form = next((key, form) for key, form in issued_in(code) if form.number == "06")
    whole = played(code)
    new = slips.issued(SCENARIOS[code], whole[: form.position], key, form.position)
    used = slips.issued(SCENARIOS[code], whole, key, form.position)
    assert new
    assert used
    table = next(block for block in used.blocks if block.kind == "table")
    assert len(next(block for block in new.blocks if block.kind == "table").rows) == 1
    assert table.rows[-1][0] == "1. Giao: Văn thư\n2. Nhận: Cán bộ tiếp nhận"
    assert {row[2] for row in table.rows} == {"Trong hạn"}


def test_the_letter_of_apology_says_why() -> None:
    code = "dat-dai-01"
    key, form = next((key, form) for key, form in issued_in(code) if form.number == "04")
    asked = next(event for event in played(code) if event.kind == "request_extension")
    sheet = slips.issued(SCENARIOS[code], played(code), key, form.position)
    assert sheet
    assert asked.data["reason"] in words_of(sheet)


def test_the_transfer_slip_lists_every_agency_with_its_limit() -> None:
    code = "lien-thong-khai-tu-01"
    scenario = SCENARIOS[code]
    sheet = slips.transfer(scenario, played(code), "hs1")
    dossier = engine.fold(scenario, played(code)).dossiers["hs1"]
    assert sheet
    table = next(block for block in sheet.blocks if block.kind == "table")
    assert len(table.rows) == len(dossier.requests)
    assert all(row[3].startswith("Chậm nhất ") for row in table.rows)
    assert slips.transfer(scenario, play.start(scenario, "1"), "hs1") is None


def test_there_is_no_slip_where_none_was_issued() -> None:
    code = "chung-thuc-ban-sao-01"
    key, form = issued_in(code)[0]
    for position in (0, 1, form.position + 1, 10_000):
        assert slips.issued(SCENARIOS[code], played(code), key, position) is None
    assert slips.issued(SCENARIOS[code], played(code), "khong-co", form.position) is None


def test_a_head_is_laid_out_for_any_name_of_a_unit() -> None:
    scenario = SCENARIOS["chung-thuc-ban-sao-01"]
    world = engine.fold(scenario, play.start(scenario, "1"))
    assert sheets.head(world, world.now.date()) == {
        "superior": "ỦY BAN NHÂN DÂN XÃ BÌNH YÊN",
        "unit": "TRUNG TÂM\nPHỤC VỤ HÀNH CHÍNH CÔNG",
        "dated": "Bình Yên, ngày 18 tháng 11 năm 2026",
    }
    unit = scenario.unit.model_copy(update={"name": "Bộ phận Một cửa (luyện tập)"})
    other = engine.changed(world, scenario=scenario.model_copy(update={"unit": unit}))
    assert sheets.head(other, world.now.date())["unit"] == "BỘ PHẬN MỘT CỬA"


def test_what_was_typed_in_pieces_is_written_in_one_form() -> None:
    assert sheets.said("Lý do", "Hô\u0300 sơ").text == "Hồ sơ"


def test_the_public_sees_the_statuses_and_neither_names_nor_mistakes() -> None:
    code = "chung-thuc-ban-sao-01"
    scenario, events = SCENARIOS[code], played(code)
    view = portal.public_view(scenario, events, "hs1")
    assert view
    statuses = [each.status for each in view.history]
    assert statuses[0] == "Mới đăng ký"
    assert statuses[-1] == view.latest.status == "Đã trả kết quả"
    assert "Yêu cầu bổ sung giấy tờ" in statuses
    person = engine.applicant(engine.fold(scenario, events), "hs1")
    for private in (person.name, person.number, person.phone, "planted"):
        assert private not in repr(view)
    assert portal.public_view(scenario, events, "khong-co") is None
