"""What is run from outside: the Makefile, the pinned requirements and `.ci/run`."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def make(folder: Path, *words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", *words],
        cwd=folder,
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


# A Python without the parts that Debian ships as python3-venv, while `broken` is there: like the
# real one it leaves half an environment behind.
HALF_PYTHON = """#!/bin/sh
case "$*" in
  "-m venv .venv")
    mkdir -p .venv/bin
    if [ -e broken ]; then cp "$0" .venv/bin/python; exit 1; fi
    sed s/NO_PIP=1/NO_PIP=/ "$0" > .venv/bin/python; chmod +x .venv/bin/python ;;
  "-m pip"*) NO_PIP=1; test -z "$NO_PIP" ;;
esac
"""


def test_a_failed_environment_leaves_nothing_in_the_way_of_the_next_try(tmp_path: Path):
    shutil.copy(ROOT / "Makefile", tmp_path)
    for name in ("requirements.txt", "broken"):
        (tmp_path / name).touch()
    python = tmp_path / "python"
    python.write_text(HALF_PYTHON)
    python.chmod(0o755)

    first = make(tmp_path, ".venv/.runtime", f"PY={python}")
    assert first.returncode != 0
    assert "apt install python3-venv" in first.stdout
    assert not (tmp_path / ".venv").exists()

    (tmp_path / "broken").unlink()  # as `apt install python3-venv` does
    (tmp_path / ".venv" / "bin").mkdir(parents=True)  # and what an older Makefile left behind
    shutil.copy(python, tmp_path / ".venv" / "bin" / "python")
    second = make(tmp_path, ".venv/.runtime", f"PY={python}")
    assert second.returncode == 0, second.stderr
    assert (tmp_path / ".venv" / ".runtime").exists()


def test_every_name_that_make_is_promised_has_a_rule():
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    promised = set(re.search(r"^\.PHONY: (.*)$", text, re.MULTILINE)[1].split())

    assert promised == set(re.findall(r"^([a-z]+):", text, re.MULTILINE))


@pytest.mark.parametrize("code", [0, 3])
def test_what_ci_runs_installs_what_is_missing_and_ends_as_the_tests_do(tmp_path: Path, code: int):
    """On a machine of stubs: neither make nor Chromium nor venv until apt-get has brought them."""
    stubs = {
        "id": "echo 0",
        "python3": "exit 1",
        "apt-get": f'echo "$@" >> apt; printf "#!/bin/sh\\necho CI=$CI; exit {code}" > bin/make; '
        'chmod +x bin/make',
    }  # fmt: skip
    (tmp_path / ".ci").mkdir()
    (tmp_path / "bin").mkdir()
    shutil.copy(ROOT / ".ci" / "run", tmp_path / ".ci")
    for name, body in stubs.items():
        (tmp_path / "bin" / name).write_text(f"#!/bin/sh\n{body}\n")
        (tmp_path / "bin" / name).chmod(0o755)
    for name in ("bash", "dirname", "env", "chmod"):
        (tmp_path / "bin" / name).symlink_to(shutil.which(name))

    done = subprocess.run(
        [tmp_path / ".ci" / "run"],
        env={"PATH": str(tmp_path / "bin")},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (code, "CI=true\n"), done.stderr
    installed = (tmp_path / "apt").read_text()
    assert "update" in installed
    assert "make chromium python3-venv" in installed


def test_the_runtime_set_speaks_to_both_databases_and_names_no_registry():
    pinned = (ROOT / "requirements.txt").read_text(encoding="utf-8")

    assert re.search(r"^psycopg==", pinned, re.MULTILINE)
    assert re.search(r"^psycopg-binary==", pinned, re.MULTILINE)
    for name in ("requirements.txt", "requirements-dev.txt"):
        assert "://" not in (ROOT / name).read_text(encoding="utf-8")
