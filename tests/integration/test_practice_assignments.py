"""Giving an exercise to people, and working at one that was given."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask, g
from sqlalchemy import func, select

from lms import clock
from lms.audit import AuditEntry
from lms.extensions import db
from lms.people.models import Area, Person, Unit
from lms.practice import actions, assignment_queries
from lms.practice.catalogue_models import Assignee, Assignment
from lms.practice.models import Run
from tests.integration.pages import Page, PageClient
from tests.integration.practice_classes import add_people, give, work
from tests.integration.practice_desk import CODE, newest_run, person

NEW = "/practice/assignments/new"
REVIEW = "Xem lại trước khi giao"


def area(code: str) -> str:
    return str(db.session.scalars(select(Area.id).where(Area.code == code)).one())


def unit(code: str) -> str:
    return str(db.session.scalars(select(Unit.id).where(Unit.code == code)).one())


def receivers(given: Assignment) -> set[str]:
    return set(
        db.session.scalars(
            select(Person.username)
            .join(Assignee, Assignee.person_id == Person.id)
            .where(Assignee.assignment_id == given.id)
        )
    )


def newest() -> Assignment:
    return db.session.scalars(select(Assignment).order_by(Assignment.id.desc()).limit(1)).one()


def count() -> int:
    return db.session.scalar(select(func.count(Assignment.id))) or 0


def summary(client: PageClient, **fields: Any) -> Page:
    form = client.get(f"{NEW}?exercise={CODE}")
    return client.submit(form, fields, holding=REVIEW, status=200)


def confirm(client: PageClient, page: Page) -> Page:
    return client.submit(page, {"confirm": "1"}, action=NEW)


def test_who_gets_it_is_shown_before_anything_is_written(signed_in: Any) -> None:
    client = signed_in("quanly")

    page = summary(client, to="area", area=area("A1"), position="reception", note="Xong sớm nhé.")

    assert "Chưa giao cho ai cả." in page.text
    assert "3 người sẽ nhận bài này" in page.text
    for name in ("Cán bộ tiếp nhận 01", "Cán bộ tiếp nhận 02", "Cán bộ tiếp nhận 03"):
        assert name in page.text
    assert count() == 0

    told = client.follow(confirm(client, page))

    assert "cho 3 người" in told.text
    given = newest()
    assert receivers(given) == {"hocvien", "hocvien2", "hocvien3"}
    assert (given.mode, given.note, given.most_attempts) == ("free", "Xong sớm nhé.", None)
    entry = db.session.scalars(
        select(AuditEntry).where(AuditEntry.action == "practice_assigned")
    ).one()
    assert entry.after["people"] == 3


def test_a_double_click_gives_it_once(signed_in: Any) -> None:
    client = signed_in("quanly")
    page = summary(client, to="unit", unit=unit("05443"))

    confirm(client, page)
    confirm(client, page)

    assert count() == 1


def test_those_who_passed_already_are_counted(signed_in: Any) -> None:
    before = give(["hocvien", "hocvien2"])
    run = work(before, "hocvien", 2)
    actions.hand_in(run, person("hocvien"), run.position)
    db.session.get_one(Run, run.id).passed = True
    db.session.commit()

    page = summary(signed_in("quanly"), to="unit", unit=unit("05443"))

    assert "1 người đã đạt bài này từ trước." in page.text


def test_people_are_found_without_diacritics_and_picked_by_hand(signed_in: Any) -> None:
    client = signed_in("quanly")
    form = client.get(f"{NEW}?exercise={CODE}")

    found = client.submit(
        form, {"to": "people", "q": "tiep nhan 02", "find": "1"}, holding=REVIEW, status=200
    )
    box = found.one("input[name=people]").attributes["value"]
    # Looking for the next keeps whom one has ticked.
    again = client.submit(found, {"people": [box], "q": "tiep nhan 04"}, holding=REVIEW, status=200)
    assert again.one("input[name=people][checked]").attributes["value"] == box
    assert "Cán bộ tiếp nhận 04" not in again.text, "a person of another area is not offered"
    confirm(client, client.submit(again, holding=REVIEW, status=200))

    assert receivers(newest()) == {"hocvien2"}


def test_nobody_out_of_reach_gets_anything_whatever_is_sent(signed_in: Any) -> None:
    client = signed_in("lanhdao")
    form = client.get(f"{NEW}?exercise={CODE}")
    assert not form.all("input[name=to][value=area]")
    assert len(form.all("select[name=unit] option")) == 1

    for sent in (
        {"to": "area", "area": area("A1")},
        {"to": "unit", "unit": unit("05503")},
        {"to": "people", "people": [str(person("hocvien3").id)], "q": ""},
    ):
        client.submit(form, {**sent, "confirm": "1"}, holding=REVIEW, status=422)

    assert count() == 0


@pytest.mark.parametrize(
    ("username", "expected"),
    [
        ("lanhdao", {"hocvien", "hocvien2", "thuly", "lanhdao"}),
        ("quanly", {"hocvien", "hocvien2", "hocvien3", "thuly", "lanhdao", "quanly"}),
        ("quanly2", set()),
        ("hocvien", set()),
    ],
)
def test_of_an_audience_only_those_in_reach_remain(
    app: Flask, username: str, expected: set[str]
) -> None:
    audience = assignment_queries.Audience(area_id=int(area("A1")))
    with app.test_request_context():
        g._login_user = person(username)
        chosen = assignment_queries.people(audience)
        found = db.session.scalars(select(Person.username).where(Person.id.in_(chosen)))
        assert set(found) == expected


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"exercise": ""}, "Chọn một bài."),
        ({"closes_day": "31/02/2027"}, "Không có ngày “31/02/2027”."),
        ({"closes_day": "01/01/2020"}, "Hạn này đã qua."),
        ({"opens_day": "01/01/2099"}, "Hạn phải sau lúc bắt đầu."),
        ({"opens_hour": "sáng"}, "Không hiểu giờ “sáng”."),
        ({"to": "people"}, "Chưa chọn ai."),
        ({"mode": "exam", "attempts": "0"}, "Nhập một số từ 1 đến 20."),
        ({"mode": "exam", "attempts": "hai"}, "Nhập một số từ 1 đến 20."),
        ({"attempts": "hai", "exercise": ""}, "Chọn một bài."),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(
    signed_in: Any, fields: dict[str, str], told: str
) -> None:
    client = signed_in("quanly")
    form = client.get(f"{NEW}?exercise={CODE}")

    page = client.submit(form, {**fields, "note": "Lời nhắn"}, holding=REVIEW, status=422)

    assert told in page.text
    assert len(page.all(".error-summary li")) == 1
    assert page.one("textarea[name=note]").text().strip() == "Lời nhắn"


def test_an_examination_keeps_its_attempts_and_waits(signed_in: Any) -> None:
    client = signed_in("giangvien")

    page = summary(client, to="area", area=area("A6"), mode="exam", attempts="3")
    confirm(client, page)

    given = newest()
    assert (given.mode, given.most_attempts, given.hours_between) == ("exam", 3, 24)
    assert receivers(given) == {"hocvien4", "quanly2"}


def test_a_whole_area_is_written_by_one_statement(app: Flask, signed_in: Any, count_statements):
    add_people(40)
    client = signed_in("quanly")
    page = summary(client, to="area", area=area("A1"))

    with count_statements() as statements:
        confirm(client, page)

    assert sum("INSERT INTO practice_assignee" in each for each in statements.seen) == 1, statements
    assert len(receivers(newest())) == 46


def test_it_can_be_withdrawn_once_and_by_those_in_charge_only(signed_in: Any) -> None:
    given = give(["hocvien", "hocvien4"], author="quanly")
    page = f"/practice/assignments/{given.id}/withdraw"
    signed_in("quanly2").get(page, status=404)
    client = signed_in("quanly")

    client.submit(client.get(page), holding="Thu hồi")

    db.session.expire_all()
    assert newest().withdrawn_at is not None
    again = client.follow(client.post(page, {"csrf_token": csrf(client)}))
    assert "đã được thu hồi trước đó" in again.text
    trainee = signed_in("hocvien")
    shown = trainee.get(f"/practice/assignments/{given.id}")
    assert "đã thu hồi bài này" in shown.text
    assert assignment_queries.given_to(person("hocvien").id) == []


def csrf(client: PageClient) -> str:
    return client.get("/account").all("input[name=csrf_token]")[0].attributes["value"] or ""


def test_the_lists_show_the_own_and_those_in_reach(signed_in: Any) -> None:
    give(["hocvien4"], author="quanly2")

    assert "Chưa có bài nào được giao." in signed_in("quanly").get("/practice/assignments").text
    assert "Quản lý cụm 02" in signed_in("quanly2").get("/practice/assignments").text
    assert "Quản lý cụm 02" in signed_in("giangvien").get("/practice/assignments").text


def test_the_trainee_sees_what_until_when_and_begins(signed_in: Any) -> None:
    given = give(["hocvien"])
    client = signed_in("hocvien")
    signed_in("hocvien2").get(f"/practice/assignments/{given.id}", status=404)

    page = client.get(f"/practice/assignments/{given.id}")
    assert "còn 3 ngày" in page.text
    client.submit(page, holding="Bắt đầu làm bài")

    run = newest_run()
    assert (run.assignment_id, run.mode, run.person.username) == (given.id, "free", "hocvien")
    again = client.get(f"/practice/assignments/{given.id}")
    assert again.link("Làm tiếp") == f"/practice/runs/{run.id}"
    [mine] = assignment_queries.given_to(person("hocvien").id)
    assert (mine.open_run_id, mine.attempts, mine.best) == (run.id, 1, None)


@pytest.mark.parametrize(
    ("opens", "closes", "told"),
    [(1, 2, "Bài mở từ"), (-2, -1, "Bài đã đóng")],
)
def test_an_examination_is_closed_outside_its_window(
    signed_in: Any, opens: int, closes: int, told: str
) -> None:
    now = clock.now()
    given = give(
        ["hocvien"],
        mode="exam",
        attempts=2,
        opens_at=now + timedelta(days=opens),
        closes_at=now + timedelta(days=closes),
    )
    client = signed_in("hocvien")

    assert told in client.get(f"/practice/assignments/{given.id}").text
    action = f"/practice/assignments/{given.id}/runs"
    refused = client.post(action, {"csrf_token": csrf(client)}, status=422)

    assert told in refused.text
    assert db.session.scalar(select(func.count(Run.id))) == 0


def test_other_exercises_may_be_late(signed_in: Any) -> None:
    given = give(["hocvien"], closes_at=clock.now() - timedelta(hours=1))
    client = signed_in("hocvien")

    page = client.get(f"/practice/assignments/{given.id}")

    assert "đã quá hạn" in page.text
    client.submit(page, holding="Bắt đầu làm bài")


def test_between_two_attempts_one_waits_and_after_the_last_it_is_over(signed_in: Any) -> None:
    given = give(["hocvien"], mode="exam", attempts=2, hours_between=24)
    client = signed_in("hocvien")
    where, action = f"/practice/assignments/{given.id}", f"/practice/assignments/{given.id}/runs"

    client.submit(client.get(where), action=action)
    first = newest_run()
    actions.hand_in(first, first.person, first.position)

    page = client.get(where)
    assert "Lần làm tiếp theo bắt đầu được từ" in page.text
    assert "1 trên 2 lần" in page.text
    client.post(action, {"csrf_token": csrf(client)}, status=422)

    first.finished_at = clock.now() - timedelta(hours=24)
    db.session.commit()
    client.submit(client.get(where), action=action)
    second = newest_run()
    assert second.id != first.id
    assert second.seed != first.seed, "each attempt has a variant of its own"
    actions.hand_in(second, second.person, second.position)

    assert "đã dùng hết số lần" in client.get(where).text


def test_what_was_given_takes_one_statement(app: Flask, count_statements: Any) -> None:
    for _number in range(4):
        work(give(["hocvien"]), "hocvien", 1)
    who = person("hocvien").id

    with count_statements() as statements:
        rows = assignment_queries.given_to(who)

    assert len(rows) == 4
    assert len(statements) == 1, statements


def test_nothing_is_given_when_the_people_are_gone_meanwhile(signed_in: Any) -> None:
    client = signed_in("quanly")
    page = summary(client, to="people", people=[str(person("hocvien2").id)], q="")
    person("hocvien2").active = False
    db.session.commit()

    client.submit(page, {"confirm": "1"}, action=NEW, status=422)

    assert count() == 0
