"""What one sees of the papers of a dossier: never the truth, only what is on them."""

from dataclasses import dataclass

from sandbox.engine import applicant
from sandbox.scenario import PAPER_FORMS, Defect, Line, PaperSpec
from sandbox.world import World


@dataclass(frozen=True)
class Paper:
    """A paper on the counter. `text` says in words all that the picture shows.

    `form_label` names what the paper is (original, copy ...): an answer, not something one sees.
    """

    key: str
    title: str
    form_label: str
    issuer: str
    pages: int
    copies: int
    lines: tuple[tuple[str, str], ...]
    marks: tuple[str, ...]
    verdict: str | None
    verdict_label: str
    digitised: bool
    signed: bool

    @property
    def text(self) -> str:
        """The text twin of the picture."""
        parts = [
            f"{self.title}. Nơi cấp: {self.issuer}. Số trang: {self.pages}.",
            *(f"{label}: {text}." for label, text in self.lines),
            f"Nhìn thấy: {'; '.join(self.marks)}." if self.marks else "",
        ]
        return " ".join(part for part in parts if part)


def shown(world: World, dossier: str) -> list[Paper]:
    """The papers of a dossier as they lie on the counter now."""
    here = world.dossiers[dossier]
    words = applicant(world, dossier).words()
    planted = {d.paper: d for d in here.spec.defects.all if d.key in here.defects}
    papers = []
    for spec in here.spec.papers:
        seen = _as_it_looks(spec, planted.get(spec.key))
        verdict = here.verdicts.get(spec.key)
        label = ""
        if verdict:
            label = "Đạt" if verdict.sound else _kind_title(world, verdict.reason)
        scan = here.scans.get(spec.key)
        papers.append(
            Paper(
                key=spec.key,
                title=spec.title,
                form_label=PAPER_FORMS[seen.form],
                issuer=seen.issuer,
                pages=seen.pages,
                copies=seen.copies,
                lines=tuple((line.label, line.text.format_map(words)) for line in seen.lines),
                marks=seen.marks,
                verdict=None if verdict is None else ("ok" if verdict.sound else "faulty"),
                verdict_label=label,
                digitised=scan is not None,
                signed=scan is not None and scan.signed,
            )
        )
    return papers


def _kind_title(world: World, kind: str) -> str:
    return world.scenario.version.defect_kind(kind).title


def _as_it_looks(spec: PaperSpec, defect: Defect | None) -> PaperSpec:
    if defect is None:
        return spec
    look = defect.look
    replaced = {line.label: line for line in look.lines}
    lines: list[Line] = [replaced.get(line.label, line) for line in spec.lines]
    changes: dict[str, object] = {"lines": tuple(lines)}
    if look.form:
        changes["form"] = look.form
    if look.marks is not None:
        changes["marks"] = look.marks
    return spec.model_copy(update=changes)
