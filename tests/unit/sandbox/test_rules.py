"""Each rule: one run that breaks it, one that had the occasion and keeps it."""

from dataclasses import replace
from datetime import date

import pytest

from sandbox import marking
from sandbox.fields import LOOKED_UP, PAPER, SECOND_SET, UNNEEDED
from sandbox.law import Basis
from sandbox.rules import RULES
from sandbox.steps.desk import acceptance, transferral
from tests.unit.sandbox.desk import PLAIN, Desk, scenario, under, variant

BIRTH, WORK, DIPLOMA = (
    PAPER + key for key in ("giay-khai-sinh", "xac-nhan-cong-tac", "bang-tot-nghiep")
)
CLEAR = "Giấy khai sinh là bản sao, đề nghị mang bản chính."
IN_WRITING = {"way": "form_02", "complete_by": "in_time"}
REFUSED = {"way": "form_03", "guidance": "said", "reason": CLEAR}
GIVEN = {
    "delivery": "counter", "receiver": "slip", "originals": "yes", "electronic": "yes",
    "rating": "yes",
}  # fmt: skip


def plain() -> Desk:
    return Desk(scenario(PLAIN))


def faulty() -> Desk:
    return Desk(scenario())


def accept_now(desk: Desk, **changes) -> Desk:
    step = acceptance(desk.world, desk.dossier)
    return desk.do("accept", **{**step.data, **changes})


def send_now(desk: Desk, **changes) -> Desk:
    step = transferral(desk.world, desk.dossier)
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


def again(desk: Desk, item: str) -> Desk:
    return desk.do("request_supplement", items=[item], **IN_WRITING, reason=CLEAR)


def asked_for(item: str) -> Desk:
    return ask(faulty(), [BIRTH, WORK, item])


def refuse(desk: Desk, ground: str, **changes) -> Desk:
    return desk.do("refuse", **{"ground": ground, **REFUSED, **changes})


BREAKING = {
    "3.2.1": lambda: accept_now(plain().do("check_identity", method="card_only")),
    "3.2.2": lambda: accept_now(plain().do("check_identity", method="e_id")),
    "3.2.3": lambda: accept_now(plain()),
    "3.2.3-kl": lambda: accept_now(plain().do("check_paper", paper="hoc-ba", finding="ca-nhan-tu-lap")),
    "E06": lambda: accept_now(faulty()),
    "A2": lambda: refuse(plain(), "other-commune"),
    "B6": lambda: asked_for(SECOND_SET),
    "4.3": lambda: plain().instead("accept", case="so-luong-lon"),
    "A4": lambda: ask(faulty(), [BIRTH]),
    "F11": lambda: again(ask(faulty(), [BIRTH]).do("wait_for_news"), WORK),
    "3.2-02": lambda: ask(faulty(), way="oral"),
    "F9-han": lambda: ask(faulty(), complete_by="today"),
    "E3": lambda: faulty().instead("accept", due="2026-11-18T17:00"),
    "B3": lambda: Desk(variant(by_working_days, PLAIN)).instead("accept", due="2026-11-17T17:00"),
    "I2": lambda: plain().follow("notify_citizen").do("wait_until_morning").follow(),
    "E19": lambda: faulty().instead("collect_fee", amount="6.000"),
    "D4": lambda: faulty().instead("collect_fee", receipt="no"),
    "D2": lambda: faulty().instead("collect_fee", how="transfer"),
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
    "I1": lambda: plain().instead("return_result", electronic="unsigned"),
    "I3": lambda: plain().instead("return_result", electronic="no"),
    "I2-cach": lambda: plain().instead("return_result", delivery="post"),
    "I9": lambda: plain().instead("return_result", rating="no"),
    "I10": lambda: plain().follow("notify_citizen").do("return_result", **GIVEN),
    "A6.đ": lambda: asked_for(UNNEEDED + "xac-nhan-cu-tru"),
    "A6.i": lambda: asked_for(LOOKED_UP + "danh-tinh"),
    "A6.đ-3": lambda: plain().do(
        "request_supplement", items=[PAPER + "hoc-ba"], **IN_WRITING, reason=CLEAR
    ),
    "A6.đ-4": lambda: plain().do("wait_until_morning"),
    "A6.đ-2": lambda: asked_for(DIPLOMA),
    "E14": lambda: refuse(plain(), UNNEEDED + "xac-nhan-cu-tru"),
    "C4": lambda: refuse(Desk(variant(secret)), "mat-hoac-cam-sao", guidance="unsaid"),
    "A6.c": lambda: plain().instead("accept", channel="online"),
    "A6.d": lambda: plain().instead("notify_citizen", channel="private_chat"),
    "E25": lambda: ask(faulty(), reason="Thiếu giấy"),
    "H5": lambda: ask(Desk(variant(silent))).do(
        "stop", ground="not_supplemented", reason="Quá thời hạn mà chưa bổ sung."
    ),
    "H6": lambda: plain().do("stop", ground="busy", reason="Đang nhiều việc, để xử lý sau."),
}  # fmt: skip
"""What can be broken at a plain counter: rule to a run that does it."""

KEEPING = {
    "B3": lambda: Desk(variant(by_working_days, PLAIN)).follow(),
    "C4": lambda: Desk(variant(secret)).follow(),
    "D2": lambda: faulty().instead("collect_fee", how="transfer", proof="attached"),
    "E14": lambda: Desk(variant(secret)).follow(),
    "H5": lambda: Desk(variant(silent)).follow(),
    "H6": lambda: Desk(variant(silent)).follow(),
    "I5": lambda: faulty().follow(),
}
"""Runs that give the occasion; for the other rules the expert on the first scenario does."""
ONLY_BLAMED = {"A2"}
"""Rules that a plain counter gives no occasion to keep."""
PLAIN_COUNTER = {
    "Tiếp nhận hồ sơ", "Kết quả kiểm tra giấy tờ", "Phí, lệ phí", "Số hóa hồ sơ", "Chuyển hồ sơ",
    "Trả kết quả", "Rút, dừng hồ sơ", "Ứng xử, điều cấm",
}  # fmt: skip
ELSEWHERE = {
    "A5", "A8", "A8-nhap", "B1-ro", "B4", "B7", "C3", "C5", "D5", "F3-gt", "G1", "H1", "H3",
    "H5-som", "H5-muon", "I7", "I7-han", "I7-phi", "4.3-tt",
    "A3", "A6.a", "A6.b", "A6.e", "A6.g", "A6.h", "E5", "E22", "I8",
}  # fmt: skip
"""Rules of these groups that need another channel, an incident, a question or another procedure."""
GOOD_PRACTICE = {"A8-nhap", "F15"}
"""Rules that no text asks for."""
FREE_OF_CHARGE = {"I5", "E14-2", "3.2.3-kl", "F3-gt"}
"""Praise, advice, and wrong verdicts, which the mark counts under detection."""
OPPORTUNITIES = {"I5"}
"""Rules that praise and never blame."""
ADVICE = {"E14-2"}
"""Rules that only recommend."""


def occasions(desk: Desk, rule: str) -> set[str]:
    return desk.occasions(rule)


@pytest.mark.parametrize("rule", BREAKING)
def test_a_run_that_breaks_the_rule_is_found(rule):
    desk = BREAKING[rule]()

    assert "breach" in occasions(desk, rule)


@pytest.mark.parametrize("rule", sorted({*BREAKING, *KEEPING} - ONLY_BLAMED))
def test_a_lawful_run_keeps_the_rule_and_had_the_occasion(rule):
    desk = KEEPING[rule]() if rule in KEEPING else faulty().follow()

    assert occasions(desk, rule) == {"success"}


def test_every_rule_of_a_plain_counter_has_a_run_that_breaks_it():
    here = {rule.id for rule in RULES if rule.group in PLAIN_COUNTER} | {"E3", "B3", "I2"}

    assert set(BREAKING) == here - ELSEWHERE - OPPORTUNITIES - ADVICE
    assert {rule.id for rule in RULES if rule.severity == "advice"} == ADVICE


@pytest.mark.parametrize("rule", BREAKING)
def test_a_breach_is_pinned_to_its_act_and_cites_a_text(rule):
    desk = BREAKING[rule]()
    found = [f for f in desk.findings() if f.rule == rule and f.kind == "breach"]

    for each in found:
        event = desk.events[each.position - 1]
        assert (event.position, event.at, event.dossier) == (each.position, each.at, each.dossier)
        assert not event.simulated
        assert each.sources
        assert each.basis


def test_rule_ids_are_unique():
    ids = [rule.id for rule in RULES]

    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_is_complete(rule):
    assert rule.group
    assert rule.competency in ("law", "system", "documents", "communication", "ethics")
    assert rule.basis or rule.id in GOOD_PRACTICE
    for text in (rule.words.vi, rule.words.en):
        assert text.title
        assert text.explanation
        assert text.instead
        assert text.hurt
    assert (rule.title, rule.hurt) == (rule.words.vi.title, rule.words.vi.hurt)
    assert rule.points > 0 or rule.id in FREE_OF_CHARGE


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


WAIVER = {
    "key": "ho-ngheo",
    "title": "Hộ nghèo",
    "basis": [{"document": "Thông tư 226/2016/TT-BTC", "certain": False}],
}


def waived() -> Desk:
    return Desk(
        under(
            lambda version: version.update(waivers=[WAIVER]),
            and_in=lambda data: data["dossiers"][0].update(waiver="ho-ngheo"),
        )
    )


def test_e19_nothing_is_taken_from_somebody_who_has_a_ground_for_waiver():
    assert occasions(waived().follow(), "E19") == {"success"}
    assert occasions(waived().instead("collect_fee", amount=16000), "E19") == {"breach"}
    assert occasions(waived().instead("collect_fee", waiver="none"), "D5") == {"breach"}


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
    refuse(desk, "noi-dung-trai-phap-luat")

    assert occasions(desk, "E14") == {"breach"}


def test_e14_what_is_only_no_original_is_no_ground_for_refusal():
    desk = faulty()
    refuse(desk, "khong-phai-ban-chinh")

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

    (finding,) = [each for each in accept_now(desk).findings() if each.rule == "3.2.2"]

    said = "Đã" if looked_up else "Chưa"
    assert finding.what.startswith(f"{said} tra cứu “Thông tin căn cước")
    assert finding.what.endswith("trước khi quyết định.")


def test_h5_a_pause_is_one_breach_and_not_also_an_unlawful_stop():
    lost = {each.rule: each.points for each in BREAKING["H6"]().report().breaches}

    assert lost["H6"] == 10
    assert lost["H5"] == 0


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
