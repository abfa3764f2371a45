"""How an event changes the world: its dossier, its plans, its parent. No rule, no chance, no hour."""

from datetime import datetime
from typing import Any

from sandbox.changes import CHANGES
from sandbox.workflow import STATES
from sandbox.world import (
    Dossier,
    Due,
    Event,
    FormIssued,
    Scheduled,
    World,
    changed,
)

CITIZEN_LEAVES = frozenset(
    {"request_supplement", "refuse", "transfer", "stop", "return_result", "receive_on_paper",
     "confirm_withdrawal", "send_for_correction", "send_onward"}
)  # fmt: skip
CHILD_ENDS = {"answer": "done", "let_lapse": "silent", "hand_back": "returned"}
"""How the child dossier's end stands in the parent."""


def evolve(world: World, event: Event) -> World:
    """The world after the event.

    Raises:
        ValueError: the event is not the next one, or lies in the past.
    """
    if event.position != world.position + 1 or event.at < world.now:
        raise ValueError(f"event {event.position} does not follow {world.position}")
    queue = world.queue
    if (done := event.data.get("of")) is not None:
        queue = tuple(each for each in queue if each.id != done)
    queue += event.then
    if event.kind == "submit":
        return _with(world, event, queue, _submitted(world, event))
    if event.dossier is None or event.kind == "lapse":
        return changed(world, position=event.position, now=event.at, queue=queue)
    dossier = _after(world.dossiers[event.dossier], event)
    world = _with(world, event, _still_planned(queue, dossier, event), dossier)
    for child in event.data.get("children", ()):
        world = world.with_dossier(_child(dossier, child, event))
    if dossier.parent is not None:
        return _in_the_parent(world, dossier, event)
    return _recalled(world, dossier) if dossier.closed else world


def _with(world: World, event: Event, queue: tuple[Scheduled, ...], dossier: Dossier) -> World:
    """The world at the event's moment, with one dossier new."""
    dossiers = {**world.dossiers, dossier.key: dossier}
    return changed(world, position=event.position, now=event.at, queue=queue, dossiers=dossiers)


def _submitted(world: World, event: Event) -> Dossier:
    data = event.data
    assert event.dossier is not None
    spec = world.scenario.spec(event.dossier)
    return Dossier(
        key=spec.key,
        spec=spec,
        state=data["to"],
        submitted_at=event.at,
        held_since=event.at,
        law_day=event.at.date(),
        defects=tuple(data["defects"]),
        later=tuple(data["later"]),
        citizen_present=spec.channel == "counter",
        identity=data["identity"],
    )


def _child(parent: Dossier, link: str, event: Event) -> Dossier:
    tries = parent.requests[link].tries
    key = f"{parent.key}.{link}" + (f"-{tries}" if tries > 1 else "")
    return Dossier(
        key=key,
        spec=parent.spec,
        state="at_agency",
        submitted_at=event.at,
        held_since=event.at,
        law_day=parent.law_day,
        parent=parent.key,
        link=link,
        code=parent.code,
        case=parent.case,
        accepted_at=parent.accepted_at,
    )


def _in_the_parent(world: World, child: Dossier, event: Event) -> World:
    """What the end of a child dossier, or its acknowledgement, means for its parent."""
    parent = world.dossiers[child.parent or ""]
    if due := event.data.get("parent_due"):
        new = Due(datetime.fromisoformat(due), "agency_received", event.at)
        parent = changed(parent, dues=(*parent.dues, new), warned=False)
        new_plans = {each.id for each in event.then}
        queue = tuple(
            each
            for each in world.queue
            if each.id in new_plans or not _on_the_old_date(each, parent.key)
        )
        world = changed(world, queue=queue)
    if event.kind in CHILD_ENDS and parent.requests[child.link].state == "open":
        request = changed(
            parent.requests[child.link],
            state=CHILD_ENDS[event.kind],
            text=event.data.get("text") or event.data.get("reason") or "",
        )
        parent = changed(parent, requests={**parent.requests, child.link: request})
    return world.with_dossier(parent)


def _on_the_old_date(plan: Scheduled, dossier: str) -> bool:
    return plan.command.dossier == dossier and plan.command.kind in ("collect", "due_soon")


def _recalled(world: World, parent: Dossier) -> World:
    """A closed dossier leaves nothing behind at other agencies."""
    for child in world.children(parent.key):
        if not child.closed:
            world = world.with_dossier(changed(child, state="agency_returned"))
            queue = tuple(each for each in world.queue if each.command.dossier != child.key)
            world = changed(world, queue=queue)
    return world


def _still_planned(
    queue: tuple[Scheduled, ...], dossier: Dossier, event: Event
) -> tuple[Scheduled, ...]:
    """A closed dossier has no plans but those of what may come afterwards; a citizen sent home for
    papers forgets the old ones; the period for the papers ends when they come."""
    moved = event.data.get("due_at")
    asked = event.kind in ("request_supplement", "pass_on_supplement")

    if not (asked or moved or dossier.closed or event.kind == "supplement"):
        return queue
    new = {each.id for each in event.then}

    def keep(each: Scheduled) -> bool:
        if each.command.dossier != dossier.key or each.id in new:
            return True
        if asked and each.command.kind in ("collect", "supplement", "complain"):
            return False
        if event.kind == "supplement" and each.command.kind == "expire_supplement":
            return False
        if moved and each.command.kind in ("due_soon", *_moves(event)):
            return False
        return not dossier.closed or each.command.kind in ("happen", "report_error")

    return tuple(each for each in queue if keep(each))


def _moves(event: Event) -> tuple[str, ...]:
    """A citizen who has heard of the new date does not come on the old one."""
    told = event.kind != "reset_due" or event.data["told"] == "official"
    return ("collect",) if told else ()


def _after(dossier: Dossier, event: Event) -> Dossier:
    data = event.data
    changes: dict[str, Any] = {}
    if event.kind in CHANGES:
        changes = CHANGES[event.kind](dossier, event)
    if "to" in data:
        changes["state"] = data["to"]
    if "resume" in data:
        changes["resume"] = data["resume"]
    if "wrong" in data:
        changes["wrong_result"] = data["wrong"]
    if due := data.get("due_at"):
        new = Due(datetime.fromisoformat(due), data["due_why"], event.at)
        changes["dues"] = (*dossier.dues, new)
        changes["warned"] = False
    if number := data.get("form"):
        written = {name: value for name, value in data.items() if name != "then"}
        changes["forms"] = (*dossier.forms, FormIssued(number, event.at, event.position, written))
    if event.kind in CITIZEN_LEAVES:
        changes["citizen_present"] = False
    state = changes.get("state", dossier.state)
    if STATES[state].holder != dossier.holder:
        changes["held_since"] = event.at
    return changed(dossier, **changes)
