"""Material for the debrief: what happened, in sentences, with the findings pinned to it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sandbox import bots, places
from sandbox.engine import fold
from sandbox.fields import fields_of
from sandbox.fields.desk import papers_of
from sandbox.grading import item
from sandbox.marking import Finding, Report
from sandbox.play import after
from sandbox.scenario import Scenario
from sandbox.words import moment, money
from sandbox.workflow import ACTS, CLOCK_ACTS, ROLES
from sandbox.world import Command, Dossier, Event, World

HIDDEN = frozenset({"lapse", "clock", "task_finished"})
"""Events of the machinery, not of the story."""


def timeline(
    scenario: Scenario, events: Sequence[Event], report: Report | None = None
) -> list[dict[str, Any]]:
    """One row for each event of the story, in order, with the findings about it.

    A finding about an event that isn't told stands with what was told last before it.
    """
    rows: list[dict[str, Any]] = []
    world = fold(scenario, events[:1])
    pinned: dict[int, list[Finding]] = {}
    for finding in report.findings if report else ():
        pinned.setdefault(finding.position, []).append(finding)
    for event in events[1:]:
        before, world = world, after(world, [event])
        if event.kind not in HIDDEN:
            rows.append(_row(before, event))
        if rows:
            found = pinned.get(event.position, ())
            rows[-1]["findings"] += [each.to_dict() for each in found]
    return rows


def story(world: World, events: Sequence[Event]) -> list[dict[str, Any]]:
    """What is to be told of the events that follow upon a world, without findings."""
    rows: list[dict[str, Any]] = []
    for event in events:
        before, world = world, after(world, [event])
        if event.kind not in HIDDEN:
            rows.append(_row(before, event))
    return rows


@lru_cache(maxsize=64)
def reference(scenario: Scenario, seed: str) -> tuple[dict[str, Any], ...]:
    """The expert's path on the same seed, to be laid over one's own; not to be changed."""
    return tuple(timeline(scenario, bots.play(scenario, seed, bots.expert)))


def _row(before: World, event: Event) -> dict[str, Any]:
    return {
        "position": event.position,
        "at": event.at,
        "at_text": moment(event.at),
        "role": event.role,
        "role_label": ROLES[event.role],
        "actor": event.actor,
        "dossier": event.dossier,
        "kind": event.kind,
        "item": item(event),
        "sentence": sentence(before, event),
        "mine": not event.simulated,
        "findings": [],
    }


def sentence(before: World, event: Event) -> str:
    """What happened, in one sentence."""
    if event.kind == "wait":
        return f"{CLOCK_ACTS[event.data['for']]}."
    if event.kind == "submit":
        return _arrival(before, event)
    if event.dossier is None:
        return MACHINE[event.kind].format(**event.data)
    dossier = before.dossiers[event.dossier or ""]
    told = SENTENCES[event.kind]
    return told if isinstance(told, str) else told(before, dossier, event)


MACHINE = {
    "down": "Hệ thống gián đoạn: {what}",
    "up": "Hệ thống đã hoạt động trở lại.",
}


def _arrival(world: World, event: Event) -> str:
    spec = world.scenario.spec(event.dossier or "")
    where = {"counter": "Đến quầy", "online": "Nộp trực tuyến", "post": "Gửi qua bưu chính"}
    return f"{where[spec.channel]}: “{spec.request}”"


def _chosen(name: str, before: str) -> Callable[[World, Dossier, Event], str]:
    """A sentence that ends with the labels of what was chosen in a field."""

    def told(world: World, dossier: Dossier, event: Event) -> str:
        fields = fields_of(world, dossier, event.kind, event.role)
        options = next(field for field in fields if field.name == name).options
        chosen = event.data[name]
        chosen = [chosen] if isinstance(chosen, str) else chosen
        labels = [option.label for option in options if option.value in chosen]
        return f"{before}: {'; '.join(labels)}."

    return told


def _check_paper(world: World, dossier: Dossier, event: Event) -> str:
    items = papers_of(world, dossier, event.role)
    title = next(item.label for item in items if item.value == event.data["paper"])
    told = _chosen("finding", f"Kiểm tra “{title}”")(world, dossier, event)
    where = event.data.get("where", "")
    if not where or event.data["finding"] == "sound":
        return told
    return f"{told.removesuffix('.')}; chỗ sai: {places.label(where)}."


def _accept(world: World, dossier: Dossier, event: Event) -> str:
    due = datetime.fromisoformat(event.data["due"])
    return f"Tiếp nhận, mã {event.data['code']}, hẹn trả {moment(due)}."


def _fee(world: World, dossier: Dossier, event: Event) -> str:
    receipt = "có" if event.data["receipt"] == "yes" else "không có"
    return f"Thu phí {money(event.data['amount'])}, {receipt} biên lai."


def _sign(world: World, dossier: Dossier, event: Event) -> str:
    """As the procedure calls the leader's step: a certified copy on paper is signed by hand."""
    if dossier.conclusion.startswith("refuse:"):
        return "Ký văn bản từ chối, nêu rõ lý do."
    steps = [step.title for step in world.version(dossier).steps if step.seat == "leader"]
    return f"{steps[0] if steps else 'Ký số'}."


def choice(world: World, command: Command) -> str:
    """What somebody wants to do, with every answer he gave, in one sentence."""
    if command.dossier is None:
        return f"{CLOCK_ACTS[command.kind]}."
    told = []
    for field in fields_of(world, world.dossiers[command.dossier], command.kind, command.role):
        given = command.data.get(field.name, "")
        values = [given] if isinstance(given, str) else given
        if field.options:
            labels = {option.value: option.label for option in field.options}
            given = ", ".join(labels[value] for value in values if value in labels)
        if given:
            told.append(f"{field.label}: {given}")
    return f"{ACTS[command.kind].label}. {'; '.join(told)}".strip()


def _acknowledged(world: World, dossier: Dossier, event: Event) -> str:
    if due := event.data.get("parent_due"):
        until = moment(datetime.fromisoformat(due))
        return f"Cơ quan có thẩm quyền đã nhận; thời hạn tính từ lúc này, hẹn trả {until}."
    return "Cơ quan phối hợp đã nhận."


def _question(world: World, dossier: Dossier, event: Event) -> str:
    happening = world.scenario.happening(event.data["happening"])
    return f"{happening.who}: “{happening.text}”"


def _supplement(world: World, dossier: Dossier, event: Event) -> str:
    brought = event.data["papers"]
    items = papers_of(world, dossier, "appraiser")
    titles = [item.label for item in items if item.value in brought]
    return f"Quay lại, mang theo: {', '.join(titles) or 'không có gì thêm'}."


SENTENCES: dict[str, str | Callable[[World, Dossier, Event], str]] = {
    "supplement": _supplement,
    "pay": "Thanh toán trực tuyến.",
    "collect": "Đến nhận kết quả.",
    "complain": lambda world, dossier, event: f"Phản ánh: “{event.data['reason']}”",
    "ask_to_withdraw": lambda world, dossier, event: f"Xin rút hồ sơ: “{event.data['reason']}”",
    "report_error": lambda world, dossier, event: f"Quay lại: “{event.data['reason']}”",
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
    "expire_supplement": "Đã hết thời hạn bổ sung.",
    "receive_on_paper": "Nhận hồ sơ giấy trong lúc hệ thống gián đoạn.",
    "desk_task": _chosen("task", "Việc tại quầy"),
    "appraisal_task": _chosen("task", "Việc chuyên ngành"),
    "pass_on_supplement": _chosen("way", "Chuyển yêu cầu bổ sung đến người dân"),
    "propose_supplement": _chosen("way", "Yêu cầu bổ sung hồ sơ"),
    "reset_due": _chosen("decision", "Ngày hẹn"),
    "confirm_withdrawal": "Giải quyết đề nghị rút hồ sơ.",
    "send_onward": _chosen("links", "Chuyển liên thông đến"),
    "consult": _chosen("links", "Gửi cơ quan phối hợp"),
    "report_silence": _chosen("link", "Báo chậm trả lời"),
    "check_result": _chosen("finding", "Đối chiếu kết quả"),
    "send_for_correction": _chosen("within", "Chuyển sửa kết quả"),
    "request_extension": lambda world, dossier, event: (
        f"Xin lỗi, xin hẹn lại {moment(datetime.fromisoformat(event.data['new_due']))}."
    ),
    "approve_extension": "Ký văn bản xin lỗi, hẹn lại.",
    "assign": _chosen("assignee", "Phân công"),
    "initial": "Ký nháy dự thảo.",
    "acknowledge": _acknowledged,
    "answer": lambda world, dossier, event: f"Cơ quan phối hợp trả lời: {event.data['text']}",
    "hand_back": lambda world, dossier, event: f"Trả lại: {event.data['reason']}",
    "let_lapse": "Cơ quan phối hợp không trả lời trong thời hạn.",
    "wake": "Hồ sơ quay lại: các cơ quan phối hợp đã trả lời hoặc đã hết hạn trả lời.",
    "due_soon": "Hệ thống báo: sắp đến hạn trả kết quả.",
    "happen": _question,
    "respond": _chosen("reply", "Trả lời"),
    "receive_for_appraisal": "Nhận hồ sơ để thẩm định.",
    "appraise": _chosen("conclusion", "Thẩm định"),
    "send_back": lambda world, dossier, event: f"Trả lại quầy: {event.data['reason']}",
    "submit_for_signature": "Trình lãnh đạo ký.",
    "sign": _sign,
    "return_draft": lambda world, dossier, event: f"Trả lại dự thảo: {event.data['reason']}",
    "issue_result": "Vào số, đóng dấu, phát hành kết quả.",
}
