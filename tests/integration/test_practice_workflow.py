"""The whole workflow on the real pages: each seat, other agencies, incidents, a day of dossiers."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox import hints
from tests.integration.pages import PageClient
from tests.integration.practice_desk import asked, newest_run, press, world_of

DATABASES = ("sqlite",)  # what is drawn doesn't depend on where it is kept

MOST_ACTS = 120
SCENARIOS = [
    "huu-tri-xa-hoi-01",  # appraiser: grant and refuse
    "huu-tri-xa-hoi-04",  # head of the division and leader
    "dat-dai-01",  # other agencies, apology, financial duty
    "su-co-he-thong-01",  # paper first, entry later
]


def next_step(world: Any) -> hints.Step | None:
    """What the expert does next on any of the dossiers."""
    return next((step for key in world.dossiers for step in hints.steps(world, key)), None)


def play(client: PageClient, code: str) -> int:
    """Take every lawful step by the button on its page, in guided mode; how many there were."""
    briefing = client.get(f"/practice/scenarios/{code}")
    page = client.follow(client.submit(briefing, {"mode": "guided"}, holding="Bắt đầu làm bài"))
    acts = 0
    while (run := newest_run()).is_open:
        assert acts < MOST_ACTS, "the way leads nowhere"
        world = world_of(run)
        step = next_step(world)
        if step is None:
            page = client.get(f"/practice/runs/{run.id}")
            page = client.follow(press(client, page, hints.waiting(world)))
        else:
            page = client.get(f"/practice/runs/{run.id}/dossiers/{step.dossier}")
            page = client.follow(press(client, page, step.option_key, **asked(step)))
        acts += 1
    return acts


@pytest.mark.parametrize("code", SCENARIOS)
def test_the_lawful_way_through_the_pages_earns_full_marks(signed_in: Any, code: str) -> None:
    acts = play(signed_in("hocvien"), code)

    run = newest_run()
    assert acts > 20
    assert run.points == 100
