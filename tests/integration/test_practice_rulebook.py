"""The rule book on the page."""

from __future__ import annotations

from typing import Any

import pytest

from lms.extensions import db
from lms.practice.models import RunFinding
from sandbox.rules import BY_ID, RULES
from tests.integration.practice_desk import newest_run, person, start

DATABASES = ("sqlite",)  # what is drawn doesn't depend on where it is kept


def broken(client: Any, rule: str, times: int) -> None:
    start(client, "free")
    run = newest_run()
    for number in range(times):
        db.session.add(
            RunFinding(
                run_id=run.id,
                person_id=person("hocvien").id,
                number=number,
                rule=rule,
                kind="breach",
                position=2,
                points=1.0,
                competency="reception.law",
            )
        )
    db.session.commit()


def listed(page: Any) -> list[str]:
    return [node.text() for node in page.all(".rule-list .rule-id")]


def test_the_book_holds_every_rule_in_its_group(signed_in: Any, count_statements: Any) -> None:
    client = signed_in("hocvien")
    broken(client, "A4", 3)
    with count_statements() as statements:
        page = client.get("/practice/rules")

    assert listed(page) == [rule.id for rule in RULES]
    assert "101 quy tắc." in page.text
    assert "anh/chị đã vi phạm 3 lần" in page.text
    assert len(statements) <= 5


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=bo sung mot lan", {"A4"}),
        ("q=BỔ SUNG một lần, đầy đủ", {"A4"}),
        ("q=give back originals", {"I4"}),
        ("q=309/2026", {"A8"}),
        ("since=2026-08-05", {"A8"}),
        ("seat=division", {"F1", "F14"}),
        ("seat=appraiser&q=bo sung", {"F9"}),
    ],
)
def test_the_book_is_searched_and_filtered(signed_in: Any, query: str, found: set[str]) -> None:
    page = signed_in("hocvien").get(f"/practice/rules?{query}")

    assert found <= set(listed(page))
    assert len(listed(page)) < len(RULES)


def test_a_search_without_result_says_what_to_do(signed_in: Any) -> None:
    client = signed_in("hocvien")

    assert "Không có quy tắc nào khớp" in client.get("/practice/rules?q=xyzzy").text
    wrong = client.get("/practice/rules?since=hom-qua")
    assert "Xin nhập ngày có thật" in wrong.text
    assert len(listed(wrong)) == len(RULES)


def test_a_rule_has_its_words_its_law_its_lesson_and_its_exercises(
    signed_in: Any, count_statements: Any
) -> None:
    client = signed_in("hocvien")
    broken(client, "A4", 2)
    with count_statements() as statements:
        page = client.get("/practice/rules/A4")

    text = BY_ID["A4"].words.vi
    for words in (text.title, text.instead, text.hurt, text.example):
        assert words in page.text
    assert "khoản 3 Điều 16 Nghị định 118/2025/NĐ-CP (áp dụng từ 01/7/2025)" in page.text
    assert "Anh/chị đã vi phạm quy tắc này 2 lần." in page.text
    assert page.link("Yêu cầu bổ sung: một lần và đủ").endswith("/lessons/bo-sung-mot-lan")
    assert "/practice/scenarios/" in page.html
    assert len(statements) <= 5


def test_an_unchecked_basis_is_called_a_training_value(signed_in: Any) -> None:
    page = signed_in("hocvien").get("/practice/rules/E22")

    assert "giá trị luyện tập, cần đối chiếu" in page.text
    assert "đã đối chiếu với văn bản" not in page.text


@pytest.mark.parametrize("rule", [rule.id for rule in RULES])
def test_every_rule_has_a_page(signed_in: Any, rule: str) -> None:
    assert BY_ID[rule].title in signed_in("hocvien").get(f"/practice/rules/{rule}").text


def test_the_book_speaks_english_to_whoever_chose_it(signed_in: Any) -> None:
    client = signed_in("hocvien")
    with client.client.session_transaction() as session:
        session["language"] = "en"

    page = client.get("/practice/rules/A4")

    assert BY_ID["A4"].words.en.explanation in page.text
    assert "khoản 3 Điều 16 Nghị định 118/2025/NĐ-CP" in page.text


def test_an_unknown_rule_is_not_found(signed_in: Any) -> None:
    signed_in("hocvien").get("/practice/rules/Z99", status=404)


def test_changes_are_listed_by_day(signed_in: Any) -> None:
    page = signed_in("hocvien").get("/practice/rules/changes")

    assert "Từ 05/8/2026" in page.text
    assert "Nghị định 309/2026/NĐ-CP có hiệu lực." in page.text
    assert "1.013225" in page.text


def test_a_lesson_leads_to_its_rules(signed_in: Any) -> None:
    client = signed_in("hocvien")
    course = client.get("/courses/co-che-mot-cua")
    client.submit(course, action="/courses/co-che-mot-cua/enrol")

    page = client.get("/courses/co-che-mot-cua/lessons/tinh-ngay-hen")

    assert "Quy tắc thực hành trong bài (2)" in page.text
    assert page.link("Hẹn trả đúng thời hạn đã công bố") == "/practice/rules/B3"
