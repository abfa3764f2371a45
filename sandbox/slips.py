"""Forms 01 to 06 and the transfer slip laid out as sheets.

What is written on them is that of `sandbox.forms`; here it is put where the templates of the
provincial systems have it. A sheet shows the moment at which it was issued: what happened later
does not change it. Only form 06 travels with the dossier and is filled in on the way.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from sandbox import forms
from sandbox.engine import applicant, desk_name, evolve, fold
from sandbox.scenario import Scenario
from sandbox.sheets import Block, Sheet, Signature, head, line, paragraph, said
from sandbox.specs import PAPER_FORMS
from sandbox.words import moment
from sandbox.workflow import ACTS, ROLES
from sandbox.world import Dossier, Event, FormIssued, World

MAY_ISSUE = frozenset(
    {act.kind for act in ACTS.values() if act.form}
    | {"request_supplement", "pass_on_supplement", "refuse", "transfer", "issue_result"}
    | {"consult", "send_onward"}
)
"""Acts that write a slip, always or when the answers say so; the last two the transfer slip."""

BY_HAND = "(Ký, ghi rõ họ tên)"
DIGITALLY = "(Ký số)"
SERIES = {"01": "TNHS", "02": "HDHS", "03": "TB", "04": "PXL", "05": "TB", "06": "PKS"}
"""The series of numbers that a form has, after the order number."""
TRANSFER = "Phiếu chuyển xử lý hồ sơ liên thông"

Body = tuple[list[Block], tuple[Signature, ...]]


def issued(scenario: Scenario, events: Sequence[Event], key: str, position: int) -> Sheet | None:
    """The form that the event at this position issued for a dossier; None when it issued none."""
    if not 0 < position <= len(events):
        return None
    world = fold(scenario, events[:position])
    dossier = world.dossiers.get(key)
    found = [form for form in dossier.forms if form.position == position] if dossier else []
    if dossier is None or not found:
        return None
    return _sheet(world, dossier, found[-1], events)


def transfer(scenario: Scenario, events: Sequence[Event], key: str) -> Sheet | None:
    """The transfer slip of a dossier as it is now; None when no other agency was asked."""
    world = fold(scenario, events)
    dossier = world.dossiers.get(key)
    return _transfer_sheet(world, dossier) if dossier and dossier.requests else None


def rehearsed(world: World, event: Event, events: Sequence[Event]) -> Sheet | None:
    """The slip that an act would write, were its event to happen now; None when it writes none."""
    later = evolve(world, event)
    dossier = later.dossiers[event.dossier or ""]
    if dossier.forms and dossier.forms[-1].position == event.position:
        return _sheet(later, dossier, dossier.forms[-1], events)
    return _transfer_sheet(later, dossier) if "links" in event.data else None


def _sheet(world: World, dossier: Dossier, form: FormIssued, events: Sequence[Event]) -> Sheet:
    written = dict(forms.lines(world, dossier, form))
    blocks, signatures = BODIES[form.number](world, dossier, form, written, events)
    order = sum(
        1
        for each in world.parents
        for other in each.forms
        if other.number == form.number and other.position <= form.position
    )
    by_leader = form.number == "04" or "Ký số" in signatures[-1].how
    return Sheet(
        number=form.number,
        name=forms.NAMES[form.number],
        reference=f"Số: {order:02}/{SERIES[form.number]}",
        code=written.get("Mã hồ sơ", ""),
        blocks=tuple(blocks),
        signatures=signatures,
        subject="V/v xin lỗi và hẹn lại ngày trả kết quả" if form.number == "04" else "",
        copies=("Như trên;", "Lưu: hồ sơ.") if by_leader else (),
        **head(world, form.at.date()),
    )


Written = dict[str, str]


def _applicant(written: Written) -> list[Block]:
    """Who hands in, as every form has it below its title."""
    return [
        line("Họ và tên người nộp", written["Người nộp"]),
        line("Địa chỉ", written["Địa chỉ"]),
        line("Số điện thoại", written["Số điện thoại"]),
        line("Nội dung yêu cầu giải quyết", written["Nội dung yêu cầu giải quyết"]),
    ]


def _both(written: Written, officer: str) -> tuple[Signature, ...]:
    return (
        Signature("Người nộp hồ sơ", BY_HAND, written["Người nộp"]),
        Signature(officer, BY_HAND, desk_name("reception")),
    )


def _receipt(
    world: World, dossier: Dossier, form: FormIssued, written: Written, events: Sequence[Event]
) -> Body:
    person = applicant(world, dossier.key)
    blocks = [
        paragraph(
            f"{written['Đơn vị']} tiếp nhận hồ sơ của: {written['Người nộp']}, số định danh cá"
            f" nhân {person.number}."
        ),
        line("Địa chỉ", written["Địa chỉ"]),
        line("Số điện thoại", f"{written['Số điện thoại']}; thư điện tử: {person.email}"),
        line("Nội dung yêu cầu giải quyết", written["Nội dung yêu cầu giải quyết"]),
        _components(dossier),
        line("Số lượng hồ sơ", written["Số lượng hồ sơ"]),
        line("Thời gian giải quyết theo quy định", written["Thời gian giải quyết"]),
        line("Thời gian nhận hồ sơ", written["Thời gian nhận hồ sơ"]),
        line("Thời gian trả kết quả giải quyết hồ sơ", written["Thời gian trả kết quả"]),
    ]
    if fee := written.get("Phí, lệ phí"):
        blocks.append(line("Phí, lệ phí đã thu", fee))
    blocks += [
        line("Đăng ký nhận kết quả", written["Đăng ký nhận kết quả tại"]),
        line("Vào Sổ theo dõi hồ sơ", f"Quyển số 01, số thứ tự {_order(world, dossier)}"),
        line("Cần hỏi thêm, xin gọi", written["Liên hệ"]),
    ]
    return blocks, _both(written, "Người tiếp nhận hồ sơ")


def _components(dossier: Dossier) -> Block:
    """The papers, each marked in the column of its form."""
    rows = [
        (
            str(number),
            f"{paper.title} ({paper.pages} trang)",
            *("1" if paper.form == form else "" for form in PAPER_FORMS),
        )
        for number, paper in enumerate(dossier.spec.papers, start=1)
    ]
    header = ("TT", "Tên giấy tờ", *PAPER_FORMS.values())
    return Block(
        "table", "Thành phần hồ sơ nộp gồm", header=header, rows=tuple(rows),
        widths=(3, 22, 6, 7, 6, 6),
    )  # fmt: skip


def _order(world: World, dossier: Dossier) -> int:
    """The dossier's number among those accepted so far."""
    accepted = [each.accepted_at for each in world.parents if each.accepted_at]
    return sum(1 for at in accepted if dossier.accepted_at and at <= dossier.accepted_at)


def _supplement(
    world: World, dossier: Dossier, form: FormIssued, written: Written, events: Sequence[Event]
) -> Body:
    items = tuple(text for label, text in written.items() if label.startswith("Nội dung ")
                  and label.removeprefix("Nội dung ").isdigit())  # fmt: skip
    blocks = [
        *_applicant(written),
        Block("list", "Yêu cầu hoàn thiện hồ sơ gồm những nội dung sau", items=items),
        said("Lý do, hướng dẫn", written["Lý do, hướng dẫn"]),
        line("Thời hạn hoàn thiện", written["Thời hạn hoàn thiện"]),
        paragraph(
            "Trong quá trình hoàn thiện hồ sơ, nếu có vướng mắc, xin liên hệ"
            f" {written['Đơn vị']}, số điện thoại {written['Liên hệ']} để được hướng dẫn."
        ),
    ]
    return blocks, _both(written, "Người hướng dẫn")


def _refusal(
    world: World, dossier: Dossier, form: FormIssued, written: Written, events: Sequence[Event]
) -> Body:
    at_desk = "way" in form.data
    what = "không tiếp nhận, giải quyết hồ sơ này" if at_desk else "từ chối giải quyết hồ sơ này"
    blocks = [
        *_applicant(written),
        paragraph(f"Qua xem xét, {written['Đơn vị']} thông báo {what} với lý do cụ thể như sau:"),
        line("Căn cứ", written["Căn cứ"]),
    ]
    blocks += [said(name, written[name]) for name in ("Lý do", "Hướng dẫn") if name in written]
    name = written["Người nộp"]
    blocks.append(paragraph(f"Xin thông báo để {name} được biết và thực hiện."))
    if at_desk:
        return blocks, _both(written, "Người tiếp nhận hồ sơ")
    return blocks, (Signature("Lãnh đạo cơ quan giải quyết", DIGITALLY, desk_name("leader")),)


def _apology(
    world: World, dossier: Dossier, form: FormIssued, written: Written, events: Sequence[Event]
) -> Body:
    blocks = [
        line("Kính gửi", written["Người nộp"]),
        line("Địa chỉ", written["Địa chỉ"]),
        line("Số điện thoại", written["Số điện thoại"]),
        line("Nội dung yêu cầu giải quyết", written["Nội dung yêu cầu giải quyết"]),
    ]
    blocks += [
        line(name, written[name]) for name in ("Ngày tiếp nhận", "Ngày hẹn trả") if name in written
    ]
    if why := _why_late(events, dossier.key, form.position):
        blocks.append(said("Lý do chưa trả kết quả đúng hẹn", why))
    blocks.append(paragraph(f"{written['Lời xin lỗi']}. Mong {written['Người nộp']} thông cảm."))
    if new := written.get("Ngày hẹn trả mới"):
        blocks.append(line("Ngày hẹn trả kết quả mới", new))
    return blocks, (Signature("Lãnh đạo cơ quan giải quyết", DIGITALLY, desk_name("leader")),)


def _why_late(events: Sequence[Event], key: str, position: int) -> str:
    """The reason on the draft that the leader signs."""
    asked = [
        event
        for event in events
        if event.kind == "request_extension" and event.dossier == key and event.position < position
    ]
    return asked[-1].data.get("reason", "") if asked else ""


def _stop(
    world: World, dossier: Dossier, form: FormIssued, written: Written, events: Sequence[Event]
) -> Body:
    blocks = [*_applicant(written), said("Lý do dừng", written["Lý do dừng"])]
    blocks.append(line("Dừng giải quyết hồ sơ từ", written["Dừng từ"]))
    if back := form.data.get("papers_back"):
        text = "Trả lại người nộp" if back == "returned" else "Lưu tại cơ quan giải quyết"
        blocks.append(line("Giấy tờ đã nộp", text))
    name = written["Người nộp"]
    blocks.append(paragraph(f"Xin thông báo để {name} được biết."))
    return blocks, _both(written, "Người ra thông báo")


def _control(
    world: World, dossier: Dossier, form: FormIssued, written: Written, events: Sequence[Event]
) -> Body:
    first = (written["Bên giao"], written["Bên nhận"], form.at, dossier.due_at)
    later = _handovers(world, dossier.key, events)
    rows = tuple(
        (f"1. Giao: {giver}\n2. Nhận: {taker}", moment(at), _punctual(at, due), "")
        for giver, taker, at, due in (first, *later)
    )
    header = (
        "Tên cơ quan, bộ phận", "Thời gian giao, nhận hồ sơ", "Kết quả giải quyết", "Ghi chú",
    )  # fmt: skip
    blocks = [
        *_applicant(written),
        line("Cơ quan giải quyết hồ sơ", written["Đơn vị"]),
        Block("table", "Quá trình giải quyết", header=header, rows=rows, widths=(16, 15, 9, 10)),
    ]
    return blocks, (
        Signature("Người giao hồ sơ", BY_HAND, desk_name("reception")),
        Signature("Người nhận hồ sơ", BY_HAND),
    )


def _punctual(at: datetime, due: datetime | None) -> str:
    if due is None:
        return ""
    return "Trong hạn" if at <= due else "Quá hạn"


def _handovers(
    world: World, key: str, events: Sequence[Event]
) -> list[tuple[str, str, datetime, datetime | None]]:
    """From whom to whom the dossier went after this world, when, and what its due date was."""
    found = []
    for event in events[world.position :]:
        before = world.dossiers[key].holder
        world = evolve(world, event)
        dossier = world.dossiers[key]
        if before and dossier.holder and before != dossier.holder:
            found.append((ROLES[before], ROLES[dossier.holder], event.at, dossier.due_at))
    return found


def _transfer_sheet(world: World, dossier: Dossier) -> Sheet:
    """Phiếu chuyển xử lý (điểm a khoản 2 Điều 20 of Nghị định 118/2025/NĐ-CP)."""
    version = world.version(dossier)
    asked = [link for link in version.links if link.key in dossier.requests]
    calendar = world.scenario.calendar
    rows = []
    for number, link in enumerate(asked, start=1):
        limit = link.limit.end(calendar, dossier.requests[link.key].sent_at)
        rows.append((str(number), link.agency, link.title, f"Chậm nhất {moment(limit)}"))
    at = max(dossier.requests[link.key].sent_at for link in asked)
    person = applicant(world, dossier.key)
    blocks = (
        line("Cơ quan chủ trì", world.scenario.unit.name),
        line("Hồ sơ của", f"{person.title} {person.name}"),
        line("Nội dung yêu cầu giải quyết", world.procedure(dossier).title),
        Block(
            "table", "Cơ quan thực hiện tiếp theo",
            header=("TT", "Cơ quan", "Nội dung công việc", "Thời hạn"),
            rows=tuple(rows), widths=(3, 14, 16, 14),
        ),
        Block(
            "list", "Hồ sơ kèm theo", items=tuple(paper.title for paper in dossier.spec.papers)
        ),
    )  # fmt: skip
    return Sheet(
        number="",
        name=TRANSFER,
        reference=f"Số: {_order(world, dossier):02}/PCXL",
        code=dossier.code or "",
        blocks=blocks,
        signatures=(
            Signature("Người giao hồ sơ", BY_HAND, world.scenario.unit.name),
            Signature("Cơ quan nhận", "(Ký số khi tiếp nhận)"),
        ),
        copies=(),
        **head(world, at.date()),
    )


BODIES: dict[str, Callable[[World, Dossier, FormIssued, Written, Sequence[Event]], Body]] = {
    "01": _receipt,
    "02": _supplement,
    "03": _refusal,
    "04": _apology,
    "05": _stop,
    "06": _control,
}
"""The body and the signatures of each form."""
