"""Looking at a paper: turn its pages, look closer, point at what is wrong, at both widths."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Visit
from tests.browser.practice_steps import HARD, start
from tests.browser.server import Server
from tests.browser.visitor import DESK, PHONE, Visitor

pytestmark = pytest.mark.browser

PAPER = "xac-nhan-cong-tac"


def at_the_papers(visit_at: Visit, server: Server, width: int, username: str) -> Visitor:
    visitor = visit_at(server.address, width)
    visitor.sign_in(username)
    start(visitor, HARD, "free")
    visitor.go(f"{visitor.path}?view=papers")
    return visitor


@pytest.mark.parametrize(("width", "username"), [(DESK, "hocvien"), (PHONE, "hocvien2")])
def test_pages_are_turned_enlarged_and_pointed_at(
    visit_at: Visit, server: Server, width: int, username: str
) -> None:
    visitor = at_the_papers(visit_at, server, width, username)
    paper = visitor.main.locator(f"article:has(#paper-{PAPER})")
    box = paper.locator("[data-paper-box]")

    paper.locator("[data-page-link='3']").click()
    visitor.page.wait_for_function(
        "(id) => { const page = document.getElementById(id).getBoundingClientRect();"
        " return page.left >= 0 && page.right <= innerWidth }",
        arg=f"sheet-{PAPER}-3",
    )
    paper.get_by_role("button", name="Phóng to").click()
    assert "zoom-2" in (box.get_attribute("class") or "")
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= width
    paper.locator("[data-page-link='1']").click()

    box.locator('[data-place="line:Chức danh"]').click()

    assert "Dòng “Chức danh”" in paper.get_by_role("status").inner_text()
    where = paper.locator('input[value="line:Chức danh"]')
    assert where.is_checked()
    assert not where.is_visible(), "the place is asked for only where something is wrong"
    finding = paper.locator('input[name$="-finding"]').nth(1)
    visitor.tick(finding)
    assert where.is_visible()
    assert box.locator(".is-picked").count() == 1
    visitor.say_faults("pointing at a place")


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_every_kind_of_paper_is_shown_without_a_fault(
    visit_at: Visit, server: Server, width: int
) -> None:
    visitor = visit_at(server.address, width)

    visitor.go("/papers")

    assert visitor.page.locator(".paper-page").count() > 300
