"""Fees: the right amount, with a receipt, before the dossier leaves."""

from collections.abc import Iterator

from sandbox.procedure import Version
from sandbox.rules.base import Found, History, Rule, nd118
from sandbox.words import money
from sandbox.world import Dossier

GROUP = "Phí, lệ phí"


def due_amount(version: Version, dossier: Dossier) -> int:
    """What the applicant owes, in đồng: nothing on a ground for waiver, else the tariff."""
    if dossier.spec.waiver:
        return 0
    papers = [(paper.pages, paper.copies) for paper in dossier.spec.papers]
    return sum(fee.amount(papers) for fee in version.fees)


def tariff(version: Version) -> list[str]:
    """Each fee with its rates, as the desk reads them."""
    return [f"{fee.title}: {fee.text}" for fee in version.fees]


def account(version: Version, dossier: Dossier) -> str:
    """How the amount is made up, paper by paper, with where the rates come from."""
    if dossier.spec.waiver:
        return "Người nộp thuộc diện miễn nên không thu."
    lines = [
        f"{paper.title} {paper.pages} trang: {money(fee.amount([(paper.pages, 1)]))}"
        f" × {paper.copies} bản"
        for fee in version.fees
        if fee.kind != "fixed"
        for paper in dossier.spec.papers
        if paper.copies
    ]
    lines += [f"{fee.title}: {money(fee.rate)}" for fee in version.fees if fee.kind == "fixed"]
    certain = all(basis.certain for fee in version.fees for basis in fee.basis)
    source = "biểu phí đang áp dụng" + ("" if certain else " (giá trị luyện tập)")
    return f"Theo {source}: {'; '.join(lines)}; cộng {money(due_amount(version, dossier))}."


def _amount(history: History) -> Iterator[Found]:
    version = history.scenario.version
    basis = tuple(each for fee in version.fees for each in fee.basis)
    for step in history.of("collect_fee", "request_payment"):
        taken, right = step.event.data["amount"], due_amount(version, step.dossier)
        waived = step.event.data.get("waiver", "none")
        good = taken == right and waived == (step.spec.waiver or "none")
        yield Found(
            step, good, f"Thu {money(taken)}.",
            f"Thu đúng {money(right)}. {account(version, step.dossier)}", basis,
        )  # fmt: skip


def _receipt(history: History) -> Iterator[Found]:
    for step in history.of("collect_fee"):
        given = step.event.data["receipt"] == "yes"
        what = "Đã lập biên lai." if given else "Thu tiền mà không lập biên lai."
        yield Found(step, given, what, "Mọi khoản thu đều có biên lai và ghi vào hệ thống.")


def _before_leaving(history: History) -> Iterator[Found]:
    if not history.scenario.version.fees:
        return
    for step in history.of("transfer"):
        paid = step.dossier.payment is not None
        what = "Đã thu phí trước khi chuyển." if paid else "Chuyển hồ sơ khi chưa thu phí."
        yield Found(step, paid, what, "Thu phí hoặc ghi nhận miễn phí khi tiếp nhận.")


RULES = (
    Rule(
        "E19", "Thu đúng mức phí", "soft", 4, "reception.law", nd118("Điều 24"),
        "Người dân trả thừa, hoặc ngân sách thất thu và phải truy thu.",
        _amount, dimension="documents", errors=("E19",),
    ),
    Rule(
        "D4", "Thu phí có biên lai", "critical", 6, "reception.ethics", nd118("Điều 24"),
        "Người dân không có chứng từ; khoản thu ngoài sổ sách.",
        _receipt, errors=("E19",),
    ),
    Rule(
        "D1", "Thu phí khi tiếp nhận", "soft", 2, "reception.system", nd118("khoản 1 Điều 24"),
        "Người dân phải nộp tiền vào lần khác, kết quả có thể bị giữ lại.",
        _before_leaving,
    ),
)  # fmt: skip
