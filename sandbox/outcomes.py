"""What an act brings about beyond its new state; an event carries it, so that folding needs no
rule."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sandbox.chance import between, shuffled
from sandbox.world import Dossier, World


def _accept(world: World, dossier: Dossier, data: dict[str, Any], at: datetime) -> dict[str, Any]:
    return {"code": _dossier_code(world, at)}


def _dossier_code(world: World, at: datetime) -> str:
    """Identifier of the agency, day of reception, order number in the day (Điều 28 of ND 118)."""
    earlier = between(world.seed, f"codes of {at:%y%m%d}", 10, 200)
    mine = sum(
        1
        for each in world.dossiers.values()
        if each.accepted_at and each.accepted_at.date() == at.date()
    )
    return f"{world.scenario.unit.code}-{at:%y%m%d}-{earlier + mine + 1:04}"


def _written(form: str) -> Callable[[World, Dossier, dict[str, Any], datetime], dict[str, Any]]:
    def outcome(world: World, dossier: Dossier, data: dict[str, Any], at: datetime) -> Any:
        return {"form": form} if data["way"] == f"form_{form}" else {}

    return outcome


def _transfer(world: World, dossier: Dossier, data: dict[str, Any], at: datetime) -> Any:
    return {"form": "06"} if data["control_slip"] == "yes" else {}


def _supplement(
    world: World, dossier: Dossier, data: dict[str, Any], at: datetime
) -> dict[str, Any]:
    """Before acceptance the check starts again; afterwards the time limit does.

    Legal basis: khoản 5 Điều 19 of Nghị định 118/2025/NĐ-CP.
    """
    if dossier.accepted_at is None:
        return {"to": "submitted"}
    limit = world.scenario.version.limit(dossier.spec.channel, dossier.spec.case)
    due = limit.due(world.scenario.calendar, at)
    return {"to": "back_at_desk", "due": due.isoformat(timespec="minutes")}


def _pay(world: World, dossier: Dossier, data: dict[str, Any], at: datetime) -> dict[str, Any]:
    return {"to": "accepted", "amount": dossier.payment_asked}


OUTCOMES: dict[str, Callable[[World, Dossier, dict[str, Any], datetime], dict[str, Any]]] = {
    "accept": _accept,
    "request_supplement": _written("02"),
    "refuse": _written("03"),
    "transfer": _transfer,
    "supplement": _supplement,
    "pay": _pay,
}


def planted_defects(world: World, dossier: str) -> list[str]:
    """The keys of the mistakes in this run's variant: at most one on each paper."""
    defects = world.scenario.spec(dossier).defects
    chosen = list(defects.always)
    for defect in shuffled(world.seed, f"{dossier}|defects", defects.pool):
        taken = {each.paper for each in chosen}
        if len(chosen) < len(defects.always) + defects.draw and defect.paper not in taken:
            chosen.append(defect)
    return [defect.key for defect in chosen]
