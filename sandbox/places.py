"""Where on a paper something is wrong: the places one can name, and those of a planted mistake."""

import re

from sandbox import looks
from sandbox.specs import Defect, DossierSpec, PaperSpec

LINE = "line:"
"""A line of the paper, by its label."""
SIGNATURE, PAGES, WHOLE = "signature", "pages", "whole"
ELSEWHERE: dict[str, str] = {
    SIGNATURE: "Chỗ chữ ký, con dấu, lời chứng",
    PAGES: "Thiếu trang hoặc thiếu giấy kèm theo",
    WHOLE: "Cả tờ giấy",
}
"""The places that every paper has."""


def places(dossier: DossierSpec, item: str) -> dict[str, str]:
    """Every place that can be named on a paper or in a record, with its label."""
    found = {LINE + line.label: f"Dòng “{line.label}”" for line in dossier.lines_of(item)}
    is_paper = any(paper.key == item for paper in dossier.papers)
    return found | (ELSEWHERE if is_paper else {WHOLE: "Cả kết quả tra cứu"})


def label(place: str) -> str:
    """A place in words."""
    if place.startswith(LINE):
        return f"dòng “{place.removeprefix(LINE)}”"
    name = ELSEWHERE.get(place, "")
    return name[:1].lower() + name[1:]


def right_places(dossier: DossierSpec, defect: Defect) -> frozenset[str]:
    """Where the mistake is to be seen; empty when it changes nothing that one could point at."""
    look = defect.look
    found = {LINE + line.label for line in look.lines}
    for line in look.lines:
        if looks_like_signing(line.label, line.text):
            found.add(SIGNATURE)
        if re.search(r"danh mục|các bản vẽ", line.label.casefold()):
            found.add(PAGES)
    paper = next((each for each in dossier.papers if each.key == defect.paper), None)
    if paper is not None and look.marks is not None:
        found |= _of_marks(paper, look.marks)
    if look.form:
        found.add(WHOLE)
    return frozenset(found)


_SIGNING = re.compile(r"chữ ký|chỗ ký|phần ký|đã ký|chưa ký|ký tên|điểm chỉ")


def looks_like_signing(label: str, text: str) -> bool:
    """The line is about who signed."""
    return bool(_SIGNING.search(f"{label} {text}".casefold()))


_OF_THINGS: dict[str, str] = {
    **dict.fromkeys(
        ("no-stamp", "no-attestation", "no-countersign", "secret", "copy-stamp", "attestation"),
        SIGNATURE,
    ),
    **dict.fromkeys(("not-enclosed", "page-missing"), PAGES),
    **dict.fromkeys(
        ("stain", "blur", "blot", "phone-photo", "skewed", "glare", "dark", "grey-copy",
         "colour-copy", "torn-top-left", "torn-top-right", "torn-bottom", "folds", "bold-line"),
        WHOLE,
    ),
}  # fmt: skip


def _of_marks(paper: PaperSpec, marks: tuple[str, ...]) -> set[str]:
    """The places of the marks that are new; a mark of what is usual says nothing."""
    found: set[str] = set()
    labels = [line.label for line in paper.lines]
    for text in (mark for mark in marks if mark not in paper.marks):
        things = looks.mark(text).things
        found |= {_OF_THINGS[thing] for thing in things if thing in _OF_THINGS}
        if not looks.SIGNS.isdisjoint(things):
            found.add(SIGNATURE)
        if {"erasure", "wiped"} & set(things):
            at = looks.line_of(text, labels)
            found.add(WHOLE if at is None else LINE + labels[at])
        if not things:
            found.add(WHOLE)
    return found
