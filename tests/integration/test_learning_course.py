"""Courses and lessons: what to do next, what is done, and what it costs."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, func, select

from lms.audit import AuditEntry
from lms.extensions import db
from lms.learning import queries
from lms.learning.models import Course, Enrolment, LessonRead
from tests.integration.learning_answers import (
    COURSE,
    answer_all,
    begin,
    hand_in,
    person,
    questions,
)
from tests.integration.pages import fields_of

FIRST = f"{COURSE}/lessons/hai-cap"
SECOND = f"{COURSE}/lessons/ai-lam-gi"


def start(client: Any) -> Any:
    return client.follow(client.submit(client.get(COURSE), action=f"{COURSE}/enrol"))


def test_the_list_offers_a_course_that_was_not_begun(signed_in: Any) -> None:
    page = signed_in("hocvien").get("/courses")
    assert "Chưa bắt đầu" in page.text
    assert page.link("Xem khóa học") == COURSE


def test_without_courses_the_list_says_so(signed_in: Any) -> None:
    db.session.execute(delete(Course))
    page = signed_in("hocvien").get("/courses")
    assert "Chưa có khóa học nào." in page.text


def test_beginning_leads_to_the_first_lesson(signed_in: Any) -> None:
    page = start(signed_in("hocvien"))
    assert page.path == FIRST
    assert "Bài 1/12 · 7 phút đọc" in page.text
    assert db.session.scalar(select(func.count()).select_from(Enrolment)) == 1


def test_beginning_twice_enrols_once(signed_in: Any) -> None:
    client = signed_in("hocvien")
    for page in [client.get(COURSE), client.get(COURSE)]:
        client.submit(page, action=f"{COURSE}/enrol")
    entries = select(func.count()).where(AuditEntry.action == "enrolled")
    assert db.session.scalar(entries) == 1


def test_reading_to_the_end_leads_on_and_is_remembered(signed_in: Any) -> None:
    client = signed_in("hocvien")
    page = client.follow(client.submit(start(client), holding="Đã đọc xong"))
    assert page.path == SECOND
    outline = client.get(COURSE)
    assert "1/15 phần" in outline.text
    assert outline.link("Học tiếp") == SECOND
    assert [node.text().strip() for node in outline.all(".status-good")] == ["Đã đọc"]
    assert "Đã đọc ngày" in client.get(FIRST).text
    assert client.get("/courses").link("Học tiếp") == SECOND


def test_a_lesson_read_twice_counts_once(signed_in: Any) -> None:
    client = signed_in("hocvien")
    tabs = [client.get(FIRST), client.get(FIRST)]
    for page in [*tabs, tabs[0]]:
        client.submit(page, holding="Đã đọc xong")
    assert db.session.scalar(select(func.count()).select_from(LessonRead)) == 1
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "lesson_read")).all()
    assert [entry.after["lesson"] for entry in entries] == ["hai-cap"]


def test_reading_without_having_begun_enrols(signed_in: Any) -> None:
    client = signed_in("hocvien")
    client.submit(client.get(FIRST), holding="Đã đọc xong")
    assert "1/15 phần" in client.get(COURSE).text


def test_a_lesson_has_contents_law_and_a_way_back(signed_in: Any) -> None:
    page = signed_in("hocvien").get(SECOND)
    ids = {node.attributes["id"] for node in page.all(".prose [id]")}
    links = [node.attributes["href"] for node in page.all("nav.contents a")]
    assert links
    assert {link.removeprefix("#") for link in links} <= ids
    assert "Khoản 3 Điều 10 Nghị định 118/2025/NĐ-CP" in page.text
    assert page.link("Quay lại: Bài 1/12") == FIRST


def test_what_does_not_exist_is_not_found(signed_in: Any) -> None:
    client = signed_in("hocvien")
    for path in ("/courses/khac", f"{COURSE}/lessons/khac", f"{COURSE}/quizzes/hai-cap"):
        client.get(path, status=404)
    token = fields_of(client.get(COURSE).form(f"{COURSE}/enrol"))["csrf_token"]
    client.post("/courses/khac/enrol", {"csrf_token": token}, status=404)


def test_a_course_wholly_done_says_so(signed_in: Any, monkeypatch: Any) -> None:
    client = signed_in("hocvien")
    version = queries.version("co-che-mot-cua")
    assert version is not None
    for step in queries.outlines(person("hocvien").id)[0].steps:
        if step.kind == "lesson":
            client.submit(client.get(f"{COURSE}/lessons/{step.key}"), holding="Đã đọc xong")
    attempt = begin(client, "hocvien")
    answer_all(attempt, right=len(questions(attempt)))
    hand_in(client, attempt)
    page = client.get(COURSE)
    assert "13/15 phần" in page.text
    assert page.link("Học tiếp").startswith("/practice/scenarios/")
    monkeypatch.setattr(
        queries, "best_percent_by_scenario", lambda _id, codes: dict.fromkeys(codes, (90.0, True))
    )
    page = client.get(COURSE)
    assert "Anh/chị đã hoàn thành khóa học" in page.text
    assert "Đã hoàn thành" in client.get("/courses").text


def test_pages_cost_few_statements(signed_in: Any, count_statements: Any) -> None:
    client = signed_in("hocvien")
    start(client)
    for path, most in ((COURSE, 6), ("/courses", 6), (FIRST, 6)):
        with count_statements() as statements:
            client.get(path)
        assert len(statements) <= most, str(statements)


def test_the_courses_of_a_person_cost_two_statements(signed_in: Any, count_statements: Any) -> None:
    start(signed_in("hocvien"))
    me = person("hocvien").id
    with count_statements() as statements:
        (found,) = queries.outlines(me)
    assert len(statements) <= 2, str(statements)
    assert found.next is not None
    assert found.next.key == "hai-cap"
