"""The `flask ...` commands."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext
from flask_migrate import upgrade

from courses.catalogue import ContentFaults
from lms import health, shipped
from lms.extensions import db
from lms.people.org_file import OrganisationFaults, parse
from lms.people.org_import import import_organisation

org = AppGroup("org", help="The organisation: areas and units.")
courses = AppGroup("courses", help="The courses.")


@org.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def org_import(file: Path) -> None:
    """Bring a province's organisation FILE into the database, all of it or nothing."""
    try:
        organisation = parse(file.read_text(encoding="utf-8"))
    except OrganisationFaults as faults:
        for fault in faults.faults:
            click.echo(f"{file.name}, {fault}", err=True)
        sys.exit(f"Tệp có {len(faults.faults)} lỗi, chưa ghi gì vào cơ sở dữ liệu.")
    except UnicodeDecodeError:
        sys.exit(f"{file.name}: tệp phải ở bảng mã UTF-8. Chưa ghi gì vào cơ sở dữ liệu.")
    result = import_organisation(organisation)
    click.echo(f"Đã thêm {result.added}, cập nhật {result.changed}.")


@courses.command("publish")
@click.argument(
    "folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path)
)
def courses_publish(folder: Path | None) -> None:
    """Check and publish every course in FOLDER (by default the shipped ones)."""
    try:
        published = shipped.publish_courses(folder)
    except ContentFaults as faults:
        for fault in faults.faults:
            click.echo(str(fault), err=True)
        sys.exit("Chưa công bố khóa học nào.")
    click.echo(f"Đã công bố {published} phiên bản mới.")


def prepare_database(*, demo: bool) -> None:
    """Create or upgrade the database and load the shipped data; exits with a sentence if it can't."""
    fault = health.too_new()
    if fault:
        sys.exit(fault)
    if health.database_fault():
        db.session.rollback()
        upgrade()
    db.session.rollback()
    shipped.load()
    if demo:
        shipped.load_demo()


@click.command("setup")
@click.option("--demo/--no-demo", default=None, help="Load the demonstration people and sessions.")
@with_appcontext
def setup(demo: bool | None) -> None:
    """Create or upgrade the database and load the shipped data; safe to repeat."""
    prepare_database(demo=not current_app.config["PRODUCTION"] if demo is None else demo)


@click.command("start")
@with_appcontext
def start() -> None:
    """Set the database up and run the web server."""
    from lms import serve

    app = current_app._get_current_object()  # type: ignore[attr-defined]
    fault = serve.port_fault(app.config["HOST"], app.config["PORT"])
    if fault:
        sys.exit(fault)
    prepare_database(demo=not app.config["PRODUCTION"])
    db.session.remove()
    serve.serve(app)


@click.command("seed")
@click.option("--people", "number", type=click.IntRange(1, 2_000_000), required=True)
@click.option("--seed", default=1, help="The same seed makes the same people.")
@with_appcontext
def seed(number: int, seed: int) -> None:
    """Make a province of any size, for trials and benchmarks: the same people every time."""
    from lms.seeding import make_people

    click.echo(f"Đã tạo {make_people(number, seed)} người.")


def init_app(app: Flask) -> None:
    for command in (org, courses, setup, start, seed):
        app.cli.add_command(command)
