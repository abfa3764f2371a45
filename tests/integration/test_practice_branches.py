"""Going back in a run: the run branches, both branches stay, the better one counts."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from lms.extensions import db
from lms.practice import queries
from lms.practice.models import Run, RunEvent, StoppedAttempt
from sandbox import hints
from tests.integration.pages import Page, PageClient
from tests.integration.practice_desk import (
    CODE,
    DOSSIER,
    asked,
    newest_run,
    person,
    play_to_the_end,
    press,
    start,
    world_of,
)
from tests.integration.test_practice_journey import evidence_of


def do(client: PageClient, page: Page, times: int) -> Page:
    """Take that many lawful steps."""
    for _step in range(times):
        step = hints.next_step(world_of(newest_run()), DOSSIER)
        page = client.follow(press(client, page, step.option_key, **asked(step)))
    return page


def go_back(client: PageClient, run: Run, position: int, once: str = "back") -> Page:
    token = client.get("/practice").one("input[name=csrf_token]").attributes["value"]
    sent = {"csrf_token": token, "position": str(position), "once": once}
    return client.post(f"/practice/runs/{run.id}/branches", sent)


def runs(username: str) -> list[Run]:
    db.session.expire_all()
    owner = person(username)
    return list(db.session.scalars(select(Run).where(Run.person_id == owner.id).order_by(Run.id)))


def events_of(run: Run) -> list[tuple[int, str, str]]:
    return [(e.position, e.kind, e.at.isoformat()) for e in queries.events(run.id)]


def test_a_run_goes_back_to_before_an_act_and_the_old_one_is_parked(signed_in: Any) -> None:
    client = signed_in("hocvien")
    do(client, start(client, "free"), 4)
    old = newest_run()
    before = events_of(old)
    acts = [e for e in queries.events(old.id) if not e.simulated]

    page = client.follow(go_back(client, old, acts[2].position - 1))

    assert "Lượt cũ vẫn còn" in page.whole_text
    first, branch = runs("hocvien")
    assert (first.status, branch.status) == ("parked", "open")
    assert (branch.parent_id, branch.branched_at) == (first.id, acts[2].position - 1)
    assert events_of(branch) == before[: acts[2].position - 1]
    assert events_of(first) == before
    assert branch.sim_now == world_of(branch).now.isoformat(timespec="minutes")


def test_the_same_act_brings_the_same_reaction_after_going_back(signed_in: Any) -> None:
    client = signed_in("hocvien")
    page = start(client, "free")
    play_to_the_end(client, page)
    finished = newest_run()
    acts = [e for e in queries.events(finished.id) if not e.simulated]

    page = client.follow(go_back(client, finished, acts[3].position - 1))
    play_to_the_end(client, page)

    first, branch = runs("hocvien")
    assert events_of(branch) == events_of(first)
    assert branch.points == first.points == 100


def test_the_better_branch_counts_and_evidence_says_with_guidance(signed_in: Any) -> None:
    client = signed_in("hocvien")
    start(client, "free")
    client.submit(client.get(f"/practice/runs/{newest_run().id}/finish"), holding="Kết thúc")
    poor = newest_run()
    assert not poor.passed

    page = client.follow(go_back(client, poor, 2))
    play_to_the_end(client, page)

    assert newest_run().points == 100
    assert queries.attempts_by_scenario(person("hocvien").id)[CODE].best == 100
    assert set(evidence_of("hocvien").values()) == {2}, "a second try at the same variant"


def test_starting_over_meets_the_same_citizen_again(signed_in: Any) -> None:
    client = signed_in("hocvien")
    do(client, start(client, "free"), 3)
    old = newest_run()
    briefing = client.get(f"/practice/scenarios/{CODE}")

    client.follow(client.submit(briefing, holding="Làm lại từ đầu"))

    fresh = newest_run()
    assert fresh.id != old.id
    assert fresh.seed == old.seed
    assert [each.kind for each in queries.events(fresh.id)] == ["start", "submit"]


def test_a_parked_branch_is_taken_up_again_in_place_of_the_open_one(signed_in: Any) -> None:
    client = signed_in("hocvien")
    do(client, start(client, "free"), 3)
    old = newest_run()
    go_back(client, old, 2)
    listed = client.get("/practice/runs")
    assert "Tạm cất" in listed.text

    client.follow(client.submit(listed, holding="Mở lại lượt này"))

    assert [run.status for run in runs("hocvien")] == ["open", "parked"]


def test_a_parked_branch_takes_no_acts(signed_in: Any) -> None:
    client = signed_in("hocvien")
    page = do(client, start(client, "free"), 2)
    old = newest_run()
    go_back(client, old, 2)
    step = hints.next_step(world_of(old), DOSSIER)

    told = press(client, page, step.option_key, status=409, **asked(step))

    assert "đang tạm cất" in told.text
    assert len(events_of(old)) == old.position


def test_two_clicks_on_going_back_make_one_branch(signed_in: Any) -> None:
    client = signed_in("hocvien")
    do(client, start(client, "free"), 2)
    old = newest_run()
    go_back(client, old, 2, once="the same form")
    go_back(client, old, 2, once="the same form")
    assert len(runs("hocvien")) == 2


def test_there_is_no_going_back_into_the_middle_of_an_act(signed_in: Any) -> None:
    client = signed_in("hocvien")
    do(client, start(client, "free"), 2)
    told = client.follow(go_back(client, newest_run(), 1))
    assert "Không quay lại được đúng chỗ này" in told.whole_text
    assert len(runs("hocvien")) == 1


def test_what_was_stopped_before_the_moment_goes_along(signed_in: Any) -> None:
    client = signed_in("hocvien")
    page = start(client, "guided")
    press(client, page, "check_identity", status=422, method="card_only")
    do(client, client.get(page.path), 3)
    old = newest_run()
    acts = [e.position for e in queries.events(old.id) if not e.simulated]
    count = len(db.session.scalars(select(StoppedAttempt)).all())

    go_back(client, old, acts[1] - 1)

    assert len(db.session.scalars(select(StoppedAttempt)).all()) == 2 * count > 0


def test_going_back_costs_few_statements(signed_in: Any, count_statements: Any) -> None:
    client = signed_in("hocvien")
    play_to_the_end(client, start(client, "free"))
    run = newest_run()
    last = [e.position for e in queries.events(run.id) if not e.simulated][-1]
    token = client.get("/practice").one("input[name=csrf_token]").attributes["value"]
    sent = {"csrf_token": token, "position": str(last - 1), "once": "few"}

    with count_statements() as statements:
        client.post(f"/practice/runs/{run.id}/branches", sent)

    assert len(statements) <= 14, str(statements)
    assert db.session.scalar(select(RunEvent.position).where(RunEvent.run_id == newest_run().id))
