"""Was it right, by which rule, in force since when: findings and the mark.

Pure and repeatable: the same scenario, events and hints always give the same report.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import chain
from typing import Any, Self

from sandbox import bots
from sandbox.engine import NotAvailable, fold
from sandbox.grading import HINT_CAP, PASS_MARK, REPEATED, Dimension, Reference, dimensions
from sandbox.hints import COSTS
from sandbox.law import Basis, citation, in_words
from sandbox.play import act
from sandbox.rules import BY_ID, RULES
from sandbox.rules.base import Found, History, Rule, Step, history
from sandbox.rules.conduct import answered
from sandbox.rules.foreseen import foreseen
from sandbox.scenario import Scenario
from sandbox.world import Command, Event

__all__ = ["RULES", "Finding", "HintUse", "Report", "findings", "mark", "warnings"]


PRACTICE_LABEL = "Cách làm tốt"
"""In place of a legal basis where no text asks for it."""
POSITIONS = {
    "reception": "reception",
    "appraiser": "appraisal",
    "division": "leadership",
    "leader": "leadership",
    "clerk": "clerk",
}
"""The position whose competency an act of a seat shows; the framework has none for a clerk."""


@dataclass(frozen=True)
class HintUse:
    """A rung of the hint ladder that the trainee opened, after which event.

    `role` is the seat of the step it leads to: in a team, whose cost it is.
    """

    position: int
    dossier: str
    rung: int
    role: str = ""

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        return cls(**data)


@dataclass(frozen=True)
class Finding:
    """One occasion on which a rule mattered, pinned to an event.

    `kind` is "breach", "success" or "advice" (lawful, but there is a better practice). `points`
    is what it cost; 0 for a success, for advice and for what another finding explains.
    `sources` are the references of `basis` as data.
    """

    rule: str
    title: str
    basis: str
    sources: tuple[Mapping[str, Any], ...]
    severity: str
    kind: str
    position: int
    at: datetime
    dossier: str | None
    what: str
    should: str
    hurt: str
    points: float
    competency: str
    dimension: str
    celebrated: bool

    def to_dict(self) -> dict[str, Any]:
        return {
            **asdict(self),
            "sources": [dict(source) for source in self.sources],
            "at": self.at.isoformat(timespec="minutes"),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        return cls(
            **{
                **data,
                "sources": tuple(data["sources"]),
                "at": datetime.fromisoformat(data["at"]),
            }
        )

    @property
    def citation(self) -> str:
        """The legal basis as a page cites it."""
        return citation(Basis(**source) for source in self.sources) or PRACTICE_LABEL


@dataclass(frozen=True)
class Report:
    """The mark of one run, 0 to 100, and everything behind it."""

    total: float
    pass_mark: float
    capped_by: tuple[str, ...]
    """The rules whose breach keeps the mark below the pass mark."""
    dimensions: tuple[Dimension, ...]
    findings: tuple[Finding, ...]
    competencies: Mapping[str, Mapping[str, int]]
    hint_cost: float
    outcome: Mapping[str, str]
    """The state in which each dossier ended."""

    @property
    def passed(self) -> bool:
        return self.total >= self.pass_mark

    @property
    def breaches(self) -> tuple[Finding, ...]:
        return tuple(each for each in self.findings if each.kind == "breach")

    def to_dict(self) -> dict[str, Any]:
        return {
            **asdict(self),
            "capped_by": list(self.capped_by),
            "dimensions": [asdict(each) for each in self.dimensions],
            "findings": [each.to_dict() for each in self.findings],
            "passed": self.passed,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        # A member's mark in a team also carries what was not his fault, see `team.causes`.
        fields = {key: each for key, each in data.items() if key not in ("passed", "causes")}
        return cls(
            **{
                **fields,
                "capped_by": tuple(data["capped_by"]),
                "dimensions": tuple(Dimension(**each) for each in data["dimensions"]),
                "findings": tuple(map(Finding.from_dict, data["findings"])),
            }
        )


def mark(
    scenario: Scenario,
    events: Sequence[Event],
    hints: Sequence[HintUse] = (),
    reference: Reference | None = None,
) -> Report:
    """The report on a run, finished or handed in as it is.

    `reference` is what it is measured by, when not what the expert does on the same seed.
    """
    past = history(scenario, events)
    every = occasions(past)
    shown = tuple(_priced([pair for pair in every if not pair[1].good or pair[0].celebrated]))
    lost: dict[str, float] = defaultdict(float)
    for finding in shown:
        lost[finding.dimension] += finding.points
    seed = events[0].data["seed"]
    lines = dimensions(past, reference or _reference(scenario, seed), lost)
    hint_cost = min(HINT_CAP, sum(COSTS[each.rung] for each in hints))
    total = max(0.0, sum(line.points for line in lines) - hint_cost)
    critical = [f.rule for f in shown if f.kind == "breach" and f.severity == "critical"]
    if critical:
        total = min(total, PASS_MARK - 1.0)
    return Report(
        total=round(total, 1),
        pass_mark=PASS_MARK,
        capped_by=tuple(dict.fromkeys(critical)),
        dimensions=lines,
        findings=shown,
        competencies=_competencies(every),
        hint_cost=hint_cost,
        outcome={key: dossier.state for key, dossier in past.end.dossiers.items()},
    )


@lru_cache(maxsize=256)
def _reference(scenario: Scenario, seed: str) -> Reference:
    """What the expert does on the same seed."""
    events, end = bots.played(scenario, seed, bots.expert)
    return Reference(tuple(events), end)


def law_day(step: Step) -> date:
    """The day whose law an act is judged by: that of the dossier's reception."""
    if step.event.dossier is None:
        return step.event.at.date()
    return step.changed.law_day


def findings(past: History) -> list[Finding]:
    """Every occasion of every rule in force for its dossier, in order of events."""
    return list(_priced(occasions(past)))


def occasions(past: History) -> list[tuple[Rule, Found]]:
    """Every occasion, with its rule, in order of events."""
    judged = ((rule, each) for rule in RULES for each in rule.check(past))
    replied = ((BY_ID[rule], each) for rule, each in answered(past))
    found = [
        (rule, each) for rule, each in chain(judged, replied) if rule.holds_on(law_day(each.step))
    ]
    return sorted(found, key=lambda pair: pair[1].step.event.position)


def _priced(found: list[tuple[Rule, Found]]) -> Iterator[Finding]:
    broken = {(rule.id, each.step.event.position) for rule, each in found if not each.good}
    repeats: Counter[str] = Counter()
    for rule, each in found:
        points = 0.0
        position = each.step.event.position
        explained = any((cause, position) in broken for cause in each.caused_by)
        if not each.good and not explained:
            points = round(rule.points * REPEATED ** repeats[rule.id], 2)
            repeats[rule.id] += 1
        yield _finding(rule, each, points)


def _finding(rule: Rule, found: Found, points: float) -> Finding:
    event = found.step.event
    bases = found.basis or rule.basis
    return Finding(
        rule=rule.id,
        title=rule.title,
        basis=_in_words(bases),
        sources=_sources(bases),
        severity=rule.severity,
        kind="success" if found.good else "advice" if rule.severity == "advice" else "breach",
        position=event.position,
        at=event.at,
        dossier=event.dossier,
        what=found.what,
        should=found.should,
        hurt="" if found.good else rule.hurt,
        points=points,
        competency=f"{_position(found.step)}.{rule.competency}",
        dimension=rule.dimension,
        celebrated=rule.celebrated,
    )


@lru_cache(maxsize=1024)
def _in_words(bases: tuple[Basis, ...]) -> str:
    return in_words(bases) or PRACTICE_LABEL


@lru_cache(maxsize=1024)
def _sources(bases: tuple[Basis, ...]) -> tuple[Mapping[str, Any], ...]:
    return tuple(basis.model_dump() for basis in bases)


def _position(step: Step) -> str:
    """Whose competency an occasion shows; an omission is pinned to whatever happened last."""
    mine = not step.event.simulated and step.event.role in POSITIONS
    return POSITIONS[step.event.role if mine else step.before.scenario.seats[0]]


def _competencies(every: Sequence[tuple[Rule, Found]]) -> dict[str, dict[str, int]]:
    tally: dict[str, dict[str, int]] = {}
    for rule, found in every:
        if rule.severity == "advice":
            continue
        competency = f"{_position(found.step)}.{rule.competency}"
        counts = tally.setdefault(competency, {"successes": 0, "opportunities": 0})
        counts["opportunities"] += 1
        counts["successes"] += found.good
    return dict(sorted(tally.items()))


def warnings(scenario: Scenario, events: Sequence[Event], command: Command) -> list[Finding]:
    """The breaches that this command would commit now or is on the way to, the gravest first.

    Nothing when the system refuses it. Guided mode refuses the act and shows them.
    """
    outcome = act(fold(scenario, events), command)
    if isinstance(outcome, NotAvailable):
        return []
    doing = outcome[0]
    past = history(scenario, [*events, doing])
    done = [pair for pair in occasions(past) if not pair[1].step.omitted]
    ahead = [
        finding
        for finding in _priced(done)
        if finding.position == doing.position and finding.kind == "breach"
    ]
    ahead += [_finding(BY_ID[rule], found, 0.0) for rule, found in foreseen(past.steps[-1])]
    return sorted(ahead, key=lambda each: (each.severity != "critical", -each.points))
