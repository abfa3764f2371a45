"""A later migration rebuilds a table that has children: on SQLite none of them is lost."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

from tests.integration.test_start import ROOT, flask

REBUILD = """
import sqlalchemy as sa
from alembic import op

revision = "test_rebuild"
down_revision = "0002"


def upgrade() -> None:
    with op.batch_alter_table("person", recreate="always") as batch:
        batch.add_column(sa.Column("nickname", sa.String(20)))
    {then}


def downgrade() -> None:
    with op.batch_alter_table("person", recreate="always") as batch:
        batch.drop_column("nickname")
"""


def counts(path: Path) -> dict[str, int]:
    with sqlite3.connect(path / "dong-hanh.db") as database:
        return {
            table: database.execute(f"select count(*) from {table}").fetchone()[0]
            for table in ("person", "role_grant", "training_session")
        }


def migrations(tmp_path: Path, then: str = "pass") -> Path:
    folder = tmp_path / "migrations"
    shutil.copytree(ROOT / "migrations", folder)
    (folder / "versions" / "test_rebuild.py").write_text(REBUILD.format(then=then))
    return folder


def test_a_table_with_children_is_rebuilt_and_every_row_is_there(tmp_path: Path):
    assert flask("setup", instance=tmp_path).returncode == 0
    before = counts(tmp_path)
    assert before["role_grant"] > 10

    up = flask("db", "upgrade", "-d", str(migrations(tmp_path)), instance=tmp_path)

    assert up.returncode == 0, up.stderr
    assert counts(tmp_path) == before
    with sqlite3.connect(tmp_path / "dong-hanh.db") as database:
        assert database.execute("pragma foreign_key_check").fetchall() == []
        columns = [row[1] for row in database.execute("pragma table_info(person)")]
    assert "nickname" in columns


def test_a_migration_that_orphans_rows_is_undone_as_a_whole(tmp_path: Path):
    assert flask("setup", instance=tmp_path).returncode == 0
    before = counts(tmp_path)
    folder = migrations(tmp_path, then='op.execute("delete from person where id = 1")')

    up = flask("db", "upgrade", "-d", str(folder), instance=tmp_path)

    assert up.returncode != 0
    assert "without their parent" in up.stderr
    assert counts(tmp_path) == before
