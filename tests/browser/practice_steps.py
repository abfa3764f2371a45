"""What a trainee does at the practice desk.

The trainee here knows the work: what to do next is read off the run's own events, as they stand
in the server's database. Each act is then done on the page, with its fields and its button.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from playwright.sync_api import Locator

from sandbox import engine, hints, library
from sandbox.hints import Step
from sandbox.scenario import Scenario
from sandbox.world import Event
from tests.browser.server import Server
from tests.browser.visitor import Visitor

EASY = library.shipped().scenarios["chung-thuc-ban-sao-02"]
HARD = library.shipped().scenarios["chung-thuc-ban-sao-01"]
MODES = {"guided": "Có hướng dẫn", "free": "Tự làm", "exam": "Kiểm tra"}
LONGEST_PATH = 40  # acts
EVENTS = (
    "select position, sim_at, actor, role, kind, dossier, data from run_event"
    " where run_id = ? order by position"
)


def open_briefing(visitor: Visitor, scenario: Scenario) -> None:
    visitor.go(f"/practice?q={quote(scenario.title)}")
    visitor.press(visitor.main.get_by_role("link", name=scenario.title, exact=True))


def start(visitor: Visitor, scenario: Scenario, mode: str) -> None:
    """From the catalogue to the first dossier."""
    open_briefing(visitor, scenario)
    visitor.tick(visitor.main.get_by_role("radio", name=MODES[mode]))
    visitor.press(visitor.button("Bắt đầu làm bài"))
    assert "/dossiers/" in visitor.path


def _run_id(visitor: Visitor) -> int:
    found = re.search(r"/practice/runs/(\d+)", visitor.path)
    assert found, visitor.path
    return int(found[1])


def events(server: Server, run_id: int) -> list[Event]:
    """What has happened in the run, from the server's database."""
    columns = ("position", "at", "actor", "role", "kind", "dossier", "data")
    with server.database() as database:
        rows = database.execute(EVENTS, (run_id,)).fetchall()
    return [
        Event.from_dict({**dict(zip(columns, row, strict=True)), "data": json.loads(row[-1])})
        for row in rows
    ]


def next_step(visitor: Visitor, server: Server, scenario: Scenario) -> Step:
    """The lawful next act on the dossier, which must still be open."""
    world = engine.fold(scenario, events(server, _run_id(visitor)))
    step = hints.next_step(world, scenario.dossiers[0].key)
    assert step is not None, "the dossier is closed"
    return step


def form(visitor: Visitor, option: str) -> Locator:
    """The form of one of the desk's buttons."""
    carried = visitor.page.locator(f'input[name="option"][value="{option}"]')
    return visitor.main.locator("form").filter(has=carried)


def fill(visitor: Visitor, option: str, data: Mapping[str, Any]) -> Locator:
    """Open the form of the button and fill it in, without sending it."""
    found = form(visitor, option)
    disclosure = found.locator("xpath=ancestor::details")
    if disclosure.count() and disclosure.get_attribute("open") is None:
        disclosure.locator("summary").click()
    prefix = option.replace(":", "-") + "-"
    for name, value in data.items():
        control = found.locator(f'[name="{prefix}{name}"]')
        kind = control.first.get_attribute("type")
        if kind in ("radio", "checkbox"):
            for each in value if isinstance(value, list) else [value]:
                visitor.tick(found.locator(f'[name="{prefix}{name}"][value="{each}"]'))
        elif kind != "hidden":
            control.fill(str(value))
    return found


def send_button(form: Locator) -> Locator:
    """The button that does the act, not the one that shows the slip beforehand."""
    return form.locator("button[type=submit]:not([name=preview])")


def act(visitor: Visitor, option: str, data: Mapping[str, Any], status: int = 200) -> None:
    """Fill in the form of the button and press it."""
    visitor.press(send_button(fill(visitor, option, data)), status)


def do_next(visitor: Visitor, server: Server, scenario: Scenario) -> None:
    """Do the next act on the page, and see that it was done."""
    step = next_step(visitor, server, scenario)
    act(visitor, step.option_key, step.data)
    assert next_step(visitor, server, scenario) != step


def past_the_questions(visitor: Visitor) -> None:
    """Answer what is asked before the debrief, once."""
    assert visitor.path.endswith("/debrief")
    if "Anh/chị thấy mình làm thế nào?" not in visitor.text:
        return
    visitor.tick(visitor.main.get_by_role("checkbox").first)
    visitor.main.get_by_label("Anh/chị đoán mình được bao nhiêu điểm?").fill("80")
    visitor.press(visitor.button("Xem nhận xét"))


def work_through(visitor: Visitor, server: Server, scenario: Scenario) -> Iterator[Step]:
    """Yield each next step before doing it on the page, until the debrief is reached."""
    for _turn in range(LONGEST_PATH):
        if visitor.path.endswith("/debrief"):
            return
        step = next_step(visitor, server, scenario)
        yield step
        act(visitor, step.option_key, step.data)
    raise AssertionError(f"no end after {LONGEST_PATH} acts")
