"""Signing in, staying signed in, and being signed out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from lms import clock
from lms.audit import AuditEntry
from lms.extensions import db
from lms.jobs import OutboxJob
from lms.people.demo import PASSWORD
from lms.people.models import Person, SignIn, SignInTries
from tests.integration.pages import PageClient


def person(username: str) -> Person:
    return db.session.scalar(select(Person).where(Person.username == username))


def test_a_trainee_signs_in_and_is_greeted_by_the_start_page(client: PageClient):
    page = client.sign_in("hocvien")

    assert page.path == "/"
    assert "Cán bộ tiếp nhận 01" in page.whole_text


@pytest.mark.parametrize(
    ("username", "password"), [("hocvien", "sai mật khẩu"), ("khong-co-ai", PASSWORD)]
)
def test_a_wrong_name_and_a_wrong_password_are_refused_in_the_same_words(
    client: PageClient, username: str, password: str
):
    page = client.get("/sign-in")

    answer = client.submit(
        page, {"username": username, "password": password}, action="/sign-in", status=422
    )

    assert "Tên đăng nhập hoặc mật khẩu chưa đúng" in answer.text
    assert username in answer.html, "what was typed is lost"
    assert password not in answer.html


def test_the_user_name_may_be_typed_in_capitals_and_with_blanks(client: PageClient):
    assert client.sign_in(" HocVien ").path == "/"


def test_after_ten_wrong_passwords_the_account_is_closed_for_a_while(client: PageClient):
    for _try in range(10):
        page = client.get("/sign-in")
        client.submit(page, {"username": "hocvien", "password": "x"}, action="/sign-in", status=422)

    page = client.get("/sign-in")
    answer = client.submit(
        page, {"username": "hocvien", "password": PASSWORD}, action="/sign-in", status=429
    )

    assert "thử lại sau 15 phút" in answer.text
    tries = db.session.get(SignInTries, "account:hocvien")
    tries.window_began_at = clock.now() - timedelta(minutes=16)
    db.session.commit()
    assert client.sign_in("hocvien").path == "/"


def test_an_account_that_isnt_there_is_throttled_the_same_way(client: PageClient):
    for _try in range(10):
        page = client.get("/sign-in")
        client.submit(page, {"username": "ai-do", "password": "x"}, action="/sign-in", status=422)

    page = client.get("/sign-in")
    client.submit(page, {"username": "ai-do", "password": "x"}, action="/sign-in", status=429)


def test_an_address_is_throttled_across_accounts(client: PageClient):
    now = clock.now()
    db.session.add(SignInTries(key="address:127.0.0.1", window_began_at=now, failures=100))
    db.session.commit()

    page = client.get("/sign-in")

    client.submit(
        page, {"username": "hocvien", "password": PASSWORD}, action="/sign-in", status=429
    )


def test_a_cookie_copied_before_sign_out_opens_nothing_after_it(signed_in):
    client = signed_in("hocvien")
    copied = client.client.get_cookie("dong_hanh").value
    client.submit(client.get("/"), action="/sign-out")

    client.client.set_cookie("dong_hanh", copied)

    assert client.get("/", status=303).response.headers["Location"].startswith("/sign-in")


def test_the_session_is_new_at_sign_in(client: PageClient):
    client.get("/sign-in")
    with client.client.session_transaction() as session:
        session["planted"] = "by somebody who used this browser before"

    client.sign_in("hocvien")

    with client.client.session_transaction() as session:
        assert "planted" not in session
        assert session["_user_id"]


def test_sign_out_everywhere_ends_the_session_on_another_device(signed_in):
    office, phone = signed_in("hocvien"), signed_in("hocvien")

    office.submit(office.get("/account"), action="/account/sign-out-everywhere")

    phone.get("/", status=303)
    assert db.session.scalar(select(func.count()).select_from(SignIn)) == 0


@pytest.mark.parametrize(
    ("began", "seen"),
    [(timedelta(minutes=90), timedelta(minutes=61)), (timedelta(hours=13), timedelta(minutes=1))],
    ids=["idle", "too old"],
)
def test_a_session_ends_by_rest_and_by_age(signed_in, began: timedelta, seen: timedelta):
    client = signed_in("hocvien")
    row = db.session.scalar(select(SignIn))
    row.began_at, row.seen_at = clock.now() - began, clock.now() - seen
    db.session.commit()

    client.get("/", status=303)


def test_being_seen_moves_the_idle_time_out_at_most_once_a_minute(signed_in):
    client = signed_in("hocvien")
    row = db.session.scalar(select(SignIn))
    row.seen_at = clock.now() - timedelta(minutes=30)
    db.session.commit()

    client.get("/account")

    db.session.expire_all()
    first = db.session.scalar(select(SignIn)).seen_at
    assert clock.now() - first < timedelta(seconds=30)
    db.session.rollback()
    client.get("/account")
    assert db.session.scalar(select(SignIn)).seen_at == first


def test_an_initial_password_must_be_changed_before_anything_else(client: PageClient):
    someone = person("hocvien")
    someone.must_change_password = True
    db.session.commit()

    page = client.get("/sign-in")
    client.submit(page, {"username": "hocvien", "password": PASSWORD}, action="/sign-in")
    page = client.get("/account/password")
    assert "lần đăng nhập đầu tiên" in page.text
    assert client.get("/courses", status=303).response.headers["Location"] == "/account/password"

    client.submit(
        page,
        {
            "old_password": PASSWORD,
            "new_password": "bốn từ bất kỳ nhé",
            "repeated_password": "bốn từ bất kỳ nhé",
        },
        action="/account/password",
    )
    client.get("/")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"old_password": "sai"}, "Mật khẩu hiện tại chưa đúng."),
        ({"new_password": "ngắn", "repeated_password": "ngắn"}, "ít nhất 10 ký tự"),
        ({"repeated_password": "khác hẳn nhau"}, "chưa giống nhau"),
        (
            {"new_password": "hocvien-2026", "repeated_password": "hocvien-2026"},
            "không được chứa tên",
        ),
        ({"new_password": PASSWORD, "repeated_password": PASSWORD}, "phải khác"),
    ],
)
def test_a_bad_new_password_is_refused_with_what_to_mend(signed_in, fields, sentence: str):
    client = signed_in("hocvien")
    good = {
        "old_password": PASSWORD,
        "new_password": "bốn từ bất kỳ nhé",
        "repeated_password": "bốn từ bất kỳ nhé",
    }

    page = client.submit(
        client.get("/account/password"),
        {**good, **fields},
        action="/account/password",
        status=422,
    )

    assert sentence in page.text


def test_changing_the_password_ends_other_sessions_and_asks_for_a_mail(signed_in):
    office, phone = signed_in("hocvien"), signed_in("hocvien")

    office.submit(
        office.get("/account/password"),
        {
            "old_password": PASSWORD,
            "new_password": "bốn từ bất kỳ nhé",
            "repeated_password": "bốn từ bất kỳ nhé",
        },
        action="/account/password",
    )

    office.get("/")
    phone.get("/", status=303)
    job = db.session.scalar(select(OutboxJob))
    assert job.payload["to"] == "hocvien@vidu.example"
    assert "bốn từ" not in str(job.payload)


@pytest.mark.parametrize(
    "target",
    ["//e.example", "/\\e.example", "https:e.example", "https://e.example/", "javascript:alert(1)",
     "\t//e.example", "/%0d%0aSet-Cookie:x", "http:///e.example", "/\t/e.example"],
)  # fmt: skip
def test_sign_in_leads_nowhere_but_to_this_site(client: PageClient, target: str):
    page = client.get("/sign-in")

    answer = client.submit(
        page,
        {"username": "hocvien", "password": PASSWORD, "next": target},
        action="/sign-in",
    )

    location = answer.response.headers["Location"]
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\"))
    assert "\n" not in location


def test_sign_in_leads_back_to_the_page_that_was_asked_for(client: PageClient):
    sent = client.get("/account", status=303)
    page = client.follow(sent)

    answer = client.submit(page, {"username": "hocvien", "password": PASSWORD}, action="/sign-in")

    assert answer.response.headers["Location"] == "/account"


def test_a_closed_account_is_out_at_the_next_request(signed_in):
    client, admin = signed_in("hocvien"), signed_in("quantri")
    someone = person("hocvien").id
    db.session.rollback()

    page = admin.get(f"/people/{someone}")
    admin.submit(page, action=f"/people/{someone}/close")

    client.get("/", status=303)
    actions = list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))
    assert actions[-1] == "account_closed"
