"""What the pages of the desk show, gathered from one fold over the events. Reads only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from lms.errors import Refused
from lms.practice import queries, rules
from lms.practice.actions import BreachAhead, Done, SystemSaysNo
from lms.practice.forms import (
    MODE_NAMES,
    OptionForm,
    Submitted,
    command_of,
    form_of,
    new_token,
    option_forms,
)
from lms.practice.models import GUIDED, Run
from sandbox import engine, hints, papers, words, worklist
from sandbox.marking import Finding
from sandbox.scenario import Scenario
from sandbox.words import lower_first
from sandbox.world import Dossier, Event, World

CHIPS = {
    1: "new", 2: "work", 3: "bad", 4: "work", 5: "wait",
    6: "wait", 7: "none", 8: "none", 9: "good", 10: "done",
}  # fmt: skip
"""The look of the ten public statuses."""
VIEWS = {"papers", "general", "slips", "log"}
LONGEST_NEWS = 5
"""Rows of the story that a message after an act tells; the rest is in the log."""


@dataclass
class DeskPage:
    """The desk of a run: its clock and its worklist."""

    run: Run
    scenario: Scenario
    events: list[Event]
    world: World
    rows: list[dict[str, Any]]
    clock_forms: list[OptionForm]
    step: hints.Step | None = None

    @property
    def time(self) -> str:
        return f"{self.world.now:%H:%M}"

    @property
    def date(self) -> str:
        return words.day(self.world.now)

    @property
    def clock_note(self) -> str | None:
        """Why one cannot wait for news, when the button for it is missing."""
        refusals = [form.option.refusal for form in self.clock_forms]
        return next((refusal.sentence for refusal in refusals if refusal), None)

    @property
    def mode_name(self) -> str:
        return str(MODE_NAMES[self.run.mode])

    @property
    def guided(self) -> bool:
        return self.run.mode == GUIDED

    @property
    def unfinished(self) -> list[dict[str, Any]]:
        return [row for row in self.rows if not self.world.dossiers[row["dossier"]].closed]

    @staticmethod
    def chip(status_code: int) -> str:
        """The kind of status chip for a public status."""
        return CHIPS[status_code]


@dataclass
class DossierPage(DeskPage):
    """One dossier as the officer sees it, with the buttons that the system offers now."""

    key: str = ""
    view: str = "papers"
    act_url: str = ""
    row: dict[str, Any] = field(default_factory=dict)
    sheet: dict[str, Any] = field(default_factory=dict)
    papers: list[papers.Paper] = field(default_factory=list)
    forms: dict[str, OptionForm] = field(default_factory=dict)
    ladder: list[hints.Rung] = field(default_factory=list)
    rungs_taken: int = 0
    hint_token: str = field(default_factory=new_token)

    @property
    def dossier(self) -> Dossier:
        return self.world.dossiers[self.key]

    @property
    def title(self) -> str:
        return self.row["code"] or _("Hồ sơ của %(name)s", name=self.row["applicant"])

    @property
    def steps(self) -> list[dict[str, str]]:
        """The progress line in the shape of the `steps` macro."""
        return [
            {
                "title": step["label"],
                "state": "done" if step["done"] else "current" if step["current"] else "todo",
            }
            for step in worklist.steps(self.world, self.key)
        ]

    @property
    def groups(self) -> list[tuple[str, list[OptionForm]]]:
        """The buttons under their headings; those of a single paper stand with the paper."""
        found: dict[str, list[OptionForm]] = {}
        for form in self.forms.values():
            if "paper" not in form.option.preset:
                found.setdefault(form.option.group, []).append(form)
        return list(found.items())

    def paper_form(self, paper: str) -> OptionForm | None:
        """The button to write down what was found on one paper."""
        return self.forms.get(f"check_paper:{paper}")

    @property
    def unread(self) -> int:
        """How many papers nobody has looked at."""
        return sum(1 for paper in self.papers if paper.verdict is None)

    @property
    def next_form(self) -> OptionForm | None:
        """In guided mode the form of the next step, when it is a button of this dossier."""
        return self.forms.get(self.step.option_key) if self.step else None

    @property
    def why(self) -> str:
        """The rule behind the next step."""
        return hints.rule_title(self.step) if self.step else ""

    @property
    def why_basis(self) -> str:
        """Where that rule stands."""
        return hints.basis(self.step) if self.step else ""

    @property
    def log(self) -> list[dict[str, Any]]:
        """What happened with this dossier, the newest first, as `timeline` entries."""
        story = rules.story_since(self.scenario, self.events, 0)
        return [
            {
                "title": row["sentence"],
                "who": _("Anh/chị") if row["mine"] else row["actor"] or row["role_label"],
                "when": row["at_text"],
                "iso": row["at"].isoformat(timespec="minutes"),
                "kind": "mine" if row["mine"] else "",
            }
            for row in reversed(story)
            if row["dossier"] in (self.key, None)
        ]


def _parts(run: Run) -> dict[str, Any]:
    scenario = queries.scenario_of(run)
    events = queries.events(run.id)
    world = engine.fold(scenario, events)
    clock = engine.buttons(world, None)
    return {
        "run": run,
        "scenario": scenario,
        "events": events,
        "world": world,
        "rows": worklist.rows(world),
        "clock_forms": list(option_forms(clock, url_for("practice.wait", run_id=run.id)).values()),
    }


def desk_page(run: Run) -> DeskPage:
    """The worklist of an open run."""
    return DeskPage(**_parts(run))


def dossier_page(run: Run, key: str, view: str) -> DossierPage | None:
    """One dossier of an open run; None when it isn't there (yet)."""
    parts = _parts(run)
    world: World = parts["world"]
    if key not in [dossier.key for dossier in world.parents]:
        return None
    act_url = url_for("practice.act", run_id=run.id, key=key)
    page = DossierPage(
        **parts,
        key=key,
        view=view if view in VIEWS else "papers",
        act_url=act_url,
        row=next(row for row in parts["rows"] if row["dossier"] == key),
        sheet=worklist.sheet(world, key),
        papers=papers.shown(world, key, engine.seat_for(world, key, "check_paper")),
        forms=option_forms(engine.buttons(world, key), act_url),
    )
    if page.guided:
        page.step = hints.next_step(world, key)
    else:
        page.ladder = hints.ladder(world, key)
        page.rungs_taken = rules.rungs_taken(page.scenario, page.events, run.hint_uses, key)
    return page


@dataclass
class Failure:
    """Why an act was not done: shown at the head of the page, and beside its field."""

    title: str
    form: OptionForm | None
    choice: str = ""
    findings: tuple[Finding, ...] = ()
    instead: tuple[str, ...] = ()

    @property
    def shown_open(self) -> list[Finding]:
        """Every critical finding; the first one when none is critical."""
        critical = [each for each in self.findings if each.severity == "critical"]
        return critical or list(self.findings[:1])

    @property
    def folded(self) -> list[Finding]:
        return [each for each in self.findings if each not in self.shown_open]


def show_refusal(page: DossierPage, submitted: Submitted, refusal: Refused) -> Failure:
    """Put the refusal where it belongs, beside what was typed."""
    form = form_of(page.forms, submitted)
    if form is not None:
        form.fill(submitted)
        if isinstance(refusal, SystemSaysNo) and refusal.why.code == "shape":
            form.refuse_each(command_of(submitted, page.key).data)
        if not form.errors:
            form.refuse(refusal.message, refusal.field)
    return Failure(
        title=refusal.message,
        form=form,
        choice=refusal.choice if isinstance(refusal, BreachAhead) else "",
        findings=tuple(refusal.findings) if isinstance(refusal, BreachAhead) else (),
        instead=refusal.why.instead if isinstance(refusal, SystemSaysNo) else (),
    )


def news(done: Done) -> Iterator[tuple[str, str]]:
    """Messages after an act: what was done, what others did meanwhile, where the clock stands."""
    mine = [row for row in done.story if row["mine"]]
    others = [row for row in done.story if not row["mine"]]
    for row in mine:
        if row["kind"] == "wait":
            same_day = done.began_at.date() == done.ended_at.date()
            ended = words.hour(done.ended_at) if same_day else words.moment(done.ended_at)
            began = words.hour(done.began_at)
            yield "info", _("Đã chờ từ %(began)s đến %(ended)s.", began=began, ended=ended)
        else:
            yield "good", _("Đã làm: %(what)s", what=row["sentence"])
    if others:
        told = " ".join(
            f"{words.hour(row['at'])}, {lower_first(row['role_label'])}: {row['sentence']}"
            for row in others[-LONGEST_NEWS:]
        )
        yield "info", _("Trong lúc đó: %(what)s", what=told)
