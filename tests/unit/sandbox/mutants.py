"""Lawful runs broken in one place at a time, and the rules that have to notice.

A mutant is a right path with one act left out, done otherwise, put in, or done too early. Each
names the rules of which at least one must find it. Not counted, because nothing unlawful
happened: what the system itself refuses, what changes no event, and the variations in `LAWFUL`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sandbox.engine import CHECKS, NotAvailable
from sandbox.marking import Finding, findings
from sandbox.play import play
from sandbox.rules.base import history
from sandbox.scenario import Scenario
from sandbox.steps.desk import acceptance
from sandbox.world import Command, Event, World
from tests.unit.sandbox.mutant_answers import otherwise
from tests.unit.sandbox.mutant_insertions import first_due, put_in
from tests.unit.sandbox.mutant_moves import Move, altered, decided, path

__all__ = ["Mutant", "Run", "mutants", "path", "play_mutant"]

TAIL = 6
"""Working days to wait at the end of a run, so that what was left undone falls due."""


@dataclass(frozen=True)
class Mutant:
    """A right path broken at `at`: the commands from there on, and the rules that must find it."""

    name: str
    at: int
    instead: tuple[Command, ...]
    rules: frozenset[str]
    skip: int = 1
    """How many acts of the path the new ones replace."""
    drop: tuple[int, ...] = ()
    """Acts of the path further on that are not done, as they were moved."""


def mutants(moves: tuple[Move, ...]) -> Iterator[Mutant]:
    """Every way to break a path in one place."""
    for at, move in enumerate(moves):
        kind = move.command.kind
        if move.command.dossier is None:
            continue
        for rules in () if _refused_anyway(moves, at) else _omitted(move):
            yield Mutant(f"leave out {kind}", at, (), rules)
        for name, command, rules in otherwise(move):
            yield Mutant(f"{kind}: {name}", at, (command,), frozenset(rules))
        for name, commands, rules in put_in(moves, at):
            yield Mutant(name, at, commands, frozenset(rules), skip=0)
        yield from _too_early(moves, at)


def _refused_anyway(moves: tuple[Move, ...], at: int) -> bool:
    """A paper that is not the ground need not be read where the dossier is refused."""
    command = moves[at].command
    if command.kind != "check_paper" or command.role != "reception":
        return False
    later = (each.command for each in moves[at:] if each.command.dossier == command.dossier)
    decision = next(
        (c for c in later if c.kind in ("accept", "request_supplement", "refuse")), None
    )
    sound = command.data["paper"] not in moves[at].dossier.open_defects()
    return decision is not None and decision.kind == "refuse" and sound


OMISSIONS: dict[str, tuple[str, ...]] = {
    "check_identity": ("3.2.1",),
    "look_up": ("3.2.2", "F3"),
    "check_paper": ("3.2.3", "F3"),
    "issue_receipt": ("B2", "B4"),
    "digitise": ("B1", "B1-ro"),
    "desk_task": ("S1",),
    "appraisal_task": ("S1",),
    "reset_due": ("F12-dat",),
    "confirm_withdrawal": ("H1",),
    "send_onward": ("G8",),
    "consult": ("F5", "F7", "F16", "C5"),
    "report_silence": ("F7",),
    "request_extension": ("F13",),
    "send_for_correction": ("I7",),
    "stop": ("H5-muon",),
}


def _omitted(move: Move) -> Iterator[frozenset[str]]:
    """The rules that notice when an act is left out; nothing where it may be."""
    kind = move.command.kind
    if kind in PARTLY:
        rules = PARTLY[kind](move)
        if rules:
            yield frozenset(rules)
    elif kind in OMISSIONS:
        yield frozenset(OMISSIONS[kind])


def _receipt(move: Move) -> tuple[str, ...]:
    """Not needed where the result is due at once, nobody asks, or a paper slip was given."""
    dossier = move.dossier
    accepted, due = dossier.accepted_at, dossier.due_at
    at_once = accepted is not None and due is not None and accepted.date() == due.date()
    spared = at_once and not dossier.spec.asks_for_slip
    return () if dossier.paper_slip_at or dossier.transferred_at or spared else ("B2", "B4")


def _look_up(move: Move) -> tuple[str, ...]:
    judged = [record.component for record in move.dossier.spec.records]
    if move.command.role == "appraiser" and move.command.data["component"] not in judged:
        return ()
    return () if decided(move.dossier, move.command.role) else OMISSIONS["look_up"]


def _until_decided(move: Move) -> tuple[str, ...]:
    spared = decided(move.dossier, move.command.role)
    return () if spared else OMISSIONS[move.command.kind]


def _money(move: Move) -> tuple[str, ...]:
    """Before the dossier leaves; what is left to the return is held back by the system."""
    dossier = move.dossier
    leaving = dossier.state in ("accepted", "back_at_desk")
    fresh = not dossier.transferred_at and not dossier.paper_slip_at
    return ("D1",) if move.command.role == "reception" and leaving and fresh else ()


def _answer(move: Move) -> tuple[str, ...]:
    key = move.command.data["reply"].partition("/")[0]
    return move.world.scenario.happening(key).rules[:1]


PARTLY: dict[str, Callable[[Move], tuple[str, ...]]] = {
    "issue_receipt": _receipt,
    "look_up": _look_up,
    "check_identity": _until_decided,
    "check_paper": _until_decided,
    "collect_fee": _money,
    "request_payment": _money,
    "respond": _answer,
}
"""Acts that may be left out in some places."""


EARLY: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "accept": (
        ("check_identity", ("3.2.1",)), ("look_up", ("3.2.2",)), ("check_paper", ("3.2.3",)),
    ),
    "transfer": (
        ("digitise", ("B1", "B1-ro")), ("collect_fee", ("D1",)), ("request_payment", ("D1",)),
        ("issue_receipt", ("B2", "B4")), ("desk_task", ("S1",)),
    ),
    "request_supplement": (("check_paper", ("3.2.3",)), ("check_identity", ("3.2.1",))),
    "appraise": (("check_paper", ("F3",)),),
    "submit_for_signature": (("appraisal_task", ("S1",)), ("consult", ("F5", "F7"))),
    "return_result": (("desk_task", ("S1",)), ("send_onward", ("G8",))),
}  # fmt: skip
"""A decisive act, and what has to come before it."""


def _too_early(moves: tuple[Move, ...], at: int) -> Iterator[Mutant]:
    """The decisive act done before something that has to come first, which is done afterwards."""
    move = moves[at]
    for decisive, before in EARLY.items():
        for kind, rules in before:
            if kind != move.command.kind:
                continue
            if not list(_omitted(move)):
                continue
            later = next(
                (
                    number for number, other in enumerate(moves[at + 1 :], start=at + 1)
                    if other.command.kind == decisive
                    and other.command.dossier == move.command.dossier
                ),
                None,
            )  # fmt: skip
            if later is not None and _same_sitting(moves, at, later):
                yield Mutant(
                    f"{decisive} before {kind}", at, (moves[later].command, move.command),
                    frozenset(rules), drop=(later,),
                )  # fmt: skip


def _same_sitting(moves: tuple[Move, ...], first: int, last: int) -> bool:
    """No wait between the two acts, so that one could have been done in place of the other."""
    return all(moves[number].command.dossier for number in range(first, last))


@dataclass(frozen=True)
class Run:
    """What came of a mutant: the findings, or that the system refused the unlawful act."""

    refused: bool
    found: frozenset[str]
    positions: tuple[int, ...]


def _retimed(world: World, command: Command) -> Command:
    """The same act a few minutes earlier or later: the right dates are those of that moment."""
    dossier = world.dossiers.get(command.dossier or "")
    if command.kind == "accept" and dossier is not None and dossier.accepted_at is None:
        return altered(command, due=acceptance(world, dossier).data["due"])
    if command.kind == "request_extension" and dossier is not None:
        return altered(command, new_due=first_due(world, dossier.key))
    return command


def play_mutant(scenario: Scenario, moves: tuple[Move, ...], mutant: Mutant) -> Run:
    """Play the path with its break, then the rest of it as far as it still goes, and judge."""
    move = moves[mutant.at]
    world, events = move.world, list(move.events)
    first = world.position + 1
    lawful = [each.command for each in moves]
    for command in mutant.instead:
        if command in lawful:
            command = _retimed(world, command)
        outcome = play(world, command)
        if isinstance(outcome, NotAvailable):
            if len(events) > len(move.events):
                continue
            return Run(True, frozenset(), ())
        world, new = outcome
        events += new
    rest = [
        each.command
        for number, each in enumerate(moves)
        if number >= mutant.at + mutant.skip and number not in mutant.drop
    ]
    tail = [Command("wait_until_morning", None, scenario.seats[0])] * TAIL
    for command in [*rest, *tail]:
        outcome = play(world, _retimed(world, command))
        if not isinstance(outcome, NotAvailable):
            world, new = outcome
            events += new
        elif outcome.code in CHECKS:
            return Run(True, frozenset(), ())
    breaches = [each for each in judged(scenario, events) if each.kind == "breach"]
    found = frozenset(each.rule for each in breaches)
    return Run(False, found, tuple(each.position for each in breaches if each.position >= first))


def judged(scenario: Scenario, events: list[Event]) -> list[Finding]:
    """The findings about a run."""
    return findings(history(scenario, events))
