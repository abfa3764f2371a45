"""Several people save, approve, or copy in the very same moment, on real connections."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from sqlalchemy import func, select

from lms.errors import Conflict
from lms.extensions import db
from lms.practice import draft_actions, draft_publishing
from lms.practice.catalogue_models import Draft, DraftVersion, Exercise
from tests.integration import races
from tests.integration.practice_desk import person
from tests.integration.practice_drafts import AUTHOR, REVIEWER, copied, sent

AT_ONCE = 4


def told(app: Flask, act: Callable[[], object]) -> Callable[[], str]:
    def run() -> str:
        with app.app_context():
            try:
                act()
            except Conflict:
                return "conflict"
            return "done"

    return run


def test_of_several_saves_at_once_exactly_one_counts(server: Flask) -> None:
    with server.app_context():
        draft_id = copied().id

    def save(number: int) -> Callable[[], str]:
        def act() -> None:
            draft = db.session.get_one(Draft, draft_id)
            text = draft.text + f"\n# {number}\n"
            draft_actions.save(draft, person(AUTHOR), text, 1)

        return told(server, act)

    answers = races.at_once([save(number) for number in range(AT_ONCE)])

    assert sorted(answers) == ["conflict"] * (AT_ONCE - 1) + ["done"]
    with server.app_context():
        kept = db.session.scalars(
            select(DraftVersion.text)
            .where(DraftVersion.draft_id == draft_id)
            .order_by(DraftVersion.version)
        ).all()
        assert len(kept) == 2
        assert db.session.get_one(Draft, draft_id).text == kept[1]


def test_of_several_decisions_at_once_exactly_one_counts(server: Flask) -> None:
    with server.app_context():
        draft = sent(copied("khai-tu-01"))
        draft_id, code = draft.id, draft.code

    def approve() -> None:
        draft = db.session.get_one(Draft, draft_id)
        draft_publishing.approve(draft, person(REVIEWER), 1)

    def give_back() -> None:
        draft = db.session.get_one(Draft, draft_id)
        draft_publishing.send_back(draft, person(REVIEWER), 1, "Sửa")

    acts = [approve, give_back, approve, give_back]
    answers = races.at_once([told(server, act) for act in acts])

    assert sorted(answers) == ["conflict"] * 3 + ["done"]
    with server.app_context():
        state = db.session.get_one(Draft, draft_id).state
        offered = db.session.get(Exercise, code)
        assert (state == "published") == (offered is not None)


def test_copies_made_at_once_have_codes_of_their_own_or_are_told(server: Flask) -> None:
    with server.app_context():
        before = db.session.scalar(select(func.count(Draft.id)))

    answers = races.at_once(
        [told(server, lambda: copied("trich-luc-01")) for _each in range(AT_ONCE)]
    )

    assert "done" in answers
    with server.app_context():
        made = db.session.scalar(select(func.count(Draft.id))) - before
        assert made == answers.count("done")


def test_the_same_draft_previewed_at_once_is_one_run(server: Flask) -> None:
    with server.app_context():
        draft_id = copied("khai-sinh-01").id

    def preview() -> int:
        with server.app_context():
            return draft_publishing.preview(db.session.get_one(Draft, draft_id), person(AUTHOR)).id

    assert len(set(races.at_once([preview] * 2))) == 1
