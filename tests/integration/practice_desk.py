"""Working at the practice desk in a test: press the buttons of the real pages."""

from __future__ import annotations

from typing import Any

from selectolax.lexbor import LexborNode
from sqlalchemy import func, select

from lms.extensions import db
from lms.people.models import Person
from lms.practice import queries
from lms.practice.models import Run, RunEvent
from sandbox import engine, hints
from sandbox.world import World
from tests.integration.pages import Page, PageClient, fields_of

CODE = "chung-thuc-ban-sao-01"
DOSSIER = "hs1"


def person(username: str) -> Person:
    return db.session.scalars(select(Person).where(Person.username == username)).one()


def newest_run() -> Run:
    db.session.expire_all()
    return db.session.scalars(select(Run).order_by(Run.id.desc()).limit(1)).one()


def stored_events(run: Run) -> int:
    return db.session.scalar(
        select(func.count()).select_from(RunEvent).where(RunEvent.run_id == run.id)
    )


def world_of(run: Run) -> World:
    return engine.fold(queries.scenario(run.scenario_digest), queries.events(run.id))


def start(client: PageClient, mode: str) -> Page:
    """Choose the scenario and the mode, and arrive at the dossier."""
    briefing = client.get(f"/practice/scenarios/{CODE}")
    return client.follow(client.submit(briefing, {"mode": mode}, holding="Bắt đầu làm bài"))


def form_for(page: Page, option: str) -> LexborNode:
    """The form of one button; it must stand on the page exactly once."""
    return page.one(f'form:has(input[name="option"][value="{option}"])')


def filled(page: Page, option: str, data: dict[str, Any]) -> dict[str, Any]:
    """What a browser would send of the button's form after `data` was filled in."""
    form = form_for(page, option)
    prefix = option.replace(":", "-") + "-"
    sent: dict[str, Any] = dict(fields_of(form))
    for name, value in data.items():
        assert form.css_first(f'[name="{prefix}{name}"]'), f"no field {name} for {option}"
        sent[prefix + name] = value
    return sent


def press(client: PageClient, page: Page, option: str, status: int = 303, **data: Any) -> Page:
    """Fill the form of one button as a person would, and send it; don't follow."""
    action = form_for(page, option).attributes["action"] or ""
    return client.post(action, filled(page, option, data), status=status, referrer=page.path)


def asked(step: hints.Step) -> dict[str, Any]:
    """Of a step's data, what the trainee fills in (the button carries the rest)."""
    carried = step.option_key.partition(":")[2]
    return {name: value for name, value in step.data.items() if value != carried}


QUESTIONS = "Anh/chị thấy mình làm thế nào?"


def past_the_questions(client: PageClient, page: Page) -> Page:
    """The debrief: whoever is asked what he thinks of his own work skips it."""
    if QUESTIONS not in page.text:
        return page
    return client.follow(client.submit(page, {"skip": "yes"}, holding="Bỏ qua"))


def play_to_the_end(client: PageClient, page: Page) -> tuple[list[hints.Step], Page]:
    """Take the next lawful step through the pages until the run is finished."""
    steps: list[hints.Step] = []
    while (run := newest_run()).is_open:
        assert len(steps) < 40, "the way leads nowhere"
        step = hints.next_step(world_of(run), DOSSIER)
        assert step is not None
        if run.mode == "guided":
            assert step.sentence in page.text, f"the page does not say: {step.sentence}"
        page = client.follow(press(client, page, step.option_key, **asked(step)))
        steps.append(step)
    return steps, past_the_questions(client, page)
