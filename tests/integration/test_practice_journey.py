"""From the catalogue through a whole dossier to the debrief, and what stays of it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from lms.audit import AuditEntry
from lms.competencies.models import Competency, Evidence, Standing
from lms.extensions import db
from lms.practice import queries
from sandbox import marking
from tests.integration.practice_desk import (
    CODE,
    newest_run,
    person,
    play_to_the_end,
    press,
    start,
    stored_events,
)


def evidence_of(username: str) -> dict[str, int]:
    rows = db.session.execute(
        select(Competency.code, Evidence.level)
        .join(Evidence.competency)
        .where(Evidence.person_id == person(username).id, Evidence.kind == "practice")
    )
    return {code: level for code, level in rows}


def standing_of(username: str) -> dict[str, int]:
    rows = db.session.execute(
        select(Competency.code, Standing.level)
        .join(Standing.competency)
        .where(Standing.person_id == person(username).id)
    )
    return {code: level for code, level in rows}


def audited(action: str) -> list[AuditEntry]:
    return list(db.session.scalars(select(AuditEntry).where(AuditEntry.action == action)))


def test_a_trainee_is_led_from_the_catalogue_to_a_passed_debrief(signed_in: Any) -> None:
    client = signed_in("hocvien")
    catalogue = client.get("/practice")
    assert "Chưa làm" in catalogue.text
    assert "khoảng 20 phút" in catalogue.text
    page = start(client, "guided")
    assert "Môi trường thực hành" in page.whole_text
    assert "Bước tiếp theo" in page.text

    steps, debrief = play_to_the_end(client, page)

    assert [steps[0].kind, steps[-1].kind] == ["check_identity", "return_result"]
    assert {"request_supplement", "accept", "wait_for_news"} <= {step.kind for step in steps}
    assert debrief.path.endswith("/debrief")
    for words in ("100 /100", "Việc anh/chị làm tốt", "Căn cứ", "Nghị định 118/2025/NĐ-CP"):
        assert words in debrief.text
    assert "Đã đạt" in client.get("/practice").text


def test_the_stored_mark_is_the_mark_of_the_stored_events(signed_in: Any) -> None:
    client = signed_in("hocvien")
    play_to_the_end(client, start(client, "free"))
    run = newest_run()

    again = marking.mark(
        queries.scenario(run.scenario_digest), queries.events(run.id), run.hint_uses
    )

    assert run.report == again.to_dict()
    assert (run.points, run.passed, run.status) == (again.total, True, "finished")
    assert stored_events(run) == run.position


def test_a_passed_free_run_shows_that_the_officer_works_alone(signed_in: Any) -> None:
    client = signed_in("hocvien")
    play_to_the_end(client, start(client, "free"))

    shown = evidence_of("hocvien")

    marked = marking.Report.from_dict(newest_run().report).competencies
    assert set(shown) == set(queries.competency_names(marked))
    assert set(shown.values()) == {3}
    assert {code: standing_of("hocvien")[code] for code in shown} == shown


def test_a_guided_run_shows_work_under_guidance_only(signed_in: Any) -> None:
    client = signed_in("hocvien")
    play_to_the_end(client, start(client, "guided"))
    assert set(evidence_of("hocvien").values()) == {2}


def test_a_bought_hint_costs_points_and_lowers_the_evidence(signed_in: Any) -> None:
    client = signed_in("hocvien")
    page = start(client, "free")
    for rung in (1, 2):
        page = client.follow(client.submit(page, holding=f"Mở gợi ý {rung}"))
    assert "Mở gợi ý 3" in page.text
    debrief = play_to_the_end(client, page)[1]

    run = newest_run()
    assert run.points == 98.5
    assert [use.rung for use in run.hint_uses] == [1, 2]
    assert "Gợi ý đã mở" in debrief.text
    assert set(evidence_of("hocvien").values()) == {2}


def test_the_start_and_the_end_stand_in_the_audit_log(signed_in: Any) -> None:
    client = signed_in("hocvien")
    play_to_the_end(client, start(client, "guided"))
    run = newest_run()

    begun, ended = audited("run_started"), audited("run_finished")

    assert [(entry.subject_id, entry.after["mode"]) for entry in begun] == [(str(run.id), "guided")]
    assert [(entry.subject_id, entry.after["points"]) for entry in ended] == [
        (str(run.id), run.points)
    ]
    assert audited("evidence_recorded")


def test_handing_in_early_is_asked_twice_and_marks_what_was_done(signed_in: Any) -> None:
    client = signed_in("hocvien")
    page = press(client, start(client, "free"), "check_identity", method="e_id")
    page = client.follow(page)

    sure = client.get(page.link("Kết thúc và xem nhận xét"))
    assert "Còn 1 hồ sơ chưa xong" in sure.text
    assert newest_run().is_open
    debrief = client.follow(client.submit(sure, holding="Kết thúc và xem nhận xét"))

    run = newest_run()
    assert (run.status, run.passed) == ("finished", False)
    assert "Chưa đạt" in debrief.text
    assert "Luyện lại" in debrief.text
    assert evidence_of("hocvien") == {}


def test_an_open_run_is_continued_and_not_begun_twice(signed_in: Any) -> None:
    client = signed_in("hocvien")
    briefing = client.get(f"/practice/scenarios/{CODE}")
    client.submit(briefing, {"mode": "free"}, holding="Bắt đầu làm bài")
    first = newest_run().id
    again = {**{"mode": "guided", "once": "another form"}}
    client.submit(briefing, again, holding="Bắt đầu làm bài")

    assert newest_run().id == first
    assert "Đang làm dở" in client.get("/practice").text
    assert "Anh/chị đang làm dở" in client.get(f"/practice/scenarios/{CODE}").text


def test_the_start_page_learns_what_to_practise_next(signed_in: Any, count_statements: Any) -> None:
    client = signed_in("hocvien")
    me = person("hocvien").id
    assert queries.next_practice(me).run_id is None
    page = start(client, "free")
    run = newest_run()
    assert queries.next_practice(me).run_id == run.id

    play_to_the_end(client, page)

    with count_statements() as statements:
        upcoming = queries.next_practice(me)
        best = queries.best_percent_by_scenario(me, [CODE, "another"])
    assert len(statements) == 2, statements
    assert upcoming.code != CODE
    assert best == {CODE: (100.0, True)}
