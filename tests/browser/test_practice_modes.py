"""From the catalogue to the debrief in every way of practising, by keyboard, at both widths.

One easy dossier at the counter, one chain from the commune to the province, one messy day. Who
plays knows the work; everything is done on the pages, with keys alone.
"""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import Locator

from sandbox import bots, engine, library
from sandbox.scenario import Scenario
from sandbox.workflow import CLOCK_ACTS
from sandbox.world import Command, World
from tests.browser.conftest import Visit
from tests.browser.practice_steps import MODES, events, past_the_questions, send_button
from tests.browser.server import Server
from tests.browser.visitor import DESK, PHONE, Visitor

pytestmark = pytest.mark.browser

SHIPPED = library.shipped().scenarios
EASY, CHAIN, MESSY = "khai-sinh-01", "tho-cung-liet-si-01", "su-co-he-thong-01"
LONGEST_DAY = 120  # acts


class Player:
    """A trainee who works with keys alone."""

    def __init__(self, visitor: Visitor, server: Server, scenario: Scenario) -> None:
        self.visitor, self.server, self.scenario = visitor, server, scenario
        self.run_id = 0

    def begin(self, mode: str) -> None:
        """Find the exercise in the catalogue, and start it."""
        page = self.visitor.page
        self.visitor.go(f"/practice?q={quote(self.scenario.title)}")
        link = self.visitor.main.get_by_role("link", name=self.scenario.title, exact=True).first
        self.hit(link)
        self.choose(self.visitor.main.get_by_role("radio", name=MODES[mode]))
        self.hit(self.visitor.button("Bắt đầu làm bài"))
        found = re.search(r"/practice/runs/(\d+)", page.url)
        assert found, page.url
        self.run_id = int(found[1])

    @property
    def world(self) -> World:
        return engine.fold(self.scenario, events(self.server, self.run_id))

    def hit(self, control: Locator, status: int = 200) -> None:
        """Press Enter on a control that leads to another page."""
        control.focus()
        with self.visitor.page.expect_navigation(wait_until="load"):
            self.visitor.page.keyboard.press("Enter")
        self.visitor.look(status)

    def choose(self, control: Locator) -> None:
        """Press the space bar on a radio button or a check box."""
        if not control.is_checked():
            control.focus()
            self.visitor.page.keyboard.press("Space")
        assert control.is_checked()

    def open_page_of(self, command: Command) -> None:
        """The page on which the button of a command stands."""
        at_papers = command.kind == "check_paper"
        path = f"/practice/runs/{self.run_id}"
        if command.kind not in CLOCK_ACTS:
            path += f"/dossiers/{command.dossier}"
        here = self.visitor.page.url.partition("#")[0]
        if self.visitor.path != path or (at_papers and "view=papers" not in here):
            self.visitor.go(path + ("?view=papers" if at_papers else ""))

    def do(self, command: Command) -> None:
        """Fill the form of the button and send it, with keys alone."""
        self.open_page_of(command)
        item = command.data.get("paper") if command.kind == "check_paper" else None
        item = command.data.get("component") if command.kind == "look_up" else item
        key = f"{command.kind}:{item}" if item else command.kind
        page = self.visitor.page
        carried = page.locator(f'input[name="option"][value="{key}"]')
        form = self.visitor.main.locator("form").filter(has=carried).first
        disclosures = form.locator("xpath=ancestor::details")
        for number in range(disclosures.count()):
            if disclosures.nth(number).get_attribute("open") is None:
                disclosures.nth(number).locator("> summary").focus()
                page.keyboard.press("Enter")
        prefix = key.replace(":", "-") + "-"
        for name, value in command.data.items():
            for each in value if isinstance(value, list | tuple) else (value,):
                self.fill(form.locator(f'[name="{prefix}{name}"]'), str(each))
        self.hit(send_button(form))

    def fill(self, control: Locator, value: str) -> None:
        kind = control.first.get_attribute("type")
        if kind in ("radio", "checkbox"):
            self.choose(control.and_(self.visitor.page.locator(f'[value="{value}"]')))
        elif kind != "hidden":
            control.focus()
            self.visitor.page.keyboard.press("Control+A")
            self.visitor.page.keyboard.insert_text(value)

    def play(self) -> None:
        """Take the lawful way to the end of the day."""
        for _act in range(LONGEST_DAY):
            if self.visitor.path.endswith("/debrief"):
                return
            command = bots.expert(self.world)
            assert command is not None, "there is nothing to do and no debrief"
            before = self.world.position
            self.do(command)
            assert self.world.position > before, self.visitor.text[:400]
        raise AssertionError("the day has no end")


@pytest.mark.parametrize(
    ("code", "mode", "width", "username"),
    [
        (EASY, "guided", PHONE, "hocvien"),
        (EASY, "free", DESK, "hocvien2"),
        (EASY, "exam", PHONE, "hocvien3"),
        (CHAIN, "guided", DESK, "hocvien4"),
        (CHAIN, "exam", DESK, "lanhdao"),
        (MESSY, "free", PHONE, "quanly2"),
    ],
)
def test_an_exercise_is_played_with_keys_alone(
    visit: Visit, server: Server, code: str, mode: str, width: int, username: str
) -> None:
    visitor = visit(width)
    visitor.sign_in(username)
    player = Player(visitor, server, SHIPPED[code])
    player.begin(mode)
    assert ("Bước tiếp theo" in visitor.text) == (mode == "guided")
    if mode == "exam":
        assert "gợi ý" not in visitor.text.lower()

    player.play()

    past_the_questions(visitor)
    assert "100" in visitor.text
    visitor.go(f"/practice?q={quote(SHIPPED[code].title)}")
    assert "Đã đạt" in visitor.text
