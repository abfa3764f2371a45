"""Material for the debrief: what happened, in sentences, with the findings pinned to it."""

from collections.abc import Callable, Sequence
from typing import Any

from sandbox import bots
from sandbox.engine import fold
from sandbox.fields import fields_of
from sandbox.marking import Report
from sandbox.play import after
from sandbox.scenario import Scenario
from sandbox.words import moment, money
from sandbox.workflow import ACTS, CLOCK_ACTS, ROLES
from sandbox.world import Command, Dossier, Event, World

HIDDEN = frozenset({"lapse", "clock"})
"""Events of the machinery, not of the story."""


def timeline(
    scenario: Scenario, events: Sequence[Event], report: Report | None = None
) -> list[dict[str, Any]]:
    """One row for each event of the story, in order, with the findings about it."""
    rows = []
    world = fold(scenario, events[:1])
    for event in events[1:]:
        before, world = world, after(world, [event])
        if event.kind not in HIDDEN:
            rows.append(_row(before, event, report))
    return rows


def reference(scenario: Scenario, seed: str) -> list[dict[str, Any]]:
    """The expert's path on the same seed, to be laid over one's own."""
    return timeline(scenario, bots.play(scenario, seed, bots.expert))


def _row(before: World, event: Event, report: Report | None) -> dict[str, Any]:
    found = report.findings if report else ()
    return {
        "position": event.position,
        "at": event.at,
        "at_text": moment(event.at),
        "role": event.role,
        "role_label": ROLES[event.role],
        "actor": event.actor,
        "dossier": event.dossier,
        "kind": event.kind,
        "sentence": sentence(before, event),
        "mine": event.role == "reception",
        "findings": [each.to_dict() for each in found if each.position == event.position],
    }


def sentence(before: World, event: Event) -> str:
    """What happened, in one sentence."""
    if event.kind == "wait":
        return f"{CLOCK_ACTS[event.data['for']]}."
    if event.kind == "submit":
        return f"Đến quầy: “{before.scenario.spec(event.dossier or '').request}”"
    dossier = before.dossiers[event.dossier or ""]
    told = SENTENCES[event.kind]
    return told if isinstance(told, str) else told(before, dossier, event)


def _chosen(name: str, before: str) -> Callable[[World, Dossier, Event], str]:
    """A sentence that ends with the labels of what was chosen in a field."""

    def told(world: World, dossier: Dossier, event: Event) -> str:
        fields = fields_of(world, dossier, event.kind)
        options = next(field for field in fields if field.name == name).options
        chosen = event.data[name]
        chosen = [chosen] if isinstance(chosen, str) else chosen
        labels = [option.label for option in options if option.value in chosen]
        return f"{before}: {'; '.join(labels)}."

    return told


def _check_paper(world: World, dossier: Dossier, event: Event) -> str:
    title = next(p.title for p in dossier.spec.papers if p.key == event.data["paper"])
    return _chosen("finding", f"Kiểm tra “{title}”")(world, dossier, event)


def _accept(world: World, dossier: Dossier, event: Event) -> str:
    labels = _chosen("due", f"Tiếp nhận, mã {event.data['code']}, hẹn trả")
    return labels(world, dossier, event)


def _fee(world: World, dossier: Dossier, event: Event) -> str:
    receipt = "có" if event.data["receipt"] == "yes" else "không có"
    return f"Thu phí {money(event.data['amount'])}, {receipt} biên lai."


def _sign(world: World, dossier: Dossier, event: Event) -> str:
    """As the procedure calls the leader's step: a certified copy on paper is signed by hand."""
    steps = [step.title for step in world.scenario.version.steps if step.seat == "leader"]
    return f"{steps[0] if steps else 'Ký số'}."


def choice(world: World, command: Command) -> str:
    """What somebody wants to do, with every answer he gave, in one sentence."""
    if command.dossier is None:
        return f"{CLOCK_ACTS[command.kind]}."
    told = []
    for field in fields_of(world, world.dossiers[command.dossier], command.kind):
        given = command.data.get(field.name, "")
        values = [given] if isinstance(given, str) else given
        if field.options:
            labels = {option.value: option.label for option in field.options}
            given = ", ".join(labels[value] for value in values if value in labels)
        if given:
            told.append(f"{field.label}: {given}")
    return f"{ACTS[command.kind].label}. {'; '.join(told)}".strip()


def _supplement(world: World, dossier: Dossier, event: Event) -> str:
    brought = event.data["papers"]
    titles = [paper.title for paper in dossier.spec.papers if paper.key in brought]
    return f"Quay lại, mang theo: {', '.join(titles) or 'không có gì thêm'}."


SENTENCES: dict[str, str | Callable[[World, Dossier, Event], str]] = {
    "supplement": _supplement,
    "pay": "Thanh toán trực tuyến.",
    "collect": "Đến nhận kết quả.",
    "complain": lambda world, dossier, event: f"Phản ánh: “{event.data['reason']}”",
    "withdraw": "Rút hồ sơ.",
    "check_identity": _chosen("method", "Xác thực danh tính"),
    "look_up": _chosen("component", "Tra cứu"),
    "check_paper": _check_paper,
    "accept": _accept,
    "request_supplement": _chosen("items", "Yêu cầu bổ sung"),
    "refuse": _chosen("ground", "Từ chối tiếp nhận"),
    "digitise": _chosen("papers", "Số hóa"),
    "collect_fee": _fee,
    "request_payment": lambda world, dossier, event: (
        f"Yêu cầu thanh toán {money(event.data['amount'])}."
    ),
    "issue_receipt": "Giao giấy tiếp nhận hồ sơ và hẹn trả kết quả.",
    "transfer": _chosen("office", "Chuyển hồ sơ đến"),
    "notify_citizen": _chosen("channel", "Thông báo cho người dân"),
    "stop": _chosen("ground", "Dừng xử lý"),
    "return_result": "Trả kết quả.",
    "expire_supplement": "Đã hết 15 ngày bổ sung.",
    "receive_for_appraisal": "Nhận hồ sơ để thẩm định.",
    "appraise": "Thẩm định xong.",
    "send_back": lambda world, dossier, event: f"Trả lại quầy: {event.data['reason']}",
    "submit_for_signature": "Trình lãnh đạo ký.",
    "sign": _sign,
    "return_draft": lambda world, dossier, event: f"Trả lại dự thảo: {event.data['reason']}",
    "issue_result": "Vào số, đóng dấu, phát hành kết quả.",
}
