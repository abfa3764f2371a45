"""Slips are looked at before they are issued, printed afterwards, and looked up by their code."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from lms.extensions import db
from lms.once import FormReceipt
from lms.practice import slip_drawing
from lms.practice.models import StoppedAttempt
from tests.integration.pages import Page, PageClient, fields_of
from tests.integration.practice_desk import (
    DOSSIER,
    filled,
    form_for,
    newest_run,
    person,
    press,
    start,
    stored_events,
)
from tests.integration.slip_runs import forms_of, played_run

DATABASES = ("sqlite",)  # what is drawn doesn't depend on where it is kept

REASON = "Giấy khai sinh là bản sao.\r\nĐề nghị mang <bản chính> đến quầy."
ASKED = {
    "items": ["paper:giay-khai-sinh"],
    "way": "form_02",
    "complete_by": "in_time",
    "reason": REASON,
}


def act_path() -> str:
    return f"/practice/runs/{newest_run().id}/dossiers/{DOSSIER}/act"


def preview(client: PageClient, page: Page, option: str, data: Any, status: int = 200) -> Page:
    """Press “Xem trước phiếu” in the form of a button."""
    assert form_for(page, option).css_first('button[name="preview"][value="yes"]')
    sent = {**filled(page, option, data), "preview": "yes"}
    return client.post(act_path(), sent, status=status, referrer=page.path)


def sent_on(page: Page, **more: str) -> dict[str, Any]:
    """What the form of a preview sends."""
    return {**fields_of(page.one("main form[method=post]")), **more}


def fetched(client: PageClient, path: str) -> TestResponse:
    """The answer itself: a file is no page to be looked at."""
    return client.client.get(path, base_url="http://localhost")


def receipts() -> int:
    return db.session.scalar(select(func.count()).select_from(FormReceipt)) or 0


def test_a_preview_shows_the_slip_and_stores_nothing(signed_in: Any) -> None:
    client = signed_in("hocvien")
    page = start(client, "free")
    events, kept = stored_events(newest_run()), receipts()

    shown = preview(client, page, "request_supplement", ASKED)

    slip = shown.one(".slip").text()
    assert "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ" in slip
    assert "BẢN LUYỆN TẬP – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ" in slip
    assert "Đề nghị mang <bản chính> đến quầy." in slip
    assert "Phiếu chưa được lập." in shown.text
    assert (stored_events(newest_run()), receipts()) == (events, kept)
    assert newest_run().position == 2


def test_from_the_preview_the_slip_is_issued_as_it_was_shown(signed_in: Any) -> None:
    client = signed_in("hocvien")
    shown = preview(client, start(client, "free"), "request_supplement", ASKED)

    issued = client.follow(client.post(act_path(), sent_on(shown)))

    assert "Đã làm: Yêu cầu bổ sung: Giấy khai sinh" in issued.text
    slips = client.get(f"{urlsplit(issued.path).path}?view=slips")
    slip = client.get(slips.link("Xem"))
    assert slip.one(".slip").text() == shown.one(".slip").text()


def test_the_form_that_was_previewed_may_still_be_sent_itself(signed_in: Any) -> None:
    """The browser's Back button leads to the old page with its old token."""
    client = signed_in("hocvien")
    page = start(client, "free")
    preview(client, page, "request_supplement", ASKED)

    press(client, page, "request_supplement", **ASKED)

    assert newest_run().position > 2


def test_a_double_click_in_the_preview_is_one_act(signed_in: Any) -> None:
    client = signed_in("hocvien")
    shown = preview(client, start(client, "free"), "request_supplement", ASKED)
    sent = sent_on(shown)

    client.post(act_path(), sent)
    stored = stored_events(newest_run())
    client.post(act_path(), sent)

    assert stored_events(newest_run()) == stored


def test_the_way_back_keeps_everything_that_was_typed(signed_in: Any) -> None:
    client = signed_in("hocvien")
    shown = preview(client, start(client, "free"), "request_supplement", ASKED)
    back = shown.one('button[name="preview"][value="back"]').attributes["formaction"]
    assert back == act_path() + "#act-request-supplement"

    again = client.post(act_path(), sent_on(shown, preview="back"), status=200)

    form = form_for(again, "request_supplement")
    assert form.css_first("textarea").text().strip() == REASON.replace("\r\n", "\n")
    assert form.css_first('[value="paper:giay-khai-sinh"][checked]')
    assert form.css_first('[value="form_02"][checked]')
    assert "Những gì anh/chị đã nhập vẫn còn ở đây." in form.text()
    assert newest_run().position == 2


def test_what_is_missing_is_told_beside_its_field_before_any_preview(signed_in: Any) -> None:
    client = signed_in("hocvien")
    page = start(client, "free")

    again = preview(client, page, "request_supplement", {"reason": REASON}, 422)

    assert "Hãy chọn một mục cho “Cách yêu cầu”." in again.text
    assert not again.all(".slip")
    typed = form_for(again, "request_supplement").css_first("textarea").text().strip()
    assert typed == REASON.replace("\r\n", "\n")


def test_a_real_personal_number_is_refused_in_a_preview_too(signed_in: Any) -> None:
    client = signed_in("hocvien")
    data = {**ASKED, "reason": "Bà A, 019 187 004321"}
    again = preview(client, start(client, "free"), "request_supplement", data, 422)
    assert "số định danh của một người có thật" in again.text


def test_an_answer_without_a_slip_is_said_to_write_none(signed_in: Any) -> None:
    client = signed_in("hocvien")
    shown = preview(client, start(client, "free"), "request_supplement", {**ASKED, "way": "oral"})
    assert "việc này không lập phiếu nào" in shown.text
    assert not shown.all(".slip")


def test_looking_is_no_mistake_in_guided_mode_but_issuing_is_stopped(signed_in: Any) -> None:
    client = signed_in("hocvien")
    data = {**ASKED, "items": ["second-set"]}
    shown = preview(client, start(client, "guided"), "request_supplement", data)
    assert db.session.scalar(select(func.count()).select_from(StoppedAttempt)) == 0

    stopped = client.post(act_path(), sent_on(shown), status=422)

    assert "Khoan đã" in stopped.one("[role=alert]").text()
    assert form_for(stopped, "request_supplement").css_first('[value="second-set"][checked]')


def test_a_page_that_is_out_of_date_previews_nothing(signed_in: Any) -> None:
    client = signed_in("hocvien")
    page = start(client, "free")
    press(client, page, "check_identity", method="e_id")

    late = preview(client, page, "request_supplement", ASKED, 409)

    assert "Hồ sơ vừa có thay đổi" in late.text
    assert form_for(late, "request_supplement").css_first('[value="form_02"][checked]')


def test_only_acts_that_may_write_a_slip_offer_to_look_at_it(signed_in: Any) -> None:
    page = start(signed_in("hocvien"), "free")
    assert not form_for(page, "check_identity").css("button[name=preview]")
    for option in ("request_supplement", "refuse", "stop"):
        assert form_for(page, option).css("button[name=preview]")
        first = form_for(page, option).css_first("button")
        assert "name" not in first.attributes, "Enter does the act, as before"


def test_a_dossier_without_slips_says_when_they_come(signed_in: Any) -> None:
    client = signed_in("hocvien")
    page = start(client, "free")
    slips = client.get(f"{urlsplit(page.path).path}?view=slips")
    assert "Chưa lập phiếu nào cho hồ sơ này." in slips.text


def test_every_slip_of_a_run_is_a_page_and_a_file(signed_in: Any) -> None:
    client = signed_in("hocvien")
    run = played_run(person("hocvien"))
    here = f"/practice/runs/{run.id}/dossiers/hs1/slips"

    for last in [str(form.position) for form in forms_of(run)] + ["transfer"]:
        page = client.get(f"{here}/{last}")
        assert "BẢN LUYỆN TẬP – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ" in page.one(".slip").text()
        assert page.link("In / tải PDF") == f"{here}/{last}.pdf"
        file = fetched(client, f"{here}/{last}.pdf")
        assert file.mimetype == "application/pdf"
        assert file.data.startswith(b"%PDF")
        assert "luyen-tap.pdf" in file.headers["Content-Disposition"]
        assert not file.headers["Content-Disposition"].startswith("attachment")


def test_a_slip_takes_few_statements(signed_in: Any, count_statements: Any) -> None:
    client = signed_in("hocvien")
    run = played_run(person("hocvien"))
    here = f"/practice/runs/{run.id}/dossiers/hs1/slips/{forms_of(run)[0].position}"
    for path in (here, here + ".pdf", f"/tra-cuu/{slip_drawing.token_of(run.id, 'hs1')}"):
        with count_statements() as statements:
            assert fetched(client, path).status_code == 200
        assert len(statements) <= 8, statements


def test_a_preview_takes_few_statements(signed_in: Any, count_statements: Any) -> None:
    client = signed_in("hocvien")
    page = start(client, "free")
    with count_statements() as statements:
        preview(client, page, "request_supplement", ASKED)
    assert len(statements) <= 8, statements


def test_the_slips_of_somebody_else_are_not_there(signed_in: Any) -> None:
    run = played_run(person("hocvien"))
    here = f"/practice/runs/{run.id}/dossiers/hs1/slips"
    position = forms_of(run)[0].position
    other = signed_in("hocvien4")
    for last in (f"{position}", f"{position}.pdf", "transfer", "transfer.pdf"):
        other.get(f"{here}/{last}", status=404)


@pytest.mark.parametrize("last", ["0", "1", "99999999", "1.pdf", "x", "transfer.pdf"])
def test_a_slip_that_was_never_issued_is_not_there(signed_in: Any, last: str) -> None:
    client = signed_in("hocvien")
    start(client, "free")
    client.get(f"/practice/runs/{newest_run().id}/dossiers/{DOSSIER}/slips/{last}", status=404)


def test_the_code_of_a_slip_leads_to_what_the_public_may_see(app: Flask, signed_in: Any) -> None:
    run = played_run(person("hocvien"), "chung-thuc-ban-sao-01")
    here = f"/practice/runs/{run.id}/dossiers/hs1/slips"
    position = forms_of(run, "chung-thuc-ban-sao-01")[0].position
    owner = signed_in("hocvien")
    slip = owner.get(f"{here}/{position}")
    path = slip.one(".slip-code a").attributes["href"]
    assert slip_drawing.look_up_url(run.id, "hs1") == app.config["PUBLIC_URL"] + path

    portal = PageClient(app.test_client()).get(path)

    assert "Đã trả kết quả" in portal.text
    assert "không phải Cổng Dịch vụ công quốc gia" in portal.whole_text
    assert "Hẹn trả kết quả" in portal.text
    name = slip.all(".slip-signed")[0].text().partition(" ")[2]
    assert name in slip.text
    assert name not in portal.text


@pytest.mark.parametrize("token", ["abc", "WzEsImhzMSJd.forged", "x" * 5000, "é.é"])
def test_a_forged_code_leads_to_a_friendly_page(app: Flask, token: str) -> None:
    page = PageClient(app.test_client()).get(f"/tra-cuu/{token}", status=404)
    assert "Không tìm thấy hồ sơ luyện tập này" in page.text


def test_a_code_of_a_run_that_is_gone_leads_to_the_same_page(app: Flask) -> None:
    token = slip_drawing.token_of(987_654, "hs1")
    page = PageClient(app.test_client()).get(f"/tra-cuu/{token}", status=404)
    assert "Không tìm thấy hồ sơ luyện tập này" in page.text
