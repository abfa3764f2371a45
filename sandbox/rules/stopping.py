"""Withdrawal and stop: whose wish it is, and on which ground."""

from collections.abc import Iterator

from sandbox.fields.desk import NOT_SUPPLEMENTED
from sandbox.law import nd118
from sandbox.rules.base import Found, History, Rule
from sandbox.rules.conduct import expired_before
from sandbox.words import moment

GROUP = "Rút, dừng hồ sơ"
WITHDRAWAL_MINUTES = 480
"""Working minutes in which a withdrawal is settled: one working day. Training value."""
CLOSING_DAYS = 3
"""Working days in which an expired dossier is closed. Training value."""


def _withdrawn(past: History) -> Iterator[Found]:
    if not past.has_seat("reception"):
        return
    calendar = past.scenario.calendar
    confirmed = {step.dossier.key: step for step in past.of("confirm_withdrawal")}
    for dossier in past.end.parents:
        asked = dossier.withdrawal_asked_at
        if asked is None:
            continue
        limit = calendar.add_working_minutes(asked, WITHDRAWAL_MINUTES)
        step = confirmed.get(dossier.key) or past.at_the_end(dossier.key)
        if dossier.key not in confirmed and past.end.now <= limit and not dossier.closed:
            continue
        good = dossier.key in confirmed and step.event.at <= limit
        what = f"Người dân xin rút hồ sơ {moment(asked)}"
        what += ", đã giải quyết." if good else ", không giải quyết kịp thời."
        yield Found(
            step, good, what,
            "Người nộp được rút hồ sơ cho đến khi có quyết định: lập thông báo mẫu 05 ngay.",
        )  # fmt: skip


def _papers_back(past: History) -> Iterator[Found]:
    for step in past.of("confirm_withdrawal"):
        given = step.data["papers_back"] == "returned"
        what = "Đã trả lại giấy tờ." if given else "Giữ lại giấy tờ của người rút hồ sơ."
        yield Found(step, given, what, "Trả lại giấy tờ, giải quyết phí theo quy định của thủ tục.")


def _lawful_stop(past: History) -> Iterator[Found]:
    for step in past.of("stop"):
        waits = step.dossier.state == "awaiting_supplement"
        by_stopping = step.version.supplement.expiry == "stop"
        expired = expired_before(past, step)
        right_ground = step.data["ground"] == "not_supplemented"
        good = waits and expired and by_stopping and right_ground
        what = "Dừng đúng căn cứ." if good else "Dừng xử lý khi không có căn cứ."
        yield Found(
            step, good, what,
            "Chỉ dừng khi quá thời hạn mà người nộp không bổ sung, hoặc người nộp đề nghị.",
            step.version.supplement.basis if by_stopping else (), caused_by=("H6",),
        )  # fmt: skip


def _not_too_early(past: History) -> Iterator[Found]:
    """Closing a dossier while the applicant still has time to come."""
    for step in past.of("refuse"):
        if step.data["ground"] != NOT_SUPPLEMENTED or step.dossier.state != "awaiting_supplement":
            continue
        expired = expired_before(past, step)
        what = "Từ chối khi đã hết thời hạn bổ sung."
        if not expired:
            what = "Từ chối khi người nộp còn thời hạn bổ sung."
        yield Found(step, expired, what, "Chờ hết thời hạn bổ sung rồi mới đóng hồ sơ.")


def _closed_in_time(past: History) -> Iterator[Found]:
    """An expired dossier is not left lying."""
    if not past.has_seat("reception"):
        return
    calendar = past.scenario.calendar
    for expiry in past.all_of("expire_supplement"):
        key = expiry.dossier.key
        ended = past.end.dossiers[key]
        limit = calendar.add_working_days(expiry.event.at, CLOSING_DAYS)
        closing = [s for s in past.of("stop", "refuse") if s.event.dossier == key]
        if closing:
            in_time = closing[0].event.at <= limit
            yield Found(
                closing[0], in_time, "Đóng hồ sơ khi hết thời hạn bổ sung.",
                f"Đóng hồ sơ ngay khi hết thời hạn, chậm nhất {moment(limit)}.",
            )  # fmt: skip
        elif ended.state == "awaiting_supplement" and past.end.now > limit:
            yield Found(
                past.at_the_end(key), False, "Hết thời hạn bổ sung mà để hồ sơ treo.",
                f"Đóng hồ sơ ngay khi hết thời hạn, chậm nhất {moment(limit)}.",
            )  # fmt: skip


def _no_pause(past: History) -> Iterator[Found]:
    for step in past.of("stop"):
        busy = step.data["ground"] == "busy"
        what = "Treo hồ sơ vì nhiều việc." if busy else "Không treo hồ sơ."
        yield Found(
            step, not busy, what, "Không có nút tạm dừng thời hạn: nhiều việc thì xin gia hạn."
        )


RULES = (
    Rule("H1", "soft", 6, "law", nd118("Điều 21"), _withdrawn),
    Rule("H3", "soft", 4, "ethics", nd118("Điều 21"), _papers_back, errors=("E24",)),
    Rule("H5", "critical", 10, "ethics", nd118("khoản 5 Điều 19", "Điều 21"), _lawful_stop,
        errors=("E16", "E23")),
    Rule("H5-som", "critical", 8, "ethics", nd118("khoản 5 Điều 19"), _not_too_early,
        errors=("E23",)),
    Rule("H5-muon", "soft", 3, "system", nd118("khoản 5 Điều 19"), _closed_in_time,
        dimension="timeliness", errors=("E23",)),
    Rule("H6", "critical", 10, "ethics", nd118("Điều 21"), _no_pause, errors=("E16",)),
)  # fmt: skip
