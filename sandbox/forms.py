"""The official forms as lines of label and text, ready to be shown or printed.

Names and numbers are those of Phụ lục I of Thông tư 03/2025/TT-VPCP. The exact layout of 2025 is
not known, so the lines follow the order of the older templates.
"""

from collections.abc import Callable, Iterator

from sandbox.engine import applicant, desk_name
from sandbox.fields import fields_of
from sandbox.fields.desk import supplement_items
from sandbox.specs import DELIVERIES, PAPER_FORMS
from sandbox.words import moment, money, official_date
from sandbox.workflow import STATUSES
from sandbox.world import Dossier, FormIssued, World

NAMES: dict[str, str] = {
    "01": "Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
    "02": "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ",
    "03": "Phiếu từ chối tiếp nhận giải quyết hồ sơ",
    "04": "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết",
    "05": "Thông báo dừng giải quyết hồ sơ",
    "06": "Phiếu kiểm soát quá trình giải quyết hồ sơ",
    "07": "Sổ theo dõi hồ sơ",
}
WATERMARK = "BẢN LUYỆN TẬP – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ"
"""Stands on every slip that is shown or printed."""

MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM – Độc lập - Tự do - Hạnh phúc"

Lines = Iterator[tuple[str, str]]


def lines(world: World, dossier: Dossier, form: FormIssued) -> list[tuple[str, str]]:
    """What is written on an issued form, head first."""
    return [*_head(world, dossier, form), *BODIES[form.number](world, dossier, form)]


def _head(world: World, dossier: Dossier, form: FormIssued) -> Lines:
    person = applicant(world, dossier.key)
    yield "Quốc hiệu – tiêu ngữ", MOTTO
    yield "Đơn vị", world.scenario.unit.name
    if dossier.code and dossier.accepted_at and dossier.accepted_at <= form.at:
        yield "Mã hồ sơ", dossier.code
    yield "Người nộp", f"{person.title} {person.name}"
    yield "Địa chỉ", person.address
    yield "Số điện thoại", person.phone
    yield "Nội dung yêu cầu giải quyết", world.procedure(dossier).title


def _receipt(world: World, dossier: Dossier, form: FormIssued) -> Lines:
    version = world.version(dossier)
    for number, paper in enumerate(dossier.spec.papers, start=1):
        text = f"{paper.title} ({PAPER_FORMS[paper.form].lower()}, {paper.pages} trang)"
        yield f"Thành phần hồ sơ {number}", text
    yield "Số lượng hồ sơ", "01 bộ"
    yield "Thời gian giải quyết", version.limit(dossier.spec.channel, dossier.case).text
    due = [each for each in dossier.dues if each.set_at <= form.at][-1]
    yield "Thời gian nhận hồ sơ", moment(due.set_at)
    yield "Thời gian trả kết quả", moment(due.at)
    if dossier.payment and dossier.payment.at <= form.at:
        yield "Phí, lệ phí", money(dossier.payment.amount)
    yield "Đăng ký nhận kết quả tại", _delivery(world, dossier)
    yield "Liên hệ", world.scenario.unit.phone
    person = applicant(world, dossier.key)
    yield "Người nộp hồ sơ (ký)", f"{person.title} {person.name}"
    yield "Người tiếp nhận hồ sơ (ký)", desk_name("reception")


def _delivery(world: World, dossier: Dossier) -> str:
    if dossier.spec.delivery == "counter":
        return f"Trực tiếp tại {world.scenario.unit.name}"
    return DELIVERIES[dossier.spec.delivery]


def _supplement(world: World, dossier: Dossier, form: FormIssued) -> Lines:
    labels = {choice.value: choice.label for choice in supplement_items(world, dossier)}
    for number, item in enumerate(form.data["items"], start=1):
        yield f"Nội dung {number}", labels.get(item, item)
    yield "Lý do, hướng dẫn", form.data["reason"]
    yield "Thời hạn hoàn thiện", _complete_by(world, dossier, form)
    yield "Liên hệ", world.scenario.unit.phone


def _complete_by(world: World, dossier: Dossier, form: FormIssued) -> str:
    if form.data["complete_by"] == "unsaid":
        return "(không ghi)"
    limit = form.at
    if form.data["complete_by"] == "in_time":
        span = world.version(dossier).supplement.answer_within
        limit = span.end(world.scenario.calendar, form.at)
    return f"Đến hết ngày {official_date(limit)}"


def _refusal(world: World, dossier: Dossier, form: FormIssued) -> Lines:
    """At reception the desk's own reason; after appraisal the conclusion that was signed."""
    ground = form.data.get("ground", "")
    kinds = {kind.key: kind.title for kind in world.version(dossier).defect_kinds}
    others = _labels(world, dossier, "refuse", "ground")
    yield "Căn cứ", kinds.get(ground) or others.get(ground) or "Không đủ điều kiện giải quyết"
    if reason := form.data.get("reason"):
        yield "Lý do", reason
    if form.data.get("guidance") == "said":
        yield "Hướng dẫn", "Cơ quan có thẩm quyền và cách làm tiếp đã ghi trên phiếu"


def _labels(world: World, dossier: Dossier, kind: str, name: str) -> dict[str, str]:
    field = next(each for each in fields_of(world, dossier, kind) if each.name == name)
    return {option.value: option.label for option in field.options}


def _stop(world: World, dossier: Dossier, form: FormIssued) -> Lines:
    by_citizen = dossier.withdrawal_asked_at is not None and "reason" not in form.data
    reason = "Người nộp đề nghị rút hồ sơ" if by_citizen else form.data.get("reason", "")
    yield "Lý do dừng", reason
    yield "Dừng từ", moment(form.at)


def _control(world: World, dossier: Dossier, form: FormIssued) -> Lines:
    labels = _labels(world, dossier, "transfer", "office")
    yield "Bên giao", world.scenario.unit.name
    yield "Bên nhận", labels[form.data["office"]]
    yield "Thời gian giao", moment(form.at)


def _apology(world: World, dossier: Dossier, form: FormIssued) -> Lines:
    old = [due for due in dossier.dues if due.set_at <= form.at and due.why != "extended"]
    if dossier.accepted_at:
        yield "Ngày tiếp nhận", moment(dossier.accepted_at)
    if old:
        yield "Ngày hẹn trả", moment(old[-1].at)
    yield "Lời xin lỗi", "Cơ quan giải quyết xin lỗi vì chưa trả kết quả đúng hẹn"
    if dossier.extension:
        yield "Ngày hẹn trả mới", moment(dossier.extension.new_due)
    yield "Ký", "Lãnh đạo cơ quan giải quyết (ký số)"


def transfer_slip(world: World, dossier: Dossier) -> list[tuple[str, str]]:
    """Phiếu chuyển xử lý: which agency does what until when (điểm a khoản 2 Điều 20 of ND 118)."""
    version = world.version(dossier)
    lines = [("Cơ quan chủ trì", world.scenario.unit.name)]
    if dossier.code:
        lines.append(("Mã hồ sơ", dossier.code))
    for link in version.links:
        if link.key in dossier.requests:
            limit = link.limit.end(world.scenario.calendar, dossier.requests[link.key].sent_at)
            lines.append((link.agency, f"{link.title}; chậm nhất {moment(limit)}"))
    return lines


def register(world: World) -> list[dict[str, str]]:
    """Sổ theo dõi hồ sơ (form 07): one line for each dossier that was received."""
    rows = []
    for number, dossier in enumerate((d for d in world.parents if d.code), start=1):
        person = applicant(world, dossier.key)
        rows.append(
            {
                "STT": str(number),
                "Mã hồ sơ": dossier.code or "",
                "Tên thủ tục hành chính": world.procedure(dossier).title,
                "Số lượng hồ sơ (bộ)": "01",
                "Tên cá nhân, tổ chức": person.name,
                "Địa chỉ, số điện thoại": f"{person.address}; {person.phone}",
                "Cơ quan chủ trì giải quyết": world.scenario.unit.name,
                "Nhận hồ sơ": moment(dossier.received_at) if dossier.received_at else "",
                "Hẹn trả kết quả": moment(dossier.due_at) if dossier.due_at else "",
                "Trả kết quả": moment(dossier.returned_at) if dossier.returned_at else "",
                "Phương thức nhận kết quả": DELIVERIES[dossier.spec.delivery],
                "Ghi chú": STATUSES[dossier.status],
            }
        )
    return rows


BODIES: dict[str, Callable[[World, Dossier, FormIssued], Lines]] = {
    "01": _receipt,
    "02": _supplement,
    "03": _refusal,
    "04": _apology,
    "05": _stop,
    "06": _control,
}
"""The slips. Form 07 is the register itself, see `register`."""
