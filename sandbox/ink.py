"""How one line of a paper is written: plain, smudged, written over, left blank, signed.

The pieces of a line put together are its text again, letter by letter: what is drawn instead of
being printed stays in the text, for the eyes of nobody and the ears of a screen reader.
"""

import re
from dataclasses import dataclass

from sandbox.looks import NUMBERS


@dataclass(frozen=True)
class Piece:
    """A part of the text. `kind` is "plain", "smudge" (cannot be read), "erased" (a patch, `over`
    written on it), "over" (written over something else), "blank" (a dotted gap) or "hidden"
    (said by the drawing)."""

    kind: str
    text: str
    over: str = ""


@dataclass(frozen=True)
class Written:
    """A line as it is drawn, with what is signed at it."""

    label: str
    text: str
    pieces: tuple[Piece, ...]
    signatures: int = 0
    blanks: int = 0
    fingerprint: bool = False
    torn: bool = False

    @property
    def says_where(self) -> bool:
        """The label only says where the line stands, which one sees."""
        return bool(_WHERE.match(self.label))

    @property
    def is_signing(self) -> bool:
        return bool(self.signatures or self.blanks or self.fingerprint)


_WHERE = re.compile(r"^(cuối trang|góc trên|phần ký|chỗ ký$|chữ ký$)", re.IGNORECASE)
_TOKENS = re.compile(
    r"(?P<note>\([^()]*\))|(?P<smudge>▒+)|(?P<dots>…+|\.{4,})"
    r"|(?P<gap>chỗ ký(?: và họ tên)?(?: còn)? để trống)"
)
_SCRATCHED = re.compile(r"cạo|tẩy|viết đè|sửa")
_UNREADABLE = re.compile(r"nhòe|không đọc được|mất góc|ngấm nước|mờ")
_BLANK = re.compile(r"^\((để trống|chưa ghi|bỏ trống)\)$")
_UNSIGNED = re.compile(r"chưa ký|chỗ ký|ô .*để trống|dòng .*để trống")
_OVER = re.compile(r"viết đè (?:chữ )?số (\d+)")
_ONLY_SIGNED = re.compile(
    r"^(đã ký|có chữ ký|đã điểm chỉ|(đủ )?(hai|ba|bốn|năm) chữ ký)( của .*)?$", re.IGNORECASE
)
_COUNTED = re.compile(r"\b(một|hai|ba|bốn|năm)\b(?: chữ ký| bên)", re.IGNORECASE)


def written(label: str, text: str) -> Written:
    """A line of a paper, taken apart for drawing."""
    signing = _is_about_signing(label, text)
    lower = text.casefold()
    unsigned = signing and bool(re.search(r"để trống|chưa ký", lower))
    return Written(
        label=label,
        text=text,
        pieces=_pieces(text, signing),
        signatures=_signatures(lower) if signing else 0,
        blanks=int(unsigned),
        fingerprint="điểm chỉ" in lower,
        torn="mất góc" in lower,
    )


def _is_about_signing(label: str, text: str) -> bool:
    both = re.sub(r"đăng ký|ký hiệu|ngày ký", "", f"{label} {text}".casefold())
    return bool(re.search(r"\bký\b", both))


def _signatures(lower: str) -> int:
    """How many signatures the text speaks of."""
    counted = _COUNTED.search(lower)
    if counted:
        return NUMBERS[counted[1]]
    if "đã ký" in lower:
        before = lower.split("đã ký")[0]
        return 1 + len(re.findall(r" và ", before))
    if re.search(r"chữ ký của các", lower):
        return 2
    return int("chữ ký" in lower or ("ký tên" in lower and "để trống" not in lower))


def _pieces(text: str, signing: bool) -> tuple[Piece, ...]:
    if signing and _ONLY_SIGNED.match(text):
        return (Piece("hidden", text),)
    notes = " ".join(found["note"] or "" for found in _TOKENS.finditer(text))
    scratched = bool(_SCRATCHED.search(notes))
    over = _OVER.search(notes)
    pieces: list[Piece] = []
    at = 0
    for found in _TOKENS.finditer(text):
        if found.start() > at:
            pieces.append(Piece("plain", text[at : found.start()]))
        pieces.append(_piece(found, signing, scratched, over[1] if over else ""))
        at = found.end()
    if at < len(text):
        pieces.append(Piece("plain", text[at:]))
    if scratched and not any(piece.kind == "erased" for piece in pieces):
        first = pieces[0]
        if first.kind == "plain":
            pieces[0] = Piece("over", first.text)
    return tuple(pieces)


def _piece(found: re.Match[str], signing: bool, scratched: bool, over: str) -> Piece:
    whole = found[0]
    if found["smudge"]:
        return Piece("erased", whole, over) if scratched else Piece("smudge", whole)
    if found["dots"]:
        return Piece("blank", whole)
    if found["gap"]:
        return Piece("hidden", whole)
    if signing and _UNSIGNED.search(whole):
        return Piece("hidden", whole)
    if _BLANK.match(whole):
        return Piece("hidden" if signing else "blank", whole)
    if _SCRATCHED.search(whole):
        return Piece("hidden", whole)
    if _UNREADABLE.search(whole):
        return Piece("smudge", whole) if whole == "(mất góc dưới)" else Piece("hidden", whole)
    return Piece("plain", whole)
