"""How a dossier stands against its due date, as a word for the colour and words for the eye."""

from datetime import datetime

from sandbox.preconditions import clock_runs
from sandbox.worktime import Calendar
from sandbox.world import Dossier, World

STATES: dict[str, str] = {
    "none": "Chưa có hẹn trả",
    "calm": "Còn hạn",
    "soon": "Tới hạn",
    "today": "Đến hạn hôm nay",
    "late": "Quá hạn",
    "paused": "Tạm dừng tính thời hạn",
    "settled": "Đã có kết quả",
    "closed": "Đã kết thúc",
}
"""What `due_state` can say."""
AN_HOUR = 60


def due_state(world: World, dossier: Dossier) -> str:
    """One of `STATES`.

    While a supplement is awaited no time runs, and once the result is there it cannot come late
    any more, whenever the citizen fetches it.
    """
    if dossier.closed:
        return "closed"
    if dossier.due_at is None:
        return "none"
    if dossier.state == "awaiting_return":
        return "settled"
    if dossier.state == "awaiting_supplement" or not clock_runs(world, dossier):
        return "paused"
    if world.now > dossier.due_at:
        return "late"
    if world.now.date() == dossier.due_at.date():
        return "today"
    calendar = world.scenario.calendar
    left = calendar.working_minutes_between(world.now, dossier.due_at)
    return "soon" if left <= calendar.minutes_per_day else "calm"


def due_words(world: World, dossier: Dossier) -> str:
    """Such as "còn 2 ngày làm việc", "đến hạn hôm nay", "quá hạn 3 giờ làm việc"."""
    state, due, calendar = due_state(world, dossier), dossier.due_at, world.scenario.calendar
    match state:
        case "none":
            return "chưa có hẹn trả"
        case "closed":
            return "đã kết thúc"
        case "settled":
            return _settled(dossier)
        case "paused":
            return "đang tạm dừng tính thời hạn"
        case "today":
            return "đến hạn hôm nay"
        case "late":
            assert due is not None
            over = calendar.working_minutes_between(due, world.now)
            return f"quá hạn {_length(calendar, over)}" if over else "vừa quá hạn"
        case _:
            assert due is not None
            return f"còn {_length(calendar, calendar.working_minutes_between(world.now, due))}"


def _settled(dossier: Dossier) -> str:
    """Whether the result came in time; the citizen may fetch it later."""
    at: datetime | None = dossier.result_at
    late = at is not None and dossier.due_at is not None and at > dossier.due_at
    return "có kết quả sau ngày hẹn" if late else "đã có kết quả đúng hẹn"


def _length(calendar: Calendar, minutes: int) -> str:
    """Whole working days, below that whole hours, below that minutes."""
    if minutes >= calendar.minutes_per_day:
        return f"{minutes // calendar.minutes_per_day} ngày làm việc"
    if minutes >= AN_HOUR:
        return f"{minutes // AN_HOUR} giờ làm việc"
    return f"{minutes} phút làm việc"
