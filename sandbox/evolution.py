"""How each kind of event changes a dossier. No rule, no chance, no hour."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sandbox.workflow import STATES
from sandbox.world import (
    Dossier,
    Due,
    Event,
    Extension,
    FormIssued,
    Payment,
    Question,
    Request,
    Scan,
    Scheduled,
    SupplementRequest,
    Verdict,
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


def _check_identity(dossier: Dossier, event: Event) -> dict[str, Any]:
    return {"identity": event.data["method"], "behalf": event.data.get("account", "")}


def _look_up(dossier: Dossier, event: Event) -> dict[str, Any]:
    component = event.data["component"]
    others = tuple(each for each in dossier.looked_up if each != component)
    return {"looked_up": (*others, component)}


def _check_paper(dossier: Dossier, event: Event) -> dict[str, Any]:
    finding = event.data["finding"]
    verdict = Verdict("" if finding == "sound" else finding)
    name = "examined" if event.role == "appraiser" else "verdicts"
    return {name: {**dossier.asked(event.role), event.data["paper"]: verdict}}


def _accept(dossier: Dossier, event: Event) -> dict[str, Any]:
    return {
        "code": event.data["code"],
        "case": event.data["case"],
        "channel": event.data["channel"],
        "accepted_at": event.at,
        "law_day": (dossier.paper_slip_at or event.at).date(),
    }


def _ask(dossier: Dossier, event: Event) -> dict[str, Any]:
    """Asked for a supplement, at reception or for the appraiser."""
    items = tuple(event.data["items"])
    if event.kind == "propose_supplement" and event.data["way"] == "via_desk":
        return {"proposed": items, "conclusion": ""}
    request = SupplementRequest(
        items, "form" in event.data, event.at, dossier.accepted_at is not None
    )
    return {"supplements": (*dossier.supplements, request)}


def _supplement(dossier: Dossier, event: Event) -> dict[str, Any]:
    brought = event.data["papers"]

    def kept(by_paper: Any) -> dict[str, Any]:
        return {key: value for key, value in by_paper.items() if key not in brought}

    return {
        "defects": tuple(
            key for key in dossier.defects if dossier.spec.defect(key).paper not in brought
        ),
        "verdicts": kept(dossier.verdicts),
        "examined": kept(dossier.examined),
        "scans": kept(dossier.scans),
        "citizen_present": dossier.spec.channel == "counter",
    }


def _digitise(dossier: Dossier, event: Event) -> dict[str, Any]:
    signed = event.data["signed"] == "yes"
    new = {}
    for paper in event.data["papers"]:
        before = dossier.scans.get(paper)
        blurred = paper in event.data.get("blurred", ())
        new[paper] = Scan(signed, blurred, before.times + 1 if before else 1)
    return {
        "scans": {**dossier.scans, **new},
        "reused": tuple(event.data.get("reused", dossier.reused)),
    }


def _collect_fee(dossier: Dossier, event: Event) -> dict[str, Any]:
    data = event.data
    return {"payment": Payment(data["amount"], data["receipt"] == "yes", data["how"], event.at)}


def _ask_for_money(dossier: Dossier, event: Event) -> dict[str, Any]:
    """A waived fee is settled at once."""
    amount = event.data["amount"]
    changes: dict[str, Any] = {"payment_asked": amount}
    if "resume" not in event.data:
        changes["payment"] = Payment(amount, True, "online", event.at)
    return changes


def _pay(dossier: Dossier, event: Event) -> dict[str, Any]:
    if event.data["duty"]:
        return {"duty_paid_at": event.at}
    return {"payment": Payment(event.data["amount"], True, "online", event.at)}


def _task(dossier: Dossier, event: Event) -> dict[str, Any]:
    key, _, answer = event.data["task"].partition("/")
    changes: dict[str, Any] = {"tasks": {**dossier.tasks, key: answer}}
    if ready := event.data.get("ready"):
        changes["ready"] = {**dossier.ready, key: datetime.fromisoformat(ready)}
    return changes


def _send(dossier: Dossier, event: Event) -> dict[str, Any]:
    """Asked other agencies for their part."""
    requests = dict(dossier.requests)
    for link in event.data.get("children", ()):
        tries = requests[link].tries + 1 if link in requests else 1
        requests[link] = Request("open", tries, event.at)
    return {"requests": requests}


def _transfer(dossier: Dossier, event: Event) -> dict[str, Any]:
    return {
        **_send(dossier, event),
        "office": event.data["office"],
        "transferred_at": event.at,
        "sent_back": "",
    }


def _report_silence(dossier: Dossier, event: Event) -> dict[str, Any]:
    link = event.data["link"]
    reported = changed(dossier.requests[link], reported=True)
    return {"requests": {**dossier.requests, link: reported}}


def _wake(dossier: Dossier, event: Event) -> dict[str, Any]:
    changes: dict[str, Any] = {"resume": ""}
    if result := event.data.get("result"):
        changes |= {"result": result, "result_at": event.at}
    return changes


def _issue(dossier: Dossier, event: Event) -> dict[str, Any]:
    return {
        "result": event.data["result"],
        "result_at": event.at,
        "result_checked": False,
        "correcting": False,
    }


def _request_extension(dossier: Dossier, event: Event) -> dict[str, Any]:
    new_due = datetime.fromisoformat(event.data["new_due"])
    state = "asked" if event.data["way"] == "form_04" else "oral"
    return {"extension": Extension(event.at, new_due, state)}


def _extension(state: str) -> Callable[[Dossier, Event], dict[str, Any]]:
    def change(dossier: Dossier, event: Event) -> dict[str, Any]:
        assert dossier.extension is not None
        return {"extension": changed(dossier.extension, state=state)}

    return change


def _reset_due(dossier: Dossier, event: Event) -> dict[str, Any]:
    assert dossier.extension is not None
    moved = event.data["decision"] != "decline"
    state = "set" if moved else "declined"
    return {
        "extension": changed(dossier.extension, state=state),
        "extensions": dossier.extensions + moved,
    }


def _complain(dossier: Dossier, event: Event) -> dict[str, Any]:
    waits = dossier.state in ("submitted", "awaiting_return")
    return {
        "complaints": dossier.complaints + 1,
        "citizen_present": dossier.citizen_present and waits,
    }


def _happen(dossier: Dossier, event: Event) -> dict[str, Any]:
    question = Question(event.at)
    return {"questions": {**dossier.questions, event.data["happening"]: question}}


def _respond(dossier: Dossier, event: Event) -> dict[str, Any]:
    key, _, reply = event.data["reply"].partition("/")
    answered = changed(dossier.questions[key], reply=reply)
    return {"questions": {**dossier.questions, key: answered}}


def _correct(dossier: Dossier, event: Event) -> dict[str, Any]:
    return {"correcting": True, "conclusion": "", "result_checked": False}


CHANGES: dict[str, Callable[[Dossier, Event], dict[str, Any]]] = {
    "check_identity": _check_identity,
    "look_up": _look_up,
    "check_paper": _check_paper,
    "receive_on_paper": lambda dossier, event: {
        "paper_slip_at": event.at,
        "law_day": event.at.date(),
    },
    "accept": _accept,
    "request_supplement": _ask,
    "propose_supplement": _ask,
    "pass_on_supplement": _ask,
    "supplement": _supplement,
    "desk_task": _task,
    "appraisal_task": _task,
    "digitise": _digitise,
    "collect_fee": _collect_fee,
    "request_payment": _ask_for_money,
    "pay": _pay,
    "transfer": _transfer,
    "consult": _send,
    "send_onward": _send,
    "report_silence": _report_silence,
    "wake": _wake,
    "notify_citizen": lambda dossier, event: {"notified_at": event.at},
    "appraise": lambda dossier, event: {"conclusion": event.data["conclusion"]},
    "send_back": lambda dossier, event: {"sent_back": event.data["reason"]},
    "submit_for_signature": lambda dossier, event: {"drafts": dossier.drafts + 1},
    "issue_result": _issue,
    "check_result": lambda dossier, event: {"result_checked": True},
    "send_for_correction": _correct,
    "return_result": lambda dossier, event: {"returned_at": event.at},
    "collect": lambda dossier, event: {"citizen_present": True},
    "report_error": lambda dossier, event: {"citizen_present": True},
    "complain": _complain,
    "ask_to_withdraw": lambda dossier, event: {"withdrawal_asked_at": event.at},
    "request_extension": _request_extension,
    "approve_extension": _extension("approved"),
    "reset_due": _reset_due,
    "due_soon": lambda dossier, event: {"warned": True},
    "happen": _happen,
    "respond": _respond,
}
