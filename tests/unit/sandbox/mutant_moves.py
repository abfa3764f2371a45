"""The acts of a right path, one by one."""

from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from sandbox import bots
from sandbox.engine import NotAvailable, fold
from sandbox.play import play, start
from sandbox.scenario import Scenario
from sandbox.world import Command, Dossier, Event, World


@dataclass(frozen=True)
class Move:
    """One act of a right path, and the run before it."""

    world: World
    events: tuple[Event, ...]
    command: Command

    @property
    def dossier(self) -> Dossier:
        return self.world.dossiers[self.command.dossier or ""]


@cache
def path(scenario: Scenario, seed: str, player: str = "expert") -> tuple[Move, ...]:
    """A right path, act by act."""
    events = start(scenario, seed)
    world = fold(scenario, events)
    moves = []
    for command, new in bots.moves(scenario, seed, bots.LAWFUL[player]):
        moves.append(Move(world, tuple(events), command))
        events = events + new
        outcome = play(world, command)
        assert not isinstance(outcome, NotAvailable)
        world = outcome[0]
    return tuple(moves)


def altered(command: Command, **data: Any) -> Command:
    return replace(command, data={**command.data, **data})


def decided(dossier: Dossier, role: str) -> bool:
    """Whether the first decision, before which one has to look, has been taken."""
    if role == "appraiser":
        return False
    return bool(dossier.accepted_at or dossier.supplements)
