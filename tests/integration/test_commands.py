"""The commands of the operator: clear sentences, all or nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.audit import AuditEntry
from lms.extensions import db
from lms.people import passwords
from lms.people.models import Area, Person, Unit
from lms.settings import SHIPPED_PROVINCE


def units() -> int:
    return db.session.scalar(select(func.count()).select_from(Unit))


def run(app: Flask, *words: str):
    db.session.rollback()
    return app.test_cli_runner().invoke(args=words)


def test_the_shipped_province_is_loaded(app: Flask):
    communes = db.session.scalar(select(func.count()).where(Unit.area_id.is_not(None)))

    assert communes == 92
    assert db.session.scalar(select(func.count()).select_from(Area)) == 9


def test_a_broken_file_is_refused_with_every_line_and_nothing_is_written(
    app: Flask, tmp_path: Path
):
    text = SHIPPED_PROVINCE.read_text(encoding="utf-8")
    broken = text.replace('code: "05443"', "code: 5443").replace(
        "kind: phuong, area: A2", "kind: thanh-pho, area: A22", 1
    )
    file = tmp_path / "tinh.yaml"
    file.write_text(broken.replace("name: Tỉnh Thái Nguyên", "name: Tỉnh Khác"), encoding="utf-8")
    before = units()

    result = run(app, "org", "import", str(file))

    assert result.exit_code == 1
    lines = [line for line in result.output.splitlines() if line.startswith("tinh.yaml, dòng ")]
    assert len(lines) == 3, result.output
    assert "chưa ghi gì" in result.output
    assert units() == before


def test_a_file_in_another_encoding_is_refused_in_words(app: Flask, tmp_path: Path):
    file = tmp_path / "tinh.yaml"
    file.write_bytes("province: {name: Tỉnh}".encode("utf-16"))

    result = run(app, "org", "import", str(file))

    assert "UTF-8" in result.output
    assert result.exit_code == 1


def test_importing_again_brings_up_to_date_and_doubles_nothing(app: Flask, tmp_path: Path):
    file = tmp_path / "tinh.yaml"
    text = SHIPPED_PROVINCE.read_text(encoding="utf-8")
    file.write_text(
        text.replace("name: Trại Cau, kind: xa", "name: Trại Cau, kind: phuong"), encoding="utf-8"
    )
    before = units()

    result = run(app, "org", "import", str(file))

    assert "Đã thêm 0, cập nhật 1." in result.output
    db.session.expire_all()
    assert units() == before
    assert db.session.scalar(select(Unit.kind_code).where(Unit.code == "05662")) == "phuong"


def test_seeding_makes_the_same_people_every_time(app: Flask):
    result = run(app, "seed", "--people", "30", "--seed", "7")
    assert "30" in result.output
    names = list(
        db.session.scalars(
            select(Person.full_name)
            .where(Person.username.startswith("can-bo-7-"))
            .order_by(Person.username)
        )
    )

    from lms import seeding

    again = [row["full_name"] for row in seeding._rows(30, 7, 1, [1, 2, 3])]
    assert names == again


def test_an_administrator_is_added_with_a_password_that_is_shown_once(app: Flask):
    result = run(app, "people", "add-admin", "Nguyen.An", "Nguyễn  Văn An", "--unit", "SNV")

    assert result.exit_code == 0, result.output
    person = db.session.scalars(select(Person).where(Person.username == "nguyen.an")).one()
    assert (person.full_name, person.unit.code) == ("Nguyễn Văn An", "SNV")
    assert [(grant.role, grant.scope) for grant in person.grants] == [("admin", "PROVINCE")]
    assert person.must_change_password
    shown = re.search(r"chỉ hiện một lần này: (\S+)", result.output)[1]
    assert passwords.matches(person.password_hash, shown)
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    assert (entry.action, entry.subject_id) == ("person_added", str(person.id))
    assert entry.after is not None
    assert {
        "role": "admin",
        "scope": "PROVINCE",
        "unit": "Sở Nội vụ",
    }.items() <= entry.after.items()
    assert shown not in str(entry.after)


def test_an_administrator_without_a_unit_belongs_to_the_provincial_level(app: Flask):
    first = db.session.scalars(select(Unit).order_by(Unit.id).limit(1)).one()
    first.kind_code = "xa"
    db.session.commit()

    run(app, "people", "add-admin", "an", "Nguyễn Văn An")

    person = db.session.scalars(select(Person).where(Person.username == "an")).one()
    assert person.unit.kind.level == "province"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["quantri", "An"], "Tên đăng nhập “quantri” đã có người dùng. Xin chọn tên khác."),
        (["QuanTri", "An"], "Tên đăng nhập “quantri” đã có người dùng. Xin chọn tên khác."),
        (["an", "An", "--unit", "X"], "Không có đơn vị nào mang mã “X” trong cơ sở dữ liệu."),
        (["nguyen an", "An"], "Tên đăng nhập cần 2 đến 60 chữ cái"),
        (["a" * 61, "An"], "Tên đăng nhập cần 2 đến 60 chữ cái"),
        (["an", "  "], "Họ tên phải có từ 1 đến 200 ký tự."),
    ],
)
def test_an_administrator_who_cannot_be_added_is_refused_in_words(
    app: Flask, words: list[str], sentence: str
):
    before = db.session.scalar(select(func.count(Person.id)))

    result = run(app, "people", "add-admin", *words)

    assert result.exit_code == 1
    assert sentence in result.output
    assert db.session.scalar(select(func.count(Person.id))) == before
