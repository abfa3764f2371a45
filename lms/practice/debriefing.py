"""What the debrief shows: the stored report beside what happened. Reads only."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from courses import teaching
from courses.teaching import Taught
from lms.competencies.names import LEVELS
from lms.extensions import db
from lms.practice import debrief_queries, queries, rules, team_queries
from lms.practice.forms import MODE_NAMES
from lms.practice.models import EXAM, Run, RunNote, SelfAssessment
from lms.practice.team_models import TeamMark
from sandbox import alignment, debrief, engine, run_index
from sandbox.alignment import Pair, Strand
from sandbox.lived import Lived, lived
from sandbox.marking import Finding, Report
from sandbox.quality import DossierRecord, Indicator, Total, indicators, total
from sandbox.report_07a import Row07a, report_07a
from sandbox.rules import BY_ID
from sandbox.scenario import Scenario
from sandbox.workflow import ACTS
from sandbox.world import Event, World


@dataclass(frozen=True)
class CompetencyLine:
    """What the run shows of one competency; `level` is None when it shows nothing.

    `reminders` says how often a breach had to be stopped.
    """

    name: str
    successes: int
    opportunities: int
    level: int | None
    reminders: int = 0

    @property
    def level_name(self) -> str:
        return str(LEVELS[self.level]) if self.level else ""


@dataclass(frozen=True)
class Remark:
    """A finding with the ways that lead on from it.

    `moment` is the position of the told event where it stands, `redo` that of the event after
    which one can try again, None where there is no going back. `has_page` is false for a rule
    that the rule book no longer holds.
    """

    number: int
    finding: Finding
    moment: int | None
    redo: int | None
    lessons: tuple[Taught, ...]
    has_page: bool


@dataclass(frozen=True)
class Judged:
    """One thing a person said of the own work, beside what the report says."""

    what: str
    said: str
    found: list[Finding]


@dataclass
class DebriefPage:
    """A marked run, with its report as it was given on that day."""

    run: Run
    person_id: int
    scenario: Scenario
    events: list[Event]
    report: Report
    assessment: SelfAssessment
    competency_names: dict[str, str]
    stopped: list[queries.Stopped]
    notes: list[RunNote]
    next: queries.NextPractice | None

    @property
    def mode_name(self) -> str:
        return str(MODE_NAMES.get(self.run.mode, ""))

    @cached_property
    def _end(self) -> World:
        return engine.fold(self.scenario, self.events)

    @property
    def out_of_time(self) -> bool:
        """Whether the run ended because the time of the exercise was over."""
        return self._end.out_of_time

    # Findings.

    @cached_property
    def remarks(self) -> list[Remark]:
        found = rules.findings_in_order(self.report.findings)
        return [self._remark(number, each) for number, each in enumerate(found, start=1)]

    def _remark(self, number: int, finding: Finding) -> Remark:
        return Remark(
            number,
            finding,
            self._moment(finding.position),
            self._redo(finding),
            teaching.shipped().get(finding.rule, ()),
            finding.rule in BY_ID,
        )

    @property
    def breaches(self) -> list[list[Remark]]:
        return self._by_rule("breach")

    @property
    def advice(self) -> list[list[Remark]]:
        return self._by_rule("advice")

    @property
    def praise(self) -> list[list[Remark]]:
        return self._by_rule("success")

    def _by_rule(self, kind: str) -> list[list[Remark]]:
        """The same rule is explained once, however often it mattered; the costliest first."""
        found: dict[str, list[Remark]] = {}
        for each in self.remarks:
            if each.finding.kind == kind:
                found.setdefault(each.finding.rule, []).append(each)
        return list(found.values())

    @property
    def capped(self) -> list[str]:
        """The titles of the broken rules that keep the mark below the pass mark."""
        titles = {each.rule: each.title for each in self.report.findings}
        return [titles[rule] for rule in self.report.capped_by]

    # A team.

    @property
    def causes(self) -> list[str]:
        """Where colleagues held a dossier too long before it came to this person."""
        return team_queries.causes_of(self.run, self.person_id)

    @cached_property
    def team_marks(self) -> list[team_queries.Member]:
        """What each member of the team got; empty for who worked alone."""
        return team_queries.marked_members(self.run) if self.run.team_id is not None else []

    # Both paths.

    @cached_property
    def timeline(self) -> list[dict[str, Any]]:
        return debrief.timeline(self.scenario, self.events)

    @cached_property
    def strands(self) -> list[tuple[Strand, str, list[Pair]]]:
        """Both paths for each dossier, with the name of the applicant."""
        right = debrief.reference(self.scenario, self.run.seed)
        return [
            (strand, self._name_of(strand.dossier), alignment.shortened(strand.pairs))
            for strand in alignment.strands(self.timeline, right)
        ]

    def _name_of(self, dossier: str | None) -> str:
        """Whose dossier it is, also when the run ended before it came; empty for no dossier."""
        return engine.applicant(self._end, dossier).name if dossier else ""

    @cached_property
    def names(self) -> dict[str, str]:
        return _names(self._end)

    @cached_property
    def _told(self) -> list[int]:
        return [row["position"] for row in self.timeline]

    def _moment(self, position: int) -> int | None:
        """The told event at which something about `position` is shown."""
        place = bisect_right(self._told, position)
        return self._told[place - 1] if place else None

    def remarks_at(self, row: dict[str, Any]) -> list[Remark]:
        return self._by_moment.get(row["position"], [])

    @cached_property
    def _by_moment(self) -> dict[int, list[Remark]]:
        found: dict[int, list[Remark]] = {}
        for each in self.remarks:
            if each.moment is not None:
                found.setdefault(each.moment, []).append(each)
        return found

    def notes_at(self, row: dict[str, Any]) -> list[RunNote]:
        return self._notes_by_moment.get(row["position"], [])

    @cached_property
    def _notes_by_moment(self) -> dict[int | None, list[RunNote]]:
        found: dict[int | None, list[RunNote]] = {}
        for each in self.notes:
            found.setdefault(self._moment(each.position), []).append(each)
        return found

    def moment_of(self, note: RunNote) -> int | None:
        return self._moment(note.position)

    # Going back.

    @property
    def may_go_back(self) -> bool:
        return self.run.mode != EXAM and self.run.team_id is None

    @cached_property
    def _acts(self) -> list[int]:
        return [event.position for event in self.events if not event.simulated]

    def _before(self, position: int) -> int | None:
        """After which event one stands right before the act at `position`, or before the last
        act up to it where the others did something there."""
        place = bisect_right(self._acts, position)
        return self._acts[place - 1] - 1 if place and self.may_go_back else None

    def _redo(self, finding: Finding) -> int | None:
        """What was never done has no moment of its own: it is pinned to the end."""
        at_the_end = finding.position == self.events[-1].position
        undone = at_the_end and finding.position not in self._acts
        return None if undone or finding.kind == "success" else self._before(finding.position)

    def redo_of(self, pair: Pair, before: dict[str, Any] | None) -> int | None:
        """Where to try a step again that is missing, superfluous or in another order; a missing
        one right after what stands `before` it in one's own path."""
        if not pair.word:
            return None
        if pair.mine is not None:
            return self._before(pair.mine["position"])
        if before is None or not self.may_go_back:
            return self._before(self._acts[0]) if self._acts else None
        place = bisect_left(self._acts, before["position"] + 1)
        return self._acts[min(place, len(self._acts) - 1)] - 1 if self._acts else None

    # What it meant for others.

    @property
    def lived(self) -> list[Lived]:
        return lived(self.scenario, self.events)

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        """Those that apply to the dossiers of the run."""
        found = indicators(self._records, self._end.now)
        return tuple(each for each in found if each.denominator)

    @cached_property
    def _records(self) -> list[DossierRecord]:
        return run_index.records(self.scenario, self.events)

    @property
    def index_total(self) -> Total:
        return total(self.indicators)

    @property
    def counters(self) -> Row07a:
        """The last row of Biểu 07a over the run."""
        return report_07a(self._records, self.scenario.starts_at, self._end.now)[-1]

    # The self-judgement.

    @property
    def judged_steps(self) -> list[Judged]:
        """The steps that the person was unsure of, and what was found at them."""
        kinds = self.assessment.answers.get("steps", "").split(",")
        at = {event.position: event.kind for event in self.events if not event.simulated}
        return [
            Judged(
                kind,
                ACTS[kind].label,
                [each for each in self.report.breaches if at.get(each.position) == kind],
            )
            for kind in kinds
            if kind in ACTS
        ]

    @property
    def guessed_points(self) -> int | None:
        text = self.assessment.answers.get("points", "")
        return int(text) if text.isdigit() else None

    @property
    def feared(self) -> list[tuple[str, int]]:
        """The applicants who were thought to complain, and how often they did."""
        keys = self.assessment.answers.get("complaints", "").split(",")
        return [
            (self.names[key], self._end.dossiers[key].complaints)
            for key in keys
            if key in self.names
        ]

    @property
    def unexpected(self) -> list[tuple[str, int]]:
        """The applicants who complained though nobody thought so."""
        keys = self.assessment.answers.get("complaints", "").split(",")
        return [
            (name, self._end.dossiers[key].complaints)
            for key, name in self.names.items()
            if key not in keys and self._end.dossiers[key].complaints
        ]

    @property
    def competencies(self) -> list[CompetencyLine]:
        reminders = Counter(
            code
            for each in self.stopped
            for code in {finding.competency for finding in each.findings}
        )
        return [
            CompetencyLine(
                self.competency_names[code],
                tally["successes"],
                tally["opportunities"],
                rules.level_shown(
                    self.run.shows, self.report, code, len(self.run.hints), reminders
                ),
                reminders[code],
            )
            for code, tally in self.report.competencies.items()
            if code in self.competency_names
        ]


def report_of(run: Run, person_id: int) -> Report | None:
    """The report of a person on a run: in a team each member has an own one."""
    stored = run.report
    if run.team_id is not None:
        own = db.session.get(TeamMark, (run.id, person_id))
        stored = own.report if own else None
    return Report.from_dict(stored) if stored else None


def assessment(run: Run, person_id: int) -> SelfAssessment | None:
    """What the person said of the own work, if asked already."""
    return db.session.get(SelfAssessment, (run.id, person_id))


def to_assess(run: Run, person_id: int) -> tuple[dict[str, str], dict[str, str]]:
    """What the questions offer: the acts that were done, and the dossiers that came."""
    scenario, events = team_queries.own_part(run, person_id)
    world = engine.fold(scenario, events)
    done = dict.fromkeys(event.kind for event in events if not event.simulated)
    return {kind: ACTS[kind].label for kind in done if kind in ACTS}, _names(world)


def debrief_page(run: Run, person_id: int, report: Report, given: SelfAssessment) -> DebriefPage:
    """The debrief of a finished run, for one of those who worked in it."""
    scenario, events = team_queries.own_part(run, person_id)
    return DebriefPage(
        run,
        person_id,
        scenario,
        events,
        report,
        given,
        queries.competency_names(report.competencies),
        queries.stopped(run),
        debrief_queries.notes(run.id),
        debrief_queries.next_after(person_id, scenario, report),
    )


def _names(world: World) -> dict[str, str]:
    return {each.key: engine.applicant(world, each.key).name for each in world.parents}
