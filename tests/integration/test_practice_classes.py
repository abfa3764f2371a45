"""The class on one screen: who stands where, who is stuck, and who may see it."""

from __future__ import annotations

from typing import Any

from flask import Flask

from lms import clock
from lms.extensions import db
from lms.practice import actions, class_queries
from lms.practice.models import RunFinding, StoppedAttempt
from tests.integration.pages import Page
from tests.integration.practice_classes import add_people, give, work
from tests.integration.practice_desk import person

EVERYBODY = ["hocvien", "hocvien2", "hocvien3", "hocvien4"]


def names(page: Page) -> list[str]:
    return [node.text() for node in page.all(".class-table th[scope=row] strong")]


def test_each_watcher_sees_the_own_people_only(signed_in: Any) -> None:
    given = give(EVERYBODY)
    where = f"/practice/classes/{given.id}"

    assert names(signed_in("giangvien").get(where)) == [
        f"Cán bộ tiếp nhận 0{number}" for number in (1, 2, 3, 4)
    ]
    assert names(signed_in("quanly").get(where)) == [
        f"Cán bộ tiếp nhận 0{number}" for number in (1, 2, 3)
    ]
    assert names(signed_in("lanhdao").get(where)) == ["Cán bộ tiếp nhận 01", "Cán bộ tiếp nhận 02"]
    assert names(signed_in("quanly2").get(where)) == ["Cán bộ tiếp nhận 04"]
    listed = signed_in("lanhdao").get("/practice/classes")
    assert listed.one("td[data-label='Được giao']").text() == "2"


def test_a_class_without_anybody_in_reach_is_not_there(signed_in: Any) -> None:
    given = give(["hocvien", "hocvien3"])
    work(given, "hocvien", 1)
    other = signed_in("quanly2")

    other.get(f"/practice/classes/{given.id}", status=404)
    assert "Chưa có lớp nào." in other.get("/practice/classes").text
    assert "không có ai đang thực hành" in other.get("/practice/classes/now").text
    assert names(signed_in("quanly").get("/practice/classes/now")) == ["Cán bộ tiếp nhận 01"]


def test_who_needs_help_stands_first_and_who_went_away_last(signed_in: Any) -> None:
    people = add_people(6)
    given = give(people)
    work(given, people[0], 2)
    work(given, people[1], 2, idle=11)
    work(given, people[2], 1, idle=300)
    stopped = work(given, people[3], 1)
    for mark in ("a", "b"):
        db.session.add(
            StoppedAttempt(
                run_id=stopped.id, position=stopped.position, mark=mark, choice="Tiếp nhận.",
                stopped_at=clock.now(), findings=[],
            )
        )  # fmt: skip
    db.session.commit()
    done = work(given, people[4], 2)
    actions.hand_in(done, done.person, done.position)
    client = signed_in("lanhdao")

    page = client.get(f"/practice/classes/{given.id}")

    assert [name[-2:] for name in names(page)] == ["01", "03", "00", "02", "05", "04"]
    assert "bị dừng lại 2 lần ở một việc" in page.text
    assert "có thể đã rời máy" in page.text
    assert "11 phút trước" in page.text
    tabs = [node.text().strip() for node in page.all(".tab-line .count")]
    assert tabs == ["6", "2", "2", "1", "1"]
    stuck = client.get(f"/practice/classes/{given.id}?state=stuck")
    assert [name[-2:] for name in names(stuck)] == ["01", "03"]
    listed = client.get("/practice/classes")
    given_begun_finished_passed = [node.text() for node in listed.all("td.num")]
    assert given_begun_finished_passed == ["6", "5", "1", "0"]
    assert "2 người" in listed.text


def test_where_each_one_stands_is_told_in_words(signed_in: Any) -> None:
    given = give(["hocvien"])
    run = work(given, "hocvien", 1)
    client = signed_in("lanhdao")
    where = f"/practice/classes/{given.id}"

    page = client.get(where)

    assert "Nộp hồ sơ – mới đăng ký" in page.text
    assert "thứ Tư ngày 18/11/2026" in page.text
    assert page.one("td[data-label='Hồ sơ xong']").text() == "0/1"
    assert page.link("Xem lại") == f"/practice/watch/runs/{run.id}"


def test_the_rules_broken_most_lead_to_the_rule_book(signed_in: Any) -> None:
    given = give(EVERYBODY)
    for number, (who, rules) in enumerate(
        (("hocvien", "AAB"), ("hocvien2", "A"), ("hocvien4", "BBB"))
    ):
        run = work(given, who)
        actions.hand_in(run, person(who), run.position)
        for index, letter in enumerate(rules):
            db.session.add(
                RunFinding(
                    run_id=run.id, person_id=person(who).id, number=100 * number + 500 + index,
                    rule={"A": "A4", "B": "A5"}[letter], kind="breach", position=2, points=1.0,
                    competency="x",
                )
            )  # fmt: skip
    db.session.commit()

    page = signed_in("lanhdao").get(f"/practice/classes/{given.id}")

    first, *_others = page.all(".class-rules li")
    assert first.css_first("a").attributes["href"] == "/practice/rules/A4"
    assert "2 người, 3 lần" in first.text()
    assert "1 người, 1 lần" in page.text, "what people out of reach did is not counted"


def test_a_class_of_sixty_costs_no_more_statements_than_one_of_three(
    app: Flask, signed_in: Any, count_statements: Any
) -> None:
    people = add_people(60)
    given = give(people)
    client = signed_in("lanhdao")
    for where in (f"/practice/classes/{given.id}", "/practice/classes/now", "/practice/classes"):
        client.get(where)

    for known, number in ((0, 3), (3, 60)):
        for username in people[known:number]:
            work(given, username, 1)
        for where in (f"/practice/classes/{given.id}", "/practice/classes/now"):
            with count_statements() as statements:
                page = client.get(where)
            assert len(statements) <= 9, statements
            assert len(page.all(".class-table .is-stuck")) == 0
        with count_statements() as statements:
            client.get("/practice/classes")
        assert len(statements) <= 9, statements
    assert len(page.all(".class-table tbody tr")) == class_queries.PAGE_SIZE
    assert "60 kết quả · trang 1 trên 3" in page.text


def test_a_board_that_is_unchanged_is_not_sent_again(signed_in: Any, monkeypatch: Any) -> None:
    given = give(["hocvien", "hocvien2"])
    work(given, "hocvien", 1)
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)
    browser = signed_in("lanhdao").client
    where = f"/practice/classes/{given.id}?part=board"

    first = browser.get(where, base_url="http://localhost")
    mark = {"If-None-Match": first.headers["ETag"]}
    again = browser.get(where, headers=mark, base_url="http://localhost")
    work(given, "hocvien2", 1)
    changed = browser.get(where, headers=mark, base_url="http://localhost")

    assert first.status_code == 200
    assert "<html" not in first.get_data(as_text=True)
    assert (again.status_code, again.get_data()) == (304, b"")
    assert changed.status_code == 200
    assert changed.headers["ETag"] != first.headers["ETag"]
