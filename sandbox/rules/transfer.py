"""Slip and transfer to the processing unit."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sandbox.law import Basis, nd118
from sandbox.rules.base import Found, History, Rule, Step
from sandbox.rules.deadlines import limit_of
from sandbox.words import moment
from sandbox.workflow import ACTS

GROUP = "Chuyển hồ sơ"
AT_ONCE_MINUTES = 30
"""Working minutes that count as "ngay sau khi tiếp nhận". The decree names no number: training value."""
GRACE = timedelta(minutes=AT_ONCE_MINUTES)
"""What counts as the start of a working day. Training value."""


def first_transfers(past: History) -> list[Step]:
    """The first transfer of each dossier: later ones follow a return by the appraiser."""
    return [step for step in past.of("transfer") if not step.dossier.transferred_at]


def _at_once(past: History) -> Iterator[Found]:
    """Waiting for the payer, and serving somebody else meanwhile, is not counted."""
    calendar = past.scenario.calendar
    for step in first_transfers(past):
        dossier = step.dossier
        assert dossier.accepted_at is not None
        since = dossier.accepted_at
        if dossier.payment and dossier.payment.how == "online":
            since = max(since, dossier.payment.at)
        waited = calendar.working_minutes_between(since, step.event.at)
        waited -= _spent_on_others(past, step, since)
        tasks = step.version.tasks_of("receiving", dossier.case)
        allowed = AT_ONCE_MINUTES + sum(task.minutes for task in tasks)
        yield Found(
            step, waited <= allowed,
            f"Chuyển hồ sơ điện tử sau {waited} phút làm việc.",
            "Chuyển hồ sơ điện tử ngay sau khi tiếp nhận.", caused_by=("E2", "G1"),
        )  # fmt: skip


def _spent_on_others(past: History, step: Step, since: datetime) -> int:
    """Minutes of the trainee's acts on other dossiers between two moments."""
    return sum(
        int((other.event.at - other.before.now).total_seconds()) // 60
        for other in past.steps
        if since < other.event.at <= step.event.at
        and other.event.kind in ACTS
        and not other.event.simulated
        and other.event.dossier != step.event.dossier
    )


def _handed_over(past: History, step: Step) -> datetime:
    calendar = past.scenario.calendar
    if step.data["handover"] == "next_morning":
        return calendar.next_morning(step.event.at)
    if step.data["handover"] == "later":
        return calendar.add_working_days(step.event.at, 5)
    return step.event.at


def _paper_in_time(past: History) -> Iterator[Found]:
    for step in first_transfers(past):
        if step.spec.channel != "online" and not _other_level(step):
            received = step.dossier.received_at
            assert received is not None
            if step.dossier.paper_slip_at:
                received = step.dossier.accepted_at or received
            deadline = past.scenario.calendar.paper_handover_deadline(received, GRACE)
            handed_over = _handed_over(past, step)
            yield Found(
                step, handed_over <= deadline, f"Hồ sơ giấy được giao {moment(handed_over)}.",
                f"Nhận lúc {moment(received)} thì giao chậm nhất {moment(deadline)}.",
            )  # fmt: skip


def _other_level(step: Step) -> bool:
    """Whether the competent agency is of another level, so that a link leads to it."""
    version = step.version
    return any(o.link for o in version.offices if o.key == version.processed_by)


def _paper_to_other_level(past: History) -> Iterator[Found]:
    for step in first_transfers(past):
        if step.spec.channel == "online" or not _other_level(step):
            continue
        accepted = step.dossier.accepted_at
        assert accepted is not None
        deadline = past.scenario.calendar.add_working_days(accepted, 1)
        handed_over = _handed_over(past, step)
        yield Found(
            step, handed_over <= deadline, f"Hồ sơ giấy được gửi {moment(handed_over)}.",
            f"Gửi hồ sơ giấy cho cơ quan có thẩm quyền chậm nhất {moment(deadline)}.",
        )  # fmt: skip


def _control_slip(past: History) -> Iterator[Found]:
    for step in past.of("transfer"):
        kept = step.data["control_slip"] == "yes"
        what = "Đã ghi phiếu kiểm soát." if kept else "Không ghi phiếu kiểm soát quá trình."
        yield Found(step, kept, what, "Ghi người giao, người nhận, giờ giao vào phiếu mẫu 06.")


def _right_office(past: History) -> Iterator[Found]:
    for step in past.of("transfer"):
        titles = {office.key: office.title for office in step.version.offices}
        chosen, right = step.data["office"], step.version.processed_by
        yield Found(
            step, chosen == right, f"Chuyển đến “{titles[chosen]}”.",
            f"Chuyển đến “{titles[right]}”.",
        )  # fmt: skip


def _at_once_due(step: Step) -> bool:
    accepted, due = step.dossier.accepted_at, step.dossier.due_at
    same_day = accepted and due and accepted.date() == due.date()
    return limit_of(step).kind == "same_day" and bool(same_day)


def _slip(past: History) -> Iterator[Found]:
    """Results due at once need no slip unless the applicant asks for one."""
    for step in first_transfers(past):
        if _at_once_due(step) or step.dossier.paper_slip_at:
            continue
        given = step.dossier.has_form("01")
        what = "Đã giao giấy hẹn." if given else "Chuyển hồ sơ khi chưa giao giấy hẹn."
        yield Found(
            step, given, what, "Giao Giấy tiếp nhận hồ sơ và hẹn trả kết quả (mẫu 01) trước."
        )


def _slip_on_request(past: History) -> Iterator[Found]:
    for step in first_transfers(past):
        if not (_at_once_due(step) and step.spec.asks_for_slip):
            continue
        given = step.dossier.has_form("01")
        what = (
            "Đã giao giấy hẹn theo đề nghị." if given else "Người dân xin giấy hẹn mà không giao."
        )
        yield Found(step, given, what, "Người dân đề nghị thì giao giấy hẹn, dù trả trong ngày.")


RULES = (
    Rule("E1", "soft", 3, "system", nd118("khoản 1 Điều 18"), _at_once, dimension="timeliness"),
    Rule("E2", "soft", 4, "law", nd118("khoản 2 Điều 18"), _paper_in_time,
        dimension="timeliness", errors=("E11",)),
    Rule("G1", "soft", 4, "law", nd118("điểm a khoản 1 Điều 20"), _paper_to_other_level,
        dimension="timeliness", errors=("E11",)),
    Rule("E4", "soft", 2, "system", (Basis(document="Thông tư 03/2025/TT-VPCP"),),
        _control_slip, dimension="documents", errors=("E11",)),
    Rule("E02", "soft", 5, "law", nd118("Điều 18"), _right_office, errors=("E02",)),
    Rule("B2", "soft", 4, "law", nd118("khoản 3 Điều 17"), _slip, dimension="documents"),
    Rule("B4", "soft", 3, "communication", nd118("khoản 4 Điều 17"), _slip_on_request,
        dimension="service"),
)  # fmt: skip
