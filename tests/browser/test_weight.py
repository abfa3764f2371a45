"""What a page weighs on the wire, fonts and pictures included: many communes have slow lines."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.conftest import Visit
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser

FIRST_LOAD = 150_000  # bytes
SECOND_LOAD = 15_000  # bytes


class Scales:
    """Weighs everything that the window's page fetches, headers too, as Chromium counts it."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.weights: dict[str, int] = {}
        self.addresses: dict[str, str] = {}
        session = visitor.context.new_cdp_session(visitor.page)
        session.send("Network.enable")
        session.on("Network.requestWillBeSent", self._note_address)
        session.on("Network.loadingFinished", self._note_weight)

    def _note_address(self, event: dict[str, Any]) -> None:
        self.addresses[event["requestId"]] = event["request"]["url"]

    def _note_weight(self, event: dict[str, Any]) -> None:
        self.weights[event["requestId"]] = int(event["encodedDataLength"])

    def weigh(self, path: str) -> int:
        """Bytes that came over the wire for the page and all its parts."""
        self.weights.clear()
        self.visitor.page.goto(path, wait_until="networkidle")
        assert self.weights, "nothing was weighed"
        return sum(self.weights.values())

    def __str__(self) -> str:
        return "\n".join(f"{weight:8} {self.addresses[of]}" for of, weight in self.weights.items())


def with_the_cookies_of(context: BrowserContext, visitor: Visitor) -> Visitor:
    visitor.context.add_cookies(context.cookies())  # type: ignore[arg-type]
    return visitor


@pytest.mark.parametrize("path", ["/", "/sign-in"])
def test_the_first_load_is_light_and_the_second_hardly_anything(visit: Visit, path: str) -> None:
    newcomer = visit()
    if path == "/":
        signed_in = visit()
        signed_in.sign_in("hocvien")
        with_the_cookies_of(signed_in.context, newcomer)
    scales = Scales(newcomer)
    first = scales.weigh(path)
    assert any("woff2" in address for address in scales.addresses.values())
    assert 10_000 < first <= FIRST_LOAD, f"{first}\n{scales}"
    second = scales.weigh(path)
    assert second <= SECOND_LOAD, f"{second}\n{scales}"
