"""Where on a paper something is wrong: what one can name, what counts, what the debrief says."""

import pytest

from sandbox import debrief, engine, library, marking, places
from sandbox.world import Verdict
from tests.unit.sandbox.desk import Desk, scenario

DEFECTS = [
    (dossier, defect)
    for each in library.shipped().scenarios.values()
    for dossier in each.dossiers
    for defect in dossier.defects.all
]
PAPER, KIND = "xac-nhan-cong-tac", "hu-hong-khong-doc-duoc"


@pytest.mark.parametrize(("dossier", "defect"), DEFECTS, ids=lambda each: each.key)
def test_the_place_of_every_mistake_can_be_named(dossier, defect):
    right = places.right_places(dossier, defect)

    assert right <= set(places.places(dossier, defect.paper))
    look = defect.look
    assert bool(right) == bool(look.lines or look.marks or look.form)


def test_not_every_place_is_right_where_one_is():
    for dossier, defect in DEFECTS:
        right = places.right_places(dossier, defect)
        assert not right or right != set(places.places(dossier, defect.paper)), defect.key


def option(desk: Desk, paper: str) -> engine.Option:
    return next(
        each
        for each in engine.available(desk.world, "hs1", "reception")
        if each.preset == {"paper": paper}
    )


def test_the_button_of_a_paper_offers_the_places_of_that_paper_only():
    desk = Desk(scenario())
    (where,) = (each for each in option(desk, PAPER).fields if each.name == "where")
    values = [each.value for each in where.options]

    assert values[0] == ""
    assert "line:Chức danh" in values
    assert "line:Số hiệu bằng" not in values
    assert values[-3:] == [places.SIGNATURE, places.PAGES, places.WHOLE]


def judged(where: str | None, finding: str | None = None) -> Desk:
    """The first dossier judged by the expert, one paper with a place named."""
    desk = Desk(scenario())
    truth = desk.dossier.open_defects()
    for paper in desk.dossier.spec.papers:
        kind = truth.get(paper.key, "sound")
        data = {"paper": paper.key, "finding": kind}
        if paper.key == FAULTY and where is not None:
            data["where"] = where
        if paper.key == FAULTY and finding is not None:
            data["finding"] = finding
        desk.do("check_paper", **data)
    return desk


def faulty_paper() -> str:
    return next(iter(Desk(scenario()).dossier.open_defects()))


FAULTY = faulty_paper()


def detected(desk: Desk) -> float:
    desk.follow("accept")
    report = marking.mark(desk.scenario, desk.events)
    return next(each.points for each in report.dimensions if each.key == "detection")


def right_place() -> str:
    desk = Desk(scenario())
    return sorted(desk.dossier.places()[FAULTY])[0]


def wrong_place() -> str:
    desk = Desk(scenario())
    every = places.places(desk.dossier.spec, FAULTY)
    return next(each for each in every if each not in desk.dossier.places()[FAULTY])


def test_naming_no_place_counts_as_before_and_a_wrong_one_half():
    whole = detected(judged(None))

    assert detected(judged("")) == whole
    assert detected(judged(right_place())) == whole
    assert 0 < detected(judged(wrong_place())) < whole


def test_the_place_is_kept_with_the_verdict_and_told():
    desk = judged(right_place())
    verdict = desk.dossier.verdicts[FAULTY]

    assert verdict.where == right_place()
    told = [debrief.sentence(desk.world, each) for each in desk.events if each.data.get("where")]
    assert len(told) == 1
    assert f"chỗ sai: {places.label(right_place())}." in told[0]


def test_a_sound_paper_has_no_place():
    desk = judged(right_place(), "sound")

    assert desk.dossier.verdicts[FAULTY] == Verdict("")


def test_a_place_that_was_not_named_leaves_no_trace_in_the_event():
    desk = judged("")

    assert all("where" not in event.data for event in desk.events)
