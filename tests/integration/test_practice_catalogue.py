"""The catalogue: search and filters, what to do next; and open play."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from lms import clock
from lms.extensions import db
from lms.practice.catalogue_models import Exercise
from lms.practice.models import Run
from sandbox import library, open_play
from tests.integration.pages import Page
from tests.integration.practice_desk import newest_run, play_to_the_end, start
from tests.integration.test_practice_journey import evidence_of


def titles(page: Page) -> list[str]:
    return [node.text().strip() for node in page.all(".grid-cards .box-title")]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=THO CUNG liet s", ["ngay-ban-ron-02", "tho-cung-liet-si-01", "tho-cung-liet-si-02"]),
        ("q=thờ cúng", ["ngay-ban-ron-02", "tho-cung-liet-si-01", "tho-cung-liet-si-02"]),
        ("q=tho cun", ["ngay-ban-ron-02", "tho-cung-liet-si-01", "tho-cung-liet-si-02"]),
        (
            "q=“Thờ cúng”, liệt sĩ",
            ["ngay-ban-ron-02", "tho-cung-liet-si-01", "tho-cung-liet-si-02"],
        ),
        ("q=cun tho", []),
        ("q=1.000894&difficulty=1", ["ket-hon-02"]),
        ("procedure=1.000894&difficulty=1", ["ket-hon-02"]),
        ("state=passed", []),
        ("seat=leader", ["cai-chinh-01", "huu-tri-xa-hoi-04"]),
    ],
)
def test_one_finds_an_exercise_by_words_and_filters(
    signed_in: Any, query: str, expected: list[str]
) -> None:
    page = signed_in("hocvien").get(f"/practice?{query}")
    links = [node.attributes["href"] for node in page.all(".grid-cards .box-title a")]
    assert sorted(link.rpartition("/")[2] for link in links) == expected
    assert expected or "Không có bài nào như anh/chị tìm" in page.text


def test_every_exercise_is_on_some_page(signed_in: Any) -> None:
    client = signed_in("hocvien")
    seen = [
        title for page in (1, 2, 3, 4) for title in titles(client.get(f"/practice?page={page}"))
    ]
    assert sorted(seen) == sorted(each.title for each in library.shipped().scenarios.values())


def test_a_retired_exercise_is_offered_to_nobody(signed_in: Any) -> None:
    exercise = db.session.get(Exercise, "ket-hon-01")
    exercise.retired_at = clock.now()
    db.session.commit()
    client = signed_in("hocvien")
    assert exercise.title not in client.get("/practice?procedure=1.000894").text
    client.get("/practice/scenarios/ket-hon-01", status=404)


def test_what_was_begun_comes_first_and_then_what_was_failed(signed_in: Any) -> None:
    client = signed_in("hocvien")
    start(client, "free")
    assert "Làm tiếp" in client.get("/practice").one(".box-calm").text()
    client.submit(client.get(f"/practice/runs/{newest_run().id}/finish"), holding="Kết thúc")
    assert "nên luyện lại" in client.get("/practice").one(".box-calm").text()


def test_the_catalogue_costs_few_statements_however_long(
    signed_in: Any, count_statements: Any
) -> None:
    client = signed_in("hocvien")
    start(client, "free")
    with count_statements() as statements:
        client.get("/practice")
    assert len(statements) <= 8, str(statements)


def test_an_exercise_of_ones_own_is_played_marked_and_shows_nothing(signed_in: Any) -> None:
    client = signed_in("hocvien")
    page = client.get("/practice/open-play")
    base = next(b for bases in open_play.bases().values() for b in bases if "ban-sao-01" in b.key)
    begun = client.submit(
        page,
        {"base": base.key, "citizen": "quick", "mistakes": "none", "troubles": ["leader_returns"]},
        holding="Bắt đầu làm bài",
    )
    desk = client.follow(begun)
    assert newest_run().mode == "chosen"

    play_to_the_end(client, desk)

    assert newest_run().points == 100
    assert evidence_of("hocvien") == {}
    assert "Tự chọn tình huống" in client.get("/practice/runs").text


def test_the_same_choice_twice_keeps_one_version(signed_in: Any) -> None:
    client = signed_in("hocvien")
    for _time in range(2):
        page = client.get("/practice/open-play")
        base = next(iter(open_play.bases().values()))[0]
        client.submit(page, {"base": base.key}, holding="Bắt đầu làm bài")
        client.submit(client.get(f"/practice/runs/{newest_run().id}/finish"), holding="Kết thúc")
    digests = set(db.session.scalars(select(Run.scenario_digest).where(Run.mode == "chosen")))
    assert len(digests) == 1


def test_a_choice_that_is_not_offered_is_refused(signed_in: Any) -> None:
    client = signed_in("hocvien")
    page = client.get("/practice/open-play")
    client.submit(page, {"base": "../x"}, holding="Bắt đầu làm bài", status=422)
