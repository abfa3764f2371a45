"""Players that calibrate scenarios: the expert must get full marks, the others must fail."""

from collections.abc import Callable, Iterator
from typing import Any

from sandbox import chance, hints
from sandbox.engine import NotAvailable, Option, available, decide, fold
from sandbox.fields import PAPER, Field
from sandbox.play import play as act
from sandbox.play import start
from sandbox.scenario import Scenario
from sandbox.steps import Mind, Step, lawful
from sandbox.world import Command, Dossier, Event, World

ACTS_PER_DOSSIER = 70
MOST_TRANSFERS = 3
Bot = Callable[[World], Command | None]
"""What the bot does next; None when it gives up."""


def expert(world: World) -> Command | None:
    """Always the next lawful step of the dossier that came first."""
    for key in world.dossiers:
        if step := next(hints.steps(world, key), None):
            return step.command
    return _wait(world)


def backwards(world: World) -> Command | None:
    """As lawful as the expert, but what may be done in any order is done from the end."""
    for key in world.dossiers:
        free: list[Step] = []
        for step in hints.steps(world, key):
            if not step.free:
                return (free[-1] if free else step).command
            free.append(step)
        if free:
            return free[-1].command
    return _wait(world)


def latest_first(world: World) -> Command | None:
    """As lawful as the expert, but who came last is served first."""
    for key in reversed(list(world.dossiers)):
        if step := next(hints.steps(world, key), None):
            return step.command
    return _wait(world)


def _has_had_enough(dossier: Dossier) -> bool:
    """Nobody sends the same dossier up a fourth time."""
    return sum(form.number == "06" for form in dossier.forms) >= MOST_TRANSFERS


def _blind(world: World) -> Command | None:
    """The expert's step by somebody who sees no mistake anywhere."""
    for dossier in world.parents:
        if command := _yes(world, dossier):
            return command
        if _has_had_enough(dossier) and dossier.holder == "reception":
            continue
        for seat in world.scenario.seats:
            step = next(lawful(world, dossier, seat, Mind({}, believes=True)), None)
            if step is not None:
                return step.command
    return _wait(world)


def _yes(world: World, dossier: Dossier) -> Command | None:
    """Does whatever somebody asks for, rightly or wrongly."""
    for key, question in dossier.questions.items():
        if not question.reply:
            replies = world.scenario.happening(key).replies
            chosen = next((each for each in replies if not each.right), replies[0])
            data = {"reply": f"{key}/{chosen.key}"}
            return Command("respond", dossier.key, hints.seat_of(world), data)
    return None


def accepts_everything(world: World) -> Command | None:
    """Works in perfect order, finds every paper, datum and draft sound, and never says no."""
    return _blind(world)


def asks_everyone(world: World) -> Command | None:
    """Sends everybody home once for every paper, then works correctly, and never says no.

    An appraiser asks for everything as well; a leader sends every draft back once.
    """
    reason = "Đề nghị hoàn thiện lại toàn bộ giấy tờ trong hồ sơ."
    for dossier in world.parents:
        if command := _yes(world, dossier):
            return command
        seats = world.scenario.seats
        items = [PAPER + paper.key for paper in dossier.spec.papers]
        if dossier.state == "submitted" and not dossier.supplements and "reception" in seats:
            data = {"items": items, "way": "form_02", "complete_by": "in_time", "reason": reason}
            command = _act(dossier.key, "request_supplement", data)
            if not isinstance(decide(world, command), NotAvailable):
                return command
        if dossier.state == "in_appraisal" and not dossier.supplements and "appraiser" in seats:
            data = {"items": items, "way": "via_desk", "reason": reason}
            return Command("propose_supplement", dossier.key, "appraiser", data)
        on_my_table = dossier.holder in seats and dossier.drafts == 1
        if on_my_table and dossier.state in ("awaiting_initial", "awaiting_signature"):
            data = {"reason": "Đề nghị xem lại toàn bộ dự thảo cho chắc chắn."}
            return Command("return_draft", dossier.key, dossier.holder or "", data)
    return expert(world)


HURRY = (
    "accept", "collect_fee", "transfer", "pass_on_supplement", "return_result",
    "receive_for_appraisal", "appraise", "submit_for_signature", "assign", "initial", "sign",
)  # fmt: skip


def careless(world: World) -> Command | None:
    """Looks at nothing, takes the first answer everywhere, hurries to the end."""
    for dossier in world.parents:
        if dossier.transferred_at and dossier.state == "back_at_desk":
            continue  # he has done what he does
        done = {"collect_fee"} if dossier.payment else set()
        done |= {"appraise"} if dossier.conclusion else set()
        for seat in world.scenario.seats:
            options = {o.kind: o for o in available(world, dossier.key, seat) if not o.refusal}
            for kind in HURRY:
                if kind in options and kind not in done:
                    data = {field.name: _first(field) for field in options[kind].fields}
                    return Command(kind, dossier.key, seat, data)
    return _wait(world)


def does_nothing(world: World) -> Command | None:
    """Goes home."""
    return None


def monkey(world: World) -> Command | None:
    """Presses any button with any answer."""
    label = f"monkey|{world.position}"
    buttons: list[tuple[str | None, str, Option]] = [
        (key, seat, option)
        for key in (*(dossier.key for dossier in world.parents), None)
        for seat in world.scenario.seats
        for option in available(world, key, seat)
        if not option.refusal
    ]
    if not buttons:
        return None
    dossier, seat, option = chance.pick(world.seed, label, buttons)
    data = {field.name: _any(world, label, field) for field in option.fields}
    return Command(option.kind, dossier, seat, {**option.preset, **data})


def _act(dossier: str, kind: str, data: dict[str, Any]) -> Command:
    return Command(kind, dossier, "reception", data)


def _wait(world: World) -> Command:
    return Command(hints.waiting(world), None, hints.seat_of(world))


def _first(field: Field) -> Any:
    if field.kind == "choice":
        return field.options[0].value
    if field.kind == "checks":
        return [field.options[0].value] if field.options else []
    return 10_000 if field.kind == "number" else "Theo quy định"


def _any(world: World, label: str, field: Field) -> Any:
    label = f"{label}|{field.name}"
    values = [option.value for option in field.options]
    if field.kind == "choice":
        return chance.pick(world.seed, label, values)
    if field.kind == "checks":
        count = chance.between(world.seed, f"{label}|count", min(1, len(values)), len(values))
        return chance.shuffled(world.seed, label, values)[:count]
    if field.kind == "number":
        return chance.between(world.seed, label, 0, 20) * 1000
    return chance.pick(world.seed, label, ("Thiếu", "Đề nghị anh/chị xem lại giấy tờ đã nộp."))


LAWFUL: dict[str, Bot] = {
    "expert": expert,
    "backwards": backwards,
    "latest_first": latest_first,
}
"""Right ways through a scenario: each earns full marks."""
BOTS: dict[str, Bot] = {
    "expert": expert,
    "careless": careless,
    "accepts_everything": accepts_everything,
    "asks_everyone": asks_everyone,
    "does_nothing": does_nothing,
    "monkey": monkey,
}


def moves(scenario: Scenario, seed: str, bot: Bot) -> Iterator[tuple[Command, list[Event]]]:
    """What a bot does on this seed, act by act, and what came of each.

    Raises:
        RuntimeError: the bot did what the system refuses, so it is no good as a player.
    """
    for command, new, _ in _moves(scenario, start(scenario, seed), bot):
        yield command, new


def _moves(
    scenario: Scenario, begun: list[Event], bot: Bot
) -> Iterator[tuple[Command, list[Event], World]]:
    world = fold(scenario, begun)
    for _ in range(ACTS_PER_DOSSIER * len(scenario.dossiers) + 20):
        command = None if world.finished else bot(world)
        if command is None:
            return
        outcome = act(world, command)
        if isinstance(outcome, NotAvailable):
            raise RuntimeError(f"{command.kind} at {world.position}: {outcome.sentence}")
        world, new = outcome
        yield command, new, world


def played(scenario: Scenario, seed: str, bot: Bot) -> tuple[list[Event], World]:
    """The run that a bot plays on this seed, and the world at its end."""
    events = start(scenario, seed)
    begun, world = list(events), None
    for _, new, later in _moves(scenario, begun, bot):
        events += new
        world = later
    return events, world or fold(scenario, begun)


def play(scenario: Scenario, seed: str, bot: Bot) -> list[Event]:
    """The run that a bot plays on this seed, to the end of the scenario or its own."""
    return played(scenario, seed, bot)[0]


def commands(scenario: Scenario, seed: str, bot: Bot) -> list[Command]:
    """What a bot does on this seed."""
    return [command for command, _ in moves(scenario, seed, bot)]
