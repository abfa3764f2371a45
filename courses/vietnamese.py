"""How Vietnamese is written: letters and tone marks, the order of names, numbers."""

import re
import unicodedata
from decimal import Decimal
from fractions import Fraction

SyllableKey = tuple[tuple[int, ...], tuple[int, ...]]

_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_LETTER_RANK = {letter: rank for rank, letter in enumerate(_ALPHABET, start=1)}
# Ngang (no mark) comes first, then huyền, hỏi, ngã, sắc, nặng: the order of Vietnamese dictionaries.
_TONE_RANK = {mark: rank for rank, mark in enumerate("\u0300\u0309\u0303\u0301\u0323", start=1)}
_BEYOND_ALPHABET = 100

_LONGEST_NUMBER = 40
_SPACE = "[ \u00a0\u2009\u202f]"
_SPACED = re.compile(rf"[1-9]\d{{0,2}}({_SPACE}\d{{3}})+([.,]\d+)?", re.ASCII)
_DECIMAL_COMMA = re.compile(r"([1-9]\d{0,2}(\.\d{3})+|\d+)(,\d+)?", re.ASCII)
_DECIMAL_DOT = re.compile(r"([1-9]\d{0,2}(,\d{3})+|\d+)(\.\d+)?", re.ASCII)
_NOT_A_NUMBER = "Không đọc được số này. Hãy ghi bằng chữ số, ví dụ 8 hoặc 1.250,5."


def nfc(text: str) -> str:
    """The composed form, in which all our texts are kept and compared."""
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """`text` in small letters without any mark ("Đăng ký" -> "dang ky"), for searching."""
    decomposed = unicodedata.normalize("NFD", nfc(text).casefold().replace("đ", "d"))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def word_key(text: str) -> SyllableKey:
    """Sort key of dictionaries: all letters first, tone marks only decide between equal letters."""
    letters, tones = [], []
    for char in nfc(text).casefold():
        parts = unicodedata.normalize("NFD", char)
        base = nfc("".join(part for part in parts if part not in _TONE_RANK))
        letters.append(_letter_rank(base))
        tones.append(next((_TONE_RANK[part] for part in parts if part in _TONE_RANK), 0))
    return tuple(letters), tuple(tones)


def _letter_rank(base: str) -> int:
    if not base or base.isspace():
        return 0
    return _LETTER_RANK.get(base, _BEYOND_ALPHABET + ord(base[0]))


def name_key(full_name: str) -> tuple[SyllableKey, SyllableKey]:
    """Sort key of a person's name: the given name (the last word) first, then the rest."""
    *rest, given = full_name.split() or [""]
    return word_key(given), word_key(" ".join(rest))


def sort_key_text(full_name: str) -> str:
    """`name_key` as text, so that a database column sorts names whatever its collation.

    At most 4 characters for each letter of the alphabet and 8 for any other sign.
    """
    return "/".join(_as_text(key) for key in name_key(full_name))


def word_sort_text(text: str) -> str:
    """`word_key` as text, for the names of places and units."""
    return _as_text(word_key(text))


def _as_text(key: SyllableKey) -> str:
    letters, tones = key
    # Two hex digits for the alphabet; "f" and six more for the signs beyond it, which sort after.
    spelt = "".join(f"{rank:02x}" if rank < 0xF0 else f"f{rank:06x}" for rank in letters)
    return f"{spelt}/{''.join(map(str, tones))}"


def parse_number(text: str) -> Decimal:
    """The number a person typed: "1.250,5", "1250.5", "1 250,5" and "-3" are understood.

    A lone dot before exactly three digits groups thousands ("1.250" is 1250), as Vietnamese
    writing has it; a lone comma is always decimal ("1,250" is 1.25).

    Raises ValueError, whose text is a sentence for the person.
    """
    cleaned = nfc(text).strip().replace("\u2212", "-")
    sign = -1 if cleaned.startswith("-") else 1
    digits = cleaned[1:].lstrip() if cleaned[:1] in {"-", "+"} else cleaned
    if len(digits) > _LONGEST_NUMBER:
        raise ValueError("Số quá dài.")
    if _SPACED.fullmatch(digits):
        digits = re.sub(_SPACE, "", digits)
    # Vietnamese writing first: where both could be meant, it decides.
    if _DECIMAL_COMMA.fullmatch(digits):
        return sign * Decimal(digits.replace(".", "").replace(",", "."))
    if _DECIMAL_DOT.fullmatch(digits):
        return sign * Decimal(digits.replace(",", ""))
    raise ValueError(_NOT_A_NUMBER)


def format_number(value: Decimal | Fraction | int, places: int = 2) -> str:
    """`value` as Vietnamese writing has it ("1.250,5"), rounded half up to at most `places`."""
    units = half_up(abs(Fraction(value)), places)
    whole, fraction = divmod(units, 10**places)
    text = f"{whole:,}".replace(",", ".")
    if decimals := f"{fraction:0{places}d}".rstrip("0") if places else "":
        text = f"{text},{decimals}"
    return f"-{text}" if value < 0 and units else text


def half_up(value: Fraction, places: int) -> int:
    """`value` in units of 10**-places, rounded half up: 66.65 with one place is 667."""
    scaled = 2 * value * 10**places + 1
    return scaled.numerator // (2 * scaled.denominator)
