"""Playing the desk in tests: a run that is acted on, and shipped content with a change in it."""

import os
from collections.abc import Callable, Sequence
from functools import cache
from importlib import resources
from typing import Any

import yaml

from sandbox import engine, hints, library, marking, play
from sandbox.engine import NotAvailable
from sandbox.rules.base import history
from sandbox.scenario import Scenario
from sandbox.workflow import CLOCK_ACTS
from sandbox.world import Command, Dossier, Event, World

DEFECTIVE = "chung-thuc-ban-sao-01"
PLAIN = "chung-thuc-ban-sao-02"
MORE = int(os.environ.get("MORE_EXAMPLES", "1"))
"""How many times more Hypothesis examples than in an ordinary run of the tests."""


def texts() -> dict[str, str]:
    """The shipped files by name."""
    root = resources.files("sandbox")
    return {
        f"{folder}/{entry.name}": entry.read_text(encoding="utf-8")
        for folder in library.FOLDERS
        for entry in (root / folder).iterdir()
        if entry.name.endswith(".yaml")
    }


def changed(file: str, change: Callable[[dict[str, Any]], None]) -> dict[str, str]:
    """The shipped files with one of them changed."""
    files = texts()
    data = yaml.safe_load(files[file])
    change(data)
    return {**files, file: yaml.safe_dump(data, allow_unicode=True, sort_keys=False)}


@cache
def scenario(code: str = DEFECTIVE) -> Scenario:
    """A shipped scenario in which nobody asks anything in between."""
    return variant(lambda data: None, code)


def variant(change: Callable[[dict[str, Any]], None], code: str = DEFECTIVE) -> Scenario:
    """A shipped scenario with a change in it, on the shipped procedures."""
    file = f"scenarios/{code}.yaml"
    return library.scenario_from(_quiet(file, change), file)


def _quiet(file: str, change: Callable[[dict[str, Any]], None]) -> str:
    """The text of a changed scenario without the happenings it came with."""

    def both(data: dict[str, Any]) -> None:
        data.pop("happenings", None)
        change(data)

    return changed(file, both)[file]


def under(
    change: Callable[[dict[str, Any]], None],
    code: str = PLAIN,
    and_in: Callable[[dict[str, Any]], None] = lambda data: None,
) -> Scenario:
    """A shipped scenario on a changed version of its procedure, perhaps changed itself."""
    file = f"scenarios/{code}.yaml"
    text = _quiet(file, and_in)
    procedure = f"procedures/{yaml.safe_load(text)['procedure']}.yaml"
    new = changed(procedure, lambda data: change(data["versions"][0]))[procedure]
    calendars = {name: body for name, body in texts().items() if name.startswith("calendars/")}
    return library.load({**calendars, procedure: new, file: text}).scenarios[code]


def practise(of: dict[str, Any], seats: Sequence[str] = ("reception",), **changes: Any) -> "Desk":
    """A run of a scenario that is only data, see `made.data`, in these seats."""
    text = yaml.safe_dump({**of, "seats": [*seats], **changes}, allow_unicode=True)
    return Desk(library.scenario_from(text, f"{of['code']}.yaml"))


class Desk:
    """One run, played by name; an act without a role is the trainee's."""

    def __init__(self, of: Scenario, seed: str = "17"):
        self.scenario = of
        self.events: list[Event] = play.start(of, seed)
        self.world: World = engine.fold(of, self.events)

    @property
    def dossier(self) -> Dossier:
        return self.world.dossiers["hs1"]

    def attempt(self, kind: str, role: str = "", **data: Any) -> Any:
        """Do it, and say what came of it."""
        dossier = None if kind in CLOCK_ACTS else "hs1"
        outcome = play.act(self.world, Command(kind, dossier, role, data))
        if not isinstance(outcome, NotAvailable):
            self.events += outcome
            self.world = engine.fold(self.scenario, self.events)
        return outcome

    def do(self, kind: str, role: str = "", **data: Any) -> "Desk":
        """Do it; it has to be possible."""
        outcome = self.attempt(kind, role, **data)
        assert not isinstance(outcome, NotAvailable), outcome.sentence
        return self

    def follow(self, until: str = "") -> "Desk":
        """Take the lawful steps, up to but without the first of kind `until`."""
        for _ in range(150):
            step = hints.next_step(self.world, "hs1")
            if step is None or step.kind == until or self.world.finished:
                return self
            self.do(step.kind, step.seat, **step.data)
        raise AssertionError("the lawful way does not end")

    def instead(self, kind: str, **changes: Any) -> "Desk":
        """Follow the lawful way up to this step, and take it with other answers."""
        self.follow(kind)
        step = hints.next_step(self.world, "hs1")
        assert step is not None
        assert step.kind == kind
        return self.do(kind, step.seat, **{**step.data, **changes})

    def mornings(self, days: int) -> "Desk":
        """Let working days pass."""
        for _ in range(days):
            self.do("wait_until_morning")
        return self

    def occasions(self, rule: str) -> set[str]:
        """Whether a rule was kept, broken or both; empty when it never mattered."""
        return {each.kind for each in self.findings() if each.rule == rule}

    def breach(self, rule: str) -> marking.Finding:
        """The only breach of a rule."""
        (found,) = [f for f in self.findings() if f.rule == rule and f.kind == "breach"]
        return found

    def findings(self) -> list[marking.Finding]:
        return marking.findings(history(self.scenario, self.events))

    def last(self, kind: str) -> Event:
        """The last event of a kind."""
        return next(event for event in reversed(self.events) if event.kind == kind)

    def broken(self) -> set[str]:
        """The rules broken so far."""
        return {each.rule for each in self.report().breaches}

    def report(self) -> marking.Report:
        return marking.mark(self.scenario, self.events)
