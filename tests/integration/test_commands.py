"""The commands of the operator: clear sentences, all or nothing."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from lms import shipped
from lms.extensions import db
from lms.people.models import Area, Unit


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
    text = shipped.PROVINCE.read_text(encoding="utf-8")
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
    text = shipped.PROVINCE.read_text(encoding="utf-8")
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
    from lms.people.models import Person

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
