"""Digitisation at the counter: every paper, signed, and data reused."""

from collections.abc import Iterator

from sandbox.rules.base import Found, History, Rule, nd118

GROUP = "Số hóa hồ sơ"


def _complete(history: History) -> Iterator[Found]:
    for step in history.of("transfer"):
        missing = [p.title for p in step.spec.papers if p.key not in step.dossier.scans]
        what = "Đã số hóa mọi giấy tờ."
        if missing:
            what = f"Chuyển hồ sơ khi chưa số hóa: {', '.join(missing)}."
        yield Found(step, not missing, what, "Quét đủ từng giấy tờ trước khi chuyển hồ sơ.")


def _signed(history: History) -> Iterator[Found]:
    for step in history.of("digitise"):
        signed = step.event.data["signed"] == "yes"
        what = "Đã ký số vào bản quét." if signed else "Bản quét không có chữ ký số."
        yield Found(step, signed, what, "Ký số cá nhân vào từng bản quét.")


def _reused(history: History) -> Iterator[Found]:
    for step in history.of("digitise"):
        for component in step.dossier.looked_up:
            yield Found(
                step,
                component in step.changed.reused,
                "Dữ liệu đã tra cứu và việc tái sử dụng khi số hóa.",
                "Ghi nhận dữ liệu đã tra cứu là tái sử dụng.",
            )


RULES = (
    Rule(
        "B1", "Số hóa đầy đủ trước khi chuyển", "soft", 5, "reception.documents",
        nd118("điểm c khoản 1 Điều 17"),
        "Hồ sơ bị trả lại hoặc người dân phải nộp lại giấy tờ lần sau.",
        _complete, errors=("E08",),
    ),
    Rule(
        "B1-ky", "Ký số vào bản quét", "soft", 3, "reception.documents",
        nd118("điểm c khoản 1 Điều 17"),
        "Bản quét không có giá trị thay cho bản giấy.",
        _signed, errors=("E08",),
    ),
    Rule(
        "B8", "Ghi nhận dữ liệu tái sử dụng", "soft", 1, "reception.documents",
        nd118("điểm b khoản 1 Điều 17"),
        "Lần sau người dân lại bị hỏi điều đã có.",
        _reused, errors=("E09",),
    ),
)  # fmt: skip
