"""What the debrief shows: the stored report beside what happened. Reads only."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from lms.competencies.names import LEVELS
from lms.practice import queries, rules
from lms.practice.forms import MODE_NAMES
from lms.practice.models import Run
from sandbox import debrief, engine
from sandbox.marking import Finding, Report
from sandbox.scenario import Scenario
from sandbox.world import Event


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


@dataclass
class DebriefPage:
    """A marked run, with its report as it was given on that day."""

    run: Run
    scenario: Scenario
    events: list[Event]
    report: Report
    competency_names: dict[str, str]
    stopped: list[queries.Stopped]

    @property
    def mode_name(self) -> str:
        return str(MODE_NAMES[self.run.mode])

    @cached_property
    def findings(self) -> list[Finding]:
        return rules.findings_in_order(self.report.findings)

    @property
    def breaches(self) -> list[Finding]:
        return [each for each in self.findings if each.kind == "breach"]

    @property
    def advice(self) -> list[Finding]:
        return [each for each in self.findings if each.kind == "advice"]

    @property
    def praise(self) -> list[Finding]:
        return [each for each in self.findings if each.kind == "success"]

    @property
    def capped(self) -> list[str]:
        """The titles of the broken rules that keep the mark below the pass mark."""
        titles = {each.rule: each.title for each in self.breaches}
        return [titles[rule] for rule in self.report.capped_by]

    @property
    def out_of_time(self) -> bool:
        """Whether the run ended because the time of the exercise was over."""
        return engine.fold(self.scenario, self.events).out_of_time

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
                rules.level_shown(self.run.mode, self.report, code, len(self.run.hints), reminders),
                reminders[code],
            )
            for code, tally in self.report.competencies.items()
            if code in self.competency_names
        ]

    @property
    def timeline(self) -> list[dict[str, Any]]:
        return debrief.timeline(self.scenario, self.events, self.report)

    @property
    def reference(self) -> list[dict[str, Any]]:
        """A right path through the same variant."""
        return debrief.reference(self.scenario, self.run.seed)


def debrief_page(run: Run) -> DebriefPage:
    """The debrief of a finished run."""
    report = Report.from_dict(run.report or {})
    return DebriefPage(
        run,
        queries.scenario_of(run),
        queries.events(run.id),
        report,
        queries.competency_names(report.competencies),
        queries.stopped(run),
    )
