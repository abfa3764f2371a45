"""Somebody at a browser, and what must hold of every page he sees.

No error on the console, no request that fails or leaves the site, no breach of the content
security policy (which is in force: nothing here bypasses it), nothing that makes the document
scroll sideways, and no violation that axe can find.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import (
    BrowserContext,
    ConsoleMessage,
    Error,
    Locator,
    Request,
    Response,
)

from lms.people.demo import PASSWORD

DESK, PHONE = 1366, 390
HEIGHTS = {DESK: 768, PHONE: 844}  # CSS pixels

ENOUGH_NEW_PARTS = 4
"""One look of axe at a page of the desk takes a second; single new parts wait for company."""

TELL_OF_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) => console.error(
  `content security policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""
MAKE_UP = """() => [...new Set([...document.querySelectorAll("body *")].map(
  (node) => `${node.tagName}.${node.getAttribute("class") ?? ""}`))]"""
TOO_WIDE = """(width) => document.documentElement.scrollWidth <= width ? [] :
  [...document.querySelectorAll("body *")]
    .filter((node) => node.getBoundingClientRect().right > width + 1)
    .slice(0, 5).map((node) => node.outerHTML.slice(0, 160))
    .concat([`the document is ${document.documentElement.scrollWidth} wide`])"""


class Examined:
    """What axe has seen in this run, so that it looks at each kind of page once per width."""

    def __init__(self) -> None:
        self._kinds: set[tuple[object, ...]] = set()
        self._parts: set[tuple[int, str]] = set()

    def is_new(self, kind: tuple[object, ...], width: int, parts: list[str]) -> bool:
        """Whether the page is of a new kind, or has several parts not seen at this width."""
        fresh = {(width, part) for part in parts} - self._parts
        enough = ENOUGH_NEW_PARTS if kind[0] == "practice" else 1
        new = len(fresh) >= enough or kind not in self._kinds
        if new:
            self._kinds.add(kind)
            self._parts |= fresh
        return new


class Visitor:
    """A browser window of its own: `width` CSS pixels, own cookies, own cache."""

    def __init__(
        self, context: BrowserContext, width: int, examined: Examined, *, scripts: bool = True
    ) -> None:
        self.context = context
        self.width = width
        self.scripts = scripts
        self.faults: list[str] = []
        self.status = 0
        self._examined = examined
        context.add_init_script(TELL_OF_VIOLATIONS)
        self.page = context.new_page()
        self.page.set_default_timeout(15_000)
        self.page.on("console", self._note_console)
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.on("requestfailed", self._note_failed)
        self.page.on("request", self._note_request)
        self.page.on("response", self._note_response)

    # What the browser reports -----------------------------------------------

    def _note_console(self, message: ConsoleMessage) -> None:
        of_the_page = message.location.get("url") == self.page.url
        # Chromium says so of every page that answers 4xx; `look` checks the status itself.
        if of_the_page and message.text.startswith("Failed to load resource"):
            return
        if message.type in ("error", "warning"):
            self.faults.append(f"console: {message.text} ({message.location})")

    def _note_failed(self, request: Request) -> None:
        # A page that is left, or a second click, breaks off the navigation before it.
        if not (request.is_navigation_request() and request.failure == "net::ERR_ABORTED"):
            self.faults.append(f"failed: {request.url} {request.failure}")

    def _note_request(self, request: Request) -> None:
        if request.url.startswith(("http:", "https:")) and not self._is_ours(request.url):
            self.faults.append(f"leaves the site: {request.url}")

    def _is_ours(self, url: str) -> bool:
        return urlsplit(url).hostname == "127.0.0.1"

    def _note_response(self, response: Response) -> None:
        if response.request.is_navigation_request():
            self.status = response.status
        elif response.status >= 400:
            self.faults.append(f"{response.status}: {response.url}")

    # Going about ---------------------------------------------------------------

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    @property
    def main(self) -> Locator:
        return self.page.locator("main")

    @property
    def text(self) -> str:
        """The words of the page's main part."""
        return re.sub(r"\s+", " ", self.main.inner_text())

    def go(self, path: str, status: int = 200) -> None:
        self.page.goto(path, wait_until="load")
        self.look(status)

    def press(self, control: Locator, status: int = 200) -> None:
        """Click what leads to another page, and look at that page."""
        with self.page.expect_navigation(wait_until="load"):
            control.click()
        self.look(status)

    def follow(self, words: str) -> None:
        """Click the link of the main part with these words."""
        self.press(self.main.get_by_role("link", name=words).first)

    def button(self, words: str) -> Locator:
        return self.main.get_by_role("button", name=words)

    def tick(self, control: Locator) -> None:
        """Choose a radio button or a check box as people do: by its label, which may cover it."""
        if not control.is_checked():
            self.page.locator(f'label[for="{control.get_attribute("id")}"]').click()
        assert control.is_checked()

    def sign_in(self, username: str) -> None:
        """Sign in, from the page where the person was sent when need be."""
        if not self.path.endswith("/sign-in"):
            self.go("/sign-in")
        self.page.get_by_label("Tên đăng nhập").fill(username)
        self.page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
        self.press(self.button("Đăng nhập"))

    # What must hold of every page ----------------------------------------------

    def look(self, status: int = 200) -> None:
        """Raise when anything is wrong with the page, or it didn't come with this status."""
        where = f"{self.page.url} at {self.width}"
        assert self.status == status, f"{where}: {self.status}, not {status}\n{self.text[:400]}"
        self.faults += [f"too wide: {each}" for each in self.page.evaluate(TOO_WIDE, self.width)]
        marked = self.page.locator(".site-nav [aria-current=page]").count()
        if marked > 1:
            self.faults.append(f"{marked} entries of the navigation are marked as this page")
        if self.scripts:
            self._examine(status)
        self.say_faults(where)

    def say_faults(self, where: str) -> None:
        faults, self.faults = self.faults, []
        assert not faults, f"{where}:\n" + "\n".join(faults)

    def _examine(self, status: int) -> None:
        steps = self.path.split("/")
        kind = (steps[1], len(steps), status, self.width)
        if not self._examined.is_new(kind, self.width, self.page.evaluate(MAKE_UP)):
            return
        results = Axe().run(self.page, options={"preload": False, "resultTypes": ["violations"]})
        for violation in results.response["violations"]:
            nodes = [(node["target"], node["html"][:200]) for node in violation["nodes"]]
            self.faults.append(f"axe: {violation['id']}: {violation['help']}: {nodes}")

    def close(self) -> None:
        """Close the window, and say what went wrong since the last look."""
        try:
            self.context.close()
        except Error:  # the browser is gone; what the test says matters more
            return
        self.say_faults("after the last page")
