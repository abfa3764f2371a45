"""The quality index over the dossiers of a run."""

import pytest

from sandbox import bots, library, run_index
from tests.unit.sandbox import made
from tests.unit.sandbox.desk import MORE

SCENARIOS = library.shipped().scenarios
MESSY = SCENARIOS["ngay-ban-ron-01"]


def by_number(scenario, bot=bots.expert, seed="1"):
    return {
        each.number: each for each in run_index.of_run(scenario, bots.play(scenario, seed, bot))
    }


def test_the_expert_loses_nothing_on_time_and_on_satisfaction_of_a_plain_dossier():
    found = by_number(SCENARIOS["chung-thuc-ban-sao-02"])

    assert found["2.1"].losing == ()
    assert found["4.1"].ratio == 1
    assert found["4.2"].ratio == 1


def test_a_whole_day_counts_every_dossier_that_was_accepted():
    records = run_index.records(MESSY, bots.play(MESSY, "1", bots.expert))

    assert len(records) == 15
    assert {each.channel for each in records} >= {"counter", "online"}
    assert all(each.history for each in records)


@pytest.mark.parametrize("seed", [str(n) for n in range(3 * MORE)])
@pytest.mark.parametrize("bot", sorted(bots.BOTS))
def test_any_run_has_an_index_with_shares_between_nought_and_one(bot, seed):
    for code in ("chung-thuc-ban-sao-01", "ho-kinh-doanh-01", "dat-dai-02"):
        for each in by_number(SCENARIOS[code], bots.BOTS[bot], seed).values():
            if each.unit != "minutes":
                assert each.ratio is None or 0 <= each.ratio <= 1


def test_the_two_clocks_disagree_after_a_supplement_at_appraisal():
    kind = next(
        k.key
        for k in library.shipped().procedures["1.014027"].versions[0].defect_kinds
        if k.stage == "appraisal" and k.remedy == "supplement"
    )
    paper = made.papers(library.shipped().procedures["1.014027"].versions[0])[0]["key"]
    scenario = made.scenario(made.data("1.014027", defects={"always": [made.defect(paper, kind)]}))

    (record,) = run_index.records(scenario, bots.play(scenario, "1", bots.expert))

    assert record.due_at is not None
    assert record.legal_due_at is not None
    assert record.legal_due_at > record.due_at
    assert len(record.supplements) == 1
    assert record.supplements[0][1] is not None
