"""The slips of a dossier: those issued, the transfer slip, and the one an act would write.

Reads only. A rehearsed act is folded onto the run and forgotten.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from markupsafe import Markup
from werkzeug.exceptions import NotFound

from lms.errors import Conflict
from lms.people.models import Person
from lms.practice import queries, rules, sentences, slip_drawing, team_queries, team_turns
from lms.practice.actions import SystemSaysNo, keep_out_real_people
from lms.practice.forms import Submitted, new_token
from lms.practice.models import Run
from sandbox import engine, portal, slips
from sandbox.engine import NotAvailable
from sandbox.scenario import Scenario
from sandbox.sheets import Sheet
from sandbox.world import Command

NOT_CARRIED = {"csrf_token", "once", "preview"}


@dataclass
class SlipPage:
    """One sheet as it is shown on a page."""

    run: Run
    scenario: Scenario
    key: str
    sheet: Sheet | None
    pdf_url: str = ""

    @property
    def look_up_url(self) -> str:
        return slip_drawing.look_up_url(self.run.id, self.key)

    @property
    def look_up_path(self) -> str:
        return slip_drawing.look_up_path(self.run.id, self.key)

    @property
    def qr(self) -> Markup:
        return slip_drawing.qr_svg(self.look_up_url)

    @property
    def dossier_url(self) -> str:
        """Where one came from: the slips of the dossier."""
        return url_for("practice.dossier", run_id=self.run.id, key=self.key, view="slips")


@dataclass
class PreviewPage(SlipPage):
    """The sheet that an act would write, and everything that was typed, to be sent on."""

    act: str = ""
    seen: int = 0
    typed: tuple[tuple[str, str], ...] = ()
    once: str = ""

    @property
    def back(self) -> str:
        """The form on the dossier's page again."""
        option = dict(self.typed).get("option", "")
        return self.action + "#act-" + option.replace(":", "-").replace("_", "-")

    @property
    def action(self) -> str:
        return url_for("practice.act", run_id=self.run.id, key=self.key)


def issued(run: Run, key: str, position: int) -> SlipPage:
    """A form that was issued; 404 when there is none at this position of this dossier."""
    scenario = queries.scenario_of(run)
    sheet = slips.issued(scenario, queries.events(run.id), key, position)
    if sheet is None:
        raise NotFound
    address = url_for("practice.slip_file", run_id=run.id, key=key, position=position)
    return SlipPage(run, scenario, key, sheet, address)


def transfer(run: Run, key: str) -> SlipPage:
    """The transfer slip; 404 while no other agency was asked."""
    scenario = queries.scenario_of(run)
    sheet = slips.transfer(scenario, queries.events(run.id), key)
    if sheet is None:
        raise NotFound
    address = url_for("practice.transfer_slip_file", run_id=run.id, key=key)
    return SlipPage(run, scenario, key, sheet, address)


def rehearse(
    run: Run, person: Person, command: Command, seen: int, submitted: Submitted
) -> PreviewPage:
    """The slip that an act would write. Raises the refusals that the act itself would meet.

    Guided mode stops nothing here: looking at a slip is no mistake yet.
    """
    scenario, events = queries.scenario_of(run), queries.events(run.id)
    # In a team the act itself asks whether what changed meanwhile touches this dossier.
    if run.position != seen and run.team_id is None:
        raise Conflict(sentences.changed_since(rules.story_since(scenario, events, seen)))
    keep_out_real_people(command)
    world = engine.fold(scenario, events)
    if table := team_queries.table(run, person.id):
        command = team_turns.in_seat(table, world, command)
    else:
        command = engine.seated(world, command)
    outcome = engine.decide(world, command)
    if isinstance(outcome, NotAvailable):
        raise SystemSaysNo(outcome)
    label = next(
        (each.label for each in engine.buttons(world, command.dossier)
         if each.key == submitted.get("option")),
        "",
    )  # fmt: skip
    return PreviewPage(
        run,
        scenario,
        command.dossier or "",
        slips.rehearsed(world, outcome[0], events),
        act=label,
        seen=seen,
        typed=tuple(
            (name, value)
            for name, values in submitted.lists()
            for value in values
            if name not in NOT_CARRIED
        ),
        once=new_token(),
    )


def portal_page(token: str) -> portal.PublicView | None:
    """What the public sees behind a QR code; None when the code is not one of ours."""
    found = slip_drawing.dossier_of(token)
    run = queries.run(found[0]) if found else None
    if found is None or run is None:
        return None
    return portal.public_view(queries.scenario_of(run), queries.events(run.id), found[1])
