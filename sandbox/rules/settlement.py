"""Settlement: assignment, appraisal, supplement through the one-stop, draft and signature."""

from collections.abc import Iterator
from datetime import datetime

from sandbox.fields import PAPER
from sandbox.fields.office import REFUSE
from sandbox.law import nd118
from sandbox.rules.base import Found, History, Rule, Step
from sandbox.rules.deadlines import limit_of
from sandbox.rules.reception import title_of
from sandbox.words import moment
from sandbox.world import Dossier

GROUP = "Thẩm định, giải quyết"
PASS_ON_MINUTES = 240
"""Working minutes in which the desk passes a request on when the time for it is short."""
LEAST_STEP_MINUTES = 60
"""Working minutes that everybody has for a step, however short the limit. Training value."""


def _assigned(past: History) -> Iterator[Found]:
    for step in past.of("assign"):
        said = {
            "in_charge": "Phân công người phụ trách, ghi thời hạn của bước.",
            "no_deadline": "Phân công mà không ghi thời hạn của bước.",
            "away": "Phân công cho người đang nghỉ phép.",
        }[step.data["assignee"]]
        yield Found(
            step, step.data["assignee"] == "in_charge", said,
            "Phân công công chức phụ trách đang làm việc, ghi thời hạn của bước.",
        )  # fmt: skip


def _extracted(past: History) -> Iterator[Found]:
    for step in past.of("appraise"):
        done = step.data["extracted"] == "yes"
        what = "Đã trích xuất dữ liệu, ký số cơ quan." if done else "Không trích xuất dữ liệu."
        yield Found(
            step, done, what,
            "Kiểm tra bản điện tử, trích xuất dữ liệu, ký số cơ quan vào bản số hóa.",
        )  # fmt: skip


def _examined(past: History) -> Iterator[Found]:
    """Before a conclusion or a request everything has been looked at."""
    for step in past.of("appraise", "propose_supplement"):
        if step.dossier.correcting:
            continue
        items = [key for key in step.spec.to_examine if key not in step.dossier.examined]
        titles = {each.key: each.title for each in step.version.components}
        unread = [titles.get(key) or title_of(step.dossier, key) for key in items]
        what = f"Chưa kiểm tra: {', '.join(unread)}." if unread else "Đã kiểm tra đủ hồ sơ."
        yield Found(step, not unread, what, "Kiểm tra từng giấy tờ, dữ liệu trước khi kết luận.")


def _granted_sound(past: History) -> Iterator[Found]:
    for step in past.of("appraise"):
        if step.data["conclusion"] != "grant":
            continue
        wrong = step.dossier.obstacles()
        basis = tuple(b for kind in wrong.values() for b in step.version.defect_kind(kind).basis)
        titles = [step.version.defect_kind(kind).title for kind in wrong.values()]
        what = "Kết luận đủ điều kiện, đúng với hồ sơ."
        if wrong:
            what = f"Kết luận đủ điều kiện dù: {'; '.join(titles)}."
        yield Found(
            step, not wrong, what, "Đối chiếu điều kiện của thủ tục trước khi kết luận.",
            tuple(dict.fromkeys(basis)),
        )  # fmt: skip


def has_ground(step: Step) -> bool:
    """Whether a conclusion to refuse names what really stands in the way."""
    kind = step.data["conclusion"].removeprefix(REFUSE)
    if kind not in step.dossier.obstacles().values():
        return False
    return step.version.defect_kind(kind).ground_for_refusal or bool(step.dossier.supplements)


def _refused(past: History) -> Iterator[Found]:
    for step in past.of("appraise"):
        if not step.data["conclusion"].startswith(REFUSE):
            continue
        good = has_ground(step)
        what = (
            "Từ chối giải quyết có căn cứ." if good else "Từ chối giải quyết khi không có căn cứ."
        )
        yield Found(
            step, good, what,
            "Chỉ từ chối khi hồ sơ không đủ điều kiện, nêu rõ căn cứ; bổ sung được thì yêu cầu"
            " bổ sung.",
        )  # fmt: skip


def _attached(past: History) -> Iterator[Found]:
    for step in past.of("appraise"):
        if "attached" in step.data:
            kept = step.data["attached"] == "yes"
            what = "Đã đính kèm kết quả xác minh, lấy ý kiến."
            if not kept:
                what = "Không đưa kết quả xác minh, lấy ý kiến vào hồ sơ điện tử."
            yield Found(step, kept, what, "Số hóa, đính kèm toàn bộ văn bản vào hồ sơ điện tử.")


def _asked_in_time(past: History) -> Iterator[Found]:
    """Within 03 working days from reception, or the time of the sector law."""
    calendar = past.scenario.calendar
    for step in past.of("propose_supplement", "pass_on_supplement"):
        received = step.dossier.received_at
        if received is None:
            continue
        rule = step.version.supplement
        limit = rule.ask_within.end(calendar, received)
        if step.event.kind == "pass_on_supplement":
            held = step.dossier.held_since
            limit = max(limit, calendar.add_working_minutes(held, PASS_ON_MINUTES))
        in_time = step.event.at <= limit
        what = f"Yêu cầu bổ sung {moment(step.event.at)}, hồ sơ nhận {moment(received)}."
        should = f"Chậm nhất {moment(limit)} ({rule.ask_within.text} kể từ khi tiếp nhận)."
        yield Found(step, in_time, what, should, rule.basis)


def _asked_for_all(past: History) -> Iterator[Found]:
    for step in past.of("propose_supplement"):
        faulty = {
            paper
            for paper, kind in step.dossier.obstacles().items()
            if step.version.defect_kind(kind).remedy == "supplement"
        }
        missing = [paper for paper in faulty if PAPER + paper not in step.data["items"]]
        if faulty:
            what = f"Yêu cầu đủ {len(faulty)} nội dung trong một lần."
            if missing:
                what = "Yêu cầu bổ sung còn thiếu nội dung."
            yield Found(step, not missing, what, "Nêu đủ mọi nội dung trong một văn bản.")


def _draft_read(past: History) -> Iterator[Found]:
    """Whoever initials or signs answers for what the draft says."""
    for step in past.of("initial", "sign"):
        wrong = step.spec.wrong_result
        if wrong is None:
            continue
        what = "Dự thảo đã đúng khi ký."
        if step.dossier.wrong_result:
            what = f"Ký dự thảo có sai sót: {wrong.label} ghi “{wrong.wrong}”."
        yield Found(
            step, not step.dossier.wrong_result, what,
            "Đọc dự thảo, so với hồ sơ; sai thì trả lại, ghi rõ chỗ phải sửa.",
        )  # fmt: skip


def _returned_for_cause(past: History) -> Iterator[Found]:
    """Sending work back does not stop the clock, so it needs a cause."""
    for step in past.of("return_draft"):
        good = step.dossier.wrong_result
        what = "Trả lại dự thảo có sai sót." if good else "Trả lại một dự thảo không có lỗi."
        yield Found(step, good, what, "Thời hạn vẫn chạy: chỉ trả lại khi có lỗi, ghi rõ lỗi.")
    for step in past.of("send_back"):
        cause = step.dossier.office != step.version.processed_by or bool(
            step.dossier.open_defects()
        )
        scans, online = step.dossier.scans, step.spec.channel == "online"
        cause = cause or (not online and len(scans) < len(step.spec.papers))
        what = "Trả lại bước trước có lý do." if cause else "Trả lại bước trước khi không có lỗi."
        yield Found(step, cause, what, "Thời hạn vẫn chạy: chỉ trả lại khi có lỗi, ghi rõ lỗi.")


def allowed_minutes(step: Step, dossier: Dossier, seat: str) -> int:
    """The working minutes that a seat has for a dossier by the internal procedure."""
    limit = limit_of(step)
    a_day = step.before.scenario.calendar.minutes_per_day
    whole = {
        "same_day": a_day,
        "working_days": limit.amount * a_day,
        "working_hours": limit.amount * 60,
        "calendar_days": limit.amount * a_day * 5 // 7,
    }[limit.kind]
    share = sum(each.share for each in step.version.steps if each.seat == seat)
    waits = sum(t.waits for t in step.version.tasks_of("appraisal", dossier.case)) * a_day
    return max(LEAST_STEP_MINUTES, int(share * whole)) + (waits if seat == "appraiser" else 0)


def _step_deadline(past: History) -> Iterator[Found]:
    """The trainee's own share of the time, each time he held the dossier."""
    calendar = past.scenario.calendar
    for seat in ("appraiser", "division", "leader"):
        if not past.has_seat(seat):
            continue
        for step, since, until in _holdings(past, seat):
            allowed = allowed_minutes(step, step.dossier, seat)
            held = calendar.working_minutes_between(since, until)
            yield Found(
                step, held <= allowed, f"Giữ hồ sơ {held} phút làm việc ở bước của mình.",
                f"Thời hạn của bước này là {allowed} phút làm việc theo quy trình nội bộ.",
            )  # fmt: skip


def _holdings(past: History, seat: str) -> Iterator[tuple[Step, datetime, datetime]]:
    for step in past.steps:
        if step.event.dossier is None or step.event.simulated or step.event.role != seat:
            continue
        if step.dossier.holder == seat and step.changed.holder != seat:
            yield step, step.dossier.held_since, step.event.at
    for dossier in past.end.parents:
        if dossier.holder == seat:
            yield past.at_the_end(dossier.key), dossier.held_since, past.end.now


def _tasks_done(past: History) -> Iterator[Found]:
    """What the law of the field wants is done, and has had its days, before the dossier leaves."""
    stages = (
        ("transfer", "receiving"),
        ("return_result", "returning"),
        ("submit_for_signature", "appraisal"),
    )
    for kind, stage in stages:
        for step in past.of(kind):
            dossier = step.dossier
            refused = dossier.conclusion.startswith(REFUSE) or dossier.result == "refused"
            if dossier.correcting or (refused and stage != "receiving"):
                continue
            for task in step.version.tasks_of(stage, dossier.case):
                ready = dossier.ready.get(task.key)
                done = task.key in dossier.tasks and (ready is None or ready <= step.event.at)
                what = f"Đã làm: {task.title}." if done else f"Chưa làm xong: {task.title}."
                yield Found(step, done, what, task.should, task.basis)


def _tasks_right(past: History) -> Iterator[Found]:
    return _answers(past, critical=False)


def _tasks_critical(past: History) -> Iterator[Found]:
    return _answers(past, critical=True)


def _answers(past: History, *, critical: bool) -> Iterator[Found]:
    for step in past.of("desk_task", "appraisal_task"):
        key, _, chosen = step.data["task"].partition("/")
        task = step.version.task(key)
        if task.critical != critical or not task.answers:
            continue
        answer = next(each for each in task.answers if each.key == chosen)
        what = answer.what or f"{task.title}: {answer.title}."
        yield Found(step, answer.right, what, task.should, task.basis)


RULES = (
    Rule("F1", "soft", 4, "law", nd118("khoản 1 Điều 19"), _assigned, errors=("E12",)),
    Rule("F2", "soft", 3, "documents", nd118("khoản 2 Điều 19"), _extracted,
        dimension="documents", errors=("E08",)),
    Rule("F3", "soft", 4, "law", nd118("khoản 3 Điều 19"), _examined),
    Rule("F3-kl", "critical", 10, "law", nd118("khoản 3 Điều 19"), _granted_sound,
        celebrated=True),
    Rule("F4", "critical", 10, "ethics", nd118("khoản 3 Điều 19"), _refused, errors=("E14",),
        celebrated=True),
    Rule("F8", "soft", 3, "documents", nd118("điểm d khoản 4 Điều 19"), _attached,
        dimension="documents"),
    Rule("F9", "soft", 6, "law", nd118("khoản 5 Điều 19"), _asked_in_time,
        dimension="timeliness", errors=("E12",)),
    Rule("F9-du", "soft", 8, "law", nd118("khoản 5 Điều 19", "khoản 3 Điều 16"),
        _asked_for_all, errors=("E04",), celebrated=True),
    Rule("F14", "critical", 8, "law", nd118("khoản 1 Điều 22"), _draft_read, errors=("E18",),
        celebrated=True),
    Rule("F15", "soft", 3, "communication", (), _returned_for_cause),
    Rule("F16", "soft", 4, "system", nd118("khoản 4 Điều 12"), _step_deadline,
        dimension="timeliness", errors=("E12",)),
    Rule("S1", "soft", 6, "law", nd118("khoản 3 Điều 19"), _tasks_done),
    Rule("S2", "soft", 6, "law", nd118("khoản 3 Điều 19"), _tasks_right),
    Rule("S3", "critical", 10, "ethics", nd118("điểm d khoản 1 Điều 5"), _tasks_critical,
        errors=("E21",)),
)  # fmt: skip
