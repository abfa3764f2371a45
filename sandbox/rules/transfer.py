"""Slip and transfer to the processing unit."""

from collections.abc import Iterator
from datetime import timedelta

from sandbox.law import Basis
from sandbox.rules.base import Found, History, Rule, Step, nd118
from sandbox.rules.deadlines import limit_of
from sandbox.words import moment

GROUP = "Chuyển hồ sơ"
AT_ONCE_MINUTES = 30
"""Working minutes that count as "ngay sau khi tiếp nhận". The decree names no number: training value."""
GRACE = timedelta(minutes=AT_ONCE_MINUTES)
"""What counts as the start of a working day. Training value."""


def first_transfers(history: History) -> Iterator[Step]:
    """The first transfer of each dossier: later ones follow a return by the appraiser."""
    return (step for step in history.of("transfer") if not step.dossier.transferred_at)


def _at_once(history: History) -> Iterator[Found]:
    calendar = history.scenario.calendar
    for step in first_transfers(history):
        accepted = step.dossier.accepted_at
        assert accepted is not None
        waited = calendar.working_minutes_between(accepted, step.event.at)
        yield Found(
            step, waited <= AT_ONCE_MINUTES,
            f"Chuyển hồ sơ điện tử sau {waited} phút làm việc.",
            "Chuyển hồ sơ điện tử ngay sau khi tiếp nhận.", caused_by=("E2",),
        )  # fmt: skip


def _paper_in_time(history: History) -> Iterator[Found]:
    calendar = history.scenario.calendar
    for step in first_transfers(history):
        accepted = step.dossier.accepted_at
        assert accepted is not None
        deadline = calendar.paper_handover_deadline(accepted, GRACE)
        handed_over = step.event.at
        if step.event.data["handover"] == "next_morning":
            handed_over = calendar.next_morning(step.event.at)
        yield Found(
            step, handed_over <= deadline, f"Hồ sơ giấy được giao {moment(handed_over)}.",
            f"Nhận lúc {moment(accepted)} thì giao chậm nhất {moment(deadline)}.",
        )  # fmt: skip


def _control_slip(history: History) -> Iterator[Found]:
    for step in history.of("transfer"):
        kept = step.event.data["control_slip"] == "yes"
        what = "Đã ghi phiếu kiểm soát." if kept else "Không ghi phiếu kiểm soát quá trình."
        yield Found(step, kept, what, "Ghi người giao, người nhận, giờ giao vào phiếu mẫu 06.")


def _right_office(history: History) -> Iterator[Found]:
    version = history.scenario.version
    titles = {office.key: office.title for office in version.offices}
    for step in history.of("transfer"):
        chosen = step.event.data["office"]
        yield Found(
            step, chosen == version.processed_by, f"Chuyển đến “{titles[chosen]}”.",
            f"Chuyển đến “{titles[version.processed_by]}”.",
        )  # fmt: skip


def _slip(history: History) -> Iterator[Found]:
    """Results due at once need no slip unless the applicant asks for one."""
    for step in first_transfers(history):
        accepted, due = step.dossier.accepted_at, step.dossier.due_at
        limit = limit_of(history, step)
        at_once = accepted and due and accepted.date() == due.date()
        if limit.kind == "same_day" and at_once:
            continue
        given = step.dossier.has_form("01")
        what = "Đã giao giấy hẹn." if given else "Chuyển hồ sơ khi chưa giao giấy hẹn."
        yield Found(
            step, given, what, "Giao Giấy tiếp nhận hồ sơ và hẹn trả kết quả (mẫu 01) trước."
        )


RULES = (
    Rule(
        "E1", "Chuyển hồ sơ điện tử ngay", "soft", 3, "reception.system",
        nd118("khoản 1 Điều 18"),
        "Người thụ lý mất thời gian, hồ sơ dễ quá hạn.",
        _at_once, dimension="timeliness",
    ),
    Rule(
        "E2", "Giao hồ sơ giấy đúng buổi", "soft", 4, "reception.law",
        nd118("khoản 2 Điều 18"),
        "Người thụ lý không có bản giấy để đối chiếu, hồ sơ dễ quá hạn.",
        _paper_in_time, dimension="timeliness", errors=("E11",),
    ),
    Rule(
        "E4", "Ghi phiếu kiểm soát quá trình", "soft", 2, "reception.system",
        (Basis(document="Thông tư 03/2025/TT-VPCP"),),
        "Khi hồ sơ chậm, không ai biết chậm ở khâu nào.",
        _control_slip, dimension="documents", errors=("E11",),
    ),
    Rule(
        "E02", "Chuyển đúng đơn vị giải quyết", "soft", 5, "reception.law",
        nd118("Điều 18"),
        "Hồ sơ đi vòng, mất thời gian của người dân.",
        _right_office, errors=("E02",),
    ),
    Rule(
        "B2", "Giao giấy tiếp nhận và hẹn trả kết quả", "soft", 4, "reception.law",
        nd118("khoản 3 Điều 17"),
        "Người dân không biết mã hồ sơ và ngày nhận kết quả.",
        _slip, dimension="documents",
    ),
)  # fmt: skip
