"""Examinations: no hints, no going back, a fair variant of one's own, a limit, a window."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from lms import clock, housekeeping
from lms.extensions import db
from lms.practice import actions, queries
from lms.practice.catalogue_models import Assignment
from lms.practice.models import Run
from sandbox import calibrate
from tests.integration.pages import PageClient
from tests.integration.practice_desk import (
    CODE,
    newest_run,
    person,
    play_to_the_end,
    press,
    start,
)
from tests.integration.test_practice_journey import evidence_of


def hand_in(client: PageClient) -> None:
    client.submit(client.get(f"/practice/runs/{newest_run().id}/finish"), holding="Kết thúc")


def test_an_examination_has_no_hints_and_no_way_back(signed_in: Any) -> None:
    client = signed_in("hocvien")
    page = start(client, "exam")
    assert "gợi ý" not in page.text.lower()
    run = newest_run()
    token = page.all("input[name=csrf_token]")[0]
    sent = {"csrf_token": token.attributes["value"], "once": "a"}

    hint = client.post(
        f"/practice/runs/{run.id}/dossiers/hs1/hint", {**sent, "rung": "1", "seen": "2"}, status=422
    )
    assert "Bài kiểm tra không có gợi ý" in hint.text
    back = client.follow(
        client.post(f"/practice/runs/{run.id}/branches", {**sent, "position": "2", "once": "b"})
    )
    assert "không quay lại bước trước được" in back.whole_text
    assert "Làm lại từ đầu" not in client.get(f"/practice/scenarios/{CODE}").text


def test_a_passed_examination_shows_that_one_works_alone(signed_in: Any) -> None:
    client = signed_in("hocvien")
    play_to_the_end(client, start(client, "exam"))
    assert newest_run().passed
    assert set(evidence_of("hocvien").values()) == {3}


def test_each_attempt_is_a_fair_variant_of_its_own(signed_in: Any) -> None:
    seeds = set()
    for username in ("hocvien", "hocvien4"):
        client = signed_in(username)
        for _attempt in range(2):
            start(client, "exam")
            run = newest_run()
            assert calibrate.fair(queries.scenario_of(run), run.seed)
            seeds.add(run.seed)
            hand_in(client)
    assert len(seeds) == 4


def test_one_examines_oneself_twice_a_day_at_most(signed_in: Any) -> None:
    client = signed_in("hocvien")
    for _attempt in range(2):
        start(client, "exam")
        hand_in(client)
    briefing = client.get(f"/practice/scenarios/{CODE}")

    told = client.submit(briefing, {"mode": "exam"}, holding="Bắt đầu làm bài", status=422)

    assert "nhiều nhất 2 lượt một ngày" in told.text
    assert len(db.session.scalars(select(Run)).all()) == 2


def test_an_open_examination_is_gone_on_with_and_not_begun_anew(signed_in: Any) -> None:
    client = signed_in("hocvien")
    start(client, "exam")
    run = newest_run()
    scenario = queries.scenario_of(run)
    assert actions.start_run(person("hocvien"), scenario, "exam").id == run.id
    assert "Kiểm tra" in client.get("/practice/runs").text


def given(mode: str, closes_in: timedelta) -> Assignment:
    run = newest_run()
    now = clock.now()
    assignment = Assignment(
        exercise_code=CODE,
        digest=run.scenario_digest,
        mode=mode,
        title="Kiểm tra tháng",
        opens_at=now - timedelta(days=2),
        closes_at=now + closes_in,
        author_id=person("giangvien").id,
        created_at=now,
    )
    db.session.add(assignment)
    db.session.flush()
    return assignment


def test_after_the_window_the_run_is_handed_in_as_it_stands(signed_in: Any) -> None:
    client = signed_in("hocvien")
    page = start(client, "exam")
    run = newest_run()
    run.assignment_id = given("exam", timedelta(minutes=-1)).id
    db.session.commit()

    told = press(client, page, "check_identity", status=409, method="e_id")

    assert "Đã hết thời gian làm bài kiểm tra" in told.text
    assert newest_run().is_finished
    assert newest_run().position == 2


def test_practice_that_was_given_may_be_finished_after_its_day(signed_in: Any) -> None:
    client = signed_in("hocvien")
    page = start(client, "free")
    run = newest_run()
    run.assignment_id = given("free", timedelta(minutes=-1)).id
    db.session.commit()

    press(client, page, "check_identity", method="e_id")

    assert newest_run().is_open


def test_an_examination_nobody_came_back_to_is_handed_in_within_the_hour(signed_in: Any) -> None:
    client = signed_in("hocvien")
    start(client, "exam")
    run = newest_run()
    run.assignment_id = given("exam", timedelta(minutes=-1)).id
    db.session.commit()
    start(signed_in("hocvien4"), "exam")

    housekeeping.tidy()

    db.session.expire_all()
    assert [each.status for each in db.session.scalars(select(Run).order_by(Run.id))] == [
        "finished",
        "open",
    ]
