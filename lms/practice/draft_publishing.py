"""From a draft to the catalogue: preview, review by a second person, publishing, retiring.

Each public function is one transaction. Runs stay on the version they were begun with.
"""

from __future__ import annotations

from typing import Any

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from lms import audit, clock
from lms.errors import Conflict, Refused
from lms.extensions import db
from lms.people.models import Person
from lms.practice import actions, draft_queries, draft_trials, publishing, queries
from lms.practice.catalogue_models import (
    AUTHORED,
    IN_REVIEW,
    PUBLISHED,
    WRITING,
    Draft,
    Exercise,
)
from lms.practice.draft_actions import change
from lms.practice.draft_rules import PROCEDURE
from lms.practice.models import CHOSEN, EXAM, PARKED, Run, ScenarioVersion
from sandbox.scenario import Scenario

AUTHORED_RANK = 1000
"""In the catalogue what trainers wrote comes after what is shipped."""


def preview(draft: Draft, person: Person) -> Run:
    """A run of the trainer on the draft as it is now; it is evidence of nothing, and nobody else
    is offered the scenario."""
    scenario = draft_queries.examined(draft).scenario
    if scenario is None:
        raise Refused(_("Bài còn chỗ phải sửa nên chưa xem thử được."))
    _keep_version(scenario, draft.text, draft_queries.authored_procedures(draft))
    running = queries.open_run(person.id, scenario.code)
    if running is not None and running.scenario_digest != scenario.digest:
        if running.mode == EXAM:
            raise Refused(_("Anh/chị đang làm dở bài kiểm tra này. Xin nộp bài trước đã."))
        running.status = PARKED
        db.session.flush()
    run = actions.start_run(person, scenario, CHOSEN)
    db.session.commit()
    return run


def _keep_version(scenario: Scenario, text: str, authored: draft_queries.Texts) -> None:
    """Keep the sources of this very scenario, when nobody has; part of the transaction."""
    if db.session.get(ScenarioVersion, scenario.digest) is not None:
        return
    db.session.flush()  # what is wrong with anything else must not be taken for a second copy
    try:
        with db.session.begin_nested():
            publishing.keep_version(scenario, draft_queries.texts_of(scenario, text, authored))
    except IntegrityError:  # kept by somebody else in this very moment
        pass


def send_for_review(draft: Draft, person: Person, seen: int, reason: str) -> None:
    """Ask a second person to publish it. `reason` says why, when the trial isn't clean."""
    _demand_ready(draft, reason)
    change(draft, seen, {"state": IN_REVIEW, "review_note": reason, "reviewer_id": None}, WRITING)
    _record("draft_sent_for_review", draft, WRITING, IN_REVIEW, note=reason)
    db.session.commit()


def take_back(draft: Draft, person: Person, seen: int) -> None:
    """The author goes on writing although it waits for review."""
    change(draft, seen, {"state": WRITING, "review_note": ""}, IN_REVIEW)
    _record("draft_taken_back", draft, IN_REVIEW, WRITING)
    db.session.commit()


def send_back(draft: Draft, person: Person, seen: int, note: str) -> None:
    """The reviewer gives it back, with what to mend."""
    if not note.strip():
        raise Refused(_("Ghi rõ cần sửa gì để người soạn biết."), "note")
    _demand_second_person(draft, person)
    values = {"state": WRITING, "review_note": note, "reviewer_id": person.id}
    change(draft, seen, values, IN_REVIEW)
    _record("draft_sent_back", draft, IN_REVIEW, WRITING, note=note)
    db.session.commit()


def approve(draft: Draft, person: Person, seen: int, note: str = "") -> None:
    """A second person publishes what was sent for review."""
    _demand_second_person(draft, person)
    scenario = _demand_sound(draft)
    values = {"state": PUBLISHED, "review_note": note, "reviewer_id": person.id}
    change(draft, seen, values, IN_REVIEW)
    _publish(draft, scenario, IN_REVIEW)
    db.session.commit()


def publish(draft: Draft, person: Person, seen: int, reason: str) -> None:
    """The author publishes without a second person, where the deployment allows it."""
    if current_app.config["REVIEW_EXERCISES"]:
        raise Refused(_("Bài phải được một người khác duyệt trước khi công bố."))
    scenario = _demand_ready(draft, reason)
    values = {"state": PUBLISHED, "review_note": reason, "reviewer_id": None}
    change(draft, seen, values, WRITING)
    _publish(draft, scenario, WRITING)
    db.session.commit()


def _demand_ready(draft: Draft, reason: str) -> Scenario | None:
    """Only what has no fault goes on; a trial that isn't clean needs a reason."""
    scenario = _demand_sound(draft)
    if scenario is None or reason.strip():
        return scenario
    shown = draft_trials.of(draft, scenario)
    if shown is None or not shown.current:
        told = _("Xin chạy thử bản này trước, hoặc ghi lý do chưa chạy thử.")
    elif shown.running:
        told = _("Chạy thử chưa xong. Xin chờ kết quả, hoặc ghi lý do gửi trước.")
    elif shown.faults:
        told = _("Chạy thử còn chỗ chưa ổn. Xin sửa, hoặc ghi lý do vẫn gửi.")
    else:
        return scenario
    raise Refused(told, "reason")


def _demand_sound(draft: Draft) -> Scenario | None:
    """The scenario that the draft makes of published procedures; None for a sound procedure."""
    found = draft_queries.examined(draft, published_only=True)
    if found.thing is not None:
        return found.scenario
    if draft_queries.examined(draft).thing is not None:
        raise Refused(_("Bài dùng thủ tục chưa công bố. Xin công bố thủ tục đó trước."))
    raise Refused(_("Bài còn chỗ phải sửa. Xin sửa hết rồi gửi lại."))


def _demand_second_person(draft: Draft, person: Person) -> None:
    if current_app.config["REVIEW_EXERCISES"] and person.id in draft_queries.writers_of(draft):
        raise Refused(_("Người soạn không tự duyệt bài của mình. Xin nhờ một giảng viên khác."))


def _publish(draft: Draft, scenario: Scenario | None, before: str) -> None:
    """Keep it, and put it in place of the version before; part of the transaction."""
    if draft.kind == PROCEDURE:
        draft.trial = {"published": draft.version}
    elif scenario is not None:
        listed = db.session.get(Exercise, scenario.code)
        _keep_version(scenario, draft.text, draft_queries.authored_procedures())
        draft.digest = scenario.digest
        publishing.offer(
            scenario,
            AUTHORED,
            rank=AUTHORED_RANK + draft.id,
            listed={scenario.code: listed} if listed else {},
        )
    _record("exercise_published", draft, before, PUBLISHED)


def retire(draft: Draft, person: Person) -> None:
    """Offer the exercise to nobody any more; its runs stay."""
    exercise = _own_exercise(draft)
    if exercise.retired_at is None:
        exercise.retired_at = clock.now()
        audit.record("exercise_retired", ("draft", draft.id), name=draft.title)
    db.session.commit()


def bring_back(draft: Draft, person: Person) -> None:
    """Offer a retired exercise again, as it was published last."""
    exercise = _own_exercise(draft)
    if exercise.retired_at is not None:
        exercise.retired_at = None
        audit.record("exercise_brought_back", ("draft", draft.id), name=draft.title)
    db.session.commit()


def _own_exercise(draft: Draft) -> Exercise:
    exercise = draft_queries.exercise_of(draft)
    if exercise is None or exercise.origin != AUTHORED:
        raise Conflict(_("Bài này chưa có trong danh mục."))
    return exercise


def _record(action: str, draft: Draft, before: str, after: str, note: str = "") -> None:
    told: dict[str, Any] = {"state": after, "version": draft.version}
    if note.strip():
        told["note"] = note.strip()
    audit.record(
        action, ("draft", draft.id), name=draft.title, before={"state": before}, after=told
    )
