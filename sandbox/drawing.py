"""A paper as it is drawn: sheet by sheet, what is written and what is seen where.

Everything here comes from what the paper shows (`Paper`), never from the planted mistake itself.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from sandbox import looks
from sandbox.ink import Piece, Written, written
from sandbox.looks import Mark
from sandbox.papers import Paper


@dataclass(frozen=True)
class Sign:
    """A signature, stamp, or the empty place for one. `mark` is the mark it comes from."""

    kind: str
    caption: str
    ink: str
    mark: str


IN_THE_TEXT = {"attestation", "photo", "plastic", "emblem", "embossed-emblem", "grey-emblem"}
"""What stands among the words of a page and not over them."""


@dataclass(frozen=True)
class Sheet:
    """One page. `number` is printed on it; `picture` names a line drawing."""

    number: int
    top: tuple[Written, ...]
    lines: tuple[Written, ...]
    foot: tuple[Written, ...]
    signs: tuple[Sign, ...]
    things: frozenset[str]
    marks: tuple[str, ...]
    captions: tuple[str, ...]
    picture: str = ""
    title: str = ""

    @property
    def is_filler(self) -> bool:
        """Nothing on it that one has to read."""
        read = self.lines or self.top or self.foot or self.signs or self.picture
        return not read and self.things.isdisjoint(IN_THE_TEXT)

    def has(self, thing: str) -> bool:
        return thing in self.things


@dataclass(frozen=True)
class Drawing:
    """A paper ready to be drawn. `tone` is "fresh", "grey" (a copy) or "certified"."""

    family: str
    tone: str
    on_screen: bool
    title: str
    issuer: str
    total: int
    sheets: tuple[Sheet, ...]
    seen: tuple[str, ...]
    """What the picture shows besides lines and marks, in words, for the text twin."""
    width: str = ""
    depth: str = ""
    door: str = ""

    @property
    def missing(self) -> tuple[int, ...]:
        """The numbers of the pages that are not there."""
        there = {sheet.number for sheet in self.sheets}
        return tuple(each for each in range(1, self.total + 1) if each not in there)

    def sheet(self, number: int) -> int:
        """The index of the sheet to open for a page number; the first one when it isn't there."""
        numbers = [sheet.number for sheet in self.sheets]
        return numbers.index(number) if number in numbers else 0


def draw(paper: Paper) -> Drawing:
    """The drawing of a paper."""
    kind = paper.drawn_as or looks.family(paper.title)
    marks = [looks.mark(text) for text in paper.marks]
    lines = [written(label, text) for label, text in paper.lines]
    lines = _scratched(lines, marks)
    numbers, pictures = _pages(paper, kind, marks)
    sheets = tuple(
        _sheet(number, kind, paper, lines, marks, pictures.get(number, ("", "")))
        for number in numbers
    )
    words = " ".join(text for _, text in paper.lines)
    return Drawing(
        family=kind,
        tone=_tone(paper, marks),
        on_screen=paper.form == "electronic",
        title=paper.title,
        issuer=paper.issuer,
        total=paper.pages,
        sheets=sheets,
        seen=paper.seen + _there(numbers, paper.pages),
        width=_measure(words, "rộng"),
        depth=_measure(words, "sâu"),
        door=_door(paper),
    )


def _tone(paper: Paper, marks: list[Mark]) -> str:
    things = {thing for mark in marks for thing in mark.things}
    if "colour-copy" in things:
        return "colour"
    if paper.form == "plain_copy":
        return "grey"
    if paper.form == "certified_copy":
        return "certified"
    return "grey" if "grey-copy" in things else "fresh"


def _there(numbers: list[int], total: int) -> tuple[str, ...]:
    if len(numbers) == total:
        return ()
    there = ", ".join(map(str, numbers))
    return (f"Các tờ đánh số {there}, trên mỗi tờ ghi tổng số {total} tờ",)


def _sheet(
    number: int,
    kind: str,
    paper: Paper,
    lines: list[Written],
    marks: list[Mark],
    picture: tuple[str, str],
) -> Sheet:
    here = [
        mark
        for mark in marks
        if number in looks.pages_of(mark.text, mark.things, kind, paper.pages)
    ]
    mine = [line for line in lines if _page_of(line, kind, paper.pages, marks) == number]
    foot = [line for line in mine if _is_foot(line)]
    top = [line for line in mine if number == 1 and kind in CORNERED and _is_top(line)]
    at_lines = any(line.signatures for line in mine)
    return Sheet(
        number=number,
        top=tuple(top),
        lines=tuple(line for line in mine if line not in foot and line not in top),
        foot=tuple(foot),
        signs=tuple(_signs(here, at_lines)),
        things=frozenset(thing for mark in here for thing in mark.things),
        marks=tuple(mark.text for mark in here if mark.understood),
        captions=tuple(mark.text for mark in here if not mark.understood),
        picture=picture[0],
        title=picture[1],
    )


def _signs(marks: list[Mark], at_lines: bool) -> Iterable[Sign]:
    """What is signed and stamped; a signature that a line of the paper already shows is not drawn
    a second time."""
    for mark in marks:
        for kind in (each for each in mark.things if each in looks.SIGNS):
            if kind == "signature" and at_lines:
                continue
            captions = mark.signers or ("",) * mark.count
            if "stamp" in kind:
                captions = ("",)
            for caption in captions:
                yield Sign(kind, caption[:1].upper() + caption[1:], mark.ink, mark.text)


def _is_foot(line: Written) -> bool:
    return bool(re.search(r"cuối trang|phần ký|chỗ ký|^chữ ký", line.label.casefold()))


CORNERED = ("official", "declaration")
"""Kinds of paper with room for a line in their upper corner."""


def _is_top(line: Written) -> bool:
    return "góc trên" in line.label.casefold()


def _page_of(line: Written, kind: str, last: int, marks: list[Mark]) -> int:
    named = re.search(r"trang (\d+)", line.label.casefold())
    if named and 1 <= int(named[1]) <= last:
        return int(named[1])
    if any(piece.kind == "smudge" for piece in line.pieces):
        for mark in marks:
            if "blot" in mark.things:
                return looks.pages_of(mark.text, mark.things, kind, last)[0]
    return last if _is_foot(line) or line.is_signing else 1


def _scratched(lines: list[Written], marks: list[Mark]) -> list[Written]:
    """The lines with every erasure on them that a mark speaks of."""
    lines = list(lines)
    for mark in marks:
        if {"erasure", "wiped"}.isdisjoint(mark.things):
            continue
        if any(piece.kind in ("erased", "over") for line in lines for piece in line.pieces):
            continue
        at = looks.line_of(mark.text, [line.label for line in lines]) or 0
        first, *rest = lines[at].pieces
        lines[at] = replace(lines[at], pieces=(Piece("over", first.text), *rest))
    return lines


_SET: tuple[tuple[str, str], ...] = (
    ("lot", r"lô đất|vị trí"), ("floors", r"các tầng|mặt bằng tầng"), ("elevation", r"mặt đứng"),
    ("section", r"mặt cắt"), ("foundation", r"móng"), ("connection", r"đấu nối"),
)  # fmt: skip
"""The drawings of a small house, in the order in which they are bound."""


def _pages(
    paper: Paper, kind: str, marks: list[Mark]
) -> tuple[list[int], dict[int, tuple[str, str]]]:
    """The numbers of the pages that are there, and the line drawings on them."""
    gone = {
        int(number)
        for mark in marks
        if "page-missing" in mark.things
        for number in re.findall(r"\d+", mark.text)
    }
    numbers = [each for each in range(1, paper.pages + 1) if each not in gone] or [1]
    if kind != "drawings":
        return numbers, {}
    listed = _listed(paper)
    if not listed or paper.pages < len(_SET):
        return numbers, {each: ("lot", "") for each in numbers}
    order = [name for name, _ in _SET]
    more = ["floors"] * (paper.pages - len(_SET))
    bound = [order[0], *more, *order[1:]]
    pictures = {
        number: (name, listed[name])
        for number, name in enumerate(bound, start=1)
        if name in listed and number not in gone
    }
    return list(pictures), pictures


def _listed(paper: Paper) -> dict[str, str]:
    """The drawings that the list on the first sheet names."""
    for label, text in paper.lines:
        if "bản vẽ" not in label.casefold():
            continue
        items = [item.strip() for item in text.split(";" if ";" in text else ",")]
        found = {
            name: item for item in items for name, pattern in _SET
            if re.search(pattern, item.casefold())
        }  # fmt: skip
        if len(found) > 2:
            return found
    return {}


def _measure(words: str, name: str) -> str:
    found = re.search(rf"{name}[^\d;]*(\d+,\d+) m", words.casefold())
    return found[1] if found else ""


def _door(paper: Paper) -> str:
    """On which side the drawing shows the door."""
    for label, text in paper.lines:
        if "lối vào" in label.casefold():
            found = re.search(r"phía (đông|tây|nam|bắc)", text)
            return (
                {"đông": "east", "tây": "west", "nam": "south", "bắc": "north"}[found[1]]
                if found
                else ""
            )
    return ""
