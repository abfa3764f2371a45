"""What the three ways of practising do about a breach; the world is the same in all of them.

"guided" refuses it before it happens, with the article and what to do instead; "free" lets it
happen and notes it; "exam" lets it happen and says nothing until the end.
"""

from collections.abc import Sequence

from sandbox.engine import fold, seated
from sandbox.hints import next_step
from sandbox.marking import Finding, findings, warnings
from sandbox.rules.base import history
from sandbox.scenario import Scenario
from sandbox.world import Command, Event


def stopped(
    mode: str, scenario: Scenario, events: Sequence[Event], command: Command
) -> list[Finding]:
    """The breaches for which guided mode refuses an act, the gravest first; empty when it may go.

    What can no longer be helped is not refused, or nobody could ever get on: whoever is late
    already must still be able to hand over the result.
    """
    if mode != "guided":
        return []
    world = fold(scenario, events)
    command = seated(world, command)
    ahead = warnings(scenario, events, command)
    if not ahead or command.dossier is None:
        return ahead
    step = next_step(world, command.dossier)
    if step is None or step.kind != command.kind:
        return ahead
    unavoidable = {each.rule for each in warnings(scenario, events, step.command)}
    return [each for each in ahead if each.rule not in unavoidable]


def noted(mode: str, scenario: Scenario, events: Sequence[Event], since: int) -> list[Finding]:
    """The breaches after the event at position `since` that free practice points out at once."""
    if mode != "free":
        return []
    every = findings(history(scenario, events))
    return [each for each in every if each.kind == "breach" and each.position > since]
