"""The shape of a rule and of the history it is asked about."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any, Literal

from sandbox.engine import evolve, fold
from sandbox.law import IN_FORCE, ND118, Basis
from sandbox.procedure import Version
from sandbox.rules.words import WORDS, Words
from sandbox.scenario import Scenario
from sandbox.specs import DossierSpec
from sandbox.world import Dossier, Event, World

ND118_IN_FORCE = IN_FORCE[ND118]

Severity = Literal["advice", "soft", "critical"]
"""Soft: the law forbids it and the software does not; critical: it also caps the mark; advice:
lawful, but there is a better practice, so it costs nothing. What the software itself refuses never
becomes an event, see `preconditions.CHECKS`."""
Dimension = Literal["process", "timeliness", "documents", "service"]


@dataclass(frozen=True)
class Step:
    """One event with the world before and after it."""

    event: Event
    before: World
    after: World
    omitted: bool = False
    """Stands for what was not done until then, not for what the event did."""

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

    @property
    def version(self) -> Version:
        """The procedure with the law that the dossier keeps."""
        return self.before.version(self.changed)

    @property
    def data(self) -> Mapping[str, Any]:
        return self.event.data


@dataclass(frozen=True)
class History:
    """A whole run, prefix by prefix."""

    scenario: Scenario
    steps: tuple[Step, ...]

    @cached_property
    def _by_kind(self) -> dict[str, list[Step]]:
        by_kind: dict[str, list[Step]] = {}
        for step in self.steps:
            by_kind.setdefault(step.event.kind, []).append(step)
        return by_kind

    @cached_property
    def _mine(self) -> dict[str, list[Step]]:
        mine: dict[str, list[Step]] = {}
        for step in self.steps:
            if not step.event.simulated:
                mine.setdefault(step.event.kind, []).append(step)
        return mine

    def all_of(self, *kinds: str) -> list[Step]:
        """The steps of these kinds, whoever took them, in order."""
        if len(kinds) == 1:
            return self._by_kind.get(kinds[0], [])
        found = [step for kind in kinds for step in self._by_kind.get(kind, ())]
        return sorted(found, key=lambda step: step.event.position)

    def of(self, *kinds: str) -> list[Step]:
        """The trainee's own steps of these kinds, in order: nobody answers for the others."""
        if len(kinds) == 1:
            return self._mine.get(kinds[0], [])
        found = [step for kind in kinds for step in self._mine.get(kind, ())]
        return sorted(found, key=lambda step: step.event.position) if found else found

    @property
    def end(self) -> World:
        return self.steps[-1].after

    def has_seat(self, seat: str) -> bool:
        """Whether the trainee sits there."""
        return seat in self.scenario.seats

    def at_the_end(self, dossier: str) -> Step:
        """What an omission about a dossier is pinned to: the last step, with its dossier."""
        last = self.steps[-1]
        if last.event.dossier == dossier:
            return replace(last, omitted=True)
        event = replace(last.event, dossier=dossier)
        return Step(event, last.after, last.after, omitted=True)


def history(scenario: Scenario, events: Sequence[Event]) -> History:
    """The run that the events make."""
    world = fold(scenario, events[:1])
    steps = []
    for event in events[1:]:
        after = evolve(world, event)
        steps.append(Step(event, world, after))
        world = after
    return History(scenario, tuple(steps) or (Step(events[0], world, world),))


def no_occasion(past: History) -> Iterable["Found"]:
    """For a rule that only questions at the desk are about."""
    return ()


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
    frequent mistakes it covers (E01 to E25). `competency` is the part of the position's competency
    that it belongs to. Each occasion that `check` finds is an opportunity for it. An empty `basis`
    means good practice. The words are in `rules/words/`.
    """

    id: str
    severity: Severity
    points: float
    competency: str
    basis: tuple[Basis, ...]
    check: Callable[[History], Iterable[Found]]
    dimension: Dimension = "process"
    errors: tuple[str, ...] = ()
    celebrated: bool = False
    """Whether keeping it deserves a word of praise in the report."""
    in_force: date = ND118_IN_FORCE
    """The first day on which the rule is applied; the dates of the cited texts are in `law`."""
    until: date | None = None
    group: str = field(default="", compare=False)

    @property
    def words(self) -> Words:
        return WORDS[self.id]

    @property
    def title(self) -> str:
        return self.words.vi.title

    @property
    def hurt(self) -> str:
        return self.words.vi.hurt

    def holds_on(self, day: date) -> bool:
        """Whether the rule is in force on a day."""
        return self.in_force <= day and (self.until is None or day < self.until)
