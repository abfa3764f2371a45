"""Conduct: what officers must never do (khoản 1 Điều 5 of Nghị định 118), and plain words."""

import re
from collections.abc import Iterator

from sandbox.fields import LOOKED_UP, PAPER, UNNEEDED
from sandbox.procedure import CHANNELS
from sandbox.rules.base import Found, History, Rule, Step, nd118
from sandbox.rules.reception import title_of

GROUP = "Ứng xử, điều cấm"
SHORTEST_REASON = 20
"""Letters below which no reason explains anything. Training value."""
TECHNICAL = re.compile(r"\b(error|exception|null|http|lỗi hệ thống|mã lỗi)\b", re.IGNORECASE)


def _asked(history: History, prefix: str, what: str, should: str) -> Iterator[Found]:
    for step in history.of("request_supplement"):
        wrong = [item for item in step.event.data["items"] if item.startswith(prefix)]
        yield Found(step, not wrong, what if wrong else "Chỉ yêu cầu điều luật cho phép.", should)


def _outside_the_list(history: History) -> Iterator[Found]:
    what = "Yêu cầu giấy tờ ngoài thành phần hồ sơ."
    return _asked(history, UNNEEDED, what, "Chỉ yêu cầu thành phần hồ sơ đã công bố.")


def _without_ground(history: History) -> Iterator[Found]:
    for step in history.of("request_supplement"):
        good = bool(step.dossier.defects)
        what = "Yêu cầu bổ sung có căn cứ."
        if not good:
            what = "Yêu cầu bổ sung một hồ sơ đã đầy đủ, hợp lệ."
        yield Found(step, good, what, "Hồ sơ đầy đủ, hợp lệ thì tiếp nhận ngay.")


def _left_waiting(history: History) -> Iterator[Found]:
    for step in history.of("wait"):
        if step.event.role != "reception":
            continue
        waiting = [d for d in step.before.dossiers.values() if d.holder == "reception"]
        if any(dossier.citizen_waits for dossier in waiting):
            what = "Để người dân ngồi chờ ở quầy trong khi hồ sơ ở tay mình."
            yield Found(step, False, what, "Giải quyết cho người đang ở quầy trước.")
        elif not waiting:
            yield Found(step, True, "Không để người dân phải chờ ở quầy.")


def _already_in_database(history: History) -> Iterator[Found]:
    what = "Yêu cầu nộp điều đã có trong cơ sở dữ liệu."
    return _asked(history, LOOKED_UP, what, "Tự tra cứu, không yêu cầu người dân nộp lại.")


def _sound_papers(history: History) -> Iterator[Found]:
    for step in history.of("request_supplement"):
        faulty = step.dossier.open_defects()
        asked = [i.removeprefix(PAPER) for i in step.event.data["items"] if i.startswith(PAPER)]
        sound = [title_of(step.dossier, paper) for paper in asked if paper not in faulty]
        what = "Chỉ trả lại giấy tờ thật sự có lỗi."
        if sound:
            what = f"Bắt bổ sung giấy tờ không có lỗi: {', '.join(sound)}."
        yield Found(
            step, not sound, what, "Giấy tờ đạt thì nhận, không kéo dài việc giải quyết.",
            caused_by=("A6.đ-3",),
        )  # fmt: skip


def _has_ground(step: Step) -> bool:
    """Whether a refusal names a fault that a paper really has and the law lets one refuse for."""
    ground = step.event.data["ground"]
    if ground not in step.dossier.open_defects().values():
        return False
    return step.before.scenario.version.defect_kind(ground).ground_for_refusal


def is_lawful_refusal(step: Step) -> bool:
    """A refusal with a ground and in writing.

    Legal basis: điểm c khoản 1 Điều 17 of Nghị định 118/2025/NĐ-CP and the procedure's own law.
    """
    return _has_ground(step) and step.event.data["way"] == "form_03"


def _refusal(history: History) -> Iterator[Found]:
    for step in history.of("refuse"):
        what = "Từ chối có căn cứ, bằng phiếu mẫu 03."
        if not _has_ground(step):
            what = "Từ chối tiếp nhận khi không có căn cứ."
        elif not is_lawful_refusal(step):
            what = "Từ chối bằng lời nói, không lập phiếu."
        should = "Chỉ từ chối khi có căn cứ, bằng phiếu mẫu 03 nêu rõ lý do."
        yield Found(step, is_lawful_refusal(step), what, should)


def _replaceable(history: History) -> Iterator[Found]:
    """Good practice only: who can bring another original is better asked for it."""
    version = history.scenario.version
    for step in history.of("refuse", "request_supplement"):
        kinds = [version.defect_kind(kind) for kind in step.dossier.open_defects().values()]
        if not any(kind.may_refuse for kind in kinds):
            continue
        if step.event.kind == "request_supplement":
            yield Found(step, True, "Hướng dẫn thay giấy tờ thay vì từ chối ngay.")
        elif is_lawful_refusal(step) and version.defect_kind(step.event.data["ground"]).may_refuse:
            yield Found(
                step, False, "Từ chối ngay: có căn cứ, không bị trừ điểm.",
                "Có căn cứ, nhưng người dân thay được bằng bản chính khác thì nên hướng dẫn bổ"
                " sung bằng mẫu 02 trước.",
            )  # fmt: skip


def _true_channel(history: History) -> Iterator[Found]:
    for step in history.of("accept"):
        chosen, right = step.event.data["channel"], step.spec.channel
        yield Found(
            step, chosen == right, f"Ghi cách thức nộp “{CHANNELS[chosen]}”.",
            f"Ghi đúng cách thức người dân đã nộp: “{CHANNELS[right]}”.",
        )  # fmt: skip


def _privacy(history: History) -> Iterator[Found]:
    for step in history.of("notify_citizen"):
        kept = step.event.data["channel"] != "private_chat"
        what = "Thông báo qua kênh chính thức."
        if not kept:
            what = "Gửi ảnh giấy tờ của người dân qua Zalo cá nhân."
        yield Found(step, kept, what, "Chỉ thông báo qua hệ thống, tin nhắn hoặc số máy cơ quan.")


def _plain_words(history: History) -> Iterator[Found]:
    for step in history.of("request_supplement", "refuse", "stop"):
        reason = step.event.data["reason"]
        clear = len(reason) >= SHORTEST_REASON and not TECHNICAL.search(reason)
        what = "Nêu lý do rõ ràng." if clear else f"Lý do khó hiểu: “{reason}”."
        yield Found(
            step, clear, what, "Nêu giấy tờ nào, vì sao chưa đạt, phải làm gì, bằng lời dễ hiểu."
        )


def _lawful_stop(history: History) -> Iterator[Found]:
    for step in history.of("stop"):
        expired = any(
            each.event.kind == "expire_supplement" and each.event.dossier == step.dossier.key
            for each in history.steps
            if each.event.position < step.event.position
        )
        waits = step.dossier.state == "awaiting_supplement"
        good = waits and expired and step.event.data["ground"] == "not_supplemented"
        what = "Dừng đúng căn cứ." if good else "Dừng xử lý khi không có căn cứ."
        yield Found(
            step, good, what,
            "Chỉ dừng khi quá 15 ngày mà người nộp không bổ sung, hoặc người nộp đề nghị.",
        )  # fmt: skip


RULES = (
    Rule(
        "A6.đ", "Không yêu cầu giấy tờ ngoài quy định", "critical", 8, "reception.ethics",
        nd118("điểm đ khoản 1 Điều 5"),
        "Người dân mất công, mất tiền đi xin giấy tờ không cần thiết.",
        _outside_the_list, errors=("E03",),
    ),
    Rule(
        "A6.i", "Không yêu cầu lại dữ liệu đã có", "critical", 8, "reception.ethics",
        nd118("điểm i khoản 1 Điều 5"),
        "Người dân phải chứng minh điều Nhà nước đã biết.",
        _already_in_database, errors=("E03",),
    ),
    Rule(
        "A6.đ-3", "Không yêu cầu bổ sung hồ sơ đã đầy đủ", "critical", 8, "reception.ethics",
        nd118("điểm đ khoản 1 Điều 5"),
        "Người dân phải về và quay lại mà không vì lý do gì.",
        _without_ground,
    ),
    Rule(
        "A6.đ-4", "Không để người dân chờ vô cớ", "soft", 4, "reception.communication",
        nd118("điểm đ khoản 1 Điều 5"),
        "Người dân mất thời gian ngồi chờ ở quầy.",
        _left_waiting,
    ),
    Rule(
        "A6.đ-2", "Không kéo dài bằng yêu cầu bổ sung vô cớ", "soft", 8, "reception.ethics",
        nd118("điểm đ khoản 1 Điều 5"),
        "Người dân phải đi lại vì một giấy tờ vốn đã đạt.",
        _sound_papers,
    ),
    Rule(
        "E14", "Từ chối phải có căn cứ và bằng văn bản", "critical", 10, "reception.ethics",
        nd118("điểm đ khoản 1 Điều 5", "điểm c khoản 1 Điều 17"),
        "Người dân bị từ chối quyền của mình mà không biết vì sao.",
        _refusal, errors=("E14",),
    ),
    Rule(
        "E14-2", "Thay được bằng bản chính khác thì nên hướng dẫn bổ sung trước", "advice", 0,
        "reception.communication", nd118("khoản 3 Điều 16"), "", _replaceable,
    ),
    Rule(
        "A6.c", "Ghi trung thực cách thức nộp", "critical", 8, "reception.ethics",
        nd118("điểm c khoản 1 Điều 5"),
        "Số liệu bị làm sai, người dân bị coi là đã tự nộp trực tuyến.",
        _true_channel, errors=("E20",),
    ),
    Rule(
        "A6.d", "Giữ kín hồ sơ và dữ liệu cá nhân", "critical", 8, "reception.ethics",
        nd118("điểm d khoản 1 Điều 5"),
        "Giấy tờ của người dân có thể bị phát tán và lợi dụng.",
        _privacy, errors=("E21",),
    ),
    Rule(
        "E25", "Nêu lý do rõ ràng, dễ hiểu", "soft", 3, "reception.communication",
        nd118("điểm c khoản 1 Điều 17"),
        "Người dân không hiểu phải làm gì, dễ phải quay lại.",
        _plain_words, dimension="documents", errors=("E25",),
    ),
    Rule(
        "H5", "Chỉ dừng xử lý khi có căn cứ", "critical", 10, "reception.ethics",
        nd118("khoản 5 Điều 19", "Điều 21"),
        "Hồ sơ bị treo, người dân không nhận được kết quả.",
        _lawful_stop, errors=("E16", "E23"),
    ),
)  # fmt: skip
