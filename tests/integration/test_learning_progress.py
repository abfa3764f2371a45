"""The trainer's half: who did what in a course, for the people in reach."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask_login import login_user
from sqlalchemy import select

from lms import clock
from lms.extensions import db
from lms.learning import queries
from lms.learning.models import ContentItem, Course, Enrolment, LessonRead, QuizAttempt
from lms.people.actions import new_person
from lms.people.models import Unit
from tests.integration.learning_answers import person

CODE = "co-che-mot-cua"


@pytest.fixture
def seen_by(app: Flask) -> Any:
    """seen_by("quanly", words="...") -> the page of the report which that person gets."""

    def see(username: str, **arguments: Any) -> Any:
        with app.test_request_context():
            login_user(person(username))
            return queries.course_progress(CODE, **arguments)

    return see


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
