"""What is thought of the own work first, and the debrief that follows."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import func, select

from lms import clock
from lms.extensions import db
from lms.practice import actions, debrief_actions, debriefing, queries
from lms.practice.models import Run, RunNote, SelfAssessment
from lms.practice.team_models import Team, TeamMark
from sandbox import bots, engine, library
from tests.integration.pages import Page, PageClient
from tests.integration.practice_desk import (
    CODE,
    QUESTIONS,
    newest_run,
    past_the_questions,
    person,
    press,
    start,
)

DATABASES = ("sqlite",)  # what is drawn doesn't depend on where it is kept


def played(bot: bots.Bot, code: str = CODE, mode: str = "free", username: str = "hocvien") -> Run:
    """A finished run of somebody who works as the bot does."""
    scenario, who = library.shipped().scenarios[code], person(username)
    run = actions.start_run(who, scenario, mode)
    while run.is_open:
        command = bot(engine.fold(scenario, queries.events(run.id)))
        if command is None:
            actions.hand_in(run, who, run.position)
            break
        actions.act(run, who, command, run.position, to_the_end=True)
    return run


def debrief_of(client: PageClient, run: Run) -> Page:
    return past_the_questions(client, client.get(f"/practice/runs/{run.id}/debrief"))


def assessments() -> int:
    return db.session.scalar(select(func.count()).select_from(SelfAssessment))


def test_the_mark_is_shown_only_after_two_questions(signed_in: Any) -> None:
    run = played(bots.careless)
    client = signed_in("hocvien")

    page = client.get(f"/practice/runs/{run.id}/debrief")
    assert QUESTIONS in page.text
    assert "/100" not in page.text
    given = {"steps": ["accept"], "unsure": "Mức phí?", "points": "75", "complaints": []}
    page = client.follow(client.submit(page, given, holding="Xem nhận xét"))

    assert "Nhận xét lượt thực hành" in page.text
    assert re.search(r"Điểm 75 \d+(,\d)?", page.text)
    assert "Tiếp nhận chưa chắc Chưa đúng: Xác thực danh tính" in page.text
    assert "Anh/chị còn băn khoăn: “Mức phí?”" in page.text
    assert "không phản ánh đã phản ánh 1 lần" in page.text
    assert QUESTIONS not in client.get(page.path).text


def test_the_questions_may_be_skipped(signed_in: Any) -> None:
    run = played(bots.does_nothing)
    client = signed_in("hocvien")

    page = debrief_of(client, run)

    assert "Lượt này anh/chị không tự đánh giá." in page.text
    assert db.session.scalars(select(SelfAssessment)).one().answers == {}


def test_a_wrong_number_is_asked_again_and_nothing_typed_is_lost(signed_in: Any) -> None:
    run = played(bots.does_nothing)
    client = signed_in("hocvien")
    page = client.get(f"/practice/runs/{run.id}/debrief")

    sent = {"points": "120", "unsure": "Chưa rõ."}
    again = client.submit(page, sent, holding="Xem nhận xét", status=422)

    assert "Xin ghi một số từ 0 đến 100, hoặc để trống." in again.text
    assert "Chưa rõ." in again.one("textarea[name=unsure]").text()
    assert assessments() == 0


def test_a_double_click_and_a_second_thought_change_nothing(signed_in: Any) -> None:
    run = played(bots.does_nothing)
    client = signed_in("hocvien")
    page = client.get(f"/practice/runs/{run.id}/debrief")

    client.submit(page, {"points": "40"}, holding="Xem nhận xét")
    client.submit(page, {"points": "40"}, holding="Xem nhận xét")
    debrief_actions.assess(run, person("hocvien"), {"points": "90"})

    assert db.session.scalars(select(SelfAssessment)).one().answers == {"points": "40"}


def test_an_open_run_is_not_judged(signed_in: Any) -> None:
    client = signed_in("hocvien")
    start(client, "free")
    path = f"/practice/runs/{newest_run().id}/debrief"

    assert client.get(path, status=303).response.headers["Location"] == path[: -len("/debrief")]


def test_the_debrief_shows_both_paths_and_leads_on_from_each_finding(signed_in: Any) -> None:
    run = played(bots.careless)
    client = signed_in("hocvien")

    page = debrief_of(client, run)

    words = [re.sub(r"\s+", " ", row.text()) for row in page.all(".path-table tr")]
    assert any("Thiếu" in row and "Số hóa" in row for row in words)
    anchors = {node.attributes["id"] for node in page.all("[id]")}
    for link in page.all(".finding-ways a, .path-pin a"):
        target = link.attributes["href"]
        assert not target.startswith("#") or target[1:] in anchors, target
    finding = next(node for node in page.all(".finding") if "hợp lệ" in node.css_first("h3").text())
    assert "/practice/rules/E06" in finding.html
    assert "/courses/co-che-mot-cua/lessons/tiep-nhan-tai-quay" in finding.html
    lived = page.one(".lived").text()
    assert "vẫn chưa nhận được kết quả" in lived
    assert "2.1 Hồ sơ xử lý trước hạn, đúng hạn" in page.text
    assert "Biểu 07a" in page.text


def test_one_can_try_again_from_the_moment_of_a_finding(signed_in: Any) -> None:
    run = played(bots.careless)
    client = signed_in("hocvien")
    page = debrief_of(client, run)
    act = next(event for event in queries.events(run.id) if event.kind == "accept")

    button = page.all('.finding-ways button[name="position"]')[0]
    form = page.one(f'form[id="{button.attributes["form"]}"]')
    sent = {node.attributes["name"]: node.attributes["value"] for node in form.css("input")}
    sent["position"] = button.attributes["value"]
    client.post(form.attributes["action"], sent, status=303)

    branch = newest_run()
    assert (branch.parent_id, branch.branched_at) == (run.id, act.position - 1)


def test_nobody_goes_back_in_an_examination(signed_in: Any) -> None:
    run = played(bots.careless)
    run.mode = "exam"
    db.session.commit()

    page = debrief_of(signed_in("hocvien"), run)

    assert "Làm lại từ đây" not in page.text


def test_what_trainers_said_stands_at_its_moment_and_in_a_list(signed_in: Any) -> None:
    run = played(bots.careless)
    position = next(e.position for e in queries.events(run.id) if e.kind == "accept")
    trainer = person("giangvien")
    note = RunNote(
        run_id=run.id, position=position, author_id=trainer.id, text="Xem hết giấy tờ đã.",
        written_at=clock.now(),
    )  # fmt: skip
    db.session.add(note)
    db.session.commit()

    page = debrief_of(signed_in("hocvien"), run)

    assert "Xem hết giấy tờ đã." in page.one(f"#moment-{position}").text()
    assert "Xem hết giấy tờ đã." in page.one(".debrief-note").text()


def test_each_member_of_a_team_sees_the_own_report(signed_in: Any) -> None:
    signed_in("hocvien")
    run = played(bots.careless)
    me, other = person("hocvien"), person("hocvien2")
    team = Team(
        code="DOI-01", scenario_digest=run.scenario_digest, mode="free", host_id=me.id,
        created_at=clock.now(),
    )  # fmt: skip
    db.session.add(team)
    db.session.flush()
    run.team_id = team.id
    own = {**run.report, "total": 77.0}
    db.session.add(TeamMark(run_id=run.id, person_id=me.id, points=77.0, passed=True, report=own))
    db.session.commit()

    assert debriefing.report_of(run, me.id).total == 77.0
    assert debriefing.report_of(run, other.id) is None


def test_the_next_exercise_trains_what_was_weakest(signed_in: Any) -> None:
    run = played(bots.careless)

    page = debrief_of(signed_in("hocvien"), run)

    assert "Bài tiếp theo nên luyện:" in page.text
    assert page.link("Luyện bài tiếp theo").startswith("/practice/scenarios/")
    assert page.link("Làm lại bài này") == f"/practice/scenarios/{CODE}"


def test_a_day_of_fifteen_dossiers_needs_no_more_statements(
    signed_in: Any, count_statements: Any
) -> None:
    client = signed_in("hocvien")
    reads = []
    for code in (CODE, "ngay-ban-ron-01"):
        run = played(bots.does_nothing, code)
        debrief_of(client, run)
        with count_statements() as statements:
            client.get(f"/practice/runs/{run.id}/debrief")
        reads.append(len(statements))

    assert max(reads) <= 9
    assert reads[0] == reads[1]


def test_each_dossier_is_called_by_its_applicant_also_one_that_never_came(signed_in: Any) -> None:
    run = played(bots.does_nothing, "ngay-ban-ron-01")
    page = debrief_of(signed_in("hocvien"), run)

    headings = [node.text().strip() for node in page.all(".path-strand > summary")]
    assert len(headings) == 15 + 1
    assert sum("Chờ việc và hệ thống" in each for each in headings) == 1


def test_a_guided_run_keeps_what_was_stopped(signed_in: Any) -> None:
    client = signed_in("hocvien")
    page = start(client, "guided")
    press(client, page, "check_identity", 422, method="acquaintance")
    run = newest_run()
    actions.hand_in(run, person("hocvien"), run.position)

    assert "Chỗ hệ thống đã nhắc" in debrief_of(client, run).text
