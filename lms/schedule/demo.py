"""Sessions for trying the system: in each demonstration area one to enter now, one to wait for."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lms import clock
from lms.extensions import db
from lms.people.models import Area, Person, Unit
from lms.schedule import actions, queries, rules, working_time

# Who leads the sessions of whose area.
LEADERS = {"hocvien": "giangvien", "hocvien4": "quanly2"}
OPEN_FOR = timedelta(hours=2)
MORNING = time(9, 0)
MORNING_LASTS = timedelta(minutes=90)
NOW_TITLE = "Giải đáp vướng mắc khi tiếp nhận hồ sơ tại bộ phận một cửa"
NOW_TEXT = (
    "Trao đổi những tình huống gặp trong tuần khi tiếp nhận, số hóa và trả kết quả hồ sơ.\n"
    "Anh/chị chuẩn bị sẵn một tình huống của đơn vị mình, đã che thông tin cá nhân."
)
NEXT_TITLE = "Tập huấn chứng thực bản sao từ bản chính"
NEXT_TEXT = (
    "Ôn quy trình từ tiếp nhận đến trả kết quả, kèm thực hành trên hồ sơ mô phỏng.\n"
    "Nên làm trước bài “Chứng thực bản sao, hồ sơ đầy đủ ngay từ đầu” trong mục Thực hành."
)


def open_demo_sessions() -> None:
    """See that each demonstration area has a session that is open now and one on a later day."""
    people = _people()
    if not people.keys() >= {*LEADERS, *LEADERS.values()}:
        return
    now = clock.now()
    for member, leader in LEADERS.items():
        area = people[member].unit.area
        if area is None:
            continue
        for plan in _missing(area, people[leader], now):
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


def _missing(area: Area, leader: Person, now: datetime) -> list[actions.Plan]:
    coming = queries.sessions_in_area_room(area)
    plans = []
    if not any(rules.door(session, now).is_open and now < session.ends_at for session in coming):
        start = rules.floor_quarter(now)
        ends_at = _free_until(start, area, leader, OPEN_FOR)
        plans.append(actions.Plan(NOW_TITLE, NOW_TEXT, area, leader, start, ends_at))
    if not any(clock.local(session.starts_at).date() > clock.today() for session in coming):
        start = datetime.combine(_next_working_day(), MORNING, clock.VIETNAM)
        ends_at = _free_until(start, area, leader, MORNING_LASTS)
        plans.append(actions.Plan(NEXT_TITLE, NEXT_TEXT, area, leader, start, ends_at))
    return [plan for plan in plans if plan.starts_at < plan.ends_at]


def _free_until(start: datetime, area: Area, leader: Person, longest: timedelta) -> datetime:
    """The end of the time from `start` that room and leader are free; `start` when they aren't."""
    wanted = rules.Wanted(area.id, leader.id, start, start + longest)
    found = rules.clashes(wanted, queries.overlapping(wanted))
    taken = (rules.floor_quarter(other.starts_at) for _kind, other in found)
    return max(start, min(taken, default=wanted.ends_at))


def _next_working_day() -> date:
    today = clock.today()
    try:
        return working_time.calendar().next_working_day(today)
    except ValueError:  # the shipped calendar ends before that day
        return today + timedelta(days=1)
