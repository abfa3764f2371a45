"""What an act brings about beyond its new state; an event carries it, so that folding needs no
rule."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from sandbox.chance import between, share, shuffled
from sandbox.fields.base import SECOND_SET
from sandbox.fields.office import REFUSE
from sandbox.world import Dossier, World

Outcome = dict[str, Any]
CORRECTION_DAYS = 3
"""Working days for putting a wrong result right (khoản 1 Điều 23 of Nghị định 118/2025)."""
AGENCY_CLOCK_SINCE = date(2026, 8, 5)
"""From this day the limit of a dossier received elsewhere runs from when the competent agency has
it (khoản 3 Điều 17 as changed by Nghị định 309/2026/NĐ-CP)."""


def _due(at: datetime, why: str) -> Outcome:
    return {"due_at": at.isoformat(timespec="minutes"), "due_why": why}


def _accept(world: World, dossier: Dossier, data: Outcome, at: datetime) -> Outcome:
    due = _due(datetime.fromisoformat(data["due"]), "accepted")
    return {"code": _dossier_code(world, at), **due}


def _dossier_code(world: World, at: datetime) -> str:
    """Identifier of the agency, day of reception, order number in the day (Điều 28 of ND 118)."""
    earlier = between(world.seed, f"codes of {at:%y%m%d}", 10, 200)
    mine = sum(
        1 for each in world.parents if each.accepted_at and each.accepted_at.date() == at.date()
    )
    return f"{world.scenario.unit.code}-{at:%y%m%d}-{earlier + mine + 1:04}"


def _written(form: str) -> Callable[[World, Dossier, Outcome, datetime], Outcome]:
    def outcome(world: World, dossier: Dossier, data: Outcome, at: datetime) -> Outcome:
        return {"form": form} if data["way"] == f"form_{form}" else {}

    return outcome


def _pass_on(world: World, dossier: Dossier, data: Outcome, at: datetime) -> Outcome:
    items = [*dossier.proposed, *([SECOND_SET] if data["content"] == "more" else [])]
    return {"items": items, **({"form": "02"} if data["way"] == "form_02" else {})}


def _propose(world: World, dossier: Dossier, data: Outcome, at: datetime) -> Outcome:
    via_desk = data["way"] == "via_desk"
    return {"to": "supplement_proposed" if via_desk else "awaiting_supplement"}


def has_division(world: World, dossier: Dossier) -> bool:
    """Whether the internal procedure has a step of the head of the division."""
    return any(step.seat == "division" for step in world.version(dossier).steps)


def _transfer(world: World, dossier: Dossier, data: Outcome, at: datetime) -> Outcome:
    office = next(o for o in world.version(dossier).offices if o.key == data["office"])
    slip = {"form": "06"} if data["control_slip"] == "yes" else {}
    if office.link:
        onward = {"to": "awaiting_agency", "children": [office.link], "resume": "awaiting_return"}
        return slip | onward
    return slip | {"to": "awaiting_assignment" if has_division(world, dossier) else "in_queue"}


def _send(world: World, dossier: Dossier, data: Outcome, at: datetime) -> Outcome:
    return {"children": list(data["links"]), "resume": dossier.state}


def _wake(world: World, dossier: Dossier, data: Outcome, at: datetime) -> Outcome:
    """Back to where it was. Time that does not count is added to the due date."""
    version = world.version(dossier)
    outcome: Outcome = {"to": dossier.resume}
    back = [key for key, request in dossier.requests.items() if request.state == "done"]
    competent = [key for key in back if version.link(key).kind == "competent"]
    if _handed_back(world, dossier):
        return {"to": "back_at_desk"}
    if dossier.resume == "awaiting_return" and competent and not dossier.result:
        scripts = [dossier.spec.link(key) for key in competent]
        refused = bool(dossier.defects) or any(each and each.refuses for each in scripts)
        outcome["result"] = "refused" if refused else "granted"
        outcome["wrong"] = bool(dossier.spec.wrong_result) and not dossier.correcting
        if refused:
            outcome["form"] = "03"
    stopped = [
        request.sent_at
        for key, request in dossier.requests.items()
        if version.link(key).stops_clock and request.sent_at >= dossier.held_since
    ]
    if stopped and dossier.due_at:
        outcome |= _later_by(world, dossier, min(stopped), at)
    return outcome


def _handed_back(world: World, dossier: Dossier) -> bool:
    """The competent agency wants the file put in order before it settles it."""
    version = world.version(dossier)
    return any(
        request.state != "done" and version.link(key).kind == "competent"
        for key, request in dossier.requests.items()
    )


def _later_by(world: World, dossier: Dossier, since: datetime, until: datetime) -> Outcome:
    """The due date moved by the working time between two moments."""
    calendar = world.scenario.calendar
    assert dossier.due_at is not None
    minutes = calendar.working_minutes_between(since, until)
    return _due(calendar.add_working_minutes(dossier.due_at, minutes), "not_counted")


def _acknowledge(world: World, dossier: Dossier, data: Outcome, at: datetime) -> Outcome:
    parent = world.dossiers[dossier.parent or ""]
    version = world.version(parent)
    if version.link(dossier.link).kind != "competent" or parent.law_day < AGENCY_CLOCK_SINCE:
        return {}
    limit = version.limit(parent.spec.channel, parent.spec.case)
    return {"parent_due": limit.due(world.scenario.calendar, at).isoformat(timespec="minutes")}


def _supplement(world: World, dossier: Dossier, data: Outcome, at: datetime) -> Outcome:
    """Before acceptance the check starts again; afterwards the time limit does.

    Legal basis: khoản 5 Điều 19 of Nghị định 118/2025/NĐ-CP.
    """
    if dossier.accepted_at is None:
        return {"to": "submitted"}
    limit = world.version(dossier).limit(dossier.spec.channel, dossier.spec.case)
    due = limit.due(world.scenario.calendar, at)
    return {"to": "back_at_desk", **_due(due, "supplemented")}


def _request_payment(world: World, dossier: Dossier, data: Outcome, at: datetime) -> Outcome:
    if data["amount"] == 0:
        return {"to": dossier.state}
    return {"resume": dossier.state}


def _pay(world: World, dossier: Dossier, data: Outcome, at: datetime) -> Outcome:
    duty = world.version(dossier).duty if dossier.resume == "in_appraisal" else None
    outcome = {"to": dossier.resume, "amount": dossier.payment_asked, "duty": duty is not None}
    if duty and duty.stops_clock and dossier.due_at:
        outcome |= _later_by(world, dossier, dossier.held_since, at)
    return outcome


def _digitise(world: World, dossier: Dossier, data: Outcome, at: datetime) -> Outcome:
    chance = world.scenario.blurs
    if not chance:
        return {}
    blurred = []
    for paper in data["papers"]:
        times = dossier.scans[paper].times if paper in dossier.scans else 0
        if share(world.seed, f"{dossier.key}|scan|{paper}|{times}") < chance:
            blurred.append(paper)
    return {"blurred": blurred}


def _task(world: World, dossier: Dossier, data: Outcome, at: datetime) -> Outcome:
    task = world.version(dossier).task(data["task"].partition("/")[0])
    if not task.waits:
        return {}
    ready = world.scenario.calendar.add_working_days(at, task.waits)
    return {"ready": ready.isoformat(timespec="minutes")}


def _submit_draft(world: World, dossier: Dossier, data: Outcome, at: datetime) -> Outcome:
    to = "awaiting_initial" if has_division(world, dossier) else "awaiting_signature"
    planted = dossier.spec.wrong_result is not None and not dossier.drafts
    by_colleague = "appraiser" not in world.scenario.seats
    return {"to": to, "wrong": planted and by_colleague and not dossier.correcting}


def _initial(world: World, dossier: Dossier, data: Outcome, at: datetime) -> Outcome:
    """Where the head of the division signs himself, the draft goes straight to the clerk."""
    leader = any(step.seat == "leader" for step in world.version(dossier).steps)
    return {} if leader else {"to": "awaiting_issue"}


def _issue(world: World, dossier: Dossier, data: Outcome, at: datetime) -> Outcome:
    refused = dossier.conclusion.startswith(REFUSE)
    outcome: Outcome = {"result": "refused" if refused else "granted"}
    if refused:
        outcome |= {"form": "03", "ground": dossier.conclusion.removeprefix(REFUSE)}
    return outcome


def _reset_due(world: World, dossier: Dossier, data: Outcome, at: datetime) -> Outcome:
    if data["decision"] == "decline" or dossier.extension is None:
        return {}
    new_due = dossier.extension.new_due
    if data["decision"] == "own":
        new_due = world.scenario.calendar.add_working_days(new_due, 5)
    return _due(new_due, "extended")


def _send_for_correction(world: World, dossier: Dossier, data: Outcome, at: datetime) -> Outcome:
    calendar, version = world.scenario.calendar, world.version(dossier)
    due = calendar.add_working_days(at, CORRECTION_DAYS)
    if data["within"] == "limit":
        due = version.limit(dossier.spec.channel, dossier.spec.case).due(calendar, at)
    return _due(due, "correction")


OUTCOMES: dict[str, Callable[[World, Dossier, Outcome, datetime], Outcome]] = {
    "accept": _accept,
    "request_supplement": _written("02"),
    "pass_on_supplement": _pass_on,
    "propose_supplement": _propose,
    "refuse": _written("03"),
    "transfer": _transfer,
    "consult": _send,
    "send_onward": _send,
    "wake": _wake,
    "acknowledge": _acknowledge,
    "supplement": _supplement,
    "request_payment": _request_payment,
    "pay": _pay,
    "digitise": _digitise,
    "desk_task": _task,
    "appraisal_task": _task,
    "submit_for_signature": _submit_draft,
    "initial": _initial,
    "issue_result": _issue,
    "reset_due": _reset_due,
    "send_for_correction": _send_for_correction,
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
