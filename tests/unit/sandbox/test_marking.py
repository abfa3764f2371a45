"""The mark: its dimensions, the cap, hints, and what the report says."""

import json

import pytest

from sandbox import bots, debrief, hints, marking
from sandbox.grading import HINT_CAP, LABELS, PASS_MARK
from sandbox.marking import HintUse, Report
from sandbox.scenario import RUBRIC
from sandbox.steps.desk import acceptance
from sandbox.world import Command
from tests.unit.sandbox.desk import PLAIN, Desk, scenario
from tests.unit.sandbox.test_rules import (
    BIRTH,
    BREAKING,
    CLEAR,
    IN_WRITING,
    WORK,
    accept_now,
    again,
    ask,
    refuse,
)

SEAT = "reception"


def points(run):
    return {line.key: line.points for line in run.report().dimensions}


def test_the_weights_make_a_hundred():
    assert sum(RUBRIC.values()) == 100
    assert set(RUBRIC) == set(LABELS)


def test_the_expert_gets_full_marks_in_every_dimension():
    run = Desk(scenario()).follow()

    report = run.report()

    assert report.total == 100
    assert report.passed
    assert report.breaches == ()
    assert {line.why for line in report.dimensions} == {""}


def test_who_does_nothing_gets_nothing():
    assert Desk(scenario()).report().total == 0


def test_a_breach_costs_its_points_in_its_dimension_only():
    run = Desk(scenario()).instead("digitise", signed="no").follow()

    lost = points(run)

    (finding,) = run.report().breaches
    assert (finding.rule, finding.points) == ("B1-ky", 3)
    assert lost["process"] == 17
    assert lost["timeliness"] == 10
    assert lost["documents"] == 10


def test_each_repetition_of_a_breach_costs_half_of_the_one_before():
    run = Desk(scenario(PLAIN)).follow("digitise")
    for _ in range(3):
        run.do("digitise", papers=["hoc-ba"], signed="no", reused=["danh-tinh"])

    assert [f.points for f in run.report().breaches if f.rule == "B1-ky"] == [3, 1.5, 0.75]


def test_a_critical_breach_caps_the_mark_below_the_pass_mark():
    report = Desk(scenario()).instead("collect_fee", receipt="no").follow().report()

    assert sum(line.points for line in report.dimensions) > PASS_MARK
    assert report.total == PASS_MARK - 1
    assert report.capped_by == ("D4",)
    assert not report.passed


def test_a_second_supplement_request_cannot_pass():
    run = ask(Desk(scenario()), [BIRTH]).do("wait_for_news")
    report = again(run, WORK).follow().report()

    assert {"A4", "F11"} <= {each.rule for each in report.breaches}
    assert report.capped_by == ("F11",)


def test_returning_a_result_on_a_faulty_paper_is_no_result():
    for seed in range(40):
        run = Desk(scenario(), str(seed))
        accept_now(run).follow()
        if run.dossier.defects:
            break

    assert run.dossier.state == "returned"
    assert points(run)["outcome"] == 0


@pytest.mark.parametrize(
    ("until", "share"),
    [("accept", 0), ("transfer", 0), ("notify_citizen", 0), ("", 1)],
)
def test_the_outcome_counts_when_the_dossier_no_longer_waits_for_the_desk(until, share):
    assert points(Desk(scenario()).follow(until))["outcome"] == RUBRIC["outcome"] * share


def test_a_lawful_refusal_is_a_right_end_and_costs_nothing():
    run = Desk(scenario()).follow("request_supplement")
    ground = run.dossier.open_defects()["xac-nhan-cong-tac"]
    refuse(run, ground)

    report = run.report()

    assert report.total == 100
    assert report.breaches == ()
    (advice,) = [each for each in report.findings if each.kind == "advice"]
    assert (advice.rule, advice.points) == ("E14-2", 0)
    assert "nên hướng dẫn bổ sung bằng mẫu 02 trước" in advice.should


def test_a_refusal_before_anything_was_looked_at_does_not_pass():
    run = Desk(scenario())
    ground = run.dossier.open_defects()["xac-nhan-cong-tac"]

    assert not refuse(run, ground).report().passed


def test_half_the_outcome_while_others_are_lawfully_at_work():
    run = Desk(scenario(PLAIN)).follow("transfer").follow("wait_for_news")

    assert points(run)["outcome"] == RUBRIC["outcome"] / 2


@pytest.mark.parametrize(
    ("verdicts", "share"),
    [
        ({"giay-khai-sinh": "right", "xac-nhan-cong-tac": "right"}, 1),
        ({"giay-khai-sinh": "right", "xac-nhan-cong-tac": "sound"}, 5 / 9),
        ({"giay-khai-sinh": "right", "xac-nhan-cong-tac": "wrong kind"}, 7.5 / 9.5),
        ({"giay-khai-sinh": "right", "xac-nhan-cong-tac": "right", "bang-tot-nghiep": "x"}, 10 / 11),
        ({}, 0),
    ],
    ids=["both", "one missed", "wrong reason", "a false alarm", "none"],
)  # fmt: skip
def test_detection_weighs_a_missed_defect_more_than_a_false_alarm(verdicts, share):
    run = Desk(scenario())
    truth = run.dossier.open_defects()
    for paper, verdict in verdicts.items():
        finding = {"right": truth.get(paper), "sound": "sound"}.get(verdict, "ca-nhan-tu-lap")
        run.do("check_paper", paper=paper, finding=finding)
    run.do("request_supplement", items=[BIRTH, WORK], **IN_WRITING, reason=CLEAR)

    assert points(run)["detection"] == pytest.approx(RUBRIC["detection"] * share, abs=0.01)


def test_verdicts_given_after_the_decision_detect_nothing():
    run = accept_now(Desk(scenario()))
    for paper, kind in run.dossier.open_defects().items():
        run.do("check_paper", paper=paper, finding=kind)

    assert points(run)["detection"] == 0


def test_the_mark_says_that_a_line_cannot_fall_below_nothing():
    run = accept_now(Desk(scenario()), channel="online", case="so-luong-lon")

    (line,) = [each for each in run.report().dimensions if each.key == "process"]

    assert line.points == 0
    assert line.why.startswith("Mục này 20 điểm; lỗi trừ quá 20 nên còn 0. Anh/chị mới làm 1 trong")


def test_superfluous_acts_cost_a_little_efficiency():
    run = Desk(scenario(PLAIN))
    for _ in range(5):
        run.do("look_up", component="danh-tinh")
    run.follow()

    assert 0 < points(run)["efficiency"] < 5
    assert run.report().total > 95


def test_hints_cost_what_their_rung_says_up_to_a_cap():
    run = Desk(scenario()).follow()
    one = [HintUse(3, "hs1", 1), HintUse(3, "hs1", 2)]

    def total(uses):
        return marking.mark(run.scenario, run.events, uses).total

    assert total(one) == 98.5
    assert total([HintUse(3, "hs1", 3)] * 50) == 100 - HINT_CAP
    assert marking.mark(run.scenario, run.events, one).hint_cost == 1.5


def test_a_hint_use_survives_its_journey_through_json():
    use = HintUse(3, "hs1", 2)

    assert HintUse.from_dict(json.loads(json.dumps(use.to_dict()))) == use


@pytest.mark.parametrize("rule", ["A4", "E19", "H5"])
def test_a_report_survives_its_journey_through_json(rule):
    report = BREAKING[rule]().report()

    assert Report.from_dict(json.loads(json.dumps(report.to_dict()))) == report


def test_opportunities_taken_are_celebrated():
    report = Desk(scenario()).follow().report()

    assert {f.rule for f in report.findings} == {"A4", "3.2-02", "E3", "I4", "I5", "I7"}
    assert {f.kind for f in report.findings} == {"success"}


def test_competencies_count_occasions_and_how_many_were_kept():
    kept = Desk(scenario()).follow().report().competencies
    broken = Desk(scenario()).instead("digitise", signed="no").follow().report().competencies

    assert set(kept) == set(scenario().competencies)
    assert all(each["successes"] == each["opportunities"] > 0 for each in kept.values())
    data = broken["reception.documents"]
    assert data["successes"] == data["opportunities"] - 1


def test_a_warning_comes_before_the_act_and_the_run_is_untouched():
    run = Desk(scenario())
    step = acceptance(run.world, run.dossier)
    before = list(run.events)

    warned = marking.warnings(run.scenario, run.events, step.command)

    assert {each.rule for each in warned} == {"3.2.1", "3.2.2", "3.2.3", "E06"}
    assert run.events == before


def test_the_gravest_breach_is_warned_of_first():
    run = Desk(scenario())
    data = {**acceptance(run.world, run.dossier).data, "channel": "online"}

    warned = marking.warnings(run.scenario, run.events, Command("accept", "hs1", SEAT, data))

    assert [each.rule for each in warned][:2] == ["A6.c", "E06"]
    assert [each.severity for each in warned].index("soft") == 1


@pytest.mark.parametrize(
    ("kind", "data", "rule", "said"),
    [
        ("check_identity", {"method": "acquaintance"}, "3.2.1", "Xác thực tài khoản"),
        ("check_identity", {"method": "card_only"}, "3.2.1", "Xác thực tài khoản"),
        ("check_paper", {"paper": "giay-khai-sinh", "finding": "sound"}, "3.2.3",
         "không phải bản chính. Ghi kết quả “Không phải bản chính"),
        ("check_paper", {"paper": "giay-khai-sinh", "finding": "tay-xoa-sua-chua"}, "3.2.3",
         "Ghi kết quả “Không phải bản chính"),
        ("check_paper", {"paper": "bang-tot-nghiep", "finding": "tay-xoa-sua-chua"}, "3.2.3",
         "ghi kết quả “Đạt”"),
    ],
)  # fmt: skip
def test_a_wrong_answer_is_warned_of_before_a_decision_rests_on_it(kind, data, rule, said):
    run = Desk(scenario())

    (warned,) = marking.warnings(run.scenario, run.events, Command(kind, "hs1", SEAT, data))

    assert (warned.rule, warned.kind) == (rule, "breach")
    assert said in warned.should
    assert run.do(kind, **data).report().total >= 0, "the mark itself judges at the decision"
    assert rule not in run.broken()


def test_a_scan_that_leaves_a_paper_out_is_warned_of():
    run = Desk(scenario(PLAIN)).follow("digitise")
    data = {"papers": ["hoc-ba"], "signed": "yes", "reused": ["danh-tinh"]}

    (warned,) = marking.warnings(run.scenario, run.events, Command("digitise", "hs1", SEAT, data))

    assert (warned.rule, warned.what) == ("B1", "Chưa quét: Giấy khai sinh của con.")


def test_every_critical_breach_that_caps_the_mark_is_named():
    run = Desk(scenario()).instead("collect_fee", receipt="no")
    report = run.instead("notify_citizen", channel="private_chat").follow().report()

    assert report.capped_by == ("D4", "A6.d")


def test_the_day_of_effect_stands_beside_the_text_it_belongs_to_and_nowhere_else():
    report = ask(Desk(scenario()), [BIRTH], way="oral", complete_by="unsaid").report()
    cited = {each.rule: each.citation for each in report.breaches}
    fee = Desk(scenario()).instead("collect_fee", amount=1000).report()

    assert cited["A4"] == "khoản 3 Điều 16 Nghị định 118/2025/NĐ-CP (áp dụng từ 01/7/2025)"
    assert cited["3.2-02"].endswith("(áp dụng từ 01/7/2025); Thông tư 03/2025/TT-VPCP")
    (wrong,) = [each for each in fee.breaches if each.rule == "E19"]
    assert wrong.citation.startswith("Thông tư 226/2016/TT-BTC (giá trị luyện tập")
    assert "01/7/2025" not in wrong.citation


def test_the_lawful_way_never_warns():
    run = Desk(scenario())
    while (step := hints.next_step(run.world, "hs1")) is not None:
        assert marking.warnings(run.scenario, run.events, step.command) == [], step.kind
        run.do(step.kind, **step.data)


def test_earlier_breaches_are_not_warned_of_again():
    run = accept_now(Desk(scenario()))
    step = hints.next_step(run.world, "hs1")
    assert step

    assert marking.warnings(run.scenario, run.events, step.command) == []


def test_a_refused_act_warns_of_nothing():
    run = Desk(scenario())

    assert marking.warnings(run.scenario, run.events, Command("sign", "hs1", "reception")) == []


def test_the_timeline_pins_each_finding_to_its_event():
    run = ask(Desk(scenario()), [BIRTH]).follow()
    report = run.report()

    rows = debrief.timeline(run.scenario, run.events, report)

    pinned = [found for row in rows for found in row["findings"]]
    assert len(pinned) == len(report.findings)
    for row in rows:
        assert {found["position"] for found in row["findings"]} <= {row["position"]}
    asked = next(row for row in rows if row["kind"] == "request_supplement")
    assert "A4" in {found["rule"] for found in asked["findings"]}


@pytest.mark.parametrize("bot", bots.BOTS)
def test_every_event_of_the_story_has_a_sentence(bot):
    events = bots.play(scenario(), "4", bots.BOTS[bot])

    for row in debrief.timeline(scenario(), events):
        assert row["sentence"].strip()
        assert row["role_label"]
        assert row["actor"]


def test_the_sentences_of_the_expert_say_what_was_done():
    sentences = {row["kind"]: row["sentence"] for row in debrief.reference(scenario(), "17")}

    assert sentences["collect_fee"] == "Thu phí 22.000 đ, có biên lai."
    assert "Giấy khai sinh" in sentences["request_supplement"]
    assert sentences["return_result"] == "Trả kết quả."
