"""The worklist of a run with its menu, its search and its filters. Reads only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from flask_babel import gettext as _

from courses.vietnamese import fold
from lms.practice import desk_menu, rules
from lms.practice.desk import DeskPage, desk_parts
from lms.practice.forms import seen_position
from lms.practice.models import Run
from sandbox import queues

DUE_FILTERS = {
    "late": ("late",),
    "soon": ("today", "soon"),
    "calm": ("calm", "paused", "settled"),
    "none": ("none",),
}
"""The values of the filter by due date, each with the states that it lets through."""


@dataclass
class ListPage(DeskPage):
    """A page of the desk beside the menu; `here` is the queue or the page that is shown."""

    here: str = queues.ALL

    @cached_property
    def menu(self) -> list[desk_menu.Group]:
        return desk_menu.menu(self.run.id, self.world, self.here)

    @property
    def of_queues(self) -> list[desk_menu.Group]:
        return [group for group in self.menu if group.queues]


@dataclass
class WorklistPage(ListPage):
    """The dossiers of one queue, narrowed by what was searched for."""

    q: str = ""
    procedure: str = ""
    due: str = ""
    error: str = ""
    shown: list[dict[str, Any]] = field(default_factory=list)

    @property
    def queue(self) -> queues.Queue:
        return queues.BY_KEY[self.here]

    @property
    def procedures(self) -> list[tuple[str, str]]:
        """Every procedure that came, for the filter."""
        found = {row["procedure_code"]: row["procedure"] for row in self.rows}
        return sorted(found.items(), key=lambda pair: pair[1])

    @property
    def due_choices(self) -> list[tuple[str, str]]:
        return [
            ("late", _("Quá hạn")),
            ("soon", _("Tới hạn")),
            ("calm", _("Còn hạn")),
            ("none", _("Chưa hẹn ngày trả")),
        ]

    @property
    def narrowed(self) -> bool:
        """Whether a search or a filter leaves dossiers of the queue out."""
        return bool(self.q or self.procedure or self.due)


def worklist_page(run: Run, wanted: Mapping[str, str]) -> WorklistPage:
    """The worklist of an open run, as the address asks for it."""
    here = wanted.get("queue", queues.ALL)
    page = WorklistPage(
        **desk_parts(run, seen_position(wanted, "since")),
        here=here if here in queues.BY_KEY else queues.ALL,
        q=wanted.get("q", "").strip()[:100],
        procedure=wanted.get("procedure", ""),
        due=wanted.get("due", "") if wanted.get("due", "") in DUE_FILTERS else "",
    )
    refuse_real_number(page)
    if page.procedure not in dict(page.procedures):
        page.procedure = ""
    page.shown = [row for row in _of_the_queue(page) if _wanted(page, row)]
    return page


@dataclass
class Searched:
    """What a search box shows again: what was typed, or why it is not taken."""

    q: str = ""
    error: str = ""


def refuse_real_number(page: Searched | WorklistPage) -> None:
    """A number that may be somebody's is neither searched for nor shown again."""
    if rules.real_personal_number(page.q):
        page.q, page.error = "", real_number_refused()


def real_number_refused() -> str:
    return _(
        "Có vẻ anh/chị vừa nhập số định danh của một người có thật, nên hệ thống không tìm. Bài"
        " thực hành chỉ dùng số giả lập, bắt đầu bằng 018."
    )


def _of_the_queue(page: WorklistPage) -> list[dict[str, Any]]:
    keys = queues.in_queue(page.world, page.here)
    return [row for row in page.rows if row["dossier"] in keys]


def _wanted(page: WorklistPage, row: Mapping[str, Any]) -> bool:
    if page.procedure and row["procedure_code"] != page.procedure:
        return False
    if page.due and row["due_state"] not in DUE_FILTERS[page.due]:
        return False
    names = ("code", "applicant", "procedure", "procedure_code", "phone", "number")
    return found_in(page.q, *(row[name] or "" for name in names))


def found_in(q: str, *texts: str) -> bool:
    """Whether every word that was typed stands in one of the texts, with or without marks.

    Digits are also found together: "060 123" finds 060123.
    """
    whole = fold(" ".join(texts))
    together = q.replace(" ", "").replace(".", "")
    if together.isdigit():
        return together in whole
    return all(word in whole for word in fold(q).split())
