"""The rule book: every rule with its words, its law, and what one has to do with it oneself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from flask import render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.exceptions import NotFound

from courses import teaching
from courses.vietnamese import fold
from lms import language
from lms.permissions import requires
from lms.practice.blueprint import Page, bp
from lms.practice.rulebook_queries import times_broken
from sandbox import rulebook
from sandbox.rules import RULES
from sandbox.rules.base import Rule
from sandbox.rules.words import Text
from sandbox.words import official_date
from sandbox.workflow import ROLES

SEVERITIES = {
    "critical": _l("Nghiêm trọng: vi phạm thì bài không đạt"),
    "soft": _l("Vi phạm thì bị trừ điểm"),
    "advice": _l("Lời khuyên, không trừ điểm"),
}


@dataclass(frozen=True)
class Entry:
    """A rule in the language of the page, with how often the person has broken it."""

    rule: Rule
    text: Text
    broken: int


def _text(rule: Rule) -> Text:
    return rule.words.en if language.chosen() == "en" else rule.words.vi


@cache
def _searched() -> dict[str, str]:
    """What a search looks through, in both languages, without diacritics."""
    return {
        rule.id: fold(
            " ".join(
                [rule.id, *rule.errors, rule.group, *(basis.text for basis in rule.basis)]
                + [
                    part
                    for text in (rule.words.vi, rule.words.en)
                    for part in (text.title, text.explanation, text.instead)
                ]
            )
        )
        for rule in RULES
    }


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@bp.get("/practice/rules")
@requires("practise")
def rules() -> Page:
    words, seat = request.args.get("q", "").strip(), request.args.get("seat", "")
    given = request.args.get("since", "").strip()
    since = _day(given)
    found = [
        rule
        for rule in RULES
        if all(word in _searched()[rule.id] for word in fold(words).split())
        and (seat not in rulebook.SEATS or seat in rulebook.seats(rule))
        and (since is None or rulebook.changed_since(rule, since))
    ]
    broken = times_broken(current_user.id)
    return render_template(
        "practice/rules.html",
        groups={
            name: [Entry(rule, _text(rule), broken.get(rule.id, 0)) for rule in group]
            for name, group in rulebook.groups(found).items()
        },
        count=len(found),
        words=words,
        seat=seat,
        seats={key: ROLES[key] for key in rulebook.SEATS},
        since=given,
        wrong_day=_("Xin nhập ngày có thật, ví dụ 05/08/2026.") if given and not since else "",
        severities=SEVERITIES,
        official_date=official_date,
    )


@bp.get("/practice/rules/changes")
@requires("practise")
def rule_changes() -> Page:
    by_day: dict[date, list[rulebook.Change]] = {}
    for change in rulebook.changes():
        by_day.setdefault(change.since, []).append(change)
    return render_template("practice/rule_changes.html", by_day=by_day, official_date=official_date)


@bp.get("/practice/rules/<rule_id>")
@requires("practise")
def rule(rule_id: str) -> Page:
    shown = rulebook.known(rule_id)
    if shown is None:
        raise NotFound
    practised = rulebook.practised_by(rule_id)
    return render_template(
        "practice/rule.html",
        entry=Entry(shown, _text(shown), times_broken(current_user.id, rule_id).get(rule_id, 0)),
        severity=SEVERITIES[shown.severity],
        seats=[ROLES[seat] for seat in rulebook.seats(shown)],
        examples=rulebook.examples(rule_id),
        lessons=teaching.shipped().get(rule_id, ()),
        practised=practised[:8],
        more=max(0, len(practised) - 8),
        procedures=sorted({each.procedure.title for each in practised}),
        official_date=official_date,
    )
