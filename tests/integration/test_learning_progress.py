"""The trainer's half: who did what in a course, for the people in reach."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask_login import login_user
from sqlalchemy import select

from lms import clock
from lms.extensions import db
from lms.learning.models import ContentItem, Course, Enrolment, LessonRead, QuizAttempt
from lms.people.actions import new_person
from lms.people.models import Unit
from lms.practice.models import Run, ScenarioVersion
from lms.reports import progress
from tests.integration.learning_answers import person

CODE = "co-che-mot-cua"


@pytest.fixture
def seen_by(app: Flask) -> Any:
    """seen_by("quanly", words="...") -> the page of the report which that person gets."""

    def see(username: str, **arguments: Any) -> Any:
        with app.test_request_context():
            login_user(person(username))
            return progress.started(course_parts(), **arguments)

    return see


@pytest.fixture
def waiting_for(app: Flask) -> Any:
    """waiting_for("quanly", words="...") -> the page of who hasn't begun, as that person gets it."""

    def see(username: str, **arguments: Any) -> Any:
        with app.test_request_context():
            login_user(person(username))
            return progress.not_started(course_parts(), **arguments)

    return see


def course_parts() -> progress.CourseParts:
    parts = progress.parts_of(CODE)
    assert parts is not None
    return parts


def practise(username: str, code: str, *, passed: bool, at: datetime) -> None:
    """A finished run of the person on the scenario."""
    digest = db.session.scalars(
        select(ScenarioVersion.digest).where(ScenarioVersion.code == code)
    ).first()
    db.session.add(
        Run(
            person_id=person(username).id,
            scenario_digest=digest,
            mode="free",
            seed="s",
            sim_now="2026-11-24T08:00",
            status="finished",
            started_at=at,
            acted_at=at,
            finished_at=at,
            points=80,
            passed=passed,
        )
    )
    db.session.commit()


def quiz_item() -> ContentItem:
    return db.session.scalars(
        select(ContentItem)
        .join(Course, Course.version_id == ContentItem.version_id)
        .where(ContentItem.kind == "quiz")
    ).one()


def take_part(person_id: int, lessons: list[str], marks: list[tuple[float, bool]]) -> None:
    now = clock.now()
    db.session.add(
        Enrolment(person_id=person_id, course_code=CODE, enrolled_at=now, last_activity_at=now)
    )
    db.session.flush()
    for key in lessons:
        db.session.add(LessonRead(person_id=person_id, course_code=CODE, item_key=key, read_at=now))
    for number, (percent, passed) in enumerate(marks, 1):
        db.session.add(
            QuizAttempt(
                person_id=person_id,
                course_code=CODE,
                item_key="kiem-tra",
                item_id=quiz_item().id,
                number=number,
                seed="s",
                started_at=now,
                submitted_at=now,
                points=percent,
                out_of=100,
                percent=percent,
                passed=passed,
            )
        )
    db.session.commit()


def crowd(number: int, first: int = 0) -> None:
    unit = db.session.scalars(select(Unit).where(Unit.code == "05443")).one()
    people = [
        new_person(
            username=f"dong{n}",
            full_name=f"Người học {n:03}",
            unit_id=unit.id,
            position_code="reception",
            password_hash="x",
        )
        for n in range(first, first + number)
    ]
    db.session.add_all(people)
    db.session.flush()
    for n, each in enumerate(people):
        at = clock.now() - timedelta(minutes=n)
        db.session.add(
            Enrolment(person_id=each.id, course_code=CODE, enrolled_at=at, last_activity_at=at)
        )
    db.session.commit()


def test_a_row_says_what_somebody_did(seen_by: Any) -> None:
    me = person("hocvien")
    take_part(me.id, ["hai-cap", "ai-lam-gi", "bai-da-bo"], [(55.6, False), (88.9, True)])
    (row,) = seen_by("giangvien").rows
    assert (row.name, row.unit) == ("Cán bộ tiếp nhận 01", "Phường Phan Đình Phùng")
    assert (row.lessons_read, row.lessons) == (2, 12), "a lesson taken out counts for nobody"
    assert (row.attempts, row.best_percent, row.passed) == (2, 88.9, True)
    assert row.last_activity_at == row.enrolled_at


def test_who_only_began_has_no_mark(seen_by: Any) -> None:
    take_part(person("hocvien").id, [], [])
    (row,) = seen_by("giangvien").rows
    assert (row.lessons_read, row.attempts, row.best_percent, row.passed) == (0, 0, None, False)


@pytest.mark.parametrize(
    ("viewer", "seen"),
    [
        ("giangvien", {"hocvien", "hocvien3", "hocvien4"}),
        ("quanlytinh", {"hocvien", "hocvien3", "hocvien4"}),
        ("lanhdao", {"hocvien"}),
        ("hocvien2", set()),
    ],
)
def test_only_people_in_reach_are_listed(seen_by: Any, viewer: str, seen: set[str]) -> None:
    ids = {}
    for username in ("hocvien", "hocvien3", "hocvien4"):
        ids[person(username).id] = username
        take_part(person(username).id, [], [])
    page = seen_by(viewer)
    assert {ids[row.person_id] for row in page.rows} == seen
    assert page.total == len(seen)


def test_a_manager_of_an_area_sees_that_area_only(seen_by: Any) -> None:
    manager = person("quanly")
    for username in ("hocvien", "hocvien3", "hocvien4"):
        take_part(person(username).id, [], [])
    expected = {
        person(name).id
        for name in ("hocvien", "hocvien3", "hocvien4")
        if person(name).unit.area_id == manager.unit.area_id
    }
    assert {row.person_id for row in seen_by("quanly").rows} == expected
    assert person("hocvien3").id in expected
    assert person("hocvien4").id not in expected


def test_people_are_found_without_diacritics(seen_by: Any) -> None:
    for username in ("hocvien", "hocvien2"):
        take_part(person(username).id, [], [])
    page = seen_by("giangvien", words="tiep nhan 02")
    assert [row.name for row in page.rows] == ["Cán bộ tiếp nhận 02"]
    assert seen_by("giangvien", words="100%").rows == []


def test_the_latest_active_come_first_fifty_a_page(seen_by: Any) -> None:
    crowd(120)
    pages = [seen_by("giangvien", number=number) for number in (1, 2, 3)]
    assert [len(page.rows) for page in pages] == [50, 50, 20]
    assert {(page.pages, page.total) for page in pages} == {(3, 120)}
    names = [row.name for page in pages for row in page.rows]
    assert names == [f"Người học {n:03}" for n in range(120)]
    assert seen_by("giangvien", number=99).number == 3


def test_the_number_of_statements_does_not_grow(seen_by: Any, count_statements: Any) -> None:
    take_part(person("hocvien").id, ["hai-cap"], [(10, False)])
    counts = []
    for first, people in ((0, 1), (1, 60)):
        crowd(people, first)
        db.session.expunge_all()
        with count_statements() as statements:
            page = seen_by("giangvien")
        counts.append(len(statements))
    assert len(page.rows) == 50
    assert counts[0] == counts[1]


def test_practice_counts_what_was_passed_and_as_activity(seen_by: Any) -> None:
    now = clock.now()
    take_part(person("hocvien").id, [], [])
    take_part(person("hocvien2").id, [], [])
    first, second = sorted(course_parts().scenarios)
    practise("hocvien", first, passed=True, at=now + timedelta(hours=1))
    practise("hocvien", first, passed=True, at=now + timedelta(hours=2))
    practise("hocvien", second, passed=False, at=now + timedelta(hours=3))
    row, other = seen_by("giangvien").rows
    assert row.person_id == person("hocvien").id, "the latest active stands first"
    assert (row.practised, row.practices) == (1, 2)
    assert row.last_activity_at == now + timedelta(hours=3)
    assert (other.practised, other.practices) == (0, 2)
    assert other.last_activity_at == other.enrolled_at


def test_practice_of_other_courses_does_not_count(seen_by: Any) -> None:
    take_part(person("hocvien").id, [], [])
    now = clock.now()
    db.session.add(
        ScenarioVersion(digest="0" * 64, code="khac", title="Khác", texts={}, published_at=now)
    )
    db.session.flush()
    practise("hocvien", "khac", passed=True, at=now + timedelta(hours=1))
    (row,) = seen_by("giangvien").rows
    assert row.practised == 0
    assert row.last_activity_at == row.enrolled_at


def test_who_has_not_begun_is_listed_until_they_begin(waiting_for: Any) -> None:
    before = waiting_for("giangvien")
    assert "Cán bộ tiếp nhận 01" in [row.name for row in before.rows]
    take_part(person("hocvien").id, [], [])
    after = waiting_for("giangvien")
    assert "Cán bộ tiếp nhận 01" not in [row.name for row in after.rows]
    assert after.total == before.total - 1


def test_who_left_is_not_waited_for(waiting_for: Any) -> None:
    person("hocvien2").active = False
    db.session.commit()
    assert waiting_for("giangvien", words="tiep nhan 02").total == 0


def test_only_people_in_reach_are_waited_for(waiting_for: Any) -> None:
    names = {row.person_id for row in waiting_for("quanly").rows}
    assert person("hocvien3").id in names
    assert person("hocvien4").id not in names


def test_the_trainer_changes_between_the_two_lists(signed_in: Any) -> None:
    take_part(person("hocvien").id, [], [])
    trainer = signed_in("giangvien")
    page = trainer.get(f"/reports/courses/{CODE}")
    assert "Cán bộ tiếp nhận 01" in page.text
    assert "0/2" in page.one("td[data-label='Thực hành đạt']").text()
    page = trainer.get(page.link("Chưa bắt đầu"))
    assert "Cán bộ tiếp nhận 01" not in page.text
    assert "Cán bộ tiếp nhận 02" in page.text
    assert page.one("form[role=search] input[name=show]").attributes["value"] == "not-started"
    found = trainer.get(f"/reports/courses/{CODE}?show=not-started&q=khong+ai+ten+nay")
    assert "Không có học viên nào khớp" in found.text
