"""What a trainee does in practice. Each public function is one transaction.

Two tabs, two devices: an act carries the position that its page showed. It counts only when the
run still stands there, and the conditional UPDATE lets exactly one of two acts through; the other
is told what changed meanwhile. The primary key (run, position) has the last word.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError

from lms import audit, clock
from lms.competencies.actions import record_evidence
from lms.errors import Conflict, Refused
from lms.extensions import db
from lms.people.models import Person
from lms.practice import queries, rules, sentences, team_queries, team_turns
from lms.practice.catalogue_models import Assignment
from lms.practice.models import (
    EXAM,
    FINISHED,
    GUIDED,
    OPEN,
    PARKED,
    Run,
    RunEvent,
    RunFinding,
    StoppedAttempt,
)
from sandbox import calibrate, debrief, engine, hints, marking, modes, play
from sandbox.engine import NotAvailable
from sandbox.marking import Finding, HintUse, Report
from sandbox.scenario import Scenario
from sandbox.workflow import CLOCK_ACTS
from sandbox.world import Command, Event

MOST_SEEDS_TRIED = 20
"""Four in five seeds are fair, so that many are more than enough."""


class SystemSaysNo(Refused):
    """The simulated system has no such button now; `why` also names what to do instead."""

    def __init__(self, why: NotAvailable) -> None:
        super().__init__(why.sentence, why.field)
        self.why = why


class BreachAhead(Refused):
    """Guided mode stops an act before it breaks a rule: what was chosen, and `findings` that say
    which rules and why."""

    def __init__(self, choice: str, findings: Sequence[Finding]) -> None:
        super().__init__(findings[0].what)
        self.choice = choice
        self.findings = findings


class TimeRunsOut(Refused):
    """A wait that would last until the end of the exercise: the trainee is asked first."""

    def __init__(self) -> None:
        super().__init__(_("Chờ nữa thì hết thời gian của bài. Anh/chị có muốn kết thúc không?"))


@dataclass(frozen=True)
class Done:
    """What an act brought about: rows of the story, from when to when the clock went, and
    whether the run ended with it."""

    story: list[dict[str, Any]]
    began_at: datetime
    ended_at: datetime
    finished: bool


def start_run(
    person: Person, scenario: Scenario, mode: str, *, assignment: Assignment | None = None
) -> Run:
    """The open run of this scenario, or a new one with its first events stored.

    For an assignment it is the run of that assignment; what else is open is parked meanwhile.
    Raises `Refused` while an examination on the same scenario is under way.
    """
    running = queries.open_run(person.id, scenario.code)
    wanted = assignment.id if assignment else None
    if running is not None:
        if running.assignment_id == wanted and (mode != EXAM or running.mode == EXAM):
            return running
        if running.mode == EXAM:
            raise Refused(_("Anh/chị đang làm dở bài kiểm tra này. Xin nộp bài trước đã."))
        running.status = PARKED
    events = play.start(scenario, _new_seed(person, scenario, mode, assignment))
    run = Run(
        person_id=person.id,
        scenario_digest=scenario.digest,
        mode=mode,
        seed=events[0].data["seed"],
        position=events[-1].position,
        sim_now=_text(events[-1]),
        status=OPEN,
        started_at=clock.now(),
        acted_at=clock.now(),
        assignment_id=wanted,
        hints=[],
    )
    db.session.add(run)
    try:
        db.session.flush()
    except IntegrityError:  # another tab started it in this very moment
        db.session.rollback()
        running = queries.open_run(person.id, scenario.code)
        if running is None:
            raise
        return running
    store(run.id, events)
    audit.record("run_started", ("run", run.id), name=scenario.title, after={"mode": mode})
    db.session.commit()
    return run


def _new_seed(person: Person, scenario: Scenario, mode: str, assignment: Assignment | None) -> str:
    """The seed decides the variant. It stays on the server: whoever knows it knows the answers.

    An examination takes one that was found to be no harder than usual, another for each attempt.
    """
    if scenario.seeds == "fixed":
        return scenario.code
    if mode != EXAM:
        return secrets.token_hex(16)
    attempt = queries.exams_begun(person.id, scenario.digest)
    given = assignment.id if assignment else 0
    key = current_app.config["SECRET_KEY"].encode()
    for number in range(MOST_SEEDS_TRIED):
        source = f"{scenario.digest}|{person.id}|{given}|{attempt}|{number}"
        seed = hmac.new(key, source.encode(), hashlib.sha256).hexdigest()[:32]
        if calibrate.fair(scenario, seed):
            break
    return seed


def act(run: Run, person: Person, command: Command, seen: int, *, to_the_end: bool = False) -> Done:
    """Do it, and store it with what the simulated others did meanwhile.

    Marks the run when the act ends it. Raises `Conflict` when the run is finished or has moved
    on since the page that shows `seen`, `SystemSaysNo`, in guided mode `BreachAhead`, and
    `TimeRunsOut` for a wait that lasts `to_the_end` without its being wanted.
    """
    if run.team_id is not None:
        seen = team_turns.catch_up(run, person, command, seen)
    scenario, events = _ready(run, seen)
    if run.time_is_up(clock.now()):
        _advance(run, seen)
        _finish(run, person, scenario, events)
        db.session.commit()
        raise Conflict(
            _("Đã hết thời gian làm bài kiểm tra; hệ thống đã nộp phần anh/chị làm được.")
        )
    keep_out_real_people(command)
    world = engine.fold(scenario, events)
    table = team_queries.table(run, person.id)
    # What this person sees and answers for; alone it is everything.
    part, past = table.own(events) if table else (scenario, events)
    command = team_turns.in_seat(table, world, command) if table else engine.seated(world, command)
    outcome = play.act(world, command)
    if isinstance(outcome, NotAvailable):
        raise SystemSaysNo(outcome)
    if ahead := modes.stopped(run.mode, part, past, command):
        choice = debrief.choice(world, command)
        _keep_stopped(run.id, seen, choice, ahead)
        raise BreachAhead(choice, ahead)
    later = play.after(world, outcome)
    if command.kind in CLOCK_ACTS and later.out_of_time and not to_the_end:
        raise TimeRunsOut
    last = outcome[-1]
    _advance(run, seen, position=last.position, sim_now=_text(last), acted_at=clock.now())
    store(run.id, outcome)
    whole = [*events, *outcome]
    if later.finished:
        _finish(run, person, scenario, whole)
    db.session.commit()
    return Done(debrief.story(world, outcome), world.now, last.at, later.finished)


def hand_in(run: Run, person: Person, seen: int) -> Report:
    """End the run where it stands and mark it. Raises `Conflict` as `act` does."""
    team_turns.demand_host(run, person)
    scenario, events = _ready(run, seen)
    _advance(run, seen)
    report = _finish(run, person, scenario, events)
    db.session.commit()
    return report


def hand_in_overdue() -> int:
    """Hand in the examinations whose window has closed and which nobody has come back to.

    Returns how many. Each is a transaction of its own.
    """
    overdue = queries.overdue_exams(clock.now())
    for run_id in overdue:
        run = db.session.get_one(Run, run_id)
        scenario, events = queries.scenario_of(run), queries.events(run.id)
        _advance(run, run.position)
        _finish(run, run.person, scenario, events)
        db.session.commit()
    return len(overdue)


def take_hint(run: Run, person: Person, dossier: str, rung: int, seen: int) -> None:
    """Open the next rung of the hint ladder; its cost is counted when the run is marked."""
    if run.team_id is not None:
        seen = team_turns.catch_up(run, person, Command("hint", dossier, ""), seen)
    scenario, events = _ready(run, seen)
    if table := team_queries.table(run, person.id):
        scenario, events = table.own(events)
    if run.mode == GUIDED:
        raise Refused(_("Bài có hướng dẫn đã chỉ sẵn từng bước, không trừ điểm gợi ý."))
    if run.mode == EXAM:
        raise Refused(_("Bài kiểm tra không có gợi ý."))
    world = engine.fold(scenario, events)
    ladder = hints.ladder(world, dossier) if dossier in world.dossiers else []
    taken = rules.rungs_taken(scenario, events, run.hint_uses, dossier) if ladder else 0
    if rung != taken + 1 or rung not in [each.rung for each in ladder]:
        raise Refused(_("Gợi ý này chưa mở được. Xin mở lần lượt từ gợi ý đầu tiên."))
    step = hints.next_step(world, dossier)
    use = HintUse(run.position, dossier, rung, step.seat if step else "")
    _advance(run, seen, hints=[*run.hints, use.to_dict()])
    db.session.commit()


def _ready(run: Run, seen: int) -> tuple[Scenario, list[Event]]:
    """The scenario and the events of an open run that still stands where the page showed it."""
    if not run.is_open:
        raise Conflict(_over(run))
    scenario = queries.scenario_of(run)
    events = queries.events(run.id)
    if run.position != seen:
        raise _moved_on(scenario, events, seen)
    return scenario, events


def _over(run: Run) -> str:
    if run.status == PARKED:
        return _("Lượt này đang tạm cất. Anh/chị mở lại lượt ở trang của bài rồi làm tiếp.")
    return _("Lượt thực hành này đã kết thúc. Anh/chị xem nhận xét hoặc luyện lại.")


def _moved_on(scenario: Scenario, events: list[Event], seen: int) -> Conflict:
    """What changed since the page was fetched, as a sentence."""
    return Conflict(sentences.changed_since(rules.story_since(scenario, events, seen)))


def _advance(run: Run, seen: int, **changes: object) -> None:
    """Move the run on if nobody else has: of two acts at once, one finds no row."""
    moved = db.session.execute(
        update(Run)
        .where(Run.id == run.id, Run.position == seen, Run.status == OPEN)
        .values(changes or {"position": seen})
        .execution_options(synchronize_session="fetch")
    )
    if moved.rowcount != 1:  # type: ignore[attr-defined]
        db.session.rollback()
        raise _moved_on(queries.scenario_of(run), queries.events(run.id), seen)


def _keep_stopped(run_id: int, seen: int, choice: str, ahead: Sequence[Finding]) -> None:
    """Keep what was stopped, once however often the form is sent; commits.

    The receipt of the form goes with the act that did not happen, so that a second copy of the
    form is told the same.
    """
    db.session.rollback()
    db.session.add(
        StoppedAttempt(
            run_id=run_id,
            position=seen,
            mark=hashlib.sha256(choice.encode()).hexdigest(),
            choice=choice,
            stopped_at=clock.now(),
            findings=[finding.to_dict() for finding in ahead],
        )
    )
    try:
        db.session.commit()
    except IntegrityError:  # the same choice was stopped here before
        db.session.rollback()


def store(run_id: int, events: list[Event]) -> None:
    """Write events down; part of the running transaction."""
    now = clock.now()
    db.session.execute(
        insert(RunEvent),
        [
            {
                "run_id": run_id,
                "position": event.position,
                "kind": event.kind,
                "dossier": event.dossier,
                "role": event.role,
                "actor": event.actor,
                "sim_at": _text(event),
                "real_at": now,
                "data": dict(event.data),
            }
            for event in events
        ],
    )


def _finish(run: Run, person: Person, scenario: Scenario, events: list[Event]) -> Report:
    """Mark the run and record what it shows; part of the running transaction."""
    if run.team_id is not None:
        marked = team_turns.marked(run, scenario, events)
    else:
        report = marking.mark(scenario, events, run.hint_uses)
        marked = [team_turns.Marked(person, report, len(run.hints))]
    report = marked[0].report
    run.status, run.finished_at = FINISHED, clock.now()
    run.points, run.passed, run.report = report.total, report.passed, report.to_dict()
    stopped = {finding.competency for each in queries.stopped(run) for finding in each.findings}
    for each in sorted(marked, key=lambda each: each.person.id):  # whoever locks people, in order
        _keep_findings(run.id, each.person.id, each.report)
        _record_evidence(run, each, scenario.title, stopped)
    audit.record(
        "run_finished",
        ("run", run.id),
        name=scenario.title,
        after={"points": report.total, "passed": report.passed, "mode": run.mode},
    )
    return report


def _record_evidence(
    run: Run, marked: team_turns.Marked, title: str, stopped: Collection[str]
) -> None:
    """What the mark of a person shows, for the competencies; part of the running transaction."""
    report = marked.report
    levels = {
        code: level
        for code in report.competencies
        if (level := rules.level_shown(run.shows, report, code, marked.hints, stopped))
    }
    if levels:
        record_evidence(
            marked.person,
            levels,
            kind="practice",
            source=("run", run.id),
            title=title,
            details=rules.evidence_details(report),
        )


def _keep_findings(run_id: int, person_id: int, report: Report) -> None:
    """The findings as rows, for statistics by rule."""
    rows = [
        {
            "run_id": run_id,
            "person_id": person_id,
            "number": number,
            "rule": each.rule,
            "kind": each.kind,
            "position": each.position,
            "points": each.points,
            "competency": each.competency,
        }
        for number, each in enumerate(report.findings)
    ]
    if rows:
        db.session.execute(insert(RunFinding), rows)


def keep_out_real_people(command: Command) -> None:
    """Refuse an act whose text holds what may be somebody's personal number."""
    name = rules.field_with_real_number(command.data)
    if name is not None:
        raise Refused(
            _(
                "Có vẻ anh/chị vừa nhập số định danh của một người có thật. Bài thực hành chỉ dùng"
                " số giả lập (bắt đầu bằng 018), nên nội dung này chưa được lưu. Xin xóa số đó rồi"
                " gửi lại."
            ),
            name,
        )


def _text(event: Event) -> str:
    return event.at.isoformat(timespec="minutes")
