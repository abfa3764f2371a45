"""The practice desk: from the catalogue through a whole dossier to the debrief."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Flask
from sqlalchemy import select

from lms.extensions import db
from lms.practice import queries
from lms.practice.models import Run
from sandbox import engine, hints
from sandbox.hints import Step
from tests.integration.pages import Page, PageClient

CODE = "chung-thuc-ban-sao-01"
DOSSIER = "hs1"


def newest_run(app: Flask) -> Run:
    db.session.expire_all()
    return db.session.scalars(select(Run).order_by(Run.id.desc())).first()


def start(client: PageClient, mode: str = "guided") -> Page:
    """Choose the scenario and the mode, and arrive at the first dossier."""
    briefing = client.get(f"/practice/scenarios/{CODE}")
    return client.follow(client.submit(briefing, {"mode": mode}, holding="Bắt đầu làm bài"))


def form_holding(page: Page, option: str) -> str:
    """The action of the form that carries the button with this key, which must be there."""
    buttons = page.all(f'input[name="option"][value="{option}"]')
    assert len(buttons) == 1, f"{len(buttons)} buttons «{option}» on {page.path}"
    return option


def press(
    client: PageClient,
    page: Page,
    option: str,
    data: dict[str, Any] | None = None,
    status: int = 303,
) -> Page:
    """Fill the form of one button as a person would, and send it."""
    from tests.integration.pages import fields_of

    node = page.one(f'form:has(input[name="option"][value="{option}"])')
    prefix = option.replace(":", "-") + "-"
    sent: dict[str, Any] = dict(fields_of(node))
    for name, value in (data or {}).items():
        assert node.css_first(f'[name="{prefix}{name}"]'), f"no field {name} for {option}"
        sent[prefix + name] = value
    return client.post(node.attributes["action"] or "", sent, status=status, referrer=page.path)


def world_of(run: Run) -> engine.World:
    return engine.fold(queries.scenario(run.scenario_digest), queries.events(run.id))


def follow_guide(client: PageClient, page: Page, app: Flask) -> Iterator[tuple[Step, Page]]:
    """Do what guided mode says, through the pages, until the run is finished."""
    for _turn in range(40):
        run = newest_run(app)
        if not run.is_open:
            return
        step = hints.next_step(world_of(run), DOSSIER)
        assert step is not None
        assert step.sentence in page.text
        data = {
            k: v for k, v in step.data.items() if step.option_key == step.kind or k == "finding"
        }
        page = client.follow(press(client, page, step.option_key, data))
        yield step, page
    raise AssertionError("the guide leads nowhere")


def test_a_trainee_is_led_from_the_catalogue_to_a_passed_debrief(
    app: Flask, signed_in: Any
) -> None:
    client = signed_in("hocvien")
    catalogue = client.get("/practice")
    assert "Chưa làm" in catalogue.text
    page = start(client)
    assert "Bước tiếp theo" in page.text
    steps = []
    for step, page in follow_guide(client, page, app):
        steps.append(step.kind)
    assert steps[-1] == "return_result"
    assert page.path.endswith("/debrief")
    assert "Đạt" in page.text
    assert "100" in page.text
