"""The meeting server (Jitsi Meet), or practice rooms of our own where none is set.

A person is let into a room by a token that is made at the click and lives until the hard end of
the session. Tokens and the addresses that carry them are never logged and never stored. The
server checks a token at each new connection, so it must outlive the session by a margin.
"""

from __future__ import annotations

import re
import secrets
import threading
import time
from base64 import b32encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Protocol
from urllib.parse import urlsplit

import httpx
import jwt

ISSUER = "lms"
AUDIENCE = "jitsi"
VALID_BEFORE = timedelta(seconds=60)  # the server allows no leeway between the two clocks
VALID_AFTER_END = timedelta(minutes=15)
TIMEOUT = httpx.Timeout(5.0, connect=2.0)
FAILURES_BEFORE_PAUSE = 3
PAUSE = 30.0  # seconds
# What the server may refuse or charge for; nobody has it until a deployment offers it.
FEATURES = dict.fromkeys(("recording", "livestreaming", "transcription", "outbound-call"), False)
ROOM_NAME = re.compile(r"[a-z][a-z0-9-]{0,59}")


class MeetingServerAway(Exception):
    """The meeting server didn't answer, or not as it should; the message says how."""


@dataclass(frozen=True)
class Attendee:
    """A person, as the meeting server may know one: an opaque id and the name to show."""

    id: str
    name: str
    moderator: bool = False


@dataclass(frozen=True)
class OpenRoom:
    """A room that lives on the server now. `people` leaves out those in breakout rooms."""

    name: str
    people: int
    since: datetime | None


@dataclass(frozen=True)
class Health:
    """`site`: people's browsers find the server; `rooms`: it answers us; None: nothing to ask.

    `clock_difference` is how far the server's clock is ahead of ours, to the second.
    """

    site: bool | None
    rooms: int | None
    clock_difference: timedelta | None
    faults: tuple[str, ...] = ()


class Meetings(Protocol):
    """Where people meet; `practice` says that nobody really does."""

    practice: bool

    def address(
        self, room: str, attendee: Attendee, *, now: datetime, latest_end: datetime
    ) -> str | None:
        """The room's address for this person with a fresh token; None: a practice room."""
        ...

    def open_rooms(self) -> list[OpenRoom]: ...

    def health(self, now: datetime) -> Health: ...


def new_room_name(area_code: str) -> str:
    """A room name nobody can guess, such as "a1-ab2dcd34ef56gh72": 80 random bits.

    Only a-z, 0-9 and "-", beginning with a letter: anything else comes back from the server in
    another spelling than the token's and is refused.
    """
    start = re.sub(r"[^a-z0-9-]", "", area_code.lower())[:40].strip("-")
    if not start or not start[0].isalpha():
        start = f"p{start}"
    return f"{start}-{b32encode(secrets.token_bytes(10)).decode().lower()}"


class _Circuit:
    """After three failures in a row, don't ask again for 30 seconds: the server has enough to do."""

    def __init__(self, ticks: Callable[[], float]) -> None:
        self._ticks = ticks
        self._lock = threading.Lock()
        self._failures = 0
        self._closed_until = float("-inf")

    def is_paused(self) -> bool:
        with self._lock:
            return self._ticks() < self._closed_until

    def note(self, *, worked: bool) -> None:
        with self._lock:
            self._failures = 0 if worked else self._failures + 1
            if self._failures >= FAILURES_BEFORE_PAUSE:
                self._failures = 0
                self._closed_until = self._ticks() + PAUSE


class SelfHostedMeetings:
    """A Jitsi Meet server of the province's own, with tokens signed by a shared secret (HS256)."""

    practice = False

    def __init__(
        self,
        config: Mapping[str, Any],
        transport: httpx.BaseTransport | None = None,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self._url: str = config["JITSI_URL"]
        self._domain: str = config["JITSI_XMPP_DOMAIN"] or urlsplit(self._url).hostname or ""
        self._secret: str = config["JITSI_SECRET"]
        self._internal_url: str = config["JITSI_INTERNAL_URL"]
        self._circuit = _Circuit(ticks)
        self._client = httpx.Client(
            transport=transport or httpx.HTTPTransport(retries=1, trust_env=False),
            timeout=TIMEOUT,
            follow_redirects=False,
            trust_env=False,
        )

    def token(self, room: str, attendee: Attendee, *, now: datetime, latest_end: datetime) -> str:
        """A token for one room and one person, valid from a minute ago to the end and a margin.

        Raises ValueError for a room name that the server could not match or a time that is over.
        """
        if not ROOM_NAME.fullmatch(room):
            raise ValueError(f"not a room name: {room!r}")
        if latest_end <= now:
            raise ValueError("the session is over")
        user: dict[str, Any] = {
            "id": attendee.id,
            "name": attendee.name,
            "avatar": "",
            "moderator": attendee.moderator,
            "affiliation": "owner" if attendee.moderator else "member",
        }
        if attendee.moderator:
            user["lobby_bypass"] = True
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": self._domain,
            "room": room,
            "iat": int(now.timestamp()),
            "nbf": int((now - VALID_BEFORE).timestamp()),
            "exp": int((latest_end + VALID_AFTER_END).timestamp()),
            "context": {"user": user, "features": FEATURES},
        }
        return jwt.encode(claims, self._secret, algorithm="HS256")

    def address(
        self, room: str, attendee: Attendee, *, now: datetime, latest_end: datetime
    ) -> str | None:
        # In the fragment, which no browser sends and no server logs; the client wants it quoted.
        token = self.token(room, attendee, now=now, latest_end=latest_end)
        return f"{self._url}/{room}#jwt=%22{token}%22"

    def open_rooms(self) -> list[OpenRoom]:
        """The rooms that live now. Raises MeetingServerAway."""
        return _read_census(self._census())

    def health(self, now: datetime) -> Health:
        """Ask the public site and the internal census, each once; never raises."""
        faults: list[str] = []
        site, rooms, difference = True, None, None
        try:
            self._get(f"{self._url}/external_api.js")
        except MeetingServerAway as away:
            site = False
            faults.append(str(away))
        try:
            answer = self._census()
            rooms, difference = len(_read_census(answer)), _clock_difference(answer, now)
        except MeetingServerAway as away:
            faults.append(str(away))
        return Health(site, rooms, difference, tuple(faults))

    def _census(self) -> httpx.Response:
        if not self._internal_url:
            raise MeetingServerAway("JITSI_INTERNAL_URL chưa được đặt")
        if self._circuit.is_paused():
            raise MeetingServerAway("máy chủ họp không trả lời, sẽ hỏi lại sau ít giây")
        try:
            # Prosody finds its virtual host by this name and answers 404 for any other.
            answer = self._get(f"{self._internal_url}/room-census", {"Host": self._domain})
        except MeetingServerAway:
            self._circuit.note(worked=False)
            raise
        self._circuit.note(worked=True)
        return answer

    def _get(self, url: str, headers: dict[str, str] | None = None) -> httpx.Response:
        """A 200 answer. Raises MeetingServerAway for anything else."""
        try:
            answer = self._client.get(url, headers=headers)
        except httpx.RequestError as error:
            raise MeetingServerAway(f"{url}: {type(error).__name__}") from error
        if answer.status_code != 200:
            raise MeetingServerAway(f"{url}: mã {answer.status_code}")
        return answer


def _read_census(answer: httpx.Response) -> list[OpenRoom]:
    try:
        body = answer.json()
        # Lua has one kind of table: an empty list may arrive as {}.
        return [_open_room(entry) for entry in body.get("room_census") or []]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise MeetingServerAway("room-census: câu trả lời không đúng dạng") from error


def _open_room(entry: Mapping[str, Any]) -> OpenRoom:
    created = entry.get("created_time")  # missing while nobody but Jicofo is in
    return OpenRoom(
        name=str(entry["room_name"]).partition("@")[0],
        people=int(entry["participants"]),
        since=datetime.fromtimestamp(int(created) / 1000, UTC) if created else None,
    )


def _clock_difference(answer: httpx.Response, now: datetime) -> timedelta | None:
    try:
        told = parsedate_to_datetime(answer.headers.get("Date", ""))
    except ValueError:
        return None
    return told - now.replace(microsecond=0) if told.tzinfo else None


class PracticeRooms:
    """Where no meeting server is set: rooms are practice rooms of our own, nothing goes outside."""

    practice = True

    def address(
        self, room: str, attendee: Attendee, *, now: datetime, latest_end: datetime
    ) -> str | None:
        return None

    def open_rooms(self) -> list[OpenRoom]:
        return []

    def health(self, now: datetime) -> Health:
        return Health(None, None, None)


def from_config(config: Mapping[str, Any]) -> Meetings:
    return SelfHostedMeetings(config) if config["JITSI_MODE"] == "selfhosted" else PracticeRooms()
