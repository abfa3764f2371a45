"""No dossier is lost or stuck, whatever anybody does: a Hypothesis state machine.

It plays the whole workflow: every way of handing in, every seat of the trainee, other agencies,
incidents, extensions, corrections.
"""

import json

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from sandbox import engine, hints, marking, modes, play, replay, statuses
from sandbox.engine import NotAvailable
from sandbox.fields import FIELDS, Field
from sandbox.rules.base import history
from sandbox.workflow import ACTS, CLOCK_ACTS, OFFICERS, ROLES, STATES
from sandbox.world import Command, Event
from tests.unit.sandbox import made
from tests.unit.sandbox.desk import MORE, PLAIN, variant

CLOSING_ACTS = 120
PENSION, LAND, HONOURS, GROUP, HOUSE, SINGLE = (
    "1.014027", "1.013978", "1.010803", "2.002621", "1.013225", "1.004873",
)  # fmt: skip
VERIFICATION = made.library.shipped().procedures[SINGLE].versions[0].links[0].key
SLOW = {"low": 6000, "high": 6100}
SOON = {"low": 30, "high": 60}


def endless(data):
    """Leave time for the crew to close the dossier, however long the run has lasted."""
    data["ends_at"] = "2027-12-30T17:00"


def silent(data):
    endless(data)
    data["dossiers"][0]["citizen"]["silent"] = True


def pension(seats, **dossier):
    return made.scenario(made.data(PENSION, **dossier), seats=seats)


def faulty(code, stage="reception", remedy="supplement"):
    version = made.library.shipped().procedures[code].versions[-1]
    kind = next(k.key for k in version.defect_kinds if k.stage == stage and k.remedy == remedy)
    return {"always": [made.defect(made.papers(version)[0]["key"], kind)]}


def wavering(**more):
    citizen = made.data(PENSION)["dossiers"][0]["citizen"]
    return {**citizen, **more}


OUTAGE = {"starts_at": "2026-10-07T08:05", "ends_at": "2026-10-07T10:00", "what": "Mất kết nối."}
QUESTION = {
    "key": "q", "dossier": "hs1", "at": "2026-10-07T08:10", "who": "Đồng nghiệp",
    "text": "Cho mượn thiết bị ký số nhé?", "should": "Không cho mượn.",
    "replies": [
        {"key": "co", "title": "Đây, cầm lấy", "rule": "E22", "what": "Cho mượn thiết bị ký số."},
        {"key": "khong", "title": "Không được đâu", "right": True},
    ],
}  # fmt: skip
DESK, OFFICE, LEADERS = ["reception"], ["appraiser"], ["division", "leader"]
MAKERS = {
    "defective": lambda: variant(endless),
    "silent": lambda: variant(silent),
    "plain": lambda: variant(endless, PLAIN),
    "online": lambda: pension(DESK, channel="online", defects=faulty(PENSION)),
    "post": lambda: pension(DESK, channel="post", delivery="post"),
    "part": lambda: pension(DESK, defects=faulty(PENSION), citizen=wavering(brings="nothing")),
    "office supplement": lambda: pension(OFFICE, defects=faulty(PENSION, "appraisal")),
    "desk supplement": lambda: pension(DESK, defects=faulty(PENSION, "appraisal")),
    "both": lambda: pension([*DESK, *OFFICE], defects=faulty(PENSION, "appraisal", "refuse")),
    "leaders": lambda: pension(
        LEADERS, wrong_result={"label": "Họ tên", "wrong": "X", "right": "{name}"}
    ),
    "wrong result": lambda: pension(
        DESK,
        wrong_result={"label": "Họ tên", "wrong": "X", "right": "{name}", "noticed_after": SOON},
    ),
    "late office": lambda: pension(
        DESK,
        colleagues={"appraisal_takes": SLOW, "asks_extension": "in_time", "asks_twice": True},
    ),
    "withdrawn": lambda: pension(
        DESK, citizen=wavering(withdraws_after=SOON), colleagues={"appraisal_takes": SLOW}
    ),
    "down": lambda: made.scenario(
        made.data(PENSION, defects=faulty(PENSION)), incidents=[OUTAGE], happenings=[QUESTION],
        blurs=0.3,
    ),
    "land": lambda: made.scenario(
        made.data(LAND, links=[{"link": "vpdk", "after": SOON, "silent": 1},
                               {"link": "thue", "after": SLOW, "returns": "Thiếu tờ khai."}]),
        seats=OFFICE,
    ),
    "province": lambda: made.scenario(
        made.data(HONOURS, links=[{"link": "so-noi-vu", "after": SOON, "returns": "Thiếu bản quét."}])
    ),
    "group": lambda: made.scenario(made.data(GROUP, channel="online")),
    "house": lambda: made.scenario(
        made.data(HOUSE, channel="online", defects=faulty(HOUSE), citizen=wavering(silent=True))
    ),
    "verification": lambda: made.scenario(
        made.data(SINGLE, links=[{"link": VERIFICATION, "after": SLOW, "silent": 1}]),
        seats=OFFICE,
    ),
}  # fmt: skip
VARIANTS = {name: make() for name, make in MAKERS.items()}
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
        self.seed = str(seed)
        self.events = play.start(self.scenario, self.seed)
        self.world = engine.fold(self.scenario, self.events)
        self.commands = []

    def send(self, command):
        before = self.world
        outcome = play.play(before, command)
        if isinstance(outcome, NotAvailable):
            assert outcome.sentence
            assert bool(outcome.basis) == (outcome.code in engine.CHECKS)
            return outcome
        self.world, new = outcome
        self.events += new
        self.commands.append(command)
        assert self.world.now >= before.now
        return outcome

    @rule(
        kind=st.sampled_from([*ACTS, *CLOCK_ACTS, "fly"]),
        role=st.sampled_from([*ROLES]),
        data=GARBAGE,
    )
    def anything(self, kind, role, data):
        self.send(Command(kind, "hs1", role, data))

    @rule(data=st.data())
    def some_button(self, data):
        if not self.world.dossiers:
            return
        role = data.draw(st.sampled_from([*self.scenario.seats, *self.scenario.seats, *OFFICERS]))
        options = [o for o in engine.available(self.world, "hs1", role) if not o.refusal]
        if options:
            option = data.draw(st.sampled_from(options))
            filled = {field.name: data.draw(answers(field)) for field in option.fields}
            command = Command(option.kind, "hs1", role, {**option.preset, **filled})
            assert not isinstance(self.send(command), NotAvailable)

    @rule(times=st.integers(1, 5))
    def the_lawful_steps(self, times):
        for _ in range(times):
            step = hints.next_step(self.world, "hs1")
            if step is not None and not self.world.finished:
                assert not isinstance(self.send(step.command), NotAvailable)

    @rule(kind=st.sampled_from([*CLOCK_ACTS]))
    def wait(self, kind):
        self.send(Command(kind, None, self.scenario.seats[0]))

    @precondition(lambda self: self.commands)
    @rule(times=st.integers(1, 12))
    def wait_for_days(self, times):
        for _ in range(times):
            self.send(Command("wait_until_morning", None, self.scenario.seats[0]))

    @invariant()
    def every_dossier_is_in_a_known_state_with_exactly_one_holder(self):
        assert [each.key for each in self.world.parents] == ["hs1"]
        for dossier in self.world.dossiers.values():
            assert dossier.state in STATES
            assert (dossier.holder is None) == dossier.closed
            assert dossier.closed or dossier.holder in ROLES

    @invariant()
    def a_parent_waits_if_and_only_if_it_has_a_live_child(self):
        for parent in self.world.parents:
            live = [child for child in self.world.children(parent.key) if not child.closed]
            assert bool(live) == (parent.state == "awaiting_agency")

    @invariant()
    def the_log_has_no_gap_and_time_never_runs_back(self):
        assert [event.position for event in self.events] == list(range(1, len(self.events) + 1))
        hours = [event.at for event in self.events]
        assert hours == sorted(hours)
        assert self.world.now == hours[-1]

    @invariant()
    def a_closed_dossier_has_no_plans_but_those_of_what_may_still_come(self):
        closed = {key for key, each in self.world.dossiers.items() if each.closed}
        plans = [each.command for each in self.world.queue if each.command.dossier in closed]
        assert {each.kind for each in plans} <= {"happen", "report_error"}

    def teardown(self):
        if not hasattr(self, "events"):
            return
        self.folding_the_stored_log_gives_the_live_world()
        self.marking_is_repeatable_and_within_bounds()
        self.the_public_status_only_changes_as_it_may()
        self.the_same_commands_give_the_same_bytes()
        self.a_cooperative_crew_closes_every_dossier_in_guided_mode()
        self.each_child_woke_its_parent_once()

    def folding_the_stored_log_gives_the_live_world(self):
        stored = json.dumps([event.to_dict() for event in self.events])
        events = [Event.from_dict(each) for each in json.loads(stored)]
        assert engine.fold(self.scenario, events) == self.world
        assert engine.fold(self.scenario, events) == engine.fold(self.scenario, self.events)

    def marking_is_repeatable_and_within_bounds(self):
        report = marking.mark(self.scenario, self.events)
        assert report == marking.mark(self.scenario, self.events)
        assert 0 <= report.total <= 100
        assert all(0 <= line.points <= line.out_of for line in report.dimensions)
        for _, found in marking.occasions(history(self.scenario, self.events)):
            assert found.good or found.step.omitted or not found.step.event.simulated

    def the_public_status_only_changes_as_it_may(self):
        world = engine.fold(self.scenario, self.events[:1])
        status = {}
        for event in self.events[1:]:
            world = engine.evolve(world, event)
            for dossier in world.parents:
                before = status.get(dossier.key, 0)
                assert statuses.lawful_change(before, dossier.status), (before, event)
                status[dossier.key] = dossier.status

    def the_same_commands_give_the_same_bytes(self):
        first = replay.run(self.scenario, self.seed, self.commands)
        second = replay.run(self.scenario, self.seed, self.commands)
        assert json.dumps(first, default=str) == json.dumps(second, default=str)
        assert first["events"] == [event.to_dict() for event in self.events]

    def a_cooperative_crew_closes_every_dossier_in_guided_mode(self):
        for _ in range(CLOSING_ACTS):
            step = hints.next_step(self.world, "hs1")
            if step is None or self.world.finished:
                break
            assert not modes.stopped("guided", self.scenario, self.events, step.command)
            assert not isinstance(self.send(step.command), NotAvailable)
        assert self.world.dossiers["hs1"].closed

    def each_child_woke_its_parent_once(self):
        sent = [e for e in self.events if e.data.get("children")]
        woken = [e for e in self.events if e.kind == "wake"]
        withdrawn = self.world.dossiers["hs1"].state == "withdrawn"
        assert len(woken) == len(sent) or (withdrawn and len(woken) == len(sent) - 1)


TestRun = Run.TestCase
TestRun.settings = settings(max_examples=40 * MORE, stateful_step_count=16, deadline=None)


def test_every_act_has_its_fields():
    assert set(FIELDS) == set(ACTS)
