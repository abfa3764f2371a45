"""A real Chromium and a real server for the tests of this folder.

Each module has a server of its own, started on a copy of a folder that was set up once, so no
module meets what another left behind. Each test has browser windows of its own.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests import browsers
from tests.browser import server as servers
from tests.browser.server import Server
from tests.browser.visitor import DESK, HEIGHTS, PHONE, Examined, Visitor

Visit = Callable[..., Visitor]


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One browser for the whole run; skips where there is none."""
    missing = browsers.browser_missing()
    if missing:
        pytest.skip(missing)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=browsers.chromium(), args=browsers.ARGUMENTS
        )
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def set_up_folder(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance folder as `flask setup` leaves it."""
    folder = tmp_path_factory.mktemp("set-up") / "instance"
    servers.set_up(folder)
    return folder


@pytest.fixture(scope="package")
def examined() -> Examined:
    return Examined()


@pytest.fixture
def own_server(set_up_folder: Path, tmp_path: Path) -> Iterator[Server]:
    """A server for one test alone, which may do with it what it likes."""
    yield from _running(set_up_folder, tmp_path)


@pytest.fixture(scope="module")
def server(set_up_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server of this module."""
    yield from _running(set_up_folder, tmp_path_factory.mktemp("server"))


def _running(set_up_folder: Path, folder: Path) -> Iterator[Server]:
    instance = folder / "instance"
    shutil.copytree(set_up_folder, instance)
    server = Server(instance)
    server.start()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture
def visit_at(chromium: Browser, examined: Examined) -> Iterator[Visit]:
    """visit_at(address, width=PHONE, scripts=False) -> a Visitor with a fresh window."""
    visitors: list[Visitor] = []

    def visit(address: str, width: int = DESK, *, scripts: bool = True) -> Visitor:
        context = chromium.new_context(
            base_url=address,
            viewport={"width": width, "height": HEIGHTS[width]},
            is_mobile=width == PHONE,
            has_touch=width == PHONE,
            java_script_enabled=scripts,
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
        )
        visitors.append(Visitor(context, width, examined, scripts=scripts))
        return visitors[-1]

    yield visit
    for visitor in visitors:
        visitor.close()


@pytest.fixture
def visit(visit_at: Visit, server: Server) -> Visit:
    """visit(width=PHONE) -> a Visitor with a fresh window on this module's server."""

    def visit(width: int = DESK, *, scripts: bool = True) -> Visitor:
        return visit_at(server.address, width, scripts=scripts)

    return visit
