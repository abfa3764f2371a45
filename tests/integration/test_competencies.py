"""The matrix and one's own page: evidence goes in, the right people see it."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select

from lms.competencies.actions import record_evidence
from lms.competencies.models import Competency, Evidence, Standing
from lms.extensions import db
from lms.people.models import Area, Person, Unit
from tests.integration.pages import Page


def person(username: str) -> Person:
    return db.session.scalar(select(Person).where(Person.username == username))


def show(username: str, levels: dict[str, int], source: int = 1) -> None:
    record_evidence(
        person(username), levels, kind="practice", source=("run", source), title="Thực hành mẫu"
    )
    db.session.commit()


def row(page: Page, name: str) -> list[str]:
    """The cells of the row whose head holds the name, as they are read."""
    for line in page.all("table.matrix tbody tr"):
        if name in line.css_first("th").text():
            return [" ".join(cell.text().split()) for cell in line.css("td")]
    raise AssertionError(f"no row {name} on {page.path}")


def test_evidence_raises_the_standing_and_is_listed_as_the_reason(signed_in):
    show("hocvien", {"reception.law": 1})

    page = signed_in("hocvien").get("/competencies")

    assert "Đang ở mức 1: Nhận biết." in page.text
    assert "Thực hành mẫu: mức 1" in page.text
    assert "Chưa có minh chứng nào." in page.text


def test_the_same_source_counts_once(app):
    show("hocvien", {"reception.law": 1})
    show("hocvien", {"reception.law": 3})

    assert db.session.scalar(select(func.count()).select_from(Evidence)) == 1
    assert db.session.scalars(select(Standing.level)).all() == [1]


def test_weaker_evidence_later_takes_nothing_away(app):
    show("hocvien", {"reception.law": 3}, source=1)
    show("hocvien", {"reception.law": 1}, source=2)

    assert db.session.scalars(select(Standing.level)).all() == [3]


def test_a_competency_that_the_framework_lacks_is_passed_over(app):
    show("hocvien", {"flying": 3})

    assert db.session.scalar(select(func.count()).select_from(Evidence)) == 0


def test_the_manager_of_the_area_sees_the_change_and_the_other_manager_nothing(signed_in):
    unit_id = person("hocvien").unit_id
    person_id = person("hocvien").id
    db.session.rollback()
    manager, other = signed_in("quanly"), signed_in("quanly2")
    page = manager.get("/competencies/matrix")
    assert row(page, "Phan Đình Phùng")[:2] == ["2", row(page, "Phan Đình Phùng")[1]]
    assert "0/2" in row(page, "Phan Đình Phùng")[1]

    show("hocvien", {"reception.law": 3, "reception.system": 2})

    page = manager.get("/competencies/matrix")
    assert "1/2" in row(page, "Phan Đình Phùng")[1]
    assert "0/2" in row(page, "Phan Đình Phùng")[2]
    page = manager.get(page.link("Phường Phan Đình Phùng"))
    cells = row(page, "Cán bộ tiếp nhận 01")
    assert cells[0].startswith("3")
    assert "Làm độc lập" in cells[0]
    assert cells[1].startswith("2")
    page = manager.get(page.link("Cán bộ tiếp nhận 01"))
    assert "Thực hành mẫu" in page.text

    page = other.get("/competencies/matrix")
    assert "Phan Đình Phùng" not in page.text
    other.get(f"/competencies/matrix/units/{unit_id}", status=404)
    other.get(f"/competencies/people/{person_id}", status=404)


def test_the_manager_of_a_unit_sees_that_unit_alone(signed_in):
    page = signed_in("lanhdao").get("/competencies/matrix")

    assert [line.css_first("th").text().strip() for line in page.all("table.matrix tbody tr")] == [
        "Phường Phan Đình Phùng"
    ]


def test_the_province_goes_from_area_to_unit_to_person(signed_in):
    client = signed_in("quanlytinh")
    page = client.get("/competencies/matrix")
    assert len(page.all("table.matrix tbody tr")) == 10

    page = client.get(page.link("A1 Trung tâm Thái Nguyên"))
    assert len(page.all("table.matrix tbody tr")) == 8
    page = client.get(page.link("Phường Phan Đình Phùng"))
    assert len(page.all("table.matrix tbody tr")) == 2
    page = client.get("/competencies/matrix/areas/0")
    assert "Cấp tỉnh" in page.text


def test_a_closed_account_is_counted_neither_as_ready_nor_as_there(signed_in):
    show("hocvien", {"reception.law": 3})
    person("hocvien").active = False
    db.session.commit()

    page = signed_in("quanly").get("/competencies/matrix")

    assert "0/1" in row(page, "Phan Đình Phùng")[1]


@pytest.mark.parametrize("position", ["reception", "appraisal", "leadership", "support"])
def test_each_position_has_its_matrix(signed_in, position: str):
    page = signed_in("quanlytinh").get(f"/competencies/matrix?position={position}")

    assert len(page.all("table.matrix thead th")) == 7


def test_a_position_that_isnt_there_is_not_found(signed_in):
    signed_in("quanlytinh").get("/competencies/matrix?position=pilot", status=404)


def test_an_area_out_of_reach_is_like_one_that_isnt_there(signed_in):
    other_area = db.session.scalar(select(Area.id).where(Area.code == "A6"))
    db.session.rollback()
    client = signed_in("quanly")

    client.get(f"/competencies/matrix/areas/{other_area}", status=404)
    client.get("/competencies/matrix/areas/4711", status=404)
    client.get("/competencies/matrix/areas/0", status=404)


def test_a_unit_without_anybody_in_the_position_says_so(signed_in):
    unit_id = db.session.scalar(select(Unit.id).where(Unit.name == "Tích Lương"))
    db.session.rollback()

    page = signed_in("quanly").get(f"/competencies/matrix/units/{unit_id}")

    assert "chưa có ai giữ vị trí" in page.text


def test_the_framework_names_every_competency_of_the_four_positions(app):
    counts = db.session.execute(
        select(Competency.position_code, func.count()).group_by(Competency.position_code)
    )

    assert dict(counts.all()) == {"reception": 5, "appraisal": 5, "leadership": 5, "support": 5}


def test_units_stand_in_the_order_of_the_vietnamese_alphabet(signed_in):
    page = signed_in("quanly").get("/competencies/matrix")

    names = [row.css_first("th").text().strip().split(" ", 1)[1] for row in page.all("tbody tr")]
    assert names == [
        "Đại Phúc", "Gia Sàng", "Linh Sơn", "Phan Đình Phùng", "Quan Triều", "Quyết Thắng",
        "Tân Cương", "Tích Lương",
    ]  # fmt: skip


def test_a_very_long_name_is_kept_whole_on_both_databases(app):
    from lms.people.actions import new_person

    longest = "H’Bơ̆t Niê Kđăm Tôn Nữ Hoàng Quỳnh Thị Tường Vi Ưởng " * 4
    someone = person("hocvien")
    long_named = new_person(
        username="dai", full_name=longest[:200], unit_id=someone.unit_id,
        position_code="reception", password_hash="!",
    )  # fmt: skip
    db.session.add(long_named)
    db.session.commit()

    assert (
        db.session.scalar(select(Person.full_name).where(Person.username == "dai")) == longest[:200]
    )


def test_evidence_for_another_position_is_kept_and_makes_nobody_ready(signed_in):
    show("lanhdao", {"reception.law": 3})

    page = signed_in("quanly").get("/competencies/matrix")

    assert "0/2" in row(page, "Phan Đình Phùng")[1]
    assert db.session.scalar(select(func.count()).select_from(Evidence)) == 1
    assert db.session.scalar(select(func.count()).select_from(Standing)) == 0


def test_a_page_beyond_the_last_shows_the_last(signed_in):
    unit_id = person("hocvien").unit_id
    db.session.rollback()

    page = signed_in("quanly").get(f"/competencies/matrix/units/{unit_id}?page=999")

    assert "Cán bộ tiếp nhận 01" in page.text


def test_what_is_missing_comes_with_the_way_there(signed_in):
    show("hocvien", {"reception.law": 3})

    page = signed_in("hocvien").get("/competencies")

    ways = [node.text() for node in page.all(".box p") if "Để đạt mức" in node.text()]
    missing = len(page.all(".status-warn"))
    assert len(ways) == missing > 0
    assert "làm bài thực hành ở cách “Tự làm”, không dùng gợi ý." in " ".join(ways)
    assert page.link("Xem các bài thực hành") == "/practice"
    assert re.search(r"\b1/\d\b", page.one(".progress-words strong").text())


def test_who_looks_at_another_is_not_told_what_to_practise(signed_in):
    page = signed_in("quanlytinh").get(f"/competencies/people/{person('hocvien').id}")

    assert "Để đạt mức" not in page.text
