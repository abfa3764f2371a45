"""Where open runs stand now, told in a line: folded from their events and remembered."""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from lms.extensions import db
from lms.practice import queries
from lms.practice.class_queries import Member
from lms.practice.models import RunEvent
from lms.practice.team_models import TEAM_ROLES, TeamSeat
from sandbox import engine, words, worklist
from sandbox.scenario import Scenario
from sandbox.words import lower_first
from sandbox.world import Event, World

MOST_LINES = 2
MOST_REMEMBERED = 2000

Key = tuple[int, int, datetime | None]

_remembered: OrderedDict[Key, Standing] = OrderedDict()


def _key(member: Member) -> Key:
    return member.run_id or 0, member.position, member.acted_at


@dataclass(frozen=True)
class Line:
    """An open dossier: whose it is, the step it is at, who has it when the trainee hasn't."""

    applicant: str
    step: str
    holder: str


@dataclass(frozen=True)
class Standing:
    """What a run looks like at one position: its hour, dossiers done of all, the open ones with
    the step each is at."""

    hour: str
    done: int
    total: int
    lines: tuple[Line, ...]
    more: int


def standings(members: Iterable[Member]) -> dict[int, Standing]:
    """Where the open runs of a page stand, by run; one statement for the events of all of them,
    one more when a team is among them."""
    wanted = {each.run_id: each for each in members if each.run_id and each.is_open}
    missing = [run_id for run_id, each in wanted.items() if _key(each) not in _remembered]
    if missing:
        teams = _seats_of([each.team_id for each in wanted.values() if each.team_id])
        for run_id, events in _events_of(missing).items():
            each = wanted[run_id]
            scenario = _scenario_of(each, teams)
            seen = [event for event in events if event.position <= each.position]
            _remember(_key(each), _standing(engine.fold(scenario, seen)))
    return {
        run_id: found
        for run_id, each in wanted.items()
        if (found := _remembered.get(_key(each))) is not None
    }


def _remember(key: Key, standing: Standing) -> None:
    _remembered[key] = standing
    while len(_remembered) > MOST_REMEMBERED:
        _remembered.popitem(last=False)


def _events_of(run_ids: Collection[int]) -> dict[int, list[Event]]:
    rows = db.session.execute(
        select(
            RunEvent.run_id,
            RunEvent.position,
            RunEvent.sim_at,
            RunEvent.actor,
            RunEvent.role,
            RunEvent.kind,
            RunEvent.dossier,
            RunEvent.data,
        )
        .where(RunEvent.run_id.in_(run_ids))
        .order_by(RunEvent.run_id, RunEvent.position)
    )
    found: dict[int, list[Event]] = defaultdict(list)
    for run_id, position, sim_at, *rest in rows:
        found[run_id].append(Event(position, datetime.fromisoformat(sim_at), *rest))
    return found


def _seats_of(team_ids: Collection[int]) -> dict[int, set[str]]:
    """The roles that members have, of several teams at once."""
    found: dict[int, set[str]] = defaultdict(set)
    if team_ids:
        rows = db.session.execute(
            select(TeamSeat.team_id, TeamSeat.role).where(TeamSeat.team_id.in_(team_ids))
        )
        for team_id, role in rows:
            found[team_id].add(role)
    return found


def _scenario_of(member: Member, teams: dict[int, set[str]]) -> Scenario:
    """As `queries.scenario_of`, with the seats of the team already at hand."""
    published = queries.scenario(member.digest)
    if member.team_id is None:
        return published
    taken = tuple(role for role in TEAM_ROLES if role in teams[member.team_id])
    digest = f"{published.digest}:{'+'.join(taken)}"
    return published.model_copy(update={"seats": taken, "digest": digest})


def _standing(world: World) -> Standing:
    rows = [row for row in worklist.rows(world) if not world.dossiers[row["dossier"]].closed]
    lines = tuple(
        Line(
            row["applicant"],
            _where(world, row),
            "" if row["mine"] else lower_first(row["holder_label"]),
        )
        for row in rows
    )
    return Standing(
        hour=words.moment(world.now),
        done=sum(1 for each in world.parents if each.closed),
        total=len(world.scenario.dossiers),
        lines=lines[:MOST_LINES],
        more=max(0, len(lines) - MOST_LINES),
    )


def _where(world: World, row: Mapping[str, Any]) -> str:
    """The step that a dossier is at, and its public status."""
    steps = worklist.steps(world, row["dossier"])
    here = next((step["label"] for step in steps if step["current"]), "")
    return f"{here} – {lower_first(row['status'])}" if here else str(row["status"])
