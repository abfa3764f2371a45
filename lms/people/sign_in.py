"""Sessions: begin, load at each request, end. The server keeps them; the cookie holds a token."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from flask import Flask, Response, current_app, g, request, session
from flask_babel import gettext as _
from flask_login import current_user, login_user, logout_user
from sqlalchemy import case, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import joinedload, selectinload

from lms import audit, clock, parking
from lms.database import writing
from lms.errors import Refused
from lms.extensions import db, login_manager
from lms.people import passwords, rules
from lms.people.models import Grant, Person, SignIn, SignInTries, Unit


class TooManyTries(Refused):
    """Sign-in is closed for a while; `wait` says for how long."""

    def __init__(self, wait: timedelta) -> None:
        self.wait = wait
        super().__init__("")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@login_manager.user_loader
def _load(token: str) -> Person | None:
    """The person whose session this token is, when it is still running."""
    statement = (
        select(SignIn)
        .where(SignIn.token_hash == _hash(token))
        .options(
            joinedload(SignIn.person).options(
                joinedload(Person.unit).options(joinedload(Unit.kind), joinedload(Unit.area)),
                joinedload(Person.position),
                selectinload(Person.grants).joinedload(Grant.unit),
            )
        )
    )
    sign_in = db.session.scalar(statement)
    if sign_in is None:
        return None
    config = current_app.config
    now = clock.now()
    if rules.session_is_over(
        sign_in.began_at, sign_in.seen_at, now, config["SESSION_IDLE"], config["SESSION_LONGEST"]
    ):
        g.expired_person_id = sign_in.person_id
        return None
    if not sign_in.person.active:
        return None
    sign_in.person.sign_in_token = token
    if now - sign_in.seen_at > rules.SEEN_EVERY:
        g.seen_token_hash = sign_in.token_hash
    return sign_in.person


def _note_seen(response: Response) -> Response:
    """Move the idle time-out, at most once a minute, after the page's own transaction."""
    token_hash = g.pop("seen_token_hash", None)
    if token_hash is not None:
        db.session.rollback()
        statement = (
            update(SignIn).where(SignIn.token_hash == token_hash).values(seen_at=clock.now())
        )
        try:
            with writing(briefly=True):
                db.session.execute(statement)
                db.session.commit()
        except OperationalError:  # somebody is writing: the next page will note it
            db.session.rollback()
    return response


def _count_try(key: str) -> rules.Tries:
    """Count one try under the key and say how many there are; one statement, so none is lost."""
    now = clock.now()
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    old = SignInTries.window_began_at <= now - rules.TRIES_WINDOW
    statement = (
        insert(SignInTries)
        .values(key=key, window_began_at=now, failures=1)
        .on_conflict_do_update(
            index_elements=[SignInTries.key],
            set_={
                "failures": case((old, 1), else_=SignInTries.failures + 1),
                "window_began_at": case((old, now), else_=SignInTries.window_began_at),
            },
        )
        .returning(SignInTries.window_began_at, SignInTries.failures)
    )
    began_at, failures = db.session.execute(statement).one()
    return rules.Tries(began_at, failures)


def _take_back(account: str, address: str) -> None:
    """A try that succeeded was no failure: two hundred people may share an office's address."""
    db.session.execute(delete(SignInTries).where(SignInTries.key == account))
    db.session.execute(
        update(SignInTries)
        .where(SignInTries.key == address, SignInTries.failures > 0)
        .values(failures=SignInTries.failures - 1)
    )


def begin(username: str, password: str) -> Person:
    """Check name and password and begin a session.

    Raises Refused in the same words for a wrong name, a wrong password and a closed account,
    and TooManyTries after ten failures per account or a hundred per address in 15 minutes. A
    try is counted before the password is looked at, so that many at once can't outrun the limit.
    """
    name = rules.normal_username(username)[:60]
    account, address = f"account:{name}", f"address:{request.remote_addr}"
    limits = {account: rules.TRIES_PER_ACCOUNT, address: rules.TRIES_PER_ADDRESS}
    waits = [
        rules.wait_before_this_try(_count_try(key), limit, clock.now())
        for key, limit in limits.items()
    ]
    person = db.session.scalar(select(Person).where(Person.username == name))
    known_hash = person.password_hash if person else None
    db.session.commit()
    longest = max((wait for wait in waits if wait is not None), default=None)
    if longest is not None:
        raise TooManyTries(longest)
    # Hashing is slow: no transaction is open meanwhile, and nobody waits for the write lock.
    right = passwords.matches(known_hash, password)
    if not right or person is None or not person.active or person.password_hash != known_hash:
        audit.record("sign_in_failed", ("username", name), name=name)
        db.session.commit()
        raise Refused(_("Tên đăng nhập hoặc mật khẩu chưa đúng. Xin kiểm tra lại cả hai ô."))
    _take_back(account, address)
    return _open_session(person)


def _open_session(person: Person) -> Person:
    now = clock.now()
    token = secrets.token_urlsafe(32)
    language = session.get("language")
    session.clear()  # a session fixed or left behind before sign-in ends here
    if language:
        session["language"] = language
    db.session.add(
        SignIn(
            token_hash=_hash(token),
            person_id=person.id,
            began_at=now,
            seen_at=now,
            address=request.remote_addr or "",
            agent=request.user_agent.string[:300],
        )
    )
    audit.record("signed_in", ("person", person.id), name=person.full_name, actor=person)
    parking.announce(person.id)
    db.session.commit()
    person.sign_in_token = token
    login_user(person)
    return person


def end() -> None:
    """Sign out here: the row is deleted, so no copy of the cookie opens anything."""
    token = current_user.sign_in_token
    db.session.execute(delete(SignIn).where(SignIn.token_hash == _hash(token)))
    audit.record("signed_out", ("person", current_user.id), name=current_user.full_name)
    db.session.commit()
    logout_user()
    session.clear()


def end_everywhere(person: Person, keep_token: str | None = None) -> None:
    """End every session of the person but `keep_token` (part of the running transaction)."""
    statement = delete(SignIn).where(SignIn.person_id == person.id)
    if keep_token:
        statement = statement.where(SignIn.token_hash != _hash(keep_token))
    db.session.execute(statement)


def purge(now: datetime) -> int:
    """Forget sessions that ended long ago, and tries that no longer count; how many.

    An ended session is kept a while: it tells whose form it is that arrives too late. Part of the
    running transaction.
    """
    longest = current_app.config["SESSION_LONGEST"] + parking.KEPT_FOR
    sessions = db.session.execute(delete(SignIn).where(SignIn.began_at < now - longest))
    tries = db.session.execute(
        delete(SignInTries).where(SignInTries.window_began_at < now - rules.TRIES_WINDOW)
    )
    return sessions.rowcount + tries.rowcount  # type: ignore[attr-defined]


def init_app(app: Flask) -> None:
    app.after_request(_note_seen)
