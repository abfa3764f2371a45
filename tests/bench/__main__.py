"""python -m tests.bench: what the main requests cost with 100,000 people in the database.

Prints for each request the median time on the server, the number of SQL statements, and the
ratio to an empty page of the same application in the same run; the ratio is what can be compared
between machines.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask, render_template_string

from lms.permissions import requires
from tests import large_province
from tests.integration.pages import Page, PageClient, fields_of

ROUNDS = 25
EMPTY = '{% extends "base.html" %}{% block title %}x{% endblock %}{% block content %}<h1>x</h1>{% endblock %}'
COURSE = "/courses/co-che-mot-cua"
QUIZ = f"{COURSE}/quizzes/kiem-tra"
SCENARIO = "/practice/scenarios/chung-thuc-ban-sao-02"


@dataclass(frozen=True)
class Measured:
    name: str
    milliseconds: float
    slowest: float
    statements: int


class Bench:
    """One application, its clients, and the figures taken so far."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.figures: list[Measured] = []

    def client(self, username: str) -> PageClient:
        client = PageClient(self.app.test_client())
        client.sign_in(username)
        return client

    def measure(self, name: str, act: Callable[[], Callable[[], object]]) -> None:
        """`act` makes everything ready and returns the one request that is timed."""
        times, counts = [], []
        for _round in range(ROUNDS):
            request = act()
            with large_province.statements_of(self.app) as seen:
                began = time.perf_counter()
                request()
                times.append((time.perf_counter() - began) * 1000)
            counts.append(len(seen))
        self.figures.append(Measured(name, statistics.median(times), max(times), max(counts)))

    def get(self, name: str, client: PageClient, path: str) -> None:
        def fetch() -> None:
            response = client.client.get(path, base_url="http://localhost")
            assert response.status_code == 200, (path, response.status_code)

        self.measure(name, lambda: fetch)


def send(
    client: PageClient, page: Page, form: object, fields: dict[str, object]
) -> Callable[[], None]:
    """The request that a filled form makes, ready to be timed."""
    path = urlsplit(page.action_of(form)).path  # type: ignore[arg-type]
    sent = {**fields_of(form), **fields}  # type: ignore[arg-type]

    def post() -> None:
        response = client.client.post(path, data=sent, base_url="http://localhost")
        assert response.status_code == 303, (path, response.status_code)

    return post


def answer_a_question(client: PageClient) -> Callable[[], Callable[[], None]]:
    client.submit(client.get(COURSE), action=f"{COURSE}/enrol")
    attempt = client.submit(client.get(QUIZ), action=QUIZ).response.headers["Location"]
    path = f"{urlsplit(attempt).path}/questions/1"

    def ready() -> Callable[[], None]:
        page = client.get(path)
        form = page.form(path)
        choice = form.css_first("input[type=radio]").attributes["value"]
        return send(client, page, form, {"answer": choice})

    return ready


def act_on_a_dossier(client: PageClient) -> Callable[[], Callable[[], None]]:
    """Each round is the first act of a fresh run; the run before it is handed in meanwhile."""
    begun: list[str] = []

    def ready() -> Callable[[], None]:
        if begun:
            finish = f"{begun[-1]}/finish"
            client.submit(client.get(finish), action=finish)
        briefing = client.get(SCENARIO)
        page = client.follow(client.submit(briefing, {"mode": "free"}, action=f"{SCENARIO}/runs"))
        begun.append(page.path.partition("/dossiers")[0])
        form = page.one('form:has(input[name="option"][value="check_identity"])')
        return send(client, page, form, {"check_identity-method": "e_id"})

    return ready


def run(people: int) -> Bench:
    with tempfile.TemporaryDirectory() as folder:
        print(f"Đang tạo tỉnh có {people:,} người ...".replace(",", "."), flush=True)
        app = large_province.make(Path(folder), people)
        app.add_url_rule(
            "/empty", "empty", requires("use_own_account")(lambda: render_template_string(EMPTY))
        )
        bench = Bench(app)
        trainee, manager = bench.client("hocvien"), bench.client("quanlytinh")
        bench.get("empty page", trainee, "/empty")
        bench.get("start page", trainee, "/")
        bench.get("course page", trainee, COURSE)
        bench.measure("quiz answer", answer_a_question(trainee))
        bench.measure("sandbox action", act_on_a_dossier(trainee))
        bench.get("matrix, province", manager, "/competencies/matrix")
        bench.get("matrix, area", manager, "/competencies/matrix/areas/1")
        bench.get("people search", bench.client("quantri"), "/people?q=nguyen van")
        bench.get("course report", bench.client("giangvien"), f"/reports{COURSE}")
        return bench


def main() -> None:
    people = int(sys.argv[1]) if len(sys.argv) > 1 else large_province.PEOPLE
    figures = run(people).figures
    empty = figures[0].milliseconds
    print(f"{'request':<20}{'median ms':>11}{'max ms':>9}{'SQL':>6}{'ratio':>8}")
    for figure in figures:
        print(
            f"{figure.name:<20}{figure.milliseconds:>11.1f}{figure.slowest:>9.1f}"
            f"{figure.statements:>6}{figure.milliseconds / empty:>8.1f}"
        )


if __name__ == "__main__":
    main()
