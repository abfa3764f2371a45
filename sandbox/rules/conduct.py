"""Conduct: what officers must never do (khoản 1 Điều 5 of Nghị định 118), and plain words."""

import re
from collections.abc import Iterator

from sandbox.fields import LOOKED_UP, PAPER, UNNEEDED
from sandbox.fields.desk import NOT_SUPPLEMENTED, WRONG_AGENCY
from sandbox.law import Basis, nd118
from sandbox.procedure_parts import CHANNELS
from sandbox.rules.base import Found, History, Rule, Step, no_occasion
from sandbox.rules.reception import title_of

GROUP = "Ứng xử, điều cấm"
SHORTEST_REASON = 20
"""Letters below which no reason explains anything. Training value."""
TECHNICAL = re.compile(r"\b(error|exception|null|http|lỗi hệ thống|mã lỗi)\b", re.IGNORECASE)
RUDE = re.compile(r"\b(không biết gì|vớ vẩn|về đi|đừng có hỏi|phiền quá)\b", re.IGNORECASE)


def answered(past: History) -> Iterator[tuple[str, Found]]:
    """What was replied, at the desk or on the telephone, and the rules that were at stake."""
    scenario = past.scenario
    for step in past.of("respond"):
        key, _, chosen = step.data["reply"].partition("/")
        happening = scenario.happening(key)
        reply = next(each for each in happening.replies if each.key == chosen)
        if reply.rule:
            yield reply.rule, Found(step, False, reply.what, happening.should)
            continue
        for rule in happening.rules:
            yield rule, Found(step, True, f"Trả lời đúng: {reply.title}")
    for dossier in past.end.parents:
        for key, question in dossier.questions.items():
            if question.reply:
                continue
            happening = scenario.happening(key)
            limit = scenario.calendar.add_working_minutes(question.asked_at, happening.within)
            if past.end.now > limit:
                step = past.at_the_end(dossier.key)
                what = f"Không trả lời {happening.who}."
                yield happening.rules[0], Found(step, False, what, happening.should)


def _asked(past: History, prefix: str, what: str, should: str) -> Iterator[Found]:
    for step in past.of("request_supplement"):
        wrong = [item for item in step.data["items"] if item.startswith(prefix)]
        yield Found(step, not wrong, what if wrong else "Chỉ yêu cầu điều luật cho phép.", should)


def _outside_the_list(past: History) -> Iterator[Found]:
    what = "Yêu cầu giấy tờ ngoài thành phần hồ sơ."
    return _asked(past, UNNEEDED, what, "Chỉ yêu cầu thành phần hồ sơ đã công bố.")


def _without_ground(past: History) -> Iterator[Found]:
    for step in past.of("request_supplement", "propose_supplement"):
        by_desk = step.event.kind == "request_supplement"
        faulty = step.dossier.open_defects() if by_desk else step.dossier.obstacles()
        good = bool(faulty)
        what = "Yêu cầu bổ sung có căn cứ."
        if not good:
            what = "Yêu cầu bổ sung một hồ sơ đã đầy đủ, hợp lệ."
        yield Found(step, good, what, "Hồ sơ đầy đủ, hợp lệ thì tiếp nhận ngay.")


def _left_waiting(past: History) -> Iterator[Found]:
    if not past.has_seat("reception"):
        return
    for step in past.of("wait"):
        waiting = [d for d in step.before.parents if d.holder == "reception"]
        if any(dossier.citizen_waits for dossier in waiting):
            what = "Để người dân ngồi chờ ở quầy trong khi hồ sơ ở tay mình."
            yield Found(step, False, what, "Giải quyết cho người đang ở quầy trước.")
        elif not waiting:
            yield Found(step, True, "Không để người dân phải chờ ở quầy.")


def _already_in_database(past: History) -> Iterator[Found]:
    what = "Yêu cầu nộp điều đã có trong cơ sở dữ liệu."
    return _asked(past, LOOKED_UP, what, "Tự tra cứu, không yêu cầu người dân nộp lại.")


def _sound_papers(past: History) -> Iterator[Found]:
    for step in past.of("request_supplement", "propose_supplement"):
        by_desk = step.event.kind == "request_supplement"
        faulty = step.dossier.open_defects() if by_desk else step.dossier.obstacles()
        asked = [i.removeprefix(PAPER) for i in step.data["items"] if i.startswith(PAPER)]
        sound = [title_of(step.dossier, paper) for paper in asked if paper not in faulty]
        what = "Chỉ trả lại giấy tờ thật sự có lỗi."
        if sound:
            what = f"Bắt bổ sung giấy tờ không có lỗi: {', '.join(sound)}."
        yield Found(
            step, not sound, what, "Giấy tờ đạt thì nhận, không kéo dài việc giải quyết.",
            caused_by=("A6.đ-3", "B7"),
        )  # fmt: skip


def _directly(past: History) -> Iterator[Found]:
    for step in past.of("propose_supplement"):
        via_desk = step.data["way"] == "via_desk"
        what = "Gửi yêu cầu bổ sung qua Bộ phận Một cửa."
        if not via_desk:
            what = "Gọi thẳng cho người dân để đòi bổ sung, không qua Bộ phận Một cửa."
        yield Found(step, via_desk, what, "Gửi văn bản (mẫu 02) qua Bộ phận Một cửa.")


def expired_before(past: History, step: Step) -> bool:
    """The time for the last supplement request was over when the step was taken."""
    return any(
        each.event.dossier == step.dossier.key and each.event.position < step.event.position
        for each in past.all_of("expire_supplement")
    )


def has_ground(past: History, step: Step) -> bool:
    """Whether a refusal names a fault that a paper really has and the law lets one refuse for.

    What could be supplemented becomes a ground when the one request brought nothing.
    """
    ground, dossier = step.data["ground"], step.dossier
    if ground == NOT_SUPPLEMENTED:
        rule = step.version.supplement
        return (
            dossier.state == "awaiting_supplement"
            and rule.expiry == "refuse"
            and (expired_before(past, step))
        )
    if dossier.state != "submitted" or ground not in dossier.open_defects().values():
        return False
    return step.version.defect_kind(ground).ground_for_refusal or bool(dossier.supplements)


def is_lawful_refusal(past: History, step: Step) -> bool:
    """A refusal with a ground and in writing.

    Legal basis: điểm c khoản 1 Điều 17 of Nghị định 118/2025/NĐ-CP and the procedure's own law.
    """
    return has_ground(past, step) and step.data["way"] == "form_03"


def _refusal(past: History) -> Iterator[Found]:
    for step in past.of("refuse"):
        lawful = is_lawful_refusal(past, step)
        what = "Từ chối có căn cứ, bằng phiếu mẫu 03."
        if not has_ground(past, step):
            what = "Từ chối tiếp nhận khi không có căn cứ."
        elif not lawful:
            what = "Từ chối bằng lời nói, không lập phiếu."
        should = "Chỉ từ chối khi có căn cứ, bằng phiếu mẫu 03 nêu rõ lý do."
        yield Found(step, lawful, what, should, caused_by=("A2", "H5"))


def _guidance(past: History) -> Iterator[Found]:
    for step in past.of("refuse"):
        said = step.data["guidance"] == "said"
        wrong_agency = step.data["ground"] == WRONG_AGENCY
        where = "cơ quan có thẩm quyền" if wrong_agency else "cách làm tiếp"
        what = f"Đã chỉ rõ {where}." if said else f"Từ chối mà không chỉ rõ {where}."
        yield Found(
            step, said, what, "Ghi rõ trên phiếu mẫu 03 cơ quan có thẩm quyền, việc cần làm tiếp."
        )


def _replaceable(past: History) -> Iterator[Found]:
    """Good practice only: who can bring another original is better asked for it."""
    for step in past.of("refuse", "request_supplement"):
        kinds = [step.version.defect_kind(kind) for kind in step.dossier.open_defects().values()]
        if step.dossier.supplements or not any(kind.may_refuse for kind in kinds):
            continue
        if step.event.kind == "request_supplement":
            yield Found(step, True, "Hướng dẫn thay giấy tờ thay vì từ chối ngay.")
        elif (
            is_lawful_refusal(past, step)
            and step.version.defect_kind(step.data["ground"]).may_refuse
        ):
            yield Found(
                step, False, "Từ chối ngay: có căn cứ, không bị trừ điểm.",
                "Có căn cứ, nhưng người dân thay được bằng bản chính khác thì nên hướng dẫn bổ"
                " sung bằng mẫu 02 trước.",
            )  # fmt: skip


def _true_channel(past: History) -> Iterator[Found]:
    for step in past.of("accept"):
        chosen, right = step.data["channel"], step.spec.channel
        yield Found(
            step, chosen == right, f"Ghi cách thức nộp “{CHANNELS[chosen]}”.",
            f"Ghi đúng cách thức người dân đã nộp: “{CHANNELS[right]}”.",
        )  # fmt: skip


def _privacy(past: History) -> Iterator[Found]:
    for step in past.of("notify_citizen"):
        kept = step.data["channel"] != "private_chat"
        what = "Thông báo qua kênh chính thức."
        if not kept:
            what = "Gửi ảnh giấy tờ của người dân qua Zalo cá nhân."
        yield Found(step, kept, what, "Chỉ thông báo qua hệ thống, tin nhắn hoặc số máy cơ quan.")


REASONED = (
    "request_supplement", "pass_on_supplement", "propose_supplement", "refuse", "stop",
    "request_extension", "return_draft", "send_back", "appraise",
)  # fmt: skip


def _plain_words(past: History) -> Iterator[Found]:
    for step in past.of(*REASONED):
        reason = step.data["reason"]
        clear = (
            len(reason) >= SHORTEST_REASON
            and not TECHNICAL.search(reason)
            and not RUDE.search(reason)
        )
        what = "Nêu lý do rõ ràng." if clear else f"Lý do khó hiểu: “{reason}”."
        yield Found(
            step, clear, what, "Nêu giấy tờ nào, vì sao chưa đạt, phải làm gì, bằng lời dễ hiểu."
        )


_PROHIBITED = "điểm {} khoản 1 Điều 5"
RULES = (
    Rule("A3", "soft", 3, "communication", nd118("khoản 1 Điều 16", "khoản 2 Điều 16"), no_occasion,
        dimension="service"),
    Rule("A6.a", "critical", 8, "ethics", nd118(_PROHIBITED.format("a")), no_occasion,
        dimension="service"),
    Rule("A6.b", "critical", 8, "ethics", nd118(_PROHIBITED.format("b")), no_occasion,
        dimension="service"),
    Rule("A6.c", "critical", 8, "ethics", nd118(_PROHIBITED.format("c")), _true_channel,
        errors=("E20",)),
    Rule("A6.d", "critical", 8, "ethics", nd118(_PROHIBITED.format("d")), _privacy,
        dimension="service", errors=("E21",)),
    Rule("A6.đ", "critical", 8, "ethics", nd118(_PROHIBITED.format("đ")), _outside_the_list,
        errors=("E03",)),
    Rule("A6.đ-2", "soft", 8, "ethics", nd118(_PROHIBITED.format("đ")), _sound_papers,
        errors=("E03",)),
    Rule("A6.đ-3", "critical", 8, "ethics", nd118(_PROHIBITED.format("đ")), _without_ground),
    Rule("A6.đ-4", "soft", 4, "communication", nd118(_PROHIBITED.format("đ")), _left_waiting,
        dimension="service"),
    Rule("A6.e", "critical", 8, "ethics", nd118(_PROHIBITED.format("e")), _directly,
        errors=("E05",)),
    Rule("A6.g", "soft", 5, "ethics", nd118(_PROHIBITED.format("g")), no_occasion,
        dimension="service"),
    Rule("A6.h", "soft", 5, "communication", nd118(_PROHIBITED.format("h")), no_occasion,
        dimension="service", errors=("E25",)),
    Rule("A6.i", "critical", 8, "ethics", nd118(_PROHIBITED.format("i")), _already_in_database,
        errors=("E03",)),
    Rule("C4", "soft", 3, "communication", nd118("điểm a khoản 2 Điều 17"), _guidance,
        dimension="service", errors=("E02",)),
    Rule("E5", "critical", 8, "documents", nd118("khoản 2 Điều 18"), no_occasion),
    Rule("I8", "soft", 4, "ethics", nd118("khoản 2 Điều 23"), no_occasion, dimension="service"),
    Rule("E14", "critical", 10, "ethics",
        nd118("điểm đ khoản 1 Điều 5", "điểm c khoản 1 Điều 17"), _refusal, errors=("E14",)),
    Rule("E14-2", "advice", 0, "communication", nd118("khoản 3 Điều 16"), _replaceable),
    Rule("E22", "critical", 10, "ethics",
        (Basis(document="Luật Giao dịch điện tử 2023", certain=False),), no_occasion,
        errors=("E22",)),
    Rule("E25", "soft", 3, "communication", nd118("điểm c khoản 1 Điều 17"), _plain_words,
        dimension="service", errors=("E25",)),
)  # fmt: skip
