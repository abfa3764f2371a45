"""A run of somebody else, shown step by step: the screen of one moment. Reads only."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lms.extensions import db
from lms.practice import queries
from lms.practice.desk import CHIPS
from lms.practice.forms import MODE_NAMES
from lms.practice.models import Run, RunNote
from sandbox import debrief, engine, marking, papers, words, worklist
from sandbox.engine import Option
from sandbox.marking import Finding, Report
from sandbox.rules.base import history
from sandbox.scenario import Scenario
from sandbox.world import Event, World


@dataclass
class Replay:
    """A run as it looked after the told event at position `at`."""

    run: Run
    scenario: Scenario
    events: list[Event]
    asked: int
    notes: list[RunNote]

    @cached_property
    def story(self) -> list[dict[str, Any]]:
        return debrief.timeline(self.scenario, self.events)

    @cached_property
    def _told(self) -> list[int]:
        return [row["position"] for row in self.story]

    def _place(self, position: int) -> int:
        """The place in the story at which something about `position` is shown."""
        return max(0, bisect_right(self._told, position) - 1)

    @property
    def place(self) -> int:
        return self._place(self.asked)

    @property
    def at(self) -> int:
        """The position of the told event that is shown; 1, the start, when nothing is told."""
        return self._told[self.place] if self._told else 1

    @property
    def row(self) -> dict[str, Any] | None:
        return self.story[self.place] if self.story else None

    @property
    def first(self) -> int:
        return self._told[0] if self._told else 1

    @property
    def last(self) -> int:
        return self._told[-1] if self._told else 1

    @property
    def previous(self) -> int | None:
        return self._told[self.place - 1] if self.place else None

    @property
    def next(self) -> int | None:
        return self._told[self.place + 1] if self.place + 1 < len(self._told) else None

    @property
    def mode_name(self) -> str:
        return str(MODE_NAMES.get(self.run.mode, ""))

    @cached_property
    def before(self) -> World:
        """The world in which the event was chosen."""
        return engine.fold(self.scenario, self.events[: max(1, self.at - 1)])

    @cached_property
    def world(self) -> World:
        return engine.fold(self.scenario, self.events[: self.at])

    @property
    def hour(self) -> str:
        return f"{self.world.now:%H:%M}"

    @property
    def day(self) -> str:
        return words.day(self.world.now)

    # The screen.

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        return worklist.rows(self.world)

    @staticmethod
    def chip(status_code: int) -> str:
        return CHIPS[status_code]

    @property
    def key(self) -> str | None:
        """The dossier concerned: of what another agency did, the one that it was done for."""
        key = self.row["dossier"] if self.row else None
        if key is None or key not in self.world.dossiers:
            return None
        return self.world.dossiers[key].parent or key

    @property
    def dossier(self) -> dict[str, Any] | None:
        return next((row for row in self.rows if row["dossier"] == self.key), None)

    @property
    def papers(self) -> list[papers.Paper]:
        if self.key is None:
            return []
        role = engine.seat_for(self.world, self.key, "check_paper")
        return papers.shown(self.world, self.key, role)

    @property
    def offered(self) -> list[tuple[Option, bool]]:
        """What the system offered when the trainee chose, and which of it was chosen."""
        row = self.row
        if row is None or not row["mine"]:
            return []
        event = self.events[self.at - 1]
        kind = event.data.get("for", event.kind) if event.kind == "wait" else event.kind
        key = event.dossier if event.dossier in self.before.dossiers else None
        return [
            (option, option.kind == kind and _carries(event, option))
            for option in engine.buttons(self.before, key)
        ]

    # What was said about it.

    @cached_property
    def findings(self) -> dict[int, list[Finding]]:
        """By place in the story. Of a run that isn't marked yet they may still change."""
        if self.run.report:
            every = Report.from_dict(self.run.report).findings
        else:
            every = tuple(marking.findings(history(self.scenario, self.events)))
        found: dict[int, list[Finding]] = {}
        for each in every:
            found.setdefault(self._place(each.position), []).append(each)
        return found

    @property
    def findings_here(self) -> list[Finding]:
        return self.findings.get(self.place, [])

    @property
    def notes_here(self) -> list[RunNote]:
        return [note for note in self.notes if self._place(note.position) == self.place]

    @property
    def noted(self) -> set[int]:
        """The places in the story that somebody has commented on."""
        return {self._place(note.position) for note in self.notes}


def _carries(event: Event, option: Option) -> bool:
    return all(str(event.data.get(name, value)) == value for name, value in option.preset.items())


def replay(run: Run, asked: int | None) -> Replay:
    """The replay of a run at the moment asked for, its end when none is."""
    return Replay(
        run,
        queries.scenario_of(run),
        queries.events(run.id),
        run.position if asked is None else asked,
        _notes(run),
    )


def _notes(run: Run) -> list[RunNote]:
    statement = (
        select(RunNote)
        .where(RunNote.run_id == run.id)
        .options(joinedload(RunNote.author))
        .order_by(RunNote.id)
    )
    return list(db.session.scalars(statement))


def note(run: Run, note_id: int) -> RunNote | None:
    """A comment on this run."""
    found = db.session.get(RunNote, note_id)
    return found if found is not None and found.run_id == run.id else None
