"""A session ends while a page is open, and the person signs in again."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

from sqlalchemy import func, select

from lms import clock
from lms.extensions import db
from lms.people.demo import PASSWORD
from lms.people.models import Person, SignIn
from tests.integration.pages import Page, PageClient


def someone(username: str = "hocvien") -> int:
    found = db.session.scalar(select(Person.id).where(Person.username == username))
    db.session.rollback()
    return found


def expire(username: str) -> None:
    for row in db.session.scalars(select(SignIn).join(Person).where(Person.username == username)):
        row.seen_at = clock.now() - timedelta(hours=2)
    db.session.commit()


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model))


def next_of(sent: Page) -> str:
    """Where signing in leads, of an answer that leads to the sign-in page."""
    target = urlsplit(sent.response.headers["Location"])
    assert target.path == "/sign-in"
    return parse_qs(target.query)["next"][0]


def sign_in_and_come_back(client: PageClient, sent: Page, username: str) -> Page:
    signing_in = client.follow(sent)
    fields = {"username": username, "password": PASSWORD}
    return client.follow(client.submit(signing_in, fields, action="/sign-in"))
