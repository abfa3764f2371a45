"""What an applicant owes, and how it is made up."""

from sandbox.procedure import Version
from sandbox.words import money
from sandbox.world import Dossier


def due_amount(version: Version, dossier: Dossier) -> int:
    """What the applicant owes, in đồng: nothing on a ground for waiver, else the tariff."""
    if dossier.spec.waiver:
        return 0
    papers = [(paper.pages, paper.copies) for paper in dossier.spec.papers]
    return sum(fee.amount(papers) for fee in version.fees if fee.applies(dossier.spec.case))


def tariff(version: Version) -> list[str]:
    """Each fee with its rates, as the desk reads them."""
    return [f"{fee.title}: {fee.text}" for fee in version.fees]


def account(version: Version, dossier: Dossier) -> str:
    """How the amount is made up, paper by paper, with where the rates come from."""
    if dossier.spec.waiver:
        return "Người nộp thuộc diện miễn nên không thu."
    fees = [fee for fee in version.fees if fee.applies(dossier.spec.case)]
    if not fees:
        return "Trường hợp này không phải nộp phí, lệ phí."
    lines = [
        f"{paper.title} {paper.pages} trang: {money(fee.amount([(paper.pages, 1)]))}"
        f" × {paper.copies} bản"
        for fee in fees
        if fee.kind != "fixed"
        for paper in dossier.spec.papers
        if paper.copies
    ]
    lines += [f"{fee.title}: {money(fee.rate)}" for fee in fees if fee.kind == "fixed"]
    certain = all(basis.certain for fee in fees for basis in fee.basis)
    source = "biểu phí đang áp dụng" + ("" if certain else " (giá trị luyện tập)")
    return f"Theo {source}: {'; '.join(lines)}; cộng {money(due_amount(version, dossier))}."
