"""The lawful way of the one-stop desk, state by state."""

from typing import Any

from sandbox.fields.base import PAPER
from sandbox.fields.desk import NOT_SUPPLEMENTED, looked_up_components, received
from sandbox.law import nd118
from sandbox.links import needed, sendable
from sandbox.procedure_parts import CHANNELS
from sandbox.specs import DELIVERIES
from sandbox.steps.base import Mind, Planner, Step, Steps
from sandbox.tariff import account, due_amount
from sandbox.words import moment, money
from sandbox.workflow import ACTS
from sandbox.world import Dossier, World

NOT_SUPPLEMENTED_REASON = "Đã quá thời hạn kể từ ngày yêu cầu mà hồ sơ chưa được bổ sung."


def side(world: World, dossier: Dossier, mind: Mind) -> Steps:
    """What comes first, whoever holds the dossier."""
    if dossier.withdrawal_asked_at and dossier.state in ACTS["confirm_withdrawal"].sources:
        yield Step(
            "confirm_withdrawal", dossier.key,
            "Giải quyết đề nghị rút hồ sơ: lập thông báo mẫu 05, trả lại giấy tờ.",
            "Người dân có quyền rút hồ sơ đến khi nào?", {"papers_back": "returned"}, "H1",
        )  # fmt: skip
    asked = dossier.extension
    if asked and asked.state == "approved" and dossier.state in ACTS["reset_due"].sources:
        first = dossier.extensions == 0
        sentence = "Đặt lại ngày hẹn theo văn bản mẫu 04 và thông báo cho người dân."
        if not first:
            sentence = "Không đặt lại ngày hẹn lần thứ hai; thông báo cho người dân."
        data = {"decision": "set" if first else "decline", "told": "official"}
        nudge = "Ngày hẹn trả được đổi mấy lần, và ai phải được biết?"
        yield Step("reset_due", dossier.key, sentence, nudge, data, "F12")


def _identity(world: World, dossier: Dossier) -> Steps:
    by_counter = dossier.spec.channel == "counter"
    down = world.scenario.down_at(world.now)
    if dossier.identity == "e_id" or (by_counter and not dossier.citizen_present):
        return
    if down and dossier.identity == "card_only":
        return
    data = {"method": "card_only" if down else "e_id"}
    if dossier.spec.agent:
        data["account"] = "principal"
    sentence = "Xác thực tài khoản định danh điện tử của người nộp."
    if down:
        sentence = "Hệ thống gián đoạn: đối chiếu thẻ căn cước, ghi lại để xác thực sau."
    yield Step(
        "check_identity", dossier.key, sentence, "Anh/chị đã biết chắc người nộp là ai chưa?",
        data, "3.2.1", free=True,
    )  # fmt: skip


def _look_ups(world: World, dossier: Dossier) -> Steps:
    if world.scenario.down_at(world.now):
        return
    for key, title, _ in looked_up_components(world.version(dossier)):
        if key not in dossier.looked_up:
            yield Step(
                "look_up", dossier.key, f"Tra cứu “{title}”.", "Điều gì Nhà nước đã có sẵn?",
                {"component": key}, "3.2.2", free=True,
            )  # fmt: skip


def verdict(world: World, title: str, truth: str, dossier: Dossier) -> str:
    """The sentence for judging one paper."""
    if not truth:
        return f"Mở “{title}”, kiểm tra và ghi kết quả “Đạt”."
    kind = world.version(dossier).defect_kind(truth).title
    return f"Mở “{title}” và ghi kết quả “{kind}”."


def _before_deciding(world: World, dossier: Dossier, mind: Mind) -> Steps:
    yield from _identity(world, dossier)
    yield from _look_ups(world, dossier)
    for paper in dossier.spec.papers:
        given = dossier.verdicts.get(paper.key)
        truth = mind.seen.get(paper.key, "")
        if given is None or given.reason != truth:
            yield Step(
                "check_paper", dossier.key, verdict(world, paper.title, truth, dossier),
                "Trong danh mục còn giấy tờ nào anh/chị chưa mở ra xem kỹ?",
                {"paper": paper.key, "finding": truth or "sound"}, "3.2.3", free=True,
            )  # fmt: skip


def _at_reception(world: World, dossier: Dossier, mind: Mind) -> Steps:
    yield from _before_deciding(world, dossier, mind)
    if mind.seen:
        yield _ask_or_refuse(world, dossier, mind)
    if world.scenario.down_at(world.now):
        if not dossier.paper_slip_at and dossier.citizen_present:
            yield Step(
                "receive_on_paper", dossier.key,
                "Nhận hồ sơ giấy, ghi giấy hẹn viết tay có giờ nhận, ghi chú sự cố.",
                "Hệ thống chưa chạy thì người dân có phải quay lại không?",
                {"slip": "yes", "noted": "yes"}, "A8",
            )  # fmt: skip
        return
    yield acceptance(world, dossier)


def _ask_or_refuse(world: World, dossier: Dossier, mind: Mind) -> Step:
    version = world.version(dossier)
    defects = [dossier.spec.defect(key) for key in dossier.defects if key not in dossier.later]
    defects = [defect for defect in defects if defect.paper in mind.seen]
    for defect in defects:
        remedy = version.defect_kind(defect.kind).remedy
        if not dossier.accepted_at and (remedy == "refuse" or dossier.supplements):
            return _refusal(dossier, defect.kind, defect.what)
    titles = {paper.key: paper.title for paper in dossier.spec.papers}
    names = ", ".join(titles[defect.paper] for defect in defects)
    reason = " ".join(f"{titles[d.paper]}: {d.what} {d.remedy}" for d in defects)
    span = version.supplement.answer_within.text
    return Step(
        "request_supplement", dossier.key,
        f"Lập phiếu mẫu 02, yêu cầu đủ trong một lần: {names}; thời hạn hoàn thiện {span}.",
        "Người dân về nhà một lần thì cần mang những gì?",
        {
            "items": [PAPER + d.paper for d in defects], "way": "form_02",
            "complete_by": "in_time", "reason": reason,
        }, "A4",
    )  # fmt: skip


def _refusal(dossier: Dossier, ground: str, reason: str) -> Step:
    data = {"ground": ground, "way": "form_03", "guidance": "said", "reason": reason}
    return Step(
        "refuse", dossier.key,
        "Từ chối bằng phiếu mẫu 03, nêu rõ căn cứ và hướng dẫn cách làm tiếp.",
        "Giấy tờ này có thể hoàn thiện được không?", data, "E14",
    )  # fmt: skip


def acceptance(world: World, dossier: Dossier) -> Step:
    """Accepting the dossier now, with the right procedure, case, channel and due date."""
    spec, version = dossier.spec, world.version(dossier)
    limit = version.limit(spec.channel, spec.case)
    due = limit.due(world.scenario.calendar, received(world, dossier))
    data = {
        "case": spec.case,
        "channel": spec.channel,
        "due": due.isoformat(timespec="minutes"),
    }
    if version.look_alikes:
        data["procedure"] = world.procedure(dossier).code
    title = next(case.title for case in version.cases if case.key == spec.case)
    sentence = (
        f"Tiếp nhận: trường hợp “{title}”, cách thức nộp “{CHANNELS[spec.channel]}”,"
        f" hẹn trả {moment(due)}."
    )
    nudge = "Bây giờ là mấy giờ, và thời hạn của thủ tục này tính thế nào?"
    rule = "E3" if limit.kind == "same_day" else "B3"
    return Step("accept", dossier.key, sentence, nudge, data, rule)


def _at_desk(world: World, dossier: Dossier, mind: Mind) -> Steps:
    if dossier.state == "back_at_desk":
        yield from _before_deciding(world, dossier, mind)
        if mind.seen:
            yield _ask_or_refuse(world, dossier, mind)
    version = world.version(dossier)
    if version.fees and dossier.payment is None:  # before the slip, on which it is printed
        if dossier.citizen_present:
            yield _collect_fee(world, dossier)
        elif dossier.spec.channel != "counter":
            yield _request_payment(world, dossier)
    if not dossier.has_form("01"):
        yield _receipt(world, dossier)
    yield from _tasks(world, dossier, "receiving")  # what is signed here is scanned afterwards
    yield from _scans(world, dossier)
    yield transferral(world, dossier)


def _scans(world: World, dossier: Dossier) -> Steps:
    if dossier.spec.channel == "online":
        return
    papers = [paper.key for paper in dossier.spec.papers]
    scans = dossier.scans
    todo = [p for p in papers if p not in scans or not scans[p].signed or scans[p].blurred]
    if not todo:
        return
    data: dict[str, Any] = {"papers": todo if scans else papers, "signed": "yes"}
    if reusable := looked_up_components(world.version(dossier)):
        data["reused"] = [key for key, _, _ in reusable if key in dossier.looked_up]
    sentence = "Quét và ký số từng giấy tờ, ghi nhận dữ liệu tái sử dụng."
    if any(paper in scans and scans[paper].blurred for paper in todo):
        sentence = "Quét lại giấy tờ bị mờ rồi ký số."
    yield Step(
        "digitise", dossier.key, sentence, "Hồ sơ điện tử đã đủ và rõ như hồ sơ giấy chưa?", data,
        "B1", free=True,
    )  # fmt: skip


def _tasks(world: World, dossier: Dossier, stage: str) -> Steps:
    for task in world.version(dossier).tasks_of(stage, dossier.case or dossier.spec.case):
        if task.key not in dossier.tasks:
            yield task_step("desk_task", dossier, task, "reception")


def task_step(kind: str, dossier: Dossier, task: Any, seat: str) -> Step:
    """Doing a task of the field in a right way."""
    right = [answer for answer in task.answers if answer.right]
    name = f"{task.key}/{right[0].key}" if right else task.key
    sentence = f"{task.title}: {right[0].title}." if right else f"{task.title}."
    nudge = "Pháp luật chuyên ngành còn đòi hỏi việc gì ở hồ sơ này?"
    return Step(
        kind, dossier.key, sentence, nudge, {"task": name}, "S2", task.basis, seat, free=True
    )


def _receipt(world: World, dossier: Dossier) -> Step:
    """The slip; not obligatory where the result is due at once (khoản 4 Điều 17 of ND 118)."""
    sentence = "Xuất giấy tiếp nhận hồ sơ và hẹn trả kết quả (mẫu 01)."
    nudge = "Người dân cầm gì về để biết ngày nhận kết quả?"
    accepted, due = dossier.accepted_at, dossier.due_at
    if accepted and due and accepted.date() == due.date() and not dossier.spec.asks_for_slip:
        sentence += " Trả trong ngày thì không bắt buộc; ở đây lập để luyện."
        bases = nd118("khoản 4 Điều 17")
        return Step("issue_receipt", dossier.key, sentence, nudge, {}, "B2", bases)
    return Step("issue_receipt", dossier.key, sentence, nudge, {}, "B2")


def transferral(world: World, dossier: Dossier) -> Step:
    """Transferring the dossier now to the unit that processes it."""
    office = world.version(dossier).processed_by
    return Step(
        "transfer", dossier.key, "Chuyển ngay cho đơn vị giải quyết, ghi phiếu kiểm soát mẫu 06.",
        "Hồ sơ đã đủ thì còn chờ gì ở quầy?",
        {"office": office, "handover": "now", "control_slip": "yes"}, "E1",
    )  # fmt: skip


def _money_data(world: World, dossier: Dossier) -> dict[str, Any]:
    version = world.version(dossier)
    data: dict[str, Any] = {"amount": due_amount(version, dossier)}
    if version.waivers:
        data["waiver"] = dossier.spec.waiver or "none"
    return data


def _collect_fee(world: World, dossier: Dossier) -> Step:
    version = world.version(dossier)
    data = {**_money_data(world, dossier), "how": "cash", "receipt": "yes", "proof": "none"}
    sentence = f"Thu {money(data['amount'])}, lập biên lai điện tử. {account(version, dossier)}"
    nudge = "Bao nhiêu trang, bao nhiêu bản, và mức phí mỗi trang là bao nhiêu?"
    bases = tuple(each for fee in version.fees for each in fee.basis)
    return Step("collect_fee", dossier.key, sentence, nudge, data, "E19", bases)


def _request_payment(world: World, dossier: Dossier) -> Step:
    data = _money_data(world, dossier)
    sentence = f"Gửi yêu cầu thanh toán trực tuyến {money(data['amount'])}."
    if not data["amount"]:
        sentence = "Ghi nhận miễn phí, lệ phí trên hệ thống."
    nudge = "Người nộp không ở quầy: nộp phí bằng cách nào?"
    bases = tuple(each for fee in world.version(dossier).fees for each in fee.basis)
    return Step("request_payment", dossier.key, sentence, nudge, data, "E19", bases)


def _passing_on(world: World, dossier: Dossier, mind: Mind) -> Steps:
    defects = [dossier.spec.defect(key) for key in dossier.defects]
    reason = (
        " ".join(f"{d.what} {d.remedy}" for d in defects) or "Đề nghị hoàn thiện hồ sơ theo phiếu."
    )
    data = {"content": "all", "way": "form_02", "complete_by": "in_time", "reason": reason}
    yield Step(
        "pass_on_supplement", dossier.key,
        "Chuyển yêu cầu bổ sung của cơ quan giải quyết đến người dân bằng phiếu mẫu 02.",
        "Người dân biết phải bổ sung gì, đến ngày nào chưa?", data, "F9",
    )  # fmt: skip


def _onward(world: World, dossier: Dossier) -> Steps:
    links = [link for link in sendable(world, dossier, "issued") if needed(dossier, link)]
    if links and dossier.result == "granted":
        agencies = ", ".join(link.agency for link in links)
        data = {"links": [link.key for link in links], "deadline": "by_law", "way": "system"}
        yield Step(
            "send_onward", dossier.key, f"Chuyển tiếp phần liên thông đến: {agencies}.",
            "Nhóm thủ tục này đã xong hết các phần chưa?", data, "G8",
        )  # fmt: skip


def correction(dossier: Dossier) -> Step:
    """Sending a wrong result back to be put right."""
    return Step(
        "send_for_correction", dossier.key,
        "Chuyển sửa kết quả sai, hẹn trong 03 ngày làm việc, người dân không mất phí.",
        "Sai sót này do ai, và ai phải chịu chi phí?",
        {"cost": "office", "within": "three_days"}, "I7",
    )  # fmt: skip


def _at_return(world: World, dossier: Dossier, mind: Mind) -> Steps:
    yield from _onward(world, dossier)
    version = world.version(dossier)
    if not dossier.result_checked:
        wrong = dossier.wrong_result and not mind.believes
        sentence = "Đối chiếu kết quả với hồ sơ trước khi trả"
        sentence += ": có sai sót, phải chuyển sửa." if wrong else "."
        yield Step(
            "check_result", dossier.key, sentence, "Kết quả có đúng với hồ sơ không?",
            {"finding": "wrong" if wrong else "right"}, "I7",
        )  # fmt: skip
    if dossier.wrong_result and not mind.believes:
        yield correction(dossier)
        return
    at_counter = dossier.spec.delivery == "counter"
    if at_counter and not dossier.citizen_present:
        yield from _notice(world, dossier)
        return
    if version.fees and dossier.payment is None:
        here = dossier.citizen_present
        yield _collect_fee(world, dossier) if here else _request_payment(world, dossier)
    if dossier.result != "refused":
        yield from _tasks(world, dossier, "returning")
    data = {"delivery": dossier.spec.delivery, "receiver": "slip", "rating": "yes"}
    if version.originals_returned:
        data["originals"] = "yes"
    if version.result.electronic:
        data["electronic"] = "yes"
    yield Step(
        "return_result", dossier.key,
        f"Đối chiếu người nhận, trả kết quả ({DELIVERIES[dossier.spec.delivery].lower()}),"
        " mời đánh giá hài lòng.",
        "Người dân ra về phải cầm những gì?", data, "I4",
    )  # fmt: skip


def _notice(world: World, dossier: Dossier) -> Steps:
    coming = any(each.command.kind == "collect" for each in world.planned_for(dossier))
    notified, ready = dossier.notified_at, dossier.result_at
    told = notified is not None and ready is not None and notified >= ready
    if not (told and coming):
        yield Step(
            "notify_citizen", dossier.key, "Báo cho người dân đến nhận kết quả.",
            "Kết quả đã có, người dân đã biết chưa?", {"channel": "official"}, "I5",
        )  # fmt: skip


def expired(world: World, dossier: Dossier) -> bool:
    """The time for the supplement is over and nobody is coming any more."""
    plans = {each.command.kind for each in world.planned_for(dossier)}
    return not plans & {"expire_supplement", "supplement"}


def _awaiting_supplement(world: World, dossier: Dossier, mind: Mind) -> Steps:
    if not expired(world, dossier):
        return
    if world.version(dossier).supplement.expiry == "refuse":
        yield _refusal(dossier, NOT_SUPPLEMENTED, NOT_SUPPLEMENTED_REASON)
        return
    data = {"ground": "not_supplemented", "reason": NOT_SUPPLEMENTED_REASON}
    yield Step(
        "stop", dossier.key, "Dừng xử lý bằng thông báo mẫu 05.",
        "Thời hạn bổ sung đã hết chưa?", data, "H5",
    )  # fmt: skip


def _to_correct(world: World, dossier: Dossier, mind: Mind) -> Steps:
    yield correction(dossier)


STEPS: dict[str, Planner] = {
    "submitted": _at_reception,
    "accepted": _at_desk,
    "back_at_desk": _at_desk,
    "supplement_proposed": _passing_on,
    "awaiting_return": _at_return,
    "awaiting_supplement": _awaiting_supplement,
    "to_correct": _to_correct,
}
"""The lawful way from each state in which the desk can act; in the others it waits."""
