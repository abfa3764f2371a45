"""The simulated others: what citizens, colleagues and agencies do next, in simulated time.

`react` says what an event sets in motion; `advance` lets it happen. Their plans live in the
state, and their choices are keyed chance. A colleague's plan is a "turn": what he does with the
dossier is decided when its hour comes, see `colleagues`.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from sandbox import colleagues
from sandbox.chance import between, share
from sandbox.engine import NotAvailable, decide, evolve
from sandbox.evolution import CHILD_ENDS
from sandbox.fields.base import PAPER
from sandbox.specs import LinkScript, Span
from sandbox.world import Command, Dossier, Event, Scheduled, World, changed

BEFORE_DUE = timedelta(minutes=30)
"""How long before the hour on the slip the citizen arrives."""
WITHOUT_SLIP_MINUTES = 240
"""Working minutes after the due time at which a citizen without a slip asks for the result."""
ACKNOWLEDGES_AFTER = Span(low=20, high=90)
"""Working minutes until another agency has the dossier; 02 working hours are allowed."""
USUAL_ANSWER = Span(low=120, high=300)
MACHINE = ("down", "up")
"""Events of the system as a whole, without a dossier."""

Plan = tuple[str, str, str | None, datetime, dict[str, Any]]
"""Kind of act, role, dossier, simulated hour, data."""


def _later(world: World, dossier: Dossier, what: str, span: Span) -> datetime:
    label = f"{dossier.key}|{what}|{len(dossier.supplements)}"
    minutes = between(world.seed, label, span.low, span.high)
    return world.scenario.calendar.add_working_minutes(world.now, minutes)


def _comes(world: World, dossier: Dossier) -> Iterator[Plan]:
    """The citizen comes for the result at the hour on the slip."""
    if dossier.spec.delivery != "counter":
        return
    calendar = world.scenario.calendar
    due = dossier.due_at or world.now
    comes = max(due - BEFORE_DUE, world.now + BEFORE_DUE)
    if not dossier.has_form("01") and not dossier.paper_slip_at:
        comes = calendar.add_working_minutes(due, WITHOUT_SLIP_MINUTES)
    yield "collect", "citizen", dossier.key, calendar.next_working_instant(comes), {}


def _coming(world: World, dossier: Dossier) -> bool:
    return any(each.command.kind == "collect" for each in world.planned_for(dossier))


def _after_transfer(world: World, dossier: Dossier, event: Event) -> Iterator[Plan]:
    yield from _agencies(world, dossier, event)
    if not _coming(world, dossier) and not dossier.complaints:
        yield from _comes(world, dossier)


def _after_acceptance(world: World, dossier: Dossier, event: Event) -> Iterator[Plan]:
    span = dossier.spec.citizen.withdraws_after
    if span and dossier.withdrawal_asked_at is None:
        at = _later(world, dossier, "withdraws", span)
        reason = {"reason": dossier.spec.citizen.withdraws_because}
        yield "ask_to_withdraw", "citizen", dossier.key, at, reason


def _agencies(world: World, dossier: Dossier, event: Event) -> Iterator[Plan]:
    """Another agency acknowledges, then answers, hands back or lets the deadline pass."""
    version = world.version(dossier)
    for key in event.data.get("children", ()):
        request, link = dossier.requests[key], version.link(key)
        child = next(
            each.key for each in world.children(dossier.key) if each.link == key and not each.closed
        )
        script = dossier.spec.link(key) or LinkScript(link=key, after=USUAL_ANSWER)
        label = f"{key} {request.tries}"
        acknowledged = _later(world, dossier, f"{label} acknowledges", ACKNOWLEDGES_AFTER)
        yield "acknowledge", "agency", child, acknowledged, {}
        at = max(acknowledged, _later(world, dossier, f"{label} answers", script.after))
        if request.tries <= script.silent:
            yield (
                "let_lapse",
                "system",
                child,
                link.limit.end(world.scenario.calendar, world.now),
                {},
            )
        elif script.returns and request.tries == script.silent + 1:
            yield "hand_back", "agency", child, at, {"reason": script.returns}
        else:
            yield "answer", "agency", child, at, {"text": script.text}


def _after_child(world: World, child: Dossier, event: Event) -> Iterator[Plan]:
    """The last child to end wakes the parent."""
    parent = world.dossiers[child.parent or ""]
    if parent.state == "awaiting_agency" and all(
        each.closed for each in world.children(parent.key)
    ):
        yield "wake", "system", parent.key, world.now, {}


def _after_request(world: World, dossier: Dossier, event: Event) -> Iterator[Plan]:
    citizen, request = dossier.spec.citizen, dossier.supplements[-1]
    span = world.version(dossier).supplement.answer_within
    expiry = span.end(world.scenario.calendar, world.now)
    yield "expire_supplement", "system", dossier.key, expiry, {}
    if citizen.silent:
        return
    asked = [item.removeprefix(PAPER) for item in request.items if item.startswith(PAPER)]
    recalls = share(world.seed, f"{dossier.key}|recalls|{len(dossier.supplements)}")
    forgets = not request.written and recalls >= citizen.understands_oral
    if forgets or citizen.brings == "part":
        asked = asked[:-1]
    elif citizen.brings == "nothing":
        asked = []
    at = _later(world, dossier, "supplement", citizen.supplements_after)
    if len(dossier.supplements) > 1:
        reason = {"reason": "Tôi bị yêu cầu bổ sung nhiều lần."}
        gives_up = share(world.seed, f"{dossier.key}|gives up|{len(dossier.supplements)}")
        if gives_up < citizen.withdraws_when_asked_again:
            yield "ask_to_withdraw", "citizen", dossier.key, at, reason
            return
        yield "complain", "citizen", dossier.key, at, reason
    yield "supplement", "citizen", dossier.key, at, {"papers": asked}


def _after_proposal(world: World, dossier: Dossier, event: Event) -> Iterator[Plan]:
    if dossier.state == "awaiting_supplement":
        yield from _after_request(world, dossier, event)


def _after_result(world: World, dossier: Dossier, event: Event) -> Iterator[Plan]:
    """A citizen who has come for nothing comes again the next morning."""
    if dossier.complaints and not _coming(world, dossier):
        morning = world.scenario.calendar.next_morning(world.now)
        yield "collect", "citizen", dossier.key, morning, {}


def _after_notice(world: World, dossier: Dossier, event: Event) -> Iterator[Plan]:
    if dossier.state == "awaiting_return" and dossier.spec.delivery == "counter":
        at = _later(world, dossier, "collect", dossier.spec.citizen.collects_after_notice)
        yield "collect", "citizen", dossier.key, at, {}


def _after_collecting(world: World, dossier: Dossier, event: Event) -> Iterator[Plan]:
    if dossier.state != "awaiting_return":
        reason = {"reason": "Tôi đến đúng hẹn mà chưa có kết quả."}
        yield "complain", "citizen", dossier.key, world.now, reason


def _after_payment_request(world: World, dossier: Dossier, event: Event) -> Iterator[Plan]:
    if dossier.state == "awaiting_payment":
        at = _later(world, dossier, "pay", dossier.spec.citizen.pays_after)
        yield "pay", "citizen", dossier.key, at, {}


def _after_reset(world: World, dossier: Dossier, event: Event) -> Iterator[Plan]:
    if event.data["told"] == "official" and "due_at" in event.data:
        yield from _comes(world, dossier)


def _after_moving(world: World, dossier: Dossier, event: Event) -> Iterator[Plan]:
    """The slip says a later date, so the citizen comes later."""
    if "due_at" in event.data and dossier.has_form("01"):
        yield from _comes(world, dossier)


def _after_acknowledging(world: World, child: Dossier, event: Event) -> Iterator[Plan]:
    """Where the limit runs anew from now, the applicant comes and the system warns accordingly."""
    if "parent_due" not in event.data:
        return
    parent = world.dossiers[child.parent or ""]
    if parent.has_form("01"):
        yield from _comes(world, parent)
    yield from _warns(world, parent)


def _after_return(world: World, dossier: Dossier, event: Event) -> Iterator[Plan]:
    wrong = dossier.spec.wrong_result
    if dossier.wrong_result and wrong and wrong.noticed_after:
        at = _later(world, dossier, "notices", wrong.noticed_after)
        reason = {"reason": f"{wrong.label} trên kết quả của tôi bị ghi sai."}
        yield "report_error", "citizen", dossier.key, at, reason


def _after_task(world: World, dossier: Dossier, event: Event) -> Iterator[Plan]:
    if ready := event.data.get("ready"):
        data = {"task": event.data["task"].partition("/")[0]}
        at = datetime.fromisoformat(ready)
        yield "task_finished", "system", dossier.key, at, data


Reaction = Callable[[World, Dossier, Event], Iterator[Plan]]
REACTIONS: dict[str, Reaction] = {
    "accept": _after_acceptance,
    "transfer": _after_transfer,
    "consult": _agencies,
    "send_onward": _agencies,
    "request_supplement": _after_request,
    "pass_on_supplement": _after_request,
    "propose_supplement": _after_proposal,
    "request_payment": _after_payment_request,
    "acknowledge": _after_acknowledging,
    "pay": _after_moving,
    "wake": _after_moving,
    "issue_result": _after_result,
    "notify_citizen": _after_notice,
    "collect": _after_collecting,
    "reset_due": _after_reset,
    "return_result": _after_return,
    "appraisal_task": _after_task,
    "desk_task": _after_task,
    **dict.fromkeys(CHILD_ENDS, _after_child),
}


def _warning(world: World, dossier: Dossier, event: Event) -> Iterator[Plan]:
    if "due_at" in event.data and not dossier.parent:
        yield from _warns(world, dossier)


def _warns(world: World, dossier: Dossier) -> Iterator[Plan]:
    """The system warns on the morning of the last day for a letter of apology."""
    if dossier.due_at is None:
        return
    calendar = world.scenario.calendar
    day = calendar.last_day_to_apologise(dossier.due_at)
    at = datetime.combine(day, calendar.shifts[0].start)
    if at > world.now:
        yield "due_soon", "system", dossier.key, at, {}


def _happenings(world: World, dossier: Dossier, event: Event) -> Iterator[Plan]:
    for each in world.scenario.happenings:
        if each.dossier == dossier.key and each.when == event.kind:
            planned = any(
                p.command.kind == "happen" and p.command.data["happening"] == each.key
                for p in world.planned_for(dossier)
            )
            if each.key not in dossier.questions and not planned:
                at = world.scenario.calendar.add_working_minutes(world.now, each.after)
                yield "happen", "system", dossier.key, at, {"happening": each.key}


def react(world: World, event: Event) -> Event:
    """The event together with what it sets in motion; `world` is the one after it."""
    if event.kind == "up":
        return _planned(event, list(colleagues.after_recovery(world)))
    if event.dossier is None or event.kind == "lapse":
        return event
    dossier = world.dossiers[event.dossier]
    plans: list[Plan] = []
    if event.kind in REACTIONS:
        plans += REACTIONS[event.kind](world, dossier, event)
    plans += _warning(world, dossier, event)
    if world.scenario.happenings:
        plans += _happenings(world, dossier, event)
    plans += colleagues.turns(world, dossier, event)
    return _planned(event, plans)


def _planned(event: Event, plans: list[Plan]) -> Event:
    if not plans:
        return event
    then = [
        Scheduled(f"{event.position}.{n}", at, Command(kind, key, role, data)).to_dict()
        for n, (kind, role, key, at, data) in enumerate(plans)
    ]
    return changed(event, data={**event.data, "then": then})


def joined(world: World, event: Event) -> tuple[World, Event]:
    """The event with its consequences scheduled, and the world after it."""
    after = evolve(world, event)
    whole = react(after, event)
    if whole is event:
        return after, event
    return changed(after, queue=after.queue + whole.then), whole


def fire(world: World) -> tuple[World, Event]:
    """Let the next planned act happen, not earlier than now.

    A plan that the system refuses by then, because the dossier has moved on, lapses; one that
    meets a system that is down waits until it is up.
    """
    soonest = next_at(world)
    due = [each for each in world.queue if each.at == soonest]
    planned = due[0] if len(due) == 1 else min(due, key=lambda each: _order(each.id))
    there = changed(world, now=max(world.now, planned.at))
    position, command = world.position + 1, planned.command
    if command.kind in MACHINE:
        event = Event(position, there.now, "", "system", command.kind, None, dict(command.data))
    else:
        if command.kind == "turn":
            command = colleagues.choice(there, command)
        outcome = decide(there, command)
        if isinstance(outcome, NotAvailable):
            event = _lapsed(there, planned, outcome)
        else:
            event = outcome[0]
    event = changed(event, data={**event.data, "of": planned.id})
    return joined(world, event)


def _lapsed(world: World, planned: Scheduled, refusal: NotAvailable) -> Event:
    data: dict[str, Any] = {"what": planned.command.kind}
    position, dossier = world.position + 1, planned.command.dossier
    down = world.scenario.down_at(world.now)
    if refusal.code == "down" and down:
        again = changed(planned, id=f"{position}.0", at=down.ends_at)
        data["then"] = [again.to_dict()]
    return Event(position, world.now, "", "system", "lapse", dossier, data)


def _order(plan: str) -> tuple[int, ...]:
    return tuple(map(int, plan.split(".")))


def next_at(world: World) -> datetime | None:
    """When the next planned act is due, or None."""
    return min((each.at for each in world.queue), default=None)


def advance(world: World, until: datetime) -> tuple[World, list[Event]]:
    """Everything that the others do up to and including `until`."""
    events = []
    while (at := next_at(world)) is not None and at <= until:
        world, event = fire(world)
        events.append(event)
    return world, events
