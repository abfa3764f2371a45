"""From the catalogue through a whole dossier to the debrief, and what stays of it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from lms.audit import AuditEntry
from lms.competencies.models import Competency, Evidence, Standing
from lms.extensions import db
from lms.practice import queries
from sandbox import hints, marking
from tests.integration.practice_desk import (
    CODE,
    DOSSIER,
    asked,
    newest_run,
    past_the_questions,
    person,
    play_to_the_end,
    press,
    start,
    stored_events,
    world_of,
)

DATABASES = ("sqlite",)  # what is drawn doesn't depend on where it is kept


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


def test_a_competency_in_which_a_breach_was_stopped_is_not_shown(signed_in: Any) -> None:
    client = signed_in("hocvien")
    page = start(client, "guided")
    press(client, page, "check_paper:giay-khai-sinh", 422, finding="sound")
    press(client, page, "check_identity", 422, method="acquaintance")

    debrief = play_to_the_end(client, client.get(page.path))[1]

    assert newest_run().passed
    assert "Trong lúc làm, hệ thống đã nhắc anh/chị 2 lần; xem các chỗ đó dưới đây." in debrief.text
    assert "đúng từ đầu đến cuối" not in debrief.text
    assert "Anh/chị đã chọn: Xác thực danh tính. Cách xác thực: Người quen" in debrief.text
    assert "hệ thống đã nhắc 2 lần, chưa ghi nhận ở lượt này" in debrief.text
    assert "reception.law" not in evidence_of("hocvien")
    assert evidence_of("hocvien")["reception.ethics"] == 2


def test_the_debrief_names_every_rule_that_caps_the_mark_the_gravest_first(signed_in: Any) -> None:
    client = signed_in("hocvien")
    page = start(client, "free")
    reason = "Đề nghị mang thêm giấy tờ."
    wrong = ["paper:bang-tot-nghiep", "unneeded:xac-nhan-cu-tru", "looked-up:danh-tinh"]
    given = {"way": "oral", "complete_by": "unsaid", "reason": reason}
    page = client.follow(press(client, page, "request_supplement", items=wrong, **given))

    sure = client.get(page.link("Kết thúc và xem nhận xét"))
    ended = client.follow(client.submit(sure, holding="Kết thúc và xem nhận xét"))
    debrief = past_the_questions(client, ended)

    assert (
        "Điểm bị giới hạn dưới mức đạt vì vi phạm quy tắc: “Không yêu cầu giấy tờ ngoài quy định”;"
        " “Không yêu cầu lại dữ liệu đã có”"
    ) in debrief.text
    graves = [bool(node.css_first(".status-late")) for node in debrief.tree.css(".finding")]
    assert graves == sorted(graves, reverse=True)
    assert sum(graves) == 2
    assert "Chưa đúng quy tắc: Không yêu cầu giấy tờ ngoài quy định" in debrief.text
    assert "Thiệt hại cho người dân" in debrief.text


def test_a_lawful_refusal_is_a_right_end_with_a_word_on_good_practice(signed_in: Any) -> None:
    client = signed_in("hocvien")
    page = start(client, "free")
    while (step := hints.next_step(world_of(newest_run()), DOSSIER)).kind != "request_supplement":
        page = client.follow(press(client, page, step.option_key, **asked(step)))
    ground = world_of(newest_run()).dossiers[DOSSIER].open_defects()["xac-nhan-cong-tac"]

    reason = "Thời gian công tác trên giấy không dùng để đối chiếu được."
    page = client.follow(
        press(client, page, "refuse", ground=ground, way="form_03", guidance="said", reason=reason)
    )
    debrief = past_the_questions(client, page)

    assert newest_run().points == 100
    assert "Nên biết thêm: cách làm tốt hơn (không trừ điểm)" in debrief.text
    assert "nên hướng dẫn bổ sung bằng mẫu 02 trước" in debrief.text
    assert "Nghiêm trọng" not in debrief.text


def test_the_easy_scenario_stands_first_and_is_recommended(signed_in: Any) -> None:
    page = signed_in("hocvien").get("/practice")

    assert "hồ sơ đầy đủ ngay từ đầu" in page.all(".grid-cards > li")[0].text()
    recommended = page.one(".box-calm").text()
    assert "Nên làm tiếp" in recommended
    assert "hồ sơ đầy đủ ngay từ đầu" in recommended


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
    ended = client.follow(client.submit(sure, holding="Kết thúc và xem nhận xét"))
    debrief = past_the_questions(client, ended)

    run = newest_run()
    assert (run.status, run.passed) == ("finished", False)
    assert "Chưa đạt" in debrief.text
    assert "Làm lại bài này" in debrief.text
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
