"""From a draft to the catalogue: preview, review by a second person, publishing, retiring."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import current_app
from sqlalchemy import func, select

from lms.errors import Conflict, Refused
from lms.extensions import db
from lms.practice import actions, draft_publishing, draft_queries, queries
from lms.practice.catalogue_models import AUTHORED, Draft, Exercise
from lms.practice.models import CHOSEN, FREE, PARKED, Run, ScenarioVersion
from lms.practice.publishing import publish_scenarios
from sandbox import library
from tests.integration.pages import Page, PageClient
from tests.integration.practice_desk import newest_run, person
from tests.integration.practice_drafts import (
    AUTHOR,
    REVIEWER,
    SOURCE,
    copied,
    own_procedure,
    published,
    saved,
    sent,
    tried,
    tried_with_fault,
)

pytestmark = pytest.mark.usefixtures("app")


def exercise(draft: Draft) -> Exercise | None:
    return db.session.get(Exercise, draft.code)


def send(client: PageClient, draft: Draft, status: int = 303, **fields: str) -> Page:
    page = client.get(f"/practice/authoring/{draft.id}")
    action = f"/practice/authoring/{draft.id}/send"
    return client.submit(page, fields, action=action, status=status)


def decide(
    client: PageClient, draft: Draft, decision: str, status: int = 303, note: str = ""
) -> Page:
    page = client.get(f"/practice/authoring/{draft.id}")
    action = f"/practice/authoring/{draft.id}/decide"
    fields = {"decision": decision, "note": note}
    return client.submit(page, fields, action=action, status=status)


def test_a_preview_is_a_run_that_shows_nothing_to_anybody_else(signed_in: Any) -> None:
    draft = copied()
    client = signed_in(AUTHOR)
    page = client.get(f"/practice/authoring/{draft.id}")

    client.follow(client.submit(page, action=f"/practice/authoring/{draft.id}/preview"))

    run = newest_run()
    assert (run.mode, run.person.username) == (CHOSEN, AUTHOR)
    assert exercise(draft) is None
    digest = draft_queries.examined(draft).scenario.digest
    assert run.scenario_digest == digest == queries.scenario(digest).digest
    page = client.get(f"/practice/authoring/{draft.id}")
    again = client.submit(page, action=f"/practice/authoring/{draft.id}/preview")
    assert again.response.headers["Location"].endswith(f"/practice/runs/{run.id}")


def test_a_changed_draft_is_previewed_anew_and_the_run_before_is_parked() -> None:
    draft = copied()
    before = draft_publishing.preview(draft, person(AUTHOR))
    saved(draft, minutes=11)

    now = draft_publishing.preview(draft, person(AUTHOR))

    assert now.id != before.id
    assert now.scenario_digest != before.scenario_digest
    db.session.refresh(before)
    assert before.status == PARKED


def test_the_kept_texts_make_the_very_same_scenario_also_of_an_own_procedure() -> None:
    procedure, draft = own_procedure(SOURCE), copied()
    saved(draft, procedure=procedure.code)

    run = draft_publishing.preview(draft, person(AUTHOR))

    version = db.session.get_one(ScenarioVersion, run.scenario_digest)
    assert f"procedures/{procedure.code}.yaml" in version.texts
    loaded = library.load(version.texts).scenarios[draft.code]
    assert loaded.digest == run.scenario_digest
    assert loaded.procedure.code == procedure.code
    assert queries.scenario_of(run) == loaded


@pytest.mark.parametrize(
    ("prepare", "reason", "passes"),
    [
        (None, "", "Xin chạy thử bản này trước"),
        (None, "Bài ngắn, đã tự chơi.", True),
        (tried, "", True),
        (tried_with_fault, "", "Chạy thử còn chỗ chưa ổn"),
        (tried_with_fault, "Cố ý.", True),
    ],
)
def test_what_is_sent_for_review_was_tried_or_has_a_reason(
    signed_in: Any, prepare: Callable[[Draft], Any] | None, reason: str, passes: bool | str
) -> None:
    draft = copied()
    if prepare:
        prepare(draft)
    page = send(signed_in(AUTHOR), draft, 303 if passes is True else 422, reason=reason)
    db.session.refresh(draft)
    assert draft.state == ("in_review" if passes is True else "writing")
    if passes is not True:
        assert str(passes) in page.text


def test_a_trial_of_another_text_does_not_count() -> None:
    draft = copied()
    tried(draft)
    saved(draft, minutes=11)
    with pytest.raises(Refused, match="chạy thử bản này"):
        draft_publishing.send_for_review(draft, person(AUTHOR), draft.version, "")


def test_a_faulty_draft_is_not_sent() -> None:
    draft = copied()
    saved(draft, minutes="lâu")
    with pytest.raises(Refused, match="chỗ phải sửa"):
        draft_publishing.send_for_review(draft, person(AUTHOR), draft.version, "Lý do")


def test_a_procedure_is_published_before_what_uses_it() -> None:
    procedure, draft = own_procedure(SOURCE), copied()
    saved(draft, procedure=procedure.code)
    with pytest.raises(Refused, match="thủ tục chưa công bố"):
        sent(draft)
    published(procedure)
    published(draft)
    assert exercise(draft).procedures.keys() == {procedure.code}


def test_nobody_approves_what_he_wrote(signed_in: Any) -> None:
    draft = sent(copied())
    page = signed_in(AUTHOR).get(f"/practice/authoring/{draft.id}")
    assert not page.all("button[value=approve]")
    assert "không tự duyệt" in page.text
    with pytest.raises(Refused, match="không tự duyệt"):
        draft_publishing.approve(draft, person(AUTHOR), draft.version)

    saved(draft, REVIEWER, minutes=11)  # the reviewer has become a writer of it
    sent(draft)
    with pytest.raises(Refused, match="không tự duyệt"):
        draft_publishing.approve(draft, person(REVIEWER), draft.version)
    assert exercise(draft) is None


def test_approved_it_is_in_the_catalogue_and_a_trainee_can_start_it(signed_in: Any) -> None:
    draft = sent(copied())
    decide(signed_in(REVIEWER), draft, "approve", note="Tốt.")

    offered = exercise(draft)
    assert (offered.origin, offered.title) == (AUTHORED, draft.title)
    client = signed_in("hocvien")
    page = client.get(f"/practice/scenarios/{draft.code}")
    begun = client.submit(page, {"mode": FREE}, action=f"/practice/scenarios/{draft.code}/runs")
    assert "/practice/runs/" in begun.response.headers["Location"]
    assert newest_run().scenario_digest == offered.digest == draft.digest
    client.follow(begun)


def test_given_back_it_says_what_to_mend(signed_in: Any) -> None:
    draft = sent(copied())
    client = signed_in(REVIEWER)
    page = decide(client, draft, "return", 422)
    assert "Ghi rõ cần sửa gì" in page.text
    decide(client, draft, "return", note="Thiếu lời dặn cho người dân.")
    db.session.refresh(draft)
    assert draft.state == "writing"
    shown = signed_in(AUTHOR).get(f"/practice/authoring/{draft.id}")
    assert "Thiếu lời dặn cho người dân." in shown.text


def test_a_new_version_takes_its_place_and_runs_stay_on_the_old_one() -> None:
    draft = published(copied())
    first = draft.digest
    run = actions.start_run(person("hocvien"), queries.scenario(first), FREE)
    saved(draft, minutes=11)
    assert exercise(draft).digest == first, "until it is published again"

    published(draft)

    assert exercise(draft).digest == draft.digest != first
    assert db.session.get_one(Run, run.id).scenario_digest == first


STATES: dict[str, Callable[[], Draft]] = {
    "writing": copied,
    "in_review": lambda: sent(copied()),
    "published": lambda: published(copied()),
}
ACTS: dict[str, tuple[Callable[[Draft], Any], set[str]]] = {
    "send": (
        lambda d: draft_publishing.send_for_review(d, person(AUTHOR), d.version, "Lý do"),
        {"writing"},
    ),
    "take back": (
        lambda d: draft_publishing.take_back(d, person(AUTHOR), d.version),
        {"in_review"},
    ),
    "give back": (
        lambda d: draft_publishing.send_back(d, person(REVIEWER), d.version, "Sửa"),
        {"in_review"},
    ),
    "approve": (
        lambda d: draft_publishing.approve(d, person(REVIEWER), d.version),
        {"in_review"},
    ),
    "retire": (lambda d: draft_publishing.retire(d, person(AUTHOR)), {"published"}),
    "bring back": (lambda d: draft_publishing.bring_back(d, person(AUTHOR)), {"published"}),
    "publish alone": (
        lambda d: draft_publishing.publish(d, person(AUTHOR), d.version, "Lý do"),
        set(),
    ),
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("act", ACTS)
def test_each_act_belongs_to_a_state(act: str, state: str) -> None:
    draft = STATES[state]()
    do, states = ACTS[act]
    if state in states:
        do(draft)
    else:
        with pytest.raises(Refused):
            do(draft)
        db.session.rollback()
        assert db.session.get_one(Draft, draft.id).state == state


@pytest.mark.parametrize("act", ["send", "take back", "give back", "approve"])
def test_an_act_on_what_was_saved_meanwhile_is_a_conflict(act: str) -> None:
    state = "writing" if act == "send" else "in_review"
    draft = STATES[state]()
    stale = draft.version - 1
    with pytest.raises(Conflict):
        {
            "send": lambda: draft_publishing.send_for_review(draft, person(AUTHOR), stale, "L"),
            "take back": lambda: draft_publishing.take_back(draft, person(AUTHOR), stale),
            "give back": lambda: draft_publishing.send_back(draft, person(REVIEWER), stale, "S"),
            "approve": lambda: draft_publishing.approve(draft, person(REVIEWER), stale),
        }[act]()


def test_a_stale_page_is_told_and_shows_what_it_is_now(signed_in: Any) -> None:
    draft = copied()
    client = signed_in(AUTHOR)
    page = client.get(f"/practice/authoring/{draft.id}")
    saved(draft, REVIEWER, title="Tên của người khác")
    action = f"/practice/authoring/{draft.id}/send"
    told = client.submit(page, {"reason": "Lý do của tôi"}, action=action, status=409)
    assert "đã lưu bản 2" in told.text
    assert "Tên của người khác" in told.text
    assert "Lý do của tôi" in told.one("#reason").text()


def test_retired_it_is_offered_to_nobody_and_can_come_back(signed_in: Any) -> None:
    draft = published(copied())
    client = signed_in(AUTHOR)
    action = f"/practice/authoring/{draft.id}/offer"
    page = client.get(f"/practice/authoring/{draft.id}")
    page = client.follow(client.submit(page, {"what": "retire"}, action=action))
    assert exercise(draft).retired_at is not None
    signed_in("hocvien").get(f"/practice/scenarios/{draft.code}", status=404)

    client.submit(page, {"what": "offer"}, action=action)

    db.session.expire_all()
    assert exercise(draft).retired_at is None
    signed_in("hocvien").get(f"/practice/scenarios/{draft.code}")


def test_shipped_scenarios_published_again_leave_what_trainers_wrote() -> None:
    kept, retired = published(copied()), published(copied())
    draft_publishing.retire(retired, person(AUTHOR))
    before = (exercise(kept).digest, exercise(kept).rank, exercise(retired).retired_at)

    publish_scenarios()

    db.session.expire_all()
    assert (exercise(kept).digest, exercise(kept).rank, exercise(retired).retired_at) == before
    assert exercise(kept).origin == AUTHORED
    assert exercise(kept).retired_at is None


def test_without_review_the_author_publishes(
    signed_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(current_app.config, "REVIEW_EXERCISES", False)
    draft = copied()
    client = signed_in(AUTHOR)
    assert "Công bố" in client.get(f"/practice/authoring/{draft.id}").text
    send(client, draft, 422)
    send(client, draft, reason="Đã tự chơi.")
    db.session.refresh(draft)
    assert draft.state == "published"
    assert exercise(draft).digest == draft.digest


def test_the_same_scenario_is_kept_once() -> None:
    draft = published(copied())
    draft_publishing.preview(draft, person(AUTHOR))
    draft_publishing.preview(draft, person(REVIEWER))
    assert db.session.scalar(
        select(func.count())
        .select_from(ScenarioVersion)
        .where(ScenarioVersion.code == draft.code)
    ) == 1  # fmt: skip
