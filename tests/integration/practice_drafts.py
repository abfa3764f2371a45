"""Drafts of exercises in a test: begin one, try it, bring it as far as it is needed."""

from __future__ import annotations

import yaml

from lms import jobs
from lms.extensions import db
from lms.practice import draft_actions, draft_publishing, draft_queries, draft_trials
from lms.practice.catalogue_models import Draft
from lms.practice.draft_rules import PROCEDURE, SCENARIO, written
from sandbox import trial
from tests.integration.practice_desk import person

SOURCE = "lien-thong-khai-sinh-02"  # the quickest to try
AUTHOR, REVIEWER = "giangvien", "quantri"


def copied(code: str = SOURCE, kind: str = SCENARIO, by: str = AUTHOR) -> Draft:
    return draft_actions.duplicate(person(by), kind, code)


def saved(draft: Draft, by: str = AUTHOR, **keys: object) -> None:
    """The draft with other keys."""
    text = written({**yaml.safe_load(draft.text), **keys})
    draft_actions.save(draft, person(by), text, draft.version)


def tried(draft: Draft, variants: int = 2) -> draft_trials.Shown:
    """Try it on so few variants that it is quick, to the end."""
    draft_trials.begin(draft, person(AUTHOR))
    draft.trial = {**(draft.trial or {}), "wanted": variants}
    db.session.commit()
    jobs.drain()
    db.session.refresh(draft)
    shown = draft_trials.of(draft, draft_queries.examined(draft).scenario)
    assert shown is not None
    return shown


def tried_with_fault(draft: Draft) -> None:
    """As if the players had found something wrong."""
    tried(draft)
    kept = dict(draft.trial or {})
    tally = trial.Tally.from_dict(kept["tally"])
    draft.trial = {**kept, "tally": {**tally.to_dict(), "slips": {"Làm đúng vẫn mất điểm": [1]}}}
    db.session.commit()


def sent(draft: Draft, by: str = AUTHOR) -> Draft:
    draft_publishing.send_for_review(draft, person(by), draft.version, "Đã tự chơi thử.")
    return draft


def published(draft: Draft) -> Draft:
    draft_publishing.approve(sent(draft), person(REVIEWER), draft.version)
    return draft


def own_procedure(source: str, by: str = AUTHOR) -> Draft:
    """A copy of the procedure that a shipped scenario is about."""
    text = draft_queries.source_text(SCENARIO, source)
    return copied(yaml.safe_load(text)["procedure"], PROCEDURE, by)
