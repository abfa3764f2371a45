"""How each kind of event changes a dossier. No rule, no chance, no hour."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sandbox.world import (
    Dossier,
    Due,
    Event,
    FormIssued,
    Payment,
    Scan,
    Scheduled,
    SupplementRequest,
    Verdict,
    World,
)

CITIZEN_LEAVES = frozenset({"request_supplement", "refuse", "transfer", "stop", "return_result"})
CITIZEN_COMES = frozenset({"supplement", "collect"})


def evolve(world: World, event: Event) -> World:
    """The world after the event.

    Raises:
        ValueError: the event is not the next one, or lies in the past.
    """
    if event.position != world.position + 1 or event.at < world.now:
        raise ValueError(f"event {event.position} does not follow {world.position}")
    done = event.data.get("of")
    queue = tuple(each for each in world.queue if each.id != done)
    world = replace(world, position=event.position, now=event.at, queue=queue + event.then)
    if event.kind == "submit":
        assert event.dossier is not None
        spec = world.scenario.spec(event.dossier)
        defects = tuple(event.data["defects"])
        return world.with_dossier(Dossier(spec.key, spec, event.data["to"], defects))
    if event.dossier is None or event.kind == "lapse":
        return world
    dossier = _after(world.dossiers[event.dossier], event)
    return replace(world, queue=_still_planned(world, dossier, event)).with_dossier(dossier)


def _still_planned(world: World, dossier: Dossier, event: Event) -> tuple[Scheduled, ...]:
    """A closed dossier has no plans; a citizen sent home for papers forgets the old ones; the
    period for the papers ends when they come."""
    new = {each.id for each in event.then}

    def keep(each: Scheduled) -> bool:
        if each.command.dossier != dossier.key or each.id in new:
            return True
        if event.kind == "request_supplement" and each.command.role == "citizen":
            return False
        if event.kind == "supplement" and each.command.kind == "expire_supplement":
            return False
        return not dossier.closed

    return tuple(each for each in world.queue if keep(each))


def _after(dossier: Dossier, event: Event) -> Dossier:
    changes: dict[str, Any] = {}
    if event.kind in CHANGES:
        changes = CHANGES[event.kind](dossier, event)
    if "to" in event.data:
        changes["state"] = event.data["to"]
    if number := event.data.get("form"):
        changes["forms"] = (
            *dossier.forms,
            FormIssued(number, event.at, event.position, event.data),
        )
    if event.kind in CITIZEN_LEAVES:
        changes["citizen_present"] = False
    if event.kind in CITIZEN_COMES:
        changes["citizen_present"] = True
    return replace(dossier, **changes)


def _check_identity(dossier: Dossier, event: Event) -> dict[str, Any]:
    return {"identity": event.data["method"]}


def _look_up(dossier: Dossier, event: Event) -> dict[str, Any]:
    component = event.data["component"]
    others = tuple(each for each in dossier.looked_up if each != component)
    return {"looked_up": (*others, component)}


def _check_paper(dossier: Dossier, event: Event) -> dict[str, Any]:
    finding = event.data["finding"]
    verdict = Verdict("" if finding == "sound" else finding)
    return {"verdicts": {**dossier.verdicts, event.data["paper"]: verdict}}


def _accept(dossier: Dossier, event: Event) -> dict[str, Any]:
    due = datetime.fromisoformat(event.data["due"])
    return {
        "code": event.data["code"],
        "case": event.data["case"],
        "channel": event.data["channel"],
        "accepted_at": event.at,
        "dues": (*dossier.dues, Due(due, "accepted", event.at)),
    }


def _request_supplement(dossier: Dossier, event: Event) -> dict[str, Any]:
    data = event.data
    request = SupplementRequest(tuple(data["items"]), written="form" in data)
    return {"supplements": (*dossier.supplements, request)}


def _supplement(dossier: Dossier, event: Event) -> dict[str, Any]:
    brought = event.data["papers"]
    paper_of = {defect.key: defect.paper for defect in dossier.spec.defects.all}
    changes: dict[str, Any] = {
        "defects": tuple(key for key in dossier.defects if paper_of[key] not in brought),
        "verdicts": {k: v for k, v in dossier.verdicts.items() if k not in brought},
        "scans": {k: v for k, v in dossier.scans.items() if k not in brought},
    }
    if "due" in event.data:
        due = datetime.fromisoformat(event.data["due"])
        changes["dues"] = (*dossier.dues, Due(due, "supplemented", event.at))
    return changes


def _digitise(dossier: Dossier, event: Event) -> dict[str, Any]:
    scan = Scan(event.data["signed"] == "yes")
    new = {paper: scan for paper in event.data["papers"]}
    return {
        "scans": {**dossier.scans, **new},
        "reused": tuple(event.data.get("reused", dossier.reused)),
    }


def _collect_fee(dossier: Dossier, event: Event) -> dict[str, Any]:
    data = event.data
    return {"payment": Payment(data["amount"], data["receipt"] == "yes", data["how"], event.at)}


def _pay(dossier: Dossier, event: Event) -> dict[str, Any]:
    return {"payment": Payment(event.data["amount"], True, "online", event.at)}


def _complain(dossier: Dossier, event: Event) -> dict[str, Any]:
    waits = dossier.state in ("submitted", "awaiting_return")
    return {
        "complaints": dossier.complaints + 1,
        "citizen_present": dossier.citizen_present and waits,
    }


CHANGES: dict[str, Callable[[Dossier, Event], dict[str, Any]]] = {
    "check_identity": _check_identity,
    "look_up": _look_up,
    "check_paper": _check_paper,
    "accept": _accept,
    "request_supplement": _request_supplement,
    "supplement": _supplement,
    "digitise": _digitise,
    "collect_fee": _collect_fee,
    "request_payment": lambda dossier, event: {"payment_asked": event.data["amount"]},
    "pay": _pay,
    "transfer": lambda dossier, event: {
        "office": event.data["office"],
        "transferred_at": event.at,
        "sent_back": "",
    },
    "notify_citizen": lambda dossier, event: {"notified_at": event.at},
    "send_back": lambda dossier, event: {"sent_back": event.data["reason"]},
    "submit_for_signature": lambda dossier, event: {"drafts": dossier.drafts + 1},
    "issue_result": lambda dossier, event: {"result_at": event.at},
    "complain": _complain,
}
