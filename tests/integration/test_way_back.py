"""Signing in and changing the language lead back to a page that can be opened."""

from __future__ import annotations

import re

from lms import clock
from lms.door import nearest_page
from lms.extensions import db
from lms.people.demo import PASSWORD
from lms.people.models import SignInTries
from tests.integration.ended_sessions import expire, next_of, sign_in_and_come_back, someone
from tests.integration.pages import Page, PageClient, fields_of
from tests.integration.practice_desk import form_for, press, start


def switch_language(client: PageClient, page: Page) -> str:
    """Press the language link of the page; returns where it leads."""
    headers = {"Referer": f"http://localhost{page.path}"}
    link = page.one("a.tool-link[hreflang=en]").attributes["href"]
    answer = client.client.get(link, headers=headers, base_url="http://localhost")
    return answer.headers["Location"]


def test_every_form_is_sent_to_an_address_under_that_of_a_page(app):
    """What the way back after a refused form rests on."""
    for rule in app.url_map.iter_rules():
        if "POST" not in rule.methods or rule.endpoint == "people.sign_out":
            continue
        path = re.sub(r"<any\(.+?\):\w+>", "close", rule.rule)
        path = re.sub(r"<.+?>", "1", path)
        with app.test_request_context():
            page = nearest_page(path)
        assert page != "/", rule.rule
        assert path.startswith(page)


def refused_grant(admin: PageClient) -> Page:
    """A form of an administrator that was refused: the browser shows the form's own address."""
    path = f"/people/{someone()}"
    fields = {"role": "trainee", "scope": "OWN"}
    return admin.submit(admin.get(path), fields, action=f"{path}/roles", status=422)


def test_a_session_that_ends_after_a_refused_form_leads_back_to_its_page(signed_in):
    admin = signed_in("quantri")
    refused = refused_grant(admin)
    assert refused.path.endswith("/roles")
    expire("quantri")

    fields = {"role": "manager", "scope": "AREA"}
    sent = admin.submit(refused, fields, action=refused.path)

    assert next_of(sent) == f"/people/{someone()}"
    back = sign_in_and_come_back(admin, sent, "quantri")
    assert back.form(refused.path).css_first("option[selected][value=manager]")


def test_so_does_one_that_ends_after_a_refused_act_at_the_practice_desk(signed_in):
    client = signed_in("hocvien")
    page = start(client, "free")
    refused = press(client, page, "request_supplement", 422, reason="Thiếu bản chính.")
    expire("hocvien")

    sent = press(client, refused, "request_supplement", reason="Đề nghị mang bản chính.")

    assert next_of(sent) == page.path
    back = sign_in_and_come_back(client, sent, "hocvien")
    typed = form_for(back, "request_supplement").css_first("textarea").text()
    assert typed.strip() == "Đề nghị mang bản chính."


def test_the_nearer_page_counts_when_another_form_was_refused_before(signed_in):
    client = signed_in("hocvien")
    page = start(client, "free")
    run = page.path.partition("/dossiers")[0]
    form = form_for(page, "request_supplement")
    path, fields = form.attributes["action"], fields_of(form)
    expire("hocvien")

    sent = client.post(path, fields, referrer=f"{run}/wait")

    assert next_of(sent) == page.path


def test_the_language_link_of_a_refused_form_leads_to_its_page(signed_in):
    admin, trainee = signed_in("quantri"), signed_in("hocvien")
    refused = refused_grant(admin)
    page = start(trainee, "free")
    refused_act = press(trainee, page, "request_supplement", 422)

    assert switch_language(admin, refused) == f"/people/{someone()}"
    assert switch_language(trainee, refused_act) == page.path


def test_a_language_link_on_a_page_keeps_what_the_page_asked_for(signed_in):
    admin = signed_in("quantri")

    assert switch_language(admin, admin.get("/people?q=loc")) == "/people?q=loc"


def test_who_is_signed_in_already_is_led_on_by_the_sign_in_page(signed_in):
    client = signed_in("hocvien")

    there = client.get("/sign-in?next=/courses", status=303)
    elsewhere = client.get("/sign-in?next=//example.org", status=303)

    assert there.response.headers["Location"] == "/courses"
    assert elsewhere.response.headers["Location"] == "/"


def test_a_sign_in_refused_once_still_leads_to_the_page_asked_for(client):
    page = client.get("/sign-in?next=/courses")

    wrong = client.submit(
        page, {"username": "hocvien", "password": "sai"}, action="/sign-in", status=422
    )

    assert wrong.form("/sign-in").attributes["action"] == "/sign-in?next=/courses"
    assert fields_of(wrong.form("/sign-in"))["next"] == ["/courses"]


def test_a_closed_sign_in_leads_on_to_the_page_asked_for(client):
    now = clock.now()
    db.session.add(SignInTries(key="address:127.0.0.1", window_began_at=now, failures=100))
    db.session.commit()
    page = client.get("/sign-in?next=/courses")

    closed = client.submit(
        page, {"username": "hocvien", "password": PASSWORD}, action="/sign-in", status=429
    )

    assert closed.link("Về trang đăng nhập") == "/sign-in?next=/courses"
