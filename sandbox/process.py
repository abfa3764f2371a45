"""Who had a dossier, from when to when: hand-overs, the control table, agencies, due dates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sandbox.engine import evolve, fold
from sandbox.scenario import Scenario
from sandbox.words import moment
from sandbox.workflow import ROLES
from sandbox.world import Dossier, Event, World

WAITS = ("citizen", "agency")
"""Holders outside the office: their time is no share of the office's limit."""


@dataclass(frozen=True)
class Holding:
    """One holder of a dossier without a break; `until` is None while he still has it."""

    role: str
    since: datetime
    until: datetime | None
    minutes: int
    """Working minutes."""

    @property
    def holder(self) -> str:
        return ROLES[self.role]


@dataclass(frozen=True)
class Share:
    """A line of the control table: who had the dossier how long, against the share of the limit
    that the internal procedure gives; `allowed` None where it gives none."""

    role: str
    title: str
    minutes: int
    allowed: int | None
    certain: bool = True

    @property
    def holder(self) -> str:
        return ROLES[self.role]

    @property
    def over(self) -> bool:
        return self.allowed is not None and self.minutes > self.allowed


@dataclass(frozen=True)
class Asked:
    """Another agency that was asked, when, until when, and what it said."""

    agency: str
    title: str
    sent_at: datetime
    limit: datetime
    state: str
    text: str


def holdings(scenario: Scenario, events: Sequence[Event], key: str) -> list[Holding]:
    """Everybody who had the dossier, in order."""
    changes: list[tuple[datetime, str | None]] = []
    world = fold(scenario, events[:1])
    for event in events[1:]:
        world = evolve(world, event)
        dossier = world.dossiers.get(key)
        if dossier and (not changes or changes[-1][1] != dossier.holder):
            changes.append((event.at, dossier.holder))
    ends = [at for at, _ in changes[1:]] + [None]
    calendar = scenario.calendar
    return [
        Holding(
            role, since, until, calendar.working_minutes_between(since, until or world.now)
        )
        for (since, role), until in zip(changes, ends, strict=True)
        if role is not None
    ]  # fmt: skip


def control(world: World, key: str, held: Sequence[Holding]) -> list[Share]:
    """The control table (form 06): for each step of the internal procedure, time used and share.

    The time before acceptance counts for nobody. Several steps of one role are one line.
    """
    here = world.dossiers[key]
    allowed = _allowed(world, here)
    version = world.version(here)
    lines = []
    for role in dict.fromkeys([step.seat for step in version.steps] + [h.role for h in held]):
        steps = [step for step in version.steps if step.seat == role]
        share = sum(step.share for step in steps)
        used = sum(_since_accepted(world, here, each) for each in held if each.role == role)
        lines.append(
            Share(
                role,
                ", ".join(step.title for step in steps) or ROLES[role],
                used,
                round(allowed * share) if steps and allowed else None,
                all(step.certain for step in steps),
            )
        )
    return lines


def _since_accepted(world: World, here: Dossier, held: Holding) -> int:
    """Until the result is there: what the citizen takes to fetch it is nobody's time."""
    start = max(held.since, here.received_at) if here.received_at else None
    end = min(held.until or world.now, here.result_at or world.now)
    if start is None or start >= end:
        return 0
    return world.scenario.calendar.working_minutes_between(start, end)


def _allowed(world: World, here: Dossier) -> int:
    """Working minutes from the present limit's beginning to the due date."""
    due = next((each for each in reversed(here.dues) if each.why != "extended"), None)
    if due is None:
        return 0
    return world.scenario.calendar.working_minutes_between(due.set_at, due.at)


ANSWERS = {
    "open": "đang chờ trả lời",
    "done": "đã trả lời",
    "silent": "không trả lời trong thời hạn",
    "returned": "trả lại hồ sơ",
}


def agencies(world: World, key: str) -> list[Asked]:
    """The agencies that were asked about a dossier."""
    here = world.dossiers[key]
    version = world.version(here)
    return [
        Asked(
            version.link(link).agency,
            version.link(link).title,
            request.sent_at,
            version.link(link).limit.end(world.scenario.calendar, request.sent_at),
            ANSWERS[request.state],
            request.text,
        )
        for link, request in here.requests.items()
    ]


def length(minutes: int) -> str:
    """Working time in hours and minutes, such as "3 giờ 20 phút"."""
    hours, rest = divmod(minutes, 60)
    return (
        " ".join(
            part
            for part in (f"{hours} giờ" if hours else "", f"{rest} phút" if rest else "")
            if part
        )
        or "0 phút"
    )


def handed_over(holding: Holding) -> str:
    """From when to when, in words."""
    until = moment(holding.until) if holding.until else "nay"
    return f"Từ {moment(holding.since)} đến {until}"
