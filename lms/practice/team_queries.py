"""Reads about teams: who sits where, and what a member of a team run sees. Nothing here writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import exists, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from lms import clock
from lms.extensions import db
from lms.people.models import Person
from lms.practice import queries
from lms.practice.models import FINISHED, Run
from lms.practice.team_models import TEAM_ROLES, Team, TeamMark, TeamSeat
from sandbox import debrief, engine, team
from sandbox.scenario import Scenario
from sandbox.steps import Step
from sandbox.words import lower_first
from sandbox.workflow import ROLES
from sandbox.world import Event, World, changed

WAITS_FOR = timedelta(hours=24)
"""How long a table stays open that nobody starts."""
LISTED = 20


@dataclass(frozen=True)
class Chair:
    """One role at the table, and who has it; nobody when it is to be simulated."""

    role: str
    person_id: int | None = None
    name: str = ""

    @property
    def label(self) -> str:
        return ROLES[self.role]


@dataclass(frozen=True)
class Table:
    """The people of a team run, as one of them sees it: the own roles and the names by role."""

    person_id: int
    scenario: Scenario
    names: dict[str, str]
    roles: tuple[str, ...]
    host_id: int
    host: str

    @property
    def is_host(self) -> bool:
        return self.person_id == self.host_id

    @property
    def chairs(self) -> list[dict[str, object]]:
        """Every role of the workflow, with who sits there."""
        return [
            {"label": ROLES[role], "name": self.names.get(role, ""), "own": role in self.roles}
            for role in team.roles_of(self.scenario)
        ]

    @property
    def own_labels(self) -> str:
        return ", ".join(lower_first(ROLES[role]) for role in self.roles)

    def signature(self, role: str) -> str:
        """How the log names a member."""
        return f"{self.names[role]} ({ROLES[role]})"

    def own(self, events: Sequence[Event]) -> tuple[Scenario, list[Event]]:
        """The run from the own seats."""
        return team.seated(self.scenario, self.roles), team.as_seen_by(events, self.roles)

    def next_step(self, own: World, dossier: str) -> Step | None:
        """What guided mode says next to the member; `own` is the world of the own seats."""
        whole = changed(own, scenario=self.scenario)
        refusal = team.clock_refusal(whole, self.roles, self.names)
        return team.next_step(own, dossier, refusal)

    def clock(self, world: World) -> list[engine.Option]:
        """The buttons of the clock; `world` may be that of the own seats."""
        whole = changed(world, scenario=self.scenario)
        return team.clock_options(whole, self.roles, self.names)


def by_code(code: str) -> Team | None:
    """The team with this code, however it is typed."""
    plain = "".join(code.split()).replace("-", "").upper()
    return db.session.scalar(
        select(Team)
        .where(Team.code == plain)
        .options(joinedload(Team.host), joinedload(Team.version), joinedload(Team.run))
    )


def is_over(found: Team, now: datetime) -> bool:
    """Whether the table was closed, or nobody has started it for a day."""
    return found.closed_at is not None or (
        found.started_at is None and now - found.created_at > WAITS_FOR
    )


def closed_sentence(found: Team | None, person_id: int, now: datetime) -> str:
    """Why one can't come to this table; empty when one can."""
    if found is None:
        return _(
            "Không có nhóm nào mang mã này. Xin xem lại từng chữ với người mở nhóm; mã gồm 6 chữ"
            " và số."
        )
    if is_over(found, now):
        return _("Nhóm này đã đóng. Xin hỏi người mở nhóm mã mới, hoặc tự mở nhóm.")
    if found.started_at is not None and person_id not in queries.members(found.id):
        return _(
            "Nhóm này đã bắt đầu làm bài nên không nhận thêm người. Xin hỏi người mở nhóm để làm"
            " lượt sau."
        )
    return ""


def chairs(found: Team, scenario: Scenario) -> list[Chair]:
    """The roles of the workflow and who has each; one statement."""
    taken = {seat.role: seat for seat in _seats(found.id)}
    known = team.roles_of(scenario)
    roles = [role for role in TEAM_ROLES if role in known or role in taken]
    return [
        Chair(role, taken[role].person_id, taken[role].person.full_name)
        if role in taken
        else Chair(role)
        for role in roles
    ]


def _seats(team_id: int) -> Sequence[TeamSeat]:
    return db.session.scalars(
        select(TeamSeat)
        .join(TeamSeat.person)
        .where(TeamSeat.team_id == team_id)
        .options(contains_eager(TeamSeat.person))
    ).all()


def table(run: Run, person_id: int) -> Table | None:
    """Who sits where in a team run; None when somebody practises alone. One statement."""
    if run.team_id is None:
        return None
    taken = queries.sitting(run.team_id)
    scenario = team.seated(queries.scenario(run.scenario_digest), taken)
    seats: tuple[str, ...] = scenario.seats
    names = {role: taken[role][1] for role in seats}
    roles = tuple(role for role in seats if taken[role][0] == person_id)
    # The one who started it has a seat; the lobby sees to that.
    host = next((name for holder, name in taken.values() if holder == run.person_id), "")
    return Table(person_id, scenario, names, roles, run.person_id, host)


def own_part(run: Run, person_id: int) -> tuple[Scenario, list[Event]]:
    """The scenario and the events of a run as this person answers for them."""
    found = table(run, person_id)
    events = queries.events(run.id)
    return found.own(events) if found else (queries.scenario_of(run), events)


def people(team_id: int) -> dict[int, tuple[Person, tuple[str, ...]]]:
    """The members of a team by their number, each with the own roles."""
    found: dict[int, tuple[Person, tuple[str, ...]]] = {}
    for seat in _seats(team_id):
        person, roles = found.get(seat.person_id, (seat.person, ()))
        found[seat.person_id] = person, (*roles, seat.role)
    return found


def teams_of(person_id: int, now: datetime) -> list[Team]:
    """The tables that a person has opened or sits at, waiting or at work, the newest first."""
    seated = exists().where(TeamSeat.team_id == Team.id, TeamSeat.person_id == person_id)
    found = db.session.scalars(
        select(Team)
        .outerjoin(Run, Run.team_id == Team.id)
        .where(
            Team.closed_at.is_(None),
            or_(Team.host_id == person_id, seated),
            or_(Team.started_at.is_not(None), Team.created_at > now - WAITS_FOR),
            or_(Run.id.is_(None), Run.status != FINISHED),
        )
        .options(joinedload(Team.version), joinedload(Team.host), joinedload(Team.run))
        .order_by(Team.id.desc())
        .limit(LISTED)
    )
    return list(found)


@dataclass(frozen=True)
class Standing:
    """Where a run stands now, for a page that asks every few seconds."""

    run_id: int
    position: int
    sim_now: datetime
    finished: bool
    scenario_digest: str


def standing(run_id: int, person_id: int) -> Standing | None:
    """Where a run stands; None unless the person works in it. One statement."""
    seated = exists().where(TeamSeat.team_id == Run.team_id, TeamSeat.person_id == person_id)
    row = db.session.execute(
        select(Run.id, Run.position, Run.sim_now, Run.status, Run.scenario_digest).where(
            Run.id == run_id, or_(Run.person_id == person_id, seated)
        )
    ).one_or_none()
    if row is None:
        return None
    moment = datetime.fromisoformat(row.sim_now)
    return Standing(row.id, row.position, moment, row.status == FINISHED, row.scenario_digest)


def latest_news(now: Standing) -> str:
    """What a member did last in the run, with his name; one statement."""
    events = queries.events(now.run_id)
    story = debrief.timeline(queries.scenario(now.scenario_digest), events)
    by_people = [row for row in story if row["mine"]]
    return told((by_people or story)[-1]) if story else ""


def told(row: dict[str, object]) -> str:
    """A row of the story with who did it in front."""
    return f"{row['actor'] or row['role_label']}: {row['sentence']}"


def mark_of(run_id: int, person_id: int) -> TeamMark | None:
    """The mark of one member."""
    return db.session.get(TeamMark, (run_id, person_id))


def causes_of(run: Run, person_id: int) -> list[str]:
    """What a member of a team isn't to blame for, in sentences."""
    mark = mark_of(run.id, person_id) if run.team_id is not None else None
    return list(mark.report.get("causes", ())) if mark else []


def marks(run_id: int) -> list[tuple[str, TeamMark]]:
    """The marks of all members of a run with their names, the best first; one statement."""
    rows = db.session.execute(
        select(Person.full_name, TeamMark)
        .join(Person, Person.id == TeamMark.person_id)
        .where(TeamMark.run_id == run_id)
        .order_by(TeamMark.points.desc(), Person.full_name)
    )
    return [(name, mark) for name, mark in rows]


@dataclass(frozen=True)
class Member:
    """One member of a finished team run, for the debrief that all of them see."""

    name: str
    roles: str
    points: float
    passed: bool


def marked_members(run: Run) -> list[Member]:
    """Who had which roles and what mark, the best first; two statements."""
    assert run.team_id is not None
    labels: dict[int, list[str]] = {}
    for role, (person_id, _name) in queries.sitting(run.team_id).items():
        labels.setdefault(person_id, []).append(lower_first(ROLES[role]))
    return [
        Member(name, ", ".join(labels[mark.person_id]), mark.points, mark.passed)
        for name, mark in marks(run.id)
    ]


def code_is_free(code: str) -> bool:
    """Whether no team has had this code before."""
    return db.session.scalar(select(Team.id).where(Team.code == code)) is None


def still_waits(found: Team) -> bool:
    """Whether people may still come to the table."""
    return found.started_at is None and not is_over(found, clock.now())
