"""Due dates: the one on the slip, and keeping it."""

from collections.abc import Iterator

from sandbox.procedure import Limit
from sandbox.rules.base import Found, History, Rule, Step, nd118
from sandbox.words import moment

GROUP = "Thời hạn"


def limit_of(history: History, step: Step) -> Limit:
    """The limit that counts for the step's dossier."""
    return history.scenario.version.limit(step.spec.channel, step.spec.case)


def _due_date(history: History, same_day: bool) -> Iterator[Found]:
    for step in history.of("accept"):
        limit = limit_of(history, step)
        if (limit.kind == "same_day") != same_day:
            continue
        right = limit.due(history.scenario.calendar, step.event.at)
        given = step.changed.due_at
        assert given is not None
        yield Found(
            step, given == right,
            f"Nhận lúc {moment(step.event.at)}, hẹn trả {moment(given)}.",
            f"Hẹn trả {moment(right)}. {limit.text}.", limit.basis,
        )  # fmt: skip


def _same_day(history: History) -> Iterator[Found]:
    return _due_date(history, same_day=True)


def _counted(history: History) -> Iterator[Found]:
    return _due_date(history, same_day=False)


def _returned_in_time(history: History) -> Iterator[Found]:
    for step in history.of("return_result"):
        due, ready = step.dossier.due_at, step.dossier.result_at
        if due is None or ready is None or ready > due:
            continue
        in_time = step.event.at <= due
        what = "đúng hẹn" if in_time else f"sau giờ hẹn ({moment(due)})"
        yield Found(
            step, in_time, f"Trả kết quả {what}.",
            "Kết quả đã có thì trả không muộn hơn giờ hẹn trên phiếu.",
        )  # fmt: skip


RULES = (
    Rule(
        "E3", "Hẹn trả đúng với thủ tục giải quyết trong ngày", "soft", 4, "reception.law",
        nd118("khoản 3 Điều 17"),
        "Người dân đến mà chưa có kết quả, hoặc phải chờ lâu hơn luật cho phép.",
        _same_day, dimension="timeliness", errors=("E10",), celebrated=True,
    ),
    Rule(
        "B3", "Hẹn trả đúng thời hạn đã công bố", "soft", 4, "reception.law",
        nd118("khoản 3 Điều 17"),
        "Người dân đến mà chưa có kết quả, hoặc phải chờ lâu hơn luật cho phép.",
        _counted, dimension="timeliness", errors=("E10",), celebrated=True,
    ),
    Rule(
        "I2", "Trả kết quả đúng giờ hẹn", "soft", 3, "reception.system",
        nd118("khoản 3 Điều 22"),
        "Kết quả đã có nhưng người dân nhận muộn hơn giờ hẹn.",
        _returned_in_time, dimension="timeliness",
    ),
)  # fmt: skip
