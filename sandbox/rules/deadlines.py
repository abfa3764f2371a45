"""Due dates: the one on the slip, keeping it, and one new date with an apology."""

from collections.abc import Iterator
from dataclasses import replace

from sandbox.law import nd118
from sandbox.preconditions import clock_runs
from sandbox.procedure_parts import Limit
from sandbox.rules.base import Found, History, Rule, Step
from sandbox.words import day, moment

GROUP = "Thời hạn"
TELL_MINUTES = 480
"""Working minutes in which a new date is set and told: one working day. Training value."""


def limit_of(step: Step) -> Limit:
    """The limit that counts for the step's dossier."""
    return step.version.limit(step.spec.channel, step.spec.case)


def _due_date(past: History, same_day: bool) -> Iterator[Found]:
    for step in past.of("accept"):
        limit = limit_of(step)
        if (limit.kind == "same_day") != same_day:
            continue
        received = step.changed.received_at
        given = step.changed.due_at
        assert given is not None
        assert received is not None
        right = limit.due(past.scenario.calendar, received)
        yield Found(
            step, given == right,
            f"Nhận lúc {moment(received)}, hẹn trả {moment(given)}.",
            f"Hẹn trả {moment(right)}. {limit.text}.", limit.basis,
        )  # fmt: skip


def _same_day(past: History) -> Iterator[Found]:
    return _due_date(past, same_day=True)


def _counted(past: History) -> Iterator[Found]:
    return _due_date(past, same_day=False)


def _returned_in_time(past: History) -> Iterator[Found]:
    for step in past.of("return_result"):
        due, ready = step.dossier.due_at, step.dossier.result_at
        if due is None or ready is None or ready > due:
            continue
        in_time = step.event.at <= due
        what = "đúng hẹn" if in_time else f"sau giờ hẹn ({moment(due)})"
        yield Found(
            step, in_time, f"Trả kết quả {what}.",
            "Kết quả đã có thì trả không muộn hơn giờ hẹn trên phiếu.",
        )  # fmt: skip


def _returned_at_all(past: History) -> Iterator[Found]:
    """A result that nobody has to come for is not left lying."""
    yield from _returned_in_time(past)
    for dossier in past.end.parents if past.has_seat("reception") else ():
        due, ready = dossier.due_at, dossier.result_at
        nobody_comes = dossier.spec.delivery != "counter" or dossier.citizen_present
        if dossier.state != "awaiting_return" or not (due and ready and nobody_comes):
            continue
        if ready <= due < past.end.now and not dossier.wrong_result:
            yield Found(
                past.at_the_end(dossier.key), False, "Kết quả đã có mà không trả.",
                "Kết quả đã có thì trả không muộn hơn giờ hẹn trên phiếu.",
            )  # fmt: skip


def _apology_in_time(past: History) -> Iterator[Found]:
    """The letter goes out at least 01 day before the due date, in writing."""
    calendar = past.scenario.calendar
    for step in past.of("request_extension"):
        due = step.dossier.due_at
        if due is None:
            continue
        last = calendar.last_day_to_apologise(due)
        written = step.data["way"] == "form_04"
        in_time = step.event.at.date() <= last
        what = f"Đề nghị hẹn lại {moment(step.event.at)}"
        what += "." if written else ", chỉ nhắn miệng."
        yield Found(
            step, written and in_time, what,
            f"Gửi văn bản xin lỗi và đề nghị gia hạn (mẫu 04) chậm nhất {day(last)}.",
        )  # fmt: skip


def _apology_handled(past: History) -> Iterator[Found]:
    """The desk sets the new date; the leader signs the letter."""
    for step in past.of("reset_due"):
        first = step.dossier.extensions == 0
        wanted = "set" if first else "decline"
        done = step.data["decision"]
        if not first and done != "decline":
            continue
        what = {
            "set": "Đặt lại ngày hẹn theo văn bản mẫu 04.",
            "decline": "Không đặt lại ngày hẹn.",
            "own": "Tự đặt một ngày hẹn khác với văn bản.",
        }[done]
        yield Found(step, done == wanted, what, "Đặt lại ngày hẹn đúng như văn bản mẫu 04.")
    for seat, state in (("reception", "approved"), ("leader", "asked")):
        for dossier in past.end.parents if past.has_seat(seat) else ():
            asked = dossier.extension
            if not asked or asked.state != state:
                continue
            limit = past.scenario.calendar.add_working_minutes(asked.asked_at, TELL_MINUTES)
            if (dossier.result_at or past.end.now) > limit:
                yield Found(
                    past.at_the_end(dossier.key), False, "Để văn bản xin lỗi, hẹn lại nằm chờ.",
                    "Ký, đặt lại ngày hẹn và báo cho người dân ngay.",
                )  # fmt: skip


def _told(past: History) -> Iterator[Found]:
    for step in past.of("reset_due"):
        told = step.data["told"] == "official"
        what = "Đã báo ngày hẹn mới." if told else "Đổi ngày hẹn mà không báo cho người dân."
        yield Found(step, told, what, "Báo bằng tin nhắn, thư điện tử, tài khoản trên Cổng.")


def _once(past: History) -> Iterator[Found]:
    for step in past.of("reset_due", "request_extension"):
        again = step.dossier.extensions > 0
        moves = step.event.kind == "request_extension" or step.data["decision"] != "decline"
        what = "Hẹn lại lần thứ hai." if again and moves else "Chỉ hẹn lại một lần."
        yield Found(step, not (again and moves), what, "Ngày hẹn chỉ được đổi một lần.")


def _overdue_without_apology(past: History) -> Iterator[Found]:
    """The office that is late owes an apology; the desk does not answer for it."""
    if not past.has_seat("appraiser"):
        return
    asked = {step.dossier.key for step in past.of("request_extension")}
    for dossier in past.end.parents:
        first = _first_lateness(past, dossier.key)
        if first is None:
            continue
        good = dossier.key in asked
        what = (
            "Đã xin lỗi về việc chậm hẹn."
            if good
            else "Hồ sơ quá hạn mà không xin lỗi, không hẹn lại."
        )
        yield Found(first, good, what, "Xin lỗi bằng văn bản, nêu lý do và ngày hẹn mới (mẫu 04).")


def _first_lateness(past: History, dossier: str) -> Step | None:
    """The first step that finds the dossier overdue in the office; None when it never was."""
    for step in past.steps:
        here = step.after.dossiers.get(dossier)
        if here is None or here.due_at is None or here.result or here.closed:
            continue
        late = here.state in OFFICE and step.after.now > here.due_at
        if late and clock_runs(step.after, here):
            mine = step.event.dossier == dossier
            return replace(step, omitted=True) if mine else past.at_the_end(dossier)
    return None


OFFICE = ("in_queue", "in_appraisal", "awaiting_agency")

RULES = (
    Rule("E3", "soft", 4, "law", nd118("khoản 3 Điều 17"), _same_day, dimension="timeliness",
        errors=("E10",), celebrated=True),
    Rule("B3", "soft", 4, "law", nd118("khoản 3 Điều 17"), _counted, dimension="timeliness",
        errors=("E10",), celebrated=True),
    Rule("I2", "soft", 3, "system", nd118("khoản 3 Điều 22"), _returned_at_all,
        dimension="timeliness"),
    Rule("F12", "soft", 6, "law", nd118("khoản 6 Điều 19"), _apology_in_time,
        dimension="timeliness", errors=("E15",), celebrated=True),
    Rule("F12-dat", "soft", 5, "system", nd118("khoản 6 Điều 19"), _apology_handled,
        dimension="timeliness", errors=("E15",)),
    Rule("F12-bao", "soft", 4, "communication", nd118("khoản 6 Điều 19"), _told,
        dimension="service", errors=("E15",)),
    Rule("F12-2", "critical", 8, "law", nd118("khoản 6 Điều 19"), _once, errors=("E15",)),
    Rule("F13", "critical", 8, "ethics", nd118("Điều 12"), _overdue_without_apology,
        dimension="timeliness", errors=("E15",)),
)  # fmt: skip
