"""What the system lets one do, and what happens then."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from sandbox import engine, hints, play, worklist
from sandbox.engine import NotAvailable
from sandbox.steps.desk import acceptance, transferral
from sandbox.workflow import ACTS, CHILD, ROLES, STATES, STATUSES, STEPS, TRANSITIONS
from sandbox.world import Command, Event
from tests.unit.sandbox.desk import DEFECTIVE, PLAIN, Desk, scenario, under, variant
from tests.unit.sandbox.test_rules import (
    BIRTH,
    BREAKING,
    CLEAR,
    IN_WRITING,
    WORK,
    accept_now,
    again,
    ask,
)


def desk(code=DEFECTIVE, seed="17"):
    return Desk(scenario(code), seed)


def test_every_state_has_a_known_holder_and_every_public_status_has_a_state():
    assert {state.holder for state in STATES.values()} <= {*ROLES, None}
    assert {state.status for state in STATES.values()} == set(STATUSES) == set(range(1, 11))


@pytest.mark.parametrize("act", ACTS.values(), ids=lambda act: act.kind)
def test_an_act_of_the_table_names_known_states_roles_and_checks(act):
    assert set(act.sources) <= set(STATES)
    assert act.to is None or act.to in STATES
    assert act.roles
    assert set(act.roles) <= set(ROLES)
    assert set(act.checks) <= set(engine.CHECKS)


def test_every_state_but_an_early_end_is_on_the_progress_line():
    on_the_line = [state for _, states in STEPS for state in states]

    assert sorted(on_the_line) == sorted(set(STATES) - {"refused", "withdrawn", "stopped", *CHILD})


@pytest.mark.parametrize("rule", BREAKING)
def test_a_public_status_only_follows_one_that_it_may_follow(rule):
    run = BREAKING[rule]().follow()
    world, status = engine.fold(run.scenario, run.events[:1]), 0
    for event in run.events[1:]:
        world = engine.evolve(world, event)
        new = world.dossiers["hs1"].status
        assert new == status or new in TRANSITIONS[status], event.kind
        status = new


def test_a_run_starts_with_the_citizen_at_the_counter():
    run = desk()

    assert [event.kind for event in run.events] == ["start", "submit"]
    assert run.world.now == datetime(2026, 11, 18, 14, 50)
    assert run.dossier.citizen_present
    assert (run.dossier.status, run.dossier.holder) == (1, "reception")


def test_an_act_takes_its_simulated_minutes():
    run = desk()

    run.do("check_identity", method="e_id")

    assert run.world.now == datetime(2026, 11, 18, 14, 52)


def test_the_expert_goes_through_all_public_statuses_of_a_supplemented_dossier():
    run = desk()
    statuses = [run.dossier.status]
    while (step := hints.next_step(run.world, "hs1")) is not None:
        run.do(step.kind, **step.data)
        statuses.append(run.dossier.status)

    assert list(dict.fromkeys(statuses)) == [1, 5, 2, 4, 9, 10]
    assert run.world.finished


def test_the_dossier_gets_its_code_at_acceptance_in_the_practice_range():
    run = desk().follow("digitise")

    unit, day, number = run.dossier.code.split("-")

    assert unit == "H55.901.01"
    assert day == "261118"
    assert len(number) == 4
    assert number.isdigit()


@pytest.mark.parametrize(
    ("kind", "role", "code"),
    [
        ("sign", "reception", "role"),
        ("accept", "leader", "role"),
        ("transfer", "reception", "state"),
        ("sign", "leader", "state"),
        ("fly", "reception", "unknown"),
        ("submit", "citizen", "state"),
        ("submit", "reception", "state"),
    ],
)
def test_the_system_refuses_another_role_and_another_state(kind, role, code):
    run = desk()

    outcome = run.attempt(kind, role)

    assert isinstance(outcome, NotAvailable)
    assert outcome.code == code
    assert outcome.sentence.endswith(".")


def test_only_who_holds_the_dossier_judges_its_papers():
    paper = {"paper": "giay-khai-sinh", "finding": "sound"}
    run = desk().follow("transfer")
    assert run.attempt("check_paper", "appraiser", **paper).code == "state"

    run = back_to(run.follow("wait_for_news").do("wait_until_morning"), "in_appraisal")

    assert run.attempt("check_paper", "reception", **paper).code == "state"
    assert not isinstance(run.attempt("check_paper", "appraiser", **paper), NotAvailable)


def back_to(run, state):
    """The run as it was when its dossier first came into a state."""
    for count in range(1, len(run.events) + 1):
        world = engine.fold(run.scenario, run.events[:count])
        if "hs1" in world.dossiers and world.dossiers["hs1"].state == state:
            run.events, run.world = run.events[:count], world
            return run
    raise AssertionError(state)


def test_the_system_refuses_an_unknown_dossier():
    outcome = play.act(desk().world, Command("accept", "hs9", "reception"))

    assert isinstance(outcome, NotAvailable)
    assert outcome.code == "unknown"


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "items"),
        ({"items": [BIRTH], "way": "form_02", "reason": CLEAR}, "complete_by"),
        ({"items": [BIRTH], **IN_WRITING}, "reason"),
        ({"items": [BIRTH], **IN_WRITING, "reason": "   "}, "reason"),
        ({"items": [BIRTH], "way": "by dove", "reason": CLEAR}, "way"),
        ({"items": ["paper:khong-co"], **IN_WRITING, "reason": CLEAR}, "items"),
        ({"items": [], **IN_WRITING, "reason": CLEAR}, "items"),
        ({"items": [BIRTH], **IN_WRITING, "reason": "x" * 1001}, "reason"),
        ({"items": [BIRTH], **IN_WRITING, "reason": CLEAR, "token": "1"}, "token"),
    ],
)
def test_data_of_the_wrong_shape_are_refused_beside_the_field(data, field):
    outcome = desk().attempt("request_supplement", **data)

    assert isinstance(outcome, NotAvailable)
    assert (outcome.code, outcome.field) == ("shape", field)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [("22.000", 22000), (" 22 000 ", 22000), (22000, 22000), ("0", 0)],
)
def test_an_amount_may_be_typed_as_people_write_it(typed, amount):
    run = desk().instead("collect_fee", amount=typed)

    assert run.dossier.payment
    assert run.dossier.payment.amount == amount


@pytest.mark.parametrize("typed", ["", "hai mươi", "-5", "2,5", "9" * 12, "2000000000", None, "²"])
def test_what_is_no_amount_is_refused(typed):
    run = desk().follow("collect_fee")

    outcome = run.attempt("collect_fee", amount=typed, how="cash", receipt="yes", proof="none")

    assert isinstance(outcome, NotAvailable)
    assert outcome.field == "amount"


def test_a_single_tick_may_come_as_text_and_ticks_keep_the_order_of_the_form():
    run = ask(desk(), [WORK, BIRTH])

    assert run.dossier.supplements[0].items == (BIRTH, WORK)


def test_the_system_lets_one_err():
    run = accept_now(desk())

    assert run.dossier.state == "accepted"
    assert run.dossier.defects
    assert run.dossier.identity == ""


def test_an_enforced_check_greys_the_button_with_its_reason_and_what_to_do():
    run = desk(PLAIN).follow("collect_fee")
    run.do("digitise", papers=["giay-khai-sinh", "hoc-ba"], signed="yes", reused=["danh-tinh"])
    run.do("transfer", office="tu-phap-ho-tich", handover="now", control_slip="yes")
    run.do("wait_for_news")

    option = next(
        each
        for each in engine.available(run.world, "hs1", "reception")
        if each.kind == "return_result"
    )

    assert option.refusal
    assert option.refusal.sentence == "Chưa thu phí, lệ phí."
    assert option.refusal.instead == ("Thu phí, lệ phí",)
    assert option.refusal.basis == "khoản 1 Điều 24 Nghị định 118/2025/NĐ-CP"


CHECKED = {
    "identity_before_accept": "check_identity",
    "papers_checked_before_accept": "check_paper",
    "digitised_before_transfer": "digitise",
    "fee_before_transfer": "collect_fee",
    "receipt_before_transfer": "issue_receipt",
}
"""Each check, and the act that satisfies it."""


@pytest.mark.parametrize("name", CHECKED)
@pytest.mark.parametrize("enforced", [True, False])
def test_a_check_holds_only_where_the_procedure_says_the_system_enforces_it(name, enforced):
    run = Desk(under(lambda version: version.update(system_checks=[name] if enforced else [])))
    run.follow(CHECKED[name])
    act = acceptance if name.endswith("accept") else transferral
    step = act(run.world, run.dossier)

    outcome = run.attempt(step.kind, **step.data)

    assert isinstance(outcome, NotAvailable) is enforced
    if enforced:
        assert outcome.code == name
        run.follow(step.kind)
        run.do(step.kind, **act(run.world, run.dossier).data)


def test_money_cannot_be_taken_from_somebody_who_is_not_there():
    run = desk(PLAIN).follow("collect_fee")
    run.do("transfer", office="tu-phap-ho-tich", handover="now", control_slip="yes")
    run.do("wait_for_news")

    outcome = run.attempt("collect_fee", amount=16000, how="cash", receipt="yes", proof="none")

    assert isinstance(outcome, NotAvailable)
    assert outcome.code == "absent"


def test_each_paper_has_its_own_button():
    keys = [option.key for option in engine.available(desk().world, "hs1", "reception")]

    assert "check_paper:giay-khai-sinh" in keys
    assert "look_up:danh-tinh" in keys
    assert len(keys) == len(set(keys))


def test_a_button_posts_what_the_engine_takes():
    run = desk()
    option = next(
        each
        for each in engine.available(run.world, "hs1", "reception")
        if each.key == "check_paper:giay-khai-sinh"
    )

    assert [field.name for field in option.fields] == ["finding", "where"]
    run.do(option.kind, **option.preset, finding="sound")
    assert run.dossier.verdicts["giay-khai-sinh"].sound


def test_other_seats_have_their_buttons_in_their_states():
    run = desk().follow("wait_for_news").do("wait_for_news").follow("wait_for_news")

    kinds = {option.kind for option in engine.available(run.world, "hs1", "appraiser")}

    assert kinds == {"receive_for_appraisal", "send_back", "request_extension"}
    assert engine.available(run.world, "hs1", "clerk") == []


def test_the_due_dates_to_choose_from_contain_the_right_one_and_wrong_ones():
    run = desk().follow("accept")
    option = next(
        each for each in engine.available(run.world, "hs1", "reception") if each.kind == "accept"
    )
    due = next(field for field in option.fields if field.name == "due")

    values = [choice.value for choice in due.options]

    assert acceptance(run.world, run.dossier).data["due"] in values
    assert len(values) >= 3
    assert values == sorted(values)


def silent(data):
    data["dossiers"][0]["citizen"]["silent"] = True


def test_the_clock_is_greyed_while_the_desk_is_the_only_one_with_work():
    run = ask(Desk(variant(silent))).do("wait_for_news")
    news, morning = engine.available(run.world, None, "reception")

    assert run.events[-1].kind == "expire_supplement"
    assert news.refusal
    assert news.refusal.code == "nothing_to_wait_for"
    assert morning.refusal is None


def test_nobody_waits_for_news_while_the_citizen_waits_for_him():
    run = ask(desk())
    assert play.clock_refusal(run.world, "wait_for_news") is None

    run.do("wait_for_news")

    assert run.dossier.citizen_waits
    assert run.attempt("wait_for_news").code == "citizen_waits"
    assert run.follow("wait_for_news").dossier.state == "in_queue"
    assert play.clock_refusal(run.world, "wait_for_news") is None


def test_the_period_for_the_papers_ends_when_they_come():
    run = ask(desk())
    assert "expire_supplement" in [each.command.kind for each in run.world.queue]

    run.do("wait_for_news")

    assert run.events[-1].kind == "supplement"
    assert run.world.queue == ()


@pytest.mark.parametrize(
    ("ends", "kind", "out_of_time"),
    [
        ("2026-11-18T17:00", "wait_until_morning", True),
        ("2026-11-19T17:00", "wait_until_morning", False),
        ("2026-11-18T15:01", "wait_for_news", True),
        ("2026-11-18T17:00", "check_identity", False),
    ],
)
def test_a_run_is_out_of_time_when_something_is_open_at_its_end(ends, kind, out_of_time):
    def until(data):
        data["ends_at"] = ends

    run = Desk(variant(until))
    if kind == "wait_for_news":
        ask(run)

    run.do(kind, **({"method": "e_id"} if kind == "check_identity" else {}))

    assert run.world.out_of_time is out_of_time
    assert run.world.finished is out_of_time


def test_waiting_for_news_stops_at_the_first_news():
    run = ask(desk()).do("wait_for_news")

    assert run.events[-1].kind == "supplement"
    assert run.dossier.state == "submitted"
    assert datetime(2026, 11, 18, 15, 30) < run.world.now < datetime(2026, 11, 18, 16, 0)


def test_waiting_until_morning_lets_the_others_work_meanwhile():
    run = desk().follow("wait_for_news").do("wait_for_news").follow("wait_for_news")
    run.do("wait_until_morning")

    assert run.world.now == datetime(2026, 11, 19, 7, 30)
    assert "receive_for_appraisal" in [event.kind for event in run.events]


def test_waiting_in_two_steps_is_waiting_in_one():
    def waiting():
        return desk(PLAIN).follow("wait_for_news")

    twice = waiting().do("wait_for_news").do("wait_until_morning")
    once = waiting().do("wait_until_morning")

    def story(run):
        return [(e.kind, e.at) for e in run.events if e.kind not in ("wait", "clock", "lapse")]

    assert story(twice) == story(once)


def test_a_citizen_given_too_early_a_date_comes_for_nothing_and_complains():
    run = desk().instead("accept", due="2026-11-18T17:00").follow("wait_for_news")
    run.do("wait_for_news")

    assert [e.kind for e in run.events[-2:]] == ["collect", "complain"]
    assert run.dossier.complaints == 1
    assert not run.dossier.citizen_present


def test_a_citizen_who_came_for_nothing_still_gets_the_result_in_the_end():
    run = desk().instead("accept", due="2026-11-18T17:00").follow()

    assert run.dossier.state == "returned"
    assert run.dossier.complaints == 1


def test_papers_brought_again_have_to_be_checked_again():
    run = ask(desk()).do("wait_for_news")

    assert set(run.dossier.verdicts) == {"bang-tot-nghiep"}


def test_somebody_asked_by_word_of_mouth_may_forget_an_item():
    forgot = {
        len(ask(Desk(scenario(), str(seed)), way="oral").do("wait_for_news").dossier.defects)
        for seed in range(12)
    }

    assert forgot == {0, 1}


def test_a_citizen_asked_a_second_time_gives_up_or_complains():
    ends = set()
    for seed in range(20):
        run = again(ask(Desk(scenario(), str(seed)), [BIRTH]).do("wait_for_news"), WORK).follow()
        kinds = {event.kind for event in run.events}
        ends.add((run.dossier.state, "complain" in kinds, run.dossier.has_form("05")))

    assert ends == {("withdrawn", False, True), ("returned", True, False)}


def test_a_draft_that_the_leader_returns_is_submitted_again_and_signed_in_the_end():
    def strict(data):
        data["others"]["leader"]["returns_draft"] = 0.6

    drafts = {Desk(variant(strict), str(seed)).follow().dossier.drafts for seed in range(12)}

    assert min(drafts) == 1
    assert max(drafts) > 1


def test_a_silent_citizen_lets_the_period_expire_and_the_dossier_is_stopped():
    def silent(data):
        data["dossiers"][0]["citizen"]["silent"] = True

    run = Desk(variant(silent)).follow()

    assert run.dossier.state == "stopped"
    assert run.world.now.date() >= datetime(2026, 12, 3).date()
    assert run.dossier.has_form("05")


@pytest.mark.parametrize(
    ("change", "reason"),
    [({"office": "kinh-te"}, "không thuộc nhiệm vụ"), ({}, "thiếu bản quét")],
    ids=["wrong office", "not digitised"],
)
def test_the_appraiser_sends_back_what_should_not_have_reached_him(change, reason):
    run = desk(PLAIN).follow("transfer" if change else "digitise")
    step = transferral(run.world, run.dossier)

    run.do("transfer", **{**step.data, **change}).do("wait_for_news")

    assert run.dossier.state == "back_at_desk"
    assert reason in run.dossier.sent_back
    assert run.follow().dossier.state == "returned"


def test_after_a_supplement_at_appraisal_the_time_limit_starts_again():
    for seed in range(20):
        run = accept_now(Desk(scenario(), str(seed))).follow("wait_for_news").do("wait_for_news")
        if run.dossier.state == "back_at_desk":
            break
    first = run.dossier.due_at

    run.follow("request_supplement").follow()

    assert run.dossier.state == "returned"
    assert [due.why for due in run.dossier.dues] == ["accepted", "supplemented"]
    assert first is not None
    assert run.dossier.dues[-1].at >= first


def test_a_run_ends_when_the_time_of_the_scenario_is_over():
    def short(data):
        data["ends_at"] = "2026-11-18T17:00"

    run = Desk(variant(short)).do("wait_until_morning")

    assert run.world.finished
    assert run.world.now == datetime(2026, 11, 18, 17, 0)
    assert run.attempt("check_identity", method="e_id").code == "finished"
    assert run.attempt("wait_until_morning").code == "finished"


def test_a_dossier_that_arrives_later_is_announced_by_the_clock():
    def two(data):
        later = {**data["dossiers"][0], "key": "hs2", "arrives_at": "2026-11-17T09:00"}
        data["dossiers"].append(later)

    run = Desk(variant(two, PLAIN))
    assert set(run.world.dossiers) == {"hs1"}
    run.follow("wait_for_news").do("wait_for_news")

    assert set(run.world.dossiers) == {"hs1", "hs2"}
    assert [row["dossier"] for row in worklist.rows(run.world)] == ["hs2", "hs1"]


def test_an_event_survives_its_journey_through_json():
    for event in desk().follow().events:
        assert Event.from_dict(event.to_dict()) == event


def test_an_event_out_of_turn_is_refused():
    run = desk()
    last = run.events[-1]

    with pytest.raises(ValueError, match="does not follow"):
        engine.evolve(run.world, last)
    earlier = replace(last, position=3, at=last.at - timedelta(minutes=1), kind="clock")
    with pytest.raises(ValueError, match="does not follow"):
        engine.evolve(run.world, earlier)


@pytest.mark.parametrize("events", [[], desk().events[1:]])
def test_a_log_without_its_start_is_no_run(events):
    with pytest.raises(ValueError, match="start event"):
        engine.fold(scenario(), events)


def test_the_same_seed_gives_the_same_run_and_another_seed_another_person():
    assert desk(seed="5").follow().events == desk(seed="5").follow().events
    assert engine.applicant(desk(seed="5").world, "hs1") != engine.applicant(
        desk(seed="6").world, "hs1"
    )
