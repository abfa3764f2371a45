"""A session that ends in mid-form, a double click, a stale tab: nothing is lost or doubled."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from lms import clock
from lms.audit import AuditEntry
from lms.extensions import db
from lms.parking import ParkedForm
from lms.people.demo import PASSWORD
from lms.people.models import Grant, Person, SignIn


def someone(username: str = "hocvien") -> int:
    found = db.session.scalar(select(Person.id).where(Person.username == username))
    db.session.rollback()
    return found


def expire(username: str) -> None:
    for row in db.session.scalars(select(SignIn).join(Person).where(Person.username == username)):
        row.seen_at = clock.now() - timedelta(hours=2)
    db.session.commit()


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


def test_a_password_is_never_parked(signed_in):
    client = signed_in("hocvien")
    page = client.get("/account/password")
    expire("hocvien")

    client.submit(page, {"old_password": "bí mật", "new_password": "x"}, action="/account/password")

    assert "bí mật" not in str([p.fields for p in db.session.scalars(select(ParkedForm))])


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
