"""The officer's lists: menu, search, filters, look-ups, register, index; and how time goes by."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest

from lms.extensions import db
from lms.practice import actions, queries
from lms.practice.models import Run
from sandbox import bots, engine, library
from sandbox.worklist import rows
from tests.integration.pages import Page
from tests.integration.practice_desk import (
    DOSSIER,
    form_for,
    newest_run,
    person,
    press,
    start,
    world_of,
)

DATABASES = ("sqlite",)  # what is drawn doesn't depend on where it is kept

MESSY = "ngay-ban-ron-01"
ACCEPTED = {"case": "trong-ngay", "channel": "counter"}


def messy(acts: int, mode: str = "free") -> Run:
    """A run of the messy day in which the expert has done so many acts."""
    who = person("hocvien")
    run = actions.start_run(who, library.shipped().scenarios[MESSY], mode)
    for _ in range(acts):
        world = engine.fold(queries.scenario_of(run), queries.events(run.id))
        command = bots.expert(world)
        assert command is not None
        actions.act(run, who, command, run.position)
    return newest_run()


def codes(page: Page) -> list[str]:
    """The dossiers on the worklist, as their addresses name them."""
    links = page.all(".worklist tbody th a")
    return [(link.attributes["href"] or "").rpartition("/")[2] for link in links]


def test_the_menu_counts_what_its_queues_show(signed_in: Any) -> None:
    client = signed_in("hocvien")
    run = messy(60)
    whole = client.get(f"/practice/runs/{run.id}")
    assert sorted(codes(whole)) == sorted(world_of(run).dossiers)
    for link in whole.all(".queue-group-desk a"):
        page = client.get(link.attributes["href"])
        current = page.one(".queue-menu [aria-current=page]")
        shown = re.search(r"(\d+) hồ sơ", current.text())
        assert shown is not None
        assert int(shown[1]) == len(codes(page))
        assert current.text() == link.text()


@pytest.mark.parametrize("typed", ["Hoàng Thị Hoài", "hoang thi hoai", "THỊ hoài", "  hoài  "])
def test_people_are_found_with_and_without_marks(signed_in: Any, typed: str) -> None:
    client = signed_in("hocvien")
    run = messy(40)
    wanted = world_of(run)
    name = next(row for row in rows(wanted) if row["dossier"] == "hs02")["applicant"]
    typed = typed if name == "Hoàng Thị Hoài" else name

    page = client.get(f"/practice/runs/{run.id}?q={typed}")

    assert "hs02" in codes(page)
    assert len(codes(page)) < len(wanted.dossiers)


def test_a_dossier_is_found_by_code_telephone_and_procedure(signed_in: Any) -> None:
    client = signed_in("hocvien")
    run = messy(40)
    row = next(row for row in rows(world_of(run)) if row["code"])
    phone = f"{row['phone'][:4]} {row['phone'][4:7]} {row['phone'][7:]}"
    base = f"/practice/runs/{run.id}"

    for typed in (row["code"].lower(), phone, f"{row['procedure_code']} {row['applicant']}"):
        assert codes(client.get(f"{base}?q={typed}")) == [row["dossier"]]
    by_procedure = client.get(f"{base}?procedure={row['procedure_code']}")
    assert row["dossier"] in codes(by_procedure)
    assert (
        by_procedure.one("#filter-procedure [selected]").attributes["value"]
        == (row["procedure_code"])
    )


def test_the_filter_by_due_date_shows_words_beside_the_colour(signed_in: Any) -> None:
    client = signed_in("hocvien")
    run = messy(60)
    today = client.get(f"/practice/runs/{run.id}?due=soon")
    none = client.get(f"/practice/runs/{run.id}?due=none")

    assert codes(today)
    assert "đến hạn hôm nay" in today.one(".worklist").text()
    assert "chưa có hẹn trả" not in today.one(".worklist").text()
    assert "chưa có hẹn trả" in none.one(".worklist").text()
    assert not set(codes(today)) & set(codes(none))


def test_where_nothing_stands_there_is_a_way_back(signed_in: Any) -> None:
    client = signed_in("hocvien")
    run = messy(5)
    base = f"/practice/runs/{run.id}"

    for address in (f"{base}?q=zzz", f"{base}?queue=stopped"):
        page = client.get(address)
        assert codes(page) == []
        assert page.link("Xem tất cả hồ sơ") == base
    assert codes(client.get(f"{base}?queue=nonsense&due=nonsense&procedure=nonsense"))


@pytest.mark.parametrize("path", ["", "/population", "/data-store"])
def test_a_real_number_is_not_searched_for_nor_shown_again(signed_in: Any, path: str) -> None:
    client = signed_in("hocvien")
    run = messy(5)

    page = client.get(f"/practice/runs/{run.id}{path}?q=019 187 004321", status=422)

    assert "số định danh của một người có thật" in page.one(".has-error").text()
    assert page.one("[aria-invalid=true]").attributes["value"] in ("", None)
    assert "004321" not in page.html
    mine = next(iter(rows(world_of(run))))["number"]
    assert client.get(f"/practice/runs/{run.id}{path}?q={mine}").all("[aria-invalid]") == []


def test_the_lists_cost_the_same_whatever_their_length(
    signed_in: Any, count_statements: Any
) -> None:
    client = signed_in("hocvien")
    run = messy(5)
    base = f"/practice/runs/{run.id}"
    paths = ("", "?queue=new&q=a&due=none", "/register", "/register.csv", "/statistics",
             "/settlement", "/population", "/data-store", "/dossiers/hs01?view=process",
             "/dossiers/hs01?view=fees", "/dossiers/hs01?view=log")  # fmt: skip
    counts = []
    for acts in (0, 70):
        messy(acts)
        counts.append([])
        for path in paths:
            with count_statements() as reading:
                client.get(base + path)
            assert len(reading) <= 8, f"{path}\n{reading}"
            counts[-1].append(len(reading))
    assert counts[0] == counts[1]


def test_the_register_is_a_page_and_a_file(signed_in: Any) -> None:
    client = signed_in("hocvien")
    run = messy(60)
    page = client.get(f"/practice/runs/{run.id}/register")
    file = client.client.get(f"/practice/runs/{run.id}/register.csv", base_url="http://localhost")

    text = file.get_data().decode("utf-8")
    assert file.mimetype == "text/csv"
    assert text.startswith("\ufeffBẢN LUYỆN TẬP – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ")
    _, head, *lines = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    assert [node.text() for node in page.all(".register thead th")] == head
    assert [node.text() for node in page.all(".register tbody th")] == [line[1] for line in lines]
    assert "KHÔNG CÓ GIÁ TRỊ PHÁP LÝ" in page.one(".watermark").text()


def test_an_empty_office_says_what_fills_it(signed_in: Any) -> None:
    client = signed_in("hocvien")
    base = f"/practice/runs/{messy(0).id}"

    assert "Sổ chưa có hồ sơ nào" in client.get(f"{base}/register").text
    assert "Chưa tính được chỉ số nào" in client.get(f"{base}/statistics").text
    assert "Chưa có hồ sơ nào được tiếp nhận" in client.get(f"{base}/settlement").text


def test_the_index_names_the_dossiers_that_cost_points(signed_in: Any) -> None:
    client = signed_in("hocvien")
    run = messy(60)

    page = client.get(f"/practice/runs/{run.id}/statistics")

    assert "2.1. Hồ sơ xử lý trước hạn, đúng hạn" in page.text
    assert "không ghi hồ sơ nộp tại quầy thành trực tuyến" in page.text
    target = page.all(".loser-list a")[0].attributes["href"] or ""
    assert "Phiếu kiểm soát" in client.get(target).text
    received = sum(1 for d in world_of(run).parents if d.accepted_at)
    table = client.get(f"/practice/runs/{run.id}/settlement").all("tbody tr")[-1]
    assert table.css_first("td").text() == str(received)


def test_a_look_up_page_shows_only_what_was_looked_up(signed_in: Any) -> None:
    client = signed_in("hocvien")
    page = start(client, "free")
    address = page.path.partition("/dossiers")[0] + "/population"
    before = client.get(address)
    assert newest_run().position == 2, "to read the page is no act"
    option = page.one('input[name="option"][value^="look_up"]').attributes["value"]
    page = client.follow(press(client, page, option))

    assert "Chưa tra cứu:" in before.text
    assert "Chưa tra cứu:" not in client.get(address).text
    assert "Nơi cư trú" not in before.text
    assert "Nơi cư trú" in client.get(address).text


def test_scans_stand_in_the_data_store(signed_in: Any) -> None:
    client = signed_in("hocvien")
    run = messy(60)

    page = client.get(f"/practice/runs/{run.id}/data-store")

    assert "Thành phần hồ sơ đã số hóa" in page.text
    assert "Dùng lại được" in page.text
    assert "Không tìm thấy công dân nào" in client.get(f"{page.path}?q=zzz").text


def test_every_tab_shows_its_part(signed_in: Any) -> None:
    client = signed_in("hocvien")
    page = start(client, "free")
    due = form_for(page, "accept").css_first("[name=accept-due]").attributes["value"]
    page = client.follow(press(client, page, "accept", **ACCEPTED, due=due))

    tabs = [re.sub(r"\s+\d*$", "", node.text().strip()) for node in page.all(".tab-line a")]
    assert tabs == ["Thông tin chung", "Thành phần hồ sơ", "Quá trình xử lý", "Phí, lệ phí",
                    "Kết quả, biểu mẫu", "Nhật ký"]  # fmt: skip
    process = client.get(f"{page.path}?view=process").text
    assert "Cán bộ tiếp nhận" in process
    assert "Hẹn khi tiếp nhận" in process
    fees = client.get(f"{page.path}?view=fees").text
    assert "Chờ thu" in fees
    assert "Chưa thu phí, lệ phí." in fees
    for view in ("general", "papers", "process", "fees", "slips", "log"):
        shown = client.get(f"{page.path}?view={view}")
        assert f"view={view}" in (shown.one(".tab-line [aria-current]").attributes["href"] or "")
        assert form_for(shown, "transfer") is not None


def test_what_is_no_button_now_is_explained_on_demand(signed_in: Any) -> None:
    page = start(signed_in("hocvien"), "free")

    why = page.one(".not-offered")

    assert "Vì sao không thấy nút khác?" in why.text()
    assert "Số hóa và ký số" in why.text()
    assert "Làm được khi hồ sơ đã tiếp nhận" in why.text()
    assert "Cán bộ thụ lý" in why.text()


def test_a_long_jump_lists_what_happened_meanwhile(signed_in: Any) -> None:
    client = signed_in("hocvien")
    page = start(client, "free")
    due = form_for(page, "accept").css_first("[name=accept-due]").attributes["value"]
    page = client.follow(press(client, page, "accept", **ACCEPTED, due=due))
    given = {"office": "tu-phap-ho-tich", "handover": "now", "control_slip": "yes"}
    page = client.follow(press(client, page, "transfer", **given))

    after = client.follow(press(client, page, "wait_until_morning"))

    told = after.one(".meanwhile")
    assert "Trong lúc anh/chị chờ (1 việc)" in told.text()
    assert "Cán bộ thụ lý: Trả lại quầy:" in told.text()
    assert "Trong lúc đó:" not in after.text
    assert (
        client.get(f"/practice/runs/{newest_run().id}/dossiers/{DOSSIER}").all(".meanwhile") == []
    )
    nothing = client.follow(press(client, after, "wait_until_morning"))
    assert nothing.all(".meanwhile") or "không có việc gì khác xảy ra" in nothing.text


def test_an_examination_shows_no_hints(signed_in: Any) -> None:
    client = signed_in("hocvien")
    page = start(client, "free")
    assert "Cần gợi ý?" in page.text
    run = newest_run()
    run.mode = "exam"
    db.session.commit()

    exam = client.get(page.path)

    assert "Cần gợi ý?" not in exam.text
    assert "Kiểm tra" in exam.one(".page-over").text()


def test_a_finished_run_has_its_debrief_instead_of_lists(signed_in: Any) -> None:
    client = signed_in("hocvien")
    page = start(client, "free")
    run = newest_run()
    actions.hand_in(run, person("hocvien"), run.position)
    base = page.path.partition("/dossiers")[0]

    for path in ("", "/register", "/register.csv", "/statistics", "/settlement", "/population",
                 "/data-store"):  # fmt: skip
        found = client.get(base + path, status=303)
        assert found.response.headers["Location"].endswith("/debrief")
