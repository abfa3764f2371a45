"""Planning and cancelling sessions: clashes, bad input, double clicks, the database's last word."""
# ruff: noqa: F811 - fixtures are imported and asked for by the same name

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from lms import clock
from lms.audit import AuditEntry
from lms.errors import Conflict
from lms.extensions import db
from lms.schedule import actions, demo, queries
from lms.schedule.models import SessionClaim, TrainingSession
from tests.integration.schedule_days import (  # noqa: F401
    NOW,
    area_of,
    at,
    person,
    plan,
    planned,
    quiet_day,
    set_clock,
)

FIELDS = {
    "title": "Tập huấn số hóa hồ sơ",
    "area": "A1",
    "day": "11/03/2027",
    "start": "8h30",
    "minutes": "90",
    "description": "Mang theo một hồ sơ đã che thông tin.",
}

pytestmark = pytest.mark.usefixtures("quiet_day")


def test_a_trainer_plans_a_session_that_the_area_then_sees(signed_in: Any) -> None:
    trainer = signed_in("giangvien")
    form = trainer.get(trainer.get("/sessions").link("Lên lịch buổi mới"))
    page = trainer.follow(trainer.submit(form, FIELDS))
    assert "Đã lên lịch buổi tập huấn." in page.text
    assert "Thứ Năm 11/03/2027, 08:30 – 10:00" in page.text
    session = db.session.scalars(select(TrainingSession)).one()
    assert session.room_name.startswith("a1-")
    assert db.session.scalar(select(func.count()).select_from(SessionClaim)) == 2 * 6
    assert "Tập huấn số hóa hồ sơ" in signed_in("hocvien").get("/sessions").text
    assert "Tập huấn số hóa hồ sơ" not in signed_in("hocvien4").get("/sessions").text
    entry = db.session.scalars(
        select(AuditEntry).where(AuditEntry.subject_id == session.public_id)
    ).one()
    assert (entry.action, entry.actor_name) == ("session_created", "Giảng viên 01")


def test_a_double_click_plans_one_session(signed_in: Any) -> None:
    trainer = signed_in("giangvien")
    form = trainer.get("/sessions/new")
    trainer.submit(form, FIELDS)
    again = trainer.submit(form, FIELDS)
    assert again.response.headers["Location"].endswith("/sessions")
    assert db.session.scalar(select(func.count(TrainingSession.id))) == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": "  "}, "Nhập tên buổi tập huấn."),
        ({"day": "31/02/2027"}, "Không có ngày “31/02/2027”."),
        ({"day": "hôm nay"}, "Không có ngày “hôm nay”."),
        ({"day": "09/03/2027"}, "Ngày giờ này đã qua."),
        ({"day": "11/03/2072"}, "Ngày này cách hôm nay hơn một năm."),
        ({"start": "sáng"}, "Không hiểu giờ “sáng”."),
        ({"start": "08:20"}, "Giờ bắt đầu phải là giờ chẵn 15 phút"),
        ({"description": "a" * 2001}, "Nội dung dài nhất 2.000 ký tự."),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_the_rest_is_kept(
    signed_in: Any, wrong: dict[str, str], sentence: str
) -> None:
    trainer = signed_in("giangvien")
    page = trainer.submit(trainer.get("/sessions/new"), FIELDS | wrong, status=422)
    assert sentence in page.one(".field-error").text(separator=" ")
    for name, value in (FIELDS | wrong).items():
        if name in ("day", "start"):
            assert page.one(f"input[name={name}]").attributes["value"] == value
    assert page.one("select[name=area] option[selected]").attributes["value"] == "A1"
    assert db.session.scalar(select(func.count(TrainingSession.id))) == 0


@pytest.mark.parametrize("field", ["area", "minutes"])
def test_a_choice_that_was_not_offered_is_refused(signed_in: Any, field: str) -> None:
    trainer = signed_in("giangvien")
    page = trainer.submit(trainer.get("/sessions/new"), FIELDS | {field: "999"}, status=422)
    assert page.one(".field-error")


def test_a_taken_room_is_refused_with_the_name_of_what_stands_there(signed_in: Any) -> None:
    planned("Họp cũ", area="A1", trainer="quanly", start=at(11, 9))
    trainer = signed_in("giangvien")
    page = trainer.submit(trainer.get("/sessions/new"), FIELDS, status=409)
    assert (
        "Phòng họp cụm Trung tâm Thái Nguyên đã có buổi “Họp cũ” từ 09:00 đến 10:00"
        " ngày 11/03/2027." in page.one(".field-error").text()
    )
    assert page.one("input[name=title]").attributes["value"] == FIELDS["title"]


def test_a_trainer_is_in_one_place_at_a_time(signed_in: Any) -> None:
    planned("Ở cụm khác", area="A6", trainer="giangvien", start=at(11, 9))
    trainer = signed_in("giangvien")
    page = trainer.submit(trainer.get("/sessions/new"), FIELDS, status=409)
    assert "Giảng viên 01 đã phụ trách buổi “Ở cụm khác”" in page.one(".field-error").text()


def test_a_session_of_the_province_takes_every_room() -> None:
    planned("Toàn tỉnh", area=None, trainer="quanly", start=at(11, 9))
    with pytest.raises(Conflict, match="Toàn tỉnh đã có buổi “Toàn tỉnh”"):
        planned("Ở cụm", area="A6", trainer="giangvien", start=at(11, 9, 30))


def test_sessions_that_touch_do_not_clash() -> None:
    planned("Trước", area="A1", trainer="giangvien", start=at(11, 8))
    planned("Sau", area="A1", trainer="giangvien", start=at(11, 9))
    assert db.session.scalar(select(func.count(TrainingSession.id))) == 2


def test_the_key_refuses_a_double_booking_that_the_check_did_not_see(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    planned("Trước", area="A1", trainer="quanly", start=at(11, 8))
    real, calls = queries.overlapping, []

    def blind_once(wanted: Any) -> Any:
        calls.append(wanted)
        return [] if len(calls) == 1 else real(wanted)

    monkeypatch.setattr(queries, "overlapping", blind_once)
    with pytest.raises(Conflict, match="đã có buổi “Trước”"):
        planned("Sau", area="A1", trainer="giangvien", start=at(11, 8, 45))
    db.session.rollback()
    assert db.session.scalar(select(func.count(TrainingSession.id))) == 1


def test_no_two_claims_hold_the_same_quarter_hour() -> None:
    session = planned("Trước", area="A1", trainer="quanly", start=at(11, 8))
    with pytest.raises(IntegrityError), db.session.begin_nested():
        actions.claim(session)


def test_the_database_refuses_a_session_that_ends_before_it_starts() -> None:
    wrong = plan("Ngược", area="A1", trainer="quanly", start=at(11, 8), minutes=-30)
    with pytest.raises(IntegrityError), db.session.begin_nested():
        actions.add_session(wrong, by=person("quanly"))


def test_cancelling_asks_first_then_frees_room_and_trainer(signed_in: Any) -> None:
    session = planned("Bỏ", area="A1", trainer="giangvien", start=at(11, 8))
    trainer = signed_in("giangvien")
    ask = trainer.get(trainer.get(f"/hop/{session.public_id}").link("Hủy buổi tập huấn"))
    assert "Hủy buổi tập huấn này?" in ask.text
    done = trainer.follow(trainer.submit(ask))
    assert "Đã hủy" in done.text
    assert db.session.scalar(select(func.count()).select_from(SessionClaim)) == 0
    planned("Thay", area="A1", trainer="giangvien", start=at(11, 8))
    assert "Đã hủy" in signed_in("hocvien").get("/sessions").text


def test_cancelling_twice_says_so(signed_in: Any) -> None:
    session = planned("Bỏ", area="A1", trainer="giangvien", start=at(11, 8))
    trainer = signed_in("giangvien")
    first, second = (trainer.get(f"/sessions/{session.public_id}/cancel") for _tab in "ab")
    trainer.submit(first)
    page = trainer.submit(second, status=409)
    assert "đã được hủy trước đó" in page.text


def test_a_session_that_is_over_cannot_be_cancelled(signed_in: Any, set_clock: Any) -> None:
    session = planned("Xong", area="A1", trainer="giangvien", start=at(11, 8))
    trainer = signed_in("giangvien")
    ask = trainer.get(f"/sessions/{session.public_id}/cancel")
    set_clock(NOW + timedelta(days=3))
    trainer = signed_in("giangvien")
    ask = trainer.get(f"/sessions/{session.public_id}/cancel")
    assert "đã kết thúc nên không thể hủy" in trainer.submit(ask, status=409).text


@pytest.mark.parametrize("username", ["hocvien", "quanly", "quanlytinh"])
def test_who_is_no_trainer_neither_plans_nor_cancels(signed_in: Any, username: str) -> None:
    session = planned("Giữ", area="A1", trainer="giangvien", start=at(11, 8))
    someone = signed_in(username)
    someone.get("/sessions/new", status=403)
    someone.get(f"/sessions/{session.public_id}/cancel", status=403)
    assert "Hủy buổi" not in someone.get(f"/hop/{session.public_id}").text


def test_a_trainer_of_one_area_plans_only_there(signed_in: Any) -> None:
    for grant in person("giangvien").grants:
        if grant.role == "trainer":
            grant.scope, grant.area_id = "AREA", area_of("A6").id
    db.session.commit()
    other = planned("Cụm khác", area="A1", trainer="quanly", start=at(12, 8))
    trainer = signed_in("giangvien")
    page = trainer.get("/sessions/new")
    assert [o.attributes["value"] for o in page.all("select[name=area] option")] == ["A6"]
    trainer.submit(page, FIELDS, status=422)
    trainer.get(f"/sessions/{other.public_id}/cancel", status=404)


def test_what_was_typed_is_there_again_after_the_session_ran_out(
    signed_in: Any, set_clock: Any
) -> None:
    trainer = signed_in("giangvien")
    form = trainer.get("/sessions/new")
    set_clock(clock.now() + timedelta(hours=2))
    trainer.submit(form, FIELDS)
    page = trainer.sign_in("giangvien")
    page = trainer.get("/sessions/new")
    assert page.one("input[name=title]").attributes["value"] == FIELDS["title"]


@pytest.mark.parametrize(
    ("when", "field", "sentence"),
    [
        ({"day": "16/04/2027"}, "day", "Ngày 16/04/2027 là ngày nghỉ."),
        ({"day": "13/03/2027"}, "day", "Ngày 13/03/2027 là ngày nghỉ."),
        ({"start": "20:00"}, "start", "Buổi này nằm ngoài giờ làm việc (07:30 – 17:00)."),
    ],
)
def test_an_unusual_time_is_planned_only_when_asked_for_again(
    signed_in: Any, when: dict[str, str], field: str, sentence: str
) -> None:
    trainer = signed_in("giangvien")
    warned = trainer.submit(trainer.get("/sessions/new"), FIELDS | when, status=422)
    said = warned.one(f"#{field}-error").text()
    assert sentence in said
    assert "Anh/chị vẫn lên lịch thì bấm lại “Lên lịch”." in said
    assert db.session.scalar(select(func.count(TrainingSession.id))) == 0
    done = trainer.follow(trainer.submit(warned))
    assert "Đã lên lịch buổi tập huấn." in done.text


def test_who_moves_a_session_to_another_day_off_is_asked_again(signed_in: Any) -> None:
    trainer = signed_in("giangvien")
    warned = trainer.submit(
        trainer.get("/sessions/new"), FIELDS | {"day": "16/04/2027"}, status=422
    )
    again = trainer.submit(warned, {"day": "17/04/2027"}, status=422)
    assert "Ngày 17/04/2027 là ngày nghỉ." in again.text


def test_a_session_past_midnight_says_on_which_day_it_ends(signed_in: Any) -> None:
    session = planned("Muộn", area="A1", trainer="giangvien", start=at(11, 23), minutes=90)
    page = signed_in("giangvien").get(f"/hop/{session.public_id}")
    assert "Thứ Năm 11/03/2027, 23:00 – 00:30 ngày 12/03/2027" in page.text


def test_the_second_demo_session_is_on_a_working_day(set_clock: Any) -> None:
    set_clock(clock.now().replace(year=2026, month=11, day=23))
    demo.open_demo_sessions()
    later = db.session.scalars(
        select(TrainingSession.starts_at).where(TrainingSession.title == demo.NEXT_TITLE)
    ).all()
    assert later
    assert {clock.local(start).strftime("%d/%m/%Y") for start in later} == {"25/11/2026"}
