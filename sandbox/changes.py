"""What each kind of event changes in its dossier, as fields and their new values."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sandbox.world import (
    Dossier,
    Event,
    Extension,
    Payment,
    Question,
    Request,
    Scan,
    SupplementRequest,
    Verdict,
    changed,
)


def _check_identity(dossier: Dossier, event: Event) -> dict[str, Any]:
    return {"identity": event.data["method"]}


def _look_up(dossier: Dossier, event: Event) -> dict[str, Any]:
    component = event.data["component"]
    others = tuple(each for each in dossier.looked_up if each != component)
    return {"looked_up": (*others, component)}


def _check_paper(dossier: Dossier, event: Event) -> dict[str, Any]:
    finding = event.data["finding"]
    verdict = Verdict("")
    if finding != "sound":
        verdict = Verdict(finding, event.data.get("where", ""))
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
    request = SupplementRequest(items, "form" in event.data, event.at)
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
