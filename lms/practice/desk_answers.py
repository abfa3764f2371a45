"""What a page says after an act: what was done, or why it was not. Reads only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _

from lms.errors import Refused
from lms.practice.actions import BreachAhead, Done, SystemSaysNo
from lms.practice.desk import DossierPage
from lms.practice.forms import OptionForm, Submitted, command_of, form_of
from sandbox import words
from sandbox.marking import Finding
from sandbox.words import lower_first

LONGEST_NEWS = 5
"""Rows of the story that a message after an act tells; the rest is in the log."""


@dataclass
class Failure:
    """Why an act was not done: shown at the head of the page, and beside its field."""

    title: str
    form: OptionForm | None
    choice: str = ""
    findings: tuple[Finding, ...] = ()
    instead: tuple[str, ...] = ()
    typed: tuple[str, ...] = ()
    """What was written into a form that is no longer there."""

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
        typed=_written(submitted) if form is None else (),
    )


def _written(submitted: Submitted) -> tuple[str, ...]:
    """The texts in a sent form that a person wrote, without what was only chosen."""
    values = command_of(submitted, None).data.values()
    return tuple(each for each in values if isinstance(each, str) and len(each.split()) > 1)


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
    waited = any(row["kind"] == "wait" for row in mine)
    if others and not waited:  # after a wait the page itself lists what happened
        told = " ".join(
            f"{words.hour(row['at'])}, {lower_first(row['role_label'])}: {row['sentence']}"
            for row in others[-LONGEST_NEWS:]
        )
        yield "info", _("Trong lúc đó: %(what)s", what=told)
