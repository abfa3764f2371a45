"""Each rule: one run that breaks it, one that had the occasion and keeps it."""

from dataclasses import replace
from datetime import date

import pytest

from sandbox import hints, library, marking
from sandbox.fields import LOOKED_UP, PAPER, UNNEEDED
from sandbox.law import Basis
from sandbox.rules import RULES
from sandbox.rules.base import history
from tests.unit.sandbox.desk import PLAIN, Desk, changed, scenario, variant

BIRTH, WORK, DIPLOMA = (
    PAPER + key for key in ("giay-khai-sinh", "xac-nhan-cong-tac", "bang-tot-nghiep")
)
CLEAR = "Giấy khai sinh là bản sao, đề nghị mang bản chính."
IN_WRITING = {"way": "form_02", "complete_by": "in_time"}


def plain() -> Desk:
    return Desk(scenario(PLAIN))


def faulty() -> Desk:
    return Desk(scenario())


def accept_now(desk: Desk, **changes) -> Desk:
    step = hints.acceptance(desk.world, desk.dossier)
    return desk.do("accept", **{**step.data, **changes})


def send_now(desk: Desk, **changes) -> Desk:
    step = hints.transferral(desk.world, desk.dossier)
    return desk.do("transfer", **{**step.data, **changes})


def slowly(desk: Desk, acts: int) -> Desk:
    for _ in range(acts):
        desk.do("look_up", component="danh-tinh")
    return desk


def by_working_days(data):
    data["dossiers"][0]["case"] = "so-luong-lon"


def silent(data):
    data["dossiers"][0]["citizen"]["silent"] = True


def secret(data):
    data["dossiers"][0]["defects"]["always"][0]["kind"] = "mat-hoac-cam-sao"


def ask(desk: Desk, items=(BIRTH, WORK), reason=CLEAR, **changes) -> Desk:
    desk.follow("request_supplement")
    data = {**IN_WRITING, **changes}
    return desk.do("request_supplement", items=list(items), reason=reason, **data)


BREAKING = {
    "3.2.1": lambda: accept_now(plain().do("check_identity", method="card_only")),
    "3.2.2": lambda: accept_now(plain().do("check_identity", method="e_id")),
    "3.2.3": lambda: accept_now(plain()),
    "C3": lambda: accept_now(faulty()),
    "4.3": lambda: plain().instead("accept", case="so-luong-lon"),
    "A4": lambda: ask(faulty(), [BIRTH]),
    "F11": lambda: ask(faulty(), [BIRTH]).follow(),
    "3.2-02": lambda: ask(faulty(), way="oral"),
    "F9-han": lambda: ask(faulty(), complete_by="today"),
    "E3": lambda: faulty().instead("accept", due="2026-11-18T17:00"),
    "B3": lambda: Desk(variant(by_working_days, PLAIN)).instead("accept", due="2026-11-17T17:00"),
    "I2": lambda: plain().follow("notify_citizen").do("wait_until_morning").follow(),
    "E19": lambda: faulty().instead("collect_fee", amount="6.000"),
    "D4": lambda: faulty().instead("collect_fee", receipt="no"),
    "D1": lambda: send_now(plain().follow("collect_fee")),
    "B1": lambda: send_now(plain().instead("digitise", papers=["hoc-ba"])),
    "B1-ky": lambda: plain().instead("digitise", signed="no"),
    "B8": lambda: plain().instead("digitise", reused=[]),
    "E1": lambda: send_now(slowly(plain().follow("digitise"), 31)),
    "E2": lambda: plain().instead("transfer", handover="next_morning"),
    "E4": lambda: plain().instead("transfer", control_slip="no"),
    "E02": lambda: plain().instead("transfer", office="kinh-te"),
    "B2": lambda: send_now(faulty().follow("issue_receipt")),
    "I4": lambda: plain().instead("return_result", originals="no"),
    "I6": lambda: plain().instead("return_result", receiver="unchecked"),
    "I3": lambda: plain().instead("return_result", electronic="no"),
    "I9": lambda: plain().instead("return_result", rating="no"),
    "I10": lambda: plain().follow("notify_citizen").do(
        "return_result", receiver="slip", originals="yes", electronic="yes", rating="yes"
    ),
    "A6.đ": lambda: ask(faulty(), [BIRTH, WORK, UNNEEDED + "xac-nhan-cu-tru"]),
    "A6.i": lambda: ask(faulty(), [BIRTH, WORK, LOOKED_UP + "danh-tinh"]),
    "A6.đ-3": lambda: plain().do(
        "request_supplement", items=[PAPER + "hoc-ba"], **IN_WRITING, reason=CLEAR
    ),
    "A6.đ-4": lambda: plain().do("wait_until_morning"),
    "A6.đ-2": lambda: ask(faulty(), [BIRTH, WORK, DIPLOMA]),
    "E14": lambda: plain().do(
        "refuse", ground=UNNEEDED + "xac-nhan-cu-tru", way="form_03", reason=CLEAR
    ),
    "A6.c": lambda: plain().instead("accept", channel="online"),
    "A6.d": lambda: plain().instead("notify_citizen", channel="private_chat"),
    "E25": lambda: ask(faulty(), reason="Thiếu giấy"),
    "H5": lambda: plain().do("stop", ground="busy", reason="Đang nhiều việc, để xử lý sau."),
}  # fmt: skip

KEEPING = {
    "B3": lambda: Desk(variant(by_working_days, PLAIN)),
    "H5": lambda: Desk(variant(silent)),
    "E14": lambda: Desk(variant(secret)),
}
"""Runs that give the occasion; for the other rules the expert on the first scenario does."""

OPPORTUNITIES = {"I5"}
"""Rules that praise and never blame."""
ADVICE = {"E14-2"}
"""Rules that only recommend."""


def occasions(desk: Desk, rule: str) -> set[str]:
    past = history(desk.scenario, desk.events)
    return {each.kind for each in marking.findings(past) if each.rule == rule}


@pytest.mark.parametrize("rule", BREAKING)
def test_a_run_that_breaks_the_rule_is_found(rule):
    desk = BREAKING[rule]()

    assert "breach" in occasions(desk, rule)


@pytest.mark.parametrize("rule", [rule.id for rule in RULES])
def test_a_lawful_run_keeps_the_rule_and_had_the_occasion(rule):
    desk = KEEPING.get(rule, faulty)().follow()

    assert occasions(desk, rule) == {"success"}


def test_every_rule_has_a_run_that_breaks_it():
    assert set(BREAKING) | OPPORTUNITIES | ADVICE == {rule.id for rule in RULES}
    assert {rule.id for rule in RULES if rule.severity == "advice"} == ADVICE


def test_rule_ids_are_unique():
    ids = [rule.id for rule in RULES]

    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_is_complete(rule):
    assert rule.title
    assert rule.group
    assert rule.basis
    assert rule.competency.startswith("reception.")
    assert rule.id in OPPORTUNITIES | ADVICE or (rule.hurt and rule.points > 0)


@pytest.mark.parametrize(
    ("acts", "expected"), [(20, {"success"}), (21, {"breach"})], ids=["30 minutes", "31 minutes"]
)
def test_e1_at_once_means_within_thirty_working_minutes(acts, expected):
    desk = accept_now(plain())
    for _ in range(acts + 9):
        desk.do("look_up", component="danh-tinh")

    send_now(desk)

    assert occasions(desk, "E1") == expected


def test_b2_a_result_due_at_once_needs_no_slip():
    desk = send_now(plain().follow("issue_receipt"))

    assert occasions(desk, "B2") == set()


def test_e2_paper_received_after_15_hours_may_wait_for_the_morning():
    desk = faulty().instead("transfer", handover="next_morning")

    assert occasions(desk, "E2") == {"success"}


def test_e2_explains_e1_so_that_one_delay_costs_once():
    desk = send_now(plain().follow("transfer").do("wait_until_morning"))

    late = {each.rule: each.points for each in desk.report().breaches}

    assert late["E2"] == 4
    assert late["E1"] == 0


def test_d1_money_paid_online_counts_as_collected():
    desk = plain().follow("collect_fee").do("request_payment", amount="16.000")
    desk.do("wait_for_news").follow()

    assert occasions(desk, "D1") == {"success"}
    assert desk.dossier.payment
    assert desk.dossier.payment.how == "online"


def test_e19_the_tariff_of_the_procedure_is_the_ground():
    desk = BREAKING["E19"]()

    (finding,) = [each for each in desk.report().breaches if each.rule == "E19"]

    assert finding.basis == "Thông tư 226/2016/TT-BTC"
    assert finding.sources[0]["certain"] is False
    assert finding.should.startswith("Thu đúng 22.000 đ. Theo biểu phí đang áp dụng (giá trị luyện")
    assert "Giấy khai sinh 2 trang: 4.000 đ × 2 bản;" in finding.should
    assert finding.should.endswith("cộng 22.000 đ.")


def waived() -> Desk:
    files = changed(
        "procedures/2.000815.yaml",
        lambda data: data["versions"][0].update(
            waivers=[
                {
                    "key": "ho-ngheo",
                    "title": "Hộ nghèo",
                    "basis": [{"document": "Thông tư 226/2016/TT-BTC", "certain": False}],
                }
            ]
        ),
    )
    file = f"scenarios/{PLAIN}.yaml"
    files[file] = files[file].replace("case: trong-ngay", "case: trong-ngay\n    waiver: ho-ngheo")
    return Desk(library.load(files).scenarios[PLAIN])


def test_e19_nothing_is_taken_from_somebody_who_has_a_ground_for_waiver():
    assert occasions(waived().follow(), "E19") == {"success"}
    assert occasions(waived().instead("collect_fee", amount=16000), "E19") == {"breach"}
    assert occasions(waived().instead("collect_fee", waiver="none"), "E19") == {"breach"}


@pytest.mark.parametrize(
    ("reason", "kept"),
    [
        ("x" * 20, True),
        ("x" * 19, False),
        ("Lỗi hệ thống, mã lỗi 500, thử lại sau.", False),
    ],
)
def test_e25_a_reason_is_long_enough_and_not_technical(reason, kept):
    desk = ask(faulty(), reason=reason)

    assert occasions(desk, "E25") == {"success" if kept else "breach"}


def test_e14_a_ground_that_the_papers_do_not_bear_out_is_no_ground():
    desk = Desk(variant(secret))
    desk.do("refuse", ground="noi-dung-trai-phap-luat", way="form_03", reason=CLEAR)

    assert occasions(desk, "E14") == {"breach"}


def test_e14_what_is_only_no_original_is_no_ground_for_refusal():
    desk = faulty()
    desk.do("refuse", ground="khong-phai-ban-chinh", way="form_03", reason=CLEAR)

    assert occasions(desk, "E14") == {"breach"}
    assert occasions(desk, "E14-2") == set()


def test_e14_2_whoever_asks_for_another_original_has_followed_the_advice():
    assert occasions(ask(faulty()), "E14-2") == {"success"}
    assert "E14-2" not in {each.rule for each in ask(faulty()).report().findings}


def test_e14_a_refusal_by_word_of_mouth_is_a_breach_even_with_a_ground():
    desk = Desk(variant(secret)).instead("refuse", way="oral")

    assert occasions(desk, "E14") == {"breach"}


@pytest.mark.parametrize(
    ("given", "kept"), [("in_time", True), ("today", False), ("unsaid", False)]
)
def test_f9_the_slip_gives_the_whole_period(given, kept):
    assert occasions(ask(faulty(), complete_by=given), "F9-han") == {
        "success" if kept else "breach"
    }


@pytest.mark.parametrize("looked_up", [True, False])
def test_3_2_2_says_whether_the_database_was_looked_up(looked_up):
    desk = plain().do("look_up", component="danh-tinh") if looked_up else plain()
    past = history(desk.scenario, accept_now(desk).events)

    (finding,) = [each for each in marking.findings(past) if each.rule == "3.2.2"]

    said = "Đã" if looked_up else "Chưa"
    assert finding.what.startswith(f"{said} tra cứu “Thông tin căn cước")
    assert finding.what.endswith("trước khi quyết định.")


def test_h5_stopping_before_the_fifteen_days_are_over_is_a_breach():
    desk = ask(Desk(variant(silent)))
    desk.do("stop", ground="not_supplemented", reason="Quá thời hạn mà chưa bổ sung.")

    assert occasions(desk, "H5") == {"breach"}


def test_a_rule_counts_from_its_first_day_until_the_day_before_its_end():
    rule = replace(RULES[0], in_force=date(2025, 7, 1), until=date(2026, 8, 5))

    assert not rule.holds_on(date(2025, 6, 30))
    assert rule.holds_on(date(2025, 7, 1))
    assert rule.holds_on(date(2026, 8, 4))
    assert not rule.holds_on(date(2026, 8, 5))


def test_a_rule_that_is_not_in_force_finds_nothing(monkeypatch):
    ended = tuple(replace(rule, until=date(2026, 1, 1)) for rule in RULES)
    monkeypatch.setattr(marking, "RULES", ended)

    assert accept_now(plain()).report().findings == ()


def test_a_basis_in_the_report_is_text_and_data():
    (finding,) = [f for f in accept_now(plain()).report().breaches if f.rule == "3.2.1"]

    assert Basis(**finding.sources[0]).text == finding.basis
