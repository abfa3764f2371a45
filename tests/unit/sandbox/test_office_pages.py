"""The data store, the citizens and the index of a run, as the office sees them."""

import pytest

from sandbox import bots, data_store, index_words, library, quality, run_index
from sandbox.engine import fold
from sandbox.world import Scan, changed
from tests.unit.sandbox.desk import PLAIN, Desk, scenario

SHIPPED = list(library.shipped().scenarios.values())


def test_nothing_is_kept_before_anything_was_digitised():
    (citizen,) = data_store.citizens(Desk(scenario()).world)

    assert (citizen.kept, citizen.records) == ((), ())
    assert [dossier.key for dossier in citizen.dossiers] == ["hs1"]


def test_what_was_looked_up_is_shown_and_the_rest_is_named():
    run = Desk(scenario())
    before = data_store.not_looked_up(run.world, run.dossier)
    run.follow("accept")

    (citizen,) = data_store.citizens(run.world)

    assert before == [f"{found.title} – {found.database}" for _, found in citizen.records]
    assert data_store.not_looked_up(run.world, run.dossier) == []


def test_scans_and_results_are_kept_with_what_may_be_reused():
    run = Desk(scenario(PLAIN)).follow()
    (citizen,) = data_store.citizens(run.world)

    *scans, result = citizen.kept
    assert len(scans) == len(run.dossier.spec.papers)
    assert all(each.reusable for each in scans)
    assert (result.kind, result.code) == ("Kết quả giải quyết", run.dossier.code)


@pytest.mark.parametrize(
    ("scan", "why"), [(Scan(signed=False), "Chưa ký số"), (Scan(True, blurred=True), "bị mờ")]
)
def test_an_unsigned_or_blurred_scan_is_not_reused(scan, why):
    run = Desk(scenario(PLAIN)).follow("transfer")
    paper = run.dossier.spec.papers[0].key
    world = run.world.with_dossier(changed(run.dossier, scans={paper: scan}))

    (kept,) = data_store.citizens(world)[0].kept

    assert not kept.reusable
    assert why in kept.why


@pytest.mark.parametrize("of", SHIPPED, ids=lambda each: each.code)
@pytest.mark.parametrize("bot", ["expert", "accepts_everything"])
def test_every_loss_of_the_index_has_its_reason(of, bot):
    events = bots.play(of, "1", getattr(bots, bot))
    for cut in (len(events) // 3, len(events) // 2, len(events)):
        records = run_index.records(of, events[:cut])
        now = fold(of, events[:cut]).now
        found = quality.indicators(records, now)
        losers = index_words.losers(found, records, now)
        named = {(row.code, loss.number) for row in losers for loss in row.losses}
        assert named == {(code, each.number) for each in found for code in each.losing}
        assert all(loss.why for row in losers for loss in row.losses)


def test_every_indicator_says_how_it_is_counted():
    found = quality.indicators([], Desk(scenario()).world.now)

    assert {each.number for each in found} == set(index_words.HOW)
    scored = {each.number for each in found if each.max_points}
    assert scored == set(index_words.WHY)


def test_a_dossier_at_the_counter_is_not_to_be_recorded_as_online():
    run = Desk(scenario(PLAIN)).follow()
    records = run_index.records(run.scenario, run.events)
    found = quality.indicators(records, run.world.now)

    (row,) = index_words.losers(found, records, run.world.now)

    why = {loss.number: loss.why for loss in row.losses}
    assert "không ghi hồ sơ nộp tại quầy thành trực tuyến" in why["3.3"]
    assert why["3.6"] == "thu tại quầy, không thanh toán trực tuyến"
