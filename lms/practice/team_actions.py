"""Coming together for a team run: open a table, take a role, start. One transaction each."""

from __future__ import annotations

import secrets

from flask_babel import gettext as _
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from lms import audit, clock
from lms.errors import Conflict, Refused
from lms.extensions import db
from lms.people.models import Person
from lms.practice import actions, queries, team_queries
from lms.practice.models import OPEN, Run
from lms.practice.team_models import Team, TeamSeat
from sandbox import play, team
from sandbox.scenario import Scenario
from sandbox.workflow import ROLES

ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without signs that are taken for one another: O and 0, I, L and 1."""
CODE_LENGTH = 6


def open_team(person: Person, scenario: Scenario, mode: str) -> Team:
    """A new table with a code of its own; whoever opens it is its host."""
    code = _new_code()
    while not team_queries.code_is_free(code):
        code = _new_code()
    opened = Team(
        code=code,
        scenario_digest=scenario.digest,
        mode=mode,
        host_id=person.id,
        created_at=clock.now(),
    )
    db.session.add(opened)
    db.session.commit()
    return opened


def _new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _letter in range(CODE_LENGTH))


def take_seat(found: Team, person: Person, role: str) -> None:
    """Take a role at the table. Raises `Conflict` when somebody else has it."""
    _stand_in_line(found)
    if role not in team.roles_of(queries.scenario(found.scenario_digest)):
        raise Refused(_("Bài này không có vai đó."))
    db.session.add(TeamSeat(team_id=found.id, role=role, person_id=person.id, taken_at=clock.now()))
    team_id, person_id = found.id, person.id
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        holder = db.session.get(TeamSeat, (team_id, role))
        if holder is None or holder.person_id != person_id:
            raise Conflict(_taken(role, holder)) from None


def _taken(role: str, holder: TeamSeat | None) -> str:
    return _(
        "%(name)s vừa nhận vai %(role)s trước anh/chị. Xin chọn vai khác.",
        name=holder.person.full_name if holder else _("Người khác"),
        role=ROLES[role].lower(),
    )


def leave_seat(found: Team, person: Person, role: str) -> None:
    """Give a role back; the host may free anybody's."""
    _stand_in_line(found)
    gone = delete(TeamSeat).where(TeamSeat.team_id == found.id, TeamSeat.role == role)
    if person.id != found.host_id:
        gone = gone.where(TeamSeat.person_id == person.id)
    db.session.execute(gone)
    db.session.commit()


def close_team(found: Team, person: Person) -> None:
    """Give the table up before it starts; only the host may."""
    _demand_host(found, person)
    _stand_in_line(found)
    found.closed_at = clock.now()
    db.session.commit()


def start_team(found: Team, person: Person) -> Run:
    """Begin the run of the team with the roles that are taken; a second start finds the first."""
    _demand_host(found, person)
    _lock(found)
    running = db.session.scalar(select(Run).where(Run.team_id == found.id))
    if running is not None:
        return running
    _demand_waiting(found)
    taken = queries.seats(found.id)  # nobody comes or goes from here on
    if person.id not in taken.values():
        raise Refused(_("Anh/chị chưa nhận vai nào. Xin nhận ít nhất một vai rồi bắt đầu."))
    published = queries.scenario(found.scenario_digest)
    scenario = team.seated(published, taken)
    seed = published.code if published.seeds == "fixed" else secrets.token_hex(16)
    events = play.start(scenario, seed)
    now = clock.now()
    run = Run(
        person_id=person.id,
        scenario_digest=found.scenario_digest,
        mode=found.mode,
        seed=seed,
        position=events[-1].position,
        sim_now=events[-1].at.isoformat(timespec="minutes"),
        status=OPEN,
        started_at=now,
        acted_at=now,
        team_id=found.id,
        hints=[],
    )
    found.started_at = now
    db.session.add(run)
    db.session.flush()
    actions.store(run.id, events)
    audit.record("run_started", ("run", run.id), name=published.title, after={"mode": run.mode})
    db.session.commit()
    return run


def _stand_in_line(found: Team) -> None:
    """Nobody comes or goes in the very moment of the start."""
    _lock(found)
    _demand_waiting(found)


def _lock(found: Team) -> None:
    """On SQLite the write lock of the transaction has everybody in line already."""
    db.session.scalars(
        select(Team)
        .where(Team.id == found.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def _demand_waiting(found: Team) -> None:
    if found.started_at is not None:
        raise Conflict(_("Nhóm đã bắt đầu làm bài nên không đổi vai được nữa."))
    if team_queries.is_over(found, clock.now()):
        raise Conflict(_("Nhóm này đã đóng. Anh/chị có thể mở nhóm mới."))


def _demand_host(found: Team, person: Person) -> None:
    if found.host_id != person.id:
        raise Refused(_("Chỉ người mở nhóm mới làm được việc này."))
