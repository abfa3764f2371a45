"""Every kind of paper with each kind of planted mistake, for the development's page of papers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from sandbox import drawing, library, papers
from sandbox.people import make_person
from sandbox.scenario import Scenario
from sandbox.specs import DossierSpec


@dataclass(frozen=True)
class Sample:
    """One drawing; `fault` says what is wrong with it, empty when it is sound."""

    id: str
    paper: papers.Paper
    drawn: drawing.Drawing
    fault: str = ""


def _words(scenario: Scenario, dossier: DossierSpec) -> dict[str, str]:
    who = next(each for each in scenario.applicants if each.key == dossier.applicant)
    person = make_person(
        scenario.code, who.key, who.gender, who.ethnicity, who.birth_year, who.commune, who.born
    )
    return person.words()


def _cases() -> Iterator[tuple[str, list[tuple[papers.Paper, str, str]]]]:
    """The kind of each paper of the shipped scenarios, with its sound look and its mistakes."""
    for scenario in library.shipped().scenarios.values():
        for dossier in scenario.dossiers:
            words = _words(scenario, dossier)
            for spec in dossier.papers:
                sound = papers.specimen(spec, None, words)
                looks = [(sound, "", "")]
                looks += [
                    (papers.specimen(spec, each, words), each.kind, each.what)
                    for each in dossier.defects.all
                    if each.paper == spec.key
                ]
                yield drawing.draw(sound).family, looks


@cache
def rows() -> dict[str, list[list[Sample]]]:
    """By kind of paper: rows that begin with the sound paper. Each mistake is shown once per
    title, kind of mistake and kind of paper."""
    found: dict[str, list[list[Sample]]] = {}
    seen: set[tuple[str, str, str, tuple[str, ...]]] = set()
    for number, (family, looks) in enumerate(_cases()):
        row = []
        for place, (paper, kind, what) in enumerate(looks):
            mark = (family, paper.title, kind, paper.marks if place else ())
            if mark in seen and (kind or len(looks) == 1):
                continue
            seen.add(mark)
            row.append(Sample(f"sample-{number}-{place}", paper, drawing.draw(paper), what))
        if len(row) > 1 or (row and len(looks) == 1):
            found.setdefault(family, []).append(row)
    return found
