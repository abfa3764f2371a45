"""Published scenarios are immutable: an old run replays on what it was begun with."""

from __future__ import annotations

import time
from typing import Any

import pytest
from sqlalchemy import func, select

from lms.extensions import db
from lms.practice import queries
from lms.practice.models import Run, ScenarioVersion
from lms.practice.publishing import publish_scenarios
from sandbox import bots, library, marking
from tests.integration.practice_desk import CODE, newest_run, play_to_the_end, start

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def newer_release(monkeypatch: pytest.MonkeyPatch) -> library.Library:
    """A release in which the scenario's text has changed, so its digest has too."""
    old = library.shipped()
    texts = db.session.scalars(
        select(ScenarioVersion.texts).where(ScenarioVersion.code == CODE)
    ).one()
    changed = {name: text.replace("gần 15 giờ", "cuối ngày") for name, text in texts.items()}
    new = library.load(changed)
    assert new.scenarios[CODE].digest != old.scenarios[CODE].digest
    monkeypatch.setattr(library, "shipped", lambda: new)
    return new


def versions() -> int:
    return db.session.scalar(select(func.count()).select_from(ScenarioVersion))


def test_publishing_again_writes_nothing_and_is_quick(count_statements: Any) -> None:
    before = versions()
    began = time.perf_counter()
    with count_statements() as statements:
        assert publish_scenarios() == 0
    assert time.perf_counter() - began < 0.05
    assert len(statements) == 2, str(statements)
    assert versions() == before == len(library.shipped().scenarios)


def test_the_kept_texts_make_the_very_same_scenario() -> None:
    for version in db.session.scalars(select(ScenarioVersion)):
        loaded = library.load(version.texts).scenarios[version.code]
        assert loaded == library.shipped().scenarios[version.code]
        assert loaded.digest == version.digest


def test_an_old_run_keeps_its_scenario_and_its_mark(signed_in: Any, request: Any) -> None:
    client = signed_in("hocvien")
    play_to_the_end(client, start(client, "free"))
    run = newest_run()
    request.getfixturevalue("newer_release")
    monkeyed = library.shipped().scenarios[CODE]

    kept = queries.scenario(run.scenario_digest)

    assert kept.digest == run.scenario_digest != monkeyed.digest
    assert kept.title == "Chứng thực bản sao lúc gần 15 giờ"
    again = marking.mark(kept, queries.events(run.id), run.hint_uses)
    assert again.to_dict() == run.report
    assert "Nhận xét lượt thực hành" in client.get(f"/practice/runs/{run.id}/debrief").text


def test_a_changed_scenario_is_published_beside_the_old_one(
    newer_release: library.Library, signed_in: Any
) -> None:
    before = versions()

    assert publish_scenarios() == 1

    assert versions() == before + 1
    start(signed_in("hocvien"), "free")
    digest = db.session.scalars(select(Run.scenario_digest)).one()
    assert digest == newer_release.scenarios[CODE].digest


def test_every_shipped_scenario_can_be_passed_by_the_way_it_teaches() -> None:
    for scenario in library.shipped().scenarios.values():
        events = bots.play(scenario, "any seed", bots.expert)
        assert marking.mark(scenario, events).passed
