"""The browser that the tests drive: the Chromium that is installed on the machine."""

from __future__ import annotations

import shutil

from tests.databases import IN_CI

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str | None:
    """Where Chromium is; None where it isn't installed."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def browser_missing() -> str | None:
    """Why no browser can be driven here; None when one can. In CI a missing part is a failure."""
    if chromium():
        return None
    if IN_CI:
        raise RuntimeError("CI must test in a real browser, but Chromium isn't installed")
    return "Chromium không có trên máy này, bỏ qua các kiểm thử bằng trình duyệt"
