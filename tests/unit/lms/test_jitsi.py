"""Tokens, room names and the census, against what was recorded on a real meeting server."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.outside import jitsi
from lms.outside.jitsi import Attendee, MeetingServerAway, SelfHostedMeetings

RECORDED = Path(__file__).parent / "data" / "jitsi"
SECRET = "a secret of the meeting server, long enough for every algorithm of the table"
NOW = datetime(2026, 12, 1, 2, 0, 0, tzinfo=UTC)
END = NOW + timedelta(hours=3)
ROOM = "p26734-ab12cd34ef56gh78"
DOMAIN = "meet.lms.test"
CONFIG = {
    "JITSI_MODE": "selfhosted",
    "JITSI_URL": f"https://{DOMAIN}",
    "JITSI_XMPP_DOMAIN": "",
    "JITSI_SECRET": SECRET,
    "JITSI_INTERNAL_URL": "http://prosody:5280",
}
KNOWN_FEATURES = set(
    [
        "branding",
        "calendar",
        "create-polls",
        "file-upload",
        "flip",
        "inbound-call",
        "livestreaming",
        "live-translation",
        "lobby",
        "moderation",
        "outbound-call",
        "recording",
        "room",
        "screen-sharing",
        "send-groupchat",
        "list-visitors",
        "sip-inbound-call",
        "sip-outbound-call",
        "transcription",
    ]
)


def recorded(name: str) -> Any:
    return json.loads((RECORDED / name).read_text(encoding="utf-8"))


def server(answer: Callable[[httpx.Request], httpx.Response], **more: Any) -> SelfHostedMeetings:
    return SelfHostedMeetings(CONFIG, httpx.MockTransport(answer), **more)


def nobody(_request: httpx.Request) -> httpx.Response:
    raise AssertionError("asked the server")


def token_of(attendee: Attendee, **more: Any) -> str:
    times: dict[str, Any] = {"now": NOW, "latest_end": END, **more}
    return server(nobody).token(ROOM, attendee, **times)


def claims_of(token: str) -> dict[str, Any]:
    claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return claims


@pytest.mark.parametrize(
    ("sample", "attendee"),
    [
        ("participant", Attendee("u-1c9d22", "Nguyễn Văn An")),
        ("officer", Attendee("u-7f3a01", "Trần Thị Bình", moderator=True)),
    ],
)
def test_the_claims_are_those_that_were_recorded(sample: str, attendee: Attendee) -> None:
    expected = recorded("token_claims.json")[sample]["claims"]
    expected |= {
        "iat": int(NOW.timestamp()),
        "nbf": int(NOW.timestamp()) - 60,
        "exp": int(END.timestamp()) + 900,
    }
    expected["context"]["features"]["recording"] = False  # no deployment offers it yet
    assert claims_of(token_of(attendee)) == expected


# What the server does with a token, as the recorded table says; tokens of ours must pass.


def _signed(change: Callable[[dict[str, Any], dict[str, Any]], Any], **more: Any) -> str:
    claims = claims_of(token_of(Attendee("u-1", "An")))
    header = {"typ": "JWT", "alg": "HS256"}
    change(claims, header)
    algorithm = header.pop("alg")
    key = more.get("key", SECRET) if algorithm != "none" else None
    return jwt.encode(claims, key, algorithm=algorithm, headers=header)


def _put(**changed: Any) -> Callable[[dict[str, Any], dict[str, Any]], Any]:
    return lambda claims, _header: claims.update(changed)


def _drop(name: str) -> Callable[[dict[str, Any], dict[str, Any]], Any]:
    return lambda claims, _header: claims.pop(name)


SECOND = int(NOW.timestamp())
CASES = {
    "valid": lambda: _signed(_put()),
    "expired_1s": lambda: _signed(_put(exp=SECOND - 1)),
    "exp_equals_now": lambda: _signed(_put(exp=SECOND)),
    "expired_1h": lambda: _signed(_put(exp=SECOND - 3600)),
    "nbf_future_30s": lambda: _signed(_put(nbf=SECOND + 30)),
    "other_room": lambda: _signed(_put(room="other")),
    "room_claim_missing": lambda: _signed(_drop("room")),
    "bad_signature": lambda: _signed(
        _put(), key="another secret, also long enough for every algorithm of the table"
    ),
    "iss_wrong": lambda: _signed(_put(iss="somebody")),
    "iss_missing": lambda: _signed(_drop("iss")),
    "aud_missing": lambda: _signed(_drop("aud")),
    "sub_wrong": lambda: _signed(_put(sub="elsewhere.test")),
    "sub_missing": lambda: _signed(_drop("sub")),
    "alg_hs512": lambda: _signed(lambda _claims, header: header.update(alg="HS512")),
    "typ_missing": lambda: _signed(lambda _claims, header: header.update(typ=None)),
    "two_rooms_claim_list": lambda: _signed(_put(room=[ROOM, "other"])),
    "garbage": lambda: "garbage",
}


def accepts(token: str, at: int = SECOND) -> bool:
    """Whether the server of the recording lets this token into ROOM and its web client starts."""
    try:
        header = jwt.get_unverified_header(token)
        claims = jwt.decode(
            token,
            SECRET,
            algorithms=["HS256"],
            options={
                "verify_exp": False,
                "verify_nbf": False,
                "verify_iat": False,
                "verify_aud": False,
            },
        )
    except jwt.PyJWTError:
        return False
    context = claims.get("context") or {}
    features = context.get("features", {})
    return (
        header.get("typ") == "JWT"
        and claims.get("iss") == "lms"
        and isinstance(claims.get("aud"), str)
        and claims.get("sub") == DOMAIN
        and isinstance(claims.get("room"), str)
        and claims["room"] == ROOM
        and isinstance(claims.get("exp"), int)
        and claims["exp"] > at
        and claims.get("nbf", 0) <= at
        and all(isinstance(context["user"][key], str) for key in ("id", "name", "avatar"))
        and set(features) <= KNOWN_FEATURES
        and all(isinstance(value, bool) for value in features.values())
    )


@pytest.mark.parametrize("case", CASES)
def test_the_imitated_server_decides_as_the_real_one_did(case: str) -> None:
    rows = {row["case"]: row["result"] for row in recorded("token_outcomes.json")["hs256_matrix"]}
    assert accepts(CASES[case]()) == (rows[case] == "joined")


names = st.text(max_size=200)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))


@given(names, names, st.booleans(), moments, st.integers(1, 100_000))
def test_every_token_is_one_that_the_server_accepts(
    id: str, name: str, moderator: bool, now: datetime, seconds: int
) -> None:
    token = token_of(
        Attendee(id, name, moderator), now=now, latest_end=now + timedelta(seconds=seconds)
    )
    for at in (now, now + timedelta(seconds=seconds)):
        assert accepts(token, int(at.timestamp()))


def test_a_moderator_gets_the_role_and_nobody_else_does() -> None:
    roles = {
        row["context.user"]: row["role"]
        for row in recorded("token_outcomes.json")["roles_with_token_affiliation"]
    }
    user = claims_of(token_of(Attendee("u-1", "An", True)))["context"]["user"]
    assert user["moderator"] is True
    assert roles[f"affiliation_{user['affiliation']}"] == "moderator"
    user = claims_of(token_of(Attendee("u-1", "An")))["context"]["user"]
    assert user["moderator"] is False
    assert roles[f"affiliation_{user['affiliation']}"] == "participant"
    assert "lobby_bypass" not in user


@pytest.mark.parametrize("room", ["*", "", "Phòng họp", "A1-xyz", "7-phuong", "a" * 61, "a/b"])
def test_no_token_is_made_for_a_room_that_the_server_cannot_match(room: str) -> None:
    with pytest.raises(ValueError, match="room"):
        server(nobody).token(room, Attendee("u-1", "An"), now=NOW, latest_end=END)


def test_no_token_is_made_when_the_session_is_over() -> None:
    with pytest.raises(ValueError, match="over"):
        token_of(Attendee("u-1", "An"), now=END, latest_end=END)


def test_the_token_stands_in_the_fragment_quoted() -> None:
    address = server(nobody).address(ROOM, Attendee("u-1", "An"), now=NOW, latest_end=END)
    assert address is not None
    found = re.fullmatch(rf"https://{DOMAIN}/{ROOM}#jwt=%22([\w.-]+)%22", address)
    assert found
    assert accepts(found[1])


@given(st.text(max_size=80))
def test_room_names_are_ones_that_browsers_do_not_rewrite(area_code: str) -> None:
    name = jitsi.new_room_name(area_code)
    assert re.fullmatch(r"[a-z][a-z0-9-]*-[a-z2-7]{16}", name)
    assert len(name) <= 60
    assert jitsi.ROOM_NAME.fullmatch(name)


def test_room_names_begin_with_the_area_and_never_repeat() -> None:
    made = {jitsi.new_room_name("A1") for _time in range(200)}
    assert len(made) == 200
    assert all(name.startswith("a1-") for name in made)
    assert jitsi.new_room_name("26734").startswith("p26734-")


def test_the_census_reads_what_the_server_sent() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        assert str(request.url) == "http://prosody:5280/room-census"
        assert request.headers["Host"] == DOMAIN
        return httpx.Response(200, content=json.dumps(recorded("room_census.json")["two_people"]))

    assert server(answer).open_rooms() == [
        jitsi.OpenRoom(ROOM, 2, datetime.fromtimestamp(1795339776, UTC))
    ]


@pytest.mark.parametrize(
    ("body", "rooms"),
    [
        ("{}", 0),
        ('{"room_census":[]}', 0),
        ('{"room_census":{}}', 0),
        (json.dumps(recorded("room_census.json")["only_jicofo"]), 1),
    ],
)
def test_the_census_understands_every_form_of_few(body: str, rooms: int) -> None:
    assert len(server(lambda _r: httpx.Response(200, content=body)).open_rooms()) == rooms


@pytest.mark.parametrize(
    "body", ["", "no json", "[]", "7", '{"room_census":[{}]}', '{"room_census":{"a":1}}']
)
def test_an_answer_that_makes_no_sense_is_a_server_that_is_away(body: str) -> None:
    with pytest.raises(MeetingServerAway):
        server(lambda _r: httpx.Response(200, content=body)).open_rooms()


@pytest.mark.parametrize("status", [301, 302, 401, 404, 500, 503])
def test_other_answers_are_not_followed_and_not_believed(status: int) -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(status, headers={"Location": "http://elsewhere.test/"})

    with pytest.raises(MeetingServerAway, match=str(status)):
        server(answer).open_rooms()
    assert asked == ["http://prosody:5280/room-census"]


def test_after_three_failures_nobody_asks_for_30_seconds() -> None:
    asked, hour, fails = [], [0.0], [True]

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        if fails[0]:
            raise httpx.ConnectTimeout("no answer", request=request)
        return httpx.Response(200, content="{}")

    meetings = server(answer, ticks=lambda: hour[0])
    for _try in range(5):
        with pytest.raises(MeetingServerAway):
            meetings.open_rooms()
    assert len(asked) == 3
    hour[0], fails[0] = 30.0, False
    assert meetings.open_rooms() == []
    assert len(asked) == 4


def test_health_tells_site_rooms_and_how_far_the_clocks_differ() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/external_api.js":
            return httpx.Response(200)
        date = "Tue, 01 Dec 2026 02:00:07 GMT"
        return httpx.Response(200, content="{}", headers={"Date": date})

    health = server(answer).health(NOW)
    assert health == jitsi.Health(True, 0, timedelta(seconds=7))


def test_health_names_each_part_that_is_away() -> None:
    health = server(lambda _r: httpx.Response(503)).health(NOW)
    assert (health.site, health.rooms) == (False, None)
    assert len(health.faults) == 2


def test_practice_rooms_contact_nobody() -> None:
    rooms = jitsi.from_config({"JITSI_MODE": "simulator"})
    assert rooms.practice
    assert rooms.address(ROOM, Attendee("u-1", "An"), now=NOW, latest_end=END) is None
    assert rooms.open_rooms() == []
    assert rooms.health(NOW) == jitsi.Health(None, None, None)


def test_settings_choose_the_server() -> None:
    assert isinstance(jitsi.from_config(CONFIG), SelfHostedMeetings)
