"""What is done to people. Each function is one transaction."""

from __future__ import annotations

import secrets
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from courses.vietnamese import fold, sort_key_text
from lms import audit, clock, jobs
from lms.errors import Refused
from lms.extensions import db
from lms.people import passwords, rules, sign_in
from lms.people.models import Grant, Person, Unit
from lms.permissions import Role, Scope


def _password_sentence(fault: str) -> str:
    return {
        "short": _("Mật khẩu cần ít nhất %(number)s ký tự.", number=rules.SHORTEST_PASSWORD),
        "long": _("Mật khẩu dài quá %(number)s ký tự.", number=rules.LONGEST_PASSWORD),
        "contains_name": _("Mật khẩu không được chứa tên hoặc tên đăng nhập của anh/chị."),
        "common": _("Mật khẩu này quá dễ đoán. Xin chọn mật khẩu khác, ví dụ ghép bốn từ bất kỳ."),
    }[fault]


def _tell_password_changed(person: Person) -> None:
    if person.email:
        at = clock.now()
        jobs.enqueue(
            "mail",
            f"password-changed:{person.id}:{at.isoformat()}",
            {
                "to": person.email,
                "subject": "Mật khẩu Đồng Hành của anh/chị vừa được thay đổi",
                "text": (
                    f"Kính gửi {person.full_name},\n\n"
                    f"Mật khẩu của tài khoản {person.username} vừa được thay đổi lúc "
                    f"{clock.local(at):%H:%M ngày %d/%m/%Y}.\n"
                    "Nếu anh/chị không làm việc này, xin báo ngay cho quản trị hệ thống.\n"
                ),
            },
        )


def change_password(person: Person, old: str, new: str) -> None:
    """Change one's own password; every other session of the person ends.

    Raises Refused beside the field that is wrong.
    """
    if not passwords.matches(person.password_hash, old):
        raise Refused(_("Mật khẩu hiện tại chưa đúng."), field="old_password")
    if new == old:
        raise Refused(_("Mật khẩu mới phải khác mật khẩu hiện tại."), field="new_password")
    fault = rules.password_fault(new, person.username, person.full_name)
    if fault:
        raise Refused(_password_sentence(fault), field="new_password")
    person.password_hash = passwords.hash_password(new)
    person.must_change_password = False
    sign_in.end_everywhere(person, keep_token=person.sign_in_token)
    audit.record("password_changed", ("person", person.id), name=person.full_name)
    _tell_password_changed(person)
    db.session.commit()


def sign_out_everywhere(person: Person) -> None:
    """End every session of the person, this one too."""
    sign_in.end_everywhere(person)
    audit.record("signed_out_everywhere", ("person", person.id), name=person.full_name)
    db.session.commit()


def new_person(
    *,
    username: str,
    full_name: str,
    unit_id: int,
    position_code: str,
    password_hash: str,
    email: str | None = None,
    must_change_password: bool = True,
) -> Person:
    """A person with the derived search and sorting columns; not yet in the session."""
    return Person(
        username=rules.normal_username(username),
        full_name=full_name,
        search_fold=fold(f"{full_name} {username}"),
        sort_key=sort_key_text(full_name),
        email=email,
        unit_id=unit_id,
        position_code=position_code,
        password_hash=password_hash,
        must_change_password=must_change_password,
        created_at=clock.now(),
    )


def _initial_password() -> str:
    """Easy to read out on the telephone, hard to guess: 48 random bits."""
    return "-".join(secrets.token_hex(2) for _part in range(3))


def add_person(
    *,
    username: str,
    full_name: str,
    unit: Unit,
    position_code: str,
    email: str | None,
    role: Role = Role.TRAINEE,
    scope: Scope = Scope.OWN,
) -> tuple[Person, str]:
    """Add a person with one role; returns the person and the initial password, kept as a hash only.

    Raises Refused for a name that is taken or can't be one.
    """
    name = rules.normal_username(username)
    if not rules.is_username(name):
        raise Refused(
            _(
                "Tên đăng nhập cần 2 đến 60 chữ cái, chữ số hoặc dấu . _ - @, bắt đầu bằng chữ cái "
                "hoặc chữ số, không có dấu cách."
            ),
            field="username",
        )
    if db.session.scalar(select(Person.id).where(Person.username == name)) is not None:
        raise Refused(
            _("Tên đăng nhập “%(name)s” đã có người dùng. Xin chọn tên khác.", name=name),
            field="username",
        )
    initial = _initial_password()
    person = new_person(
        username=name,
        full_name=" ".join(full_name.split()),
        unit_id=unit.id,
        position_code=position_code,
        password_hash=passwords.hash_password(initial),
        email=email or None,
    )
    grant = Grant(role=role.value, scope=scope.name)
    person.grants = [grant]
    db.session.add(person)
    db.session.flush()
    audit.record(
        "person_added",
        ("person", person.id),
        name=person.full_name,
        after={**_described(grant), "unit": unit.full_name},
    )
    db.session.commit()
    return person, initial


def reset_password(person: Person) -> str:
    """Give the person a new initial password, shown once to the administrator; ends sessions."""
    initial = _initial_password()
    person.password_hash = passwords.hash_password(initial)
    person.must_change_password = True
    sign_in.end_everywhere(person)
    audit.record("password_reset", ("person", person.id), name=person.full_name)
    _tell_password_changed(person)
    db.session.commit()
    return initial


def set_active(person: Person, *, active: bool, by: Person) -> None:
    """Close or reopen an account; closing ends its sessions at once."""
    if person.id == by.id:
        raise Refused(_("Anh/chị không thể tự khóa tài khoản của mình."))
    before = person.active
    person.active = active
    if not active:
        sign_in.end_everywhere(person)
    audit.record(
        "account_reopened" if active else "account_closed",
        ("person", person.id),
        name=person.full_name,
        before={"active": before},
        after={"active": active},
    )
    db.session.commit()


def _described(grant: Grant) -> dict[str, Any]:
    return {
        "role": grant.role,
        "scope": grant.scope,
        "unit": grant.unit.full_name if grant.unit else None,
        "area": grant.area.name if grant.area else None,
    }


def grant_role(person: Person, role: Role, scope: Scope) -> Grant:
    """Give a role; UNIT and AREA scopes are those of the person's own unit and area."""
    unit: Unit = person.unit
    if role is Role.ADMIN and scope is not Scope.PROVINCE:
        raise Refused(_("Quản trị hệ thống luôn có phạm vi toàn tỉnh."), field="scope")
    if scope is Scope.AREA and unit.area_id is None:
        raise Refused(_("Đơn vị này không thuộc cụm nào, hãy chọn phạm vi khác."), field="scope")
    wanted = (
        role.value,
        scope.name,
        unit.id if scope is Scope.UNIT else None,
        unit.area_id if scope is Scope.AREA else None,
    )
    if wanted in {(g.role, g.scope, g.unit_id, g.area_id) for g in person.grants}:
        raise Refused(_("Người này đã có vai trò đó với phạm vi đó."), field="role")
    grant = Grant(role=wanted[0], scope=wanted[1], unit_id=wanted[2], area_id=wanted[3])
    person.grants.append(grant)
    try:
        db.session.flush()
    except IntegrityError as error:  # another administrator was faster
        db.session.rollback()
        raise Refused(_("Người này đã có vai trò đó với phạm vi đó."), field="role") from error
    audit.record(
        "role_granted", ("person", person.id), name=person.full_name, after=_described(grant)
    )
    db.session.commit()
    return grant


def revoke_role(person: Person, grant_id: int, *, by: Person) -> None:
    """Take a role away; nobody can take the administrator's role from themselves."""
    grant = db.session.scalar(
        select(Grant).where(Grant.id == grant_id, Grant.person_id == person.id)
    )
    if grant is None:
        raise Refused(_("Vai trò này đã được thu hồi trước đó."))
    if person.id == by.id and grant.role == Role.ADMIN:
        raise Refused(_("Anh/chị không thể tự thu hồi vai trò quản trị của mình."))
    audit.record(
        "role_revoked", ("person", person.id), name=person.full_name, before=_described(grant)
    )
    db.session.delete(grant)
    db.session.commit()
