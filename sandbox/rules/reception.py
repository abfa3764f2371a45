"""Reception: identity, databases, papers, acceptance, supplement."""

from collections.abc import Iterator

from sandbox.fields import PAPER, SECOND_SET
from sandbox.law import IN_FORCE, ND118, ND309, Basis, nd118
from sandbox.rules.base import Found, History, Rule, Step
from sandbox.words import moment
from sandbox.world import Dossier

GROUP = "Tiếp nhận hồ sơ"
DECISIONS = ("accept", "request_supplement", "refuse")
ANSWER_HOURS = 8
"""Working hours to answer an online dossier (điểm c khoản 2 Điều 17 of ND 118)."""
BACK_ENTRY_MINUTES = 240
"""Working minutes after an incident in which paper dossiers are entered. Training value."""


def first_decisions(past: History, *, online: bool = False) -> Iterator[Step]:
    """The trainee's first decision on each dossier, before which he must have looked.

    With `online`, the first that was taken while the system worked.
    """
    seen: set[str] = set()
    for step in past.all_of(*DECISIONS):
        if online and past.scenario.down_at(step.event.at):
            continue
        if step.dossier.key not in seen:
            seen.add(step.dossier.key)
            if not step.event.simulated:
                yield step


def title_of(dossier: Dossier, paper: str) -> str:
    """The title of a paper, or the name of what was looked up."""
    return next((each.title for each in dossier.spec.papers if each.key == paper), paper)


IDENTITY_SAID = {
    "": "Quyết định về hồ sơ khi chưa xác thực danh tính người nộp.",
    "card_only": "Chỉ xem ảnh thẻ căn cước, không xác thực tài khoản định danh điện tử.",
    "acquaintance": "Bỏ qua xác thực vì quen biết.",
    "e_id": "Đã xác thực tài khoản định danh điện tử trước khi quyết định.",
}
AUTHENTICATE = "Xác thực tài khoản định danh điện tử theo số định danh cá nhân trước khi tiếp nhận."


def _identity(past: History) -> Iterator[Found]:
    for step in first_decisions(past):
        method = step.dossier.identity
        on_paper = step.dossier.paper_slip_at or past.scenario.down_at(step.event.at)
        good = method == "e_id" or (method == "card_only" and bool(on_paper))
        yield Found(step, good, IDENTITY_SAID[method], AUTHENTICATE)


def _account(past: History) -> Iterator[Found]:
    said = {
        "principal": "Dùng tài khoản định danh của người ủy quyền.",
        "agent": "Dùng tài khoản định danh của người nộp thay.",
        "officer": "Dùng tài khoản của cán bộ để nộp thay người dân.",
    }
    for step in past.of("check_identity"):
        if account := step.data.get("account"):
            yield Found(
                step, account == "principal", said[account],
                "Dùng tài khoản định danh của người ủy quyền; người nộp thay xuất trình giấy ủy"
                " quyền.",
            )  # fmt: skip


def _look_up(past: History) -> Iterator[Found]:
    for step in first_decisions(past, online=True):
        for component in step.version.components:
            if component.how != "looked_up":
                continue
            looked_up = component.key in step.dossier.looked_up
            done = "Đã" if looked_up else "Chưa"
            yield Found(
                step,
                looked_up,
                f"{done} tra cứu “{component.title}” trước khi quyết định.",
                f"Tra cứu {component.database} trước, dữ liệu đã có thì không yêu cầu nộp.",
                component.basis,
            )


def _papers_checked(past: History) -> Iterator[Found]:
    for step in past.of("accept", "request_supplement"):
        if step.event.role != "reception":
            continue
        unread = [p.title for p in step.spec.papers if p.key not in step.dossier.verdicts]
        what = f"Chưa kiểm tra: {', '.join(unread)}." if unread else "Đã kiểm tra mọi giấy tờ."
        yield Found(
            step, not unread, what,
            "Mở và kiểm tra từng giấy tờ trước khi tiếp nhận hoặc yêu cầu bổ sung.",
        )  # fmt: skip
    for step in past.of("refuse"):
        ground = step.data["ground"]
        papers = [p for p, kind in step.dossier.open_defects().items() if kind == ground]
        if papers:
            seen = any(paper in step.dossier.verdicts for paper in papers)
            what = "Đã kiểm tra giấy tờ là căn cứ từ chối."
            if not seen:
                what = f"Từ chối khi chưa kiểm tra: {title_of(step.dossier, papers[0])}."
            yield Found(step, seen, what, "Kiểm tra giấy tờ, ghi kết quả rồi mới từ chối.")


def _accepted_sound(past: History) -> Iterator[Found]:
    for step in past.of("accept"):
        open_defects = step.dossier.open_defects()
        faulty = [title_of(step.dossier, paper) for paper in open_defects]
        basis = tuple(
            each for kind in open_defects.values() for each in step.version.defect_kind(kind).basis
        )
        what = "Tiếp nhận hồ sơ đầy đủ, hợp lệ."
        if faulty:
            what = f"Tiếp nhận khi giấy tờ chưa dùng được: {', '.join(faulty)}."
        yield Found(
            step, not faulty, what,
            "Phát hiện và yêu cầu bổ sung trước khi tiếp nhận.", tuple(dict.fromkeys(basis)),
        )  # fmt: skip


def _right_case(past: History) -> Iterator[Found]:
    for step in past.of("accept"):
        titles = {case.key: case.title for case in step.version.cases}
        chosen, right = step.data["case"], step.spec.case
        yield Found(
            step, chosen == right, f"Chọn trường hợp “{titles[chosen]}”.",
            f"Chọn đúng trường hợp “{titles[right]}”.",
        )  # fmt: skip


def _right_procedure(past: History) -> Iterator[Found]:
    for step in past.of("accept"):
        if chosen := step.data.get("procedure"):
            right = step.before.procedure(step.dossier)
            yield Found(
                step, chosen == right.code, f"Chọn thủ tục {chosen}.",
                f"Chọn đúng thủ tục “{right.title}” ({right.code}).",
            )  # fmt: skip


def _complete_request(past: History) -> Iterator[Found]:
    for step in past.of("request_supplement"):
        if step.dossier.supplements:
            continue
        asked = step.data["items"]
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


def _second_request(past: History) -> Iterator[Found]:
    for step in past.of("request_supplement", "propose_supplement"):
        count = len(step.dossier.supplements) + 1
        what = "Chỉ yêu cầu bổ sung một lần." if count == 1 else f"Yêu cầu bổ sung lần {count}."
        yield Found(step, count == 1, what, "Yêu cầu bổ sung một lần duy nhất cho đủ.")


def _in_writing(past: History) -> Iterator[Found]:
    for step in past.of("request_supplement", "pass_on_supplement"):
        written = step.data["way"] == "form_02"
        what = "Đã lập phiếu mẫu 02." if written else "Yêu cầu bổ sung bằng lời nói."
        yield Found(step, written, what, "Lập Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ (mẫu 02).")


def _time_to_complete(past: History) -> Iterator[Found]:
    for step in past.of("request_supplement", "pass_on_supplement"):
        given, rule = step.data["complete_by"], step.version.supplement
        span = rule.answer_within.text
        what = {
            "in_time": f"Đã ghi thời hạn hoàn thiện {span}.",
            "today": "Bắt người dân hoàn thiện ngay trong ngày.",
            "unsaid": "Không ghi thời hạn hoàn thiện hồ sơ.",
        }[given]
        yield Found(
            step, given == "in_time", what,
            f"Ghi thời hạn hoàn thiện trên phiếu mẫu 02: {span} kể từ ngày yêu cầu.", rule.basis,
        )  # fmt: skip


def _answered_online(past: History) -> Iterator[Found]:
    """Within 08 working hours: accepted, asked for a supplement, or refused; each time it comes."""
    calendar = past.scenario.calendar
    if not past.has_seat("reception"):
        return
    for came in past.all_of("submit", "supplement"):
        dossier = came.changed
        if dossier.spec.channel != "online" or dossier.state != "submitted":
            continue
        limit = calendar.add_working_hours(came.event.at, ANSWER_HOURS)
        step = _next_decision(past, came)
        if step is None and past.end.now <= limit:
            continue
        in_time = step is not None and step.event.at <= limit
        what = f"Hồ sơ trực tuyến nhận lúc {moment(came.event.at)}, trả lời "
        what += moment(step.event.at) if step else "chưa có"
        should = f"Tiếp nhận hoặc yêu cầu bổ sung chậm nhất {moment(limit)} (08 giờ làm việc)."
        yield Found(step or past.at_the_end(dossier.key), in_time, f"{what}.", should)


def _next_decision(past: History, came: Step) -> Step | None:
    """The decision that answers an arrival, by whomever; a withdrawal needs none."""
    for step in past.all_of(*DECISIONS, "confirm_withdrawal"):
        if step.event.dossier == came.event.dossier and step.event.position > came.event.position:
            return step
    return None


def _other_commune(past: History) -> Iterator[Found]:
    for step in past.of("refuse"):
        sent_away = step.data["ground"] == "other-commune"
        if sent_away:
            should = "Thủ tục này làm ở xã, phường nào cũng được: tiếp nhận và giải quyết."
            if step.version.territorial:
                should = (
                    "Trung tâm nào trong tỉnh cũng tiếp nhận, rồi chuyển cơ quan có thẩm quyền."
                )
            what = "Từ chối vì người nộp không cư trú ở xã, phường này."
            yield Found(step, False, what, should)
    for step in past.of("accept"):
        office = next(o for o in step.version.offices if o.key == step.version.processed_by)
        if office.link:
            yield Found(step, True, "Nhận hộ cơ quan có thẩm quyền ở cấp khác.")


def _second_set(past: History) -> Iterator[Found]:
    for step in past.of("request_supplement", "pass_on_supplement"):
        more = SECOND_SET in step.data["items"]
        what = "Yêu cầu thêm một bộ hồ sơ." if more else "Không đòi thêm bộ hồ sơ."
        yield Found(step, not more, what, "Chỉ nhận số bộ hồ sơ mà thủ tục quy định.")


def _certified_copy(past: History) -> Iterator[Found]:
    """A certified copy that was handed in stands for the original."""
    for step in past.of("request_supplement"):
        faulty = step.dossier.open_defects()
        asked = [item.removeprefix(PAPER) for item in step.data["items"]]
        copies = [
            paper.title
            for paper in step.spec.papers
            if paper.form == "certified_copy" and paper.key not in faulty and paper.key in asked
        ]
        if copies:
            yield Found(
                step, False, f"Đòi bản chính của giấy tờ đã có bản sao chứng thực: {copies[0]}.",
                "Đã nộp bản sao chứng thực thì không yêu cầu bản chính.",
            )  # fmt: skip


def _paper_first(past: History) -> Iterator[Found]:
    for step in past.of("receive_on_paper"):
        kept = step.data["slip"] == "yes" and step.data["noted"] == "yes"
        what = "Nhận hồ sơ giấy, có giấy hẹn và ghi chú sự cố."
        if not kept:
            what = "Nhận hồ sơ giấy mà không ghi giấy hẹn hoặc không ghi chú sự cố."
        yield Found(
            step, kept, what,
            "Ghi giấy hẹn có giờ nhận; ghi vào hồ sơ: không khai thác được dữ liệu, lý do.",
        )  # fmt: skip


def _entered_later(past: History) -> Iterator[Found]:
    calendar = past.scenario.calendar
    for step in past.of("receive_on_paper"):
        incident = past.scenario.down_at(step.before.now)
        if incident is None:
            continue
        limit = calendar.add_working_minutes(incident.ends_at, BACK_ENTRY_MINUTES)
        entered = past.end.dossiers[step.dossier.key].accepted_at
        if entered is None and past.end.now <= limit:
            continue
        in_time = entered is not None and entered <= limit
        what = f"Nhập bù vào hệ thống lúc {moment(entered)}." if entered else "Chưa nhập bù."
        yield Found(
            step, in_time, what, f"Nhập bù hồ sơ giấy ngay sau khi hệ thống chạy lại, chậm nhất"
            f" {moment(limit)}.",
        )  # fmt: skip


RULES = (
    Rule("3.2.1", "soft", 4, "law", nd118("điểm a khoản 1 Điều 17"), _identity),
    Rule("A5", "critical", 6, "ethics", nd118("điểm a khoản 1 Điều 17", "Điều 6"), _account,
        errors=("E20",)),
    Rule("3.2.2", "soft", 2, "documents", nd118("điểm b khoản 1 Điều 17"), _look_up),
    Rule("3.2.3", "soft", 4, "law", nd118("điểm c khoản 1 Điều 17"), _papers_checked),
    Rule("E06", "soft", 8, "law", nd118("khoản 3 Điều 17"), _accepted_sound, errors=("E06",)),
    Rule("C3", "soft", 6, "law", nd118("điểm c khoản 2 Điều 17"), _answered_online,
        dimension="timeliness", errors=("E07",), celebrated=True),
    Rule("4.3", "soft", 4, "system", (Basis(document=ND118, article="Điều 17", certain=False),),
        _right_case, errors=("E01",)),
    Rule("4.3-tt", "soft", 6, "system",
        (Basis(document=ND118, article="Điều 17", certain=False),), _right_procedure,
        errors=("E01",)),
    Rule("A2", "critical", 8, "law", nd118("Điều 20", "khoản 4 Điều 40"), _other_commune,
        errors=("E02",)),
    Rule("A4", "soft", 8, "law", nd118("khoản 3 Điều 16"), _complete_request, errors=("E04",),
        celebrated=True),
    Rule("F11", "critical", 8, "law", nd118("điểm c khoản 2 Điều 11"), _second_request,
        errors=("E04",)),
    Rule("3.2-02", "soft", 6, "communication",
        (*nd118("điểm c khoản 1 Điều 17"), Basis(document="Thông tư 03/2025/TT-VPCP")),
        _in_writing, dimension="documents", errors=("E05",), celebrated=True),
    Rule("F9-han", "soft", 2, "communication",
        (*nd118("khoản 5 Điều 19"), Basis(document="Thông tư 03/2025/TT-VPCP", certain=False)),
        _time_to_complete, dimension="documents"),
    Rule("B6", "critical", 6, "ethics", nd118("điểm đ khoản 1 Điều 5"), _second_set,
        errors=("E03",)),
    Rule("B7", "soft", 5, "law",
        (Basis(document="Nghị định 123/2015/NĐ-CP", article="khoản 2 Điều 3"),), _certified_copy,
        errors=("E03",)),
    Rule("A8", "soft", 3, "documents", (Basis(document=ND309, article="Điều 2"),),
        _paper_first, dimension="documents", in_force=IN_FORCE[ND309]),
    Rule("A8-nhap", "soft", 4, "system", (), _entered_later, dimension="timeliness"),
)  # fmt: skip
