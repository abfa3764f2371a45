"""What has to be there before an act: what a real system enforces, and what the act is about."""

from collections.abc import Callable
from dataclasses import dataclass

from sandbox.law import ND118, Basis
from sandbox.world import Dossier, World


@dataclass(frozen=True)
class Check:
    """Something a real system may enforce before an act: what must hold, and why."""

    holds: Callable[[World, Dossier], bool]
    sentence: str
    first: str
    """The act to do first."""
    article: str

    @property
    def basis(self) -> str:
        return Basis(document=ND118, article=self.article).text


def _paid(world: World, dossier: Dossier) -> bool:
    return dossier.payment is not None or not world.version(dossier).fees


CHECKS: dict[str, Check] = {
    "identity_before_accept": Check(
        lambda world, dossier: bool(dossier.identity),
        "Chưa xác thực danh tính người nộp.",
        "check_identity",
        "điểm a khoản 1 Điều 17",
    ),
    "papers_checked_before_accept": Check(
        lambda world, dossier: len(dossier.verdicts) == len(dossier.spec.papers),
        "Còn giấy tờ chưa kiểm tra.",
        "check_paper",
        "điểm c khoản 1 Điều 17",
    ),
    "digitised_before_transfer": Check(
        lambda world, dossier: (
            dossier.spec.channel == "online" or len(dossier.scans) == len(dossier.spec.papers)
        ),
        "Còn giấy tờ chưa số hóa.",
        "digitise",
        "điểm c khoản 1 Điều 17",
    ),
    "fee_before_transfer": Check(_paid, "Chưa thu phí, lệ phí.", "collect_fee", "khoản 1 Điều 24"),
    "receipt_before_transfer": Check(
        lambda world, dossier: dossier.has_form("01"),
        "Chưa xuất giấy tiếp nhận hồ sơ và hẹn trả kết quả.",
        "issue_receipt",
        "khoản 3 Điều 17",
    ),
    "fee_before_return": Check(_paid, "Chưa thu phí, lệ phí.", "collect_fee", "khoản 1 Điều 24"),
}
"""By the names a procedure lists under `system_checks`."""


def _extension_is(state: str) -> Callable[[World, Dossier], bool]:
    return lambda world, dossier: bool(dossier.extension and dossier.extension.state == state)


def clock_runs(world: World, dossier: Dossier) -> bool:
    """Whether the time counts now: not while an agency or the payer has it whose time is free."""
    version = world.version(dossier)
    if dossier.state == "awaiting_payment":
        return version.duty is None or not version.duty.stops_clock
    return dossier.state != "awaiting_agency" or not any(
        request.sent_at >= dossier.held_since and version.link(key).stops_clock
        for key, request in dossier.requests.items()
    )


def _something_to_pay(world: World, dossier: Dossier) -> bool:
    """Nobody pays twice: the fee at the desk, the duty during appraisal."""
    version = world.version(dossier)
    if dossier.state == "in_appraisal":
        return version.duty is not None and dossier.duty_paid_at is None
    return bool(version.fees) and dossier.payment is None


DECIDED = ("set", "declined", "oral")
"""A request for a new date that is not waiting for anybody."""
NEEDS: dict[str, tuple[Callable[[World, Dossier], bool], str]] = {
    "confirm_withdrawal": (
        lambda world, dossier: dossier.withdrawal_asked_at is not None,
        "Người nộp chưa đề nghị rút hồ sơ.",
    ),
    "reset_due": (
        _extension_is("approved"),
        "Cơ quan giải quyết chưa có văn bản xin lỗi và đề nghị gia hạn (mẫu 04).",
    ),
    "approve_extension": (_extension_is("asked"), "Chưa có dự thảo văn bản xin lỗi, hẹn lại."),
    "request_extension": (
        lambda world, dossier: not dossier.extension or dossier.extension.state in DECIDED,
        "Đã có một đề nghị hẹn lại đang chờ giải quyết.",
    ),
    "collect_fee": (_something_to_pay, "Hồ sơ này không còn khoản nào phải thu."),
    "request_payment": (_something_to_pay, "Hồ sơ này không còn khoản nào phải nộp."),
    "receive_on_paper": (
        lambda world, dossier: (
            bool(world.scenario.down_at(world.now)) and not dossier.paper_slip_at
        ),
        "Hệ thống đang hoạt động: tiếp nhận trên hệ thống.",
    ),
    "submit_for_signature": (
        lambda world, dossier: bool(dossier.conclusion),
        "Chưa có kết luận thẩm định để trình.",
    ),
    "due_soon": (clock_runs, "Thời gian chờ cơ quan phối hợp không tính vào thời hạn."),
    "collect": (clock_runs, "Hồ sơ đang chờ bên khác, chưa đến hẹn."),
    "wake": (
        lambda world, dossier: all(child.closed for child in world.children(dossier.key)),
        "Còn cơ quan phối hợp chưa trả lời.",
    ),
}
"""What an act is about, without which there is nothing to do."""
SHOWN = ("submit_for_signature",)
"""Of these acts the button is shown all the same: they come later on the usual way."""
