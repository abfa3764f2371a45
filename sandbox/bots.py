"""Players that calibrate scenarios: the expert must get full marks, the others must fail."""

from collections.abc import Callable
from typing import Any

from sandbox import chance, hints
from sandbox.engine import NotAvailable, Option, available, fold
from sandbox.fields import PAPER, Field
from sandbox.play import act, after, start
from sandbox.scenario import Scenario
from sandbox.workflow import CLOCK_ACTS
from sandbox.world import Command, Event, World

MAX_ACTS = 80
Bot = Callable[[World], Command | None]
"""What the bot does next; None when it gives up."""


def expert(world: World) -> Command | None:
    """Always the next lawful step of the dossier that waits longest."""
    steps = [step for key in world.dossiers if (step := hints.next_step(world, key))]
    mine = [step for step in steps if step.kind not in CLOCK_ACTS]
    if chosen := (mine or steps):
        return chosen[0].command
    return _wait(world)


def accepts_everything(world: World) -> Command | None:
    """Works in perfect order and finds every paper sound."""
    command = expert(world)
    if command is None or command.dossier is None:
        return command
    dossier = world.dossiers[command.dossier]
    if command.kind == "check_paper":
        unread = [p.key for p in dossier.spec.papers if p.key not in dossier.verdicts]
        if unread:
            return _act(dossier.key, "check_paper", {"paper": unread[0], "finding": "sound"})
    if command.kind not in ("check_paper", "request_supplement", "refuse"):
        return command
    if dossier.state == "submitted":
        return hints.acceptance(world, dossier).command
    return hints.transferral(world, dossier).command


def asks_everyone(world: World) -> Command | None:
    """Sends everybody home once for every paper, then works correctly."""
    for dossier in world.dossiers.values():
        if dossier.state == "submitted" and not dossier.supplements:
            items = [PAPER + paper.key for paper in dossier.spec.papers]
            reason = "Đề nghị hoàn thiện lại toàn bộ giấy tờ trong hồ sơ."
            data = {"items": items, "way": "form_02", "complete_by": "in_time", "reason": reason}
            return _act(dossier.key, "request_supplement", data)
    return expert(world)


def careless(world: World) -> Command | None:
    """Looks at nothing, takes the first answer everywhere, hurries to the end."""
    order = ("accept", "collect_fee", "transfer", "return_result")
    for dossier in world.dossiers.values():
        options = {o.kind: o for o in available(world, dossier.key, hints.SEAT) if not o.refusal}
        done = {"collect_fee"} if dossier.payment else set()
        for kind in order:
            if kind in options and kind not in done:
                data = {field.name: _first(field) for field in options[kind].fields}
                return _act(dossier.key, kind, data)
    return _wait(world)


def does_nothing(world: World) -> Command | None:
    """Goes home."""
    return None


def monkey(world: World) -> Command | None:
    """Presses any button with any answer."""
    label = f"monkey|{world.position}"
    buttons: list[tuple[str | None, Option]] = [
        (key, option)
        for key in (*world.dossiers, None)
        for option in available(world, key, hints.SEAT)
        if not option.refusal
    ]
    if not buttons:
        return None
    dossier, option = chance.pick(world.seed, label, buttons)
    data = {field.name: _any(world, label, field) for field in option.fields}
    return Command(option.kind, dossier, hints.SEAT, {**option.preset, **data})


def _act(dossier: str, kind: str, data: dict[str, Any]) -> Command:
    return Command(kind, dossier, hints.SEAT, data)


def _wait(world: World) -> Command:
    return Command(hints.waiting(world), None, hints.SEAT)


def _first(field: Field) -> Any:
    if field.kind == "choice":
        return field.options[0].value
    if field.kind == "checks":
        return [field.options[0].value]
    return 10_000 if field.kind == "number" else "Theo quy định"


def _any(world: World, label: str, field: Field) -> Any:
    label = f"{label}|{field.name}"
    values = [option.value for option in field.options]
    if field.kind == "choice":
        return chance.pick(world.seed, label, values)
    if field.kind == "checks":
        count = chance.between(world.seed, f"{label}|count", 1, len(values))
        return chance.shuffled(world.seed, label, values)[:count]
    if field.kind == "number":
        return chance.between(world.seed, label, 0, 20) * 1000
    return chance.pick(world.seed, label, ("Thiếu", "Đề nghị anh/chị xem lại giấy tờ đã nộp."))


BOTS: dict[str, Bot] = {
    "expert": expert,
    "careless": careless,
    "accepts_everything": accepts_everything,
    "asks_everyone": asks_everyone,
    "does_nothing": does_nothing,
    "monkey": monkey,
}


def play(scenario: Scenario, seed: str, bot: Bot) -> list[Event]:
    """The run that a bot plays on this seed, to the end of the scenario or its own.

    Raises:
        RuntimeError: the bot did what the system refuses, so it is no good as a player.
    """
    events = start(scenario, seed)
    world = fold(scenario, events)
    for _ in range(MAX_ACTS):
        command = None if world.finished else bot(world)
        if command is None:
            break
        outcome = act(world, command)
        if isinstance(outcome, NotAvailable):
            raise RuntimeError(f"{command.kind} at {world.position}: {outcome.sentence}")
        events += outcome
        world = after(world, outcome)
    return events
