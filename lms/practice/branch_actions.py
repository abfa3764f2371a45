"""Going back in a run and working on from there. Each public function is one transaction."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import insert, literal, select, update

from lms import audit, clock
from lms.errors import Refused
from lms.extensions import db
from lms.people.models import Person
from lms.practice import queries, rules
from lms.practice.models import EXAM, OPEN, PARKED, Run, RunEvent, StoppedAttempt


def branch_run(run: Run, person: Person, position: int) -> Run:
    """Go back to the moment after the event at `position`, and work on from there.

    The run as it stands stays beside the new branch: an open one is parked. Raises `Refused`
    where there is no going back: in an examination, in a team, in the middle of an act.
    """
    if run.mode == EXAM or run.team_id is not None:
        raise Refused(
            _("Với bài kiểm tra và bài làm theo nhóm, anh/chị không quay lại bước trước được.")
        )
    events = queries.events(run.id)
    if position not in (*rules.moments(events), rules.first_moment(events)):
        raise Refused(_("Không quay lại được đúng chỗ này. Xin chọn một việc anh/chị đã làm."))
    kept = events[position - 1]
    _park_others(person, run.scenario_digest)
    now = clock.now()
    branch = Run(
        person_id=person.id,
        scenario_digest=run.scenario_digest,
        mode=run.mode,
        seed=run.seed,
        position=kept.position,
        sim_now=kept.at.isoformat(timespec="minutes"),
        status=OPEN,
        started_at=now,
        acted_at=now,
        assignment_id=run.assignment_id,
        parent_id=run.id,
        branched_at=kept.position,
        hints=[each for each in run.hints if each["position"] <= kept.position],
    )
    db.session.add(branch)
    db.session.flush()
    _copy(RunEvent, run.id, branch.id, kept.position)
    # What was stopped after this moment hasn't happened in the branch.
    _copy(StoppedAttempt, run.id, branch.id, kept.position - 1)
    audit.record("run_branched", ("run", branch.id), name=run.version.title, after={"of": run.id})
    db.session.commit()
    return branch


def start_over(run: Run, person: Person) -> Run:
    """The same citizens and the same papers once more, from the first moment."""
    return branch_run(run, person, rules.first_moment(queries.events(run.id)))


def resume_run(run: Run, person: Person) -> None:
    """Take up a parked branch again; the one that was open is parked instead."""
    if run.status != PARKED:
        return
    _park_others(person, run.scenario_digest)
    run.status, run.acted_at = OPEN, clock.now()
    db.session.commit()


def _park_others(person: Person, digest: str) -> None:
    db.session.execute(
        update(Run)
        .where(
            Run.person_id == person.id,
            Run.scenario_digest == digest,
            Run.status == OPEN,
            Run.team_id.is_(None),
            Run.mode != EXAM,
        )
        .values(status=PARKED)
        .execution_options(synchronize_session="fetch")
    )


def _copy(model: type[RunEvent] | type[StoppedAttempt], old: int, new: int, upto: int) -> None:
    """The rows of one run up to a position, once more for its branch; one statement."""
    columns = [each for each in model.__table__.columns if each.name != "run_id"]
    rows = select(literal(new), *columns).where(model.run_id == old, model.position <= upto)
    names = ["run_id", *(each.name for each in columns)]
    db.session.execute(insert(model).from_select(names, rows))
