"""The agenda, the rooms of the areas, and going in: who may, when, and what is kept of it."""
# ruff: noqa: F811 - fixtures are imported and asked for by the same name

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import jwt
import pytest
from flask import Flask
from sqlalchemy import func, select

from lms import clock
from lms.audit import AuditEntry
from lms.errors import Conflict
from lms.extensions import db
from lms.outside.jitsi import SelfHostedMeetings
from lms.people.models import Unit
from lms.schedule import actions, queries
from lms.schedule.demo import open_demo_sessions
from lms.schedule.models import CANCELLED, SessionVisit, TrainingSession
from tests.integration.schedule_days import (  # noqa: F401
    NOW,
    area_of,
    at,
    person,
    planned,
    quiet_day,
    set_clock,
)

SECRET = "the secret of a meeting server, long enough"

pytestmark = pytest.mark.usefixtures("quiet_day")


@pytest.fixture
def real_meetings(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """A meeting server is set, as in a province's deployment."""
    config = {
        **app.config,
        "JITSI_URL": "https://hop.vidu.example",
        "JITSI_XMPP_DOMAIN": "meet.vidu.example",
        "JITSI_SECRET": SECRET,
    }
    monkeypatch.setitem(app.extensions, "jitsi", SelfHostedMeetings(config))
    monkeypatch.setitem(app.config, "JITSI_URL", config["JITSI_URL"])


def test_an_officer_finds_the_session_and_enters_its_room(signed_in: Any, set_clock: Any) -> None:
    planned("Tập huấn chứng thực", area="A1", trainer="giangvien", start=at(10, 9))
    officer = signed_in("hocvien")
    agenda = officer.get("/sessions")
    assert "Mở lúc 08:45" in agenda.one("section.box-warm").text()
    waiting = officer.get(agenda.link("Xem chi tiết"))
    assert "Phòng họp mở lúc 08:45, thứ Tư ngày 10/03/2027" in waiting.text
    assert not waiting.all("form[action$=join]")

    set_clock(at(10, 8, 50))
    officer = signed_in("hocvien")
    waiting = officer.get(officer.get("/sessions").link("Vào phòng họp"))
    room = officer.follow(officer.submit(waiting, holding="Vào phòng họp"))
    assert "Đây là phòng họp mô phỏng" in room.whole_text
    assert "Cán bộ tiếp nhận 01" in room.text
    session = db.session.scalars(select(TrainingSession)).one()
    visit = db.session.scalars(select(SessionVisit)).one()
    assert (visit.person_id, visit.times) == (person("hocvien").id, 1)
    entry = db.session.scalars(
        select(AuditEntry).where(
            AuditEntry.action == "session_joined", AuditEntry.subject_id == session.public_id
        )
    ).one()
    assert entry.actor_name == "Cán bộ tiếp nhận 01"
    trainer = signed_in("giangvien").get(f"/hop/{session.public_id}")
    assert "Cán bộ tiếp nhận 01" in trainer.text


def test_a_double_click_is_one_visit_and_coming_back_counts_on(signed_in: Any) -> None:
    session = planned("Nay", area="A1", trainer="giangvien", start=at(10, 7, 15))
    officer = signed_in("hocvien")
    page = officer.get(f"/hop/{session.public_id}")
    officer.submit(page, holding="Vào phòng họp")
    again = officer.submit(page, holding="Vào phòng họp")
    assert again.response.headers["Location"].endswith("/room")
    visit = db.session.scalars(select(SessionVisit)).one()
    assert visit.times == 1
    officer.submit(officer.get(f"/hop/{session.public_id}"), holding="Vào phòng họp")
    db.session.refresh(visit)
    assert visit.times == 2
    assert db.session.scalar(select(func.count()).select_from(SessionVisit)) == 1


def test_a_second_tab_that_joins_in_the_same_moment_counts_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    session = planned("Nay", area="A1", trainer="giangvien", start=at(10, 7, 15))
    actions.join(session, person("hocvien"))
    real, calls = actions._count_visit, []

    def blind_once(*args: Any) -> bool:
        calls.append(args)
        return False if len(calls) == 1 else real(*args)

    monkeypatch.setattr(actions, "_count_visit", blind_once)
    actions.join(session, person("hocvien"))
    assert db.session.scalars(select(SessionVisit.times)).one() == 2


@pytest.mark.parametrize(
    ("moment", "sentence"),
    [
        (at(11, 8, 44), "Phòng họp mở lúc 08:45, thứ Năm ngày 11/03/2027"),
        (at(11, 12, 0), "đã kết thúc lúc 10:00 ngày 11/03/2027"),
    ],
)
def test_a_closed_door_says_when(
    signed_in: Any, set_clock: Any, moment: Any, sentence: str
) -> None:
    session = planned("Sau", area="A1", trainer="giangvien", start=at(11, 9))
    set_clock(moment)
    officer = signed_in("hocvien")
    assert sentence in officer.get(f"/hop/{session.public_id}").text
    assert sentence in officer.get(f"/hop/{session.public_id}/room", status=409).text
    with pytest.raises(Conflict, match=sentence):
        actions.join(session, person("hocvien"))
    assert db.session.scalar(select(func.count()).select_from(SessionVisit)) == 0


def test_a_door_that_closed_under_an_open_page_answers_in_words(
    signed_in: Any, set_clock: Any
) -> None:
    session = planned("Nay", area="A1", trainer="giangvien", start=at(10, 7, 15))
    officer = signed_in("hocvien")
    page = officer.get(f"/hop/{session.public_id}")
    session.status = CANCELLED
    db.session.commit()
    refused = officer.submit(page, holding="Vào phòng họp", status=409)
    assert "đã được hủy nên phòng họp không mở" in refused.text


def test_the_last_hour_is_counted_down_and_a_far_day_is_not(signed_in: Any, set_clock: Any) -> None:
    session = planned("Sau", area="A1", trainer="giangvien", start=at(11, 9))
    assert not signed_in("hocvien").get(f"/hop/{session.public_id}").all("[data-countdown]")
    set_clock(at(11, 8, 15))
    page = signed_in("hocvien").get(f"/hop/{session.public_id}")
    assert page.one("[data-countdown]").attributes["data-countdown"] == "1800"


def test_nobody_is_in_the_room_without_having_joined(signed_in: Any) -> None:
    session = planned("Nay", area="A1", trainer="giangvien", start=at(10, 7, 15))
    page = signed_in("hocvien").get(f"/hop/{session.public_id}/room", status=303)
    assert page.response.headers["Location"].endswith(f"/hop/{session.public_id}")


# Who may attend: own area, the province's, those one leads, those in reach.


@pytest.mark.parametrize(
    ("username", "allowed"),
    [
        ("hocvien", {"A1", "province"}),
        ("hocvien3", {"A1", "province"}),
        ("lanhdao", {"A1", "province"}),
        ("quanly", {"A1", "province", "led by quanly"}),
        ("hocvien4", {"A6", "province"}),
        ("quanly2", {"A6", "province"}),
        ("giangvien", {"A1", "A6", "province", "led by quanly"}),
        ("quanlytinh", {"A1", "A6", "province", "led by quanly"}),
        ("quantri", {"A1", "A6", "province", "led by quanly"}),
        ("department", {"province"}),
    ],
)
def test_a_session_is_open_to_its_area_its_trainer_and_those_in_reach(
    signed_in: Any, username: str, allowed: set[str]
) -> None:
    made = {
        "A1": planned("A1", area="A1", trainer="giangvien", start=at(11, 8)),
        "A6": planned("A6", area="A6", trainer="giangvien", start=at(11, 10)),
        "province": planned("T", area=None, trainer="giangvien", start=at(12, 8)),
        "led by quanly": planned("Q", area="A3", trainer="quanly", start=at(11, 8)),
    }
    if username == "department":  # an officer of a department, which belongs to no area
        username = "hocvien2"
        person(username).unit = db.session.scalars(select(Unit).where(Unit.code == "STP")).one()
        db.session.commit()
    someone = signed_in(username)
    listed = {row.attributes["href"] for row in someone.get("/sessions").all("main a[href]")}
    for name, session in made.items():
        someone.get(f"/hop/{session.public_id}", status=200 if name in allowed else 404)
        assert (f"/hop/{session.public_id}" in listed) == (name in allowed), name
        if name not in allowed:
            someone.get(f"/hop/{session.public_id}/room", status=404)


@pytest.mark.parametrize(
    ("username", "areas"),
    [
        ("hocvien", {"A1"}),
        ("quanly2", {"A6"}),
        ("giangvien", {"A1", "A6"}),
        ("quanlytinh", {"A1", "A6"}),
    ],
)
def test_the_room_of_an_area_is_for_its_people_and_those_in_reach(
    signed_in: Any, username: str, areas: set[str]
) -> None:
    someone = signed_in(username)
    for code in ("A1", "A6"):
        someone.get(f"/khu-vuc/{code}/phong-hop", status=200 if code in areas else 404)
    someone.get("/khu-vuc/khong-co/phong-hop", status=404)


def test_the_room_of_an_area_shows_the_running_session_then_the_next(
    signed_in: Any, set_clock: Any
) -> None:
    officer = signed_in("hocvien")
    assert "Phòng họp đang trống." in officer.get("/khu-vuc/A1/phong-hop").text
    planned("Sáng", area="A1", trainer="giangvien", start=at(10, 8))
    planned("Toàn tỉnh", area=None, trainer="giangvien", start=at(10, 9))
    planned("Cụm khác", area="A6", trainer="quanly2", start=at(10, 8))
    set_clock(at(10, 8, 50))
    page = signed_in("hocvien").get("/khu-vuc/A1/phong-hop")
    assert page.one("section.box-warm h2").text() == "Sáng"
    assert "Toàn tỉnh" in page.one(".list-links").text()
    assert "Cụm khác" not in page.text
    set_clock(at(10, 9))
    page = signed_in("hocvien").get("/khu-vuc/A1/phong-hop")
    assert page.one("section.box-warm h2").text() == "Toàn tỉnh"


def test_the_agenda_says_what_is_past_and_whether_one_was_there(
    signed_in: Any, set_clock: Any
) -> None:
    there = planned("Có mặt", area="A1", trainer="giangvien", start=at(10, 7, 15))
    planned("Vắng mặt", area="A1", trainer="giangvien", start=at(10, 8, 30))
    actions.join(there, person("hocvien"))
    assert "Chưa có buổi tập huấn nào" in signed_in("hocvien4").get("/sessions").text
    set_clock(at(11, 8))
    rows = [row.text() for row in signed_in("hocvien").get("/sessions").all(".list-links li")]
    assert "Vắng mặt" in rows[0]
    assert "Không tham gia" in rows[0]
    assert "Có mặt" in rows[1]
    assert "Đã tham gia" in rows[1]


# The real meeting


def test_the_meeting_page_carries_a_token_for_this_person_and_this_room(
    signed_in: Any, real_meetings: None, capfd: pytest.CaptureFixture[str]
) -> None:
    session = planned("Nay", area="A1", trainer="giangvien", start=at(10, 7, 15))
    officer = signed_in("hocvien")
    waiting = officer.get(f"/hop/{session.public_id}")
    assert "phòng họp mô phỏng" not in waiting.text
    page = officer.follow(officer.submit(waiting, holding="Vào phòng họp"))
    frame = page.one("iframe").attributes
    assert frame["allow"] == "camera; microphone; display-capture; fullscreen"
    start, token = (frame["src"] or "").split("#jwt=%22")
    assert start == f"https://hop.vidu.example/{session.room_name}"
    token = token.removesuffix("%22")
    claims = jwt.decode(
        token,
        SECRET,
        algorithms=["HS256"],
        audience="jitsi",
        options={"verify_nbf": False, "verify_iat": False},
    )
    assert claims["room"] == session.room_name
    assert claims["sub"] == "meet.vidu.example"
    assert claims["exp"] == int((session.ends_at + timedelta(hours=2, minutes=15)).timestamp())
    visit = db.session.scalars(select(SessionVisit)).one()
    assert claims["context"]["user"]["id"] == visit.attendee_id
    assert claims["context"]["user"]["moderator"] is False
    headers = page.response.headers
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"
    assert 'camera=(self "https://hop.vidu.example")' in headers["Permissions-Policy"]
    assert "frame-src https://hop.vidu.example;" in headers["Content-Security-Policy"]
    assert token not in "".join(capfd.readouterr())


@pytest.mark.parametrize(
    ("username", "moderator"), [("giangvien", True), ("quantri", True), ("quanly", False)]
)
def test_the_trainer_is_the_moderator(
    signed_in: Any, real_meetings: None, username: str, moderator: bool
) -> None:
    session = planned("Nay", area="A1", trainer="giangvien", start=at(10, 7, 15))
    someone = signed_in(username)
    waiting = someone.get(f"/hop/{session.public_id}")
    page = someone.follow(someone.submit(waiting, holding="Vào phòng họp"))
    token = (page.one("iframe").attributes["src"] or "").split("%22")[1]
    user = jwt.decode(token, options={"verify_signature": False})["context"]["user"]
    assert user["moderator"] is moderator


def test_other_pages_keep_the_camera_off_and_the_token_out(
    signed_in: Any, real_meetings: None
) -> None:
    session = planned("Nay", area="A1", trainer="giangvien", start=at(10, 7, 15))
    page = signed_in("hocvien").get(f"/hop/{session.public_id}")
    assert page.response.headers["Permissions-Policy"].startswith("camera=()")
    assert page.response.headers["Referrer-Policy"] == "same-origin"
    assert session.room_name not in page.html


# Costs


@pytest.mark.parametrize("number", [1, 30])
@pytest.mark.parametrize(
    ("path", "most"),
    [("/sessions", 6), ("/khu-vuc/A1/phong-hop", 5), ("/hop/{}", 4), ("/hop/{}/room", 5)],
)
def test_pages_cost_the_same_with_one_session_and_with_many(
    signed_in: Any, set_clock: Any, count_statements: Any, number: int, path: str, most: int
) -> None:
    for day in range(number):
        session = planned(
            f"Buổi {day}", area="A1", trainer="giangvien", start=at(10, 7, 15) + timedelta(days=day)
        )
    first = db.session.scalars(select(TrainingSession).order_by(TrainingSession.starts_at)).first()
    assert first is not None
    for username in ("hocvien", "hocvien2", "hocvien3", "giangvien")[: 1 if number == 1 else 4]:
        actions.join(first, person(username))
    public_id = first.public_id
    officer = signed_in("hocvien")
    db.session.commit()
    with count_statements() as statements:
        officer.get(path.format(public_id))
    assert len(statements) <= most, statements
    assert session


def test_the_start_page_asks_for_the_next_session_once(count_statements: Any) -> None:
    planned("Sau", area="A1", trainer="giangvien", start=at(11, 9))
    planned("Trước", area=None, trainer="giangvien", start=at(10, 9))
    planned("Cụm khác", area="A6", trainer="quanly2", start=at(10, 8))
    officer = person("hocvien")
    assert officer.unit.path
    with count_statements() as statements:
        session = queries.next_session_for(officer)
        assert session is not None
        assert (session.title, session.area, session.trainer.full_name) == (
            "Trước",
            None,
            "Giảng viên 01",
        )
    assert len(statements) == 1, statements


# Demonstration


def test_demonstration_areas_have_a_room_to_enter_now_and_one_on_the_next_working_day(
    signed_in: Any, set_clock: Any
) -> None:
    set_clock(at(12, 16, 20))  # a Friday
    open_demo_sessions()
    open_demo_sessions()
    made = db.session.scalars(
        select(TrainingSession)
        .where(TrainingSession.area_id == area_of("A1").id)
        .order_by(TrainingSession.starts_at)
    ).all()
    assert [session.starts_at for session in made] == [at(12, 16, 15), at(15, 9)]
    assert "Vào phòng họp" in signed_in("hocvien").get("/sessions").text
    assert "Vào phòng họp" in signed_in("hocvien4").get("/sessions").text


def test_demonstration_sessions_give_way_to_what_was_planned(set_clock: Any) -> None:
    planned("Đã có", area="A1", trainer="giangvien", start=at(10, 8))
    set_clock(at(10, 7, 31))
    open_demo_sessions()
    session = queries.next_session_for(person("hocvien"))
    assert session is not None
    assert (session.starts_at, session.ends_at) == (at(10, 7, 30), at(10, 8))


def test_demonstration_sessions_cost_little_when_nothing_is_to_do() -> None:
    open_demo_sessions()
    began = time.perf_counter()
    open_demo_sessions()
    assert time.perf_counter() - began < 0.05


def test_the_clock_of_the_tests_is_a_wednesday_morning() -> None:
    assert clock.local(NOW).weekday() == 2
