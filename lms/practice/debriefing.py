"""What the debrief shows: the stored report beside what happened. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from lms.competencies.names import LEVELS
from lms.practice import queries, rules
from lms.practice.forms import MODE_NAMES
from lms.practice.models import Run
from sandbox import debrief
from sandbox.marking import Finding, Report
from sandbox.scenario import Scenario
from sandbox.world import Event


@dataclass(frozen=True)
class CompetencyLine:
    """What the run shows of one competency; `level` is None when it shows nothing."""

    name: str
    successes: int
    opportunities: int
    level: int | None

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
    def praise(self) -> list[Finding]:
        return [each for each in self.findings if each.kind != "breach"]

    @property
    def capped(self) -> str:
        """The title of the broken rule that keeps the mark below the pass mark, if one does."""
        return next((f.title for f in self.breaches if f.rule == self.report.capped_by), "")

    @property
    def competencies(self) -> list[CompetencyLine]:
        return [
            CompetencyLine(
                self.competency_names[code],
                tally["successes"],
                tally["opportunities"],
                rules.level_shown(self.run.mode, self.report, tally, len(self.run.hints)),
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
        queries.scenario(run.scenario_digest),
        queries.events(run.id),
        report,
        queries.competency_names(report.competencies),
    )
