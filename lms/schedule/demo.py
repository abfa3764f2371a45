"""Sessions for trying the system: in each demonstration area one to enter now, one to wait for."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lms import clock
from lms.extensions import db
from lms.people.models import Person, Unit
from lms.schedule import actions, queries, rules
from lms.schedule.models import TrainingSession
from sandbox import library

CALENDAR = "vn-2025-2027"
# Who leads the sessions of whose area.
LEADERS = {"hocvien": "giangvien", "hocvien4": "quanly2"}
OPEN_FOR = timedelta(hours=2)
MORNING = time(9, 0)
NOW_TITLE = "Giải đáp vướng mắc khi tiếp nhận hồ sơ tại bộ phận một cửa"
NOW_TEXT = (
    "Trao đổi những tình huống gặp trong tuần khi tiếp nhận, số hóa và trả kết quả hồ sơ.\n"
    "Anh/chị chuẩn bị sẵn một tình huống của đơn vị mình, đã che thông tin cá nhân."
)
NEXT_TITLE = "Tập huấn chứng thực bản sao từ bản chính"
NEXT_TEXT = (
    "Ôn quy trình từ tiếp nhận đến trả kết quả, kèm thực hành trên hồ sơ mô phỏng.\n"
    "Nên làm trước bài thực hành cùng tên trong mục Thực hành."
)


def open_demo_sessions() -> None:
    """See that each demonstration area has a session that is open now and one on a later day."""
    people = _people()
    if not people.keys() >= {*LEADERS, *LEADERS.values()}:
        return
    now = clock.now()
    for member, leader in LEADERS.items():
        coming = queries.sessions_in_area_room(people[member].unit.area)
        for plan in _missing(coming, people[member], people[leader], now):
            actions.claim(actions.add_session(plan, by=people[leader]))
    db.session.commit()


def _people() -> dict[str, Person]:
    names = {*LEADERS, *LEADERS.values()}
    statement = (
        select(Person)
        .where(Person.username.in_(names))
        .options(joinedload(Person.unit).joinedload(Unit.area))
    )
    return {person.username: person for person in db.session.scalars(statement)}


def _missing(
    coming: list[TrainingSession], member: Person, leader: Person, now: datetime
) -> list[actions.Plan]:
    plans = []
    start = rules.floor_quarter(now)
    if not any(rules.door(session, now).is_open and now < session.ends_at for session in coming):
        ends_at = _free_until(start, member, leader)
        plans.append(actions.Plan(NOW_TITLE, NOW_TEXT, member.unit.area, leader, start, ends_at))
    if not any(clock.local(session.starts_at).date() > clock.today() for session in coming):
        morning = datetime.combine(_next_working_day(), MORNING, clock.VIETNAM)
        ends_at = _free_until(morning, member, leader, timedelta(minutes=90))
        plans.append(
            actions.Plan(NEXT_TITLE, NEXT_TEXT, member.unit.area, leader, morning, ends_at)
        )
    return [plan for plan in plans if plan.starts_at < plan.ends_at]


def _free_until(
    start: datetime, member: Person, leader: Person, longest: timedelta = OPEN_FOR
) -> datetime:
    """The end of the time from `start` that room and leader are free; `start` when they aren't."""
    wanted = rules.Wanted(member.unit.area_id, leader.id, start, start + longest)
    found = rules.clashes(wanted, queries.overlapping(wanted))
    taken = (rules.floor_quarter(other.starts_at) for _kind, other in found)
    return max(start, min(taken, default=wanted.ends_at))


def _next_working_day() -> date:
    today = clock.today()
    try:
        return library.shipped().calendars[CALENDAR].next_working_day(today)
    except ValueError:  # the shipped calendar ends before that day
        return today + timedelta(days=1)
