"""The application as people run it: `flask start` in a process of its own, on a folder of its own."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
FLASK = [sys.executable, "-m", "flask", "--app", "wsgi"]
LONGEST_START = 60.0  # seconds
LONGEST_STOP = 20.0  # seconds


def set_up(instance: Path) -> None:
    """A fresh SQLite database with the shipped data and the demonstration people."""
    subprocess.run([*FLASK, "setup"], cwd=PROJECT, env=_environment(instance), check=True)


def _environment(instance: Path, port: int = 0) -> dict[str, str]:
    """Nothing of the deployment settings of whoever runs the tests."""
    passed_on = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**passed_on, "INSTANCE_PATH": str(instance), "PORT": str(port)}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Server:
    """A running server; it can be stopped as an operator stops it, or killed."""

    def __init__(self, instance: Path, **settings: str) -> None:
        self.instance = instance
        self.settings = settings
        self.port = _free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.log = instance / "server.log"

    def start(self) -> None:
        """Start and wait until it is ready. Raises with the log when it doesn't become ready."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*FLASK, "start"],
                cwd=PROJECT,
                env=_environment(self.instance, self.port) | self.settings,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        until = time.monotonic() + LONGEST_START
        while not self._ready():
            if self.process.poll() is not None or time.monotonic() > until:
                self.kill()
                raise RuntimeError(f"the server didn't start:\n{self.log.read_text()}")
            time.sleep(0.05)

    def _ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/readyz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def stop(self) -> None:
        """Stop gracefully; a server that had to say "error" meanwhile fails the tests."""
        self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(LONGEST_STOP)
        except subprocess.TimeoutExpired:
            self.kill()
            raise
        log = self.log.read_text()
        assert code == 0, log
        assert '"level": "error"' not in log, log
        assert "Traceback" not in log, log

    def kill(self) -> None:
        """As a power cut would: no handler runs, nothing is finished."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    @contextmanager
    def database(self) -> Iterator[sqlite3.Connection]:
        """The server's database, seen from outside; what is written is committed at the end."""
        file = self.instance / "dong-hanh.db"
        with closing(sqlite3.connect(file, timeout=10)) as connection, connection:
            yield connection
