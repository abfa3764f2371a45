"""Returning the result, and putting a wrong one right."""

from collections.abc import Iterator

from sandbox.fields import DATA_STORE
from sandbox.law import nd118
from sandbox.rules.base import Found, History, Rule
from sandbox.specs import DELIVERIES

GROUP = "Trả kết quả"


def _originals(past: History) -> Iterator[Found]:
    for step in past.of("return_result"):
        if not step.version.originals_returned or step.spec.channel == "online":
            continue
        given = step.data["originals"] == "yes"
        what = "Đã trả lại bản chính." if given else "Không trả lại bản chính."
        yield Found(step, given, what, "Trả lại các bản chính đã xuất trình để đối chiếu.")


def _receiver(past: History) -> Iterator[Found]:
    for step in past.of("return_result"):
        checked = step.data["receiver"] == "slip"
        what = "Đã đối chiếu người nhận." if checked else "Không đối chiếu người nhận."
        yield Found(step, checked, what, "Xem giấy hẹn; mất giấy hẹn thì đối chiếu căn cước.")


def _electronic(past: History) -> Iterator[Found]:
    for step in past.of("return_result"):
        if step.version.result.electronic:
            stored = step.data["electronic"] != "no"
            what = "Đã lưu kết quả điện tử." if stored else "Không lưu kết quả điện tử."
            yield Found(step, stored, what, f"Lưu kết quả điện tử đã ký số vào {DATA_STORE}.")


def _signed_result(past: History) -> Iterator[Found]:
    for step in past.of("return_result"):
        if step.version.result.electronic and step.data["electronic"] != "no":
            signed = step.data["electronic"] == "yes"
            what = "Kết quả điện tử đã ký số." if signed else "Kết quả điện tử chỉ là ảnh chụp."
            yield Found(step, signed, what, "Phát hành tệp kết quả đã ký số, có mã kết quả.")


def _rating(past: History) -> Iterator[Found]:
    for step in past.of("return_result"):
        invited = step.data["rating"] == "yes"
        what = "Đã mời đánh giá." if invited else "Không mời người dân đánh giá."
        yield Found(step, invited, what, "Mời người dân đánh giá mức độ hài lòng.")


def _in_hand(past: History) -> Iterator[Found]:
    for step in past.of("return_result"):
        way = step.data["delivery"]
        good = step.dossier.citizen_present if way == "counter" else True
        what = "Trả kết quả tận tay người dân."
        if not good:
            what = "Bấm “Đã trả kết quả” khi người dân chưa đến nhận."
        yield Found(step, good, what, "Chỉ xác nhận khi người dân đã cầm kết quả.")


def _as_registered(past: History) -> Iterator[Found]:
    for step in past.of("return_result"):
        chosen, right = step.data["delivery"], step.spec.delivery
        yield Found(
            step, chosen == right, f"Cách trả: {DELIVERIES[chosen].lower()}.",
            f"Trả đúng nơi, đúng cách ghi trên giấy hẹn: {DELIVERIES[right].lower()}.",
            caused_by=("I10",),
        )  # fmt: skip


def _notified_first(past: History) -> Iterator[Found]:
    """An opportunity only: a result that is ready early."""
    for step in past.of("notify_citizen"):
        due, ready = step.dossier.due_at, step.dossier.result_at
        if ready and due and step.event.at < due and step.data["channel"] != "private_chat":
            yield Found(step, True, "Báo cho người dân đến nhận sớm hơn hẹn.")


def _wrong_result(past: History) -> Iterator[Found]:
    """Nobody hands over what he could see to be wrong; a right one is not sent back."""
    for step in past.of("return_result"):
        wrong = step.spec.wrong_result
        if wrong is not None:
            what = "Kết quả trả ra đúng với hồ sơ."
            if step.dossier.wrong_result:
                what = f"Trả kết quả có sai sót: {wrong.label}."
            yield Found(
                step, not step.dossier.wrong_result, what,
                "Đối chiếu kết quả với hồ sơ trước khi trả; sai thì chuyển sửa.",
            )  # fmt: skip
    for step in past.of("check_result"):
        right = (step.data["finding"] == "wrong") == step.dossier.wrong_result
        what = "Đối chiếu đúng kết quả." if right else "Đối chiếu kết quả không kỹ."
        yield Found(step, right, what, "So từng mục của kết quả với giấy tờ trong hồ sơ.")


def _correction(past: History) -> Iterator[Found]:
    for step in past.of("send_for_correction"):
        needed = step.dossier.wrong_result
        in_time = step.data["within"] == "three_days"
        what = "Chuyển sửa kết quả sai, hẹn trong 03 ngày làm việc."
        if not needed:
            what = "Chuyển sửa một kết quả không sai."
        elif not in_time:
            what = "Chuyển sửa mà không hẹn, hoặc hẹn lâu hơn 03 ngày làm việc."
        yield Found(
            step, needed and in_time, what, "Sửa chậm nhất 03 ngày làm việc.",
        )  # fmt: skip


def _cost(past: History) -> Iterator[Found]:
    for step in past.of("send_for_correction"):
        fair = step.data["cost"] == "office"
        what = "Chi phí sửa do cơ quan chịu." if fair else "Bắt người dân nộp phí lần nữa."
        yield Found(step, fair, what, "Sai do cán bộ thì người dân không phải chịu chi phí.")


RULES = (
    Rule("I4", "soft", 4, "ethics", nd118("khoản 2 Điều 22"), _originals, errors=("E24",),
        celebrated=True),
    Rule("I6", "soft", 3, "law", nd118("khoản 2 Điều 6"), _receiver),
    Rule("I1", "soft", 3, "documents", nd118("khoản 1 Điều 22"), _signed_result,
        dimension="documents", errors=("E18",)),
    Rule("I3", "soft", 3, "documents", nd118("khoản 4 Điều 22"), _electronic,
        dimension="documents", errors=("E18",)),
    Rule("I9", "soft", 1, "communication", nd118("Điều 31"), _rating, dimension="service"),
    Rule("I10", "soft", 6, "ethics", nd118("khoản 3 Điều 22"), _in_hand, errors=("E17",)),
    Rule("I2-cach", "soft", 3, "law", nd118("khoản 3 Điều 22"), _as_registered),
    Rule("I5", "soft", 0, "communication", nd118("khoản 5 Điều 22"), _notified_first,
        celebrated=True),
    Rule("I7", "soft", 6, "law", nd118("khoản 1 Điều 23"), _wrong_result, celebrated=True),
    Rule("I7-han", "soft", 5, "law", nd118("khoản 1 Điều 23"), _correction,
        dimension="timeliness"),
    Rule("I7-phi", "critical", 6, "ethics", nd118("khoản 1 Điều 23"), _cost, errors=("E19",)),
)  # fmt: skip
