"""What the pages of the desk show, gathered from one fold over the events. Reads only."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import takewhile
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_login import current_user

from lms.practice import queries, rules, team_queries
from lms.practice.forms import (
    MODE_NAMES,
    OptionForm,
    new_token,
    option_forms,
)
from lms.practice.models import CHOSEN, FREE, GUIDED, Run
from sandbox import engine, hints, papers, process, unavailable, words, worklist
from sandbox.scenario import Scenario
from sandbox.world import Dossier, Event, World

CHIPS = {
    1: "new", 2: "work", 3: "bad", 4: "work", 5: "wait",
    6: "wait", 7: "none", 8: "none", 9: "good", 10: "done",
}  # fmt: skip
"""The look of the ten public statuses."""
VIEWS = {"general", "papers", "process", "fees", "slips", "log"}
HINTED = {FREE, CHOSEN}
"""The modes with a ladder of hints: guided mode says it all, an examination nothing."""
DUE_CHIPS = {
    "late": "late", "today": "soon", "soon": "soon", "calm": "work",
    "paused": "wait", "settled": "good", "none": "none", "closed": "done",
}  # fmt: skip
"""The look of each state against the due date."""
LONGEST_LIST = 12
"""Rows of what happened during a wait that stand open."""


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
    since: int = 0
    """The position before a wait, when the page follows one."""
    team: team_queries.Table | None = None

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
    def may_wait(self) -> bool:
        """Whether there is any button to let time pass."""
        return any(form.option.refusal is None for form in self.clock_forms)

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

    @staticmethod
    def due_chip(state: str) -> str:
        """The kind of status chip for a state against the due date."""
        return DUE_CHIPS[state]

    @cached_property
    def meanwhile(self) -> list[dict[str, Any]]:
        """What others did while the trainee waited, up to his next act."""
        if not 0 < self.since < self.run.position:
            return []
        wait, *rest = rules.story_since(self.scenario, self.events, self.since) or [{}]
        names = {row["dossier"]: row["code"] or row["applicant"] for row in self.rows}
        keys = {row["position"]: (row["dossier"] or "").partition(".")[0] for row in rest}
        return [
            {**row, "key": keys[row["position"]], "about": names.get(keys[row["position"]])}
            for row in takewhile(lambda row: not row["mine"], rest)
            if wait.get("kind") == "wait"
        ]

    @property
    def meanwhile_open(self) -> list[dict[str, Any]]:
        return self.meanwhile[:LONGEST_LIST]

    @property
    def meanwhile_folded(self) -> list[dict[str, Any]]:
        return self.meanwhile[LONGEST_LIST:]


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
    def tabs(self) -> list[dict[str, Any]]:
        """The parts of the dossier in the shape of the `tabs` macro."""
        labels = {
            "general": _("Thông tin chung"),
            "papers": _("Thành phần hồ sơ"),
            "process": _("Quá trình xử lý"),
            "fees": _("Phí, lệ phí"),
            "slips": _("Kết quả, biểu mẫu"),
            "log": _("Nhật ký"),
        }
        counts = {"papers": len(self.papers), "slips": len(self.sheet["forms"])}
        return [
            {
                "label": label,
                "url": url_for("practice.dossier", run_id=self.run.id, key=self.key, view=view),
                "current": view == self.view,
                "count": counts.get(view),
            }
            for view, label in labels.items()
        ]

    @cached_property
    def holdings(self) -> list[process.Holding]:
        """Who had the dossier, in order."""
        return process.holdings(self.scenario, self.events, self.key)

    @property
    def control(self) -> list[process.Share]:
        """The control table (form 06)."""
        return process.control(self.world, self.key, self.holdings)

    @property
    def agencies(self) -> list[process.Asked]:
        return process.agencies(self.world, self.key)

    @staticmethod
    def length(minutes: int) -> str:
        """Working time in hours and minutes."""
        return process.length(minutes)

    @property
    def not_offered(self) -> list[unavailable.Missing]:
        """The acts of one's own seats that have no button now."""
        return unavailable.unavailable(self.world, self.key)

    @property
    def done_by_others(self) -> list[unavailable.Others]:
        return unavailable.done_by_others(self.world)

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


def desk_parts(run: Run, since: int = 0) -> dict[str, Any]:
    """What every page of an open run shows."""
    scenario = queries.scenario_of(run)
    events = queries.events(run.id)
    table = team_queries.table(run, current_user.id)
    if table:
        scenario, events = table.own(events)
    world = engine.fold(scenario, events)
    clock = table.clock(world) if table else engine.buttons(world, None)
    return {
        "run": run,
        "team": table,
        "scenario": scenario,
        "events": events,
        "world": world,
        "rows": worklist.rows(world),
        "clock_forms": list(option_forms(clock, url_for("practice.wait", run_id=run.id)).values()),
        "since": since,
    }


def desk_page(run: Run) -> DeskPage:
    """The clock and the dossiers of an open run, for the questions before an end."""
    return DeskPage(**desk_parts(run))


def dossier_page(run: Run, key: str, view: str, since: int = 0) -> DossierPage | None:
    """One dossier of an open run; None when it isn't there (yet)."""
    parts = desk_parts(run, since)
    world: World = parts["world"]
    if key not in [dossier.key for dossier in world.parents]:
        return None
    act_url = url_for("practice.act", run_id=run.id, key=key)
    page = DossierPage(
        **parts,
        key=key,
        view=view if view in VIEWS else _first_view(world, key),
        act_url=act_url,
        row=next(row for row in parts["rows"] if row["dossier"] == key),
        sheet=worklist.sheet(world, key),
        papers=papers.shown(world, key, engine.seat_for(world, key, "check_paper")),
        forms=option_forms(engine.buttons(world, key), act_url),
    )
    if page.guided:
        page.step = page.team.next_step(world, key) if page.team else hints.next_step(world, key)
    elif run.mode in HINTED:
        page.ladder = hints.ladder(world, key)
        page.rungs_taken = rules.rungs_taken(page.scenario, page.events, run.hint_uses, key)
    return page


def _first_view(world: World, key: str) -> str:
    """What the officer needs to see first: the papers, the result, or where the dossier is."""
    here = world.dossiers[key]
    if here.state == "awaiting_return":
        return "slips"
    return "papers" if here.holder in world.scenario.seats else "process"
