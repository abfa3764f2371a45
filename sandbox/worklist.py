"""What the desk sees of its dossiers: rows, progress line and sheet, as plain data."""

from typing import Any

from sandbox import forms, papers
from sandbox.due_words import due_state, due_words
from sandbox.engine import applicant, person
from sandbox.procedure_parts import CHANNELS
from sandbox.process import ANSWERS
from sandbox.statuses import FINANCE, finance
from sandbox.tariff import tariff
from sandbox.words import moment, money
from sandbox.workflow import ROLES, STATES, STATUSES, STEPS
from sandbox.world import Dossier, World

DUE_WHY = {
    "accepted": "Hẹn khi tiếp nhận",
    "supplemented": "Tính lại từ đầu sau khi bổ sung",
    "agency_received": "Tính từ khi cơ quan có thẩm quyền nhận được hồ sơ",
    "not_counted": "Dời theo thời gian không tính vào thời hạn",
    "extended": "Hẹn lại, đã xin lỗi người dân",
    "correction": "Hẹn sửa kết quả sai",
}


def rows(world: World) -> list[dict[str, Any]]:
    """One row for each dossier, those that the trainee holds first, then by due date."""
    dossiers = sorted(
        world.parents,
        key=lambda each: (
            not _mine(world, each),
            each.closed,
            each.due_at or world.scenario.ends_at,
        ),
    )
    return [_row(world, dossier) for dossier in dossiers]


def _mine(world: World, dossier: Dossier) -> bool:
    return dossier.holder in world.scenario.seats


def _row(world: World, dossier: Dossier) -> dict[str, Any]:
    who, procedure, state = (
        applicant(world, dossier.key),
        world.procedure(dossier),
        due_state(world, dossier),
    )
    return {
        "dossier": dossier.key,
        "code": dossier.code,
        "procedure": procedure.title,
        "procedure_code": procedure.code,
        "applicant": who.name,
        "phone": who.phone,
        "number": who.number,
        "status": STATUSES[dossier.status],
        "status_code": dossier.status,
        "holder": dossier.holder,
        "holder_label": _holder_label(dossier),
        "due": dossier.due_at,
        "due_text": moment(dossier.due_at) if dossier.due_at else "",
        "due_state": state,
        "due_words": due_words(world, dossier),
        "overdue": state == "late",
        "mine": _mine(world, dossier),
        "present": dossier.citizen_present,
        "attention": _attention(dossier),
    }


def _holder_label(dossier: Dossier) -> str:
    return ROLES[dossier.holder] if dossier.holder else "Đã kết thúc"


def _attention(dossier: Dossier) -> str:
    """Why the desk should look at the dossier now, in one sentence; empty when it need not."""
    if dossier.unanswered:
        return "Có người đang chờ anh/chị trả lời."
    if dossier.closed:
        return ""
    if dossier.sent_back and dossier.state == "back_at_desk":
        return f"Bị trả lại: {dossier.sent_back}"
    if dossier.citizen_present and dossier.holder == "reception":
        return "Người dân đang ở quầy."
    if dossier.state == "awaiting_return":
        return "Đã có kết quả, chờ người dân đến nhận."
    if dossier.withdrawal_asked_at:
        return "Người dân xin rút hồ sơ."
    if dossier.extension and dossier.extension.state == "approved":
        return "Có văn bản xin lỗi, hẹn lại: đặt lại ngày hẹn và báo cho người dân."
    if dossier.complaints:
        return "Người dân đã phản ánh."
    return ""


def steps(world: World, dossier: str) -> list[dict[str, Any]]:
    """The progress line: what is done, and where the dossier is."""
    here = world.dossiers[dossier]
    at = next((n for n, (_, states) in enumerate(STEPS) if here.state in states), None)
    ended_early = at is None
    return [
        {
            "label": label,
            "done": not ended_early and at is not None and (n < at or here.state == "returned"),
            "current": n == at and here.state != "returned",
        }
        for n, (label, _) in enumerate(STEPS)
    ]


def sheet(world: World, dossier: str) -> dict[str, Any]:
    """Everything the system shows of one dossier."""
    here = world.dossiers[dossier]
    citizen = applicant(world, dossier)
    version = world.version(here)
    titles = {case.key: case.title for case in version.cases}
    return {
        **_row(world, here),
        "applicant": citizen.words(),
        "request": here.spec.request,
        "agent": _agent(world, here),
        "agencies": _agencies(world, here),
        "result": papers.result(world, dossier),
        "case": titles.get(here.case, ""),
        "channel": CHANNELS.get(here.channel, ""),
        "accepted_at": here.accepted_at,
        "due_history": [
            {
                "at": due.at,
                "text": moment(due.at),
                "why": DUE_WHY[due.why],
                "set_text": moment(due.set_at),
            }
            for due in here.dues
        ],
        "identity_checked": bool(here.identity),
        "looked_up": [
            {
                "title": found.title,
                "found": "; ".join(f"{label}: {text}" for label, text in found.lines),
            }
            for found in papers.records(world, dossier)
        ],
        "fee": _fee(here),
        "tariff": tariff(version),
        "finance": FINANCE[finance(world, here)],
        "asked": money(here.payment_asked) if here.payment_asked else "",
        "duty": _duty(world, here),
        "forms": [
            {
                "number": form.number,
                "name": forms.NAMES[form.number],
                "at": form.at,
                "lines": forms.lines(world, here, form),
                "watermark": forms.WATERMARK,
            }
            for form in here.forms
        ],
        "finished": STATES[here.state].holder is None,
    }


def _agencies(world: World, dossier: Dossier) -> list[dict[str, str]]:
    """What other agencies were asked for, and what they answered."""
    version = world.version(dossier)
    return [
        {
            "agency": version.link(key).agency,
            "title": version.link(key).title,
            "state": ANSWERS[request.state],
            "text": request.text,
        }
        for key, request in dossier.requests.items()
    ]


def _agent(world: World, dossier: Dossier) -> str:
    """Who acts for the applicant, and what he is to him; empty when nobody does."""
    agent = dossier.spec.agent
    if agent is None:
        return ""
    acting = person(world, agent.applicant)
    return f"{acting.title} {acting.name}, {agent.relation}, số định danh {acting.number}"


def _fee(dossier: Dossier) -> dict[str, Any] | None:
    if dossier.payment is None:
        return None
    how = {"cash": "Tiền mặt", "transfer": "Chuyển khoản", "online": "Trực tuyến"}
    return {
        "amount": dossier.payment.amount,
        "text": money(dossier.payment.amount),
        "receipt": dossier.payment.receipt,
        "how": how[dossier.payment.how],
        "at_text": moment(dossier.payment.at),
    }


def _duty(world: World, dossier: Dossier) -> dict[str, str] | None:
    """The financial duty that is fixed only after reception; None where there is none."""
    duty = world.version(dossier).duty
    if duty is None:
        return None
    if dossier.duty_paid_at:
        state = f"Đã nộp lúc {moment(dossier.duty_paid_at)}"
    elif dossier.state == "awaiting_payment":
        state = "Đã yêu cầu, chờ người dân nộp"
    else:
        state = "Chưa yêu cầu nộp"
    return {"title": duty.title, "state": state}
