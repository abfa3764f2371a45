"""The workflow as tables: states, public statuses, seats, and who may do what when.

The engine and the pages read the same tables. Button labels follow the wording of provincial
systems.
"""

from dataclasses import dataclass

ROLES: dict[str, str] = {
    "citizen": "Người nộp hồ sơ",
    "reception": "Cán bộ tiếp nhận",
    "appraiser": "Cán bộ thụ lý",
    "division": "Lãnh đạo phòng",
    "leader": "Lãnh đạo",
    "clerk": "Văn thư",
    "agency": "Cơ quan phối hợp",
    "system": "Hệ thống",
}
OFFICERS = ("reception", "appraiser", "division", "leader", "clerk")

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
    "awaiting_assignment": State(4, "division"),
    "in_queue": State(4, "appraiser"),
    "in_appraisal": State(4, "appraiser"),
    "awaiting_agency": State(4, "agency"),
    "supplement_proposed": State(4, "reception"),
    "back_at_desk": State(4, "reception"),
    "awaiting_initial": State(4, "division"),
    "awaiting_signature": State(4, "leader"),
    "awaiting_issue": State(4, "clerk"),
    "awaiting_return": State(9, "reception"),
    "to_correct": State(4, "reception"),
    "returned": State(10, None),
    "refused": State(3, None),
    "withdrawn": State(7, None),
    "stopped": State(8, None),
    # Child dossiers: what another agency does.
    "at_agency": State(4, "agency"),
    "agency_done": State(9, None),
    "agency_silent": State(8, None),
    "agency_returned": State(8, None),
}
"""`awaiting_agency` is a parent that waits for its children; see `Dossier.parent`."""

BEFORE = ("submitted",)
AT_DESK = ("accepted", "back_at_desk")
CHILD = ("at_agency", "agency_done", "agency_silent", "agency_returned")
OPEN = tuple(key for key, state in STATES.items() if state.holder and key not in CHILD)
ACCEPTED = tuple(key for key in OPEN if key not in ("submitted", "awaiting_supplement"))
UNDECIDED = tuple(key for key in OPEN if key not in ("awaiting_return", "to_correct"))
IN_OFFICE = (
    "awaiting_assignment", "in_queue", "in_appraisal", "awaiting_agency", "awaiting_initial",
    "awaiting_signature", "awaiting_issue",
)  # fmt: skip
"""With the processing unit, where a result can still be late."""


@dataclass(frozen=True)
class Act:
    """One thing that the roles named can do; only the holder of the dossier, or `anyone` of them.

    `to` is the state it leads to; None leaves the state as it is, or lets the outcome say.
    `minutes` is the simulated time it takes, `form` the number of the form it issues.
    """

    kind: str
    label: str
    roles: tuple[str, ...]
    sources: tuple[str, ...]
    to: str | None = None
    minutes: int = 0
    group: str = ""
    form: str = ""
    checks: tuple[str, ...] = ()
    """Checks that apply when the procedure says that the real system enforces them."""
    needs_presence: bool = False
    """Cannot be done without the citizen at the counter, whatever the system would say."""
    anyone: bool = False
    """Also when somebody else holds the dossier."""
    on_paper: bool = False
    """Can be done while the system is down."""


CHECKING, DECIDING = "Kiểm tra hồ sơ", "Quyết định tiếp nhận"
RECEIVING, RETURNING = "Hoàn thành tiếp nhận", "Trả kết quả"
CONTACT, CLOCK = "Liên hệ, dừng hồ sơ", "Thời gian"
APPRAISING, SUBMITTING = "Thẩm định", "Trình ký"
SIGNING, ANSWERING = "Ký duyệt", "Trả lời"

_CITIZEN, _DESK, _APPRAISER = ("citizen",), ("reception",), ("appraiser",)
_DIVISION, _LEADER, _CLERK = ("division",), ("leader",), ("clerk",)
_AGENCY, _SYSTEM = ("agency",), ("system",)

_ACTS = (
    # The applicant.
    Act("submit", "Nộp hồ sơ", _CITIZEN, (), "submitted"),
    Act("supplement", "Bổ sung hồ sơ", _CITIZEN, ("awaiting_supplement",)),
    Act("pay", "Thanh toán", _CITIZEN, ("awaiting_payment",)),
    Act("collect", "Đến nhận kết quả", _CITIZEN, ACCEPTED, anyone=True),
    Act("complain", "Phản ánh, kiến nghị", _CITIZEN, OPEN, anyone=True),
    Act("ask_to_withdraw", "Đề nghị rút hồ sơ", _CITIZEN, UNDECIDED, anyone=True),
    Act("report_error", "Báo kết quả bị sai", _CITIZEN, ("returned",), "to_correct", anyone=True),
    # The one-stop desk.
    Act("check_identity", "Xác thực danh tính", _DESK, BEFORE + AT_DESK, None, 2, CHECKING,
        on_paper=True),
    Act("look_up", "Tra cứu CSDL", ("reception", "appraiser"),
        (*BEFORE, *AT_DESK, "in_appraisal"), None, 1, CHECKING),
    Act("check_paper", "Kiểm tra giấy tờ", ("reception", "appraiser"),
        (*BEFORE, *AT_DESK, "in_appraisal"), None, 1, CHECKING, on_paper=True),
    Act("receive_on_paper", "Nhận hồ sơ giấy khi hệ thống gián đoạn", _DESK, BEFORE, None, 4,
        DECIDING, needs_presence=True, on_paper=True),
    Act("accept", "Tiếp nhận", _DESK, BEFORE, "accepted", 2, DECIDING,
        checks=("identity_before_accept", "papers_checked_before_accept")),
    Act("request_supplement", "Yêu cầu công dân bổ sung", _DESK, ("submitted", "back_at_desk"),
        "awaiting_supplement", 4, DECIDING, on_paper=True),
    Act("refuse", "Từ chối tiếp nhận", _DESK, ("submitted", "awaiting_supplement"), "refused", 4,
        DECIDING, anyone=True),
    Act("desk_task", "Thực hiện việc tại quầy", _DESK, (*AT_DESK, "awaiting_return"), None, 3,
        RECEIVING),
    Act("collect_fee", "Thu phí, lệ phí", _DESK, (*AT_DESK, "awaiting_return"), None, 2,
        RECEIVING, needs_presence=True),
    Act("request_payment", "Yêu cầu thanh toán", ("reception", "appraiser"),
        ("accepted", "back_at_desk", "in_appraisal", "awaiting_return"), "awaiting_payment", 1,
        RECEIVING),
    Act("issue_receipt", "Xuất phiếu tiếp nhận", _DESK, AT_DESK, None, 1, RECEIVING, form="01"),
    Act("digitise", "Số hóa và ký số", _DESK, AT_DESK, None, 4, RECEIVING),
    Act("transfer", "Chuyển bước xử lý", _DESK, AT_DESK, None, 1, RECEIVING,
        checks=("digitised_before_transfer", "fee_before_transfer", "receipt_before_transfer")),
    Act("pass_on_supplement", "Một cửa yêu cầu bổ sung", _DESK, ("supplement_proposed",),
        "awaiting_supplement", 3, DECIDING),
    Act("notify_citizen", "Thông báo cho công dân", _DESK, ACCEPTED, None, 1, CONTACT,
        anyone=True, on_paper=True),
    Act("reset_due", "Đặt lại ngày hẹn trả", _DESK, ACCEPTED, None, 2, CONTACT, anyone=True),
    Act("confirm_withdrawal", "Giải quyết đề nghị rút hồ sơ", _DESK, UNDECIDED, "withdrawn", 4,
        CONTACT, form="05", anyone=True),
    Act("stop", "Dừng xử lý", _DESK, ("submitted", "awaiting_supplement", *AT_DESK), "stopped", 3,
        CONTACT, form="05", anyone=True),
    Act("send_onward", "Chuyển liên thông", _DESK, ("awaiting_return",), "awaiting_agency", 2,
        RETURNING),
    Act("check_result", "Kiểm tra kết quả", _DESK, ("awaiting_return",), None, 1, RETURNING),
    Act("send_for_correction", "Chuyển sửa kết quả sai", _DESK,
        ("awaiting_return", "to_correct"), "in_appraisal", 3, RETURNING),
    Act("return_result", "Trả kết quả và đánh giá hài lòng", _DESK, ("awaiting_return",),
        "returned", 2, RETURNING, checks=("fee_before_return",)),
    # The appraiser.
    Act("receive_for_appraisal", "Nhận xử lý", _APPRAISER, ("in_queue",), "in_appraisal", 1,
        APPRAISING),
    Act("appraisal_task", "Thực hiện việc chuyên ngành", _APPRAISER, ("in_appraisal",), None, 5,
        APPRAISING),
    Act("consult", "Gửi cơ quan phối hợp", _APPRAISER, ("in_appraisal",), "awaiting_agency", 4,
        APPRAISING),
    Act("report_silence", "Báo cơ quan phối hợp chậm trả lời", _APPRAISER, ("in_appraisal",),
        None, 2, APPRAISING),
    Act("appraise", "Thẩm định", _APPRAISER, ("in_appraisal",), None, 10, APPRAISING),
    Act("propose_supplement", "Đề nghị bổ sung hồ sơ", _APPRAISER, ("in_appraisal",), None, 5,
        APPRAISING),
    Act("request_extension", "Dự thảo xin lỗi, hẹn lại", _APPRAISER, IN_OFFICE, None, 5,
        SUBMITTING, anyone=True),
    Act("send_back", "Trả lại bước trước", _APPRAISER, ("in_queue", "in_appraisal"),
        "back_at_desk", 2, APPRAISING),
    Act("submit_for_signature", "Trình ký", _APPRAISER, ("in_appraisal",), None, 3, SUBMITTING),
    # The head of the division, the leader and the clerk.
    Act("assign", "Phân công thụ lý", _DIVISION, ("awaiting_assignment",), "in_queue", 2, SIGNING),
    Act("initial", "Ký nháy", _DIVISION, ("awaiting_initial",), "awaiting_signature", 3, SIGNING),
    Act("return_draft", "Trả lại dự thảo", ("division", "leader"),
        ("awaiting_initial", "awaiting_signature"), "in_appraisal", 3, SIGNING),
    Act("sign", "Ký số", _LEADER, ("awaiting_signature",), "awaiting_issue", 3, SIGNING),
    Act("approve_extension", "Ký văn bản xin lỗi, hẹn lại", _LEADER, IN_OFFICE, None, 3, SIGNING,
        form="04", anyone=True),
    Act("issue_result", "Phát hành kết quả", _CLERK, ("awaiting_issue",), "awaiting_return"),
    # Other agencies, and the machine.
    Act("acknowledge", "Tiếp nhận hồ sơ liên thông", _AGENCY, ("at_agency",)),
    Act("answer", "Trả lời", _AGENCY, ("at_agency",), "agency_done"),
    Act("hand_back", "Trả lại hồ sơ liên thông", _AGENCY, ("at_agency",), "agency_returned"),
    Act("expire_supplement", "Hết thời hạn bổ sung", _SYSTEM, ("awaiting_supplement",),
        anyone=True),
    Act("let_lapse", "Hết hạn trả lời", _SYSTEM, ("at_agency",), "agency_silent", anyone=True),
    Act("wake", "Đã có trả lời của cơ quan phối hợp", _SYSTEM, ("awaiting_agency",), anyone=True),
    Act("task_finished", "Việc chuyên ngành đã đủ thời gian", _SYSTEM, OPEN, anyone=True),
    Act("due_soon", "Sắp đến hạn trả kết quả", _SYSTEM, IN_OFFICE, anyone=True),
    Act("happen", "Có người hỏi", _SYSTEM, tuple(STATES), anyone=True, on_paper=True),
    Act("respond", "Trả lời", OFFICERS, tuple(STATES), None, 2, ANSWERING, anyone=True,
        on_paper=True),
)  # fmt: skip
ACTS: dict[str, Act] = {act.kind: act for act in _ACTS}

CLOCK_ACTS: dict[str, str] = {
    "wait_for_news": "Chờ đến khi có việc mới",
    "wait_until_morning": "Chờ đến sáng ngày làm việc tiếp theo",
}

STEPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Nộp hồ sơ", ("submitted", "awaiting_supplement")),
    ("Tiếp nhận", ("accepted", "awaiting_payment", "back_at_desk", "supplement_proposed")),
    ("Thẩm định", ("awaiting_assignment", "in_queue", "in_appraisal", "awaiting_agency")),
    ("Ký duyệt", ("awaiting_initial", "awaiting_signature")),
    ("Phát hành", ("awaiting_issue",)),
    ("Trả kết quả", ("awaiting_return", "to_correct", "returned")),
)
"""The progress line: a label and the states that belong to it."""

TRANSITIONS: dict[int, frozenset[int]] = {
    0: frozenset({1, 2, 4}),
    1: frozenset({2, 3, 5, 6, 7, 8}),
    2: frozenset({4, 6, 7, 8}),
    3: frozenset(),
    4: frozenset({5, 6, 7, 8, 9}),
    5: frozenset({1, 3, 4, 7, 8}),
    6: frozenset({2, 4, 7, 9}),
    7: frozenset(),
    8: frozenset(),
    9: frozenset({4, 6, 10}),
    10: frozenset({4}),
}
"""Which public status may follow which (section 3.12 of the domain description); 0 is no dossier
yet, and a child dossier begins in process."""
