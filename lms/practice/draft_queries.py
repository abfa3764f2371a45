"""Reads about drafts, and what is wrong with one. Nothing here writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from flask_babel import gettext as _
from sqlalchemy import select, tuple_
from sqlalchemy.orm import defer, joinedload

from courses.vietnamese import fold
from lms.extensions import db
from lms.practice import draft_rules
from lms.practice.catalogue_models import (
    PUBLISHED,
    SHIPPED,
    Draft,
    DraftVersion,
    Exercise,
)
from lms.practice.draft_rules import PROCEDURE, SCENARIO, Remark
from sandbox import library
from sandbox.procedure import Procedure, parse_procedure
from sandbox.reading import FaultyContent
from sandbox.rules import BY_ID
from sandbox.scenario import Scenario, parse_scenario
from sandbox.worktime import Calendar

Texts = tuple[tuple[str, str], ...]
"""Authored procedures as (code, text), in order of their codes."""


@dataclass(frozen=True)
class Examined:
    """What the parser makes of a draft: the thing itself, or all that is wrong."""

    thing: Scenario | Procedure | None
    remarks: tuple[Remark, ...]

    @property
    def scenario(self) -> Scenario | None:
        return self.thing if isinstance(self.thing, Scenario) else None


def draft(draft_id: int) -> Draft | None:
    """The draft with the people it names."""
    return db.session.get(
        Draft, draft_id, options=[joinedload(Draft.author), joinedload(Draft.reviewer)]
    )


def library_for(draft: Draft) -> tuple[dict[str, Procedure], dict[str, Calendar]]:
    """The procedures and calendars that a draft may use: shipped ones, published ones, and the
    author's own as they are saved now, when they are sound."""
    return _procedures(authored_procedures(draft)), library.shipped().calendars


def authored_procedures(draft: Draft | None = None) -> Texts:
    """The texts of the published procedures that trainers wrote, and of the unpublished ones of
    the author of `draft`."""
    rows = list(db.session.scalars(select(Draft).where(Draft.kind == PROCEDURE)))
    old = [(row.id, at) for row in rows if (at := published_version(row)) and at != row.version]
    texts: dict[int, str] = {}
    if old:
        kept = db.session.execute(
            select(DraftVersion.draft_id, DraftVersion.text).where(
                tuple_(DraftVersion.draft_id, DraftVersion.version).in_(old)
            )
        )
        texts = {draft_id: text for draft_id, text in kept}
    for row in rows:
        own = draft is not None and row.author_id == draft.author_id
        if row.state == PUBLISHED or (own and _sound_procedure(row.text)):
            texts[row.id] = row.text
    found = {code: text for text in texts.values() if (code := draft_rules.identity(text)[0])}
    return tuple(sorted((code, text) for code, text in found.items() if code not in _shipped()))


def _shipped() -> Mapping[str, Procedure]:
    return library.shipped().procedures


def published_version(procedure: Draft) -> int | None:
    """The version of a procedure draft that scenarios of everybody may use."""
    return (procedure.trial or {}).get("published")


def was_published(draft: Draft) -> bool:
    return draft.digest is not None or published_version(draft) is not None


@lru_cache(maxsize=64)
def _procedure(text: str) -> Procedure:
    """Parsed once in each process. Raises FaultyContent."""
    code = draft_rules.identity(text)[0] or "?"
    draft_rules.read(text)
    return parse_procedure(text, f"procedures/{code}.yaml")


def _sound_procedure(text: str) -> bool:
    try:
        _procedure(text)
    except FaultyContent:
        return False
    return True


def _procedures(authored: Texts) -> dict[str, Procedure]:
    found = dict(_shipped())
    for code, text in authored:
        try:
            found[code] = _procedure(text)
        except FaultyContent:  # the reader has become stricter since it was published
            continue
    return found


def examined(draft: Draft, *, published_only: bool = False) -> Examined:
    """What is wrong with a draft, or the scenario (procedure) that it makes."""
    authored: Texts = ()
    if draft.kind == SCENARIO:
        authored = authored_procedures(None if published_only else draft)
    found = examine(draft.kind, draft.text, authored)
    more = _claims(draft)
    return Examined(None if more else found.thing, (*more, *found.remarks))


@lru_cache(maxsize=64)
def examine(kind: str, text: str, authored: Texts) -> Examined:
    """What the parser says of a text; remembered, as every page of a draft asks."""
    people = draft_rules.real_people(text)
    try:
        draft_rules.read(text)
        thing = _parsed(kind, text, authored)
    except FaultyContent as error:
        return Examined(None, (*draft_rules.remarks(error.faults, text), *people))
    return Examined(None, tuple(people)) if people else Examined(thing, ())


def _parsed(kind: str, text: str, authored: Texts) -> Scenario | Procedure:
    if kind == PROCEDURE:
        return _procedure(text)
    code = draft_rules.identity(text)[0] or "?"
    file = f"scenarios/{code}.yaml"
    scenario = parse_scenario(text, file, _procedures(authored), library.shipped().calendars)
    unknown = draft_rules.unknown_rules(scenario, BY_ID, file)
    if unknown:
        raise FaultyContent(unknown)
    return scenario


def _claims(draft: Draft) -> list[Remark]:
    """What is wrong with the code that the text gives itself."""
    code = draft_rules.identity(draft.text)[0]
    if code is None:
        return [Remark("code", _("Chưa đọc được mã (code) trong nội dung."))]
    shipped = _shipped() if draft.kind == PROCEDURE else library.shipped().scenarios
    if code in shipped or (draft.kind == SCENARIO and _is_shipped_exercise(code)):
        return [Remark("code", _("Mã “%(code)s” là của bài có sẵn. Xin đặt mã khác.", code=code))]
    if code != draft.code and was_published(draft):
        return [Remark("code", _("Bài đã công bố giữ mã “%(code)s”.", code=draft.code))]
    if code != draft.code:
        return [Remark("code", _("Mã “%(code)s” đã có bản nháp khác dùng.", code=code))]
    return []


def _is_shipped_exercise(code: str) -> bool:
    exercise = db.session.get(Exercise, code)
    return exercise is not None and exercise.origin == SHIPPED


def exercise_of(draft: Draft) -> Exercise | None:
    """The exercise in the catalogue that was published from this draft."""
    if draft.kind != SCENARIO or draft.digest is None:
        return None
    return db.session.scalar(select(Exercise).where(Exercise.code == draft.code))


def codes_in_use(kind: str) -> set[str]:
    """Every code that a new draft must not have."""
    drafts = set(db.session.scalars(select(Draft.code).where(Draft.kind == kind)))
    if kind == PROCEDURE:
        return drafts | set(_shipped())
    return (
        drafts | set(library.shipped().scenarios) | set(db.session.scalars(select(Exercise.code)))
    )


def drafts(*, words: str = "", state: str = "", mine: int | None = None) -> list[Draft]:
    """The drafts, those changed last first, without their texts; one statement."""
    statement = (
        select(Draft)
        .options(joinedload(Draft.author), joinedload(Draft.reviewer), defer(Draft.text))
        .order_by(Draft.changed_at.desc(), Draft.id.desc())
    )
    if state:
        statement = statement.where(Draft.state == state)
    if mine is not None:
        statement = statement.where(Draft.author_id == mine)
    wanted = fold(words).split()

    def found(each: Draft) -> bool:
        told = fold(f"{each.title} {each.code} {each.author.full_name}")
        return all(word in told for word in wanted)

    return [each for each in db.session.scalars(statement) if found(each)]


def versions(draft_id: int) -> list[DraftVersion]:
    """Every save of a draft without its text, the newest first."""
    return list(
        db.session.scalars(
            select(DraftVersion)
            .where(DraftVersion.draft_id == draft_id)
            .options(joinedload(DraftVersion.author), defer(DraftVersion.text))
            .order_by(DraftVersion.version.desc())
        )
    )


def version(draft_id: int, number: int) -> DraftVersion | None:
    return db.session.get(DraftVersion, (draft_id, number))


def writers_of(draft: Draft) -> set[int]:
    """Who began the draft, and who saved what it is now: none of them may approve it."""
    saved_by = db.session.scalar(
        select(DraftVersion.author_id).where(
            DraftVersion.draft_id == draft.id, DraftVersion.version == draft.version
        )
    )
    return {draft.author_id} | ({saved_by} if saved_by else set())


@dataclass(frozen=True)
class Source:
    """What a new draft can be made from."""

    kind: str
    code: str
    title: str
    told: str


def sources(words: str = "") -> list[Source]:
    """The exercises of the catalogue and the shipped procedures, as far as they hold the words."""
    rows = db.session.scalars(
        select(Exercise).where(Exercise.retired_at.is_(None)).order_by(Exercise.rank, Exercise.code)
    )
    found = [Source(SCENARIO, row.code, row.title, row.summary) for row in rows]
    found += [Source(PROCEDURE, each.code, each.title, each.field) for each in _shipped().values()]
    wanted = fold(words).split()
    return [
        each
        for each in found
        if all(word in fold(f"{each.code} {each.title} {each.told}") for word in wanted)
    ]


def source_text(kind: str, code: str) -> str | None:
    """The YAML text that an exercise of the catalogue, or a shipped procedure, was read from."""
    if kind == PROCEDURE:
        return shipped_text("procedures", code) if code in _shipped() else None
    exercise = db.session.get(Exercise, code, options=[joinedload(Exercise.version)])
    return exercise.version.texts[f"scenarios/{code}.yaml"] if exercise else None


def shipped_text(folder: str, code: str) -> str:
    """One of the files that come with the project."""
    return (resources.files("sandbox") / folder / f"{code}.yaml").read_text(encoding="utf-8")


def texts_of(scenario: Scenario, text: str, authored: Texts) -> dict[str, str]:
    """The files that make a scenario, as `sandbox.library.load` reads them."""
    own = dict(authored)
    codes = {scenario.procedure.code, *scenario.procedures}
    return {
        f"scenarios/{scenario.code}.yaml": text,
        **{
            f"procedures/{code}.yaml": own.get(code) or shipped_text("procedures", code)
            for code in sorted(codes)
        },
        f"calendars/{scenario.calendar.code}.yaml": shipped_text(
            "calendars", scenario.calendar.code
        ),
    }
