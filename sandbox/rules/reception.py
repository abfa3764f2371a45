"""Reception at the counter: identity, databases, papers, acceptance, supplement."""

from collections.abc import Iterator

from sandbox.fields import PAPER, SUPPLEMENT_DAYS
from sandbox.law import ND118, Basis
from sandbox.rules.base import Found, History, Rule, Step, nd118
from sandbox.world import Dossier

GROUP = "Tiếp nhận hồ sơ"
DECISIONS = ("accept", "request_supplement", "refuse")


def first_decisions(history: History) -> Iterator[Step]:
    """The first decision on each dossier, before which everything must have been looked at."""
    seen: set[str] = set()
    for step in history.of(*DECISIONS):
        if step.dossier.key not in seen:
            seen.add(step.dossier.key)
            yield step


def title_of(dossier: Dossier, paper: str) -> str:
    """The title of a paper."""
    return next(each.title for each in dossier.spec.papers if each.key == paper)


IDENTITY_SAID = {
    "": "Quyết định về hồ sơ khi chưa xác thực danh tính người nộp.",
    "card_only": "Chỉ xem ảnh thẻ căn cước, không xác thực tài khoản định danh điện tử.",
    "acquaintance": "Bỏ qua xác thực vì quen biết.",
    "e_id": "Đã xác thực tài khoản định danh điện tử trước khi quyết định.",
}
AUTHENTICATE = "Xác thực tài khoản định danh điện tử theo số định danh cá nhân trước khi tiếp nhận."


def _identity(history: History) -> Iterator[Found]:
    for step in first_decisions(history):
        method = step.dossier.identity
        yield Found(step, method == "e_id", IDENTITY_SAID[method], AUTHENTICATE)


def _look_up(history: History) -> Iterator[Found]:
    wanted = [c for c in history.scenario.version.components if c.how == "looked_up"]
    for step in first_decisions(history):
        for component in wanted:
            looked_up = component.key in step.dossier.looked_up
            done = "Đã" if looked_up else "Chưa"
            yield Found(
                step,
                looked_up,
                f"{done} tra cứu “{component.title}” trước khi quyết định.",
                f"Tra cứu {component.database} trước, dữ liệu đã có thì không yêu cầu nộp.",
                component.basis,
            )


def _papers_checked(history: History) -> Iterator[Found]:
    for step in history.of("accept", "request_supplement"):
        unread = [p.title for p in step.spec.papers if p.key not in step.dossier.verdicts]
        what = f"Chưa kiểm tra: {', '.join(unread)}." if unread else "Đã kiểm tra mọi giấy tờ."
        yield Found(
            step, not unread, what,
            "Mở và kiểm tra từng giấy tờ trước khi tiếp nhận hoặc yêu cầu bổ sung.",
        )  # fmt: skip


def _accepted_sound(history: History) -> Iterator[Found]:
    for step in history.of("accept"):
        faulty = [title_of(step.dossier, paper) for paper in step.dossier.open_defects()]
        kinds = step.dossier.open_defects().values()
        basis = tuple(
            each for kind in kinds for each in history.scenario.version.defect_kind(kind).basis
        )
        what = "Tiếp nhận hồ sơ đầy đủ, hợp lệ."
        if faulty:
            what = f"Tiếp nhận khi giấy tờ chưa dùng được: {', '.join(faulty)}."
        yield Found(
            step, not faulty, what,
            "Phát hiện và yêu cầu bổ sung trước khi tiếp nhận.", tuple(dict.fromkeys(basis)),
        )  # fmt: skip


def _right_case(history: History) -> Iterator[Found]:
    titles = {case.key: case.title for case in history.scenario.version.cases}
    for step in history.of("accept"):
        chosen, right = step.event.data["case"], step.spec.case
        yield Found(
            step, chosen == right, f"Chọn trường hợp “{titles[chosen]}”.",
            f"Chọn đúng trường hợp “{titles[right]}”.",
        )  # fmt: skip


def _complete_request(history: History) -> Iterator[Found]:
    for step in history.of("request_supplement"):
        if step.dossier.supplements:
            continue
        asked = step.event.data["items"]
        faulty = step.dossier.open_defects()
        missing = [title_of(step.dossier, p) for p in faulty if PAPER + p not in asked]
        if not faulty:
            continue
        what = f"Yêu cầu đủ {len(faulty)} nội dung trong một lần."
        if missing:
            what = f"Yêu cầu bổ sung còn thiếu: {', '.join(missing)}."
        yield Found(
            step, not missing, what, "Kiểm tra hết, rồi hướng dẫn một lần, đầy đủ, chính xác."
        )


def _second_request(history: History) -> Iterator[Found]:
    for step in history.of("request_supplement"):
        count = len(step.changed.supplements)
        what = "Chỉ yêu cầu bổ sung một lần." if count == 1 else f"Yêu cầu bổ sung lần {count}."
        yield Found(step, count == 1, what, "Yêu cầu bổ sung một lần duy nhất cho đủ.")


def _in_writing(history: History) -> Iterator[Found]:
    for step in history.of("request_supplement"):
        written = step.event.data["way"] == "form_02"
        what = "Đã lập phiếu mẫu 02." if written else "Yêu cầu bổ sung bằng lời nói."
        yield Found(step, written, what, "Lập Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ (mẫu 02).")


def _time_to_complete(history: History) -> Iterator[Found]:
    for step in history.of("request_supplement"):
        given = step.event.data["complete_by"]
        what = {
            "in_time": f"Đã ghi thời hạn hoàn thiện {SUPPLEMENT_DAYS} ngày.",
            "today": "Bắt người dân hoàn thiện ngay trong ngày.",
            "unsaid": "Không ghi thời hạn hoàn thiện hồ sơ.",
        }[given]
        yield Found(
            step, given == "in_time", what,
            f"Ghi thời hạn hoàn thiện trên phiếu mẫu 02: {SUPPLEMENT_DAYS} ngày kể từ ngày yêu cầu.",
        )  # fmt: skip


RULES = (
    Rule(
        "3.2.1", "Xác thực danh tính trước khi tiếp nhận", "soft", 4, "reception.law",
        nd118("điểm a khoản 1 Điều 17"),
        "Hồ sơ có thể gắn nhầm người; người dân khó tra cứu và nhận kết quả điện tử.",
        _identity,
    ),
    Rule(
        "3.2.2", "Tra cứu cơ sở dữ liệu trước", "soft", 2, "reception.documents",
        nd118("điểm b khoản 1 Điều 17"),
        "Người dân có thể phải khai, nộp lại điều Nhà nước đã có.",
        _look_up,
    ),
    Rule(
        "3.2.3", "Kiểm tra từng giấy tờ trước khi quyết định", "soft", 4, "reception.law",
        nd118("điểm c khoản 1 Điều 17"),
        "Lỗi bị phát hiện muộn, người dân phải quay lại thêm lần nữa.",
        _papers_checked,
    ),
    Rule(
        "C3", "Chỉ tiếp nhận hồ sơ đầy đủ, hợp lệ", "soft", 8, "reception.law",
        nd118("khoản 3 Điều 17"),
        "Thời hạn chạy trên một hồ sơ không giải quyết được; kết quả có thể vô giá trị.",
        _accepted_sound, errors=("E06",),
    ),
    Rule(
        "4.3", "Chọn đúng trường hợp của thủ tục", "soft", 4, "reception.system",
        (Basis(document=ND118, article="Điều 17", certain=False),),
        "Sai thời hạn, sai thành phần hồ sơ, sai phí ngay từ đầu.",
        _right_case, errors=("E01",),
    ),
    Rule(
        "A4", "Hướng dẫn bổ sung một lần, đầy đủ", "soft", 8, "reception.law",
        nd118("khoản 3 Điều 16"),
        "Người dân phải đi lại thêm ít nhất một lần.",
        _complete_request, errors=("E04",), celebrated=True,
    ),
    Rule(
        "F11", "Không yêu cầu bổ sung lần thứ hai", "critical", 8, "reception.law",
        nd118("điểm c khoản 2 Điều 11"),
        "Người dân đi lại nhiều lần; hồ sơ bị tính là quá hạn trong bộ chỉ số phục vụ.",
        _second_request, errors=("E04",),
    ),
    Rule(
        "3.2-02", "Yêu cầu bổ sung bằng phiếu mẫu 02", "soft", 6, "reception.communication",
        (*nd118("điểm c khoản 1 Điều 17"), Basis(document="Thông tư 03/2025/TT-VPCP")),
        "Người dân không có gì trong tay, dễ nhớ sót và phải quay lại.",
        _in_writing, dimension="documents", errors=("E05",), celebrated=True,
    ),
    Rule(
        "F9-han", "Ghi thời hạn hoàn thiện hồ sơ", "soft", 2, "reception.communication",
        (
            *nd118("khoản 5 Điều 19"),
            Basis(document="Thông tư 03/2025/TT-VPCP", certain=False),
        ),
        "Người dân không biết phải mang giấy tờ đến trước ngày nào.",
        _time_to_complete, dimension="documents",
    ),
)  # fmt: skip
