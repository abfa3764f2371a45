"""The `flask ...` commands."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NoReturn

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext
from flask_migrate import upgrade

from courses.catalogue import ContentFaults
from lms import health, shipped
from lms.errors import Refused
from lms.extensions import db
from lms.people import first_admin
from lms.people.org_file import OrganisationFaults
from lms.people.org_import import import_organisation, read_organisation

org = AppGroup("org", help="The organisation: areas and units.")
people = AppGroup("people", help="The people who sign in.")
courses = AppGroup("courses", help="The courses.")


def _exit_with_faults(file: Path, faults: OrganisationFaults) -> NoReturn:
    for fault in faults.faults:
        click.echo(f"{file.name}, {fault}", err=True)
    sys.exit(f"Tệp có {len(faults.faults)} lỗi, chưa ghi gì vào cơ sở dữ liệu.")


@org.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def org_import(file: Path) -> None:
    """Bring a province's organisation FILE into the database, all of it or nothing."""
    try:
        organisation = read_organisation(file)
    except OrganisationFaults as faults:
        _exit_with_faults(file, faults)
    upgrade_database()
    result = import_organisation(organisation)
    click.echo(f"Đã thêm {result.added}, cập nhật {result.changed}.")


@people.command("add-admin")
@click.argument("username")
@click.argument("full_name", metavar='"FULL NAME"')
@click.option("--unit", "unit_code", help="The code of the person's unit.")
def people_add_admin(username: str, full_name: str, unit_code: str | None) -> None:
    """Add an administrator of the province, and print the initial password once."""
    fault = health.obstacle() or health.database_fault()
    db.session.rollback()
    if fault:
        sys.exit(fault)
    try:
        person, initial = first_admin.add_admin(username, full_name, unit_code)
    except Refused as refusal:
        sys.exit(refusal.message)
    click.echo(f"Đã tạo quản trị hệ thống “{person.username}”, {person.unit.full_name}.")
    click.echo(f"Mật khẩu ban đầu, chỉ hiện một lần này: {initial}")
    click.echo("Hệ thống sẽ yêu cầu đổi mật khẩu ở lần đăng nhập đầu tiên.")


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


def upgrade_database() -> None:
    """Create or upgrade the database; exits with a sentence when it can't."""
    fault = health.obstacle()
    if fault:
        sys.exit(fault)
    outdated = health.database_fault()
    db.session.rollback()
    if outdated:
        upgrade()


def prepare_database(*, demo: bool) -> None:
    """Create or upgrade the database and load the shipped data; exits with a sentence if it can't."""
    upgrade_database()
    try:
        shipped.load()
    except OrganisationFaults as faults:
        _exit_with_faults(current_app.config["PROVINCE_FILE"], faults)
    if demo:
        _load_demo()


def _load_demo() -> None:
    missing = shipped.load_demo().missing_units
    if missing:
        click.echo(
            f"Không nạp những người dùng thử của các đơn vị {', '.join(missing)}: cơ sở dữ liệu "
            "không có các đơn vị này. Để có tài khoản đầu tiên: flask --app wsgi people add-admin"
        )


@click.command("setup")
@click.option("--demo/--no-demo", default=None, help="Load the demonstration people and sessions.")
@with_appcontext
def setup(demo: bool | None) -> None:
    """Create or upgrade the database and load the shipped data; safe to repeat."""
    production = current_app.config["PRODUCTION"]
    if demo and production:
        sys.exit(
            "Không nạp người dùng thử khi APP_ENV=production: mật khẩu của họ ai cũng biết. "
            "Để có tài khoản đầu tiên: flask --app wsgi people add-admin"
        )
    prepare_database(demo=not production if demo is None else demo)


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
    for command in (org, people, courses, setup, start, seed):
        app.cli.add_command(command)
