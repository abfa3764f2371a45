"""Letting the players try a draft: as a job, in slices, so that no request waits for it.

What came of it is kept in `Draft.trial`, with the version and the digest it belongs to. A slice
may run twice; it gives the same, and only counts when the trial still stands where it began.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from lms import audit, clock, jobs
from lms.errors import Refused
from lms.extensions import db
from lms.people.models import Person
from lms.practice import draft_queries
from lms.practice.catalogue_models import Draft
from sandbox import trial
from sandbox.scenario import Scenario

JOB = "draft_trial"
SLICE = 1.0  # seconds of work after which progress is kept; a lease lasts much longer


@dataclass(frozen=True)
class Shown:
    """A trial as a page tells of it."""

    tally: trial.Tally
    wanted: int
    version: int
    current: bool
    """Whether it belongs to the scenario that the draft makes now."""
    faults: list[str]

    @property
    def running(self) -> bool:
        return self.current and self.tally.done < self.wanted and not self.tally.broken

    @property
    def fair(self) -> bool:
        """Whether it is finished, belongs to the draft as it is, and found nothing wrong."""
        return self.current and not self.running and not self.faults

    @property
    def rows(self) -> list[trial.Row]:
        return trial.rows(self.tally)


def begin(draft: Draft, person: Person) -> None:
    """Begin a trial of the draft as it is; one that runs is left to run."""
    scenario = draft_queries.examined(draft).scenario
    if scenario is None:
        raise Refused(_("Bài còn chỗ phải sửa nên chưa chạy thử được."))
    shown = of(draft, scenario)
    if shown is None or not shown.running:
        token = secrets.token_urlsafe(9)
        draft.trial = {
            "version": draft.version,
            "digest": scenario.digest,
            "token": token,
            "wanted": trial.MOST_VARIANTS,
            "tally": trial.Tally().to_dict(),
        }
        _next_slice(draft.id, token, 0)
        audit.record(
            "draft_tried", ("draft", draft.id), name=draft.title, after={"version": draft.version}
        )
    db.session.commit()


def of(draft: Draft, scenario: Scenario | None) -> Shown | None:
    """What the last trial found; `scenario` is the one that the draft makes now."""
    kept = draft.trial
    if not kept or "tally" not in kept:
        return None
    tally = trial.Tally.from_dict(kept["tally"])
    current = scenario is not None and scenario.digest == kept["digest"]
    faults = trial.faults(scenario, tally) if current and scenario is not None else []
    return Shown(tally, kept["wanted"], kept["version"], current, faults)


def _next_slice(draft_id: int, token: str, done: int) -> None:
    payload = {"draft_id": draft_id, "token": token, "done": done}
    jobs.enqueue(JOB, f"{JOB}:{token}:{done}", payload)


def run_slice(job: jobs.Job) -> None:
    """Play for a while, keep what came of it, and ask for the next slice; commits."""
    found = _waiting(job)
    if found is None:
        return
    draft, kept = found
    scenario = draft_queries.examined(draft).scenario
    if scenario is None or scenario.digest != kept["digest"]:
        return  # written anew since: this trial is of no use any more
    db.session.rollback()  # nobody waits for the database while the players play
    until = time.monotonic() + SLICE
    tally = trial.play_on(
        scenario,
        trial.Tally.from_dict(kept["tally"]),
        kept["wanted"],
        lambda: time.monotonic() > until,
    )
    found = _waiting(job)
    if found is None:
        return
    draft, kept = found
    draft.trial = {**kept, "tally": tally.to_dict(), "played_at": clock.now().isoformat()}
    if tally.done < kept["wanted"] and not tally.broken:
        _next_slice(draft.id, kept["token"], tally.done)
    db.session.commit()


def _waiting(job: jobs.Job) -> tuple[Draft, dict[str, Any]] | None:
    """The draft and its trial, when it still stands where this slice begins."""
    wanted = job.payload
    draft = db.session.get(Draft, wanted["draft_id"], populate_existing=True)
    kept = draft.trial if draft else None
    if draft is None or not kept or kept.get("token") != wanted["token"]:
        return None
    return (draft, kept) if len(kept["tally"]["hardness"]) == wanted["done"] else None


jobs.HANDLERS[JOB] = run_slice
