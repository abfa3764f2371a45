"""The workflow as tables: states, public statuses, seats, and who may do what when.

The engine and the pages read the same tables. Button labels follow the wording of provincial
systems.
"""

from dataclasses import dataclass

ROLES: dict[str, str] = {
    "citizen": "Người nộp hồ sơ",
    "reception": "Cán bộ tiếp nhận",
    "appraiser": "Cán bộ thụ lý",
    "leader": "Lãnh đạo",
    "clerk": "Văn thư",
    "system": "Hệ thống",
}

STATUSES: dict[int, str] = {
    1: "Mới đăng ký",
    2: "Được tiếp nhận",
    3: "Không được tiếp nhận",
    4: "Đang xử lý",
    5: "Yêu cầu bổ sung giấy tờ",
    6: "Yêu cầu thực hiện nghĩa vụ tài chính",
    7: "Công dân yêu cầu rút hồ sơ",
    8: "Dừng xử lý",
    9: "Đã xử lý xong",
    10: "Đã trả kết quả",
}
"""The ten statuses synchronised with the National Public Service Portal."""


@dataclass(frozen=True)
class State:
    """An internal state: its public status, and the one role that holds the dossier.

    An end has no holder.
    """

    status: int
    holder: str | None


STATES: dict[str, State] = {
    "submitted": State(1, "reception"),
    "awaiting_supplement": State(5, "citizen"),
    "accepted": State(2, "reception"),
    "awaiting_payment": State(6, "citizen"),
    "in_queue": State(4, "appraiser"),
    "in_appraisal": State(4, "appraiser"),
    "back_at_desk": State(4, "reception"),
    "awaiting_signature": State(4, "leader"),
    "awaiting_issue": State(4, "clerk"),
    "awaiting_return": State(9, "reception"),
    "returned": State(10, None),
    "refused": State(3, None),
    "withdrawn": State(7, None),
    "stopped": State(8, None),
}

BEFORE = ("submitted",)
AT_DESK = ("accepted", "back_at_desk")
OPEN = tuple(key for key, state in STATES.items() if state.holder)
ACCEPTED = tuple(key for key in OPEN if key not in ("submitted", "awaiting_supplement"))


@dataclass(frozen=True)
class Act:
    """One thing a role can do.

    `to` is the state it leads to; None leaves the state as it is, or lets the outcome say.
    `minutes` is the simulated time it takes, `form` the number of the form it issues.
    """

    kind: str
    label: str
    role: str
    sources: tuple[str, ...]
    to: str | None
    minutes: int = 0
    group: str = ""
    form: str = ""
    checks: tuple[str, ...] = ()
    """Checks that apply when the procedure says that the real system enforces them."""
    needs_presence: bool = False
    """Cannot be done without the citizen at the counter, whatever the system would say."""


CHECKING, DECIDING = "Kiểm tra hồ sơ", "Quyết định tiếp nhận"
RECEIVING, RETURNING = "Hoàn thành tiếp nhận", "Trả kết quả"
CONTACT, CLOCK = "Liên hệ, dừng hồ sơ", "Thời gian"

_ACTS = (
    # The applicant.
    Act("submit", "Nộp hồ sơ", "citizen", (), "submitted"),
    Act("supplement", "Bổ sung hồ sơ", "citizen", ("awaiting_supplement",), None),
    Act("pay", "Thanh toán", "citizen", ("awaiting_payment",), None),
    Act("collect", "Đến nhận kết quả", "citizen", ACCEPTED, None),
    Act("complain", "Phản ánh, kiến nghị", "citizen", OPEN, None),
    Act("withdraw", "Rút hồ sơ", "citizen", OPEN, "withdrawn", form="05"),
    # The one-stop desk.
    Act(
        "check_identity", "Xác thực danh tính", "reception", BEFORE + AT_DESK, None, 2, CHECKING,
        needs_presence=True,
    ),
    Act("look_up", "Tra cứu CSDL", "reception", BEFORE + AT_DESK, None, 1, CHECKING),
    Act("check_paper", "Kiểm tra giấy tờ", "reception", BEFORE + AT_DESK, None, 1, CHECKING),
    Act(
        "accept", "Tiếp nhận", "reception", BEFORE, "accepted", 2, DECIDING,
        checks=("identity_before_accept", "papers_checked_before_accept"),
    ),
    Act(
        "request_supplement", "Yêu cầu công dân bổ sung", "reception",
        ("submitted", "back_at_desk"), "awaiting_supplement", 4, DECIDING,
    ),
    Act("refuse", "Từ chối tiếp nhận", "reception", BEFORE, "refused", 4, DECIDING),
    Act("collect_fee", "Thu phí, lệ phí", "reception", (*AT_DESK, "awaiting_return"), None, 2,
        RECEIVING, needs_presence=True),
    Act("request_payment", "Yêu cầu thanh toán", "reception", ("accepted",), "awaiting_payment",
        1, RECEIVING),
    Act("issue_receipt", "Xuất phiếu tiếp nhận", "reception", AT_DESK, None, 1, RECEIVING,
        form="01"),
    Act("digitise", "Số hóa và ký số", "reception", AT_DESK, None, 4, RECEIVING),
    Act(
        "transfer", "Chuyển bước xử lý", "reception", AT_DESK, "in_queue", 1, RECEIVING,
        checks=("digitised_before_transfer", "fee_before_transfer", "receipt_before_transfer"),
    ),
    Act("notify_citizen", "Thông báo cho công dân", "reception", ACCEPTED, None, 1, CONTACT),
    Act("stop", "Dừng xử lý", "reception",
        ("submitted", "awaiting_supplement", *AT_DESK), "stopped", 3, CONTACT, form="05"),
    Act(
        "return_result", "Trả kết quả và đánh giá hài lòng", "reception", ("awaiting_return",),
        "returned", 2, RETURNING, checks=("fee_before_return",),
    ),
    Act("expire_supplement", "Hết thời hạn bổ sung", "system", ("awaiting_supplement",), None),
    # The appraiser.
    Act("receive_for_appraisal", "Nhận xử lý", "appraiser", ("in_queue",), "in_appraisal"),
    Act("appraise", "Thẩm định", "appraiser", ("in_appraisal",), None),
    Act("send_back", "Trả lại bước trước", "appraiser", ("in_queue", "in_appraisal"),
        "back_at_desk"),
    Act("submit_for_signature", "Trình ký", "appraiser", ("in_appraisal",), "awaiting_signature"),
    # The leader and the clerk.
    Act("sign", "Ký số", "leader", ("awaiting_signature",), "awaiting_issue"),
    Act("return_draft", "Trả lại dự thảo", "leader", ("awaiting_signature",), "in_appraisal"),
    Act("issue_result", "Phát hành kết quả", "clerk", ("awaiting_issue",), "awaiting_return"),
)  # fmt: skip
ACTS: dict[str, Act] = {act.kind: act for act in _ACTS}

CLOCK_ACTS: dict[str, str] = {
    "wait_for_news": "Chờ đến khi có việc mới",
    "wait_until_morning": "Chờ đến sáng ngày làm việc tiếp theo",
}

STEPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Nộp hồ sơ", ("submitted", "awaiting_supplement")),
    ("Tiếp nhận", ("accepted", "awaiting_payment", "back_at_desk")),
    ("Thẩm định", ("in_queue", "in_appraisal")),
    ("Ký duyệt", ("awaiting_signature",)),
    ("Phát hành", ("awaiting_issue",)),
    ("Trả kết quả", ("awaiting_return", "returned")),
)
"""The progress line: a label and the states that belong to it."""
