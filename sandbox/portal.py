"""What the public portal tells a citizen about a dossier: its status in words and since when.

Nobody has to sign in to see it, so it names no person and holds nothing that the trainee is to
find out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sandbox.engine import evolve, fold
from sandbox.scenario import Scenario
from sandbox.workflow import STATUSES
from sandbox.world import Event


@dataclass(frozen=True)
class Entry:
    """A public status and since when the dossier had it."""

    at: datetime
    status_code: int

    @property
    def status(self) -> str:
        return STATUSES[self.status_code]


@dataclass(frozen=True)
class PublicView:
    """One dossier as the portal shows it; `history` begins with the oldest status."""

    code: str
    procedure_code: str
    procedure: str
    unit: str
    phone: str
    received_at: datetime | None
    due_at: datetime | None
    now: datetime
    history: tuple[Entry, ...]

    @property
    def latest(self) -> Entry:
        return self.history[-1]


def public_view(scenario: Scenario, events: Sequence[Event], key: str) -> PublicView | None:
    """The dossier as it stands after these events; None when it has not been handed in."""
    world = fold(scenario, events[:1])
    history: list[Entry] = []
    for event in events[1:]:
        world = evolve(world, event)
        here = world.dossiers.get(key)
        if here and (not history or history[-1].status_code != here.status):
            history.append(Entry(event.at, here.status))
    if not history:
        return None
    dossier = world.dossiers[key]
    procedure = world.procedure(dossier)
    return PublicView(
        code=dossier.code or "",
        procedure_code=procedure.code,
        procedure=procedure.title,
        unit=scenario.unit.name,
        phone=scenario.unit.phone,
        received_at=dossier.received_at,
        due_at=dossier.due_at,
        now=world.now,
        history=tuple(history),
    )
