"""A client that looks at every page it fetches, and fills forms as a browser would.

Every page must parse, have one h1, a title, unique ids, a label for each field, an action and a
CSRF token on each form that writes, and no translation key or template tag left in its text.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser, LexborNode
from werkzeug.test import TestResponse

from lms.people.demo import PASSWORD

LABELLED = "input:not([type=hidden]):not([type=submit]), select, textarea"


class Page:
    """One page that was fetched: its status, its text, its forms."""

    def __init__(self, response: TestResponse, path: str) -> None:
        self.response = response
        self.status = response.status_code
        self.path = path
        self.html = response.get_data(as_text=True)
        self.tree = LexborHTMLParser(self.html)

    @property
    def text(self) -> str:
        main = self.tree.css_first("main") or self.tree.body
        return re.sub(r"\s+", " ", main.text(separator=" ")).strip() if main else ""

    @property
    def whole_text(self) -> str:
        return re.sub(r"\s+", " ", self.tree.body.text(separator=" ")) if self.tree.body else ""

    def one(self, selector: str) -> LexborNode:
        found = self.tree.css(selector)
        assert len(found) == 1, f"{len(found)} nodes match {selector} on {self.path}"
        return found[0]

    def all(self, selector: str) -> list[LexborNode]:
        return self.tree.css(selector)

    def link(self, words: str) -> str:
        """The address of the link with these words."""
        for node in self.tree.css("a[href]"):
            if words in re.sub(r"\s+", " ", node.text()):
                return node.attributes["href"] or ""
        raise AssertionError(f"no link “{words}” on {self.path}")

    def form(self, action: str | None = None, holding: str | None = None) -> LexborNode:
        """The form sent to `action` (its path), or the one that holds the words."""
        forms = [
            node
            for node in self.tree.css("form")
            if (action is None or urlsplit(self.action_of(node)).path == action)
            and (holding is None or holding in node.text())
            and (node.attributes.get("method") or "get").lower() == "post"
            and (
                action is not None or holding is not None or "sign-out" not in self.action_of(node)
            )
        ]
        assert len(forms) >= 1, f"no form {action or holding} on {self.path}"
        return forms[0]

    def action_of(self, form: LexborNode) -> str:
        return form.attributes.get("action") or self.path


def fields_of(form: LexborNode) -> dict[str, list[str]]:
    """What a browser would send of the form as it stands."""
    sent: dict[str, list[str]] = {}
    for node in form.css("input[name], select[name], textarea[name]"):
        attributes = node.attributes
        if "disabled" in attributes:
            continue
        name, kind = attributes["name"] or "", attributes.get("type", "text")
        if node.tag == "select":
            chosen = node.css("option[selected]") or node.css("option")[:1]
            values = [o.attributes.get("value") or "" for o in chosen]
        elif node.tag == "textarea":
            values = [node.text()]
        elif kind in ("radio", "checkbox"):
            values = [attributes.get("value") or "on"] if "checked" in attributes else []
        else:
            values = [attributes.get("value") or ""]
        sent.setdefault(name, []).extend(values)
    return sent


class PageClient:
    """A person's browser: keeps cookies, checks every page."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str, *, status: int = 200) -> Page:
        return self._looked_at(self.client.get(path, base_url="http://localhost"), path, status)

    def post(self, path: str, data: Any = None, *, status: int = 303, referrer: str = "") -> Page:
        """Send fields without any form: for requests that no page would make."""
        headers = {"Referer": f"http://localhost{referrer}"} if referrer else {}
        response = self.client.post(
            path, data=data or {}, headers=headers, base_url="http://localhost"
        )
        return self._looked_at(response, path, status)

    def submit(
        self,
        page: Page,
        fields: dict[str, Any] | None = None,
        *,
        action: str | None = None,
        holding: str | None = None,
        status: int = 303,
    ) -> Page:
        """Fill the form with `fields`, leave the rest as it stands, send it; don't follow."""
        form = page.form(action, holding)
        sent: dict[str, Any] = {**fields_of(form), **(fields or {})}
        return self.post(
            urlsplit(page.action_of(form)).path, sent, status=status, referrer=page.path
        )

    def follow(self, page: Page) -> Page:
        """The page that a redirect leads to."""
        assert page.status in (302, 303), page.status
        target = urlsplit(page.response.headers["Location"])
        return self.get(target.path + (f"?{target.query}" if target.query else ""))

    def sign_in(self, username: str, password: str = PASSWORD) -> Page:
        page = self.get("/sign-in")
        sent = self.submit(page, {"username": username, "password": password}, action="/sign-in")
        return self.follow(sent)

    def _looked_at(self, response: TestResponse, path: str, status: int) -> Page:
        page = Page(response, path)
        assert page.status == status, f"{path}: {page.status}, not {status}\n{page.text[:500]}"
        if response.mimetype == "text/html" and status not in (301, 302, 303):
            check_page(page)
        return page


def check_page(page: Page) -> None:
    """What must hold of every page, whoever made it."""
    where = page.path
    assert len(page.tree.css("h1")) == 1, f"{where}: needs exactly one h1"
    title = page.tree.css_first("title")
    assert title is not None, f"{where}: needs a title"
    assert title.text().strip(), f"{where}: needs words in its title"
    ids = [node.attributes["id"] for node in page.tree.css("[id]")]
    twins = {one for one in ids if ids.count(one) > 1}
    assert not twins, f"{where}: the same id twice: {twins}"
    labels = {node.attributes.get("for") for node in page.tree.css("label[for]")}
    for node in page.tree.css(LABELLED):
        attributes = node.attributes
        named = attributes.get("id") in labels or attributes.get("aria-label")
        named = named or attributes.get("aria-labelledby") or _inside_label(node)
        assert named, f"{where}: no label for {node.html}"
    for form in page.tree.css("form"):
        if (form.attributes.get("method") or "get").lower() == "post":
            assert form.css_first("input[name=csrf_token]"), f"{where}: form without CSRF token"
    assert not re.search(r"\{\{|\}\}|\{%|%\(\w+\)s|Undefined", page.whole_text), where
    assert "style=" not in re.sub(r"<code>.*?</code>", "", page.html), f"{where}: inline style"


def _inside_label(node: LexborNode) -> bool:
    parent = node.parent
    while parent is not None:
        if parent.tag == "label":
            return True
        parent = parent.parent
    return False
