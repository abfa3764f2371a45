"""Guided, free and exam: the same world, another answer to a breach."""

import pytest

from sandbox import engine, hints, modes, play
from sandbox.world import Command
from tests.unit.sandbox.desk import Desk, scenario

ORAL = {"way": "oral"}


def about_to_ask_orally() -> tuple[Desk, Command]:
    run = Desk(scenario()).follow("request_supplement")
    step = hints.next_step(run.world, "hs1")
    return run, Command(step.kind, "hs1", step.seat, {**step.data, **ORAL})


def test_guided_mode_refuses_a_soft_breach_before_it_happens_and_says_why():
    run, command = about_to_ask_orally()

    stopped = modes.stopped("guided", run.scenario, run.events, command)

    assert [each.rule for each in stopped] == ["3.2-02"]
    assert "Điều 17" in stopped[0].basis
    assert stopped[0].should


@pytest.mark.parametrize("mode", ["free", "exam"])
def test_the_other_modes_let_it_happen(mode):
    run, command = about_to_ask_orally()

    assert modes.stopped(mode, run.scenario, run.events, command) == []


def test_free_practice_notes_it_at_once_and_an_examination_is_silent():
    run, command = about_to_ask_orally()
    since = run.world.position
    events = [*run.events, *play.act(run.world, command)]

    assert "3.2-02" in [f.rule for f in modes.noted("free", run.scenario, events, since)]
    assert modes.noted("exam", run.scenario, events, since) == []
    assert modes.noted("free", run.scenario, events, events[-1].position) == []


def test_the_lawful_step_is_never_refused():
    run = Desk(scenario())
    while not run.world.finished:
        step = hints.next_step(run.world, "hs1")
        assert modes.stopped("guided", run.scenario, run.events, step.command) == []
        run.do(step.kind, **step.data)


def test_what_is_too_late_to_be_helped_is_not_refused():
    """Whoever is late with the result must still be able to hand it over."""
    run = Desk(scenario("chung-thuc-ban-sao-02")).follow("return_result")
    late = run.events
    world = run.world
    for _ in range(3):
        late = [*late, *play.act(world, Command("wait_until_morning", None, "reception"))]
        world = engine.fold(run.scenario, late)
    step = hints.next_step(world, "hs1")
    assert step.kind == "return_result"

    assert modes.stopped("guided", run.scenario, late, step.command) == []
    unchecked = Command(step.kind, "hs1", step.seat, {**step.data, "receiver": "unchecked"})
    assert [f.rule for f in modes.stopped("guided", run.scenario, late, unchecked)] == ["I6"]
