"""The papers of a dossier ready for the page: the drawing, its twin in words, what to compare."""

from __future__ import annotations

from dataclasses import dataclass

from lms.practice.desk import DossierPage
from lms.practice.forms import OptionForm
from sandbox import drawing, papers


@dataclass(frozen=True)
class PaperView:
    """One paper to look at. `look_up_anchor` leads to the button that looks something up."""

    paper: papers.Paper
    drawn: drawing.Drawing
    form: OptionForm | None
    records: tuple[papers.Found, ...]
    look_up_anchor: str

    @property
    def id(self) -> str:
        return f"sheet-{self.paper.key}"

    @property
    def seen(self) -> tuple[str, ...]:
        """What one sees besides the lines, in words."""
        return self.paper.marks + self.drawn.seen


def paper_views(page: DossierPage) -> list[PaperView]:
    """Every paper of a dossier's page."""
    records = tuple(papers.records(page.world, page.key))
    look_ups = [form for key, form in page.forms.items() if key.startswith("look_up:")]
    anchor = look_ups[0].anchor if look_ups else ""
    return [
        PaperView(
            paper=paper,
            drawn=drawing.draw(paper),
            form=page.paper_form(paper.key),
            records=tuple(record for record in records if record.component != paper.key),
            look_up_anchor=anchor,
        )
        for paper in page.papers
    ]
