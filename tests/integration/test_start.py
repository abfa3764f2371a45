"""Starting for real, in a process of its own: what an operator sees when something is in the way."""

from __future__ import annotations

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from sqlalchemy import create_engine, inspect, text

from tests import databases

ROOT = Path(__file__).resolve().parents[2]
OTHER_PROVINCE = """province: {code: "99", name: Tỉnh Mẫu}
unit_kinds:
  - {code: xa, name: xã, level: commune}
  - {code: so, name: sở, level: province}
areas:
  - {code: M1, name: Cụm một}
units:
  - {code: "00001", name: Mẹ, kind: xa, area: M1}
  - {code: SO, name: Sở Mẫu, kind: so}
"""


def flask(*words: str, instance: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", *words],
        cwd=ROOT,
        env={**os.environ, "INSTANCE_PATH": str(instance), **environ},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("start")
    made = flask("setup", instance=folder)
    assert made.returncode == 0, made.stderr
    return folder


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def serving(instance: Path, **environ: str) -> Iterator[str]:
    """The address of a running server; what it printed first is kept in `server.out`."""
    port = free_port()
    with (instance / "server.log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "wsgi", "start"],
            cwd=ROOT,
            env={**os.environ, "INSTANCE_PATH": str(instance), "PORT": str(port), **environ},
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    try:
        with (instance / "server.out").open("w") as printed:
            for line in server.stdout:
                printed.write(line)
                if '"serving"' in line:
                    break
            else:
                pytest.fail((instance / "server.log").read_text())
        yield f"http://127.0.0.1:{port}"
    finally:
        server.kill()
        server.communicate()


def contents(instance: Path) -> list[str]:
    with sqlite3.connect(instance / "dong-hanh.db") as database:
        return list(database.iterdump())


def test_setting_up_again_changes_nothing(instance: Path):
    before = contents(instance)

    again = flask("setup", instance=instance)

    assert again.returncode == 0, again.stderr
    assert contents(instance) == before


def test_a_port_in_use_is_said_in_one_sentence(instance: Path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        answer = flask("start", instance=instance, PORT=str(port))

    assert answer.returncode == 1
    assert f"Cổng {port} đang được chương trình khác dùng" in answer.stderr
    assert f"make run PORT={port + 1}" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_database_newer_than_the_code_is_refused_and_left_alone(instance: Path):
    path = instance / "dong-hanh.db"
    with sqlite3.connect(path) as database:
        (newest,) = database.execute("select version_num from alembic_version").fetchone()
        database.execute("update alembic_version set version_num = '9999'")
    before = contents(instance)

    for command in ("setup", "start"):
        answer = flask(command, instance=instance, PORT="0")
        assert answer.returncode == 1
        assert "mới hơn chương trình" in answer.stderr
        assert "Traceback" not in answer.stderr

    assert contents(instance) == before
    with sqlite3.connect(path) as database:
        database.execute("update alembic_version set version_num = ?", [newest])


def test_a_server_that_is_told_to_stop_stops_by_itself(tmp_path: Path):
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "wsgi", "start"],
        cwd=ROOT,
        env={**os.environ, "INSTANCE_PATH": str(tmp_path), "PORT": str(port)},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        for line in server.stdout:
            if '"serving"' in line:
                break
        ready = httpx.get(f"http://127.0.0.1:{port}/readyz")
        assert ready.text == "ok\n"

        server.send_signal(signal.SIGTERM)

        assert server.wait(timeout=20) == 0
        assert '"stopped"' in server.stdout.read()
    finally:
        server.kill()


def test_production_without_its_settings_says_what_is_missing(tmp_path: Path):
    answer = flask("start", instance=tmp_path, APP_ENV="production", SECRET_KEY="short")

    assert answer.returncode == 1
    assert "SECRET_KEY" in answer.stderr
    assert "PUBLIC_URL" in answer.stderr
    assert "Traceback" not in answer.stderr
    assert not (tmp_path / "dong-hanh.db").exists()


def test_numbers_that_are_none_are_said_together(tmp_path: Path):
    answer = flask("start", instance=tmp_path, PORT="abc", THREADS="x", SESSION_IDLE_MINUTES="1h")

    assert answer.returncode == 1
    for name in ("PORT", "THREADS", "SESSION_IDLE_MINUTES"):
        assert f"- {name} phải là một số nguyên" in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize(
    ("host", "words"),
    [
        ("192.0.2.7", "HOST: “192.0.2.7” không phải là địa chỉ của máy này."),
        ("khong-co.invalid", "HOST: không tìm thấy địa chỉ “khong-co.invalid”."),
    ],
)
def test_an_address_that_is_not_ours_is_not_called_a_port_in_use(
    tmp_path: Path, host: str, words: str
):
    answer = flask("start", instance=tmp_path, HOST=host, PORT="0")

    assert answer.returncode == 1
    assert answer.stderr.strip() == words


@pytest.mark.parametrize("command", ["start", "setup", "people add-admin quantri An"])
def test_a_database_that_is_away_is_said_in_one_sentence(tmp_path: Path, command: str):
    away = f"postgresql://dong-hanh:bi-mat@127.0.0.1:{free_port()}/dong_hanh"

    answer = flask(*command.split(), instance=tmp_path, DATABASE_URL=away, PORT="0")

    assert answer.returncode == 1
    assert answer.stderr.startswith(
        "Không mở được cơ sở dữ liệu postgresql+psycopg://dong-hanh:***"
    )
    assert answer.stderr.count("\n") == 1
    assert "bi-mat" not in answer.stderr


@pytest.mark.parametrize(("proxies", "noted"), [("0", "127.0.0.1"), ("1", "203.0.113.9")])
def test_the_callers_address_is_believed_from_a_trusted_proxy_only(
    instance: Path, proxies: str, noted: str
):
    with (
        serving(instance, TRUSTED_PROXIES=proxies) as address,
        httpx.Client(base_url=address, headers={"X-Forwarded-For": "203.0.113.9"}) as browser,
    ):
        page = browser.get("/sign-in").text
        hidden = dict(re.findall(r'name="(csrf_token|once)"[^>]*value="([^"]*)"', page))
        refused = browser.post(
            "/sign-in", data={**hidden, "username": "khong-co", "password": "sai-mat-khau"}
        )
        assert refused.status_code == 422

    with sqlite3.connect(instance / "dong-hanh.db") as database:
        newest = "select action, address from audit_entry order by id desc limit 1"
        assert database.execute(newest).fetchone() == ("sign_in_failed", noted)


def test_what_is_too_large_is_answered_with_our_own_page(instance: Path):
    with serving(instance) as address:
        assert "mật khẩu chung" in (instance / "server.out").read_text()
        answer = httpx.post(f"{address}/sign-in", files={"file": b"x" * 3 * 1024 * 1024})

    assert answer.status_code == 413
    assert "Tệp gửi lên quá lớn" in answer.text
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


def test_another_province_comes_first_and_the_trial_people_of_ours_stay_away(tmp_path: Path):
    file = tmp_path / "tinh.yaml"
    file.write_text(OTHER_PROVINCE, encoding="utf-8")

    answer = flask("setup", "--demo", instance=tmp_path, PROVINCE_FILE=str(file))

    assert answer.returncode == 0, answer.stderr
    assert "05443" in answer.stdout
    assert "people add-admin" in answer.stdout
    with sqlite3.connect(tmp_path / "dong-hanh.db") as database:
        assert database.execute("select code from unit order by code").fetchall() == [
            ("00001",),
            ("SO",),
        ]
        assert database.execute("select count(*) from person").fetchone() == (0,)
    with serving(tmp_path, PROVINCE_FILE=str(file)) as address:
        assert httpx.get(f"{address}/readyz").text == "ok\n"
    printed = (tmp_path / "server.out").read_text()
    assert address in printed
    assert "mật khẩu chung" not in printed


def test_an_import_into_nothing_makes_the_database_and_no_other_province_follows(tmp_path: Path):
    file = tmp_path / "tinh.yaml"
    file.write_text(OTHER_PROVINCE, encoding="utf-8")

    answer = flask("org", "import", str(file), instance=tmp_path)

    assert answer.returncode == 0, answer.stderr
    assert "Đã thêm 5, cập nhật 0." in answer.stdout
    assert flask("setup", instance=tmp_path).returncode == 0
    with sqlite3.connect(tmp_path / "dong-hanh.db") as database:
        assert database.execute("select count(*) from unit").fetchone() == (2,)


def test_a_first_province_with_faults_is_refused_with_its_lines(tmp_path: Path):
    file = tmp_path / "tinh.yaml"
    file.write_text(OTHER_PROVINCE.replace("name: Mẹ", "name: 2025-02-30"), encoding="utf-8")

    answer = flask("setup", instance=tmp_path, PROVINCE_FILE=str(file))

    assert answer.returncode == 1
    assert "tinh.yaml, dòng 8: name: phải là chữ" in answer.stderr
    assert "Traceback" not in answer.stderr


PRODUCTION = {
    "APP_ENV": "production",
    "SECRET_KEY": "a key for the tests only, long enough",
    "PUBLIC_URL": "https://dong-hanh.example",
}


def test_the_trial_people_are_refused_in_production(tmp_path: Path):
    database = tmp_path / "that.db"

    answer = flask(
        "setup", "--demo", instance=tmp_path, DATABASE_URL=f"sqlite:///{database}", **PRODUCTION
    )

    assert answer.returncode == 1
    assert "Không nạp người dùng thử khi APP_ENV=production" in answer.stderr
    assert not database.exists()


def test_the_first_administrator_of_a_production_signs_in_and_must_change_the_password(
    tmp_path: Path,
):
    settings = {**PRODUCTION, "DATABASE_URL": f"sqlite:///{tmp_path / 'that.db'}"}
    assert flask("setup", instance=tmp_path, **settings).returncode == 0
    made = flask("people", "add-admin", "an", "Nguyễn Văn An", instance=tmp_path, **settings)
    assert made.returncode == 0, made.stderr
    password = re.search(r"chỉ hiện một lần này: (\S+)", made.stdout)[1]

    behind_tls = {
        "Host": "dong-hanh.example",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-For": "203.0.113.9",
        "Referer": "https://dong-hanh.example/sign-in",
    }
    with (
        serving(tmp_path, TRUSTED_PROXIES="1", **settings) as address,
        httpx.Client(base_url=address, headers=behind_tls) as browser,
    ):
        page = browser.get("/sign-in")
        cookie = {
            "Cookie": page.headers["Set-Cookie"].partition(";")[0]
        }  # Secure, and this is http
        hidden = dict(re.findall(r'name="(csrf_token|once)"[^>]*value="([^"]*)"', page.text))
        typed = {**hidden, "username": "an", "password": password}
        signed_in = browser.post("/sign-in", data=typed, headers=cookie)
        assert signed_in.status_code == 303, signed_in.text
        cookie = {"Cookie": signed_in.headers["Set-Cookie"].partition(";")[0]}
        assert browser.get("/", headers=cookie).headers["Location"] == "/account/password"

        assert browser.get("/healthz", headers={"Host": "127.0.0.1"}).status_code == 200
        foreign = browser.get("/sign-in", headers={"Host": "evil.example"})
        assert foreign.status_code == 400
        assert "PUBLIC_URL" in foreign.text


@pytest.mark.parametrize("name", databases.NAMES)
def test_migrations_go_down_and_up_again(name: str, tmp_path: Path):
    missing = databases.postgres_missing() if name == "postgresql" else None
    if missing:
        pytest.skip(missing)
    with databases.fresh(name, tmp_path) as address:

        def migrate(*words: str) -> set[str]:
            done = flask("db", *words, instance=tmp_path, DATABASE_URL=address)
            assert done.returncode == 0, done.stderr
            engine = create_engine(address)
            with engine.connect() as connection:
                tables = set(inspect(connection).get_table_names())
                kept = "sqlite_master where type = 'trigger'"
                triggers = kept if name == "sqlite" else "pg_trigger where not tgisinternal"
                column = "name" if name == "sqlite" else "tgname"
                found = connection.execute(text(f"select {column} from {triggers}"))
                tables |= set(found.scalars())
            engine.dispose()
            return tables

        first = migrate("upgrade")
        assert {"person", "run_event"} < first
        assert any("audit_entry_" in table for table in first), "the append-only triggers"

        assert migrate("downgrade", "base") == {"alembic_version"}
        assert migrate("upgrade") == first
