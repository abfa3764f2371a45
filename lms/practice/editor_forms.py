"""A page of the editor: which part of which draft, what was typed, what is still wrong."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from lms.practice import draft_queries
from lms.practice.catalogue_models import Draft
from lms.practice.forms import new_token
from sandbox.authoring import choices, editing, faults, filling, following
from sandbox.authoring.document import Data, dump
from sandbox.authoring.faults import SECTIONS, SOURCE, Placed
from sandbox.authoring.form_view import Drawing, Node, draw, id_of
from sandbox.authoring.shape import Part, Place, Section

FILLERS = {
    "name": "họ và tên",
    "upper_name": "họ và tên, chữ in hoa",
    "family": "họ (cho giấy tờ của con)",
    "upper_family": "họ, chữ in hoa",
    "birth_date": "ngày sinh",
    "number": "số định danh cá nhân",
    "gender": "giới tính",
    "ethnicity": "dân tộc",
    "address": "nơi cư trú",
    "phone": "điện thoại",
    "title": "Ông hoặc Bà",
}
"""What a text can leave open for the applicant of each run, in the order of a declaration."""


@dataclass(frozen=True)
class Link:
    """A page of the editor that one can go to."""

    label: str
    url: str
    current: bool = False
    faults: int = 0
    icon: str = ""


@dataclass(frozen=True)
class Filler:
    """Something that a text can leave open, with what one applicant would get."""

    sign: str
    label: str
    example: str


@dataclass
class EditorPage:
    """One page of the editor over the data of a draft, which may hold what was just typed."""

    draft: Draft
    data: Data
    section: Section
    row: int | None
    found: Sequence[tuple[str, str]] = ()
    """The faults as the parser gives them: key path and reason."""
    opened: str = ""
    refusal: str = ""
    """Why what was typed is not kept yet."""
    gone_since: int | None = None
    """The version that had the item of the page, when the draft has it no longer."""
    brought_back: bool = False
    once: str = field(default_factory=new_token)

    @cached_property
    def _library(self) -> Any:
        return draft_queries.library_for(self.draft)

    @property
    def root(self) -> Place:
        procedures, calendars = self._library
        return Place(self.data, (), procedures, calendars)

    @property
    def place(self) -> Place:
        """Where in the draft this page is."""
        if self.row is None:
            return self.root
        return self.root.at(self.section.inside, self.row)

    @property
    def parts(self) -> tuple[Part, ...]:
        return editing.listed(self.section, self.place)[1]

    @property
    def lists(self) -> bool:
        """Whether this is the page that lists the items of the section."""
        return self.row is None and self.section.rows is not None

    @property
    def exists(self) -> bool:
        """Whether the draft has the item that the page is about."""
        return self.row is None or isinstance(self.place.get(), dict)

    @property
    def seen(self) -> int:
        """The version that a save of this page goes on from."""
        return self.draft.version if self.gone_since is None else self.gone_since

    @property
    def anchor(self) -> str:
        """The key of the item that the page is about, so that it is found after being moved."""
        return self.place.text("key") if self.row is not None else ""

    @cached_property
    def faults(self) -> list[Placed]:
        return faults.placed(self.root, self.draft.kind, self.found)

    @cached_property
    def here(self) -> list[Placed]:
        """The faults that stand on this page."""
        return [each for each in self.faults if self._is_here(each)]

    @cached_property
    def elsewhere(self) -> list[Placed]:
        return [each for each in self.faults if not self._is_here(each)]

    def _is_here(self, fault: Placed) -> bool:
        if fault.section != self.section.key:
            return False
        return fault.row == self.row or (self.lists and fault.row is None)

    @cached_property
    def drawn(self) -> tuple[list[Node], list[Node]]:
        beside: dict[str, list[str]] = {}
        for each in self.here:
            beside.setdefault(each.field, []).append(each.reason)
        return draw(self.place, self.parts, Drawing(beside, self.opened))

    @property
    def title(self) -> str:
        """Such as "Giấy tờ: Hồ sơ 2 · 08:30 · Đăng ký khai sinh"."""
        return f"{self.section.title}: {self.item_label}" if self.row is not None else self.section.title  # fmt: skip

    @property
    def item_label(self) -> str:
        return self._label(self.row) if self.row is not None else ""

    def _label(self, row: int) -> str:
        rows = next(
            each.rows
            for each in SECTIONS[self.draft.kind]
            if each.inside == self.section.inside and each.rows
        )
        return rows.item(self.root.at(self.section.inside, row))

    def url(self, section: Section | None = None, row: int | None = None, **more: Any) -> str:
        return address(self.draft.id, (section or self.section).key, row, **more)

    @property
    def address(self) -> str:
        return self.url(row=self.row)

    def fault_url(self, fault: Placed) -> str:
        """Where a fault can be mended."""
        if fault.section == SOURCE:
            return url_for("practice.draft_text", draft_id=self.draft.id)
        return address(self.draft.id, fault.section, fault.row, _anchor=fault_anchor(fault))

    @cached_property
    def chapters(self) -> list[tuple[str, list[Link]]]:
        """The way through the editor, chapter by chapter."""
        chapters: dict[str, list[Link]] = {}
        for each in SECTIONS[self.draft.kind]:
            row = None if not each.inside or each.rows else (self._nearest(each))
            count = sum(fault.section == each.key for fault in self.faults)
            link = Link(each.title, self.url(each, row), each is self.section, count, each.icon)
            chapters.setdefault(each.chapter, []).append(link)
        return list(chapters.items())

    def _nearest(self, section: Section) -> int:
        """The same dossier on another page about dossiers."""
        same = self.section.inside == section.inside and self.row is not None
        return (self.row or 0) if same else 0

    @property
    def siblings(self) -> list[Link]:
        """The same page for the other items of the list."""
        if self.row is None:
            return []
        links = []
        for row in range(self._count):
            wrong = sum(
                each.section == self.section.key and each.row == row for each in self.faults
            )
            links.append(Link(self._label(row), self.url(row=row), row == self.row, wrong))
        return links

    @property
    def _count(self) -> int:
        items = self.root.get(self.section.inside)
        return len(items) if isinstance(items, list) else 0

    @property
    def related(self) -> list[list[Link]]:
        """For each item that this page lists: the pages about it."""
        pages = [s for s in SECTIONS[self.draft.kind] if s.inside == self.section.inside]
        return [
            [
                Link(_("Mở để sửa") if s.rows else s.title, self.url(s, row), icon=s.icon)
                for s in pages
            ]
            for row in range(self._count)
        ]

    @property
    def fillers(self) -> list[Filler]:
        """What a text on this page can leave open, with an example."""
        if not self.section.fills:
            return []
        keys = [str(each.get("key")) for each in self.root.rows("applicants")]
        wanted = self.place.text("applicant")
        person = choices.sample(self.root, keys.index(wanted)) if wanted in keys else None
        words = person.words() if person else {}
        return [Filler(f"{{{key}}}", label, words.get(key, "")) for key, label in FILLERS.items()]

    @property
    def start_url(self) -> str:
        """The page that lists the items that this one is about."""
        order = SECTIONS[self.draft.kind]
        return self.url(next(s for s in order if s.rows and s.inside == self.section.inside))

    @property
    def next_url(self) -> str:
        """The page after this one: the next item, or the next part."""
        order = SECTIONS[self.draft.kind]
        after = order[(order.index(self.section) + 1) % len(order)]
        return self.url(after, None if not after.inside or after.rows else self._nearest(after))


def address(draft_id: int, section: str, row: int | None = None, **more: Any) -> str:
    """The address of a page of the editor; rows are counted from 1 for people."""
    if row is not None:
        more["row"] = row + 1
    return url_for("practice.edit_draft", draft_id=draft_id, section=section, **more)


def fault_anchor(fault: Placed) -> str | None:
    """The id of the field beside which a fault stands."""
    return id_of(fault.field) if fault.field else None


def posted(form: MultiDict[str, Any]) -> Mapping[str, list[str]]:
    """Everything that was sent, by name."""
    return {name: [str(value) for value in values] for name, values in form.lists()}


def moved(typed: Mapping[str, list[str]], old: str, new: str) -> Mapping[str, list[str]]:
    """What was typed about an item, under the name that the item has now."""

    def renamed(name: str) -> str:
        return re.sub(rf"^((?:\w+:)?){re.escape(old)}\.", rf"\g<1>{new}.", name)

    return {
        renamed(name): [renamed(each) for each in values] if name == filling.SHOWN else values
        for name, values in typed.items()
    }


def take_over(page: EditorPage, typed: Mapping[str, list[str]]) -> None:
    """Put what was typed into the data of the page."""
    before = copy.deepcopy(page.data)
    filling.fill(page.place, page.parts, typed)
    following.follow(before, page.data)


def text_of(page: EditorPage) -> str:
    return dump(page.data)


def remarks_of(draft: Draft) -> list[tuple[str, str]]:
    """What is wrong with a draft as it is kept."""
    return [(each.path, each.reason) for each in draft_queries.examined(draft).remarks]


def remarks_on(page: EditorPage) -> list[tuple[str, str]]:
    """What is wrong with a draft as it is on the page and not kept yet."""
    authored = draft_queries.authored_procedures(page.draft)
    found = draft_queries.examine(page.draft.kind, text_of(page), authored)
    return [(each.path, each.reason) for each in found.remarks]


def saved_words(page: EditorPage) -> str:
    """What to say after a save."""
    count = len(page.faults)
    if count:
        return _("Đã lưu. Còn %(n)s chỗ phải sửa trước khi dùng được bài.", n=count)
    return _("Đã lưu. Nội dung hợp lệ.")
