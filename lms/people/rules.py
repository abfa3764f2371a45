"""Sign-in and password rules: plain functions on plain data."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

TRIES_WINDOW = timedelta(minutes=15)
TRIES_PER_ACCOUNT = 10
TRIES_PER_ADDRESS = 100
SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
_USERNAME = re.compile(r"[^\W_][\w.@-]{1,59}")
SEEN_EVERY = timedelta(minutes=1)

# The passwords that people choose first; a full list belongs to the province's own policy.
TOO_COMMON = {"matkhau", "password", "123456", "qwerty", "abc123", "thainguyen", "donghanh"}


def normal_username(text: str) -> str:
    """One account per name: no case, no stray blanks, one Unicode form."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def is_username(name: str) -> bool:
    """Whether a normal name can be an account's: 2 to 60 letters, digits or . _ - @."""
    return _USERNAME.fullmatch(name) is not None


@dataclass(frozen=True)
class Tries:
    """Tries counted under one key since `window_began_at`, the one in hand among them."""

    window_began_at: datetime
    failures: int


def wait_before_this_try(tries: Tries, limit: int, now: datetime) -> timedelta | None:
    """How long until a try is allowed again; None when this one is."""
    left = tries.window_began_at + TRIES_WINDOW - now
    return left if tries.failures > limit and left > timedelta(0) else None


def session_is_over(
    began_at: datetime, seen_at: datetime, now: datetime, idle: timedelta, longest: timedelta
) -> bool:
    """Whether a session has ended by rest (`idle`) or by age (`longest`)."""
    return now - seen_at > idle or now - began_at > longest


def password_fault(password: str, username: str, full_name: str) -> str | None:
    """Why a new password can't be taken (a key for the sentence), or None when it is good."""
    if len(password) < SHORTEST_PASSWORD:
        return "short"
    if len(password) > LONGEST_PASSWORD:
        return "long"
    plain = "".join(password.casefold().split())
    name = "".join(full_name.casefold().split())
    if username in plain or (name and name in plain):
        return "contains_name"
    stripped = plain.strip("0123456789!@#$%^&*.?-_")
    if stripped in TOO_COMMON or len(set(plain)) < 4:
        return "common"
    return None
