"""The next lawful step on a dossier, for any seat.

It knows the truth about the papers, so its answers are for guided mode, for hints that a trainee
pays for, for the expert and for simulated colleagues, never for a page nobody has asked for.
"""

from collections.abc import Iterator, Mapping

from sandbox.steps import desk, office
from sandbox.steps.base import Mind, Planner, Step
from sandbox.workflow import ACTS
from sandbox.world import Dossier, World

__all__ = ["SIDES", "Mind", "Step", "lawful", "replies", "truth"]

STEPS: dict[str, Mapping[str, Planner]] = {"reception": desk.STEPS, **office.STEPS}
SIDES: dict[str, Planner] = {
    "reception": desk.side,
    "appraiser": office.side,
    "leader": office.leader_side,
}


def truth(dossier: Dossier, seat: str) -> Mind:
    """What somebody who looks at everything knows: the desk about the papers, the others all."""
    return Mind(dossier.open_defects() if seat == "reception" else dossier.obstacles())


def lawful(world: World, dossier: Dossier, seat: str, mind: Mind | None = None) -> Iterator[Step]:
    """The lawful steps of a seat on a dossier now, in the usual order.

    The first is always right. Those after it are right too as long as all before them are free.
    While the system is down only what can be done on paper is a step.
    """
    down = world.scenario.down_at(world.now)
    for step in _steps(world, dossier, seat, mind or truth(dossier, seat)):
        if down and not ACTS[step.kind].on_paper:
            return  # it waits, and with it all that comes after
        yield step


def _steps(world: World, dossier: Dossier, seat: str, mind: Mind) -> Iterator[Step]:
    if seat in SIDES:
        yield from SIDES[seat](world, dossier, mind)
    planner = STEPS.get(seat, {}).get(dossier.state)
    if planner:
        yield from planner(world, dossier, mind)


def replies(world: World, dossier: Dossier, seat: str) -> Iterator[Step]:
    """The right replies to what was asked and is still unanswered."""
    for key, question in dossier.questions.items():
        if question.reply:
            continue
        happening = world.scenario.happening(key)
        right = next(reply for reply in happening.replies if reply.right)
        rule = happening.rules[0] if happening.rules else None
        yield Step(
            "respond", dossier.key, f"Trả lời {happening.who}: {right.title}",
            f"{happening.who} đang chờ anh/chị trả lời.", {"reply": f"{key}/{right.key}"}, rule,
            seat=seat,
        )  # fmt: skip
