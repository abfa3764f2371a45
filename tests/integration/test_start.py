"""Starting for real, in a process of its own: what an operator sees when something is in the way."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from sqlalchemy import create_engine, inspect, text

from tests import databases

ROOT = Path(__file__).resolve().parents[2]


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
        database.execute("update alembic_version set version_num = '9999'")
    before = contents(instance)

    for command in ("setup", "start"):
        answer = flask(command, instance=instance, PORT="0")
        assert answer.returncode == 1
        assert "mới hơn chương trình" in answer.stderr
        assert "Traceback" not in answer.stderr

    assert contents(instance) == before
    with sqlite3.connect(path) as database:
        database.execute("update alembic_version set version_num = '0001'")


def test_a_server_that_is_told_to_stop_stops_by_itself(tmp_path: Path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
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
