"""The editor of exercises: every page opens, nothing typed is lost, faults stand beside fields."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from lms.extensions import db
from lms.people.models import Person
from lms.practice import draft_actions, draft_queries
from lms.practice.catalogue_models import Draft
from sandbox import library
from sandbox.authoring.document import get, load
from sandbox.authoring.faults import SECTIONS
from tests.integration.pages import Page, PageClient, fields_of
from tests.integration.practice_desk import person

DATABASES = ("sqlite",)  # what is drawn doesn't depend on where it is kept

CODE = "chung-thuc-ban-sao-02"


def begin(code: str = CODE, kind: str = "scenario", author: str = "giangvien") -> Draft:
    writer: Person = person(author)
    return draft_actions.duplicate(writer, kind, code)


def now(draft: Draft) -> dict[str, Any]:
    """The data of the draft as it is kept now."""
    db.session.expire_all()
    kept = draft_queries.draft(draft.id)
    assert kept is not None
    return load(kept.text)


def address(draft: Draft, section: str, row: int | None = None) -> str:
    return f"/practice/authoring/{draft.id}/edit/{section}" + (f"/{row}" if row else "")


def opened(client: PageClient, draft: Draft, section: str, row: int | None = None) -> Page:
    return client.get(address(draft, section, row))


def send(client: PageClient, page: Page, do: str = "save", status: int = 303, **typed: Any) -> Page:
    """Press a button of the form as it stands, with some of it typed anew."""
    path = page.path.partition("?")[0].partition("#")[0]
    fields = fields_of(page.form(path)) | {k: v for k, v in typed.items() if k != "named"}
    return client.post(path, {**fields, **typed.get("named", {}), "do": do}, status=status)


def follow(client: PageClient, page: Page) -> Page:
    return client.get(page.response.headers["Location"].partition("#")[0])


def pages_of(draft: Draft) -> Iterator[tuple[str, int | None]]:
    """Every part of the draft, of its last dossier."""
    data = load(draft.text)
    for section in SECTIONS[draft.kind]:
        if not section.inside or section.rows:
            yield section.key, None
        rows = len(data.get(section.inside) or []) if section.inside else 0
        if rows:
            yield section.key, rows


# A sample: the parts of every file are saved unchanged in the tests of `sandbox.authoring`.
CODES = [("scenario", code) for code in list(library.shipped().scenarios)[::6]]
CODES += [("procedure", code) for code in list(library.shipped().procedures)[::9]]


@pytest.mark.parametrize(("kind", "code"), CODES, ids=lambda each: str(each))
def test_every_page_opens_and_saving_it_unchanged_changes_nothing(
    signed_in: Any, kind: str, code: str
) -> None:
    draft = begin(code, kind)
    client, before = signed_in("giangvien"), now(draft)
    version = draft.version
    for number, (section, row) in enumerate(pages_of(draft)):
        page = opened(client, draft, section, row)
        if number % 4 == len(code) % 4 and page.all("input[name=seen]"):
            send(client, page)
    assert now(draft) == before
    db.session.refresh(draft)
    assert len(draft_queries.versions(draft.id)) == draft.version
    assert draft.version <= version + 1, "only the first save writes the text in the one style"
    assert draft_queries.examined(draft).thing is not None


def test_a_page_of_the_longest_day_asks_little(signed_in: Any, count_statements: Any) -> None:
    client = signed_in("giangvien")
    for code in (CODE, "ngay-ban-ron-02"):
        draft = begin(code)
        opened(client, draft, "giay-to", 1)
        with count_statements() as statements:
            opened(client, draft, "giay-to", 1)
        assert len(statements) <= 8, statements


def test_a_line_is_added_without_javascript_and_what_was_typed_is_kept(signed_in: Any) -> None:
    draft, client = begin(), signed_in("giangvien")
    page = opened(client, draft, "giay-to", 1)
    lines = "dossiers.0.papers.1.lines"
    done = send(client, page, f"add:{lines}", named={"dossiers.0.papers.1.title": "Học bạ lớp 5"})
    paper = now(draft)["dossiers"][0]["papers"][1]
    assert paper["title"] == "Học bạ lớp 5"
    assert paper["lines"][-1] == {}
    again = follow(client, done)
    assert again.one("#f-dossiers-0-papers-1").attributes.get("open", "no") is None
    assert "Giấy tờ 2: Học bạ lớp 5, Dòng 4, Mục: chưa điền" in again.text
    named = {f"{lines}.3.label": "Xếp loại", f"{lines}.3.text": "{name} đạt loại Giỏi"}
    send(client, again, named=named)
    assert now(draft)["dossiers"][0]["papers"][1]["lines"][3] == {
        "label": "Xếp loại", "text": "{name} đạt loại Giỏi",
    }  # fmt: skip
    send(client, opened(client, draft, "giay-to", 1), f"up:{lines}.3")
    assert now(draft)["dossiers"][0]["papers"][1]["lines"][2]["label"] == "Xếp loại"
    send(client, opened(client, draft, "giay-to", 1), f"remove:{lines}.2")
    assert len(now(draft)["dossiers"][0]["papers"][1]["lines"]) == 3


def test_dossiers_are_added_copied_and_removed(signed_in: Any) -> None:
    draft, client = begin(), signed_in("giangvien")
    done = send(client, opened(client, draft, "ho-so"), "copy:dossiers.0")
    assert done.response.headers["Location"].endswith("/edit/ho-so/2")
    assert [each["key"] for each in now(draft)["dossiers"]] == ["hs1", "hs1-2"]
    follow(client, done)
    done = send(client, opened(client, draft, "ho-so"), "add:dossiers")
    assert "Người dân nói gì: chưa điền" in follow(client, done).text
    done = send(client, opened(client, draft, "ho-so"), "remove:dossiers.0")
    assert [each["key"] for each in now(draft)["dossiers"]] == ["hs1-2", "hs1-3"]


def test_a_fault_is_saved_and_stands_beside_its_field_and_on_the_way(signed_in: Any) -> None:
    draft, client = begin(), signed_in("giangvien")
    done = send(client, opened(client, draft, "gioi-thieu"), minutes="mười lăm")
    page = follow(client, done)
    assert now(draft)["minutes"] == "mười lăm"
    field = page.one("#f-minutes")
    assert field.attributes["value"] == "mười lăm"
    assert field.attributes["aria-describedby"] == "f-minutes-error"
    assert "phải là một số nguyên" in page.one("#f-minutes-error").text()
    assert page.link("Thời gian làm bài: phải là một số nguyên").endswith("gioi-thieu#f-minutes")
    elsewhere = opened(client, draft, "thang-diem")
    assert "Còn 1 chỗ phải sửa ở các trang khác" in elsewhere.text
    assert elsewhere.link("Thời gian làm bài").endswith("/edit/gioi-thieu#f-minutes")


def test_two_windows_one_wins_and_the_other_keeps_what_was_typed(signed_in: Any) -> None:
    draft, client = begin(), signed_in("giangvien")
    first = opened(client, draft, "gioi-thieu")
    second = opened(client, draft, "gioi-thieu")
    other = opened(client, draft, "nguoi-dan")
    send(client, first, title="Tên của cửa sổ một", goal="Mục tiêu mới")
    told = send(client, second, status=409, title="Tên của cửa sổ hai")
    assert "ở một cửa sổ khác" in told.text
    assert "Chưa lưu" in told.text
    assert told.one("#f-title").attributes["value"] == "Tên của cửa sổ hai"
    assert now(draft)["title"] == "Tên của cửa sổ một"
    send(client, told)
    assert now(draft)["title"] == "Tên của cửa sổ hai"
    told = send(client, other, status=409, named={"applicants.0.birth_year": "1970"})
    send(client, told)
    kept = now(draft)
    assert kept["applicants"][0]["birth_year"] == 1970
    assert kept["title"] == "Tên của cửa sổ hai", "the other parts stay as they were saved last"


def test_a_dossier_that_moved_meanwhile_is_found_again(signed_in: Any) -> None:
    draft, client = begin("ngay-ban-ron-01"), signed_in("giangvien")
    page = opened(client, draft, "giay-to", 2)
    send(client, opened(client, draft, "ho-so"), "remove:dossiers.0")
    named = {"dossiers.1.papers.0.title": "Tờ khai đã sửa"}
    told = send(client, page, status=409, named=named)
    assert told.one("#f-dossiers-0-papers-0-title").attributes["value"] == "Tờ khai đã sửa"
    client.post(
        address(draft, "giay-to", 1), {**fields_of(told.form(address(draft, "giay-to", 1)))}
    )
    kept = now(draft)["dossiers"]
    assert kept[0]["papers"][0]["title"] == "Tờ khai đã sửa"
    assert kept[1]["papers"][0]["title"] != "Tờ khai đã sửa"


def test_a_dossier_that_was_removed_meanwhile_is_shown_and_not_saved(signed_in: Any) -> None:
    draft, client = begin("ngay-ban-ron-01"), signed_in("giangvien")
    page = opened(client, draft, "ho-so", 1)
    send(client, opened(client, draft, "ho-so"), "remove:dossiers.0")
    before = now(draft)
    told = send(client, page, status=409, named={"dossiers.0.request": "Em xin giấy ạ."})
    assert "không còn trong bản nháp" in told.text
    assert told.one("#f-dossiers-0-request").text().strip() == "Em xin giấy ạ."
    again = send(client, told, status=409)
    assert again.one("#f-dossiers-0-request").text().strip() == "Em xin giấy ạ."
    assert now(draft) == before


def test_a_double_click_adds_one_line(signed_in: Any) -> None:
    draft, client = begin(), signed_in("giangvien")
    page = opened(client, draft, "giay-to", 1)
    for _ in range(2):
        send(client, page, "add:dossiers.0.papers.1.lines")
    assert len(now(draft)["dossiers"][0]["papers"][1]["lines"]) == 4


def test_what_is_no_yaml_leads_to_the_text(signed_in: Any) -> None:
    draft, client = begin(), signed_in("giangvien")
    draft_actions.save(draft, person("giangvien"), "title: [", draft.version)
    page = opened(client, draft, "gioi-thieu")
    assert page.link("Sửa dạng văn bản").endswith(f"/practice/authoring/{draft.id}/text")


def test_a_draft_without_dossiers_says_what_to_do(signed_in: Any) -> None:
    draft, client = begin(), signed_in("giangvien")
    draft_actions.save(draft, person("giangvien"), f"code: {draft.code}\n", draft.version)
    page = opened(client, draft, "giay-to")
    assert page.link("Đến trang danh sách").endswith("/edit/ho-so")
    for section in SECTIONS["scenario"]:
        opened(client, draft, section.key)


def test_an_address_that_leads_nowhere(signed_in: Any) -> None:
    draft, client = begin(), signed_in("giangvien")
    for path in (
        address(draft, "khong-co"),
        address(draft, "gioi-thieu", 1),
        address(draft, "giay-to", 9),
        f"{address(draft, 'giay-to')}/0",
        "/practice/authoring/999999/edit/gioi-thieu",
    ):
        client.get(path, status=404)


def test_every_number_of_the_form_reaches_the_file(signed_in: Any) -> None:
    """The ten minutes: another title, another applicant, a planted mistake, other weights."""
    draft, client = begin(), signed_in("giangvien")
    send(client, opened(client, draft, "gioi-thieu"), title="Học bạ bị tẩy xóa")
    send(client, opened(client, draft, "nguoi-dan"), named={
        "applicants.0.gender": "female", "applicants.0.ethnicity": "Tày",
    })  # fmt: skip
    done = send(client, opened(client, draft, "loi", 1), "add:dossiers.0.defects.always")
    name = "dossiers.0.defects.always.0"
    page = follow(client, done)
    done = send(client, page, f"add:{name}.look.lines", named={
        f"{name}.paper": "hoc-ba", f"{name}.kind": "tay-xoa-sua-chua",
        f"{name}.what": "Dòng kết quả bị viết đè.", f"{name}.remedy": "Mang bản chính khác.",
    })  # fmt: skip
    send(client, follow(client, done), named={
        f"{name}.look.lines.0.label": "Kết quả", f"{name}.look.lines.0.text": "(bị viết đè)",
    })  # fmt: skip
    send(client, opened(client, draft, "thang-diem"), named={
        "rubric.detection": "30", "rubric.process": "10",
    })  # fmt: skip
    db.session.expire_all()
    kept = draft_queries.draft(draft.id)
    assert kept is not None
    made = draft_queries.examined(kept).scenario
    assert made is not None, draft_queries.examined(kept).remarks
    assert (made.title, kept.title) == ("Học bạ bị tẩy xóa", "Học bạ bị tẩy xóa")
    assert made.rubric["detection"] == 30
    defect = made.dossiers[0].defects.always[0]
    assert (defect.paper, defect.look.lines[0].text) == ("hoc-ba", "(bị viết đè)")
    assert get(load(kept.text), ("applicants", 0, "ethnicity")) == "Tày"
