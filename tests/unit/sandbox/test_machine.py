"""No dossier is lost or stuck, whatever anybody does: a Hypothesis state machine."""

import json

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from sandbox import engine, hints, marking, play
from sandbox.engine import NotAvailable
from sandbox.fields import FIELDS, Field
from sandbox.workflow import ACTS, CLOCK_ACTS, ROLES, STATES
from sandbox.world import Command, Event
from tests.unit.sandbox.desk import MORE, PLAIN, variant

CLOSING_ACTS = 60


def endless(data):
    """Leave time for the crew to close the dossier, however long the run has lasted."""
    data["ends_at"] = "2027-11-30T17:00"


def silent(data):
    endless(data)
    data["dossiers"][0]["citizen"]["silent"] = True


VARIANTS = {
    "defective": variant(endless),
    "silent": variant(silent),
    "plain": variant(endless, PLAIN),
}
GARBAGE = st.dictionaries(
    st.sampled_from(["paper", "finding", "amount", "way", "reason", "due", "x"]),
    st.one_of(st.none(), st.text(max_size=5), st.integers(), st.lists(st.text(max_size=3))),
    max_size=3,
)


def answers(field: Field):
    values = [option.value for option in field.options]
    if field.kind == "choice":
        return st.sampled_from(values)
    if field.kind == "checks":
        return st.lists(st.sampled_from(values), min_size=1, unique=True)
    if field.kind == "number":
        return st.integers(0, 50).map(lambda thousands: thousands * 1000)
    return st.sampled_from(["Thiếu", "Đề nghị mang bản chính đến quầy."])


class Run(RuleBasedStateMachine):
    """One run under any commands of any role, any waiting, any nonsense."""

    @initialize(name=st.sampled_from(sorted(VARIANTS)), seed=st.integers(0, 50))
    def begin(self, name, seed):
        self.scenario = VARIANTS[name]
        self.events = play.start(self.scenario, str(seed))
        self.world = engine.fold(self.scenario, self.events)

    def send(self, command):
        before = self.world
        outcome = play.act(before, command)
        assert outcome == play.act(before, command)
        if isinstance(outcome, NotAvailable):
            assert self.world is before
            assert outcome.sentence
            assert bool(outcome.basis) == (outcome.code in engine.CHECKS)
            return outcome
        self.events += outcome
        self.world = play.after(before, outcome)
        assert self.world.now >= before.now
        return outcome

    @rule(
        kind=st.sampled_from([*ACTS, *CLOCK_ACTS, "fly"]),
        role=st.sampled_from([*ROLES]),
        data=GARBAGE,
    )
    def anything(self, kind, role, data):
        self.send(Command(kind, "hs1", role, data))

    @rule(data=st.data(), role=st.sampled_from(["reception", "reception", "appraiser", "leader"]))
    def some_button(self, data, role):
        options = [o for o in engine.available(self.world, "hs1", role) if not o.refusal]
        if options:
            option = data.draw(st.sampled_from(options))
            filled = {field.name: data.draw(answers(field)) for field in option.fields}
            command = Command(option.kind, "hs1", role, {**option.preset, **filled})
            assert not isinstance(self.send(command), NotAvailable)

    @rule()
    def the_lawful_step(self):
        step = hints.next_step(self.world, "hs1")
        if step is not None:
            assert not isinstance(self.send(step.command), NotAvailable)

    @rule(kind=st.sampled_from([*CLOCK_ACTS]))
    def wait(self, kind):
        self.send(Command(kind, None, "reception"))

    @invariant()
    def every_dossier_is_in_a_known_state_with_exactly_one_holder(self):
        assert set(self.world.dossiers) == {"hs1"}
        dossier = self.world.dossiers["hs1"]
        assert dossier.state in STATES
        assert (dossier.holder is None) == dossier.closed
        assert dossier.closed or dossier.holder in ROLES

    @invariant()
    def the_log_has_no_gap_and_time_never_runs_back(self):
        assert [event.position for event in self.events] == list(range(1, len(self.events) + 1))
        hours = [event.at for event in self.events]
        assert hours == sorted(hours)
        assert self.world.now == hours[-1]

    @invariant()
    def a_closed_dossier_has_no_plans(self):
        closed = {key for key, each in self.world.dossiers.items() if each.closed}
        assert not [each for each in self.world.queue if each.command.dossier in closed]

    def teardown(self):
        if not hasattr(self, "events"):
            return
        self.folding_the_stored_log_gives_the_live_world()
        self.marking_is_repeatable_and_within_bounds()
        self.a_cooperative_crew_closes_every_dossier()

    def folding_the_stored_log_gives_the_live_world(self):
        stored = json.dumps([event.to_dict() for event in self.events])
        events = [Event.from_dict(each) for each in json.loads(stored)]
        assert engine.fold(self.scenario, events) == self.world

    def marking_is_repeatable_and_within_bounds(self):
        report = marking.mark(self.scenario, self.events)
        assert report == marking.mark(self.scenario, self.events)
        assert 0 <= report.total <= 100
        assert all(0 <= line.points <= line.out_of for line in report.dimensions)
        positions = {event.position: event for event in self.events}
        for finding in report.breaches:
            assert positions[finding.position].role == "reception"

    def a_cooperative_crew_closes_every_dossier(self):
        for _ in range(CLOSING_ACTS):
            step = hints.next_step(self.world, "hs1")
            if step is None:
                break
            assert not isinstance(self.send(step.command), NotAvailable)
        assert self.world.dossiers["hs1"].closed


TestRun = Run.TestCase
TestRun.settings = settings(max_examples=50 * MORE, stateful_step_count=25, deadline=None)


def test_every_act_has_its_fields():
    assert set(FIELDS) == set(ACTS)
