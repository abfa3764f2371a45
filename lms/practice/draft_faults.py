"""What is wrong with a draft, as a page tells it: in words, with the way to where it is mended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from lms.practice import draft_queries, editor_forms
from lms.practice.catalogue_models import Draft
from lms.practice.draft_rules import Remark
from sandbox.authoring.document import load
from sandbox.authoring.faults import SECTIONS, SOURCE, Placed, placed
from sandbox.authoring.shape import Place
from sandbox.reading import FaultyContent


@dataclass(frozen=True)
class Told:
    """One fault: the sentence, where it is mended, and the line of the text."""

    sentence: str
    url: str
    line: int | None


def first_page(draft: Draft) -> str:
    """Where writing with forms begins."""
    return editor_forms.address(draft.id, SECTIONS[draft.kind][0].key)


def told(draft: Draft, remarks: Sequence[Remark]) -> list[Told]:
    """The faults in words; each leads to its form, or to its line where no form shows it."""
    if not remarks:
        return []
    text_url = url_for("practice.draft_text", draft_id=draft.id)

    def in_text(each: Remark) -> Told:
        words = f"{each.path}: {each.reason}" if each.path else each.reason
        return Told(words, f"{text_url}#line-{each.line}" if each.line else text_url, each.line)

    try:
        place = Place(load(draft.text), (), *draft_queries.library_for(draft))
    except FaultyContent:
        return [in_text(each) for each in remarks]
    found = []
    for each in remarks:
        fault = next(iter(placed(place, draft.kind, [(each.path, each.reason)])), None)
        if fault is None or fault.section == SOURCE:
            found.append(in_text(each))
        else:
            found.append(Told(fault.sentence, _form_of(draft, fault), each.line))
    return list(dict.fromkeys(found))


def _form_of(draft: Draft, fault: Placed) -> str:
    anchor = editor_forms.fault_anchor(fault)
    return editor_forms.address(draft.id, fault.section, fault.row, _anchor=anchor)
