"""References to legal texts, kept as data and shown in the official order."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

from sandbox.words import official_date

DOCUMENT = re.compile(r"^(Nghị định|Thông tư|Quyết định|Nghị quyết|Luật|Bộ luật) .*\S$")
ARTICLE = re.compile(r"^(điểm \S+ )?(khoản \d+[a-zđ]? )?Điều \d+[a-z]?$")


ND118 = "Nghị định 118/2025/NĐ-CP"
ND309 = "Nghị định 309/2026/NĐ-CP"
IN_FORCE: dict[str, date] = {ND118: date(2025, 7, 1), ND309: date(2026, 8, 5)}
"""The day from which a text counts, where it was read in the text itself; shown beside it."""


def _document(text: str) -> str:
    if not DOCUMENT.match(text):
        raise ValueError(f"“{text}” không phải tên văn bản (ví dụ: Nghị định 118/2025/NĐ-CP)")
    return text


def _article(text: str) -> str:
    if text and not ARTICLE.match(text):
        raise ValueError(f"“{text}” không đúng thứ tự điểm, khoản, Điều (ví dụ: khoản 3 Điều 16)")
    return text


class Basis(BaseModel):
    """Where a rule stands in the law.

    `certain` is false for what nobody has checked against the text in force: it is then a
    training value and is shown as one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    document: Annotated[str, AfterValidator(_document)]
    article: Annotated[str, AfterValidator(_article)] = ""
    certain: bool = True

    @property
    def text(self) -> str:
        """The official wording, such as "khoản 3 Điều 16 Nghị định 118/2025/NĐ-CP"."""
        return f"{self.article} {self.document}".strip()

    @property
    def cited(self) -> str:
        """As a page cites it: with its own day of effect where that is known, or as a value for
        training where nobody has checked it."""
        if not self.certain:
            return f"{self.text} (giá trị luyện tập, cần đối chiếu văn bản đang có hiệu lực)"
        since = IN_FORCE.get(self.document)
        return f"{self.text} (áp dụng từ {official_date(since)})" if since else self.text


def in_words(bases: tuple[Basis, ...]) -> str:
    """All references in one line, for a report."""
    return "; ".join(basis.text for basis in bases)


def citation(bases: Iterable[Basis]) -> str:
    """All references in one line as a page cites them."""
    return "; ".join(basis.cited for basis in bases)


def nd118(*articles: str) -> tuple[Basis, ...]:
    """References to Nghị định 118/2025/NĐ-CP."""
    return tuple(Basis(document=ND118, article=article) for article in articles)
