"""Something unlawful done in between, just before an act of a right path."""

from collections.abc import Callable, Iterator
from typing import Any

from sandbox.fields import PAPER, fields_of
from sandbox.steps.desk import acceptance
from sandbox.world import Command, World
from tests.unit.sandbox.mutant_moves import Move

Insertion = tuple[str, tuple[Command, ...], tuple[str, ...]]
"""What is done, with which commands, and the rules of which one must notice."""
NO_GROUND = "Đề nghị người nộp về làm lại hồ sơ cho đầy đủ."
KEPT = ("submit_for_signature", "initial", "sign", "receive_for_appraisal", "assign")


def put_in(moves: tuple[Move, ...], at: int) -> Iterator[Insertion]:
    """Every insertion before one act of a path."""
    move = moves[at]
    kind = move.command.kind
    if kind in INSERTIONS:
        yield from INSERTIONS[kind](move)
    if kind in ("transfer", "digitise", "issue_receipt"):
        stop = do(move, "stop", ground="busy", reason="Đang nhiều việc, để xử lý sau.")
        yield "put it aside", (stop,), ("H6",)
    if kind in KEPT and not move.dossier.spec.citizen.withdraws_after:
        yield "keep it for forty days", mornings(move.world, 40), ("F16", "F13")
    if kind in ("return_result", "notify_citizen") and move.dossier.state == "awaiting_return":
        yield from _status_before_the_fact(moves, at)


def do(move: Move, act: str, **data: Any) -> Command:
    """An act on the dossier of a move, in the same seat."""
    return Command(act, move.dossier.key, move.command.role, data)


def mornings(world: World, count: int) -> tuple[Command, ...]:
    """So many working days of waiting."""
    return (Command("wait_until_morning", None, world.scenario.seats[0]),) * count


def first_due(world: World, dossier: str) -> str:
    """The first new date that the form of an extension offers."""
    fields = fields_of(world, world.dossiers[dossier], "request_extension", "appraiser")
    return next(each for each in fields if each.name == "new_due").options[0].value


def _before_acceptance(move: Move) -> Iterator[Insertion]:
    dossier, world = move.dossier, move.world
    away = do(
        move, "refuse", ground="other-commune", way="form_03", guidance="said", reason=NO_GROUND
    )
    yield "refuse a sound dossier", (away,), ("A2",)
    kinds = [k.key for k in world.version(dossier).defect_kinds if k.stage == "reception"]
    refusal = do(move, "refuse", ground=kinds[0], way="form_03", guidance="said", reason=NO_GROUND)
    yield "refuse without ground", (refusal,), ("E14",)
    again = do(
        move, "request_supplement", items=[PAPER + dossier.spec.papers[0].key], way="form_02",
        complete_by="in_time", reason=NO_GROUND,
    )  # fmt: skip
    yield "send a good dossier home", (again,), ("A6.đ-3",)
    if dossier.supplements:
        yield "second supplement", (again,), ("F11",)
    if dossier.citizen_present:
        yield "let the citizen wait", mornings(world, 1), ("A6.đ-4",)
    if dossier.spec.channel == "online":
        yield "answer online after two days", mornings(world, 2), ("C3",)
    if dossier.paper_slip_at:
        yield "enter two days later", mornings(world, 2), ("A8-nhap",)


def _before_asking(move: Move) -> Iterator[Insertion]:
    if move.dossier.state != "submitted":
        return
    yield "accept it as it is", (acceptance(move.world, move.dossier).command,), ("E06",)
    if move.dossier.spec.channel == "online":
        yield "answer online after two days", mornings(move.world, 2), ("C3",)


def _before_transfer(move: Move) -> Iterator[Insertion]:
    if move.dossier.transferred_at is None:
        yield "keep it until tomorrow", mornings(move.world, 1), ("E1", "E2", "G1")


def _before_passing_on(move: Move) -> Iterator[Insertion]:
    yield "pass on after four days", mornings(move.world, 4), ("F9",)


def _before_proposing(move: Move) -> Iterator[Insertion]:
    more = {"attached": "yes"} if move.dossier.requests else {}
    grant = do(move, "appraise", conclusion="grant", extracted="yes", reason=NO_GROUND, **more)
    yield "grant it as it is", (grant,), ("F3-kl",)
    yield "propose after five days", mornings(move.world, 5), ("F9", "F16")


def _before_appraising(move: Move) -> Iterator[Insertion]:
    dossier = move.dossier
    if dossier.correcting or dossier.obstacles():
        return
    items = [PAPER + dossier.spec.papers[0].key]
    proposal = do(move, "propose_supplement", items=items, way="via_desk", reason=NO_GROUND)
    yield "propose without ground", (proposal,), ("A6.đ-3",)
    yield "send back without ground", (do(move, "send_back", reason=NO_GROUND),), ("F15",)


def _before_signing(move: Move) -> Iterator[Insertion]:
    yield "return a good draft", (do(move, "return_draft", reason=NO_GROUND),), ("F15",)


def _before_returning_a_draft(move: Move) -> Iterator[Insertion]:
    act = "initial" if move.dossier.state == "awaiting_initial" else "sign"
    yield f"{act} a wrong draft", (do(move, act),), ("F14",)


def _before_withdrawal(move: Move) -> Iterator[Insertion]:
    yield "let the withdrawal lie", mornings(move.world, 2), ("H1",)


def _before_closing(move: Move) -> Iterator[Insertion]:
    if move.dossier.state == "awaiting_supplement":
        yield "leave it open for a week", mornings(move.world, 6), ("H5-muon",)


def _before_apologising(move: Move) -> Iterator[Insertion]:
    yield "apologise after the day", mornings(move.world, 3), ("F12", "F13")


def _before_submitting(move: Move) -> Iterator[Insertion]:
    if move.dossier.extensions:
        new = first_due(move.world, move.dossier.key)
        again = do(move, "request_extension", new_due=new, way="form_04", reason=NO_GROUND)
        yield "second extension", (again,), ("F12-2",)


INSERTIONS: dict[str, Callable[[Move], Iterator[Insertion]]] = {
    "accept": _before_acceptance,
    "request_supplement": _before_asking,
    "transfer": _before_transfer,
    "pass_on_supplement": _before_passing_on,
    "propose_supplement": _before_proposing,
    "appraise": _before_appraising,
    "initial": _before_signing,
    "sign": _before_signing,
    "return_draft": _before_returning_a_draft,
    "confirm_withdrawal": _before_withdrawal,
    "stop": _before_closing,
    "refuse": _before_closing,
    "request_extension": _before_apologising,
    "submit_for_signature": _before_submitting,
}


def _status_before_the_fact(moves: tuple[Move, ...], at: int) -> Iterator[Insertion]:
    move = moves[at]
    dossier = move.dossier
    if dossier.wrong_result:
        return
    later = [
        other.command
        for other in moves[at:]
        if other.command.kind == "return_result" and other.command.dossier == dossier.key
    ]
    if move.command.kind == "notify_citizen" and later:
        yield "returned before he came", (later[0],), ("I10",)
    correction = do(move, "send_for_correction", cost="office", within="three_days")
    yield "correct what is right", (correction,), ("I7-han",)
    if move.command.kind == "return_result" and dossier.due_at and dossier.result_at:
        in_time = dossier.result_at <= dossier.due_at
        if in_time and dossier.spec.delivery != "counter":
            yield "hand over much too late", mornings(move.world, 25), ("I2",)
