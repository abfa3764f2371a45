"""Areas, units, people, their roles and their sign-ins."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

from flask_login import UserMixin
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.database import Instant
from lms.extensions import Model
from lms.permissions import Place, Reach, Role, Scope


class Area(Model):
    """A group of communes that trains together (cụm)."""

    __tablename__ = "area"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    position: Mapped[int] = mapped_column(default=0)

    @property
    def place(self) -> Place:
        return Place(area_id=self.id)


class UnitKind(Model):
    """A type of unit (xã, phường, sở ...): rows, because a resolution can change them."""

    __tablename__ = "unit_kind"

    code: Mapped[str] = mapped_column(String(30), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    level: Mapped[str] = mapped_column(String(20))

    __table_args__ = (CheckConstraint("level in ('province', 'commune')", name="level"),)


class Unit(Model):
    """A commune, ward, department or centre. `path` holds the ids from the root: `/3/17/`."""

    __tablename__ = "unit"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    kind_code: Mapped[str] = mapped_column(ForeignKey("unit_kind.code"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"), index=True)
    path: Mapped[str] = mapped_column(String(200), index=True, default="")
    sort_key: Mapped[str] = mapped_column(String(2000), default="")

    kind: Mapped[UnitKind] = relationship()
    area: Mapped[Area | None] = relationship()

    @property
    def full_name(self) -> str:
        """With its type in front: "Phường Phan Đình Phùng"; departments carry theirs already."""
        kind = self.kind.name
        return (
            f"{kind[:1].upper()}{kind[1:]} {self.name}"
            if self.kind.level == "commune"
            else self.name
        )

    @property
    def place(self) -> Place:
        return Place(unit_path=self.path, area_id=self.area_id)


class Position(Model):
    """A job position (vị trí việc làm), to which competencies are tied."""

    __tablename__ = "position"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    rank: Mapped[int] = mapped_column(default=0)


class Person(UserMixin, Model):
    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(60), unique=True)
    full_name: Mapped[str] = mapped_column(String(200))
    # Folded name and user name for search without diacritics; by given name for lists.
    search_fold: Mapped[str] = mapped_column(String(300), default="")
    sort_key: Mapped[str] = mapped_column(String(2000), default="")
    email: Mapped[str | None] = mapped_column(String(200))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    position_code: Mapped[str] = mapped_column(ForeignKey("position.code"))
    password_hash: Mapped[str] = mapped_column(String(200))
    must_change_password: Mapped[bool] = mapped_column(default=True)
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(Instant)

    unit: Mapped[Unit] = relationship()
    position: Mapped[Position] = relationship()
    grants: Mapped[list[Grant]] = relationship(back_populates="person", order_by="Grant.id")

    __table_args__ = (
        Index("ix_person_unit_position", "unit_id", "position_code", "active"),
        # A search walks this index in the order of the list, without touching the table.
        Index("ix_person_search", "sort_key", "id", "search_fold", "unit_id"),
        # The few closed accounts, which every count leaves out.
        Index(
            "ix_person_closed",
            "id",
            sqlite_where=text("active = 0"),
            postgresql_where=text("not active"),
        ),
        Index("ix_person_unit_id_sort_key_id", "unit_id", "sort_key", "id"),
    )

    # The token of the sign-in through which this person was loaded; Flask-Login's user id.
    sign_in_token: str = ""

    # A person is loaded through a running session only, so no look at the row is needed.
    is_authenticated = True

    @property
    def is_active(self) -> bool:
        return self.active

    def get_id(self) -> str:
        return self.sign_in_token

    @property
    def place(self) -> Place:
        return Place(self.id, self.unit.path, self.unit.area_id)

    @cached_property
    def reaches(self) -> list[tuple[Role, Reach]]:
        return [
            (
                Role(grant.role),
                Reach(
                    Scope[grant.scope],
                    self.id,
                    grant.unit.path if grant.unit else self.unit.path,
                    grant.area_id,
                ),
            )
            for grant in self.grants
        ]

    def grant_words(self, grant: Grant, roles: Mapping[Any, Any], scopes: Mapping[Any, Any]) -> str:
        """A role with its scope, in the words of the two tables: "Quản lý (cụm)"."""
        return f"{roles[Role(grant.role)]} ({scopes[Scope[grant.scope]]})"

    def role_words(self, roles: Mapping[Any, Any], scopes: Mapping[Any, Any]) -> str:
        """All roles of the person in one line; a dash when there is none."""
        return ", ".join(self.grant_words(grant, roles, scopes) for grant in self.grants) or "—"


def _one_grant(reach: str, where: str) -> Index:
    return Index(
        f"uq_role_grant_{reach}",
        "person_id",
        "role",
        reach,
        unique=True,
        sqlite_where=text(where),
        postgresql_where=text(where),
    )


class Grant(Model):
    """One role of a person, with how far it reaches."""

    __tablename__ = "role_grant"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    scope: Mapped[str] = mapped_column(String(20))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))

    person: Mapped[Person] = relationship(back_populates="grants")
    unit: Mapped[Unit | None] = relationship()
    area: Mapped[Area | None] = relationship()

    __table_args__ = (
        CheckConstraint("role in ('trainee', 'trainer', 'manager', 'admin')", name="role"),
        CheckConstraint("scope in ('OWN', 'UNIT', 'AREA', 'PROVINCE')", name="scope"),
        CheckConstraint("scope <> 'UNIT' or unit_id is not null", name="unit_scope_has_unit"),
        CheckConstraint("scope <> 'AREA' or area_id is not null", name="area_scope_has_area"),
        # The same role with the same reach only once; one index for each way to reach.
        _one_grant("scope", "unit_id is null and area_id is null"),
        _one_grant("unit_id", "unit_id is not null"),
        _one_grant("area_id", "area_id is not null"),
    )


class SignIn(Model):
    """A session, kept on the server: deleting the row ends it, whatever cookie is replayed."""

    __tablename__ = "sign_in"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    began_at: Mapped[datetime] = mapped_column(Instant)
    seen_at: Mapped[datetime] = mapped_column(Instant)
    address: Mapped[str] = mapped_column(String(60))
    agent: Mapped[str] = mapped_column(String(300))

    person: Mapped[Person] = relationship()


class SignInTries(Model):
    """Failed tries to sign in, counted per account name and per address."""

    __tablename__ = "sign_in_tries"

    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    window_began_at: Mapped[datetime] = mapped_column(Instant)
    failures: Mapped[int] = mapped_column(default=0)
