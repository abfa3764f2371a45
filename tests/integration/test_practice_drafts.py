"""The life of a draft: begun, saved, imported, exported, compared, tried."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage

from lms import jobs
from lms.audit import AuditEntry
from lms.errors import Conflict, Refused
from lms.extensions import db
from lms.practice import draft_actions, draft_queries, draft_rules, draft_trials
from lms.practice.catalogue_models import WRITING, Draft, DraftVersion
from lms.reports.audit_names import ACTION_NAMES
from sandbox import library
from tests.integration.pages import PageClient
from tests.integration.practice_desk import person
from tests.integration.practice_drafts import (
    AUTHOR,
    SOURCE,
    copied,
    own_procedure,
    published,
    saved,
    sent,
    tried,
)

pytestmark = pytest.mark.usefixtures("app")

DATABASES = ("sqlite",)  # what is drawn doesn't depend on where it is kept


def newest() -> Draft:
    db.session.expire_all()
    return db.session.scalars(select(Draft).order_by(Draft.id.desc()).limit(1)).one()


def upload(client: PageClient, content: bytes, status: int = 303, **more: str) -> Any:
    page = client.get("/practice/authoring/import")
    sent = {"file": FileStorage(io.BytesIO(content), "bai.yaml"), "kind": "scenario", **more}
    return client.submit(page, sent, action="/practice/authoring/import", status=status)


def test_a_new_exercise_is_made_from_one_that_is_there(signed_in: Callable[..., Any]) -> None:
    client = signed_in(AUTHOR)
    page = client.get("/practice/authoring/new?q=khai+sinh")

    sent = client.submit(page, holding="Tạo bản sao")
    made = client.follow(sent)

    draft = newest()
    assert draft.title.endswith("(bản sao)")
    assert draft.title in made.text
    assert "Nội dung hợp lệ" in made.text
    assert draft_queries.examined(draft).scenario is not None
    assert draft.title in client.get("/practice/authoring").text


def test_every_exercise_of_the_catalogue_and_every_procedure_can_be_copied() -> None:
    for source in draft_queries.sources():
        draft = copied(source.code, source.kind)
        assert draft_queries.examined(draft).remarks == (), source.code


def test_the_list_is_searched_without_diacritics_and_by_state(signed_in: Any) -> None:
    sent(copied())
    saved(copied("khai-tu-01"), title="Khai tử ở xã vùng cao")
    client = signed_in("quantri")

    found = client.get("/practice/authoring?q=vung+cao").all("tbody tr")
    waiting = client.get("/practice/authoring?state=in_review").all("tbody tr")

    assert ["Khai tử ở xã vùng cao" in row.text() for row in found] == [True]
    assert ["Chờ duyệt" in row.text() for row in waiting] == [True]
    assert "Không có bản nháp nào như vậy" in client.get("/practice/authoring?mine=1").text


def test_the_list_takes_the_same_few_statements_however_long(
    signed_in: Any, count_statements: Any
) -> None:
    client = signed_in(AUTHOR)
    copied()
    with count_statements() as few:
        client.get("/practice/authoring")
    for author in ("thuly", "quantri", "hocvien", "lanhdao", "quanly"):
        copied(by=author)
    with count_statements() as many:
        client.get("/practice/authoring")
    assert len(many) == len(few), str(many)
    assert len(many) <= 6, str(many)


def test_a_draft_takes_few_statements(signed_in: Any, count_statements: Any) -> None:
    client = signed_in(AUTHOR)
    draft = published(copied())
    copied("1.004873", "procedure")
    with count_statements() as statements:
        client.get(f"/practice/authoring/{draft.id}")
    assert len(statements) <= 14, str(statements)


def test_what_is_exported_comes_back_byte_for_byte(signed_in: Any) -> None:
    client = signed_in(AUTHOR)
    draft = copied()
    text = draft.text.replace("summary:", "# ghi chú của tôi\nsummary:", 1)
    draft_actions.save(draft, person(AUTHOR), text, 1)
    answer = client.client.get(f"/practice/authoring/{draft.id}/file", base_url="http://localhost")

    assert answer.get_data() == text.encode()
    assert f'filename="{draft.code}.yaml"' in answer.headers["Content-Disposition"]
    db.session.delete(db.session.get(DraftVersion, (draft.id, 1)))
    db.session.delete(db.session.get(DraftVersion, (draft.id, 2)))
    db.session.flush()
    db.session.delete(draft)
    db.session.commit()
    upload(client, answer.get_data())
    again = newest()
    assert (again.text, again.code, again.title) == (text, draft.code, draft.title)


def test_a_file_with_other_line_ends_and_a_byte_order_mark_is_taken(signed_in: Any) -> None:
    text = draft_rules.copy_of(draft_queries.source_text("scenario", SOURCE), "bai-cua-toi", "")
    upload(signed_in(AUTHOR), b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert newest().text == text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"a: [1", "Dòng 1: thiếu"),
        (b"\xff\xfe\x00", "không phải chữ UTF-8"),
        (b"- 1", "phải là bảng khóa"),
        (b"code: a\x00b", "ký tự không đọc được"),
        (b"x" * 1_000_001, "lớn quá 1 MB"),
        (b"a: '" + b"x" * 300_000 + b"'", "dài quá 200 nghìn"),
        (f"code: {SOURCE}".encode(), "đã có"),
    ],
)
def test_a_file_that_cannot_be_a_draft_is_refused_in_words(
    signed_in: Any, content: bytes, words: str
) -> None:
    before = db.session.scalar(select(func.count(Draft.id)))
    page = upload(signed_in(AUTHOR), content, status=422)
    assert words in page.text
    assert db.session.scalar(select(func.count(Draft.id))) == before


def test_a_faulty_file_becomes_a_draft_that_says_what_is_wrong(signed_in: Any) -> None:
    client = signed_in(AUTHOR)
    page = client.follow(upload(client, "code: bai-loi\ntitle: Bài lỗi\nminutes: nhiều".encode()))
    assert "chỗ phải sửa" in page.text
    assert (newest().code, newest().title) == ("bai-loi", "Bài lỗi")


def test_a_file_without_a_code_gets_one_to_be_called_by(signed_in: Any) -> None:
    client = signed_in(AUTHOR)
    page = client.follow(upload(client, "title: Chưa có mã".encode()))
    assert newest().code == "bai-moi-ban-2"
    assert "Chưa đọc được mã" in page.text


def test_a_taken_code_gives_way_when_asked(signed_in: Any) -> None:
    text = draft_queries.source_text("scenario", SOURCE)
    upload(signed_in(AUTHOR), text.encode(), new_code="y")
    assert newest().code == f"{SOURCE}-ban-2"
    assert draft_queries.examined(newest()).remarks == ()


def test_saving_takes_code_and_title_from_the_text_and_keeps_every_version() -> None:
    draft = copied()
    first = draft.text

    saved(draft, code="ten-khac", title="Tên khác")

    assert (draft.code, draft.title, draft.version) == ("ten-khac", "Tên khác", 2)
    assert [each.version for each in draft_queries.versions(draft.id)] == [2, 1]
    assert draft_queries.version(draft.id, 1).text == first


def test_saving_the_same_text_is_no_new_version() -> None:
    draft = copied()
    draft_actions.save(draft, person(AUTHOR), draft.text.replace("\n", "\r\n"), 1)
    assert draft.version == 1


@pytest.mark.parametrize("state", ["writing", "in_review", "published"])
def test_what_is_saved_is_being_written_again(state: str) -> None:
    draft = copied()
    if state != "writing":
        (sent if state == "in_review" else published)(draft)
    assert draft.state == state

    saved(draft, title="Tên mới")

    assert draft.state == WRITING


def test_a_code_of_something_else_is_kept_in_the_text_and_told() -> None:
    other, draft = copied(), copied()
    for taken in (SOURCE, other.code):
        own = draft.code
        saved(draft, code=taken)
        assert draft.code == own
        assert [each.path for each in draft_queries.examined(draft).remarks] == ["code"]


def test_a_published_exercise_keeps_its_code() -> None:
    draft = published(copied())
    own = draft.code
    saved(draft, code="ten-khac")
    assert draft.code == own
    assert "giữ mã" in draft_queries.examined(draft).remarks[0].reason


def test_an_old_page_does_not_overwrite(signed_in: Any) -> None:
    draft = copied()
    client = signed_in(AUTHOR)
    page = client.get(f"/practice/authoring/{draft.id}/text")
    saved(draft, "quantri", title="Của người khác")

    told = client.submit(
        page,
        {"text": draft.text.replace("Của người khác", "Của tôi")},
        action=f"/practice/authoring/{draft.id}/text",
        status=409,
    )

    assert "đã lưu bản 2" in told.text
    assert "Của tôi" in told.one("textarea").text()
    assert "Của người khác" in told.one("table.diff").text()
    assert newest().title == "Của người khác"
    again = client.submit(told, action=f"/practice/authoring/{draft.id}/text")
    assert again.status == 303
    assert (newest().title, newest().version) == ("Của tôi", 3)
    assert draft_queries.version(draft.id, 2).text.count("Của người khác") == 1


def test_a_text_that_is_no_yaml_is_kept_and_its_line_told(signed_in: Any) -> None:
    draft = copied()
    client = signed_in(AUTHOR)
    page = client.get(f"/practice/authoring/{draft.id}/text")
    shown = client.follow(
        client.submit(
            page,
            {"text": "code: x\ntitle: a: b"},
            action=f"/practice/authoring/{draft.id}/text",
        )
    )
    assert "Dòng 2: dấu hai chấm ở chỗ lạ" in shown.text
    assert newest().text == "code: x\ntitle: a: b"
    assert "dấu hai chấm" in client.get(f"/practice/authoring/{draft.id}").text


def test_a_fault_leads_to_the_form_where_it_is_mended(signed_in: Any) -> None:
    draft = copied()
    saved(draft, minutes="lâu")
    page = signed_in(AUTHOR).get(f"/practice/authoring/{draft.id}")
    [link] = page.all(".draft-remarks a")
    assert f"/practice/authoring/{draft.id}/edit/" in (link.attributes["href"] or "")


def test_a_version_shows_what_changed_and_comes_back(signed_in: Any) -> None:
    draft = copied()
    first = draft.text
    saved(draft, title="Tên hai")
    client = signed_in(AUTHOR)
    assert "Đây là bản đầu tiên" in client.get(f"/practice/authoring/{draft.id}/versions/1").text
    page = client.get(f"/practice/authoring/{draft.id}/versions/2")
    assert "title: Tên hai" in page.one(".diff-new").text()

    old = client.get(f"/practice/authoring/{draft.id}/versions/1")
    client.submit(old, action=f"/practice/authoring/{draft.id}/versions/1")

    assert (newest().text, newest().version) == (first, 3)
    assert len(client.get(f"/practice/authoring/{draft.id}/versions").all("tbody tr")) == 3
    client.get(f"/practice/authoring/{draft.id}/versions/9", status=404)
    client.get("/practice/authoring/4711", status=404)


def test_a_trial_is_played_in_slices_and_told(
    signed_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(draft_trials, "SLICE", 0.0)
    monkeypatch.setattr("sandbox.trial.MOST_VARIANTS", 3)
    draft = copied()
    client = signed_in(AUTHOR)
    begun = client.submit(
        client.get(f"/practice/authoring/{draft.id}"),
        action=f"/practice/authoring/{draft.id}/trial",
    )
    page = client.follow(begun)
    assert "0 trên 3 biến thể" in page.text
    assert page.all("[data-follow]")

    assert jobs.drain(most=1) == 1
    assert "1 trên 3 biến thể" in client.get(f"/practice/authoring/{draft.id}/trial").text
    client.submit(page, action=f"/practice/authoring/{draft.id}/trial") if page.all(
        f"form[action='/practice/authoring/{draft.id}/trial']"
    ) else None
    assert jobs.drain() == 2

    page = client.get(f"/practice/authoring/{draft.id}/trial")
    assert "Đã chơi 3 biến thể" in page.text
    assert len(page.all("tbody tr")) == 8
    assert not page.all("[data-follow]")
    assert "Đã chơi 3 biến thể" in client.get(f"/practice/authoring/{draft.id}").text


def test_a_second_click_lets_a_running_trial_run() -> None:
    draft = copied()
    draft_trials.begin(draft, person(AUTHOR))
    token = draft.trial["token"]
    draft_trials.begin(draft, person(AUTHOR))
    assert draft.trial["token"] == token


def test_a_slice_that_runs_twice_counts_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draft_trials, "SLICE", 0.0)
    draft = copied()
    draft_trials.begin(draft, person(AUTHOR))
    payload = {"draft_id": draft.id, "token": draft.trial["token"], "done": 0}

    for _again in range(2):
        draft_trials.run_slice(jobs.Job(1, draft_trials.JOB, payload))

    db.session.refresh(draft)
    assert len(draft.trial["tally"]["hardness"]) == 1


def test_a_trial_of_an_older_text_is_said_to_be_so_and_stops(signed_in: Any) -> None:
    draft = copied()
    tried(draft)
    saved(draft, minutes=11)
    page = signed_in(AUTHOR).get(f"/practice/authoring/{draft.id}")
    assert "Kết quả của bản cũ" in page.text

    draft_trials.begin(draft, person(AUTHOR))
    saved(draft, minutes=12)
    jobs.drain()
    db.session.refresh(draft)
    assert draft.trial["tally"]["hardness"] == []


def test_a_faulty_draft_is_not_tried() -> None:
    draft = copied()
    saved(draft, minutes="lâu")
    with pytest.raises(Refused):
        draft_trials.begin(draft, person(AUTHOR))


def test_an_own_procedure_serves_its_author_at_once_and_others_when_published() -> None:
    procedure = own_procedure(SOURCE)
    mine, foreign = copied(), copied(by="quantri")
    for draft in (mine, foreign):
        saved(draft, draft.author.username, procedure=procedure.code)
    assert draft_queries.examined(mine).remarks == ()
    assert draft_queries.examined(foreign).remarks != ()

    published(procedure)
    assert draft_queries.examined(foreign).remarks == ()
    assert procedure.code in draft_queries.library_for(foreign)[0]

    saved(procedure, versions=[])  # what is being written anew stays published as it was
    assert draft_queries.examined(foreign).remarks == ()
    assert draft_queries.published_version(procedure) == 1


def test_a_procedure_cannot_take_a_shipped_code() -> None:
    draft = own_procedure(SOURCE)
    saved(draft, code=next(iter(library.shipped().procedures)))
    assert [each.path for each in draft_queries.examined(draft).remarks] == ["code"]


def test_a_stale_save_is_a_conflict_and_changes_nothing() -> None:
    draft = copied()
    saved(draft, title="Mới")
    with pytest.raises(Conflict, match="đã lưu bản 2"):
        draft_actions.save(draft, person(AUTHOR), "code: x", 1)
    assert (newest().title, newest().version) == ("Mới", 2)


def test_what_is_done_to_drafts_has_a_name_in_the_audit_log() -> None:
    draft = published(copied())
    saved(draft, title="Mới")
    tried(draft)
    actions = set(
        db.session.scalars(select(AuditEntry.action).where(AuditEntry.subject_kind == "draft"))
    )
    assert actions == {
        "draft_begun",
        "draft_saved",
        "draft_tried",
        "draft_sent_for_review",
        "exercise_published",
    }
    assert actions <= set(ACTION_NAMES)
