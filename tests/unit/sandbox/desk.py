"""Playing the desk in tests: a run that is acted on, and shipped content with a change in it."""

import os
from collections.abc import Callable
from importlib import resources
from typing import Any

import yaml

from sandbox import engine, hints, library, marking, play
from sandbox.engine import NotAvailable
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


def scenario(code: str = DEFECTIVE) -> Scenario:
    return library.shipped().scenarios[code]


def variant(change: Callable[[dict[str, Any]], None], code: str = DEFECTIVE) -> Scenario:
    """A shipped scenario with a change in it."""
    return library.load(changed(f"scenarios/{code}.yaml", change)).scenarios[code]


class Desk:
    """One run, played by name."""

    def __init__(self, of: Scenario, seed: str = "17"):
        self.scenario = of
        self.events: list[Event] = play.start(of, seed)
        self.world: World = engine.fold(of, self.events)

    @property
    def dossier(self) -> Dossier:
        return self.world.dossiers["hs1"]

    def attempt(self, kind: str, role: str = "reception", **data: Any) -> Any:
        """Do it, and say what came of it."""
        dossier = None if kind in CLOCK_ACTS else "hs1"
        outcome = play.act(self.world, Command(kind, dossier, role, data))
        if not isinstance(outcome, NotAvailable):
            self.events += outcome
            self.world = engine.fold(self.scenario, self.events)
        return outcome

    def do(self, kind: str, role: str = "reception", **data: Any) -> "Desk":
        """Do it; it has to be possible."""
        outcome = self.attempt(kind, role, **data)
        assert not isinstance(outcome, NotAvailable), outcome.sentence
        return self

    def follow(self, until: str = "") -> "Desk":
        """Take the lawful steps, up to but without the first of kind `until`."""
        for _ in range(100):
            step = hints.next_step(self.world, "hs1")
            if step is None or step.kind == until or self.world.finished:
                return self
            self.do(step.kind, **step.data)
        raise AssertionError("the lawful way does not end")

    def instead(self, kind: str, **changes: Any) -> "Desk":
        """Follow the lawful way up to this step, and take it with other answers."""
        self.follow(kind)
        step = hints.next_step(self.world, "hs1")
        assert step is not None
        assert step.kind == kind
        return self.do(kind, **{**step.data, **changes})

    def broken(self) -> set[str]:
        """The rules broken so far."""
        return {each.rule for each in self.report().breaches}

    def report(self) -> marking.Report:
        return marking.mark(self.scenario, self.events)
