"""With 100,000 people every list and report costs the same few statements as with ten."""

from __future__ import annotations

import pytest
from flask import Flask

from tests import large_province
from tests.integration.pages import PageClient


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return large_province.make(tmp_path_factory.mktemp("large"))


@pytest.mark.parametrize(
    ("username", "path", "most"),
    [
        ("hocvien", "/", 8),
        ("quanlytinh", "/", 8),
        ("quanlytinh", "/competencies/matrix", 8),
        ("quanlytinh", "/competencies/matrix/areas/1", 8),
        ("quanlytinh", "/competencies/matrix/units/30", 8),
        ("quanly", "/competencies/matrix", 8),
        ("hocvien", "/competencies", 8),
        ("quantri", "/people?q=nguyen van", 8),
        ("quantri", "/people?page=1000", 8),
        ("quantri", "/reports/audit-log", 8),
        ("quantri", "/reports/audit-log?q=nguyen&action=signed_in", 8),
        ("giangvien", "/reports/courses/co-che-mot-cua", 8),
        ("giangvien", "/reports/courses/co-che-mot-cua?page=500&q=nguyen", 8),
        ("giangvien", "/reports/courses/co-che-mot-cua?show=not-started", 8),
        ("giangvien", "/reports/courses/co-che-mot-cua?show=not-started&page=900&q=nguyen", 8),
        ("hocvien", "/courses/co-che-mot-cua", 6),
        ("hocvien", "/sessions", 8),
    ],
)
def test_a_page_costs_few_statements_in_a_large_province(
    large: Flask, username: str, path: str, most: int
):
    client = PageClient(large.test_client())
    client.sign_in(username)

    with large_province.statements_of(large) as seen:
        client.get(path)

    assert len(seen) <= most, "\n".join(seen)


def test_the_matrix_of_the_province_counts_everybody(large: Flask):
    client = PageClient(large.test_client())
    client.sign_in("quanlytinh")

    page = client.get("/competencies/matrix")

    people = sum(int(row.css("td")[0].text()) for row in page.all("table.matrix tbody tr"))
    # Seven in ten hold the position, one in a hundred has left.
    assert 68_000 < people < 70_500
