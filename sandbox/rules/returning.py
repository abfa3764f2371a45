"""Returning the result."""

from collections.abc import Iterator

from sandbox.fields import DATA_STORE
from sandbox.rules.base import Found, History, Rule, nd118

GROUP = "Trả kết quả"


def _originals(history: History) -> Iterator[Found]:
    if not history.scenario.version.originals_returned:
        return
    for step in history.of("return_result"):
        given = step.event.data["originals"] == "yes"
        what = "Đã trả lại bản chính." if given else "Không trả lại bản chính."
        yield Found(step, given, what, "Trả lại các bản chính đã xuất trình để đối chiếu.")


def _receiver(history: History) -> Iterator[Found]:
    for step in history.of("return_result"):
        checked = step.event.data["receiver"] == "slip"
        what = "Đã đối chiếu người nhận." if checked else "Không đối chiếu người nhận."
        yield Found(step, checked, what, "Xem giấy hẹn; mất giấy hẹn thì đối chiếu căn cước.")


def _electronic(history: History) -> Iterator[Found]:
    if not history.scenario.version.result.electronic:
        return
    for step in history.of("return_result"):
        stored = step.event.data["electronic"] == "yes"
        what = "Đã lưu kết quả điện tử." if stored else "Không lưu kết quả điện tử."
        yield Found(step, stored, what, f"Lưu kết quả điện tử đã ký số vào {DATA_STORE}.")


def _rating(history: History) -> Iterator[Found]:
    for step in history.of("return_result"):
        invited = step.event.data["rating"] == "yes"
        what = "Đã mời đánh giá." if invited else "Không mời người dân đánh giá."
        yield Found(step, invited, what, "Mời người dân đánh giá mức độ hài lòng.")


def _in_hand(history: History) -> Iterator[Found]:
    for step in history.of("return_result"):
        present = step.dossier.citizen_present
        what = "Trả kết quả tận tay người dân."
        if not present:
            what = "Bấm “Đã trả kết quả” khi người dân chưa đến nhận."
        yield Found(step, present, what, "Chỉ xác nhận khi người dân đã cầm kết quả.")


def _notified_first(history: History) -> Iterator[Found]:
    """An opportunity only: a result that is ready early."""
    for step in history.of("notify_citizen"):
        due, ready = step.dossier.due_at, step.dossier.result_at
        if ready and due and step.event.at < due and step.event.data["channel"] != "private_chat":
            yield Found(step, True, "Báo cho người dân đến nhận sớm hơn hẹn.")


RULES = (
    Rule(
        "I4", "Trả lại bản chính", "soft", 4, "reception.ethics", nd118("khoản 2 Điều 22"),
        "Người dân mất giấy tờ gốc, phải quay lại tìm.",
        _originals, errors=("E24",), celebrated=True,
    ),
    Rule(
        "I6", "Đối chiếu người nhận kết quả", "soft", 3, "reception.law",
        nd118("khoản 2 Điều 6"),
        "Kết quả có thể vào tay người khác.",
        _receiver,
    ),
    Rule(
        "I3", "Lưu kết quả điện tử", "soft", 3, "reception.documents", nd118("khoản 4 Điều 22"),
        "Lần sau người dân lại phải nộp giấy; kết quả không dùng lại được.",
        _electronic, dimension="documents", errors=("E18",),
    ),
    Rule(
        "I9", "Mời đánh giá hài lòng", "soft", 1, "reception.communication",
        nd118("Điều 31"),
        "Người dân mất cơ hội góp ý về việc phục vụ.",
        _rating,
    ),
    Rule(
        "I10", "Chỉ báo đã trả khi người dân đã nhận", "soft", 6, "reception.ethics",
        nd118("khoản 3 Điều 22"),
        "Hệ thống ghi đã trả, người dân đến thì không ai tìm hồ sơ nữa.",
        _in_hand, errors=("E17",),
    ),
    Rule(
        "I5", "Trả sớm thì báo trước", "soft", 0, "reception.communication",
        nd118("khoản 5 Điều 22"), "", _notified_first, celebrated=True,
    ),
)  # fmt: skip
