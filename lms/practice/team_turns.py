"""What is different about an act when several people work in one run.

Each function is part of the transaction of `actions`. The acts of a team stand in line: the run's
row is locked first, so whoever comes second sees what the first one did and is told, or goes on
when it didn't touch his dossier.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from lms.errors import Conflict, Refused
from lms.extensions import db
from lms.people.models import Person
from lms.practice import queries, rules, team_queries
from lms.practice.models import Run
from lms.practice.team_models import TeamMark
from lms.practice.team_queries import Table
from sandbox import engine, team, words
from sandbox.marking import Report
from sandbox.scenario import Scenario
from sandbox.workflow import CLOCK_ACTS
from sandbox.world import Command, Event, World, changed


def catch_up(run: Run, person: Person, command: Command, seen: int) -> int:
    """The position from which this act goes on, once its turn has come.

    Raises `Conflict` when something touched its dossier since the page that shows `seen`.
    """
    # (SQLite's write lock has them in line already.)
    db.session.scalars(
        select(Run)
        .where(Run.id == run.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    if not run.is_open or not 0 < seen < run.position:
        return seen
    table = team_queries.table(run, person.id)
    assert table is not None
    scenario, events = table.own(queries.events(run.id))
    touched = {each.position for each in team.touches(events[seen:], command.dossier)}
    story = rules.story_since(scenario, events, seen)
    about = [row for row in story if row["position"] in touched]
    if about:
        raise Conflict(changed_by(about))
    return run.position


def changed_by(story: list[dict[str, object]]) -> str:
    """Tells somebody whose page is out of date what happened meanwhile, and who did it."""
    by_people = [row for row in story if row["kind"] != "wait" and not row["mine"]]
    last = (by_people or story)[-1]
    return " ".join(
        [
            _(
                "Vừa có thay đổi lúc %(hour)s. %(who)s",
                hour=words.hour(last["at"]),  # type: ignore[arg-type]
                who=team_queries.told(last),
            ),
            _("Việc anh/chị vừa gửi chưa được ghi; những gì đã nhập vẫn còn."),
        ]
    )


def in_seat(table: Table, world: World, command: Command) -> Command:
    """The command in the member's own seat, signed by him; `world` has the seats of the team.

    Raises `Refused` for a wait while a colleague is at work.
    """
    own = changed(world, scenario=team.seated(table.scenario, table.roles))
    command = engine.seated(own, changed(command, role=""))
    if command.kind in CLOCK_ACTS:
        refusal = team.clock_refusal(world, table.roles, table.names)
        if refusal is not None:
            raise Refused(refusal.sentence)
    return changed(command, actor=table.signature(command.role))


def demand_host(run: Run, person: Person) -> None:
    """Only whoever opened the team may end its run early."""
    if run.team_id is not None and run.person_id != person.id:
        raise Refused(
            _(
                "Chỉ người mở nhóm (%(name)s) kết thúc sớm được lượt này. Khi mọi hồ sơ giải quyết"
                " xong, lượt tự kết thúc.",
                name=run.person.full_name,
            )
        )


@dataclass(frozen=True)
class Marked:
    """A person's mark, and how many hints he opened."""

    person: Person
    report: Report
    hints: int


def marked(run: Run, scenario: Scenario, events: list[Event]) -> list[Marked]:
    """Mark each member on the own acts and keep it; the one who started the run comes first."""
    assert run.team_id is not None
    people = team_queries.people(run.team_id)
    names = {role: person.full_name for person, roles in people.values() for role in roles}
    end = engine.fold(scenario, events)
    found = []
    for person, roles in people.values():
        report = team.report_of(scenario, events, roles, run.hint_uses)
        causes = [
            team.cause_in_words(each, end.dossiers[each.dossier].code or "", names[each.role])
            for each in team.causes(scenario, events, roles)
        ]
        if not team.reached(scenario, events, roles):
            causes.append(team.NEVER_REACHED)
        db.session.add(
            TeamMark(
                run_id=run.id,
                person_id=person.id,
                points=report.total,
                passed=report.passed,
                report={**report.to_dict(), "causes": causes},
            )
        )
        found.append(Marked(person, report, len(team.hints_of(run.hint_uses, roles))))
    return sorted(found, key=lambda each: each.person.id != run.person_id)
