"""A session that ends in mid-form, a double click, a stale tab: nothing is lost or doubled."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms import clock, once, parking
from lms.audit import AuditEntry
from lms.extensions import db
from lms.once import FormReceipt
from lms.parking import ParkedForm
from lms.people.demo import PASSWORD
from lms.people.models import Grant, Person
from tests.integration import races
from tests.integration.ended_sessions import count, expire, sign_in_and_come_back, someone
from tests.integration.pages import Page, PageClient, fields_of
from tests.integration.practice_desk import CODE

NEW_PASSWORD = "bốn từ bất kỳ nhé"


def acts(action: str) -> int:
    entries = select(func.count()).select_from(AuditEntry)
    return db.session.scalar(entries.where(AuditEntry.action == action))


def test_what_was_typed_is_still_there_after_signing_in_again(signed_in):
    admin = signed_in("quantri")
    path = f"/people/{someone()}"
    page = admin.get(path)
    expire("quantri")

    sent = admin.submit(page, {"role": "manager", "scope": "AREA"}, action=f"{path}/roles")
    assert sent.response.headers["Location"].startswith("/sign-in?next=/people/")
    signing_in = admin.follow(sent)
    assert "đã được giữ lại" in signing_in.whole_text
    back = admin.follow(
        admin.submit(signing_in, {"username": "quantri", "password": PASSWORD}, action="/sign-in")
    )

    form = back.form(f"{path}/roles")
    assert form.css_first("option[selected][value=manager]")
    assert form.css_first("option[selected][value=AREA]")
    assert "Những gì anh/chị đã nhập vẫn còn ở đây" in back.text
    assert (
        db.session.scalar(
            select(func.count())
            .select_from(Grant)
            .where(Grant.person_id == someone(), Grant.role == "manager")
        )
        == 0
    )

    admin.submit(back, action=f"{path}/roles")
    assert db.session.scalar(select(func.count()).select_from(ParkedForm)) == 0
    assert "vẫn còn ở đây" not in admin.get(path).text


def test_what_one_person_typed_is_never_shown_to_another(signed_in, client):
    admin = signed_in("quantri")
    path = f"/people/{someone()}"
    page = admin.get(path)
    expire("quantri")
    admin.submit(page, {"role": "manager", "scope": "AREA"}, action=f"{path}/roles")

    admin.sign_in("giangvien")

    with admin.client.session_transaction() as session:
        assert "parked" not in session


def test_a_form_of_passwords_is_never_parked_and_nothing_else_is_said(signed_in):
    client = signed_in("hocvien")
    page = client.get("/account/password")
    typed = {box.attributes["name"]: NEW_PASSWORD for box in page.all("input[type=password]")}
    assert len(typed) == 3
    expire("hocvien")

    sent = client.submit(page, {**typed, "remark": "x"}, action="/account/password")

    assert count(ParkedForm) == 0
    assert "đã được giữ lại" not in client.follow(sent).whole_text


def test_a_box_for_a_password_is_left_out_whatever_the_form(signed_in):
    admin = signed_in("quantri")
    boxes = admin.get("/account/password").all("input[type=password]")
    page = admin.get(f"/people/{someone()}")
    typed = {box.attributes["name"]: NEW_PASSWORD for box in boxes}
    expire("quantri")

    admin.submit(page, typed, action=f"/people/{someone()}/roles")

    kept = db.session.scalars(select(ParkedForm)).one().fields
    assert set(kept) == {"role", "scope"}


def test_the_sign_in_form_is_never_parked(signed_in):
    client = signed_in("hocvien")

    client.post("/sign-in", {"username": "hocvien", "password": PASSWORD}, referrer="/sign-in")

    assert count(ParkedForm) == 0


def test_a_form_from_before_signing_in_again_is_brought_back_and_not_sent(signed_in):
    admin = signed_in("quantri")
    path = f"/people/{someone()}"
    page = admin.get(path)
    admin.submit(admin.get("/"), action="/sign-out")
    admin.sign_in("quantri")

    sent = admin.submit(page, {"role": "trainer", "scope": "UNIT"}, action=f"{path}/roles")

    assert sent.response.headers["Location"] == path
    back = admin.follow(sent)
    assert back.form(f"{path}/roles").css_first("option[selected][value=trainer]")


def test_a_double_click_is_one_act_and_shows_the_first_answer(signed_in):
    admin = signed_in("quantri")
    path = f"/people/{someone()}"
    page = admin.get(path)

    first = admin.submit(page, {"role": "trainer", "scope": "UNIT"}, action=f"{path}/roles")
    second = admin.submit(page, {"role": "trainer", "scope": "UNIT"}, action=f"{path}/roles")

    assert first.response.headers["Location"] == second.response.headers["Location"] == path
    granted = (
        select(func.count()).select_from(AuditEntry).where(AuditEntry.action == "role_granted")
    )
    assert db.session.scalar(granted) == 1
    assert "đã có vai trò đó" not in admin.follow(second).text


def test_a_refused_form_can_be_mended_and_sent_with_the_same_token(signed_in):
    admin = signed_in("quantri")
    path = f"/people/{someone()}"
    page = admin.get(path)
    token = page.form(f"{path}/roles").css_first("input[name=once]").attributes["value"]

    refused = admin.submit(
        page, {"role": "trainee", "scope": "OWN"}, action=f"{path}/roles", status=422
    )
    assert "đã có vai trò đó" in refused.text
    again = refused.form(f"{path}/roles").css_first("input[name=once]").attributes["value"]
    assert again == token
    admin.submit(refused, {"role": "trainer", "scope": "UNIT"}, action=f"{path}/roles")

    roles = db.session.scalars(select(Grant.role).where(Grant.person_id == someone()))
    assert sorted(roles) == ["trainee", "trainer"]


def test_a_form_without_its_token_is_refused(signed_in):
    client = signed_in("quantri")

    page = client.post(f"/people/{someone()}/close", {}, status=400)

    assert "Trang chủ" in page.whole_text
    assert db.session.get(Person, someone()).active


def park_a_grant(admin: PageClient) -> Page:
    """An administrator's form arrives after the session ended; the page after signing in again."""
    path = f"/people/{someone()}"
    page = admin.get(path)
    expire("quantri")
    sent = admin.submit(page, {"role": "manager", "scope": "AREA"}, action=f"{path}/roles")
    return sign_in_and_come_back(admin, sent, "quantri")


def test_a_form_brought_back_refused_and_mended_leaves_nothing_behind(signed_in):
    admin = signed_in("quantri")
    back = park_a_grant(admin)
    roles = f"{back.path}/roles"

    bad = {"role": "trainee", "scope": "OWN"}
    refused = admin.submit(back, bad, action=roles, status=422)
    assert "vẫn còn ở đây" in admin.get(back.path).text, "not sent yet, and no longer offered"
    admin.submit(refused, {"role": "trainer", "scope": "UNIT"}, action=roles)

    assert count(ParkedForm) == 0
    assert "vẫn còn ở đây" not in admin.get(back.path).text
    with admin.client.session_transaction() as session:
        assert session["parked"] == []


def test_a_form_sent_from_another_device_leaves_nothing_behind(signed_in):
    admin = signed_in("quantri")
    path = f"/people/{someone()}"
    page = admin.get(path)
    expire("quantri")
    phone = signed_in("quantri")  # before anything was parked: it was told of nothing
    admin.submit(page, {"role": "manager", "scope": "AREA"}, action=f"{path}/roles")
    assert count(ParkedForm) == 1

    phone.submit(phone.get(path), {"role": "trainer", "scope": "UNIT"}, action=f"{path}/roles")

    assert count(ParkedForm) == 0


def test_another_form_of_the_same_page_leaves_what_was_typed_alone(signed_in):
    admin = signed_in("quantri")
    back = park_a_grant(admin)

    admin.submit(back, action=f"{back.path}/close")

    assert "vẫn còn ở đây" in admin.get(back.path).text


def test_only_the_form_that_was_sent_is_forgotten_not_those_drawn_beside_it(
    signed_in, count_statements
):
    admin = signed_in("quantri")
    page = admin.get(f"/people/{someone()}")

    with count_statements() as statements:
        admin.submit(page, action=f"{page.path}/reset-password", status=200)

    assert sum("DELETE FROM parked_form" in each for each in statements.seen) == 1, statements


def test_the_same_token_with_another_content_is_told_and_what_was_typed_stays(signed_in):
    admin = signed_in("quantri")
    path = f"/people/{someone()}"
    page = admin.get(path)
    admin.submit(page, {"role": "trainer", "scope": "UNIT"}, action=f"{path}/roles")

    changed = {"role": "manager", "scope": "AREA"}
    second = admin.submit(page, changed, action=f"{path}/roles")

    assert acts("role_granted") == 1
    back = admin.follow(second)
    assert back.path == path
    assert "chưa được ghi nhận" in back.text
    assert back.form(f"{path}/roles").css_first("option[selected][value=manager]")
    admin.submit(back, action=f"{path}/roles")
    assert acts("role_granted") == 2
    assert count(ParkedForm) == 0


def test_the_token_of_one_form_sent_to_another_address_is_another_act(signed_in):
    admin = signed_in("quantri")
    path = f"/people/{someone()}"
    page = admin.get(path)
    admin.submit(page, action=f"{path}/close")

    sent = fields_of(page.form(f"{path}/close"))
    second = admin.post(f"{path}/reopen", sent, referrer=path)

    assert "chưa được ghi nhận" in admin.follow(second).text


def test_of_two_contents_sent_at_once_with_one_token_one_is_an_act_and_one_is_kept(server: Flask):
    admin = PageClient(server.test_client())
    admin.sign_in("quantri")
    with server.app_context():
        path = f"/people/{someone()}"
    page = admin.get(path)
    sent = fields_of(page.form(f"{path}/roles"))

    def sender(fields: dict[str, str]) -> Callable[[], int]:
        tab = server.test_client()
        tab._cookies = dict(admin.client._cookies)
        data = {**sent, **fields}
        return lambda: tab.post(f"{path}/roles", data=data, base_url="http://localhost").status_code

    contents = [{"role": "trainer", "scope": "UNIT"}, {"role": "manager", "scope": "AREA"}]

    assert races.at_once([sender(fields) for fields in contents]) == [303, 303]
    with server.app_context():
        assert acts("role_granted") == 1
        granted = set(db.session.scalars(select(Grant.role).where(Grant.person_id == someone())))
        kept = db.session.scalars(select(ParkedForm)).one().fields["role"]
        assert granted | set(kept) == {"trainee", "trainer", "manager"}


def test_a_changed_start_of_a_practice_run_is_not_dropped_in_silence(signed_in):
    client = signed_in("hocvien")
    briefing = client.get(f"/practice/scenarios/{CODE}")
    client.submit(briefing, {"mode": "guided"}, holding="Bắt đầu làm bài")

    second = client.submit(briefing, {"mode": "free"}, holding="Bắt đầu làm bài")

    back = client.follow(second)
    assert back.path == briefing.path
    assert "chưa được ghi nhận" in back.text


def test_a_receipt_holds_nothing_a_password_could_be_guessed_from(signed_in, app):
    client = signed_in("hocvien")
    page = client.get("/account/password")
    fields = {
        "old_password": PASSWORD,
        "new_password": NEW_PASSWORD,
        "repeated_password": NEW_PASSWORD,
    }
    client.submit(page, fields, action="/account/password")
    mark = db.session.scalars(select(FormReceipt.content_mark)).one()
    token = page.one("main input[name=once]").attributes["value"]

    data = {**fields, "once": token}
    with app.test_request_context("/account/password", method="POST", data=data):
        assert once._content_mark() == mark
        with pytest.MonkeyPatch.context() as patch:
            patch.setitem(app.config, "SECRET_KEY", "what a thief of the database must guess")
            assert once._content_mark() != mark


def test_a_second_copy_of_a_password_reset_says_where_the_password_went(signed_in):
    admin = signed_in("quantri")
    path = f"/people/{someone()}"
    page = admin.get(path)

    first = admin.submit(page, action=f"{path}/reset-password", status=200)
    second = admin.follow(admin.submit(page, action=f"{path}/reset-password"))

    assert acts("password_reset") == 1
    assert first.one(".notice code").text() not in second.html
    assert "đã hiện ra một lần" in second.text
    again = admin.submit(second, action=f"{path}/reset-password", status=200)
    assert again.one(".notice code").text()
    assert acts("password_reset") == 2


def test_the_words_about_a_reset_end_when_the_password_was_changed(signed_in):
    admin = signed_in("quantri")

    page = admin.get(f"/people/{someone()}/reset-password")

    assert "đã hiện ra một lần" not in page.text


def test_a_double_click_on_a_new_password_shows_the_first_answer(signed_in):
    client = signed_in("hocvien")
    page = client.get("/account/password")
    fields = {
        "old_password": PASSWORD,
        "new_password": NEW_PASSWORD,
        "repeated_password": NEW_PASSWORD,
    }

    first = client.submit(page, fields, action="/account/password")
    second = client.submit(page, fields, action="/account/password")

    assert first.response.headers["Location"] == second.response.headers["Location"] == "/"


@pytest.mark.parametrize(
    ("purge", "model", "kept_for"),
    [
        (once.purge, FormReceipt, timedelta(days=2)),
        (parking.purge, ParkedForm, timedelta(hours=12)),
    ],
    ids=["receipts", "parked forms"],
)
def test_what_nobody_comes_back_for_is_forgotten(app, purge, model, kept_for):
    now, person = clock.now(), someone()
    for number, age in enumerate((kept_for + timedelta(seconds=1), kept_for)):
        row = model(person_id=person, kept_at=now - age)
        if model is FormReceipt:
            row.token, row.location, row.content_mark = str(number), "/", "0" * 64
        else:
            row.path, row.fields = f"/{number}", {}
        db.session.add(row)
    db.session.commit()

    assert purge(now) == 1
    assert count(model) == 1
    db.session.rollback()
    assert count(model) == 2, "it committed by itself"
