"""What every kind of test shares: which databases there are, and one line for what is missing."""

from __future__ import annotations

import pytest

from tests import databases


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=[*databases.NAMES, "both"], default="both")


def pytest_report_header() -> list[str]:
    return [missing for missing in (databases.postgres_missing(),) if missing]
