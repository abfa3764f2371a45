"""Which rule of law a text rests on, and how it is cited."""

import re
from datetime import date

from pydantic import BaseModel, ConfigDict, Field

# From the smallest part to the largest: the order in which Vietnamese documents cite.
_PARTS = ("điểm", "khoản", "điều")
_PART_START = re.compile(r"(?<!\w)(?=(?:điểm|khoản|điều)\s)", re.IGNORECASE)


# "118/2025/NĐ-CP", "91/2015/QH13", "766/QĐ-TTg": what names a document, and is never broken.
NUMBER = re.compile(
    r"\d+/(?:\d{4}/[A-ZĐ]+\d*(?:-[A-ZĐ][A-Za-zĐđ]*)*|[A-ZĐ]+(?:-[A-ZĐ][A-Za-zĐđ]*)+)(?!\w)"
)


class LegalBasis(BaseModel):
    """A legal document, and the part of it that is meant."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    document: str = Field(min_length=1)
    article: str | None = Field(default=None, min_length=1)
    in_force: date | None = None
    about: str | None = None

    @property
    def citation(self) -> str:
        """For people: "điểm c khoản 1 Điều 17 Nghị định 118/2025/NĐ-CP"."""
        return f"{official_order(self.article)} {self.document}" if self.article else self.document


def official_order(article: str) -> str:
    """ "Điều 17 khoản 1 điểm c" as officials write it: "điểm c khoản 1 Điều 17".

    A text that names several articles, or starts with something else, is left as it is.
    """
    parts = [part.strip(" ,") for part in _PART_START.split(article) if part.strip(" ,")]
    ranks = [_rank(part) for part in parts]
    if None in ranks or ranks.count(len(_PARTS) - 1) != 1:
        return article
    named = sorted(zip(ranks, parts, strict=True), key=lambda pair: pair[0] or 0)
    return " ".join(_with_case(part) for _, part in named)


def _rank(part: str) -> int | None:
    name = part.split(maxsplit=1)[0].casefold()
    return _PARTS.index(name) if name in _PARTS else None


def _with_case(part: str) -> str:
    """Điều is written with a capital letter, khoản and điểm without."""
    name, rest = part.split(maxsplit=1)
    name = name.casefold()
    return f"{name.capitalize() if name == _PARTS[-1] else name} {rest}"
