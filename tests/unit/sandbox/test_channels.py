"""Other ways to the desk: online, by post, through somebody else, in an incident, with a question;
and what citizens change their minds about."""

from typing import Any

import pytest

from sandbox.engine import NotAvailable
from sandbox.fields import PAPER
from sandbox.law import in_words
from sandbox.rules import BY_ID, RULES
from sandbox.steps.desk import acceptance, transferral
from tests.unit.sandbox import test_rules, test_rules_agencies, test_rules_office
from tests.unit.sandbox.desk import Desk, practise
from tests.unit.sandbox.made import data, defect, papers

SHOP, HOUSE, COPY, ALLOWANCE = "1.001612", "1.013225", "2.000815", "1.001776"
CLEAR = "Đã quá thời hạn mà hồ sơ chưa được bổ sung theo phiếu yêu cầu."
ASKED = {"way": "form_02", "complete_by": "in_time", "reason": CLEAR}
DOWN = {"starts_at": "2026-10-07T07:45", "ends_at": "2026-10-07T09:30", "what": "Mất kết nối."}
WRONG = {"label": "Tên", "wrong": "{name}", "right": "{upper_name}"}
NOT_SIGNED = {"always": [defect("giay-de-nghi", "to-khai-chua-ky")]}
NOT_DRAWN = {"always": [defect("ban-ve", "ban-ve-chua-ky")]}
CITIZEN = data(SHOP)["dossiers"][0]["citizen"]


def desk(code: str = SHOP, changes: dict[str, Any] | None = None, **dossier) -> Desk:
    return practise(data(code, **dossier), **(changes or {}))


def online(**dossier) -> Desk:
    return desk(channel="online", **dossier)


def by_post() -> Desk:
    return desk(channel="post", delivery="post")


def for_another() -> Desk:
    return desk(agent={"applicant": "b", "relation": "Chồng"})


def incident(code: str = ALLOWANCE) -> Desk:
    return desk(code, {"incidents": [DOWN]})


def leaving() -> Desk:
    """A citizen who withdraws an hour after the dossier was accepted, with days to go."""
    script = {**CITIZEN, "withdraws_after": {"low": 60, "high": 60}}
    return desk(citizen=script, colleagues={"appraisal_takes": {"low": 1200, "high": 1200}})


def silent(code: str = SHOP) -> Desk:
    """A citizen who does not come back; the first procedure stops the dossier, the other refuses."""
    faults = NOT_SIGNED if code == SHOP else NOT_DRAWN
    return desk(code, channel="counter", citizen={**CITIZEN, "silent": True}, defects=faults)


def mistaken(**script) -> Desk:
    """A result with a mistake in it comes to the desk."""
    return desk(wrong_result={**WRONG, **script})


def blurring() -> Desk:
    return desk(changes={"blurs": 0.5})


def with_copy() -> Desk:
    """A certified copy is handed in, and another paper is faulty."""
    version = desk().world.version(desk().dossier)
    spec = papers(version)
    spec[1]["form"] = "certified_copy"
    return desk(papers=spec, defects=NOT_SIGNED)


def ask(run: Desk, *asked: str) -> Desk:
    return run.follow("request_supplement").do(
        "request_supplement", items=[PAPER + paper for paper in asked], **ASKED
    )


def transfer(run: Desk) -> Desk:
    return run.do("transfer", **transferral(run.world, run.dossier).data)


def accept(run: Desk) -> Desk:
    return run.do("accept", **acceptance(run.world, run.dossier).data)


def refuse(run: Desk) -> Desk:
    data = {"ground": "not-supplemented", "way": "form_03", "guidance": "said", "reason": CLEAR}
    return run.do("refuse", **data)


def overlooked(**script) -> Desk:
    """The desk does not see the mistake in the result."""
    run = mistaken(**script).instead("check_result", finding="right")
    run.do("notify_citizen", channel="official").do("wait_for_news")
    return run.do(
        "return_result", delivery="counter", receiver="slip", electronic="yes", rating="yes"
    )


CASES = {
    "C3": (
        lambda: online().follow(),
        lambda: online().follow("accept").mornings(2).follow(),
        "accept",
    ),
    "A5": (
        lambda: for_another().follow(),
        lambda: for_another().instead("check_identity", account="officer"),
        "check_identity",
    ),
    "A8": (
        lambda: incident().follow(),
        lambda: incident().instead("receive_on_paper", slip="no"),
        "receive_on_paper",
    ),
    "A8-nhap": (
        lambda: incident().follow(),
        lambda: incident().follow("wait_for_news").mornings(2).follow(),
        "receive_on_paper",
    ),
    "4.3-tt": (
        lambda: desk().follow(),
        lambda: desk().instead("accept", procedure="2.000720"),
        "accept",
    ),
    "B1-ro": (
        lambda: blurring().follow(),
        lambda: transfer(blurring().instead("digitise")),
        "transfer",
    ),
    "B4": (
        lambda: desk(COPY, asks_for_slip=True).follow(),
        lambda: transfer(desk(COPY, asks_for_slip=True).follow("issue_receipt")),
        "transfer",
    ),
    "B7": (
        None,
        lambda: ask(with_copy(), "giay-de-nghi", "bien-ban-hop"),
        "request_supplement",
    ),
    "D2": (
        lambda: desk().instead("collect_fee", how="transfer", proof="attached"),
        lambda: desk().instead("collect_fee", how="transfer", proof="none"),
        "collect_fee",
    ),
    "D5": (
        lambda: online(waiver="nop-truc-tuyen").follow(),
        lambda: desk().instead("collect_fee", amount=0, waiver="nop-truc-tuyen"),
        "collect_fee",
    ),
    "I2-cach": (
        lambda: by_post().follow(),
        lambda: by_post().instead("return_result", delivery="online"),
        "return_result",
    ),
    "I7": (
        lambda: mistaken().follow(),
        lambda: overlooked(),
        "check_result",
    ),
    "I7-han": (
        lambda: mistaken().follow(),
        lambda: mistaken().instead("send_for_correction", within="unsaid"),
        "send_for_correction",
    ),
    "I7-phi": (
        lambda: mistaken().follow(),
        lambda: mistaken().instead("send_for_correction", cost="citizen"),
        "send_for_correction",
    ),
    "H1": (
        lambda: leaving().follow(),
        lambda: leaving().follow("confirm_withdrawal").mornings(2).follow(),
        "confirm_withdrawal",
    ),
    "H3": (
        lambda: leaving().follow(),
        lambda: leaving().instead("confirm_withdrawal", papers_back="kept"),
        "confirm_withdrawal",
    ),
    "H5-som": (
        lambda: silent(HOUSE).follow(),
        lambda: refuse(silent(HOUSE).instead("request_supplement")),
        "refuse",
    ),
    "H5-muon": (
        lambda: silent().follow(),
        lambda: silent().follow("stop").mornings(6).follow(),
        "stop",
    ),
}  # fmt: skip
"""Rule to a run that keeps it (None: it never praises), one that breaks it, and the act that does."""


@pytest.mark.parametrize("rule", [rule for rule, (kept, _, _) in CASES.items() if kept])
def test_a_lawful_run_had_the_occasion_and_keeps_the_rule(rule):
    assert CASES[rule][0]().occasions(rule) == {"success"}


@pytest.mark.parametrize("rule", CASES)
def test_a_run_that_breaks_the_rule_is_found_at_the_act_with_its_ground(rule):
    _, broken, act = CASES[rule]
    run = broken()

    first, *_ = [f for f in run.findings() if f.rule == rule and f.kind == "breach"]

    assert run.events[first.position - 1].kind == act
    assert first.dossier == "hs1"
    assert first.points == BY_ID[rule].points
    assert first.basis == (in_words(BY_ID[rule].basis) or "Cách làm tốt")


@pytest.mark.parametrize(
    "run",
    [online, by_post, for_another, incident, leaving, silent, mistaken, blurring, with_copy,
     lambda: silent(HOUSE), lambda: incident(SHOP), lambda: mistaken(noticed_after={"low": 60, "high": 90})],
    ids=["online", "by post", "for another", "incident", "withdrawn", "stopped", "wrong result",
         "blurred", "certified copy", "refused", "incident with a fee", "never noticed"],
)  # fmt: skip
def test_the_lawful_way_breaks_nothing_and_ends(run):
    played = run().follow()

    assert played.dossier.closed
    assert played.broken() == set()
    assert played.report().total == 100


# Online and by post.


def test_c3_the_eight_hours_begin_again_when_the_papers_come():
    run = ask(online(defects=NOT_SIGNED), "giay-de-nghi").do("wait_for_news")
    late = ask(online(defects=NOT_SIGNED), "giay-de-nghi").do("wait_for_news").mornings(2).follow()

    assert run.follow().occasions("C3") == {"success"}
    assert [each.kind for each in late.findings() if each.rule == "C3"] == ["success", "breach"]


def test_c3_who_never_answers_breaks_it_too_but_not_before_the_hours_are_over():
    assert online().mornings(1).occasions("C3") == set()
    assert online().mornings(2).breach("C3").what.endswith("trả lời chưa có.")


def test_c3_a_dossier_at_the_counter_has_no_such_hours():
    assert desk().follow("accept").mornings(2).follow().occasions("C3") == set()


def test_online_nobody_is_asked_for_cash_or_scans():
    run = online().follow("transfer")

    assert {"digitise", "collect_fee", "check_identity"}.isdisjoint(e.kind for e in run.events)
    assert run.attempt("collect_fee").code == "absent"
    assert run.dossier.payment.how == "online"


def test_by_post_papers_are_scanned_and_the_result_goes_out_without_a_visit():
    run = by_post().follow()

    kinds = [event.kind for event in run.events]
    assert {"check_identity", "digitise", "request_payment"} <= set(kinds)
    assert "collect" not in kinds
    assert run.dossier.scans


@pytest.mark.parametrize(("account", "kept"), [("agent", "breach"), ("principal", "success")])
def test_a5_the_account_is_that_of_the_one_who_gave_the_authority(account, kept):
    assert for_another().instead("check_identity", account=account).occasions("A5") == {kept}


def test_a5_without_an_agent_nobody_is_asked_whose_account_it_is():
    outcome = desk().attempt("check_identity", method="e_id", account="officer")

    assert isinstance(outcome, NotAvailable)
    assert outcome.field == "account"


# The system is down.


def test_while_the_system_is_down_only_paper_work_goes_on():
    run = incident()

    refused = run.attempt("look_up", component="danh-tinh")
    assert (refused.code, refused.instead) == ("down", ("Nhận hồ sơ giấy khi hệ thống gián đoạn",))
    assert run.attempt("accept").code == "down"
    assert not isinstance(run.attempt("check_identity", method="card_only"), NotAvailable)


def test_while_the_system_works_nothing_is_received_on_paper():
    assert desk().attempt("receive_on_paper", slip="yes", noted="yes").code == "nothing"


def test_the_limit_runs_from_the_hour_on_the_paper_slip():
    run = incident().follow("transfer")

    received = run.last("receive_on_paper").at
    assert run.dossier.received_at == received < run.dossier.accepted_at
    assert run.dossier.due_at == run.scenario.calendar.add_working_days(received, 10)
    assert run.occasions("B3") == {"success"}


@pytest.mark.parametrize("answer", ["slip", "noted"])
def test_a8_the_slip_has_an_hour_and_the_dossier_a_note(answer):
    assert incident().instead("receive_on_paper", **{answer: "no"}).occasions("A8") == {"breach"}


def test_a8_nhap_a_dossier_that_is_never_entered_is_late_from_the_limit_on():
    run = incident().follow("wait_for_news").do("wait_for_news")
    assert run.occasions("A8-nhap") == set()

    assert run.mornings(1).breach("A8-nhap").what == "Chưa nhập bù."


def test_3_2_1_looking_at_the_card_is_enough_only_while_the_system_is_down():
    assert incident().follow().occasions("3.2.1") == {"success"}
    assert accept(desk().do("check_identity", method="card_only")).occasions("3.2.1") == {"breach"}


# What citizens change their minds about, and what is put right.


def test_h1_a_withdrawal_that_nobody_settles_is_found_at_the_end():
    run = leaving().follow("confirm_withdrawal").mornings(3)

    found = run.breach("H1")
    assert found.dossier == "hs1"
    assert found.position == run.events[-1].position


def test_nobody_withdraws_a_dossier_for_the_citizen():
    run = desk().follow("transfer")

    assert run.attempt("confirm_withdrawal", papers_back="returned").code == "nothing"
    assert run.attempt("ask_to_withdraw", reason=CLEAR).code == "role"


def test_h5_where_the_law_refuses_a_silent_citizen_is_not_stopped():
    run = silent(HOUSE).follow("refuse").do("stop", ground="not_supplemented", reason=CLEAR)

    assert run.occasions("H5") == {"breach"}


def test_h5_muon_a_dossier_that_is_left_lying_is_found_at_the_end():
    run = silent().follow("stop").mornings(6)

    assert "để hồ sơ treo" in run.breach("H5-muon").what


def test_i7_the_citizen_comes_back_with_a_mistake_and_it_is_put_right():
    run = overlooked(noticed_after={"low": 60, "high": 90}).do("wait_for_news")
    assert run.last("report_error").dossier == "hs1"
    assert run.dossier.state == "to_correct"

    run.follow()

    assert (run.dossier.state, run.dossier.wrong_result) == ("returned", False)
    assert [due.why for due in run.dossier.dues] == ["accepted", "correction"]
    assert run.occasions("I7-han") == run.occasions("I7-phi") == {"success"}


def test_i7_each_look_and_the_handing_over_count():
    kinds = [(f.position, f.kind) for f in overlooked().findings() if f.rule == "I7"]

    assert [kind for _, kind in kinds] == ["breach", "breach"]


def test_i7_han_a_result_that_is_right_is_not_sent_back():
    run = (
        desk().follow("check_result").do("send_for_correction", cost="office", within="three_days")
    )

    assert run.breach("I7-han").what == "Chuyển sửa một kết quả không sai."


# Somebody asks.

QUESTIONED = ("A3", "A6.a", "A6.b", "A6.d", "A6.g", "A6.h", "E5", "E22", "I8")


def asked(rule: str, **changes) -> Desk:
    happening = {
        "key": "hoi",
        "dossier": "hs1",
        "at": "2026-10-07T08:00",
        "who": "Người đi cùng",
        "text": "Anh làm nhanh giúp, tôi gửi anh chút quà.",
        "should": "Từ chối, giải thích quy định.",
        "replies": [
            {"key": "khong", "title": "Cảm ơn bác, tôi không nhận.", "right": True},
            {"key": "duoc", "title": "Vâng, để tôi lo.", "rule": rule, "what": "Nhận lời."},
        ],
        **changes,
    }
    return desk(changes={"happenings": [happening]})


@pytest.mark.parametrize("rule", QUESTIONED)
def test_the_right_answer_keeps_the_rule_and_the_wrong_one_breaks_it(rule):
    right, wrong = asked(rule).follow(), asked(rule).do("respond", reply="hoi/duoc")

    assert {f.kind for f in right.findings() if "Trả lời đúng" in f.what} == {"success"}
    assert "breach" not in right.occasions(rule)
    found = wrong.breach(rule)
    assert wrong.events[found.position - 1].kind == "respond"
    assert (found.what, found.should) == ("Nhận lời.", "Từ chối, giải thích quy định.")
    assert (found.points, found.basis) == (BY_ID[rule].points, in_words(BY_ID[rule].basis))


@pytest.mark.parametrize("rule", QUESTIONED)
def test_a_question_that_nobody_answers_breaks_the_rule_once_its_time_is_over(rule):
    run = asked(rule).follow("check_identity").do("check_identity", method="e_id")
    assert "breach" not in run.occasions(rule)

    run = asked(rule).mornings(1)

    assert run.breach(rule).what == "Không trả lời Người đi cùng."
    assert run.breach(rule).dossier == "hs1"


def test_a_question_is_asked_once_after_the_act_that_it_is_about_and_answered_once():
    run = asked("I8", at=None, when="return_result", after=30).instead("return_result")
    assert not run.world.finished
    run.follow()

    asking = [event for event in run.events if event.kind == "happen"]
    assert [run.dossier.state, len(asking)] == ["returned", 1]
    minutes = run.scenario.calendar.working_minutes_between
    assert minutes(run.last("return_result").at, asking[0].at) == 30
    assert isinstance(run.attempt("respond", reply="hoi/khong"), NotAvailable)
    assert run.world.all_closed


def test_every_rule_is_broken_in_some_test():
    tables = (test_rules.BREAKING, test_rules_office.CASES, test_rules_agencies.CASES, CASES)
    broken = {rule for table in tables for rule in table} | set(QUESTIONED)

    assert {rule.id for rule in RULES} - broken == test_rules.OPPORTUNITIES | test_rules.ADVICE
