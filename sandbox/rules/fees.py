"""Fees: the right amount, with a receipt, before the dossier leaves."""

from collections.abc import Iterator

from sandbox.law import nd118
from sandbox.rules.base import Found, History, Rule, Step
from sandbox.tariff import account, due_amount
from sandbox.words import money

GROUP = "Phí, lệ phí"


def _asks_for_fee(past: History) -> Iterator[Step]:
    """The steps that take or ask for a fee, without those about a duty fixed by the tax office."""
    return (s for s in past.of("collect_fee", "request_payment") if s.event.role == "reception")


def _amount(past: History) -> Iterator[Found]:
    for step in _asks_for_fee(past):
        version = step.version
        basis = tuple(each for fee in version.fees for each in fee.basis)
        taken, right = step.data["amount"], due_amount(version, step.dossier)
        yield Found(
            step, taken == right, f"Thu {money(taken)}.",
            f"Thu đúng {money(right)}. {account(version, step.dossier)}", basis,
            caused_by=("D5",),
        )  # fmt: skip


def _waiver(past: History) -> Iterator[Found]:
    for step in _asks_for_fee(past):
        if "waiver" not in step.data:
            continue
        titles = {each.key: each.title for each in step.version.waivers} | {"none": "không miễn"}
        right = step.spec.waiver or "none"
        chosen = step.data["waiver"]
        yield Found(
            step, chosen == right, f"Ghi diện miễn: {titles[chosen]}.",
            f"Ghi đúng: {titles[right]}.",
        )  # fmt: skip


def _duty(past: History) -> Iterator[Found]:
    """A duty fixed later is asked for as the tax office says, once the notice is there."""
    for step in past.of("request_payment"):
        duty = step.version.duty
        if step.event.role != "appraiser" or duty is None:
            continue
        request = step.dossier.requests.get(duty.after)
        noticed = request is not None and request.state == "done"
        taken, right = step.data["amount"], step.spec.duty
        what = f"Yêu cầu nộp {money(taken)}."
        if not noticed:
            what = "Yêu cầu nộp tiền khi chưa có thông báo của cơ quan thuế."
        yield Found(
            step, noticed and taken == right, what,
            f"Chờ thông báo của cơ quan thuế, rồi yêu cầu nộp đúng {money(right)}.", duty.basis,
        )  # fmt: skip


def _receipt(past: History) -> Iterator[Found]:
    for step in past.of("collect_fee"):
        given = step.data["receipt"] == "yes"
        what = "Đã lập biên lai." if given else "Thu tiền mà không lập biên lai."
        yield Found(step, given, what, "Mọi khoản thu đều có biên lai và ghi vào hệ thống.")


def _proof(past: History) -> Iterator[Found]:
    for step in past.of("collect_fee"):
        if step.data["how"] != "transfer":
            continue
        kept = step.data["proof"] == "attached"
        what = "Đã đính kèm chứng từ chuyển khoản."
        if not kept:
            what = "Người dân chuyển khoản mà hồ sơ không có chứng từ."
        yield Found(step, kept, what, "Đính kèm biên lai hoặc chứng từ chuyển khoản vào hồ sơ.")


def _before_leaving(past: History) -> Iterator[Found]:
    for step in past.of("transfer"):
        if not step.version.fees or step.dossier.paper_slip_at:
            continue
        paid = step.dossier.payment is not None
        what = "Đã thu phí trước khi chuyển." if paid else "Chuyển hồ sơ khi chưa thu phí."
        yield Found(step, paid, what, "Thu phí hoặc ghi nhận miễn phí khi tiếp nhận.")


RULES = (
    Rule("E19", "soft", 4, "law", nd118("Điều 24"), _amount, dimension="documents",
        errors=("E19",)),
    Rule("D5", "soft", 4, "law", nd118("Điều 24"), _waiver, dimension="documents",
        errors=("E19",)),
    Rule("C5", "soft", 5, "law", nd118("khoản 2 Điều 24"), _duty, dimension="documents",
        errors=("E19",)),
    Rule("D4", "critical", 6, "ethics", nd118("Điều 24"), _receipt, dimension="documents",
        errors=("E19",)),
    Rule("D2", "soft", 2, "documents", nd118("khoản 2 Điều 24"), _proof, dimension="documents",
        errors=("E19",)),
    Rule("D1", "soft", 2, "system", nd118("khoản 1 Điều 24"), _before_leaving,
        errors=("E19",)),
)  # fmt: skip
