"""The ladder of hints that leads to the next lawful step of the trainee."""

from collections.abc import Iterator
from dataclasses import dataclass

from sandbox.engine import Option, available, clock_refusal
from sandbox.law import citation
from sandbox.rules import BY_ID
from sandbox.steps import Step, lawful, replies
from sandbox.workflow import CLOCK_ACTS
from sandbox.world import REOPENING, World

COSTS = {1: 0.5, 2: 1.0, 3: 2.0}
"""Points that each rung of the ladder costs."""


@dataclass(frozen=True)
class Rung:
    """One hint; each rung says more and costs more."""

    rung: int
    title: str
    text: str
    cost: float


def seat_of(world: World) -> str:
    """The seat in which the trainee waits and answers."""
    return world.scenario.seats[0]


def steps(world: World, dossier: str) -> Iterator[Step]:
    """The lawful steps of the trainee's seats on a dossier now, questions first."""
    here = world.dossiers[dossier]
    yield from replies(world, here, seat_of(world))
    if here.parent is None:
        for seat in world.scenario.seats:
            yield from lawful(world, here, seat)


def next_step(world: World, dossier: str) -> Step | None:
    """The next lawful step on the dossier; None when it is closed and nobody asks anything."""
    step = next(steps(world, dossier), None)
    here = world.dossiers[dossier]
    if step is None:
        over = here.closed and not any(
            each.command.kind in REOPENING for each in world.planned_for(here)
        )
        return None if over else _wait(world)
    return step


def ladder(world: World, dossier: str) -> list[Rung]:
    """Hints towards the next step: a nudge, the rule if there is one, the step itself."""
    step = next_step(world, dossier)
    if step is None:
        return []
    nudge = world.scenario.nudges.get(step.kind, step.nudge)
    rungs = [
        Rung(1, "Gợi mở", nudge, COSTS[1]),
        Rung(2, "Quy định", f"{rule_title(step)} ({basis(step)}).", COSTS[2]),
        Rung(3, "Việc cần làm", step.sentence, COSTS[3]),
    ]
    return rungs if step.rule else [rungs[0], rungs[2]]


def rule_title(step: Step) -> str:
    """The title of the rule behind a step; empty when the step only waits."""
    return BY_ID[step.rule].title if step.rule else ""


def basis(step: Step) -> str:
    """The legal basis of a step in words; empty when the step only waits."""
    return citation(step.bases or BY_ID[step.rule].basis) if step.rule else ""


def waiting(world: World) -> str:
    """The act of the clock that brings the trainee on: to the next news if there will be any."""
    return "wait_until_morning" if clock_refusal(world, "wait_for_news") else "wait_for_news"


def _wait(world: World) -> Step:
    kind = waiting(world)
    sentence = f"Bấm “{CLOCK_ACTS[kind]}”."
    return Step(kind, None, sentence, "Hồ sơ đang ở tay ai?", seat=seat_of(world))


def option_of(world: World, step: Step) -> Option | None:
    """The button for a step, so that a page can point at it."""
    options = available(world, step.dossier, step.seat)
    return next((each for each in options if each.key == step.option_key), None)
