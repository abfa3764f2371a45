"""The replay of somebody's run, moment by moment, and the comments on it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from lms.extensions import db
from lms.practice import actions, queries
from lms.practice.models import RunNote
from tests.integration.pages import Page, PageClient
from tests.integration.practice_classes import give, work
from tests.integration.practice_desk import past_the_questions


def notes() -> list[RunNote]:
    db.session.expire_all()
    return list(db.session.scalars(select(RunNote).order_by(RunNote.id)))


def test_one_walks_through_the_moments_of_a_run(signed_in: Any, count_statements: Any) -> None:
    run = work(give(["hocvien"]), "hocvien", 4)
    client = signed_in("lanhdao")
    where = f"/practice/watch/runs/{run.id}"

    last = client.get(where)
    assert "Việc thứ 5 trên 5" in last.text
    assert not last.all("nav a[rel=next]")
    first = client.get(where + "?at=1")
    assert "Việc thứ 1 trên 5" in first.text
    second = client.get(first.one("nav a[rel=next]").attributes["href"])

    assert "Xác thực danh tính: " in second.one(".replay-what").text()
    assert "chưa ghi kết quả" in second.text
    assert second.one(".replay-offered .is-chosen strong").text() == "Xác thực danh tính"
    assert "Tiếp nhận" in second.one(".replay-offered").text()
    assert len(second.all(".replay-story [aria-current]")) == 1
    assert "14:52" in second.text
    with count_statements() as statements:
        client.get(where + "?at=3")
    assert len(statements) <= 9, statements


@pytest.mark.parametrize("asked", ["0", "9999", "-3", "x"])
def test_a_moment_that_is_not_there_shows_the_nearest(signed_in: Any, asked: str) -> None:
    run = work(give(["hocvien"]), "hocvien", 1)

    page = signed_in("lanhdao").get(f"/practice/watch/runs/{run.id}?at={asked}")

    assert "Việc thứ" in page.text


def test_a_finished_run_shows_its_findings_where_they_belong(signed_in: Any) -> None:
    run = work(give(["hocvien"]), "hocvien", 60)
    found = next(each for each in run.report["findings"] if each["kind"] == "success")

    page = signed_in("lanhdao").get(f"/practice/watch/runs/{run.id}?at={found['position']}")

    assert found["title"] in page.one("main").text()
    assert page.all(".replay-success")
    accepted = next(each for each in queries.events(run.id) if each.kind == "accept")
    page = signed_in("lanhdao").get(f"/practice/watch/runs/{run.id}?at={accepted.position}")
    assert page.one(".replay-offered .is-chosen strong").text() == "Tiếp nhận"


def test_only_those_in_reach_see_a_run_and_nobody_the_own(signed_in: Any) -> None:
    run = work(give(["hocvien", "lanhdao"]), "hocvien", 1)
    own = work(give(["lanhdao"]), "lanhdao", 1)

    signed_in("quanly2").get(f"/practice/watch/runs/{run.id}", status=404)
    signed_in("hocvien").get(f"/practice/watch/runs/{run.id}", status=403)
    signed_in("lanhdao").get(f"/practice/watch/runs/{own.id}", status=404)


def test_a_comment_stands_at_its_moment_and_is_found_in_the_debrief(signed_in: Any) -> None:
    run = work(give(["hocvien"]), "hocvien", 2)
    client = signed_in("lanhdao")
    page = client.get(f"/practice/watch/runs/{run.id}?at=3")

    told = client.follow(
        client.submit(page, {"text": "Xác thực trước là đúng."}, holding="Ghi nhận xét")
    )

    assert "Xác thực trước là đúng." in told.one("#notes").text()
    assert [(note.position, note.author.username) for note in notes()] == [(3, "lanhdao")]
    assert "có nhận xét" in told.text
    other = client.get(f"/practice/watch/runs/{run.id}?at=2")
    assert "Xác thực trước là đúng." not in other.one("#notes").text()
    actions.hand_in(run, run.person, run.position)
    trainee = signed_in("hocvien")
    assert "Xác thực trước là đúng." in _debrief(trainee, run.id).text


def _debrief(client: PageClient, run_id: int) -> Page:
    return past_the_questions(client, client.get(f"/practice/runs/{run_id}/debrief"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("  ", "Nhập lời nhận xét."),
        ("x" * 2001, "Lời nhận xét dài nhất 2.000 ký tự."),
        ("Bà A, 019187004321", "số định danh của người có thật"),
    ],
)
def test_a_comment_that_cannot_stand_is_refused_beside_its_field(
    signed_in: Any, text: str, told: str
) -> None:
    run = work(give(["hocvien"]), "hocvien", 1)
    client = signed_in("lanhdao")
    page = client.get(f"/practice/watch/runs/{run.id}")

    refused = client.submit(page, {"text": text}, holding="Ghi nhận xét", status=422)

    assert told in refused.one("#notes").text()
    assert notes() == []


def test_a_comment_sent_twice_stands_once_and_only_its_author_deletes_it(signed_in: Any) -> None:
    run = work(give(["hocvien"]), "hocvien", 1)
    author, other = signed_in("lanhdao"), signed_in("quanly")
    page = author.get(f"/practice/watch/runs/{run.id}?at=3")
    for _click in range(2):
        author.submit(page, {"text": "Tốt."}, holding="Ghi nhận xét")
    [note] = notes()
    action = f"/practice/watch/runs/{run.id}/comments/{note.id}/delete"

    seen = other.get(f"/practice/watch/runs/{run.id}?at=3")
    assert "Tốt." in seen.one("#notes").text()
    assert "Xóa" not in seen.one("#notes").text()
    token = seen.all("input[name=csrf_token]")[0].attributes["value"]
    assert "Chỉ người viết" in other.follow(other.post(action, {"csrf_token": token})).text
    assert len(notes()) == 1

    author.submit(author.get(f"/practice/watch/runs/{run.id}?at=3"), action=action)
    assert notes() == []
