"""What the acts of the one-stop desk ask for."""

from datetime import datetime, timedelta

from sandbox.fields.base import (
    LOOKED_UP,
    PAPER,
    SECOND_SET,
    UNNEEDED,
    YES_NO,
    Choice,
    Field,
    Maker,
    reason,
)
from sandbox.places import places
from sandbox.procedure import Version
from sandbox.procedure_parts import CHANNELS
from sandbox.words import lower_first, moment, official_date
from sandbox.workflow import ACTS
from sandbox.world import Dossier, World


def looked_up_components(version: Version) -> list[tuple[str, str, str]]:
    """Key, title and database of what the officer finds himself."""
    return [(c.key, c.title, c.database) for c in version.components if c.how == "looked_up"]


def _check_identity(world: World, dossier: Dossier, role: str) -> tuple[Field, ...]:
    methods: tuple[Choice, ...] = (
        Choice("e_id", "Xác thực tài khoản định danh điện tử theo số định danh cá nhân"),
        Choice("card_only", "Chỉ xem ảnh thẻ căn cước trên điện thoại"),
        Choice("acquaintance", "Người quen, không cần xác thực"),
    )
    if world.scenario.down_at(world.now):
        methods = (
            Choice("card_only", "Đối chiếu thẻ căn cước, ghi vào sổ để xác thực lại sau"),
            Choice("acquaintance", "Người quen, không cần đối chiếu"),
        )
    fields = [Field("method", "Cách xác thực", "choice", methods)]
    if dossier.spec.agent:
        accounts = (
            Choice("principal", "Của người ủy quyền, có giấy ủy quyền kèm theo"),
            Choice("agent", "Của người đi nộp thay"),
            Choice("officer", "Của cán bộ, cho nhanh"),
        )
        fields.append(Field("account", "Tài khoản định danh dùng cho hồ sơ", "choice", accounts))
    return tuple(fields)


def _look_up(world: World, dossier: Dossier, role: str) -> tuple[Field, ...]:
    wanted = looked_up_components(world.version(dossier))
    options = tuple(Choice(key, f"{title} – {database}") for key, title, database in wanted)
    return (Field("component", "Dữ liệu cần tra cứu", "choice", options),)


def _check_paper(world: World, dossier: Dossier, role: str) -> tuple[Field, ...]:
    kinds = world.version(dossier).defect_kinds
    if role == "reception":
        kinds = tuple(kind for kind in kinds if kind.stage == "reception")
    findings = (Choice("sound", "Đạt, dùng được"), *(Choice(k.key, k.title) for k in kinds))
    papers = papers_of(world, dossier, role)
    return (
        Field("paper", "Giấy tờ", "choice", papers),
        Field("finding", "Kết quả kiểm tra", "choice", findings),
        _where(dossier, papers),
    )


def _where(dossier: Dossier, papers: tuple[Choice, ...]) -> Field:
    """Where the mistake is: asked of what has one, and never insisted on."""
    of_items = {paper.value: places(dossier.spec, paper.value) for paper in papers}
    every = {place: label for each in of_items.values() for place, label in each.items()}
    return Field(
        "where",
        "Chỗ sai",
        "choice",
        (Choice("", "Chưa chỉ ra"), *(Choice(place, label) for place, label in every.items())),
        "Chỉ khi giấy tờ có lỗi. Bấm vào chỗ sai trên hình, hoặc chọn ở đây.",
        required=False,
        of_items={item: ("", *each) for item, each in of_items.items()},
    )


def papers_of(world: World, dossier: Dossier, role: str) -> tuple[Choice, ...]:
    """What a role can judge: the papers, and for the appraiser the data that were looked up."""
    choices = tuple(Choice(paper.key, paper.title) for paper in dossier.spec.papers)
    if role != "appraiser":
        return choices
    titles = {key: title for key, title, _ in looked_up_components(world.version(dossier))}
    return choices + tuple(
        Choice(record.component, titles[record.component])
        for record in dossier.spec.records
        if record.component in dossier.looked_up
    )


def _accept(world: World, dossier: Dossier, role: str) -> tuple[Field, ...]:
    procedure, version = world.procedure(dossier), world.version(dossier)
    cases = tuple(Choice(case.key, case.title) for case in version.cases)
    channels = tuple(Choice(key, label) for key, label in CHANNELS.items())
    fields = [
        Field("case", "Trường hợp", "choice", cases),
        Field("channel", "Cách thức nộp", "choice", channels),
        Field("due", "Hẹn trả kết quả", "choice", _due_dates(world, dossier)),
    ]
    if version.look_alikes:
        procedures = sorted(
            [
                Choice(procedure.code, f"{procedure.title} ({procedure.code})"),
                *(Choice(each.code, f"{each.title} ({each.code})") for each in version.look_alikes),
            ],
            key=lambda choice: choice.value,
        )
        fields.insert(0, Field("procedure", "Thủ tục", "choice", tuple(procedures)))
    return tuple(fields)


def received(world: World, dossier: Dossier, kind: str = "accept") -> datetime:
    """From when the time limit runs if the dossier is accepted now."""
    return dossier.paper_slip_at or world.now + timedelta(minutes=ACTS[kind].minutes)


def _due_dates(world: World, dossier: Dossier) -> tuple[Choice, ...]:
    """The right due time for every case, between plausible wrong ones."""
    calendar, version = world.scenario.calendar, world.version(dossier)
    at = received(world, dossier)
    tomorrow = calendar.next_working_day(at.date())
    dates = {calendar.end_of_day(tomorrow), calendar.add_working_days(at, 2)}
    if calendar.is_working_day(at.date()):
        dates.add(calendar.end_of_day(at.date()))
    for case in version.cases:
        limit = version.limit(dossier.spec.channel, case.key)
        dates.add(limit.due(calendar, at))
        if limit.kind == "working_days":
            dates.add(calendar.calendar_day_limit(at, limit.amount))
    return tuple(
        Choice(due.isoformat(timespec="minutes"), moment(due)) for due in sorted(dates) if due > at
    )


LIMIT = "limit:"
"""A due date named by the case whose limit it is, for whoever cannot know the minute before."""


def named_due(world: World, dossier: Dossier, value: str) -> str:
    """The due date that "limit:" and a case stands for now; any other value as it is."""
    if not value.startswith(LIMIT):
        return value
    limits = world.version(dossier).limits_by_case(dossier.spec.channel)
    limit = limits.get(value.removeprefix(LIMIT))
    if limit is None:
        return value
    due = limit.due(world.scenario.calendar, received(world, dossier))
    return due.isoformat(timespec="minutes")


def supplement_items(world: World, dossier: Dossier) -> tuple[Choice, ...]:
    """Everything that one might ask the applicant for, rightly or wrongly."""
    version = world.version(dossier)
    return (
        *(Choice(PAPER + p.key, f"{p.title}: thay hoặc hoàn thiện") for p in dossier.spec.papers),
        *(Choice(UNNEEDED + each.key, f"{each.title}: nộp thêm") for each in version.unneeded),
        *(
            Choice(LOOKED_UP + key, f"{title}: nộp thêm giấy tờ chứng minh")
            for key, title, _ in looked_up_components(version)
        ),
        Choice(SECOND_SET, "Thêm một bộ hồ sơ nữa để lưu"),
    )


def _way_and_time(world: World, dossier: Dossier) -> tuple[Field, ...]:
    ways = (
        Choice("form_02", "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ (mẫu 02)"),
        Choice("oral", "Nói trực tiếp hoặc gọi điện, không lập phiếu"),
    )
    span = world.version(dossier).supplement.answer_within
    limit = official_date(span.end(world.scenario.calendar, world.now))
    until = (
        Choice("in_time", f"{span.text} kể từ ngày yêu cầu (đến hết ngày {limit})"),
        Choice("today", "Trong ngày hôm nay"),
        Choice("unsaid", "Không ghi thời hạn"),
    )
    return (
        Field("way", "Cách yêu cầu", "choice", ways),
        Field("complete_by", "Thời hạn hoàn thiện", "choice", until),
    )


def _request_supplement(world: World, dossier: Dossier, role: str) -> tuple[Field, ...]:
    items = supplement_items(world, dossier)
    return (
        Field("items", "Nội dung cần bổ sung", "checks", items, "Nêu đủ trong một lần."),
        *_way_and_time(world, dossier),
        reason("Lý do và hướng dẫn"),
    )


def _pass_on_supplement(world: World, dossier: Dossier, role: str) -> tuple[Field, ...]:
    what = (
        Choice("all", "Chuyển nguyên văn nội dung cơ quan giải quyết yêu cầu"),
        Choice("more", "Thêm một bộ hồ sơ nữa cho chắc"),
    )
    return (
        Field("content", "Nội dung", "choice", what),
        *_way_and_time(world, dossier),
        reason("Lý do và hướng dẫn"),
    )


NOT_SUPPLEMENTED, WRONG_AGENCY = "not-supplemented", "khong-dung-tham-quyen"


def _refuse(world: World, dossier: Dossier, role: str) -> tuple[Field, ...]:
    version = world.version(dossier)
    kinds = [kind for kind in version.defect_kinds if kind.stage == "reception"]
    grounds = [
        *(Choice(kind.key, kind.title) for kind in kinds),
        *(
            Choice(UNNEEDED + each.key, f"Thiếu {lower_first(each.title)}")
            for each in version.unneeded
        ),
        Choice(NOT_SUPPLEMENTED, "Quá thời hạn mà người nộp không hoàn thiện hồ sơ"),
        Choice("other-commune", "Người nộp không cư trú ở xã, phường này"),
    ]
    ways = (
        Choice("form_03", "Phiếu từ chối tiếp nhận giải quyết hồ sơ (mẫu 03)"),
        Choice("oral", "Nói trực tiếp, không lập phiếu"),
    )
    points = (
        Choice("said", "Ghi rõ cơ quan có thẩm quyền và cách nộp tiếp"),
        Choice("unsaid", "Không ghi"),
    )
    return (
        Field("ground", "Căn cứ từ chối", "choice", tuple(grounds)),
        Field("way", "Cách trả lời", "choice", ways),
        Field("guidance", "Hướng dẫn nơi có thẩm quyền, cách làm tiếp", "choice", points),
        reason("Lý do"),
    )


def _digitise(world: World, dossier: Dossier, role: str) -> tuple[Field, ...]:
    papers = tuple(Choice(paper.key, paper.title) for paper in dossier.spec.papers)
    fields = [
        Field("papers", "Giấy tờ quét", "checks", papers),
        Field("signed", "Ký số cá nhân vào từng bản quét", "choice", YES_NO),
    ]
    if reusable := looked_up_components(world.version(dossier)):
        options = tuple(Choice(key, title) for key, title, _ in reusable)
        hint = "Đánh dấu dữ liệu anh/chị đã tra cứu cho hồ sơ này."
        fields.append(
            Field(
                "reused", "Tái sử dụng từ cơ sở dữ liệu", "checks", options, hint,
                required=False, optional=False,
            )
        )  # fmt: skip
    return tuple(fields)


def _collect_fee(world: World, dossier: Dossier, role: str) -> tuple[Field, ...]:
    how = (
        Choice("cash", "Tiền mặt"),
        Choice("transfer", "Chuyển khoản vào tài khoản cơ quan"),
    )
    receipts = (Choice("yes", "Lập biên lai điện tử"), Choice("no", "Không lập biên lai"))
    proof = (
        Choice("attached", "Đính kèm chứng từ chuyển khoản vào hồ sơ"),
        Choice("none", "Không có, hoặc nộp tiền mặt"),
    )
    return (
        *_amount_and_waiver(world, dossier),
        Field("how", "Hình thức nộp", "choice", how),
        Field("receipt", "Biên lai", "choice", receipts),
        Field("proof", "Chứng từ chuyển khoản", "choice", proof),
    )


def _amount_and_waiver(world: World, dossier: Dossier) -> list[Field]:
    version = world.version(dossier)
    tariffs = "; ".join(f"{fee.title}: {fee.text}" for fee in version.fees)
    fields = [Field("amount", "Số tiền (đồng)", "number", hint=tariffs)]
    if version.waivers:
        options = (Choice("none", "Không"), *(Choice(w.key, w.title) for w in version.waivers))
        fields.append(Field("waiver", "Diện miễn", "choice", options))
    return fields


def _request_payment(world: World, dossier: Dossier, role: str) -> tuple[Field, ...]:
    if role == "appraiser":
        return (Field("amount", "Số tiền theo thông báo của cơ quan thuế (đồng)", "number"),)
    return tuple(_amount_and_waiver(world, dossier))


def _desk_task(world: World, dossier: Dossier, role: str) -> tuple[Field, ...]:
    stage = "returning" if dossier.state == "awaiting_return" else "receiving"
    return task_fields(world, dossier, stage)


def task_fields(world: World, dossier: Dossier, stage: str) -> tuple[Field, ...]:
    """The tasks of a stage that are still to do, each with its ways of doing it."""
    version = world.version(dossier)
    tasks = [
        task
        for task in version.tasks_of(stage, dossier.case or dossier.spec.case)
        if task.key not in dossier.tasks
    ]
    answers = {
        f"{task.key}/{answer.key}": f"{task.title}: {answer.title}"
        for task in tasks
        for answer in task.answers
    }
    plain = {task.key: task.title for task in tasks if not task.answers}
    options = tuple(Choice(key, label) for key, label in (answers | plain).items())
    return (Field("task", "Việc cần làm", "choice", options),)


def _transfer(world: World, dossier: Dossier, role: str) -> tuple[Field, ...]:
    offices = tuple(Choice(each.key, each.title) for each in world.version(dossier).offices)
    handover = (
        Choice("now", "Giao ngay trong ngày"),
        Choice("next_morning", "Giao đầu giờ ngày làm việc tiếp theo"),
        Choice("later", "Gom lại, cuối tuần giao một lần"),
    )
    return (
        Field("office", "Đơn vị xử lý", "choice", offices),
        Field("handover", "Giao hồ sơ giấy", "choice", handover),
        Field("control_slip", "Ghi phiếu kiểm soát quá trình (mẫu 06)", "choice", YES_NO),
    )


def _notify_citizen(world: World, dossier: Dossier, role: str) -> tuple[Field, ...]:
    channels = (
        Choice("official", "Tin nhắn SMS và tài khoản trên Cổng Dịch vụ công quốc gia"),
        Choice("phone", "Gọi điện từ số máy của Trung tâm"),
        Choice("private_chat", "Chụp giấy tờ gửi qua Zalo cá nhân"),
    )
    return (Field("channel", "Kênh thông báo", "choice", channels),)


def supplement(world: World, dossier: Dossier, role: str) -> tuple[Field, ...]:
    """What the applicant brings."""
    titles = {key: title for key, title, _ in looked_up_components(world.version(dossier))}
    papers = [Choice(paper.key, paper.title) for paper in dossier.spec.papers]
    papers += [Choice(r.component, titles[r.component]) for r in dossier.spec.records]
    return (Field("papers", "Giấy tờ mang thêm", "checks", tuple(papers), required=False),)


def _receive_on_paper(world: World, dossier: Dossier, role: str) -> tuple[Field, ...]:
    slips = (
        Choice("yes", "Ghi giấy tiếp nhận và hẹn trả viết tay, ghi rõ giờ nhận"),
        Choice("no", "Giữ hồ sơ, hẹn miệng"),
    )
    noted = (
        Choice("yes", "Ghi vào hồ sơ: không khai thác được dữ liệu, lý do, thời điểm"),
        Choice("no", "Không ghi"),
    )
    return (
        Field("slip", "Giấy tiếp nhận", "choice", slips),
        Field("noted", "Ghi chú sự cố", "choice", noted),
    )


FIELDS: dict[str, Maker] = {
    "check_identity": _check_identity,
    "look_up": _look_up,
    "check_paper": _check_paper,
    "receive_on_paper": _receive_on_paper,
    "accept": _accept,
    "request_supplement": _request_supplement,
    "refuse": _refuse,
    "desk_task": _desk_task,
    "collect_fee": _collect_fee,
    "request_payment": _request_payment,
    "digitise": _digitise,
    "transfer": _transfer,
    "pass_on_supplement": _pass_on_supplement,
    "notify_citizen": _notify_citizen,
}
