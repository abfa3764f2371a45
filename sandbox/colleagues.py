"""The simulated colleagues: when it is their turn, and what they do with a dossier.

They take the lawful way, except where the scenario makes them human: an appraiser who sends back
what the desk should have seen, a leader who wants a draft reworded, an office that is late.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sandbox.chance import between, share
from sandbox.specs import Span
from sandbox.steps import SIDES, Mind, lawful, truth
from sandbox.workflow import IN_OFFICE, OFFICERS
from sandbox.world import Command, Dossier, Event, World

NEXT = Span(low=1, high=4)
"""Working minutes between two acts of one colleague on one dossier."""
SIDE: dict[str, tuple[str, ...]] = {
    "ask_to_withdraw": ("reception",),
    "approve_extension": ("reception",),
    "request_extension": ("leader",),
    "due_soon": ("appraiser",),
    "expire_supplement": ("reception",),
}
"""Who has something to do after an event besides the holder of the dossier."""
SLOW = ("receive_for_appraisal",)
"""Acts after which a colleague takes his full time again."""

Plan = tuple[str, str, str | None, datetime, dict[str, Any]]


def _minutes(world: World, dossier: Dossier, role: str, span: Span) -> datetime:
    label = f"{dossier.key}|{role}|{dossier.state}|{dossier.drafts}|{len(dossier.supplements)}"
    minutes = between(world.seed, label, span.low, span.high)
    return world.scenario.calendar.add_working_minutes(world.now, minutes)


def turns(world: World, dossier: Dossier, event: Event) -> Iterator[Plan]:
    """The turns that an event gives to simulated colleagues."""
    if dossier.parent is not None:
        return
    turns = [each.command for each in world.planned_for(dossier) if each.command.kind == "turn"]
    here = [each.role for each in turns if not each.data]
    for role in SIDE.get(event.kind, ()):
        if role not in world.scenario.seats:
            span = world.scenario.others.after(role)
            yield "turn", role, dossier.key, _minutes(world, dossier, role, span), {"side": True}
    holder = dossier.holder
    if holder not in OFFICERS or holder in world.scenario.seats or holder in here:
        return
    if (
        holder == "reception"
        and dossier.state == "awaiting_return"
        and _waits_for_citizen(world, dossier)
    ):
        return
    new = event.role != holder or event.kind in SLOW
    span = _pace(world, dossier, holder) if new else NEXT
    yield "turn", holder, dossier.key, _minutes(world, dossier, holder, span), {}


def after_recovery(world: World) -> Iterator[Plan]:
    """When the system works again, everybody takes up what had to lie."""
    for dossier in world.parents:
        holder = dossier.holder
        plans = [each.command for each in world.planned_for(dossier)]
        waiting = any(each.kind == "turn" and not each.data for each in plans)
        if holder in OFFICERS and holder not in world.scenario.seats and not waiting:
            yield "turn", holder, dossier.key, _minutes(world, dossier, holder, NEXT), {}


def _waits_for_citizen(world: World, dossier: Dossier) -> bool:
    coming = any(each.command.kind == "collect" for each in world.planned_for(dossier))
    return coming and not dossier.citizen_present and dossier.notified_at is not None


def _pace(world: World, dossier: Dossier, role: str) -> Span:
    special = dossier.spec.colleagues.appraisal_takes
    if role == "appraiser" and special and dossier.state == "in_appraisal":
        return special
    return world.scenario.others.after(role)


def choice(world: World, command: Command) -> Command:
    """What a colleague does now that it is his turn."""
    dossier = world.dossiers[command.dossier or ""]
    role = command.role
    if command.data.get("side"):
        return _beside(world, dossier, role)
    if role == "appraiser":
        if dossier.holder == "appraiser" and (reason := _why_back(world, dossier)):
            return Command("send_back", dossier.key, role, {"reason": reason})
        if asked := _extension(world, dossier):
            return asked
    if role == "leader" and dossier.holder == "leader" and _rewords(world, dossier):
        wish = {"reason": "Viết lại lời văn cho rõ."}
        return Command("return_draft", dossier.key, role, wish)
    for step in lawful(world, dossier, role, _mind(world, dossier, role)):
        if step.kind != "request_extension":
            return step.command
    return Command("nothing", dossier.key, role)


def _beside(world: World, dossier: Dossier, role: str) -> Command:
    """What does not wait for the dossier to be in one's hands."""
    if role == "appraiser":
        return _extension(world, dossier) or Command("nothing", dossier.key, role)
    steps = SIDES[role](world, dossier, _mind(world, dossier, role))
    if role == "reception" and dossier.state == "awaiting_supplement":
        steps = lawful(world, dossier, role)
    return next((step.command for step in steps), Command("nothing", dossier.key, role))


def _mind(world: World, dossier: Dossier, role: str) -> Mind:
    """What a colleague knows: the desk may have missed something, the office judges the rest."""
    if role == "reception":
        missed = dossier.spec.colleagues.desk_misses and dossier.transferred_at is None
        return Mind({} if missed else truth(dossier, role).seen)
    seen = {
        d.paper: d.kind for d in map(dossier.spec.defect, dossier.defects) if d.key in dossier.later
    }
    return Mind(seen, thorough=False)


def _why_back(world: World, dossier: Dossier) -> str:
    """Why the appraiser sends the dossier back; empty when he does not."""
    script = world.scenario.others.appraiser
    if dossier.office != world.version(dossier).processed_by:
        return "Hồ sơ không thuộc nhiệm vụ của đơn vị."
    scans = dossier.scans
    undigitised = [p for p in dossier.spec.papers if p.key not in scans or scans[p.key].blurred]
    if undigitised and dossier.spec.channel != "online" and script.returns_undigitised:
        return "Hồ sơ điện tử thiếu bản quét hoặc bản quét không đọc được."
    finds = share(world.seed, f"{dossier.key}|finds|{len(dossier.supplements)}")
    if dossier.open_defects() and finds < script.finds_defect and dossier.state == "in_appraisal":
        return "Có giấy tờ chưa đủ điều kiện, xem lại."
    return ""


def _extension(world: World, dossier: Dossier) -> Command | None:
    """An office that will be late asks for a new date, in time or late, once or twice."""
    script = dossier.spec.colleagues
    wanted = 2 if script.asks_twice else 1
    asked = dossier.extension
    pending = asked is not None and asked.state in ("asked", "approved")
    if script.asks_extension == "no" or dossier.state not in IN_OFFICE or pending:
        return None
    late = dossier.due_at is not None and world.now > dossier.due_at
    if dossier.extensions >= wanted or (asked and asked.state == "declined"):
        return None
    if not (dossier.warned or late):
        return None
    calendar = world.scenario.calendar
    new_due = calendar.add_working_days(max(dossier.due_at or world.now, world.now), 3)
    data = {
        "new_due": new_due.isoformat(timespec="minutes"),
        "way": "form_04",
        "reason": "Hồ sơ nhiều, cơ quan chưa giải quyết kịp. Xin lỗi người dân và xin hẹn lại.",
    }
    return Command("request_extension", dossier.key, "appraiser", data)


def _rewords(world: World, dossier: Dossier) -> bool:
    """The leader sends a first draft back."""
    if dossier.spec.colleagues.leader_returns and dossier.drafts == 1:
        return True
    reads = share(world.seed, f"{dossier.key}|reads|{dossier.drafts}")
    return reads < world.scenario.others.leader.returns_draft
