"""Several people in one run: who sees, may do and answers for what."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sandbox import engine, hints, library, marking, play, team
from sandbox.engine import NotAvailable
from sandbox.marking import HintUse
from sandbox.scenario import Scenario
from sandbox.world import Command, Event, World, changed

CREW = ("reception", "appraiser", "leader")
SEED = "nhom"
CHAIN = (
    "huu-tri-xa-hoi-01",
    "dat-dai-01",
    "ket-hon-01",
    "khai-sinh-01",
    "giay-phep-xay-dung-02",
    "lien-thong-khai-tu-02",
)
NAMES = {"reception": "Lò Thị Mẩy", "appraiser": "Trần Văn Bình", "leader": "Nguyễn Thị Lan"}


def crew_of(code: str, *roles: str) -> Scenario:
    return team.seated(library.shipped().scenarios[code], roles or CREW)


Way = Callable[[World], Command | None]


def expert(world: World) -> Command | None:
    """The next lawful step of a member, from what he sees; None when it is others' turn."""
    found = (step for key in world.dossiers for step in hints.steps(world, key))
    step = next(found, None)
    return step.command if step else None


def played(scenario: Scenario, ways: dict[str, Way], *, most: int = 400) -> list[Event]:
    """A run in which each seat is played by somebody of its own, who sees only the own part."""
    events = play.start(scenario, SEED)
    for _ in range(most):
        world = engine.fold(scenario, events)
        if world.finished:
            return events
        command = _next_of(scenario, events, ways) or _wait(world, ways)
        outcome = play.act(world, command)
        assert not isinstance(outcome, NotAvailable), (command, outcome)
        events += outcome
    return events


def _next_of(scenario: Scenario, events: list[Event], ways: dict[str, Way]) -> Command | None:
    for role, way in ways.items():
        own = engine.fold(team.seated(scenario, (role,)), team.as_seen_by(events, (role,)))
        if (command := way(own)) is not None:
            return changed(command, actor=NAMES.get(role, ""))
    return None


def _wait(world: World, ways: dict[str, Way]) -> Command:
    return Command(hints.waiting(world), None, next(iter(ways)))


def experts(scenario: Scenario) -> list[Event]:
    return played(scenario, dict.fromkeys(scenario.seats, expert))


@pytest.mark.parametrize("code", CHAIN)
def test_three_experts_in_three_seats_earn_full_marks_each(code: str) -> None:
    scenario = crew_of(code)
    events = experts(scenario)

    marks = {role: team.report_of(scenario, events, (role,), []) for role in CREW}

    assert engine.fold(scenario, events).all_closed
    assert {role: mark.total for role, mark in marks.items() if mark.total < 98} == {}


@pytest.mark.parametrize("code", CHAIN)
def test_a_table_without_an_empty_chair_earns_full_marks(code: str) -> None:
    base = library.shipped().scenarios[code]
    scenario = team.seated(base, team.roles_of(base))
    events = experts(scenario)

    marks = {role: team.report_of(scenario, events, (role,), []).total for role in scenario.seats}

    assert min(marks.values()) >= 98, marks


def test_among_simulated_colleagues_there_would_be_less_to_do() -> None:
    """Why a member is measured by an expert team as well: the others leave other traces."""
    scenario = crew_of("ket-hon-01")
    events = experts(scenario)
    seen = team.as_seen_by(events, ("leader",))

    alone = marking.mark(team.seated(scenario, ("leader",)), seen).total

    assert alone < 98 <= team.report_of(scenario, events, ("leader",), []).total


def test_the_acts_of_colleagues_are_those_of_others() -> None:
    scenario = crew_of("khai-sinh-01")
    events = experts(scenario)

    for role in CREW:
        mine = [event for event in team.as_seen_by(events, (role,)) if not event.simulated]
        assert mine == [event for event in events if not event.simulated and event.role == role]
        assert mine
    together = team.as_seen_by(events, CREW)
    assert together == events


def test_the_world_is_the_same_for_everybody() -> None:
    scenario = crew_of("dat-dai-01")
    events = experts(scenario)
    whole = engine.fold(scenario, events)

    for role in CREW:
        own = engine.fold(team.seated(scenario, (role,)), team.as_seen_by(events, (role,)))
        assert (own.now, own.queue, own.position) == (whole.now, whole.queue, whole.position)
        assert _facts(own) == _facts(whole)


def _facts(world: World) -> dict[str, object]:
    """All of each dossier but the issued forms, which carry the data of their event."""
    return {key: changed(dossier, forms=()) for key, dossier in world.dossiers.items()}


def test_the_digest_tells_the_seats_apart() -> None:
    scenario = crew_of("khai-sinh-01")
    published = library.shipped().scenarios["khai-sinh-01"]

    assert team.seated(scenario, ("leader",)) == team.seated(published, ("leader",))
    assert team.seated(scenario, ("leader",)) != scenario
    assert team.seated(published, ("leader", "reception")).seats == ("reception", "leader")


def unsigned() -> Way:
    """A desk that at first forgets to sign what it scans."""
    done = False

    def way(world: World) -> Command | None:
        nonlocal done
        command = expert(world)
        if command is None or done or command.kind != "digitise":
            return command
        done = True
        return changed(command, data={**command.data, "signed": "no"})

    return way


def test_a_breach_costs_only_whoever_committed_it() -> None:
    scenario = crew_of("khai-sinh-01")
    events = played(scenario, {**dict.fromkeys(CREW, expert), "reception": unsigned()})

    marks = {role: team.report_of(scenario, events, (role,), []) for role in CREW}

    assert "B1-ky" in {finding.rule for finding in marks["reception"].breaches}
    assert marks["reception"].total < 100
    for role in ("appraiser", "leader"):
        assert marks[role].breaches == ()
        assert marks[role].total == 100


def lazy(nights: int) -> Way:
    """An appraiser who leaves what lies on his table until another morning."""
    left = nights

    def way(world: World) -> Command | None:
        nonlocal left
        command = expert(world)
        if command is None or left == 0 or command.kind != "submit_for_signature":
            return command
        left -= 1
        return Command("wait_until_morning", None, "appraiser")

    return way


def test_who_held_a_dossier_too_long_is_named_to_those_after_him_and_to_nobody_else() -> None:
    scenario = crew_of("khai-sinh-01")
    events = played(scenario, {**dict.fromkeys(CREW, expert), "appraiser": lazy(2)})

    (cause,) = team.causes(scenario, events, ("leader",))

    assert (cause.dossier, cause.role) == ("hs1", "appraiser")
    assert cause.held > cause.allowed
    assert team.causes(scenario, events, ("appraiser",)) == []
    assert team.causes(scenario, events, CREW) == []
    code = engine.fold(scenario, events).dossiers["hs1"].code or ""
    told = team.cause_in_words(cause, code, NAMES["appraiser"])
    assert told.startswith(f"Hồ sơ {code} đến bàn anh/chị đã trễ: Trần Văn Bình (cán bộ thụ lý)")
    marks = {role: team.report_of(scenario, events, (role,), []) for role in CREW}
    late = {finding.rule for finding in marks["appraiser"].breaches}
    assert late
    assert not late & {finding.rule for finding in marks["leader"].breaches}


def test_nothing_came_late_to_the_desk_of_experts() -> None:
    scenario = crew_of("dat-dai-01")
    events = experts(scenario)

    assert [team.causes(scenario, events, (role,)) for role in CREW] == [[], [], []]


def test_whether_anything_came_into_ones_hands() -> None:
    scenario = crew_of("khai-sinh-01")
    begun = play.start(scenario, SEED)

    assert team.reached(scenario, begun, ("reception",))
    assert not team.reached(scenario, begun, ("leader",))
    assert team.reached(scenario, experts(scenario), ("leader",))


@pytest.mark.parametrize(
    ("minutes", "words"), [(5, "5 phút"), (60, "1 giờ"), (95, "1 giờ 35 phút"), (0, "0 phút")]
)
def test_how_long_it_was_held_in_words(minutes: int, words: str) -> None:
    cause = team.Cause("hs1", "leader", 3, minutes, minutes)

    assert f"giữ {words} làm việc" in team.cause_in_words(cause, "H1", "Lan")


def test_hints_cost_whoever_opened_them() -> None:
    scenario = crew_of("khai-sinh-01")
    events = experts(scenario)
    uses = [HintUse(2, "hs1", 1, "reception"), HintUse(9, "hs1", 1, "leader")]

    costs = {role: team.report_of(scenario, events, (role,), uses).hint_cost for role in CREW}

    assert costs == {"reception": 0.5, "appraiser": 0, "leader": 0.5}


def test_the_clock_waits_for_whoever_has_work() -> None:
    scenario = crew_of("khai-sinh-01")
    world = engine.fold(scenario, play.start(scenario, SEED))

    assert team.busy(world, ("leader",)) == team.Busy("reception", 1)
    assert team.busy(world, ("reception",)) is None
    refusals = [each.refusal for each in team.clock_options(world, ("leader",), NAMES)]
    assert [refusal.code for refusal in refusals if refusal] == ["colleague"] * 2
    assert refusals[0] is not None
    assert refusals[0].sentence.startswith("Lò Thị Mẩy (cán bộ tiếp nhận) đang có 1 hồ sơ")
    own = team.clock_options(world, ("reception",), NAMES)
    assert [each.refusal.code if each.refusal else "" for each in own] == ["citizen_waits", ""]


def test_the_next_step_of_whose_turn_it_is_not_is_to_wait_for_the_colleague() -> None:
    scenario = crew_of("khai-sinh-01")
    events = play.start(scenario, SEED)
    world = engine.fold(scenario, events)
    own = engine.fold(team.seated(scenario, ("leader",)), team.as_seen_by(events, ("leader",)))
    refusal = team.clock_refusal(world, ("leader",), NAMES)

    step = team.next_step(own, "hs1", refusal)

    assert step is not None
    assert (step.kind, refusal and step.sentence == refusal.sentence) == (
        team.WAIT_FOR_COLLEAGUE, True,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "dossier", "touched"),
    [
        ("accept", "hs1", True),
        ("answer", "hs1.police", True),
        ("accept", "hs10", False),
        ("accept", "hs2", False),
        ("wait", None, True),
        ("down", None, True),
        ("clock", None, False),
    ],
)
def test_what_touches_a_dossier(kind: str, dossier: str | None, touched: bool) -> None:
    at = library.shipped().scenarios["khai-sinh-01"].starts_at
    event = Event(2, at, "", "reception", kind, dossier, {})

    assert bool(team.touches([event], "hs1")) is touched
    assert team.touches([event], None) == [event]


def test_only_roles_of_the_workflow_have_a_chair() -> None:
    shipped = library.shipped().scenarios

    assert team.roles_of(shipped["ho-kinh-doanh-01"]) == (
        "reception", "appraiser", "division", "clerk",
    )  # fmt: skip
    assert team.roles_of(shipped["khai-sinh-01"]) == ("reception", "appraiser", "leader", "clerk")
