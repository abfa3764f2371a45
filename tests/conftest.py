"""What every kind of test shares: which databases there are, and one line for what is missing."""

from __future__ import annotations

import pytest
from hypothesis import settings

from tests import browsers, databases

# A busy machine is slow, not wrong: benchmarks time things, tests don't.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=[*databases.NAMES, "both"], default="both")


def pytest_report_header() -> list[str]:
    parts = (databases.postgres_missing(), browsers.browser_missing())
    return [missing for missing in parts if missing]
