"""The official forms as lines of label and text, ready to be shown or printed.

Names and numbers are those of Phụ lục I of Thông tư 03/2025/TT-VPCP. The exact layout of 2025 is
not known, so the lines follow the order of the older templates.
"""

from collections.abc import Callable, Iterator

from sandbox.engine import applicant, desk_name
from sandbox.fields import SUPPLEMENT_DAYS, fields_of
from sandbox.scenario import PAPER_FORMS
from sandbox.words import moment, money, official_date
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
    yield "Nội dung yêu cầu giải quyết", world.scenario.procedure.title


def _receipt(world: World, dossier: Dossier, form: FormIssued) -> Lines:
    version = world.scenario.version
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
    yield "Đăng ký nhận kết quả tại", f"Trực tiếp tại {world.scenario.unit.name}"
    yield "Liên hệ", world.scenario.unit.phone
    person = applicant(world, dossier.key)
    yield "Người nộp hồ sơ (ký)", f"{person.title} {person.name}"
    yield "Người tiếp nhận hồ sơ (ký)", desk_name("reception")


def _supplement(world: World, dossier: Dossier, form: FormIssued) -> Lines:
    labels = _labels(world, dossier, "request_supplement", "items")
    for number, item in enumerate(form.data["items"], start=1):
        yield f"Nội dung {number}", labels[item]
    yield "Lý do, hướng dẫn", form.data["reason"]
    yield "Thời hạn hoàn thiện", _complete_by(world, form)
    yield "Liên hệ", world.scenario.unit.phone


def _complete_by(world: World, form: FormIssued) -> str:
    if form.data["complete_by"] == "unsaid":
        return "(không ghi)"
    limit = form.at
    if form.data["complete_by"] == "in_time":
        limit = world.scenario.calendar.calendar_day_limit(form.at, SUPPLEMENT_DAYS)
    return f"Đến hết ngày {official_date(limit)}"


def _refusal(world: World, dossier: Dossier, form: FormIssued) -> Lines:
    labels = _labels(world, dossier, "refuse", "ground")
    yield "Căn cứ", labels[form.data["ground"]]
    yield "Lý do", form.data["reason"]


def _labels(world: World, dossier: Dossier, kind: str, name: str) -> dict[str, str]:
    field = next(each for each in fields_of(world, dossier, kind) if each.name == name)
    return {option.value: option.label for option in field.options}


def _stop(world: World, dossier: Dossier, form: FormIssued) -> Lines:
    yield "Lý do dừng", form.data["reason"]
    yield "Dừng từ", moment(form.at)


def _control(world: World, dossier: Dossier, form: FormIssued) -> Lines:
    labels = _labels(world, dossier, "transfer", "office")
    yield "Bên giao", world.scenario.unit.name
    yield "Bên nhận", labels[form.data["office"]]
    yield "Thời gian giao", moment(form.at)


BODIES: dict[str, Callable[[World, Dossier, FormIssued], Lines]] = {
    "01": _receipt,
    "02": _supplement,
    "03": _refusal,
    "05": _stop,
    "06": _control,
}
"""The forms that this copy issues. 04 needs an extension, 07 is the register itself."""
