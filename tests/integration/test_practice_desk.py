"""The desk says no in words, keeps what was typed, and lets nobody act twice or for others."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from lms import clock
from lms.extensions import db
from lms.people.demo import PASSWORD
from lms.people.models import Person, SignIn
from lms.practice.models import StoppedAttempt
from sandbox import hints, library, play
from tests.integration.practice_desk import (
    CODE,
    DOSSIER,
    asked,
    filled,
    form_for,
    newest_run,
    past_the_questions,
    play_to_the_end,
    press,
    start,
    stored_events,
    world_of,
)

REASON = "Giấy khai sinh là bản sao, đề nghị mang bản chính đến quầy."
ACCEPTED = {"case": "trong-ngay", "channel": "counter"}


def act_path() -> str:
    return f"/practice/runs/{newest_run().id}/dossiers/{DOSSIER}/act"


def test_every_fault_is_told_beside_its_field_and_what_was_typed_stays(signed_in: Any) -> None:
    client = signed_in("hocvien")
    page = start(client, "free")
    before = stored_events(newest_run())

    again = press(client, page, "request_supplement", 422, reason=REASON)

    assert "Hãy chọn ít nhất một mục cho “Nội dung cần bổ sung”." in again.text
    assert "Hãy chọn một mục cho “Cách yêu cầu”." in again.text
    form = form_for(again, "request_supplement")
    assert form.css_first("textarea").text().strip() == REASON
    assert form.parent.parent.attributes.get("open", "no") is None, "the form stays opened"
    assert again.tree.css_first("title").text().startswith("Lỗi: ")
    assert stored_events(newest_run()) == before


def test_a_real_personal_number_never_enters(signed_in: Any) -> None:
    client = signed_in("hocvien")
    page = start(client, "free")
    given = {"items": ["paper:giay-khai-sinh"], "way": "form_02", "complete_by": "in_time"}

    again = press(client, page, "request_supplement", 422, **given, reason="Bà A, 019 187 004321")

    assert "số định danh của một người có thật" in again.text
    assert newest_run().position == 2
    press(client, again, "request_supplement", reason=REASON + " Số 018187004321.")


def test_guided_mode_stops_a_breach_and_names_the_article(signed_in: Any) -> None:
    client = signed_in("hocvien")
    page = start(client, "guided")
    due = form_for(page, "accept").css_first("[name=accept-due]").attributes["value"]

    again = press(client, page, "accept", 422, **ACCEPTED, due=due)

    box = again.one("[role=alert]").text()
    assert "Khoan đã: làm như vậy chưa đúng quy định, nên hệ thống chưa ghi." in box
    assert box.index("Anh/chị vừa chọn: Tiếp nhận.") < box.index("Chưa đúng quy tắc “")
    assert "Xác thực danh tính trước khi tiếp nhận" in box
    assert "Điều 17 Nghị định 118/2025/NĐ-CP (áp dụng từ 01/7/2025)" in box
    assert form_for(again, "accept").css_first("[name=accept-due][checked]"), "the choice stays"
    assert newest_run().position == 2


def test_the_critical_breaches_stand_open_and_the_others_are_folded(signed_in: Any) -> None:
    client = signed_in("hocvien")
    page = start(client, "guided")
    due = form_for(page, "accept").css_first("[name=accept-due]").attributes["value"]

    again = press(client, page, "accept", 422, case="trong-ngay", channel="online", due=due)

    folded = again.one("[role=alert] details").text()
    whole = again.one("[role=alert]").text()
    assert "Ghi trung thực cách thức nộp" in whole
    assert "Ghi trung thực cách thức nộp" not in folded
    assert "Xác thực danh tính trước khi tiếp nhận" in folded


@pytest.mark.parametrize(
    ("option", "data", "instead"),
    [
        ("check_identity", {"method": "acquaintance"}, "Xác thực tài khoản định danh điện tử"),
        ("check_paper:giay-khai-sinh", {"finding": "sound"}, "Ghi kết quả “Không phải bản chính"),
        ("check_paper:bang-tot-nghiep", {"finding": "tay-xoa-sua-chua"}, "ghi kết quả “Đạt”"),
    ],
)
def test_guided_mode_stops_a_wrong_answer_before_it_is_recorded(
    signed_in: Any, option: str, data: dict[str, str], instead: str
) -> None:
    client = signed_in("hocvien")
    page = start(client, "guided")
    before = stored_events(newest_run())

    again = press(client, page, option, 422, **data)

    assert instead in again.one("[role=alert]").text()
    assert "Đã làm" not in again.text
    assert stored_events(newest_run()) == before


def stopped_choices() -> list[str]:
    db.session.expire_all()
    return list(db.session.scalars(select(StoppedAttempt.choice)))


def test_what_was_stopped_is_kept_once_however_often_it_is_sent(signed_in: Any) -> None:
    client = signed_in("hocvien")
    page = start(client, "guided")
    sent = filled(page, "check_identity", {"method": "acquaintance"})

    for form in (sent, sent, {**sent, "once": "another tab"}):
        again = client.post(act_path(), form, status=422)
        assert "Anh/chị vừa chọn:" in again.text
    press(client, page, "check_identity", 422, method="card_only")

    assert len(stopped_choices()) == 2
    assert "Người quen, không cần xác thực" in stopped_choices()[0]


def test_free_mode_stops_nothing_and_keeps_nothing(signed_in: Any) -> None:
    client = signed_in("hocvien")
    press(client, start(client, "free"), "check_identity", method="acquaintance")

    assert stopped_choices() == []
    assert stored_events(newest_run()) == 3


def test_a_wait_past_the_end_is_asked_first(signed_in: Any) -> None:
    client = signed_in("hocvien")
    page = start(client, "free")
    last_day = library.shipped().scenarios[CODE].ends_at.date()
    while world_of(newest_run()).now.date() < last_day:
        page = client.follow(press(client, page, "wait_until_morning"))
    stored = stored_events(newest_run())

    question = press(client, page, "wait_until_morning", 422)

    assert "Chờ nữa thì hết thời gian của bài. Anh/chị có muốn kết thúc không?" in question.text
    assert question.link("Quay lại làm tiếp") == page.path.partition("?")[0]
    assert (newest_run().is_open, stored_events(newest_run())) == (True, stored)
    ended = client.follow(client.submit(question, holding="Chờ và kết thúc lượt này"))
    debrief = past_the_questions(client, ended)
    assert debrief.path.endswith("/debrief")
    assert "Lượt này kết thúc vì đã hết thời gian của bài." in debrief.text
    assert not newest_run().is_open


def test_one_cannot_wait_for_news_while_the_citizen_waits(signed_in: Any) -> None:
    page = start(signed_in("hocvien"), "free")

    assert not page.tree.css('form input[name="option"][value="wait_for_news"]')
    assert "Người dân đang ở quầy chờ anh/chị" in page.text


def test_alone_one_has_to_see_from_the_paper_what_it_is(signed_in: Any) -> None:
    alone = start(signed_in("hocvien"), "free")
    led = start(signed_in("hocvien4"), "guided")

    labels = {node.text() for node in alone.tree.css(".sheet-paper dt")}
    assert "Loại" not in labels
    assert "Loại" in {node.text() for node in led.tree.css(".sheet-paper dt")}


def test_data_that_the_rule_wants_reused_are_not_called_optional(signed_in: Any) -> None:
    client = signed_in("hocvien")
    page = start(client, "free")
    due = form_for(page, "accept").css_first("[name=accept-due]").attributes["value"]
    page = client.follow(press(client, page, "accept", **ACCEPTED, due=due))

    assert "không bắt buộc" not in form_for(page, "digitise").text()
    data = {"papers": ["giay-khai-sinh"], "signed": "yes"}
    press(client, page, "digitise", **data)


def test_free_mode_lets_the_same_breach_happen(signed_in: Any) -> None:
    client = signed_in("hocvien")
    page = start(client, "free")
    due = form_for(page, "accept").css_first("[name=accept-due]").attributes["value"]
    after = client.follow(press(client, page, "accept", **ACCEPTED, due=due))
    assert "Được tiếp nhận" in after.text


def test_of_two_tabs_the_second_is_told_what_changed(signed_in: Any) -> None:
    client = signed_in("hocvien")
    page = start(client, "free")
    first_tab, second_tab = page, client.get(page.path)
    press(client, first_tab, "check_identity", method="e_id")
    stored = stored_events(newest_run())

    late = press(client, second_tab, "check_identity", 409, method="acquaintance")

    assert "Hồ sơ vừa có thay đổi lúc 14 giờ 52 phút" in late.text
    assert "Xác thực tài khoản định danh điện tử" in late.text
    assert form_for(late, "check_identity").css_first("[value=acquaintance][checked]")
    assert stored_events(newest_run()) == stored


def test_a_button_that_is_gone_meanwhile_is_told_as_a_change_too(signed_in: Any) -> None:
    client = signed_in("hocvien")
    page = start(client, "free")
    due = form_for(page, "accept").css_first("[name=accept-due]").attributes["value"]
    press(client, page, "accept", **ACCEPTED, due=due)

    late = press(
        client, page, "refuse", 409, ground="tay-xoa-sua-chua", way="form_03", reason=REASON
    )

    assert "Hồ sơ vừa có thay đổi lúc 14 giờ 52 phút: Tiếp nhận, mã H55" in late.text
    assert "Việc anh/chị vừa gửi chưa được ghi" in late.text


def test_an_act_that_loses_the_race_in_mid_flight_is_told_too(
    signed_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in("hocvien")
    page = start(client, "free")
    run_id, real = newest_run().id, play.act

    def while_another_tab_acts(*args: Any) -> Any:
        db.session.execute(text(f"update run set position = position + 1 where id = {run_id}"))
        return real(*args)

    monkeypatch.setattr(play, "act", while_another_tab_acts)
    late = press(client, page, "check_identity", 409, method="e_id")

    assert "chưa" in late.text
    assert stored_events(newest_run()) == 2


def test_a_double_click_is_one_act(signed_in: Any) -> None:
    client = signed_in("hocvien")
    page = start(client, "free")
    sent = filled(page, "check_identity", {"method": "e_id"})

    first = client.post(act_path(), sent)
    second = client.post(act_path(), sent)

    assert first.response.headers["Location"] == second.response.headers["Location"]
    assert stored_events(newest_run()) == 3


def test_a_message_tells_what_was_done_and_where_the_clock_stands(signed_in: Any) -> None:
    client = signed_in("hocvien")
    page = start(client, "free")
    page = client.follow(press(client, page, "check_identity", method="e_id"))
    assert "Đã làm: Xác thực danh tính" in page.text
    assert "14:52" in page.one(".sim-clock").text()

    page = client.follow(press(client, page, "wait_until_morning"))

    assert "Đã chờ từ 14 giờ 52 phút đến 07 giờ 30 phút, thứ Năm ngày 19/11/2026" in page.text


def test_the_run_of_somebody_else_is_not_there(signed_in: Any) -> None:
    client = signed_in("hocvien")
    page = start(client, "free")
    sent = filled(page, "check_identity", {"method": "e_id"})
    run = f"/practice/runs/{newest_run().id}"
    other = signed_in("hocvien4")

    for path in (run, f"{run}/dossiers/{DOSSIER}", f"{run}/finish", f"{run}/debrief"):
        other.get(path, status=404)
    mine = other.get("/account").tree.css_first("[name=csrf_token]").attributes["value"]
    for path in (f"{run}/dossiers/{DOSSIER}/act", f"{run}/wait", f"{run}/dossiers/{DOSSIER}/hint"):
        other.post(path, {**sent, "csrf_token": mine}, status=404)
    assert stored_events(newest_run()) == 2


def test_a_finished_run_takes_no_more_acts(signed_in: Any) -> None:
    client = signed_in("hocvien")
    page = start(client, "guided")
    sent = filled(page, "check_identity", {"method": "e_id"})
    play_to_the_end(client, page)
    run = newest_run()
    stored, report = stored_events(run), run.report

    late = client.post(act_path(), {**sent, "once": "sent from an old page"}, status=409)

    assert "Lượt thực hành này đã kết thúc" in late.text
    assert late.link("Xem nhận xét") == f"/practice/runs/{run.id}/debrief"
    assert client.get(page.path, status=303).response.headers["Location"].endswith("/debrief")
    assert (stored_events(newest_run()), newest_run().report) == (stored, report)


def test_an_unknown_button_or_dossier_changes_nothing(signed_in: Any) -> None:
    client = signed_in("hocvien")
    page = start(client, "free")
    sent = filled(page, "check_identity", {"method": "e_id"})

    again = client.post(act_path(), {**sent, "option": "sell"}, status=422)
    assert "Hệ thống không có chức năng này." in again.text
    client.get(page.path.replace(DOSSIER, "hs9"), status=404)
    client.post(act_path().replace(DOSSIER, "hs9"), sent, status=404)
    client.get("/practice/scenarios/khong-co", status=404)
    assert newest_run().position == 2


def test_hints_open_in_order_and_never_in_guided_mode(signed_in: Any) -> None:
    client = signed_in("hocvien")
    page = start(client, "free")
    skipped = client.submit(page, {"rung": "3"}, holding="Mở gợi ý 1", status=422)
    assert "mở lần lượt" in skipped.text
    assert newest_run().hints == []

    other = signed_in("hocvien4")
    guided = start(other, "guided")
    assert "Cần gợi ý?" not in guided.text
    token = guided.tree.css_first("main [name=csrf_token]").attributes["value"]
    refused = other.post(
        f"{guided.path}/hint", {"rung": "1", "seen": "2", "csrf_token": token}, status=422
    )
    assert "không trừ điểm gợi ý" in refused.text


def test_what_the_system_refuses_now_is_explained_and_not_hidden(signed_in: Any) -> None:
    client = signed_in("hocvien")
    page = start(client, "free")
    due = form_for(page, "accept").css_first("[name=accept-due]").attributes["value"]
    page = client.follow(press(client, page, "accept", **ACCEPTED, due=due))
    page = client.follow(
        press(client, page, "transfer", office="kinh-te", handover="now", control_slip="no")
    )
    assert "nên anh/chị chưa phải làm gì" in page.text or "Việc anh/chị làm được" in page.text
    page = client.follow(press(client, page, "wait_for_news"))

    closed = page.one("#act-check-identity")

    assert closed.tag == "details"
    assert "Người dân không có mặt ở quầy." in closed.text()


def test_every_view_of_the_dossier_shows_its_part(signed_in: Any) -> None:
    client = signed_in("hocvien")
    page = start(client, "free")
    due = form_for(page, "accept").css_first("[name=accept-due]").attributes["value"]
    page = client.follow(press(client, page, "accept", **ACCEPTED, due=due))
    page = client.follow(press(client, page, "issue_receipt"))

    assert "Bằng tốt nghiệp cao đẳng" in page.text
    assert "dữ liệu luyện tập" in client.get(f"{page.path}?view=general").text
    slips = client.get(f"{page.path}?view=slips").text
    assert "Giấy tiếp nhận hồ sơ và hẹn trả kết quả" in slips
    assert "KHÔNG CÓ GIÁ TRỊ PHÁP LÝ" in slips
    assert "Giao giấy tiếp nhận" in client.get(f"{page.path}?view=log").text
    assert "Bằng tốt nghiệp" in client.get(f"{page.path}?view=nonsense").text


def test_what_was_typed_before_the_session_ended_is_brought_back(signed_in: Any) -> None:
    client = signed_in("hocvien")
    page = start(client, "free")
    for row in db.session.scalars(select(SignIn).join(Person).where(Person.username == "hocvien")):
        row.seen_at = clock.now() - timedelta(hours=2)
    db.session.commit()
    sent = press(client, page, "request_supplement", reason=REASON)
    signing_in = client.follow(sent)
    back = client.follow(
        client.submit(signing_in, {"username": "hocvien", "password": PASSWORD}, action="/sign-in")
    )

    form = form_for(back, "request_supplement")
    assert form.css_first("textarea").text().strip() == REASON
    assert "vẫn còn ở đây" in form.text()
    assert "vẫn còn ở đây" not in form_for(back, "refuse").text()
    rest = {"items": ["paper:giay-khai-sinh"], "way": "form_02", "complete_by": "in_time"}
    press(client, back, "request_supplement", **rest)
    assert newest_run().position > 2


def test_the_log_of_a_run_can_neither_be_changed_nor_deleted(signed_in: Any) -> None:
    start(signed_in("hocvien"), "free")
    for statement in ("update run_event set kind = 'x'", "delete from run_event"):
        with pytest.raises(DatabaseError), db.session.begin_nested():
            db.session.execute(text(statement))


def test_pages_and_acts_stay_within_their_budget(signed_in: Any, count_statements: Any) -> None:
    client = signed_in("hocvien")
    page = start(client, "free")
    sent = filled(page, "check_identity", {"method": "e_id"})
    worklist = page.path.partition("/dossiers")[0]

    path = act_path()
    with count_statements() as acting:
        client.post(path, sent)
    assert len(acting) <= 10, str(acting)
    for path, most in ((page.path, 6), (worklist, 6), ("/practice", 6), (f"{worklist}/finish", 6)):
        with count_statements() as reading:
            client.get(path)
        assert len(reading) <= most, f"{path}\n{reading}"


def test_the_act_that_ends_a_run_marks_it_within_its_budget(
    signed_in: Any, count_statements: Any
) -> None:
    client = signed_in("hocvien")
    page = start(client, "free")
    while (step := hints.next_step(world_of(newest_run()), DOSSIER)).kind != "return_result":
        page = client.follow(press(client, page, step.option_key, **asked(step)))
    sent = filled(page, step.option_key, asked(step))
    path = act_path()

    with count_statements() as ending:
        client.post(path, sent)

    # Once in a run: SQLite writes each piece of evidence and its audit entry one by one.
    assert len(ending) <= 10 + 7 + 2 * len(library.shipped().scenarios[CODE].competencies), str(
        ending
    )
    debrief = path.partition("/dossiers")[0] + "/debrief"
    past_the_questions(client, client.get(debrief))
    with count_statements() as reading:
        client.get(debrief)
    assert len(reading) <= 9, str(reading)
