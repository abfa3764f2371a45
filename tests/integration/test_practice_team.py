"""Several people in one run: the table, the desk of each, the marks."""

from __future__ import annotations

import json
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from lms import clock
from lms.competencies.models import Evidence
from lms.extensions import db
from lms.practice import queries, team_queries
from lms.practice.models import RunFinding
from lms.practice.team_models import Team, TeamMark, TeamSeat
from sandbox import hints, team
from tests.integration.practice_desk import asked, filled, form_for, newest_run, press
from tests.integration.practice_desk import person as person_named
from tests.integration.practice_team import (
    CREW,
    DOSSIER,
    browser,
    crew,
    name_of,
    open_table,
    own_world,
    play_to_the_end,
    start,
    take,
    team_with,
)


def desk_of(run: Any, key: str = DOSSIER) -> str:
    return f"/practice/runs/{run.id}/dossiers/{key}"


def token(page: Any) -> str:
    return str(page.all('input[name="csrf_token"]')[0].attributes["value"])


def test_three_people_play_one_run_to_three_marks(app: Flask) -> None:
    clients = crew(app)
    start(clients)

    play_to_the_end(clients)

    run = newest_run()
    rows = db.session.scalars(select(TeamMark).where(TeamMark.run_id == run.id)).all()
    marks = {row.person_id: row.points for row in rows}
    ids = {role: person_named(username).id for role, username in CREW.items()}
    assert marks == dict.fromkeys(ids.values(), 100)
    assert (run.points, run.passed) == (100, True)
    shown = db.session.execute(
        select(Evidence.person_id, func.count())
        .where(Evidence.source_kind == "run", Evidence.source_id == str(run.id))
        .group_by(Evidence.person_id)
    ).all()
    assert {person_id for person_id, _count in shown} == set(ids.values())
    found = set(db.session.scalars(select(RunFinding.person_id).where(RunFinding.run_id == run.id)))
    assert ids["reception"] in found
    for role, client in clients.items():
        asking = client.get(f"/practice/runs/{run.id}/debrief")
        page = client.follow(client.submit(asking, {"skip": "yes"}, holding="Bỏ qua"))
        assert "100 /100" in page.text, role
        assert "Điểm của từng người trong nhóm" in page.text
        assert all(name_of(username) in page.text for username in CREW.values())


def test_pages_and_acts_stay_within_their_budget(app: Flask, count_statements: Any) -> None:
    clients = crew(app)
    run = start(clients)
    desk = clients["reception"]
    page = desk.get(desk_of(run))
    sent = filled(page, "check_identity", {"method": "e_id"})
    action = form_for(page, "check_identity").attributes["action"] or ""

    with count_statements() as acting:
        desk.post(action, sent)
    # One more than alone: members' acts stand in line.
    assert len(acting) <= 11, str(acting)
    for path, most in (
        (desk_of(run), 8),
        (f"/practice/runs/{run.id}", 8),
        ("/practice/teams/join", 4),
    ):
        with count_statements() as reading:
            desk.get(path)
        assert len(reading) <= most, f"{path}\n{reading}"


def test_who_asks_every_few_seconds_costs_three_statements(
    app: Flask, count_statements: Any
) -> None:
    """Two of them are the sign-in; one more when there is news to tell."""
    clients = crew(app)
    run = start(clients)
    path = f"/practice/runs/{run.id}/position"
    first = clients["leader"].client.get(path, base_url="http://localhost")
    asking = {"If-None-Match": first.headers["ETag"]}

    with count_statements() as idle:
        again = clients["leader"].client.get(path, base_url="http://localhost", headers=asking)
    assert (again.status_code, len(idle)) == (304, 3), str(idle)

    press(
        clients["reception"], clients["reception"].get(desk_of(run)), "check_identity",
        method="e_id",
    )  # fmt: skip
    with count_statements() as news:
        told = clients["leader"].client.get(path, base_url="http://localhost", headers=asking)
    assert len(news) <= 4, str(news)
    said = json.loads(told.data)
    assert said["position"] == newest_run().position
    assert said["news"].startswith(f"{name_of('hocvien')} (Cán bộ tiếp nhận): Xác thực")


def test_each_sees_the_buttons_of_the_own_role_only(app: Flask) -> None:
    clients = crew(app)
    run = start(clients)

    desk = clients["reception"].get(desk_of(run))
    leader = clients["leader"].get(desk_of(run))

    assert desk.all('input[value="check_identity"]')
    assert not leader.all('input[value="check_identity"]')
    assert "Vai của anh/chị: lãnh đạo." in leader.text
    assert f"Cán bộ tiếp nhận : {name_of('hocvien')}" in leader.text


def test_what_a_colleague_has_to_do_cannot_be_done_for_him(app: Flask) -> None:
    clients = crew(app)
    run = start(clients)
    desk = clients["reception"].get(desk_of(run))
    forged = filled(desk, "check_identity", {"method": "e_id"})
    forged |= {"csrf_token": token(clients["leader"].get(desk_of(run))), "once": "mine"}

    page = clients["leader"].post(f"{desk_of(run)}/act", forged, status=422)

    assert "Việc này do cán bộ tiếp nhận thực hiện." in page.text
    assert newest_run().position == run.position


def test_the_log_says_who_did_it(app: Flask) -> None:
    clients = crew(app)
    run = start(clients)
    press(
        clients["reception"], clients["reception"].get(desk_of(run)), "check_identity",
        method="e_id",
    )  # fmt: skip

    seen = clients["leader"].get(f"{desk_of(run)}?view=log").text
    own = clients["reception"].get(f"{desk_of(run)}?view=log").text

    assert f"{name_of('hocvien')} (Cán bộ tiếp nhận)" in seen
    assert f"{name_of('hocvien')} (Cán bộ tiếp nhận)" not in own


def test_nobody_moves_the_clock_while_a_colleague_is_at_work(app: Flask) -> None:
    clients = crew(app)
    run = start(clients)

    page = clients["leader"].get(desk_of(run))

    sentence = f"{name_of('hocvien')} (cán bộ tiếp nhận) đang có 1 hồ sơ phải làm"
    assert sentence in page.text
    assert not page.all('form[action$="/wait"]')
    forged = {
        "csrf_token": token(page),
        "option": "wait_until_morning",
        "seen": str(run.position),
    }
    refused = clients["leader"].post(f"/practice/runs/{run.id}/wait", forged, status=422)
    assert sentence in refused.text
    assert newest_run().position == run.position


TWO = "tro-cap-xa-hoi-01"
PAIR = {"reception": "hocvien", "appraiser": "thuly"}


def wait(client: Any, run: Any, kind: str) -> None:
    press(client, client.get(f"/practice/runs/{run.id}"), kind)


def test_an_act_on_an_untouched_dossier_goes_on_from_an_older_page(app: Flask) -> None:
    clients = crew(app, PAIR)
    run, desk = start(clients, code=TWO), clients["reception"]
    wait(desk, run, "wait_for_news")
    wait(desk, run, "wait_until_morning")
    one, two = desk.get(desk_of(run, "hs1")), desk.get(desk_of(run, "hs2"))

    press(desk, one, "check_identity", method="e_id")
    press(desk, two, "check_identity", method="e_id")  # its page is older now, and doesn't matter

    last = queries.events(run.id)[-1]
    assert (last.kind, last.dossier) == ("check_identity", "hs2")
    paper = two.all('input[name="option"][value^="check_paper:"]')[0].attributes["value"]
    again = press(desk, two, paper, status=409, finding="sound")
    assert "Vừa có thay đổi lúc" in again.text


def in_appraisal(clients: Any, run: Any) -> None:
    """Let the desk work until the appraiser holds the dossier."""
    for _turn in range(60):
        own = own_world(newest_run(), "reception")
        step = hints.next_step(own, DOSSIER)
        assert step is not None
        if own.dossiers[DOSSIER].holder == "appraiser":
            return
        page = clients["reception"].get(desk_of(run))
        press(clients["reception"], page, step.option_key, **asked(step))
    raise AssertionError("the dossier never left the desk")


def test_of_two_members_at_one_dossier_the_second_is_told_who_did_what(app: Flask) -> None:
    clients = crew(app)
    run = start(clients)
    in_appraisal(clients, run)
    desk, office = clients["reception"].get(desk_of(run)), clients["appraiser"].get(desk_of(run))

    press(clients["appraiser"], office, "receive_for_appraisal")
    page = press(clients["reception"], desk, "notify_citizen", status=409, channel="official")

    assert f"{name_of('thuly')} (Cán bộ thụ lý): Nhận hồ sơ để thẩm định." in page.text
    assert queries.events(run.id)[-1].kind == "receive_for_appraisal"


def test_what_was_typed_stays_when_a_colleague_was_faster(app: Flask) -> None:
    clients = crew(app)
    run = start(clients)
    in_appraisal(clients, run)
    office = clients["appraiser"].get(desk_of(run))
    press(
        clients["reception"], clients["reception"].get(desk_of(run)), "notify_citizen",
        channel="official",
    )  # fmt: skip

    reason = "Bản quét trang hai không đọc được."
    page = press(clients["appraiser"], office, "send_back", status=409, reason=reason)

    assert f"{name_of('hocvien')} (Cán bộ tiếp nhận): Thông báo cho người dân" in page.text
    assert reason in form_for(page, "send_back").text()


def test_only_the_host_ends_a_run_early_and_each_gets_the_own_mark(app: Flask) -> None:
    clients = crew(app)
    run = start(clients)
    press(
        clients["reception"], clients["reception"].get(desk_of(run)), "check_identity",
        method="e_id",
    )  # fmt: skip
    finish = f"/practice/runs/{run.id}/finish"

    member = clients["leader"].get(finish)
    assert not member.all(f'form[action="{finish}"]')
    sent = {
        "csrf_token": token(member),
        "seen": str(newest_run().position),
    }
    refused = clients["leader"].post(finish, sent, status=422)
    assert f"Chỉ người mở nhóm ({name_of('hocvien')}) kết thúc sớm được" in refused.text
    assert newest_run().is_open

    host = clients["reception"]
    host.submit(host.get(finish), holding="Kết thúc")
    run = newest_run()
    assert run.is_finished
    marks = {name: mark.points for name, mark in team_queries.marks(run.id)}
    assert set(marks) == {name_of(username) for username in CREW.values()}
    assert run.points == marks[name_of("hocvien")] > marks[name_of("lanhdao")]
    leader = person_named("lanhdao").id
    assert team_queries.causes_of(run, leader) == [team.NEVER_REACHED]
    assert team_queries.causes_of(run, run.person_id) == []


def test_a_hint_costs_only_whoever_opened_it(app: Flask) -> None:
    clients = crew(app)
    run = start(clients)
    desk = clients["reception"]
    desk.submit(desk.get(desk_of(run)), action=f"{desk_of(run)}/hint")
    assert [use.role for use in newest_run().hint_uses] == ["reception"]

    desk.submit(desk.get(f"/practice/runs/{run.id}/finish"), holding="Kết thúc")

    costs = {name: mark.report["hint_cost"] for name, mark in team_queries.marks(run.id)}
    assert costs == {name_of("hocvien"): 0.5, name_of("thuly"): 0, name_of("lanhdao"): 0}


# The table.


def test_a_stranger_finds_neither_run_nor_position(app: Flask) -> None:
    run = start(crew(app))
    stranger = browser(app, "hocvien2")

    for path in ("", "/dossiers/hs1", "/finish", "/debrief", "/position"):
        stranger.get(f"/practice/runs/{run.id}{path}", status=404)


def test_a_wrong_code_and_a_closed_table_are_answered_in_words(app: Flask) -> None:
    host, guest = browser(app, "hocvien"), browser(app, "thuly")
    code = open_table(host)

    def try_code(typed: str, status: int) -> Any:
        page = guest.get("/practice/teams/join")
        return guest.submit(page, {"code": typed}, holding="Vào nhóm", status=status)

    assert "Không có nhóm nào mang mã này." in try_code("XXXXXX", 422).text
    joined = guest.follow(try_code(f" {code[:3].lower()} {code[3:].lower()}", 303))
    assert code in joined.text
    host.submit(host.get(f"/practice/teams/{code}"), holding="Đóng nhóm")
    assert "Nhóm này đã đóng." in try_code(code, 422).text
    assert "Nhóm này đã đóng." in guest.get(f"/practice/teams/{code}").text


def test_nobody_comes_to_a_table_that_has_begun(app: Flask) -> None:
    clients = crew(app)
    run = start(clients)
    code = run_code(run)
    stranger = browser(app, "hocvien2")

    assert "Nhóm này đã bắt đầu làm bài" in stranger.get(f"/practice/teams/{code}").text
    member = clients["leader"].get(f"/practice/teams/{code}", status=303)
    assert member.response.headers["Location"].endswith(f"/practice/runs/{run.id}")
    assert "Đang làm" in clients["leader"].get("/practice/teams/join").text


def run_code(run: Any) -> str:
    return str(db.session.scalar(select(Team.code).where(Team.id == run.team_id)))


def test_a_role_is_taken_left_and_freed(app: Flask) -> None:
    host, guest = browser(app, "hocvien"), browser(app, "thuly")
    code = open_table(host)
    table = team_with(code).id

    def seats() -> dict[str, int]:
        rows = db.session.execute(
            select(TeamSeat.role, TeamSeat.person_id).where(TeamSeat.team_id == table)
        )
        return {role: person_id for role, person_id in rows}

    late = guest.get(f"/practice/teams/{code}")
    take(host, code, "leader")
    told = guest.submit(late, holding="Nhận vai lãnh đạo", status=409)
    assert f"{name_of('hocvien')} vừa nhận vai lãnh đạo trước anh/chị." in told.text
    take(guest, code, "appraiser")
    assert seats() == {
        "leader": person_named("hocvien").id, "appraiser": person_named("thuly").id,
    }  # fmt: skip
    lobby = guest.get(f"/practice/teams/{code}")
    assert "Bắt đầu làm bài" not in lobby.text
    assert "chưa ai nhận, hệ thống đóng thay" in lobby.text
    guest.submit(lobby, holding="Trả lại vai")
    take(guest, code, "clerk")
    host.submit(host.get(f"/practice/teams/{code}"), holding=f"Thu lại vai của {name_of('thuly')}")
    assert seats() == {"leader": person_named("hocvien").id}


def test_the_host_needs_a_role_and_others_cannot_start(app: Flask) -> None:
    host, guest = browser(app, "hocvien"), browser(app, "thuly")
    code = open_table(host)
    take(guest, code, "appraiser")
    lobby = host.get(f"/practice/teams/{code}")
    assert "chưa nhận vai nào" in lobby.text
    sent = {"csrf_token": token(lobby)}

    refused = host.post(f"/practice/teams/{code}/start", sent, status=422)
    assert "Xin nhận ít nhất một vai" in refused.text

    sent = {"csrf_token": token(guest.get(f"/practice/teams/{code}"))}
    refused = guest.post(f"/practice/teams/{code}/start", sent, status=422)
    assert "Chỉ người mở nhóm mới làm được việc này." in refused.text


def test_the_table_is_fetched_again_only_when_somebody_came_or_went(app: Flask) -> None:
    host, guest = browser(app, "hocvien"), browser(app, "thuly")
    code = open_table(host)
    path = f"/practice/teams/{code}/table"

    def ask(mark: str = "") -> Any:
        headers = {"If-None-Match": mark} if mark else {}
        return guest.client.get(path, base_url="http://localhost", headers=headers)

    first = ask()
    assert "Nhận vai cán bộ thụ lý" in first.text
    assert ask(first.headers["ETag"]).status_code == 304
    take(host, code, "appraiser")
    then = ask(first.headers["ETag"])
    assert then.status_code == 200
    assert name_of("hocvien") in then.text
    host.submit(host.get(f"/practice/teams/{code}"), holding="Bắt đầu làm bài")
    assert ask().json == {"go": f"/practice/teams/{code}"}


def test_an_abandoned_table_closes_by_itself(app: Flask, monkeypatch: Any) -> None:
    host = browser(app, "hocvien")
    code = open_table(host)
    later = clock.now() + team_queries.WAITS_FOR * 1.1
    found = team_with(code)

    assert not team_queries.is_over(found, clock.now())
    assert team_queries.is_over(found, later)
    assert team_queries.closed_sentence(found, found.host_id, later).startswith("Nhóm này đã đóng")
