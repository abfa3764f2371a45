"""The simulated others: what citizens and colleagues do next, scheduled in simulated time.

`react` says what an event sets in motion; `advance` lets it happen. Their plans live in the
state, and their choices are keyed chance.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sandbox.chance import between, share
from sandbox.engine import NotAvailable, decide, evolve
from sandbox.fields import PAPER, SUPPLEMENT_DAYS
from sandbox.scenario import Span
from sandbox.world import Command, Dossier, Event, Scheduled, World

BEFORE_DUE = timedelta(minutes=30)
"""How long before the hour on the slip the citizen arrives."""
WITHOUT_SLIP_MINUTES = 240
"""Working minutes after the due time at which a citizen without a slip asks for the result."""
NEWS = frozenset(
    {"submit", "supplement", "pay", "send_back", "issue_result", "collect", "complain",
     "withdraw", "expire_supplement"}
)  # fmt: skip
"""What brings the desk something to do or to know."""

Plan = tuple[str, str, datetime, dict[str, Any]]
"""Kind of act, role, simulated hour, data."""


def _later(world: World, dossier: Dossier, what: str, span: Span) -> datetime:
    label = f"{dossier.key}|{what}|{len(dossier.supplements)}"
    minutes = between(world.seed, label, span.low, span.high)
    return world.scenario.calendar.add_working_minutes(world.now, minutes)


def planned_for(world: World, dossier: Dossier) -> list[Scheduled]:
    """What the others are going to do about a dossier."""
    return [each for each in world.queue if each.command.dossier == dossier.key]


def _colleague(kind: str, role: str) -> Callable[[World, Dossier, Event], Iterator[Plan]]:
    def plan(world: World, dossier: Dossier, event: Event) -> Iterator[Plan]:
        span = getattr(world.scenario.others, role).after
        yield kind, role, _later(world, dossier, kind, span), {}

    return plan


def _after_transfer(world: World, dossier: Dossier, event: Event) -> Iterator[Plan]:
    yield from _colleague("receive_for_appraisal", "appraiser")(world, dossier, event)
    if any(each.command.kind == "collect" for each in planned_for(world, dossier)):
        return
    calendar = world.scenario.calendar
    due = dossier.due_at or world.now
    comes = max(due - BEFORE_DUE, world.now + BEFORE_DUE)
    if not dossier.has_form("01"):
        comes = calendar.add_working_minutes(due, WITHOUT_SLIP_MINUTES)
    yield "collect", "citizen", calendar.next_working_instant(comes), {}


def _after_receiving(world: World, dossier: Dossier, event: Event) -> Iterator[Plan]:
    appraiser = world.scenario.others.appraiser
    undigitised = len(dossier.scans) < len(dossier.spec.papers)
    finds = share(world.seed, f"{dossier.key}|finds|{len(dossier.supplements)}")
    at = _later(world, dossier, "appraise", appraiser.after)
    if dossier.office != world.scenario.version.processed_by:
        yield "send_back", "appraiser", at, {"reason": "Hồ sơ không thuộc nhiệm vụ của đơn vị."}
    elif undigitised and appraiser.returns_undigitised:
        yield "send_back", "appraiser", at, {"reason": "Hồ sơ điện tử thiếu bản quét."}
    elif dossier.defects and finds < appraiser.finds_defect:
        yield "send_back", "appraiser", at, {"reason": "Có giấy tờ chưa đủ điều kiện, xem lại."}
    else:
        yield "appraise", "appraiser", at, {}


def _after_request(world: World, dossier: Dossier, event: Event) -> Iterator[Plan]:
    citizen = dossier.spec.citizen
    expiry = world.scenario.calendar.calendar_day_limit(world.now, SUPPLEMENT_DAYS)
    yield "expire_supplement", "system", expiry, {}
    if citizen.silent:
        return
    request = dossier.supplements[-1]
    asked = [item.removeprefix(PAPER) for item in request.items if item.startswith(PAPER)]
    recalls = share(world.seed, f"{dossier.key}|recalls|{len(dossier.supplements)}")
    if not request.written and recalls >= citizen.understands_oral:
        asked = asked[:-1]
    at = _later(world, dossier, "supplement", citizen.supplements_after)
    if len(dossier.supplements) > 1:
        reason = {"reason": "Tôi bị yêu cầu bổ sung nhiều lần."}
        gives_up = share(world.seed, f"{dossier.key}|gives up|{len(dossier.supplements)}")
        if gives_up < citizen.withdraws_when_asked_again:
            yield "withdraw", "citizen", at, reason
            return
        yield "complain", "citizen", at, reason
    yield "supplement", "citizen", at, {"papers": asked}


def _after_submission(world: World, dossier: Dossier, event: Event) -> Iterator[Plan]:
    leader = world.scenario.others.leader
    at = _later(world, dossier, f"sign {dossier.drafts}", leader.after)
    if share(world.seed, f"{dossier.key}|reads|{dossier.drafts}") < leader.returns_draft:
        yield "return_draft", "leader", at, {"reason": "Viết lại lời chứng cho rõ."}
    else:
        yield "sign", "leader", at, {}


def _after_result(world: World, dossier: Dossier, event: Event) -> Iterator[Plan]:
    """A citizen who has come for nothing comes again the next morning."""
    if dossier.complaints:
        yield "collect", "citizen", world.scenario.calendar.next_morning(world.now), {}


def _after_notice(world: World, dossier: Dossier, event: Event) -> Iterator[Plan]:
    if dossier.state == "awaiting_return":
        span = dossier.spec.citizen.collects_after_notice
        yield "collect", "citizen", _later(world, dossier, "collect", span), {}


def _after_collecting(world: World, dossier: Dossier, event: Event) -> Iterator[Plan]:
    if dossier.state != "awaiting_return":
        reason = "Tôi đến đúng hẹn mà chưa có kết quả."
        yield "complain", "citizen", world.now, {"reason": reason}


def _after_payment_request(world: World, dossier: Dossier, event: Event) -> Iterator[Plan]:
    yield "pay", "citizen", _later(world, dossier, "pay", dossier.spec.citizen.pays_after), {}


REACTIONS: dict[str, Callable[[World, Dossier, Event], Iterator[Plan]]] = {
    "transfer": _after_transfer,
    "receive_for_appraisal": _after_receiving,
    "appraise": _colleague("submit_for_signature", "appraiser"),
    "submit_for_signature": _after_submission,
    "return_draft": _colleague("submit_for_signature", "appraiser"),
    "sign": _colleague("issue_result", "clerk"),
    "issue_result": _after_result,
    "request_supplement": _after_request,
    "request_payment": _after_payment_request,
    "notify_citizen": _after_notice,
    "collect": _after_collecting,
}


def react(world: World, event: Event) -> Event:
    """The event together with what it sets in motion; `world` is the one after it."""
    if event.dossier is None or event.kind not in REACTIONS:
        return event
    dossier = world.dossiers[event.dossier]
    plans = REACTIONS[event.kind](world, dossier, event)
    then = [
        Scheduled(f"{event.position}.{n}", at, Command(kind, dossier.key, role, data)).to_dict()
        for n, (kind, role, at, data) in enumerate(plans)
    ]
    return replace(event, data={**event.data, "then": then}) if then else event


def joined(world: World, event: Event) -> tuple[World, Event]:
    """The event with its consequences scheduled, and the world after it."""
    whole = react(evolve(world, event), event)
    return evolve(world, whole), whole


def fire(world: World) -> tuple[World, Event]:
    """Let the next planned act happen, not earlier than now.

    A plan that the system refuses by then, because the dossier has moved on, lapses.
    """
    planned = min(world.queue, key=lambda each: (each.at, _order(each.id)))
    there = replace(world, now=max(world.now, planned.at))
    outcome = decide(there, planned.command)
    if isinstance(outcome, NotAvailable):
        dossier, kind = planned.command.dossier, planned.command.kind
        data = {"what": kind}
        event = Event(world.position + 1, there.now, "", "system", "lapse", dossier, data)
    else:
        event = outcome[0]
    event = replace(event, data={**event.data, "of": planned.id})
    return joined(world, event)


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
