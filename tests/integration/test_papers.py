"""Papers one can look at: the drawing and its text twin say the same, and the pages that show
them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask, get_template_attribute
from selectolax.lexbor import LexborHTMLParser, LexborNode

from lms.home import paper_samples
from lms.practice.paper_drawing import PaperView
from sandbox import looks
from tests.integration.practice_desk import DOSSIER, form_for, newest_run, press, start
from tests.unit.sandbox.specimens import SPECIMENS, Specimen, named

DATABASES = ("sqlite",)  # what is drawn doesn't depend on where it is kept

CASES = {str(case): case for case in SPECIMENS}


def spaced(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+|▒+", text.casefold()))


@pytest.fixture(scope="module")
def macros(app: Flask) -> dict[str, Callable[..., str]]:
    with app.test_request_context("/"):
        return {
            "pages": get_template_attribute("practice/papers/_drawing.html", "pages"),
            "twin": get_template_attribute("practice/_paper_viewer.html", "twin"),
        }


def drawn(app: Flask, macros: dict[str, Any], case: Specimen) -> LexborHTMLParser:
    with app.test_request_context("/"):
        return LexborHTMLParser(f"<main>{macros['pages'](case.drawn, 'x')}</main>")


def twin_of(app: Flask, macros: dict[str, Any], case: Specimen) -> LexborHTMLParser:
    view = PaperView(case.paper, case.drawn, None, (), "")
    with app.test_request_context("/"):
        return LexborHTMLParser(f"<main>{macros['twin'](view)}</main>")


def pairs(rows: list[LexborNode]) -> set[tuple[str, str]]:
    """Label and text of the lines on a drawing."""
    found = set()
    for row in rows:
        label, _, value = row.css("p > span")
        found.add((spaced(label.text()), spaced(value.text())))
    return found


@pytest.mark.parametrize("name", CASES)
def test_the_drawing_and_its_twin_carry_the_same_facts(
    app: Flask, macros: dict[str, Any], name: str
) -> None:
    case = CASES[name]
    tree, twin = drawn(app, macros, case), twin_of(app, macros, case)
    said = {spaced(node.text()) for node in twin.css("li")}
    facts = {
        (spaced(term.text()), spaced(value.text()))
        for term, value in zip(twin.css("dt"), twin.css("dd"), strict=True)
    }

    lines = pairs(tree.css('[data-place^="line:"]'))
    assert lines == {(label, spaced(text)) for label, text in case.paper.lines}
    assert lines <= facts
    assert len(facts) == len(lines) + 3
    marks = {spaced(node.text()) for node in tree.css(".paper-mark")}
    assert marks == set(case.paper.marks)
    assert said == marks | set(case.drawn.seen)
    assert {spaced(node.text()) for node in tree.css(".paper-title")} == {case.paper.title}
    assert {spaced(node.text()) for node in tree.css(".paper-issuer")} == {case.paper.issuer}
    assert ("Số trang", str(case.paper.pages)) in facts

    for picture in tree.css(".paper-decor, svg"):
        picture.decompose()
    extra = words(tree.body.text(separator=" ")) - words(twin.body.text(separator=" "))
    assert not {each for each in extra if not each.isdigit()}


@pytest.mark.parametrize("name", CASES)
def test_what_is_seen_of_the_whole_paper_is_drawn(
    app: Flask, macros: dict[str, Any], name: str
) -> None:
    case = CASES[name]
    tree = drawn(app, macros, case)

    sheets = tree.css(".paper-sheet")
    classes = {each for sheet in sheets for each in (sheet.attributes["class"] or "").split()}
    tone = {each for each in classes if each.startswith("tone-")}
    assert tone == {f"tone-{case.drawn.tone}"}
    assert ("on-screen" in classes) == (case.paper.form == "electronic")
    assert len(sheets) == case.paper.pages - len(case.drawn.missing)


RICH = (
    "Dấu đỏ của cơ quan", "Chữ ký mực xanh của người ký ở trang 2", "Lời chứng ở trang 3",
    "Quốc huy in màu", "Ảnh dán ở trang 1", "Hình con mèo", "Dấu “BẢN SAO”", "Nếp gấp",
)  # fmt: skip


@pytest.mark.parametrize("kind", looks.KINDS)
def test_every_kind_of_paper_draws_whatever_an_author_puts_on_it(
    app: Flask, macros: dict[str, Any], kind: str
) -> None:
    (of,) = named("chung-thuc-ban-sao-03", "thong-bao-ket-luan", "")
    spec = of.spec.model_copy(update={"drawn_as": kind, "marks": RICH})
    case = replace(of, spec=spec)
    tree = drawn(app, macros, case)

    marks = {spaced(node.text()) for node in tree.css(".paper-mark")}
    captions = {spaced(node.text(deep=False)) for node in tree.css(".paper-caption")}
    assert (marks, captions) == (set(RICH) - {"Hình con mèo"}, {"Hình con mèo"})
    lines = pairs(tree.css('[data-place^="line:"]'))
    assert lines == {(label, spaced(text)) for label, text in case.paper.lines}
    assert {spaced(node.text()) for node in tree.css(".paper-title")} == {case.paper.title}
    for selector in (
        ".ink-stamp.ink-red",
        ".ink-pen",
        ".ink-attest",
        ".ink-copy",
        ".ink-rosette",
        ".paper-photo",
    ):
        assert tree.css(selector), selector


STAMPS = {"red-stamp": ".ink-stamp.ink-red", "signature": ".ink-pen", "secret": ".ink-secret",
          "copy-stamp": ".ink-copy", "blank-signature": ".ink-empty", "stain": ".ink-stain",
          "torn-bottom": ".ink-torn-bottom", "blot": ".ink-blot", "digital": ".ink-digital",
          "erasure": ".ink-erased, .ink-over", "wiped": ".ink-erased, .ink-over"}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_thing_is_drawn_where_a_mark_or_line_speaks_of_it_and_nowhere_else(
    app: Flask, macros: dict[str, Any], name: str
) -> None:
    case = CASES[name]
    things = {thing for text in case.paper.marks for thing in looks.mark(text).things}
    written = [
        line for sheet in case.drawn.sheets for line in (*sheet.top, *sheet.lines, *sheet.foot)
    ]
    if "attestation" in things:
        things |= {"red-stamp", "signature"}
    if "run-stamp" in things or "edge-stamp" in things:
        things.add("red-stamp")
    if any(line.signatures for line in written) or "unreadable-signature" in things:
        things.add("signature")
    if any(line.blanks for line in written) or "blank-digital" in things:
        things.add("blank-signature")
    if "blank-digital" in things:
        things.add("digital")
    if any(piece.kind in ("erased", "over") for line in written for piece in line.pieces):
        things |= {"erasure", "wiped"}
    tree = drawn(app, macros, case)

    for thing, selector in STAMPS.items():
        assert bool(tree.css(selector)) == (thing in things), thing


def test_a_made_up_paper_has_no_style_of_its_own_and_no_picture_file(
    app: Flask, macros: dict[str, Any]
) -> None:
    for case in SPECIMENS:
        html = drawn(app, macros, case).html or ""
        assert "style=" not in html
        assert "<img" not in html


def test_the_gallery_shows_every_kind_of_paper_with_each_kind_of_mistake(signed_in: Any) -> None:
    rows = paper_samples.rows()
    shown = {sample.fault for group in rows.values() for row in group for sample in row}
    kinds = {(case.drawn.family, case.defect.kind) for case in SPECIMENS if case.defect is not None}
    told = {
        (case.drawn.family, case.defect.kind)
        for case in SPECIMENS
        if case.defect is not None and case.defect.what in shown
    }

    page = signed_in("hocvien").get("/papers?kind=notice")

    assert told == kinds
    assert len(page.all(".paper-page")) > 10


PAPERS = f"/dossiers/{DOSSIER}?view=papers"


def run_path() -> str:
    return f"/practice/runs/{newest_run().id}"


def test_each_paper_of_a_dossier_is_drawn_and_told_in_words(signed_in: Any) -> None:
    client = signed_in("hocvien")
    start(client, "free")

    page = client.get(run_path() + PAPERS)

    assert len(page.all("article[data-paper]")) == 3
    assert len(page.all(".paper-page")) == 6
    assert len(page.all(".paper-twin")) == 3
    assert "Chưa tra cứu dữ liệu nào cho hồ sơ này." in page.text
    assert page.all(".paper-compare a")


def test_what_was_looked_up_lies_beside_the_paper(signed_in: Any) -> None:
    client = signed_in("hocvien")
    page = start(client, "free")
    press(client, page, "look_up:danh-tinh")

    page = client.get(run_path() + PAPERS)

    beside = page.all(".paper-compare")[0]
    assert "Cơ sở dữ liệu quốc gia về dân cư" in beside.text()
    assert "Nơi cư trú" in beside.text()


def test_a_paper_on_its_own_page_is_turned_and_enlarged_without_a_script(signed_in: Any) -> None:
    client = signed_in("hocvien")
    start(client, "free")
    path = f"{run_path()}/dossiers/{DOSSIER}/papers/xac-nhan-cong-tac"

    second = client.get(f"{path}?page=2&zoom=3")

    assert [node.attributes["data-page"] for node in second.all(".paper-page")] == ["2"]
    assert second.all(".paper-box.zoom-3")
    links = [node.attributes["href"] for node in second.all(".paper-pages a")]
    assert [link.partition("?")[2] for link in links if link] == [
        "page=1&zoom=3", "page=2&zoom=3", "page=3&zoom=3",
    ]  # fmt: skip
    assert client.get(f"{path}?page=99&zoom=99").all('.paper-box.zoom-3 [data-page="1"]')
    assert form_for(second, "check_paper:xac-nhan-cong-tac")


@pytest.mark.parametrize("path", ["papers/khong-co", "../khong-co/papers/x"])
def test_a_paper_that_is_not_there_is_not_found(signed_in: Any, path: str) -> None:
    client = signed_in("hocvien")
    start(client, "free")

    client.get(f"{run_path()}/dossiers/{DOSSIER}/{path}", status=404)


def test_the_place_of_a_mistake_goes_with_the_verdict(signed_in: Any) -> None:
    client = signed_in("hocvien")
    start(client, "free")
    page = client.get(run_path() + PAPERS)

    press(
        client, page, "check_paper:xac-nhan-cong-tac",
        finding="tay-xoa-sua-chua", where="line:Thời gian công tác",
    )  # fmt: skip

    log = client.get(f"{run_path()}/dossiers/{DOSSIER}?view=log")
    assert "chỗ sai: dòng “Thời gian công tác”" in log.text


def test_the_number_of_statements_does_not_grow_with_the_papers(
    signed_in: Any, count_statements: Any
) -> None:
    client = signed_in("hocvien")
    start(client, "free")
    path = run_path()
    client.get(path + PAPERS)

    with count_statements() as alone:
        client.get(f"{path}/dossiers/{DOSSIER}/papers/xac-nhan-cong-tac")
    with count_statements() as together:
        client.get(path + PAPERS)

    assert len(alone) <= 10, alone
    assert len(together) <= 10, together
