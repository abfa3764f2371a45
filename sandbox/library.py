"""The shipped procedures, scenarios and calendars, read whole or not at all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from typing import TypeVar

from sandbox.procedure import Procedure, parse_procedure
from sandbox.reading import Fault, FaultyContent
from sandbox.scenario import Scenario, parse_scenario
from sandbox.worktime import Calendar, parse_calendar

FOLDERS = ("calendars", "procedures", "scenarios")
Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Library:
    """Everything by its code."""

    calendars: dict[str, Calendar]
    procedures: dict[str, Procedure]
    scenarios: dict[str, Scenario]

    @cached_property
    def by_digest(self) -> dict[str, Scenario]:
        return {each.digest: each for each in self.scenarios.values()}


def load(texts: Mapping[str, str]) -> Library:
    """Read files given as {"scenarios/some-code.yaml": text}.

    Raises:
        FaultyContent: with every fault of every file.
    """
    faults: list[Fault] = []

    def read(folder: str, parse: Callable[[str, str], Thing]) -> list[Thing]:
        things = []
        for file in sorted(texts):
            if file.startswith(f"{folder}/"):
                try:
                    things.append(parse(texts[file], file))
                except FaultyContent as error:
                    faults.extend(error.faults)
        return things

    calendars = {each.code: each for each in read("calendars", parse_calendar)}
    procedures = {each.code: each for each in read("procedures", parse_procedure)}

    def parse(text: str, file: str) -> Scenario:
        return parse_scenario(text, file, procedures, calendars)

    ordered = sorted(read("scenarios", parse), key=lambda each: (each.difficulty, each.code))
    scenarios = {each.code: each for each in ordered}
    if faults:
        raise FaultyContent(faults)
    return Library(calendars, procedures, scenarios)


@cache
def shipped() -> Library:
    """The content that comes with the package."""
    root = resources.files("sandbox")
    texts = {
        f"{folder}/{entry.name}": entry.read_text(encoding="utf-8")
        for folder in FOLDERS
        for entry in (root / folder).iterdir()
        if entry.name.endswith(".yaml")
    }
    return load(texts)


def scenario_from(text: str, file: str) -> Scenario:
    """A scenario that is not shipped, on the shipped procedures and calendars.

    Raises:
        FaultyContent: with every fault of the file.
    """
    content = shipped()
    return parse_scenario(text, file, content.procedures, content.calendars)
