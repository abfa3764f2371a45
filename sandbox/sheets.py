"""A printed sheet as plain data: head, blocks, signatures. Whoever draws it decides nothing."""

import re
from dataclasses import dataclass
from datetime import date
from unicodedata import normalize

from sandbox.forms import WATERMARK
from sandbox.world import World

COUNTRY = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"

_UNIT = re.compile(r"^(?P<office>.+?) (?P<kind>xã|phường|đặc khu) (?P<place>[^(]+?)(?: \(.*\))?$")


@dataclass(frozen=True)
class Block:
    """A part of the body. `kind` is "line" (label and value), "said" (label and what an officer
    wrote), "text" (a paragraph), "list" (label and numbered items) or "table" (label, header and
    rows; `widths` are shares of the line)."""

    kind: str
    label: str = ""
    text: str = ""
    items: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    widths: tuple[int, ...] = ()


@dataclass(frozen=True)
class Signature:
    """Who signs: as what, how, and the name below."""

    title: str
    how: str
    name: str = ""


@dataclass(frozen=True)
class Sheet:
    """One sheet in the layout of an administrative document (Nghị định 30/2020/NĐ-CP)."""

    number: str
    """The number of the form; empty when it has none."""
    name: str
    superior: str
    unit: str
    reference: str
    dated: str
    code: str
    """The dossier's code; empty before the dossier was accepted."""
    blocks: tuple[Block, ...]
    signatures: tuple[Signature, ...]
    subject: str = ""
    copies: tuple[str, ...] = ()
    """Who gets the document ("Nơi nhận")."""
    country: str = COUNTRY
    motto: str = MOTTO
    watermark: str = WATERMARK


def line(label: str, text: str) -> Block:
    """A label and what is written after it, in one Unicode form whatever was typed."""
    return Block("line", label, normalize("NFC", text))


def said(label: str, text: str) -> Block:
    """A label and the sentences that an officer wrote."""
    return Block("said", label, normalize("NFC", text))


def paragraph(text: str) -> Block:
    """A sentence or two of running text."""
    return Block("text", text=normalize("NFC", text))


def official_day(value: date) -> str:
    """As it stands at the head of a document: days below 10 and months 1 and 2 with a nought."""
    month = f"{value:%m}" if value.month < 3 else str(value.month)
    return f"ngày {value:%d} tháng {month} năm {value.year}"


def head(world: World, at: date) -> dict[str, str]:
    """The left and the right head: superior body and unit, place and date."""
    found = _UNIT.match(world.scenario.unit.name)
    if found is None:  # a unit that an author has named in another way
        return {
            "superior": "ỦY BAN NHÂN DÂN TỈNH THÁI NGUYÊN",
            "unit": world.scenario.unit.name.partition(" (")[0].upper(),
            "dated": f"Thái Nguyên, {official_day(at)}",
        }
    return {
        "superior": f"ỦY BAN NHÂN DÂN {found['kind']} {found['place']}".upper(),
        "unit": found["office"].upper().replace("TRUNG TÂM ", "TRUNG TÂM\n", 1),
        "dated": f"{found['place']}, {official_day(at)}",
    }
