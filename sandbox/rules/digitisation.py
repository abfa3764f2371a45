"""Digitisation at the counter: every paper, readable, signed, and data reused."""

from collections.abc import Iterator

from sandbox.law import nd118
from sandbox.rules.base import Found, History, Rule

GROUP = "Số hóa hồ sơ"


def _complete(past: History) -> Iterator[Found]:
    for step in past.of("transfer"):
        if step.spec.channel == "online":
            continue
        missing = [p.title for p in step.spec.papers if p.key not in step.dossier.scans]
        what = "Đã số hóa mọi giấy tờ."
        if missing:
            what = f"Chuyển hồ sơ khi chưa số hóa: {', '.join(missing)}."
        yield Found(step, not missing, what, "Quét đủ từng giấy tờ trước khi chuyển hồ sơ.")


def _readable(past: History) -> Iterator[Found]:
    if not past.scenario.blurs:
        return
    for step in past.of("transfer"):
        scans = step.dossier.scans
        blurred = [p.title for p in step.spec.papers if p.key in scans and scans[p.key].blurred]
        what = "Bản quét đọc được."
        if blurred:
            what = f"Chuyển hồ sơ có bản quét mờ: {', '.join(blurred)}."
        yield Found(step, not blurred, what, "Xem lại bản quét, tờ nào mờ thì quét lại.")


def _signed(past: History) -> Iterator[Found]:
    for step in past.of("digitise"):
        signed = step.data["signed"] == "yes"
        what = "Đã ký số vào bản quét." if signed else "Bản quét không có chữ ký số."
        yield Found(step, signed, what, "Ký số cá nhân vào từng bản quét.")


def _reused(past: History) -> Iterator[Found]:
    for step in past.of("digitise"):
        for component in step.dossier.looked_up:
            yield Found(
                step,
                component in step.changed.reused,
                "Dữ liệu đã tra cứu và việc tái sử dụng khi số hóa.",
                "Ghi nhận dữ liệu đã tra cứu là tái sử dụng.",
            )


RULES = (
    Rule("B1", "soft", 5, "documents", nd118("điểm c khoản 1 Điều 17"), _complete,
        errors=("E08",)),
    Rule("B1-ro", "soft", 4, "documents", nd118("điểm c khoản 1 Điều 17"), _readable,
        errors=("E08",)),
    Rule("B1-ky", "soft", 3, "documents", nd118("điểm c khoản 1 Điều 17"), _signed,
        errors=("E08",)),
    Rule("B8", "soft", 1, "documents", nd118("điểm b khoản 1 Điều 17"), _reused,
        errors=("E09",)),
)  # fmt: skip
