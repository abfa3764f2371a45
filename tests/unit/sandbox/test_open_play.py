"""Open play: whatever one puts together can be played, and is what was asked for."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox import bots, library, marking, open_play
from sandbox.open_play import CITIZENS, MISTAKES, TROUBLES, Chosen

BASES = [base.key for bases in open_play.bases().values() for base in bases]
CHOICES = st.builds(
    Chosen,
    base=st.sampled_from(BASES),
    citizen=st.sampled_from(sorted(CITIZENS)),
    mistakes=st.sampled_from(sorted(MISTAKES)),
    troubles=st.lists(st.sampled_from(sorted(TROUBLES)), unique=True).map(sorted).map(tuple),
)


@settings(max_examples=25, deadline=None)
@given(CHOICES)
def test_every_choice_can_be_played_by_the_lawful_way(chosen: Chosen) -> None:
    scenario, text = open_play.compose(chosen)
    events = bots.play(scenario, "any seed", bots.expert)
    assert marking.mark(scenario, events).total >= 90
    assert open_play.compose(chosen)[1] == text


def test_every_dossier_of_every_scenario_is_offered_under_its_procedure() -> None:
    shipped = library.shipped().scenarios.values()
    assert len(BASES) == len(set(BASES)) == sum(len(each.dossiers) for each in shipped)


@pytest.mark.parametrize("mistakes", ["none", "one", "many"])
def test_there_are_as_many_mistakes_as_were_wanted(mistakes: str) -> None:
    scenario, _text = open_play.compose(Chosen("khai-sinh-01/hs1", mistakes=mistakes))
    events = bots.play(scenario, "s", bots.does_nothing)
    planted = next(event.data["defects"] for event in events if event.kind == "submit")
    assert len(planted) == {"none": 0, "one": 1, "many": 2}[mistakes]


def test_a_silent_citizen_does_not_come_back() -> None:
    scenario, _text = open_play.compose(
        Chosen("khai-sinh-01/hs1", citizen="silent", mistakes="many")
    )
    end = bots.played(scenario, "s", bots.expert)[1]
    assert end.parents[0].result == ""


def test_what_is_left_as_it_is_stays_as_it_is() -> None:
    scenario, _text = open_play.compose(Chosen("khai-sinh-01/hs1", troubles=("questions",)))
    original = library.shipped().scenarios["khai-sinh-01"]
    assert scenario.dossiers == original.dossiers
    assert scenario.happenings == original.happenings


@pytest.mark.parametrize("base", ["khong-co/hs1", "khai-sinh-01/hs9", "../x"])
def test_there_is_nothing_to_compose_from_nowhere(base: str) -> None:
    with pytest.raises(KeyError):
        open_play.compose(Chosen(base))
