"""What is done to sessions. Each function is one transaction."""

from __future__ import annotations

import secrets
from base64 import b32encode
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from lms import audit, clock
from lms.errors import Conflict, Refused
from lms.extensions import db
from lms.outside.jitsi import new_room_name
from lms.people.models import Area, Person
from lms.schedule import queries, rules, sentences
from lms.schedule.models import (
    CANCELLED,
    PLANNED,
    SessionClaim,
    SessionVisit,
    TrainingSession,
)

PROVINCE_ROOM = "tinh"


@dataclass(frozen=True)
class Plan:
    """A session as somebody wants it; `area` None is the whole province."""

    title: str
    description: str
    area: Area | None
    trainer: Person
    starts_at: datetime
    ends_at: datetime

    @property
    def wanted(self) -> rules.Wanted:
        area_id = self.area.id if self.area else None
        return rules.Wanted(area_id, self.trainer.id, self.starts_at, self.ends_at)


def _unguessable() -> str:
    return b32encode(secrets.token_bytes(10)).decode().lower()


def plan_session(plan: Plan, *, by: Person) -> TrainingSession:
    """Plan a session and hold its room and its trainer for every quarter-hour of it.

    Raises Refused beside the field when the time is wrong, Conflict when the room or the trainer
    is taken.
    """
    fault = rules.time_fault(plan.starts_at, plan.ends_at, clock.now())
    if fault is not None:
        raise Refused(sentences.of_time_fault(fault), field=sentences.FIELD_OF_FAULT[fault])
    _refuse_clashes(plan)
    session = add_session(plan, by=by)
    try:
        with db.session.begin_nested():
            claim(session)
    except IntegrityError:  # somebody planned the same quarter-hour since the check above
        _refuse_clashes(plan)
        raise Conflict(
            _("Giờ này vừa có người đặt trước. Xin chọn giờ khác."), field="start"
        ) from None
    db.session.commit()
    return session


def _refuse_clashes(plan: Plan) -> None:
    found = rules.clashes(plan.wanted, queries.overlapping(plan.wanted))
    if found:
        told = " ".join(sentences.of_clash(kind, other, plan.area) for kind, other in found)
        raise Conflict(told, field="start")


def add_session(plan: Plan, *, by: Person) -> TrainingSession:
    """The planned session, in the running transaction; it holds nothing until `claim`."""
    session = TrainingSession(
        public_id=_unguessable(),
        area_id=plan.area.id if plan.area else None,
        title=plan.title,
        description=plan.description,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        trainer_id=plan.trainer.id,
        room_name=new_room_name(plan.area.code if plan.area else PROVINCE_ROOM),
        created_by_id=by.id,
        created_at=clock.now(),
    )
    db.session.add(session)
    db.session.flush()
    audit.record(
        "session_created",
        ("training_session", session.public_id),
        name=session.title,
        after={
            "area": plan.area.name if plan.area else None,
            "trainer": plan.trainer.full_name,
            "starts_at": plan.starts_at.isoformat(),
            "ends_at": plan.ends_at.isoformat(),
        },
        actor=by,
    )
    return session


def claim(session: TrainingSession) -> None:
    """Hold the quarter-hours, in the running transaction. Raises IntegrityError when one is held.

    A session of the whole province holds the room of every area.
    """
    areas = [session.area_id] if session.area_id else list(db.session.scalars(select(Area.id)))
    holders = [("area", area_id) for area_id in areas] + [("trainer", session.trainer_id)]
    # In the order of the key, so two plans that meet wait for each other instead of locking up.
    rows = [
        {"kind": kind, "holder_id": holder, "quarter": quarter, "session_id": session.id}
        for kind, holder in sorted(holders)
        for quarter in rules.quarters(session.starts_at, session.ends_at)
    ]
    db.session.execute(insert(SessionClaim), rows)


def cancel_session(session: TrainingSession) -> None:
    """Call a session off and release its room and trainer.

    Raises Conflict when it is cancelled or over already.
    """
    if rules.door(session, clock.now()).state is rules.DoorState.OVER:
        raise Conflict(_("Buổi tập huấn này đã kết thúc nên không thể hủy."))
    changed = db.session.execute(
        update(TrainingSession)
        .where(TrainingSession.id == session.id, TrainingSession.status == PLANNED)
        .values(status=CANCELLED)
    )
    if changed.rowcount == 0:  # type: ignore[attr-defined]
        raise Conflict(_("Buổi tập huấn này đã được hủy trước đó."))
    db.session.execute(delete(SessionClaim).where(SessionClaim.session_id == session.id))
    audit.record(
        "session_cancelled",
        ("training_session", session.public_id),
        name=session.title,
        before={"status": PLANNED},
        after={"status": CANCELLED},
    )
    db.session.commit()


def join(session: TrainingSession, person: Person) -> None:
    """Note that the person enters the room now; entering again counts on, never twice at once.

    Raises Conflict, with the time in words, when the door isn't open.
    """
    now = clock.now()
    door = rules.door(session, now)
    if not door.is_open:
        raise Conflict(sentences.of_closed_door(door, session))
    if not _count_visit(session, person, now):
        try:
            with db.session.begin_nested():
                db.session.add(
                    SessionVisit(
                        session_id=session.id,
                        person_id=person.id,
                        attendee_id=f"u-{_unguessable()}",
                        first_joined_at=now,
                        last_joined_at=now,
                    )
                )
        except IntegrityError:  # the same person came in by another tab in this very moment
            _count_visit(session, person, now)
    audit.record("session_joined", ("training_session", session.public_id), name=session.title)
    db.session.commit()


def _count_visit(session: TrainingSession, person: Person, now: datetime) -> bool:
    """Count one more visit; False when the person hasn't been there yet."""
    counted = db.session.execute(
        update(SessionVisit)
        .where(SessionVisit.session_id == session.id, SessionVisit.person_id == person.id)
        .values(last_joined_at=now, times=SessionVisit.times + 1)
    )
    return bool(counted.rowcount)  # type: ignore[attr-defined]
