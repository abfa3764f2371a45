"""The administrator's pages about people."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from lms.audit import AuditEntry
from lms.extensions import db
from lms.people.models import Person, Unit
from tests.integration.pages import Page, PageClient


def unit_id(name: str) -> str:
    found = db.session.scalar(select(Unit.id).where(Unit.name == name))
    db.session.rollback()
    return str(found)


def fill(client: PageClient, status: int = 200, **fields: str) -> Page:
    page = client.get("/people/new")
    good = {
        "full_name": "Ma Thị  Ưởng",
        "username": "Ma.Thi.Uong",
        "unit": unit_id("Tân Cương"),
        "position": "reception",
        "email": "",
    }
    return client.submit(page, {**good, **fields}, action="/people/new", status=status)


def test_a_new_person_signs_in_with_the_password_shown_and_must_change_it(signed_in, client):
    page = fill(signed_in("quantri"))
    initial = page.one("main code").text()

    assert page.one("h1").text() == "Ma Thị Ưởng"
    entering = client.get("/sign-in")
    client.submit(entering, {"username": "ma.thi.uong", "password": initial}, action="/sign-in")
    assert client.get("/", status=303).response.headers["Location"] == "/account/password"
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "person_added")).one()
    assert entry.after["unit"] == "Xã Tân Cương"
    assert initial not in str(entry.after)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"username": "hocvien"}, "đã có người dùng"),
        ({"username": "HOCVIEN "}, "đã có người dùng"),
        ({"username": "có dấu cách"}, "không có dấu cách"),
        ({"username": "x"}, "2 đến 60"),
        ({"full_name": " "}, "Nhập họ và tên."),
        ({"position": ""}, "Chọn vị trí việc làm."),
        ({"email": "khong phai thu"}, "ten@don-vi.vn"),
        ({"full_name": "x" * 201}, "200 ký tự"),
    ],
)
def test_a_fault_is_said_beside_its_field_and_the_rest_is_kept(signed_in, fields, sentence: str):
    page = fill(signed_in("quantri"), status=422, **fields)

    assert sentence in page.text
    assert page.one(f'option[selected][value="{unit_id("Tân Cương")}"]')


def test_nobody_joins_a_unit_that_was_not_chosen(signed_in):
    page = fill(signed_in("quantri"), status=422, unit="")

    assert "Chọn đơn vị." in page.text
    assert db.session.scalar(select(Person.id).where(Person.username == "ma.thi.uong")) is None


def test_a_person_is_found_without_diacritics(signed_in):
    admin = signed_in("quantri")
    fill(admin)

    page = admin.get("/people?q=ma thi uong")

    assert "Ma Thị Ưởng" in page.text
    assert "1 " in page.text


def test_an_administrator_is_one_of_the_whole_province(signed_in):
    admin = signed_in("quantri")
    someone = db.session.scalar(select(Person.id).where(Person.username == "hocvien"))
    db.session.rollback()
    page = admin.get(f"/people/{someone}")

    page = admin.submit(
        page, {"role": "admin", "scope": "OWN"}, action=f"/people/{someone}/roles", status=422
    )

    assert "luôn có phạm vi toàn tỉnh" in page.text


def test_a_role_is_given_and_taken_again(signed_in):
    admin = signed_in("quantri")
    someone = db.session.scalar(select(Person.id).where(Person.username == "hocvien"))
    db.session.rollback()
    path = f"/people/{someone}"
    admin.submit(admin.get(path), {"role": "manager", "scope": "UNIT"}, action=f"{path}/roles")
    page = admin.get(path)
    assert "Quản lý (đơn vị)" in page.text

    page = admin.follow(admin.submit(page, holding="Quản lý (đơn vị)"))

    assert "Quản lý (đơn vị)" not in page.text
    assert "Đã thu hồi vai trò." in page.whole_text


def test_nobody_takes_the_administrators_role_or_account_from_themselves(signed_in):
    admin = signed_in("quantri")
    me = db.session.scalar(select(Person.id).where(Person.username == "quantri"))
    db.session.rollback()
    page = admin.get(f"/people/{me}")

    page = admin.follow(admin.submit(page, holding="Quản trị hệ thống"))
    assert "không thể tự thu hồi" in page.whole_text
    page = admin.follow(admin.submit(page, action=f"/people/{me}/close"))
    assert "không thể tự khóa" in page.whole_text
