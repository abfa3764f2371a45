"""The first person of a production database: an administrator, made on the command line."""

from __future__ import annotations

from sqlalchemy import select

from lms.errors import Refused
from lms.extensions import db
from lms.people import actions
from lms.people.models import Person, Unit, UnitKind
from lms.permissions import Role, Scope

LONGEST_NAME = 200
POSITION = "support"  # of the shipped framework: technical staff and administrators


def add_admin(username: str, full_name: str, unit_code: str | None = None) -> tuple[Person, str]:
    """Add an administrator of the whole province; returns the person and the initial password.

    Without `unit_code` the person belongs to the first unit of the provincial level. The password
    is kept as a hash only and must be changed at the first sign-in. Raises Refused for a name that
    is taken or can't be one, and for a unit that isn't there.
    """
    full_name = full_name.strip()
    if not 0 < len(full_name) <= LONGEST_NAME or not full_name.isprintable():
        raise Refused(f"Họ tên phải có từ 1 đến {LONGEST_NAME} ký tự.")
    return actions.add_person(
        username=username,
        full_name=full_name,
        unit=_unit(unit_code),
        position_code=POSITION,
        email=None,
        role=Role.ADMIN,
        scope=Scope.PROVINCE,
    )


def _unit(code: str | None) -> Unit:
    if code is not None:
        unit = db.session.scalar(select(Unit).where(Unit.code == code))
        if unit is None:
            raise Refused(f"Không có đơn vị nào mang mã “{code}” trong cơ sở dữ liệu.")
        return unit
    provincial_first = select(Unit).join(Unit.kind).order_by(UnitKind.level != "province", Unit.id)
    unit = db.session.scalar(provincial_first.limit(1))
    if unit is None:
        raise Refused("Cơ sở dữ liệu chưa có đơn vị nào. Hãy chạy trước: flask --app wsgi setup")
    return unit
