"""The lawful way of the processing unit: appraiser, head of the division, leader, clerk."""

from sandbox.fields.base import PAPER
from sandbox.fields.desk import looked_up_components, papers_of
from sandbox.fields.office import REFUSE
from sandbox.links import needed, sendable, state_of
from sandbox.preconditions import clock_runs
from sandbox.steps.base import Mind, Planner, Step, Steps
from sandbox.steps.desk import task_step, verdict
from sandbox.words import moment, money
from sandbox.workflow import IN_OFFICE
from sandbox.world import Dossier, World

EXTENSION_DAYS = 3


def needs_extension(world: World, dossier: Dossier) -> bool:
    """Time is up and the dossier cannot be finished from here: it waits for somebody else."""
    asked = dossier.extension
    if dossier.state not in IN_OFFICE or not dossier.due_at or dossier.correcting:
        return False
    if not clock_runs(world, dossier):
        return False
    if dossier.extensions or (asked and asked.state not in ("oral",)):
        return False
    waits = dossier.state == "awaiting_agency" or any(
        at > min(world.now, dossier.due_at) for at in dossier.ready.values()
    )
    return world.now > dossier.due_at or (dossier.warned and waits)


def side(world: World, dossier: Dossier, mind: Mind) -> Steps:
    """A new date in time, whoever holds the dossier."""
    if not needs_extension(world, dossier):
        return
    calendar = world.scenario.calendar
    new = calendar.add_working_days(max(dossier.due_at or world.now, world.now), EXTENSION_DAYS)
    reason = "Cơ quan phối hợp chưa trả lời nên chưa thể giải quyết hồ sơ đúng hẹn."
    data = {
        "new_due": new.isoformat(timespec="minutes"),
        "way": "form_04",
        "reason": reason,
    }
    yield Step(
        "request_extension", dossier.key,
        f"Dự thảo văn bản xin lỗi và đề nghị gia hạn (mẫu 04), hẹn lại {moment(new)}.",
        "Còn bao lâu nữa đến hẹn, và người dân đã được báo chưa?", data, "F12", seat="appraiser",
    )  # fmt: skip


def _receive(world: World, dossier: Dossier, mind: Mind) -> Steps:
    yield Step(
        "receive_for_appraisal", dossier.key, "Nhận hồ sơ để thẩm định.",
        "Hồ sơ nào đang chờ anh/chị nhận?", {}, "F1", seat="appraiser",
    )  # fmt: skip


def _examination(world: World, dossier: Dossier, mind: Mind) -> Steps:
    if not mind.thorough:
        return
    shown = {record.component for record in dossier.spec.records}
    for key, title, _ in looked_up_components(world.version(dossier)):
        if key in shown and key not in dossier.looked_up:
            yield Step(
                "look_up", dossier.key, f"Tra cứu “{title}”.", "Dữ liệu nói gì về người nộp?",
                {"component": key}, "3.2.2", seat="appraiser", free=True,
            )  # fmt: skip
    for item in papers_of(world, dossier, "appraiser"):
        given = dossier.examined.get(item.value)
        truth = mind.seen.get(item.value, "")
        if given is None or given.reason != truth:
            sentence = verdict(world, item.label, truth, dossier)
            yield Step(
                "check_paper", dossier.key, sentence,
                "Còn giấy tờ, dữ liệu nào anh/chị chưa đối chiếu?",
                {"paper": item.value, "finding": truth or "sound"}, "F3", seat="appraiser",
                free=True,
            )  # fmt: skip


def _ground(world: World, dossier: Dossier, mind: Mind) -> str:
    """The kind of defect for which the dossier has to be refused; empty when there is none.

    What could be supplemented is a ground too once the one request has been made.
    """
    version = world.version(dossier)
    for kind in mind.seen.values():
        if version.defect_kind(kind).remedy == "refuse" or dossier.supplements:
            return kind
    return ""


def _proposal(world: World, dossier: Dossier, mind: Mind) -> Step:
    defects = [dossier.spec.defect(key) for key in dossier.defects]
    defects = [defect for defect in defects if defect.paper in mind.seen]
    data = {
        "items": [PAPER + defect.paper for defect in defects],
        "way": "via_desk",
        "reason": " ".join(f"{d.what} {d.remedy}" for d in defects),
    }
    return Step(
        "propose_supplement", dossier.key,
        "Gửi Bộ phận Một cửa văn bản yêu cầu bổ sung, đủ nội dung trong một lần.",
        "Hồ sơ nhận từ bao giờ, và ai là người báo cho người dân?", data, "F9", seat="appraiser",
    )  # fmt: skip


def _links(world: World, dossier: Dossier) -> Steps:
    """Other agencies whose part the dossier needs; those that were silent are reported first."""
    version = world.version(dossier)
    for key, request in dossier.requests.items():
        known = any(link.key == key for link in version.links)
        if known and request.state == "silent" and not request.reported:
            if version.link(key).silence_is_consent:
                continue
            yield Step(
                "report_silence", dossier.key,
                f"Báo người đứng đầu Bộ phận Một cửa: {version.link(key).agency} chưa trả lời.",
                "Cơ quan phối hợp im lặng thì phải báo ai?", {"link": key}, "F7", seat="appraiser",
            )  # fmt: skip
    links = [link for link in sendable(world, dossier, "appraisal") if needed(dossier, link)]
    if links:
        agencies = ", ".join(link.agency for link in links)
        data = {"links": [link.key for link in links], "deadline": "by_law", "way": "system"}
        yield Step(
            "consult", dossier.key, f"Gửi văn bản điện tử, ghi rõ thời hạn, đến: {agencies}.",
            "Việc này có cần cơ quan khác không?", data, "F6", seat="appraiser",
        )  # fmt: skip


def _tasks(world: World, dossier: Dossier) -> Steps:
    for task in world.version(dossier).tasks_of("appraisal", dossier.case or dossier.spec.case):
        if task.key not in dossier.tasks:
            yield task_step("appraisal_task", dossier, task, "appraiser")


def _duty(world: World, dossier: Dossier) -> Steps:
    duty = world.version(dossier).duty
    fixed = duty and state_of(dossier, duty.after) == "done"
    if duty and fixed and dossier.duty_paid_at is None:
        yield Step(
            "request_payment", dossier.key,
            f"Gửi thông báo {duty.title.lower()}: {money(dossier.spec.duty)}.",
            "Cơ quan thuế đã thông báo, người dân đã biết phải nộp bao nhiêu chưa?",
            {"amount": dossier.spec.duty}, "C5", duty.basis, "appraiser",
        )  # fmt: skip


def _in_appraisal(world: World, dossier: Dossier, mind: Mind) -> Steps:
    version = world.version(dossier)
    if dossier.office and dossier.office != version.processed_by:
        data = {"reason": "Hồ sơ không thuộc nhiệm vụ của đơn vị."}
        yield Step(
            "send_back", dossier.key, "Trả lại bước trước, nêu lý do.",
            "Hồ sơ này có thuộc đơn vị mình không?", data, "F15", seat="appraiser",
        )  # fmt: skip
        return
    if not dossier.correcting:
        yield from _examination(world, dossier, mind)
        ground = _ground(world, dossier, mind)
        if mind.seen and not ground:
            yield _proposal(world, dossier, mind)
        if not ground:
            yield from _links(world, dossier)
            yield from _duty(world, dossier)
            yield from _tasks(world, dossier)
            if any(at > world.now for at in dossier.ready.values()):
                return
    else:
        ground = ""
    wanted = REFUSE + ground if ground else "grant"
    if dossier.conclusion != wanted:
        yield _conclusion(world, dossier, wanted)
    yield Step(
        "submit_for_signature", dossier.key, "Trình ký dự thảo kết quả.",
        "Thẩm định xong thì hồ sơ đi đâu?", {}, "F14", seat="appraiser",
    )  # fmt: skip


def _conclusion(world: World, dossier: Dossier, wanted: str) -> Step:
    reason = "Hồ sơ đủ điều kiện giải quyết theo quy định của thủ tục."
    sentence = "Kết luận đủ điều kiện, trích xuất dữ liệu, ký số cơ quan."
    rule = "F3"
    if wanted != "grant":
        kind = wanted.removeprefix(REFUSE)
        what = [dossier.spec.defect(key) for key in dossier.defects]
        reason = " ".join(each.what for each in what if each.kind == kind)
        title = world.version(dossier).defect_kind(kind).title
        sentence, rule = f"Kết luận không đủ điều kiện: {title}. Nêu rõ căn cứ.", "F4"
    data = {"conclusion": wanted, "extracted": "yes", "reason": reason}
    if dossier.requests:
        data["attached"] = "yes"
    nudge = "Giấy tờ và dữ liệu dẫn đến kết luận nào?"
    return Step("appraise", dossier.key, sentence, nudge, data, rule, seat="appraiser")


def _assign(world: World, dossier: Dossier, mind: Mind) -> Steps:
    yield Step(
        "assign", dossier.key, "Phân công công chức phụ trách, ghi thời hạn của bước.",
        "Ai đang làm việc và phải xong trước giờ nào?", {"assignee": "in_charge"}, "F1",
        seat="division",
    )  # fmt: skip


def _reading(seat: str, kind: str, rule: str) -> Planner:
    """A leader reads the draft: a wrong one goes back, with what to put right."""

    def plan(world: World, dossier: Dossier, mind: Mind) -> Steps:
        spec = dossier.spec.wrong_result
        if mind.thorough and dossier.wrong_result and spec and not mind.believes:
            data = {"reason": f"{spec.label} chưa đúng với hồ sơ, đề nghị sửa lại."}
            yield Step(
                "return_draft", dossier.key, "Trả lại dự thảo, ghi rõ chỗ phải sửa.",
                "Dự thảo có khớp với hồ sơ không?", data, "F15", seat=seat,
            )  # fmt: skip
            return
        sentence = "Ký nháy dự thảo." if kind == "initial" else "Ký duyệt kết quả."
        nudge = "Dự thảo đã khớp với hồ sơ thì còn chờ gì?"
        yield Step(kind, dossier.key, sentence, nudge, {}, rule, seat=seat)

    return plan


def leader_side(world: World, dossier: Dossier, mind: Mind) -> Steps:
    """Letters of apology wait for a signature, whoever holds the dossier."""
    asked = dossier.extension
    if asked and asked.state == "asked" and dossier.state in IN_OFFICE:
        yield Step(
            "approve_extension", dossier.key, "Ký văn bản xin lỗi và đề nghị gia hạn.",
            "Người dân sắp bị lỡ hẹn: ai ký thư xin lỗi?", {}, "F12", seat="leader",
        )  # fmt: skip


def _issue(world: World, dossier: Dossier, mind: Mind) -> Steps:
    yield Step(
        "issue_result", dossier.key, "Vào số, đóng dấu, phát hành kết quả.",
        "Văn bản đã ký thì còn thiếu gì?", {}, "I1", seat="clerk",
    )  # fmt: skip


STEPS: dict[str, dict[str, Planner]] = {
    "appraiser": {"in_queue": _receive, "in_appraisal": _in_appraisal},
    "division": {
        "awaiting_assignment": _assign,
        "awaiting_initial": _reading("division", "initial", "F14"),
    },
    "leader": {"awaiting_signature": _reading("leader", "sign", "F14")},
    "clerk": {"awaiting_issue": _issue},
}
