"""The shape of a rule and of the history it is asked about."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from sandbox.engine import evolve, fold
from sandbox.law import IN_FORCE, ND118, Basis
from sandbox.scenario import DossierSpec, Scenario
from sandbox.world import Dossier, Event, World

ND118_IN_FORCE = IN_FORCE[ND118]

Severity = Literal["advice", "soft", "critical"]
"""Soft: the law forbids it and the software does not; critical: it also caps the mark; advice:
lawful, but there is a better practice, so it costs nothing. What the software itself refuses never
becomes an event, see `engine.CHECKS`."""
Dimension = Literal["process", "timeliness", "documents"]


@dataclass(frozen=True)
class Step:
    """One event with the world before and after it."""

    event: Event
    before: World
    after: World

    @property
    def dossier(self) -> Dossier:
        """The event's dossier as it was when the event happened."""
        return self.before.dossiers[self.event.dossier or ""]

    @property
    def changed(self) -> Dossier:
        """The event's dossier as the event left it."""
        return self.after.dossiers[self.event.dossier or ""]

    @property
    def spec(self) -> DossierSpec:
        return self.dossier.spec


@dataclass(frozen=True)
class History:
    """A whole run, prefix by prefix."""

    scenario: Scenario
    steps: tuple[Step, ...]

    def of(self, *kinds: str) -> Iterator[Step]:
        """The steps of these kinds, in order."""
        return (step for step in self.steps if step.event.kind in kinds)

    @property
    def end(self) -> World:
        return self.steps[-1].after


def history(scenario: Scenario, events: Sequence[Event]) -> History:
    """The run that the events make."""
    world = fold(scenario, events[:1])
    steps = []
    for event in events[1:]:
        after = evolve(world, event)
        steps.append(Step(event, world, after))
        world = after
    return History(scenario, tuple(steps) or (Step(events[0], world, world),))


@dataclass(frozen=True)
class Found:
    """One occasion on which a rule mattered: it was kept (`good`) or broken.

    `basis` replaces that of the rule where the procedure's own law is the ground.
    """

    step: Step
    good: bool
    what: str
    should: str = ""
    basis: tuple[Basis, ...] = ()
    caused_by: tuple[str, ...] = ()
    """Rules that explain this breach when they are broken by the same act: no second deduction."""


@dataclass(frozen=True)
class Rule:
    """What the law asks of an act, and what breaking it costs.

    `id` is the number of the rule in the domain description (A4, B1, E2 ...), `errors` are the
    frequent mistakes it covers (E01 to E25). Each occasion that `check` finds is an opportunity
    for the competency.
    """

    id: str
    title: str
    severity: Severity
    points: float
    competency: str
    basis: tuple[Basis, ...]
    hurt: str
    check: Callable[[History], Iterable[Found]]
    dimension: Dimension = "process"
    errors: tuple[str, ...] = ()
    celebrated: bool = False
    """Whether keeping it deserves a word of praise in the report."""
    in_force: date = ND118_IN_FORCE
    """The first day on which the rule is applied; the dates of the cited texts are in `law`."""
    until: date | None = None
    group: str = field(default="", compare=False)

    def holds_on(self, day: date) -> bool:
        """Whether the rule is in force on a day."""
        return self.in_force <= day and (self.until is None or day < self.until)


def nd118(*articles: str) -> tuple[Basis, ...]:
    """References to Nghị định 118/2025/NĐ-CP."""
    return tuple(Basis(document=ND118, article=article) for article in articles)
