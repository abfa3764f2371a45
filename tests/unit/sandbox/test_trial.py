"""A trial in slices says the same as the calibration in one go, and says in words what to mend."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
import yaml

from sandbox import bots, library, trial
from sandbox.calibrate import SAMPLE, calibrate
from sandbox.scenario import Scenario

QUICK = "lien-thong-khai-sinh-02"


def scenario(code: str = QUICK) -> Scenario:
    return library.shipped().scenarios[code]


def played(of: Scenario, wanted: int) -> trial.Tally:
    return trial.play_on(of, trial.Tally(), wanted, lambda: False)


def changed(code: str, **dossier: Any) -> Scenario:
    """A shipped scenario with other keys in its first dossier."""
    text = yaml.safe_load(_text(code))
    text["dossiers"][0] |= dossier
    return library.scenario_from(yaml.safe_dump(text, allow_unicode=True), f"{code}.yaml")


def _text(code: str) -> str:
    from importlib import resources

    return (resources.files("sandbox") / "scenarios" / f"{code}.yaml").read_text(encoding="utf-8")


def test_slice_by_slice_gives_the_same_as_in_one_go() -> None:
    tally, slices = trial.Tally(), 0
    while tally.done < 7:
        tally = trial.play_on(scenario(), tally, 7, lambda: True)
        tally = trial.Tally.from_dict(json.loads(json.dumps(tally.to_dict())))
        slices += 1

    assert slices == 7, "each slice plays one variant when that is enough"
    assert tally == played(scenario(), 7)


def test_it_measures_as_the_calibration_does() -> None:
    tally = played(scenario(), len(SAMPLE))

    mine, theirs = trial.calibration(scenario(), tally), calibrate(scenario(), SAMPLE)

    assert (mine.kept, mine.dropped, mine.lucky) == (theirs.kept, theirs.dropped, theirs.lucky)
    assert {each.bot: each for each in mine.scores} == {each.bot: each for each in theirs.scores}
    assert trial.faults(scenario(), tally) == theirs.faults == []


def test_every_player_has_a_name_and_a_row() -> None:
    rows = trial.rows(played(scenario(), 2))

    assert set(trial.NAMES) == set(trial.PLAYERS) == {row.player for row in rows}
    assert {row.player for row in rows if row.lawful} == set(bots.LAWFUL)
    assert all(row.passes == 2 for row in rows if row.lawful)
    assert all(row.lowest <= row.middle <= row.highest for row in rows)


def test_without_a_mistake_whoever_accepts_everything_passes_and_is_named() -> None:
    easy = changed("chung-thuc-ban-sao-01", defects={})

    told = trial.faults(easy, played(easy, 3))

    assert told[-1] == (
        "Người dễ dãi cũng đạt (3 biến thể: số 1, 2, 3)."
        " Bài cần có lỗi phải phát hiện hoặc điều phải từ chối."
    )


def test_a_way_that_cannot_end_in_time_is_told() -> None:
    text = yaml.safe_load(_text("chung-thuc-ban-sao-01"))
    arrives = datetime.fromisoformat(text["dossiers"][0]["arrives_at"])
    text["ends_at"] = (arrives + timedelta(minutes=3)).isoformat(timespec="minutes")
    never = library.scenario_from(
        yaml.safe_dump(text, allow_unicode=True), "chung-thuc-ban-sao-01.yaml"
    )

    told = trial.faults(never, played(never, 2))

    assert any("chưa xong khi hết giờ của bài (2 biến thể: số 1, 2)" in each for each in told), told


def test_what_breaks_the_game_is_told_and_ends_the_trial(monkeypatch: pytest.MonkeyPatch) -> None:
    def stumbles(world: Any) -> None:
        raise KeyError("không có")

    monkeypatch.setitem(trial.PLAYERS, "careless", stumbles)

    tally = played(scenario(), 5)

    assert tally.done == 0
    assert tally.broken.startswith("Biến thể 1: KeyError")
    assert trial.faults(scenario(), tally) == [f"Không chơi thử được đến cuối. {tally.broken}"]


def test_nothing_played_says_nothing() -> None:
    assert trial.faults(scenario(), trial.Tally()) == []
    assert trial.rows(trial.Tally()) == []


def test_variants_much_harder_than_usual_do_not_count() -> None:
    """Usual is the median over the seeds of the sample, as in `calibrate`."""
    hardness = (30, *[10] * 30, *[20] * 29, *[20] * 40)
    low = tuple(50.0 if hard == 20 else 100.0 for hard in hardness)
    tally = trial.Tally(hardness, {"expert": low}, lucky=(1, 2))

    found = trial.calibration(scenario(), tally)

    assert len(found.dropped) == 70
    assert found.lucky == ("1",), "the first is too hard to count at all"
    assert [each.lowest for each in found.scores] == [100.0]
