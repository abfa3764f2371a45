"""Playing a run: start it, act in it, let time pass."""

from datetime import datetime
from typing import Any

from sandbox import others
from sandbox.engine import NotAvailable, clock_refusal, decide, desk_name, evolve, fold, seated
from sandbox.scenario import Scenario
from sandbox.workflow import CLOCK_ACTS
from sandbox.world import Command, Event, Scheduled, World

NEWS = frozenset(
    {"submit", "supplement", "collect", "complain", "ask_to_withdraw", "report_error",
     "expire_supplement", "approve_extension", "due_soon", "happen", "down", "up", "let_lapse"}
)  # fmt: skip
"""What brings the trainee something to do or to know, whoever holds the dossier."""


def start(scenario: Scenario, seed: str, actor: str = "") -> list[Event]:
    """The first events of a run: its start, and whoever is at the counter already.

    Scenario, seed and the events that follow always give the same state and the same mark.
    """
    plans = [
        (spec.arrives_at, Command("submit", spec.key, "citizen")) for spec in scenario.dossiers
    ]
    for happening in scenario.happenings:
        if happening.at:
            data = {"happening": happening.key}
            plans.append((happening.at, Command("happen", happening.dossier, "system", data)))
    for incident in scenario.incidents:
        what = {"what": incident.what}
        plans.append((incident.starts_at, Command("down", None, "system", what)))
        plans.append((incident.ends_at, Command("up", None, "system", what)))
    then = [Scheduled(f"1.{n}", at, command).to_dict() for n, (at, command) in enumerate(plans)]
    whole: dict[str, Any] = {"seed": seed, "digest": scenario.digest, "then": then}
    first = Event(1, scenario.starts_at, actor, "system", "start", None, whole)
    _, arrivals = others.advance(fold(scenario, [first]), scenario.starts_at)
    return [first, *arrivals]


def act(world: World, command: Command) -> list[Event] | NotAvailable:
    """What happens when somebody does this: the act, and what the others do meanwhile.

    The positions of the events continue those of the world. A refusal changes nothing.
    """
    outcome = play(world, command)
    return outcome if isinstance(outcome, NotAvailable) else outcome[1]


def play(world: World, command: Command) -> tuple[World, list[Event]] | NotAvailable:
    """The world after somebody has done this, and the events that led there.

    A command without a role is the trainee's, in the seat that can do it.
    """
    command = seated(world, command)
    if command.kind in CLOCK_ACTS:
        return _wait(world, command)
    outcome = decide(world, command)
    if isinstance(outcome, NotAvailable):
        return outcome
    events = []
    for event in outcome:
        world, whole = others.joined(world, event)
        events.append(whole)
    world, meanwhile = others.advance(world, world.now)
    return world, events + meanwhile


def _wait(world: World, command: Command) -> tuple[World, list[Event]] | NotAvailable:
    if refusal := clock_refusal(world, command.kind):
        return refusal
    actor = command.actor or desk_name(command.role)
    data = {"for": command.kind}
    wait = Event(world.position + 1, world.now, actor, command.role, "wait", None, data)
    world, wait = others.joined(world, wait)
    if command.kind == "wait_for_news":
        world, events = _until_news(world)
    else:
        world, events = _until(world, world.scenario.calendar.next_morning(world.now))
    return world, [wait, *events]


def _is_news(before: World, after: World, event: Event) -> bool:
    """Whether an event is something for the trainee: a question, or a dossier that comes to him."""
    if event.kind in NEWS:
        return True
    if event.dossier is None or event.dossier not in before.dossiers:
        return False
    holder = after.dossiers[event.dossier].holder
    comes = holder in after.scenario.seats and before.dossiers[event.dossier].holder != holder
    return comes or (event.kind == "task_finished" and holder in after.scenario.seats)


def _until_news(world: World) -> tuple[World, list[Event]]:
    events: list[Event] = []
    news = False
    while world.queue and not news:
        if _at(world) >= world.scenario.ends_at:
            world, rest = _until(world, world.scenario.ends_at)
            return world, events + rest
        before = world
        world, event = others.fire(world)
        events.append(event)
        news = _is_news(before, world, event)
    world, meanwhile = others.advance(world, world.now)
    return world, events + meanwhile


def _at(world: World) -> datetime:
    return max(world.now, others.next_at(world) or world.now)


def _until(world: World, until: datetime) -> tuple[World, list[Event]]:
    until = min(until, world.scenario.ends_at)
    world, events = others.advance(world, until)
    clock = Event(world.position + 1, max(until, world.now), "", "system", "clock", None, {})
    return evolve(world, clock), [*events, clock]


def after(world: World, events: list[Event]) -> World:
    """The world after further events."""
    for event in events:
        world = evolve(world, event)
    return world
