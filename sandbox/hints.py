"""The next lawful step on a dossier, and the ladder of hints that leads to it.

It knows the truth about the papers, so its answers are for guided mode and for the hints a
trainee pays for, never for a page he has not asked for.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sandbox.engine import Option, available, clock_refusal
from sandbox.fields import PAPER
from sandbox.law import Basis, citation
from sandbox.others import planned_for
from sandbox.procedure import CHANNELS
from sandbox.rules import BY_ID
from sandbox.rules.base import nd118
from sandbox.rules.fees import account, due_amount
from sandbox.scenario import Defect
from sandbox.words import moment, money
from sandbox.workflow import ACTS, CLOCK_ACTS
from sandbox.world import Command, Dossier, World

SEAT = "reception"
COSTS = {1: 0.5, 2: 1.0, 3: 2.0}
"""Points that each rung of the ladder costs."""


@dataclass(frozen=True)
class Step:
    """What to do next: the act with its data, in words, and the rule behind it.

    `bases` replaces those of the rule where another text is the ground.
    """

    kind: str
    dossier: str | None
    sentence: str
    nudge: str
    data: Mapping[str, Any] = field(default_factory=dict)
    rule: str | None = None
    bases: tuple[Basis, ...] = ()

    @property
    def command(self) -> Command:
        return Command(self.kind, self.dossier, SEAT, self.data)

    @property
    def rule_title(self) -> str:
        return BY_ID[self.rule].title if self.rule else ""

    @property
    def basis(self) -> str:
        """The legal basis in words; empty when the step only waits."""
        return citation(self.bases or BY_ID[self.rule].basis) if self.rule else ""

    @property
    def option_key(self) -> str:
        """The key of the button to press, as `engine.available` names it."""
        item = self.data.get("paper") or self.data.get("component")
        return f"{self.kind}:{item}" if item else self.kind


@dataclass(frozen=True)
class Rung:
    """One hint; each rung says more and costs more."""

    rung: int
    title: str
    text: str
    cost: float


def next_step(world: World, dossier: str) -> Step | None:
    """The next lawful step on the dossier; None when it is closed."""
    here = world.dossiers[dossier]
    if here.closed:
        return None
    if here.state in STEPS:
        for step in STEPS[here.state](world, here):
            return step
    return _wait(world)


def ladder(world: World, dossier: str) -> list[Rung]:
    """Hints towards the next step: a nudge, the rule if there is one, the step itself."""
    step = next_step(world, dossier)
    if step is None:
        return []
    rungs = [
        Rung(1, "Gợi mở", step.nudge, COSTS[1]),
        Rung(2, "Quy định", f"{step.rule_title} ({step.basis}).", COSTS[2]),
        Rung(3, "Việc cần làm", step.sentence, COSTS[3]),
    ]
    return rungs if step.rule else [rungs[0], rungs[2]]


def waiting(world: World) -> str:
    """The act of the clock that brings the desk on: to the next news if there will be any."""
    return "wait_until_morning" if clock_refusal(world, "wait_for_news") else "wait_for_news"


def _wait(world: World) -> Step:
    kind = waiting(world)
    return Step(kind, None, f"Bấm “{CLOCK_ACTS[kind]}”.", "Hồ sơ đang ở tay ai?")


def _before_deciding(world: World, dossier: Dossier) -> Iterator[Step]:
    if dossier.identity != "e_id" and dossier.citizen_present:
        yield Step(
            "check_identity", dossier.key,
            "Xác thực tài khoản định danh điện tử của người nộp.",
            "Anh/chị đã biết chắc người nộp là ai chưa?", {"method": "e_id"}, "3.2.1",
        )  # fmt: skip
    for component in world.scenario.version.components:
        if component.how == "looked_up" and component.key not in dossier.looked_up:
            yield Step(
                "look_up", dossier.key, f"Tra cứu “{component.title}”.",
                "Điều gì Nhà nước đã có sẵn?", {"component": component.key}, "3.2.2",
            )  # fmt: skip
    for paper in dossier.spec.papers:
        verdict = dossier.verdicts.get(paper.key)
        truth = dossier.open_defects().get(paper.key, "")
        if verdict is None or verdict.reason != truth:
            yield Step(
                "check_paper", dossier.key, _verdict(world, paper.title, truth),
                "Trong danh mục còn giấy tờ nào anh/chị chưa mở ra xem kỹ?",
                {"paper": paper.key, "finding": truth or "sound"}, "3.2.3",
            )  # fmt: skip


def _verdict(world: World, title: str, truth: str) -> str:
    if not truth:
        return f"Mở “{title}”, kiểm tra và ghi kết quả “Đạt”."
    kind = world.scenario.version.defect_kind(truth).title
    return f"Mở “{title}” và ghi kết quả “{kind}”."


def _at_reception(world: World, dossier: Dossier) -> Iterator[Step]:
    yield from _before_deciding(world, dossier)
    if dossier.defects:
        yield _ask_or_refuse(world, dossier)
    yield acceptance(world, dossier)


def _ask_or_refuse(world: World, dossier: Dossier) -> Step:
    planted = {defect.key: defect for defect in dossier.spec.defects.all}
    defects = [planted[key] for key in dossier.defects]
    for defect in defects:
        remedy = world.scenario.version.defect_kind(defect.kind).remedy
        if remedy == "refuse" and not dossier.accepted_at:
            return _refusal(dossier, defect)
    titles = {paper.key: paper.title for paper in dossier.spec.papers}
    names = ", ".join(titles[defect.paper] for defect in defects)
    reason = " ".join(f"{titles[d.paper]}: {d.what} {d.remedy}" for d in defects)
    return Step(
        "request_supplement", dossier.key,
        f"Lập phiếu mẫu 02, yêu cầu đủ trong một lần: {names}; thời hạn hoàn thiện 15 ngày.",
        "Người dân về nhà một lần thì cần mang những gì?",
        {
            "items": [PAPER + d.paper for d in defects], "way": "form_02",
            "complete_by": "in_time", "reason": reason,
        }, "A4",
    )  # fmt: skip


def _refusal(dossier: Dossier, defect: Defect) -> Step:
    return Step(
        "refuse", dossier.key, "Từ chối tiếp nhận bằng phiếu mẫu 03, nêu rõ căn cứ.",
        "Giấy tờ này có thể hoàn thiện được không?",
        {"ground": defect.kind, "way": "form_03", "reason": defect.what}, "E14",
    )  # fmt: skip


def acceptance(world: World, dossier: Dossier) -> Step:
    """Accepting the dossier now, with the right case, channel and due date."""
    spec, scenario = dossier.spec, world.scenario
    at = world.now + timedelta(minutes=ACTS["accept"].minutes)
    limit = scenario.version.limit(spec.channel, spec.case)
    due = limit.due(scenario.calendar, at)
    data = {
        "case": spec.case,
        "channel": spec.channel,
        "due": due.isoformat(timespec="minutes"),
    }
    title = next(case.title for case in scenario.version.cases if case.key == spec.case)
    sentence = (
        f"Tiếp nhận: trường hợp “{title}”, cách thức nộp “{CHANNELS[spec.channel]}”,"
        f" hẹn trả {moment(due)}."
    )
    nudge = "Bây giờ là mấy giờ, và thời hạn của thủ tục này tính thế nào?"
    rule = "E3" if limit.kind == "same_day" else "B3"
    return Step("accept", dossier.key, sentence, nudge, data, rule)


def _at_desk(world: World, dossier: Dossier) -> Iterator[Step]:
    if dossier.state == "back_at_desk":
        yield from _before_deciding(world, dossier)
        if dossier.defects:
            yield _ask_or_refuse(world, dossier)
    if world.scenario.version.fees and dossier.payment is None and dossier.citizen_present:
        yield _collect_fee(world, dossier)  # before the slip, on which it is printed
    if not dossier.has_form("01"):
        yield _receipt(world, dossier)
    papers = [paper.key for paper in dossier.spec.papers]
    if any(p not in dossier.scans or not dossier.scans[p].signed for p in papers):
        data: dict[str, Any] = {"papers": papers, "signed": "yes"}
        reusable = [c for c in world.scenario.version.components if c.how == "looked_up"]
        if reusable:
            data["reused"] = [c.key for c in reusable if c.key in dossier.looked_up]
        yield Step(
            "digitise", dossier.key, "Quét và ký số từng giấy tờ, ghi nhận dữ liệu tái sử dụng.",
            "Hồ sơ điện tử đã đủ như hồ sơ giấy chưa?", data, "B1",
        )  # fmt: skip
    yield transferral(world, dossier)


def _receipt(world: World, dossier: Dossier) -> Step:
    """The slip; not obligatory where the result is due at once (khoản 4 Điều 17 of ND 118)."""
    sentence = "Xuất giấy tiếp nhận hồ sơ và hẹn trả kết quả (mẫu 01)."
    nudge = "Người dân cầm gì về để biết ngày nhận kết quả?"
    accepted, due = dossier.accepted_at, dossier.due_at
    if accepted and due and accepted.date() == due.date():
        sentence += " Trả trong ngày thì không bắt buộc; ở đây lập để luyện."
        bases = nd118("khoản 4 Điều 17")
        return Step("issue_receipt", dossier.key, sentence, nudge, {}, "B2", bases)
    return Step("issue_receipt", dossier.key, sentence, nudge, {}, "B2")


def transferral(world: World, dossier: Dossier) -> Step:
    """Transferring the dossier now to the unit that processes it."""
    office = world.scenario.version.processed_by
    return Step(
        "transfer", dossier.key, "Chuyển ngay cho đơn vị giải quyết, ghi phiếu kiểm soát mẫu 06.",
        "Hồ sơ đã đủ thì còn chờ gì ở quầy?",
        {"office": office, "handover": "now", "control_slip": "yes"}, "E1",
    )  # fmt: skip


def _collect_fee(world: World, dossier: Dossier) -> Step:
    amount = due_amount(world.scenario.version, dossier)
    data = {"amount": amount, "how": "cash", "receipt": "yes"}
    if world.scenario.version.waivers:
        data["waiver"] = dossier.spec.waiver or "none"
    version = world.scenario.version
    sentence = f"Thu {money(amount)}, lập biên lai điện tử. {account(version, dossier)}"
    nudge = "Bao nhiêu trang, bao nhiêu bản, và mức phí mỗi trang là bao nhiêu?"
    bases = tuple(each for fee in version.fees for each in fee.basis)
    return Step("collect_fee", dossier.key, sentence, nudge, data, "E19", bases)


def _at_return(world: World, dossier: Dossier) -> Iterator[Step]:
    version = world.scenario.version
    if not dossier.citizen_present:
        coming = [each for each in planned_for(world, dossier) if each.command.kind == "collect"]
        notified, ready = dossier.notified_at, dossier.result_at
        told = notified is not None and ready is not None and notified >= ready
        if not (told and coming):
            yield Step(
                "notify_citizen", dossier.key, "Báo cho người dân đến nhận kết quả.",
                "Kết quả đã có, người dân đã biết chưa?", {"channel": "official"}, "I5",
            )  # fmt: skip
        return
    if version.fees and dossier.payment is None:
        yield _collect_fee(world, dossier)
    data = {"receiver": "slip", "rating": "yes"}
    if version.originals_returned:
        data["originals"] = "yes"
    if version.result.electronic:
        data["electronic"] = "yes"
    yield Step(
        "return_result", dossier.key,
        "Đối chiếu giấy hẹn, trả kết quả cùng bản chính, mời đánh giá hài lòng.",
        "Người dân ra về phải cầm những gì?", data, "I4",
    )  # fmt: skip


def _awaiting_supplement(world: World, dossier: Dossier) -> Iterator[Step]:
    if not planned_for(world, dossier):
        reason = "Đã quá 15 ngày kể từ ngày yêu cầu mà hồ sơ chưa được bổ sung."
        data = {"ground": "not_supplemented", "reason": reason}
        yield Step(
            "stop", dossier.key, "Dừng xử lý bằng thông báo mẫu 05.",
            "Thời hạn bổ sung đã hết chưa?", data, "H5",
        )  # fmt: skip


STEPS: dict[str, Callable[[World, Dossier], Iterator[Step]]] = {
    "submitted": _at_reception,
    "accepted": _at_desk,
    "back_at_desk": _at_desk,
    "awaiting_return": _at_return,
    "awaiting_supplement": _awaiting_supplement,
}
"""The lawful way from each state in which the desk can act; in the others it waits."""


def option_of(world: World, step: Step) -> Option | None:
    """The button for a step, so that a page can point at it."""
    options = available(world, step.dossier, SEAT)
    return next((each for each in options if each.key == step.option_key), None)
