"""Every paper of the shipped scenarios, sound and with each of its planted mistakes."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from sandbox import drawing, library, papers
from sandbox.people import make_person
from sandbox.specs import Defect, PaperSpec


@dataclass(frozen=True)
class Specimen:
    scenario: str
    dossier: str
    spec: PaperSpec
    defect: Defect | None
    words: dict[str, str]

    def __str__(self) -> str:
        fault = self.defect.key if self.defect else "sound"
        return f"{self.scenario}-{self.dossier}-{self.spec.key}-{fault}"

    @cached_property
    def paper(self) -> papers.Paper:
        return papers.specimen(self.spec, self.defect, self.words)

    @cached_property
    def drawn(self) -> drawing.Drawing:
        return drawing.draw(self.paper)


def _all() -> Iterator[Specimen]:
    for scenario in library.shipped().scenarios.values():
        for dossier in scenario.dossiers:
            who = next(each for each in scenario.applicants if each.key == dossier.applicant)
            words = make_person(
                "1", who.key, who.gender, who.ethnicity, who.birth_year, who.commune, who.born
            ).words()
            for spec in dossier.papers:
                mistakes = [each for each in dossier.defects.all if each.paper == spec.key]
                for defect in (None, *mistakes):
                    yield Specimen(scenario.code, dossier.key, spec, defect, words)


SPECIMENS = list(_all())


def named(scenario: str, paper: str, *kinds: str) -> list[Specimen]:
    """The first specimen of a paper for each kind of mistake; "" is the sound one."""
    of = [each for each in SPECIMENS if (each.scenario, each.spec.key) == (scenario, paper)]
    return [
        next(each for each in of if (each.defect.kind if each.defect else "") == kind)
        for kind in kinds
    ]
