"""Playing a run: start it, act in it, let time pass."""

from datetime import datetime

from sandbox import others
from sandbox.engine import NotAvailable, clock_refusal, decide, desk_name, evolve, fold
from sandbox.scenario import Scenario
from sandbox.workflow import CLOCK_ACTS
from sandbox.world import Command, Event, Scheduled, World


def start(scenario: Scenario, seed: str, actor: str = "") -> list[Event]:
    """The first events of a run: its start, and whoever is at the counter already.

    Scenario, seed and the events that follow always give the same state and the same mark.
    """
    plans = [
        Scheduled(f"1.{n}", spec.arrives_at, Command("submit", spec.key, "citizen")).to_dict()
        for n, spec in enumerate(scenario.dossiers)
    ]
    data = {"seed": seed, "digest": scenario.digest, "then": plans}
    first = Event(1, scenario.starts_at, actor, "system", "start", None, data)
    _, arrivals = others.advance(fold(scenario, [first]), scenario.starts_at)
    return [first, *arrivals]


def act(world: World, command: Command) -> list[Event] | NotAvailable:
    """What happens when somebody does this: the act, and what the others do meanwhile.

    The positions of the events continue those of the world. A refusal changes nothing.
    """
    if command.kind in CLOCK_ACTS:
        return _wait(world, command)
    outcome = decide(world, command)
    if isinstance(outcome, NotAvailable):
        return outcome
    events = []
    for event in outcome:
        world, whole = others.joined(world, event)
        events.append(whole)
    _, meanwhile = others.advance(world, world.now)
    return events + meanwhile


def _wait(world: World, command: Command) -> list[Event] | NotAvailable:
    if refusal := clock_refusal(world, command.kind):
        return refusal
    actor = command.actor or desk_name(command.role)
    data = {"for": command.kind}
    wait = Event(world.position + 1, world.now, actor, command.role, "wait", None, data)
    world, wait = others.joined(world, wait)
    if command.kind == "wait_for_news":
        return [wait, *_until_news(world)]
    morning = world.scenario.calendar.next_morning(world.now)
    return [wait, *_until(world, morning)]


def _until_news(world: World) -> list[Event]:
    events: list[Event] = []
    while world.queue and not (events and events[-1].kind in others.NEWS):
        if _at(world) >= world.scenario.ends_at:
            return events + _until(world, world.scenario.ends_at)
        world, event = others.fire(world)
        events.append(event)
    _, meanwhile = others.advance(world, world.now)
    return events + meanwhile


def _at(world: World) -> datetime:
    return max(world.now, others.next_at(world) or world.now)


def _until(world: World, until: datetime) -> list[Event]:
    until = min(until, world.scenario.ends_at)
    world, events = others.advance(world, until)
    clock = Event(world.position + 1, max(until, world.now), "", "system", "clock", None, {})
    return [*events, clock]


def after(world: World, events: list[Event]) -> World:
    """The world after further events."""
    for event in events:
        world = evolve(world, event)
    return world
