"""The input each act needs, as data: pages draw forms from it, the engine checks against it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sandbox.procedure import CHANNELS
from sandbox.words import lower_first, moment, official_date
from sandbox.workflow import ACTS
from sandbox.world import Dossier, World

MAX_TEXT = 1000
MAX_AMOUNT = 1_000_000_000
SUPPLEMENT_DAYS = 15
"""Calendar days after which an unanswered request may be closed (khoản 5 Điều 19 of ND 118)."""


@dataclass(frozen=True)
class Choice:
    """One answer that can be chosen."""

    value: str
    label: str


@dataclass(frozen=True)
class Field:
    """One input. `kind` is "choice" (one of), "checks" (any of), "number" or "text".

    `required` says what the system refuses to do without, `optional` whether the form calls the
    input optional: a system may take an answer that the rules do not.
    """

    name: str
    label: str
    kind: str
    options: tuple[Choice, ...] = ()
    hint: str = ""
    required: bool = True
    optional: bool = True


class WrongShape(Exception):
    """The data do not have the shape that the fields ask for."""

    def __init__(self, field: str, sentence: str):
        super().__init__(sentence)
        self.field = field
        self.sentence = sentence


YES_NO = (Choice("yes", "Có"), Choice("no", "Không"))
DATA_STORE = "Kho quản lý dữ liệu điện tử của tổ chức, cá nhân"
PAPER, UNNEEDED, LOOKED_UP = "paper:", "unneeded:", "looked-up:"


def _none(world: World, dossier: Dossier) -> tuple[Field, ...]:
    return ()


def _reason(label: str) -> Field:
    return Field("reason", label, "text", hint="Viết để người dân đọc là hiểu phải làm gì.")


def _check_identity(world: World, dossier: Dossier) -> tuple[Field, ...]:
    methods = (
        Choice("e_id", "Xác thực tài khoản định danh điện tử theo số định danh cá nhân"),
        Choice("card_only", "Chỉ xem ảnh thẻ căn cước trên điện thoại"),
        Choice("acquaintance", "Người quen, không cần xác thực"),
    )
    return (Field("method", "Cách xác thực", "choice", methods),)


def _look_up(world: World, dossier: Dossier) -> tuple[Field, ...]:
    wanted = [c for c in world.scenario.version.components if c.how == "looked_up"]
    options = tuple(Choice(c.key, f"{c.title} – {c.database}") for c in wanted)
    return (Field("component", "Dữ liệu cần tra cứu", "choice", options),)


def _check_paper(world: World, dossier: Dossier) -> tuple[Field, ...]:
    kinds = world.scenario.version.defect_kinds
    findings = (Choice("sound", "Đạt, dùng được"), *(Choice(k.key, k.title) for k in kinds))
    return (
        Field("paper", "Giấy tờ", "choice", _papers(dossier)),
        Field("finding", "Kết quả kiểm tra", "choice", findings),
    )


def _papers(dossier: Dossier) -> tuple[Choice, ...]:
    return tuple(Choice(paper.key, paper.title) for paper in dossier.spec.papers)


def _accept(world: World, dossier: Dossier) -> tuple[Field, ...]:
    cases = tuple(Choice(case.key, case.title) for case in world.scenario.version.cases)
    channels = tuple(Choice(key, label) for key, label in CHANNELS.items())
    return (
        Field("case", "Trường hợp", "choice", cases),
        Field("channel", "Cách thức nộp", "choice", channels),
        Field("due", "Hẹn trả kết quả", "choice", _due_dates(world, dossier)),
    )


def _due_dates(world: World, dossier: Dossier) -> tuple[Choice, ...]:
    """The right due time for every case, between plausible wrong ones."""
    calendar, version = world.scenario.calendar, world.scenario.version
    at = world.now + timedelta(minutes=ACTS["accept"].minutes)
    tomorrow = calendar.next_working_day(at.date())
    dates = {calendar.end_of_day(tomorrow), calendar.add_working_days(at, 2)}
    if calendar.is_working_day(at.date()):
        dates.add(calendar.end_of_day(at.date()))
    for case in version.cases:
        dates.add(version.limit(dossier.spec.channel, case.key).due(calendar, at))
    return tuple(
        Choice(due.isoformat(timespec="minutes"), moment(due)) for due in sorted(dates) if due > at
    )


def _request_supplement(world: World, dossier: Dossier) -> tuple[Field, ...]:
    version = world.scenario.version
    items = [
        *(Choice(PAPER + p.key, f"{p.title}: thay hoặc hoàn thiện") for p in dossier.spec.papers),
        *(Choice(UNNEEDED + each.key, f"{each.title}: nộp thêm") for each in version.unneeded),
        *(
            Choice(LOOKED_UP + c.key, f"{c.title}: nộp thêm giấy tờ chứng minh")
            for c in version.components
            if c.how == "looked_up"
        ),
    ]
    ways = (
        Choice("form_02", "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ (mẫu 02)"),
        Choice("oral", "Nói trực tiếp hoặc gọi điện, không lập phiếu"),
    )
    limit = official_date(world.scenario.calendar.calendar_day_limit(world.now, SUPPLEMENT_DAYS))
    until = (
        Choice("in_time", f"{SUPPLEMENT_DAYS} ngày kể từ ngày yêu cầu (đến hết ngày {limit})"),
        Choice("today", "Trong ngày hôm nay"),
        Choice("unsaid", "Không ghi thời hạn"),
    )
    return (
        Field("items", "Nội dung cần bổ sung", "checks", tuple(items), "Nêu đủ trong một lần."),
        Field("way", "Cách yêu cầu", "choice", ways),
        Field("complete_by", "Thời hạn hoàn thiện", "choice", until),
        _reason("Lý do và hướng dẫn"),
    )


def _refuse(world: World, dossier: Dossier) -> tuple[Field, ...]:
    version = world.scenario.version
    grounds = (
        *(Choice(kind.key, kind.title) for kind in version.defect_kinds),
        *(
            Choice(UNNEEDED + each.key, f"Thiếu {lower_first(each.title)}")
            for each in version.unneeded
        ),
    )
    ways = (
        Choice("form_03", "Phiếu từ chối tiếp nhận giải quyết hồ sơ (mẫu 03)"),
        Choice("oral", "Nói trực tiếp, không lập phiếu"),
    )
    return (
        Field("ground", "Căn cứ từ chối", "choice", grounds),
        Field("way", "Cách trả lời", "choice", ways),
        _reason("Lý do"),
    )


def _digitise(world: World, dossier: Dossier) -> tuple[Field, ...]:
    reusable = [c for c in world.scenario.version.components if c.how == "looked_up"]
    fields = [
        Field("papers", "Giấy tờ quét", "checks", _papers(dossier)),
        Field("signed", "Ký số cá nhân vào từng bản quét", "choice", YES_NO),
    ]
    if reusable:
        options = tuple(Choice(c.key, c.title) for c in reusable)
        fields.append(
            Field(
                "reused",
                "Tái sử dụng từ cơ sở dữ liệu",
                "checks",
                options,
                "Đánh dấu dữ liệu anh/chị đã tra cứu cho hồ sơ này.",
                required=False,
                optional=False,
            )
        )
    return tuple(fields)


def _collect_fee(world: World, dossier: Dossier) -> tuple[Field, ...]:
    version = world.scenario.version
    fields = [_amount(world)]
    if version.waivers:
        options = (Choice("none", "Không"), *(Choice(w.key, w.title) for w in version.waivers))
        fields.append(Field("waiver", "Diện miễn", "choice", options))
    how = (Choice("cash", "Tiền mặt"), Choice("transfer", "Chuyển khoản vào tài khoản cơ quan"))
    receipts = (Choice("yes", "Lập biên lai điện tử"), Choice("no", "Không lập biên lai"))
    return (
        *fields,
        Field("how", "Hình thức nộp", "choice", how),
        Field("receipt", "Biên lai", "choice", receipts),
    )


def _amount(world: World) -> Field:
    tariffs = "; ".join(f"{fee.title}: {fee.text}" for fee in world.scenario.version.fees)
    return Field("amount", "Số tiền (đồng)", "number", hint=tariffs)


def _request_payment(world: World, dossier: Dossier) -> tuple[Field, ...]:
    return (_amount(world),)


def _transfer(world: World, dossier: Dossier) -> tuple[Field, ...]:
    offices = tuple(Choice(each.key, each.title) for each in world.scenario.version.offices)
    handover = (
        Choice("now", "Giao ngay trong ngày"),
        Choice("next_morning", "Giao đầu giờ ngày làm việc tiếp theo"),
    )
    return (
        Field("office", "Đơn vị xử lý", "choice", offices),
        Field("handover", "Giao hồ sơ giấy", "choice", handover),
        Field("control_slip", "Ghi phiếu kiểm soát quá trình (mẫu 06)", "choice", YES_NO),
    )


def _notify_citizen(world: World, dossier: Dossier) -> tuple[Field, ...]:
    channels = (
        Choice("official", "Tin nhắn SMS và tài khoản trên Cổng Dịch vụ công quốc gia"),
        Choice("phone", "Gọi điện từ số máy của Trung tâm"),
        Choice("private_chat", "Chụp giấy tờ gửi qua Zalo cá nhân"),
    )
    return (Field("channel", "Kênh thông báo", "choice", channels),)


def _stop(world: World, dossier: Dossier) -> tuple[Field, ...]:
    grounds = (
        Choice("not_supplemented", "Quá thời hạn bổ sung mà người nộp không hoàn thiện"),
        Choice("busy", "Đang nhiều việc, để xử lý sau"),
    )
    return (Field("ground", "Căn cứ dừng", "choice", grounds), _reason("Lý do"))


def _return_result(world: World, dossier: Dossier) -> tuple[Field, ...]:
    receivers = (
        Choice("slip", "Đã đối chiếu giấy hẹn, hoặc căn cước khi mất giấy hẹn"),
        Choice("unchecked", "Không đối chiếu"),
    )
    fields = [Field("receiver", "Người nhận", "choice", receivers)]
    if world.scenario.version.originals_returned:
        fields.append(Field("originals", "Trả lại bản chính", "choice", YES_NO))
    if world.scenario.version.result.electronic:
        label = f"Lưu kết quả điện tử đã ký số vào {DATA_STORE}"
        fields.append(Field("electronic", label, "choice", YES_NO))
    fields.append(Field("rating", "Mời người dân đánh giá hài lòng", "choice", YES_NO))
    return tuple(fields)


def _supplement(world: World, dossier: Dossier) -> tuple[Field, ...]:
    return (Field("papers", "Giấy tờ mang thêm", "checks", _papers(dossier), required=False),)


def _with_reason(world: World, dossier: Dossier) -> tuple[Field, ...]:
    return (_reason("Lý do"),)


FIELDS: dict[str, Callable[[World, Dossier], tuple[Field, ...]]] = {
    "submit": _none,
    "supplement": _supplement,
    "pay": _none,
    "collect": _none,
    "complain": _with_reason,
    "withdraw": _with_reason,
    "check_identity": _check_identity,
    "look_up": _look_up,
    "check_paper": _check_paper,
    "accept": _accept,
    "request_supplement": _request_supplement,
    "refuse": _refuse,
    "digitise": _digitise,
    "collect_fee": _collect_fee,
    "request_payment": _request_payment,
    "issue_receipt": _none,
    "transfer": _transfer,
    "notify_citizen": _notify_citizen,
    "stop": _stop,
    "return_result": _return_result,
    "expire_supplement": _none,
    "receive_for_appraisal": _none,
    "appraise": _none,
    "send_back": _with_reason,
    "submit_for_signature": _none,
    "sign": _none,
    "return_draft": _with_reason,
    "issue_result": _none,
}


def fields_of(world: World, dossier: Dossier, kind: str) -> tuple[Field, ...]:
    """The fields of one act on one dossier, now."""
    return FIELDS[kind](world, dossier)


def checked(fields: tuple[Field, ...], data: Mapping[str, Any]) -> dict[str, Any]:
    """The data in their proper types.

    Raises:
        WrongShape: an answer is missing, unknown or of the wrong kind.
    """
    if unknown := sorted(set(data) - {field.name for field in fields}):
        raise WrongShape(unknown[0], f"Việc này không có mục “{unknown[0]}”.")
    return {field.name: _CHECKS[field.kind](field, data.get(field.name)) for field in fields}


def _one_of(field: Field, value: Any) -> str:
    if not isinstance(value, str) or value not in [option.value for option in field.options]:
        raise WrongShape(field.name, f"Hãy chọn một mục cho “{field.label}”.")
    return value


def _any_of(field: Field, value: Any) -> list[str]:
    values = [value] if isinstance(value, str) else list(value or ())
    known = [option.value for option in field.options]
    if any(each not in known for each in values):
        raise WrongShape(field.name, f"Mục “{field.label}” có lựa chọn không hợp lệ.")
    if field.required and not values:
        raise WrongShape(field.name, f"Hãy chọn ít nhất một mục cho “{field.label}”.")
    return [each for each in known if each in values]


def _number(field: Field, value: Any) -> int:
    text = str(value if value is not None else "").strip().replace(".", "").replace(" ", "")
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(MAX_AMOUNT))):
        raise WrongShape(field.name, f"“{field.label}” phải là số, ví dụ 8.000.")
    if int(text) > MAX_AMOUNT:
        raise WrongShape(field.name, f"“{field.label}” quá lớn.")
    return int(text)


def _text(field: Field, value: Any) -> str:
    text = value.strip() if isinstance(value, str) else ""
    if field.required and not text:
        raise WrongShape(field.name, f"Hãy nhập “{field.label}”.")
    if len(text) > MAX_TEXT:
        raise WrongShape(field.name, f"“{field.label}” dài quá {MAX_TEXT} chữ.")
    return text


_CHECKS: dict[str, Callable[[Field, Any], Any]] = {
    "choice": _one_of,
    "checks": _any_of,
    "number": _number,
    "text": _text,
}
