"""What the acts of the processing unit and its leaders ask for, and the answers to questions."""

from sandbox.fields.base import PAPER, YES_NO, Choice, Field, Maker, reason, with_reason
from sandbox.fields.desk import papers_of, task_fields
from sandbox.links import sendable
from sandbox.words import moment
from sandbox.world import Dossier, World

REFUSE = "refuse:"


def _links(world: World, dossier: Dossier, stage: str) -> tuple[Field, ...]:
    links = sendable(world, dossier, stage)
    options = tuple(Choice(link.key, f"{link.agency}: {link.title}") for link in links)
    deadlines = (
        Choice("by_law", "Ghi rõ nội dung và thời hạn từng cơ quan phải trả lời"),
        Choice("unsaid", "Không ghi thời hạn"),
    )
    ways = (
        Choice("system", "Văn bản điện tử trên hệ thống"),
        Choice("phone", "Gọi điện hỏi trước, không cần văn bản"),
    )
    return (
        Field("links", "Gửi đến", "checks", options, "Việc làm song song được thì gửi cùng lúc."),
        Field("deadline", "Nội dung, thời hạn", "choice", deadlines),
        Field("way", "Cách gửi", "choice", ways),
    )


def _consult(world: World, dossier: Dossier, role: str) -> tuple[Field, ...]:
    return _links(world, dossier, "appraisal")


def _send_onward(world: World, dossier: Dossier, role: str) -> tuple[Field, ...]:
    return _links(world, dossier, "issued")


def _report_silence(world: World, dossier: Dossier, role: str) -> tuple[Field, ...]:
    titles = {link.key: link.agency for link in world.version(dossier).links}
    silent = tuple(
        Choice(key, titles[key])
        for key, request in dossier.requests.items()
        if request.state == "silent" and not request.reported
    )
    return (Field("link", "Cơ quan chưa trả lời", "choice", silent),)


def _appraisal_task(world: World, dossier: Dossier, role: str) -> tuple[Field, ...]:
    return task_fields(world, dossier, "appraisal")


def _appraise(world: World, dossier: Dossier, role: str) -> tuple[Field, ...]:
    tried = dossier.obstacles().values() if dossier.supplements else ()
    kinds = [
        kind
        for kind in world.version(dossier).defect_kinds
        if kind.ground_for_refusal or kind.key in tried
    ]
    conclusions = (
        Choice("grant", "Đủ điều kiện giải quyết"),
        *(Choice(REFUSE + kind.key, f"Không đủ điều kiện: {kind.title}") for kind in kinds),
    )
    fields = [
        Field("conclusion", "Kết luận", "choice", conclusions),
        Field("extracted", "Trích xuất dữ liệu, ký số cơ quan vào bản số hóa", "choice", YES_NO),
    ]
    if dossier.requests:
        label = "Đính kèm kết quả xác minh, văn bản trả lời vào hồ sơ điện tử"
        fields.append(Field("attached", label, "choice", YES_NO))
    fields.append(reason("Nhận xét, lý do"))
    return tuple(fields)


def _propose_supplement(world: World, dossier: Dossier, role: str) -> tuple[Field, ...]:
    items = tuple(
        Choice(PAPER + each.value, f"{each.label}: thay hoặc hoàn thiện")
        for each in papers_of(world, dossier, "appraiser")
    )
    ways = (
        Choice("via_desk", "Gửi Bộ phận Một cửa bằng văn bản (mẫu 02), nêu rõ lý do"),
        Choice("direct", "Gọi thẳng cho người dân"),
    )
    return (
        Field("items", "Nội dung cần bổ sung", "checks", items, "Nêu đủ trong một lần."),
        Field("way", "Cách yêu cầu", "choice", ways),
        reason("Lý do"),
    )


def _request_extension(world: World, dossier: Dossier, role: str) -> tuple[Field, ...]:
    calendar = world.scenario.calendar
    start = max(dossier.due_at or world.now, world.now)
    dates = [calendar.add_working_days(start, days) for days in (3, 5, 10)]
    options = tuple(Choice(each.isoformat(timespec="minutes"), moment(each)) for each in dates)
    ways = (
        Choice("form_04", "Văn bản xin lỗi và đề nghị gia hạn (mẫu 04), gửi Bộ phận Một cửa"),
        Choice("oral", "Nhắn miệng cho quầy"),
    )
    return (
        Field("new_due", "Ngày hẹn mới", "choice", options),
        Field("way", "Cách đề nghị", "choice", ways),
        reason("Lý do chậm"),
    )


DAYS = "days:"
"""A new date named by its working days after the old one."""


def named_new_due(world: World, dossier: Dossier, value: str) -> str:
    """The new date that "days:" and a number stands for now; any other value as it is."""
    days = value.removeprefix(DAYS)
    if not value.startswith(DAYS) or not days.isdecimal():
        return value
    start = max(dossier.due_at or world.now, world.now)
    new = world.scenario.calendar.add_working_days(start, min(int(days), 60))
    return new.isoformat(timespec="minutes")


def _assign(world: World, dossier: Dossier, role: str) -> tuple[Field, ...]:
    people = (
        Choice("in_charge", "Công chức phụ trách lĩnh vực, đang làm việc; ghi thời hạn của bước"),
        Choice("no_deadline", "Công chức phụ trách lĩnh vực; không ghi thời hạn"),
        Choice("away", "Công chức đang nghỉ phép đến hết tuần sau"),
    )
    return (Field("assignee", "Phân công cho", "choice", people),)


def answer(world: World, dossier: Dossier, role: str) -> tuple[Field, ...]:
    """What another agency answers."""
    return (Field("text", "Nội dung trả lời", "text"),)


def happening(world: World, dossier: Dossier, role: str) -> tuple[Field, ...]:
    """Which happening it is."""
    options = tuple(
        Choice(each.key, each.text)
        for each in world.scenario.happenings
        if each.dossier == dossier.key
    )
    return (Field("happening", "Việc", "choice", options),)


def any_task(world: World, dossier: Dossier, role: str) -> tuple[Field, ...]:
    """A task that has taken its days."""
    options = tuple(Choice(task.key, task.title) for task in world.version(dossier).tasks)
    return (Field("task", "Việc", "choice", options),)


def _respond(world: World, dossier: Dossier, role: str) -> tuple[Field, ...]:
    """The question that has waited longest; the next one comes when it is answered."""
    waiting = [key for key, question in dossier.questions.items() if not question.reply]
    if not waiting:
        return (Field("reply", "Trả lời", "choice"),)
    happening = world.scenario.happening(waiting[0])
    options = tuple(
        Choice(f"{happening.key}/{reply.key}", reply.title) for reply in happening.replies
    )
    return (Field("reply", f"{happening.who}: “{happening.text}”", "choice", options),)


FIELDS: dict[str, Maker] = {
    "consult": _consult,
    "send_onward": _send_onward,
    "report_silence": _report_silence,
    "appraisal_task": _appraisal_task,
    "appraise": _appraise,
    "propose_supplement": _propose_supplement,
    "request_extension": _request_extension,
    "send_back": with_reason,
    "return_draft": with_reason,
    "assign": _assign,
    "respond": _respond,
}
