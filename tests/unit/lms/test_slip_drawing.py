"""The PDF of a slip: typst takes every kind of form, tagged, with its watermark and its QR code."""

from __future__ import annotations

import json
from typing import Any

import pytest
import segno
import typst

from lms.practice import slip_drawing
from sandbox import bots, engine, library, slips
from sandbox.sheets import Sheet

ADDRESS = "https://dong-hanh.vidu.example/tra-cuu/WzEsImhzMSJd.abc"
# Between them these issue all six forms and the transfer slip.
CODES = ("chung-thuc-ban-sao-01", "dat-dai-01", "giay-phep-xay-dung-01")


def sheets() -> dict[str, Sheet]:
    """One sheet of each form, and the transfer slip under ""."""
    found: dict[str, Sheet] = {}
    for code in CODES:
        scenario = library.shipped().scenarios[code]
        events = list(bots.play(scenario, "1", bots.expert))
        for dossier in engine.fold(scenario, events).parents:
            for form in dossier.forms:
                drawn = slips.issued(scenario, events, dossier.key, form.position)
                assert drawn
                found.setdefault(form.number, drawn)
            if moved := slips.transfer(scenario, events, dossier.key):
                found.setdefault("", moved)
    return found


SHEETS = sheets()


@pytest.mark.parametrize("number", ["", "01", "02", "03", "04", "05", "06"])
def test_every_form_becomes_one_accessible_page(number: str) -> None:
    content = slip_drawing.pdf(SHEETS[number], ADDRESS)

    assert content.startswith(b"%PDF-1.7")
    assert b"pdfuaid" in content, "typst has checked it against PDF/UA-1"
    assert b"/Type/Pages/Count 1/" in content
    assert b"/Lang(vi" in content.replace(b" ", b"")


def test_the_template_is_given_everything_that_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, Any] = {}
    monkeypatch.setattr(typst, "compile", lambda *_a, **kept: given.update(kept) or b"%PDF")
    sheet = SHEETS["01"]

    slip_drawing.pdf(sheet, ADDRESS)

    inputs = given["sys_inputs"]
    written = json.loads(inputs["sheet"])
    assert written["watermark"] == "BẢN LUYỆN TẬP – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ"
    assert written["code"].startswith("H55.9")
    assert inputs["code_says"].endswith(ADDRESS)
    assert given["ignore_system_fonts"] is True


def test_the_code_holds_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    make = segno.make_qr

    def kept(content: str, **how: Any) -> segno.QRCode:
        drawn.append(content)
        return make(content, **how)

    monkeypatch.setattr(segno, "make_qr", kept)
    slip_drawing.pdf(SHEETS["02"], ADDRESS)
    assert drawn == [ADDRESS]


def test_markup_in_a_reason_is_text() -> None:
    block = next(each for each in SHEETS["02"].blocks if each.kind == "said")
    evil = engine.changed(block, text='#panic("x") *a* $1/0$ \\ <b> “”')
    sheet = engine.changed(SHEETS["02"], blocks=(evil,))
    assert slip_drawing.pdf(sheet, ADDRESS).startswith(b"%PDF")


def test_a_long_reason_goes_on_to_a_second_page() -> None:
    block = next(each for each in SHEETS["02"].blocks if each.kind == "said")
    long = engine.changed(block, text="Đề nghị bổ sung giấy tờ. " * 300)
    sheet = engine.changed(SHEETS["02"], blocks=(*SHEETS["02"].blocks, long))
    assert b"/Type/Pages/Count 3/" in slip_drawing.pdf(sheet, ADDRESS)
