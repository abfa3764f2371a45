"""What holds of every answer: headers, errors, health, languages, the database's own guards."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import DatabaseError

from lms import clock, database, health
from lms.audit import AuditEntry
from lms.competencies.models import Evidence
from lms.extensions import db
from lms.people.models import Person
from tests.integration.pages import PageClient


def first_person() -> Person:
    return db.session.scalars(select(Person).order_by(Person.id)).first()


@pytest.mark.parametrize("path", ["/sign-in", "/", "/khong-co", "/healthz", "/account"])
def test_every_answer_carries_the_security_headers(client: PageClient, path: str):
    headers = client.client.get(path).headers

    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["X-Request-ID"]


def test_pages_of_a_signed_in_person_are_kept_by_nobody(signed_in):
    response = signed_in("hocvien").client.get("/", base_url="http://localhost")

    assert response.headers["Cache-Control"] == "no-store"
    assert "Cookie" in response.headers["Vary"]


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client: PageClient):
    cookie = client.client.get("/sign-in").headers["Set-Cookie"]

    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


@pytest.mark.parametrize(
    ("path", "method", "status", "words"),
    [
        ("/khong-co", "get", 404, "Không tìm thấy"),
        ("/sign-out", "get", 405, "Trang chủ"),
        ("/people/999999", "get", 404, "Không tìm thấy"),
    ],
)
def test_an_error_page_says_what_to_do_next(signed_in, path, method, status, words):
    client = signed_in("quantri")

    page = client.get(path, status=status)

    assert words.casefold() in page.whole_text.casefold()
    assert page.all("main a[href='/']")


def test_what_is_not_allowed_is_a_page_that_says_so(signed_in):
    page = signed_in("hocvien").get("/people", status=403)

    assert page.all("main a[href='/']")


def test_too_large_a_form_is_refused_in_words(signed_in):
    client = signed_in("hocvien")

    page = client.post("/account/password", {"old_password": "x" * 3_000_000}, status=413)

    assert page.all("main a[href='/']")


def test_a_fault_of_ours_shows_no_secret_and_an_id(app: Flask, signed_in, monkeypatch):
    def broken(_person: Any) -> None:
        raise RuntimeError("select secret from vault")

    client = signed_in("hocvien")
    monkeypatch.setattr("lms.home.queries.start", broken)

    response = client.client.get(
        "/", base_url="http://localhost", headers={"X-Request-ID": "abc-12345"}
    )

    text_ = response.get_data(as_text=True)
    assert response.status_code == 500
    assert "vault" not in text_
    assert "Traceback" not in text_
    assert "abc-12345" in text_


def test_the_language_switch_is_kept_through_sign_in(client: PageClient):
    client.get("/language/en", status=303)
    page = client.get("/sign-in")
    assert page.one("html").attributes["lang"] == "en"
    assert "Sign in" in page.text

    page = client.sign_in("hocvien")

    assert page.one("html").attributes["lang"] == "en"


def test_healthz_asks_nothing_of_the_database(client: PageClient, count_statements):
    with count_statements() as statements:
        assert client.client.get("/healthz").get_data(as_text=True) == "ok\n"

    assert len(statements) == 0


def test_readyz_is_ready_when_the_migrations_fit(client: PageClient):
    assert client.client.get("/readyz").status_code == 200


@pytest.mark.parametrize(
    ("revision", "words"), [("9999", "mới hơn chương trình"), (None, "chưa được nâng cấp")]
)
def test_readyz_says_which_of_code_and_database_is_behind(client: PageClient, revision, words):
    if revision:
        db.session.execute(text("update alembic_version set version_num = :new"), {"new": revision})
    else:
        db.session.execute(text("delete from alembic_version"))
    db.session.commit()

    response = client.client.get("/readyz")

    assert response.status_code == 503
    assert words in response.get_data(as_text=True)


def test_the_models_and_the_migrations_agree(app: Flask):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    context = MigrationContext.configure(
        db.session.connection(), opts={"compare_type": True, "render_as_batch": True}
    )

    differences = [
        change
        for change in compare_metadata(context, db.metadata)
        if not (
            isinstance(change, tuple) and change[0] == "remove_table" and "alembic" in str(change)
        )
    ]
    assert differences == []


def test_the_database_is_told_to_be_safe_on_every_connection(app: Flask):
    """A connection that was just opened, for the one in use has been through the migrations."""
    fresh = db.engines[None].engine.raw_connection()
    ask = fresh.cursor()
    try:
        if db.session.get_bind().dialect.name == "postgresql":
            ask.execute("show synchronous_commit")
            assert ask.fetchone() == ("on",)
            ask.execute("show lock_timeout")
            assert ask.fetchone() == ("5s",)
            return
        meaning = {
            "journal_mode": "wal",
            "synchronous": 2,
            "busy_timeout": 5000,
            "foreign_keys": 1,
            "mmap_size": 268435456,
        }
        assert set(meaning) == set(database.SQLITE_PRAGMAS)
        for name, value in meaning.items():
            assert ask.execute(f"pragma {name}").fetchone() == (value,), name
    finally:
        fresh.close()


@pytest.mark.parametrize("change", ["update", "delete"])
@pytest.mark.parametrize("table", ["audit_entry", "evidence"])
def test_what_is_written_into_an_append_only_table_stays(app: Flask, table: str, change: str):
    person = first_person()
    if table == "audit_entry":
        db.session.execute(
            insert(AuditEntry).values(
                at=clock.now(), actor_name="x", action="x", subject_kind="x", subject_id="1",
                subject_name="", address="", request_id="",
            )
        )  # fmt: skip
    else:
        db.session.execute(
            insert(Evidence).values(
                person_id=person.id, competency_id=1, kind="quiz", source_kind="x", source_id="1",
                title="x", level=1, shown_at=clock.now(),
            )
        )  # fmt: skip
    db.session.commit()
    column = {"audit_entry": "action", "evidence": "title"}[table]
    statement = {
        "update": f"update {table} set {column} = 'forged'",
        "delete": f"delete from {table}",
    }[change]

    with pytest.raises(DatabaseError, match="append only"):
        db.session.execute(text(statement))


def test_an_instant_without_its_zone_is_refused(app: Flask):
    from datetime import datetime

    with pytest.raises(Exception, match="time zone"):
        db.session.execute(update(Person).values(created_at=datetime(2026, 1, 1)))
    db.session.rollback()


def test_an_instant_comes_back_in_utc(app: Flask):
    at = clock.now().replace(microsecond=0)
    person = first_person()
    person.created_at = clock.local(at)
    db.session.commit()
    db.session.expire_all()

    assert first_person().created_at == at
    assert first_person().created_at.utcoffset().total_seconds() == 0


def test_static_files_are_compressed_named_by_content_and_kept_for_years(client: PageClient):
    page = client.get("/sign-in")
    sheet = page.one("link[rel=stylesheet]").attributes["href"]

    response = client.client.get(sheet, headers={"Accept-Encoding": "br"})

    assert re.search(r"\.[0-9a-f]{8}\.css$", sheet)
    assert response.status_code == 200
    assert response.headers["Content-Encoding"] == "br"
    assert "immutable" in response.headers["Cache-Control"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_the_log_counts_each_failed_sign_in(client: PageClient):
    page = client.get("/sign-in")
    client.submit(page, {"username": "hocvien", "password": "x"}, action="/sign-in", status=422)

    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (entry.action, entry.subject_id, entry.address) == (
        "sign_in_failed", "hocvien", "127.0.0.1",
    )  # fmt: skip


def test_health_names_a_database_that_does_not_answer(app: Flask, monkeypatch):
    from sqlalchemy.exc import OperationalError

    def away(*_args: Any, **_kwargs: Any) -> None:
        raise OperationalError("select 1", {}, Exception("away"))

    monkeypatch.setattr(db.session, "execute", away)

    assert "không trả lời" in (health.database_fault() or "")


def test_the_log_tells_what_changed_in_words(signed_in):
    admin = signed_in("quantri")
    person_id = first_person().id
    db.session.rollback()
    page = admin.get(f"/people/{person_id}")
    admin.submit(page, {"role": "manager", "scope": "AREA"}, action=f"/people/{person_id}/roles")

    page = admin.get("/reports/audit-log?action=role_granted")

    assert "Vai trò: quản lý Phạm vi: cụm" in page.text
    assert "{" not in page.text


def test_the_log_goes_back_page_by_page(signed_in):
    admin = signed_in("quantri")
    for number in range(120):
        db.session.add(
            AuditEntry(
                at=clock.now(), actor_name="Hệ thống", action="signed_out", subject_kind="x",
                subject_id=str(number), subject_name=f"mục {number}",
            )
        )  # fmt: skip
    db.session.commit()
    seen = []
    page = admin.get("/reports/audit-log?action=signed_out")
    for _page in range(3):
        seen += re.findall(r"mục (\d+)", page.text)
        if page.all("a[href*='before=']"):
            page = admin.get(page.link("Xem các mục cũ hơn"))

    assert seen == [str(number) for number in range(119, -1, -1)]


@pytest.mark.parametrize("number", [2**31, 10**20])
@pytest.mark.parametrize(
    "path",
    [
        "/people/{}",
        "/competencies/people/{}",
        "/competencies/matrix/units/{}",
        "/competencies/matrix/areas/{}",
        "/practice/runs/{}",
        "/courses/co-che-mot-cua/quizzes/kiem-tra/attempts/{}",
    ],
)
def test_a_number_that_no_row_can_have_is_no_address(signed_in, path: str, number: int):
    signed_in("quantri").get(path.format(number), status=404)


@pytest.mark.parametrize(
    "path",
    [f"/reports/audit-log?before={10**20}", "/people?page=-5", f"/people?page={10**20}",
     f"/reports/courses/co-che-mot-cua?page={10**20}", "/people?page=x"],
)  # fmt: skip
def test_a_senseless_number_in_the_query_is_passed_over(signed_in, path: str):
    signed_in("quantri").get(path)


@pytest.mark.parametrize("path", ["/people?q=%00a", "/hop/%00", "/reports/courses/%00"])
def test_a_nul_is_refused_before_anything_looks_at_it(signed_in, path: str):
    signed_in("quantri").get(path, status=400)


def test_a_nul_in_a_form_is_refused(client: PageClient):
    page = client.get("/sign-in")

    client.submit(page, {"username": "a\0b", "password": "x"}, action="/sign-in", status=400)


def test_sessions_that_have_ended_by_themselves_are_not_listed(signed_in):
    from datetime import timedelta

    from lms.people.models import SignIn

    signed_in("hocvien")
    client = signed_in("hocvien")
    db.session.scalars(select(SignIn)).first().seen_at = clock.now() - timedelta(hours=3)
    db.session.commit()

    page = client.get("/account")

    assert len(page.all("table tbody tr")) == 1


def test_the_sign_in_page_offers_signing_in_once(client):
    assert len(re.findall(r"Đăng nhập</(?:a|button)>", client.get("/sign-in").html)) == 1
    assert client.get("/khong-co", status=404).link("Đăng nhập") == "/sign-in"


def test_an_error_page_says_what_its_code_is_for(signed_in):
    page = signed_in("hocvien").get("/khong-co", status=404)

    assert re.search(r"Khi gọi hỗ trợ, đọc mã này: \w{8,}", page.text)
    assert "Mã lỗi" not in page.text
