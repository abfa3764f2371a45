"""The rules of the processing unit: each kept and broken by an appraiser, a leader or the desk."""

from datetime import datetime

import pytest

from sandbox.fields import PAPER, fields_of
from sandbox.law import in_words
from sandbox.rules import BY_ID
from tests.unit.sandbox.desk import Desk, practise
from tests.unit.sandbox.made import data, defect

SHOP, ALLOWANCE, HOUSE, LAND, REGISTER = (
    "1.001612", "1.001776", "1.013225", "1.013978", "1.004859",
)  # fmt: skip
CLEAR = "Giấy đề nghị chưa đúng quy định, đề nghị sửa lại tên hộ kinh doanh."
SOON = {"low": 5, "high": 15}
SLOW = {"low": 2400, "high": 2400}
"""Working minutes of an appraiser who takes five days for a limit of three."""
SAME_NAME = defect("giay-de-nghi", "ten-trung")
BAD_MINUTES = defect("bien-ban-hop", "ten-bi-cam", "loi-2")
OWNS_ONE = defect("giay-de-nghi", "da-co-ho-kinh-doanh")
NOT_SIGNED = defect("giay-de-nghi", "to-khai-chua-ky")
WRONG = {"label": "Tên hộ kinh doanh", "wrong": "{name}", "right": "{upper_name}"}


def office(code: str = SHOP, seats=("appraiser",), **dossier) -> Desk:
    return practise(data(code, **dossier), seats)


def planted(*defects, **dossier) -> Desk:
    return office(defects={"always": list(defects)}, **dossier)


def misled(*seats: str) -> Desk:
    """Somebody signs what a simulated appraiser has drafted with a mistake in it."""
    return office(HOUSE, seats, channel="counter", wrong_result=WRONG)


def signing() -> Desk:
    return office(HOUSE, ["leader"], channel="counter")


def verified(**dossier) -> Desk:
    """An appraiser who has to ask where the entry was made."""
    links = [{"link": "xac-minh-noi-dang-ky", "after": SOON}]
    return office(REGISTER, case="can-xac-minh", links=links, **dossier)


def conclude(desk: Desk, conclusion: str) -> Desk:
    return desk.do("appraise", conclusion=conclusion, extracted="yes", reason=CLEAR)


def propose(desk: Desk, *papers: str, way: str = "via_desk") -> Desk:
    items = [PAPER + paper for paper in papers]
    return desk.do("propose_supplement", items=items, way=way, reason=CLEAR)


def dates(desk: Desk) -> list[str]:
    """The new dates that an appraiser can choose from."""
    fields = fields_of(desk.world, desk.dossier, "request_extension", "appraiser")
    return [choice.value for choice in fields[0].options]


def apologise(desk: Desk, way: str = "form_04") -> Desk:
    return desk.do("request_extension", new_due=dates(desk)[0], way=way, reason=CLEAR)


def late(how: str = "in_time", seats=("reception",), **colleagues) -> Desk:
    """A simulated office that will be late and asks for a new date."""
    script = {"appraisal_takes": SLOW, "asks_extension": how, **colleagues}
    return office(seats=seats, colleagues=script)


def twice(desk: Desk, decision: str) -> Desk:
    """A desk that meets a second request for a new date."""
    desk.follow("reset_due").do("reset_due", decision="set", told="official")
    return desk.follow("reset_due").do("reset_due", decision=decision, told="official")


CASES = {
    "F1": (
        lambda: office(seats=["division"]).follow("initial"),
        lambda: office(seats=["division"]).instead("assign", assignee="away"),
        "assign",
    ),
    "F2": (
        lambda: office().follow(),
        lambda: office().instead("appraise", extracted="no"),
        "appraise",
    ),
    "F3": (
        lambda: office().follow(),
        lambda: conclude(office().follow("check_paper"), "grant"),
        "appraise",
    ),
    "F3-gt": (
        lambda: planted(SAME_NAME).follow(),
        lambda: propose(
            planted(SAME_NAME).instead("check_paper", finding="ten-bi-cam"), "giay-de-nghi"
        ),
        "propose_supplement",
    ),
    "F3-kl": (
        lambda: office().follow(),
        lambda: conclude(planted(SAME_NAME).follow("propose_supplement"), "grant"),
        "appraise",
    ),
    "F4": (
        lambda: planted(OWNS_ONE).follow(),
        lambda: conclude(office().follow("appraise"), "refuse:da-co-ho-kinh-doanh"),
        "appraise",
    ),
    "F8": (
        lambda: verified().follow(),
        lambda: verified().instead("appraise", attached="no"),
        "appraise",
    ),
    "F9": (
        lambda: planted(SAME_NAME).follow(),
        lambda: propose(planted(SAME_NAME).follow("propose_supplement").mornings(5), "giay-de-nghi"),
        "propose_supplement",
    ),
    "F9-du": (
        lambda: planted(SAME_NAME, BAD_MINUTES).follow(),
        lambda: propose(
            planted(SAME_NAME, BAD_MINUTES).follow("propose_supplement"), "giay-de-nghi"
        ),
        "propose_supplement",
    ),
    "F14": (
        lambda: misled("division").follow(),
        lambda: misled("division").follow("return_draft").do("initial"),
        "initial",
    ),
    "F15": (
        lambda: misled("leader").follow(),
        lambda: signing().follow("sign").do("return_draft", reason=CLEAR),
        "return_draft",
    ),
    "F16": (
        lambda: office().follow(),
        lambda: office().follow("appraise").mornings(4).follow(),
        "submit_for_signature",
    ),
    "F12": (
        lambda: apologise(office().follow("appraise")),
        lambda: apologise(office().follow("appraise").mornings(3)),
        "request_extension",
    ),
    "F12-dat": (
        lambda: late().follow(),
        lambda: late().instead("reset_due", decision="own"),
        "reset_due",
    ),
    "F12-bao": (
        lambda: late().follow(),
        lambda: late().instead("reset_due", told="none"),
        "reset_due",
    ),
    "F12-2": (
        lambda: twice(late(asks_twice=True), "decline"),
        lambda: twice(late(asks_twice=True), "set"),
        "reset_due",
    ),
    "F13": (
        lambda: apologise(office().follow("appraise").mornings(5)),
        lambda: office().follow("appraise").mornings(5),
        None,
    ),
    "S1": (
        lambda: office().follow(),
        lambda: conclude(office().follow("appraisal_task"), "grant").do("submit_for_signature"),
        "submit_for_signature",
    ),
    "S2": (
        lambda: office().follow(),
        lambda: office().instead("appraisal_task", task="tra-ten/xa-cu"),
        "appraisal_task",
    ),
    "S3": (
        lambda: office(ALLOWANCE).follow(),
        lambda: posted("niem-yet/gui-nhom-zalo"),
        "appraisal_task",
    ),
    "C5": (
        lambda: office(LAND, duty=1_250_000).follow(),
        lambda: office(LAND, duty=1_250_000).instead("request_payment", amount=1_000_000),
        "request_payment",
    ),
    "A6.e": (
        lambda: planted(SAME_NAME).follow(),
        lambda: propose(
            planted(SAME_NAME).follow("propose_supplement"), "giay-de-nghi", way="direct"
        ),
        "propose_supplement",
    ),
}  # fmt: skip
"""Rule to a run that keeps it, a run that breaks it, and the act that does."""
BY_THE_FIELD = {"S1", "S2", "S3", "C5", "F3-kl", "F9"}
"""Rules whose ground is a text of the procedure."""


def posted(task: str) -> Desk:
    """An appraiser who posts the conclusion in one of several ways."""
    desk = office(ALLOWANCE).follow("appraisal_task")
    while "niem-yet" not in desk.follow("appraisal_task").dossier.tasks:
        step = next_task(desk)
        desk.do("appraisal_task", task=task if step.startswith("niem-yet") else step)
    return desk


def next_task(desk: Desk) -> str:
    (field,) = fields_of(desk.world, desk.dossier, "appraisal_task", "appraiser")
    return field.options[0].value


@pytest.mark.parametrize("rule", CASES)
def test_a_lawful_run_had_the_occasion_and_keeps_the_rule(rule):
    assert CASES[rule][0]().occasions(rule) == {"success"}


@pytest.mark.parametrize("rule", CASES)
def test_a_run_that_breaks_the_rule_is_found_at_the_act_with_its_ground(rule):
    _, broken, act = CASES[rule]
    desk = broken()

    first, *more = [f for f in desk.findings() if f.rule == rule and f.kind == "breach"]

    assert act is None or desk.events[first.position - 1].kind == act
    assert {each.position for each in more} <= {first.position}
    assert first.dossier == "hs1"
    assert first.points == BY_ID[rule].points
    assert first.basis == (in_words(BY_ID[rule].basis) or "Cách làm tốt") or rule in BY_THE_FIELD


@pytest.mark.parametrize(
    ("run", "rule", "document"),
    [
        (lambda: CASES["S1"][1](), "S1", "Nghị định 168/2025/NĐ-CP"),
        (lambda: CASES["C5"][1](), "C5", "Nghị định 151/2025/NĐ-CP"),
        (lambda: CASES["F9"][1](), "F9", "Nghị định 118/2025/NĐ-CP"),
    ],
)
def test_the_ground_of_a_breach_is_the_text_of_the_field(run, rule, document):
    desk = run()
    found = next(each for each in desk.findings() if each.rule == rule and each.kind == "breach")

    assert document in {source["document"] for source in found.sources}


def test_f3_kl_the_ground_is_the_condition_that_is_not_met():
    desk = CASES["F3-kl"][1]()
    kind = desk.world.version(desk.dossier).defect_kind("ten-trung")

    assert desk.breach("F3-kl").basis == in_words(kind.basis)
    assert kind.title in desk.breach("F3-kl").what


def test_f14_a_leader_answers_for_what_the_division_let_through():
    assert misled("leader").follow("return_draft").do("sign").occasions("F14") == {"breach"}
    assert misled("leader").follow().occasions("F14") == {"success"}


def test_f15_sending_a_dossier_back_needs_a_fault_of_the_desk():
    missed = planted(NOT_SIGNED, colleagues={"desk_misses": True})

    assert missed.follow("check_paper").do("send_back", reason=CLEAR).occasions("F15") == {
        "success"
    }
    assert office().follow("appraise").do("send_back", reason=CLEAR).occasions("F15") == {"breach"}


@pytest.mark.parametrize(("days", "kept"), [(0, "success"), (4, "breach")])
def test_f9_the_desk_passes_a_request_on_in_time(days, kept):
    desk = practise(data(SHOP, defects={"always": [SAME_NAME]}))
    desk.follow("pass_on_supplement").mornings(days).follow("wait_for_news")

    assert desk.occasions("F9") == {kept}


def test_f9_a_request_that_comes_late_may_still_be_passed_on_within_half_a_day():
    slow = {"appraisal_takes": {"low": 1440, "high": 1440}}
    desk = practise(data(SHOP, defects={"always": [SAME_NAME]}, colleagues=slow))
    desk.follow("pass_on_supplement").follow("wait_for_news")

    assert (desk.last("pass_on_supplement").at - desk.dossier.accepted_at).days >= 3
    assert desk.occasions("F9") == {"success"}


def test_f9_han_a_request_that_is_passed_on_says_until_when():
    desk = practise(data(SHOP, defects={"always": [SAME_NAME]}))
    desk.instead("pass_on_supplement", complete_by="unsaid", way="oral", content="more")

    assert {"F9-han", "3.2-02", "B6"} <= desk.broken()


@pytest.mark.parametrize(
    ("items", "rules"),
    [
        (["giay-de-nghi"], {"A6.đ-2": "breach", "A6.đ-3": "breach"}),
        (["giay-de-nghi", "bien-ban-hop"], {"A6.đ-2": "breach", "A6.đ-3": "success"}),
    ],
    ids=["nothing was wrong", "one paper was good"],
)
def test_an_appraiser_asks_only_for_what_is_wrong(items, rules):
    faults = [SAME_NAME] if len(items) > 1 else []
    desk = propose(planted(*faults).follow("propose_supplement" if faults else "appraise"), *items)

    assert {rule: desk.occasions(rule) for rule in rules} == {
        rule: {kind} for rule, kind in rules.items()
    }


def test_c5_no_money_is_asked_for_before_the_tax_office_has_said_how_much():
    desk = office(LAND, duty=1_250_000).follow("consult").do("request_payment", amount=1_250_000)

    assert desk.breach("C5").what.startswith("Yêu cầu nộp tiền khi chưa có thông báo")


def test_s1_a_task_that_takes_days_has_to_have_had_them():
    waiting = office(ALLOWANCE).follow("check_paper").follow("wait_for_news")
    desk = conclude(waiting, "grant").do("submit_for_signature")

    assert "niem-yet" in desk.dossier.tasks
    assert "Chưa làm xong" in desk.breach("S1").what


def test_s1_a_refusal_needs_no_posting():
    desk = planted(defect("to-khai", "khong-thuoc-doi-tuong"), code=ALLOWANCE).follow()

    assert desk.dossier.result == "refused"
    assert desk.occasions("S1") == set()


def test_f4_a_fault_that_could_be_supplemented_is_not_another_ground():
    desk = planted(SAME_NAME).follow("propose_supplement")

    assert conclude(desk, "refuse:da-co-ho-kinh-doanh").occasions("F4") == {"breach"}


def test_f4_what_was_asked_for_and_not_brought_is_a_ground():
    empty_handed = {**data(SHOP)["dossiers"][0]["citizen"], "brings": "nothing"}

    desk = planted(SAME_NAME, citizen=empty_handed).follow()

    assert desk.dossier.result == "refused"
    assert desk.occasions("F4") == {"success"}


def test_f12_an_apology_by_word_of_mouth_is_none():
    desk = apologise(office().follow("appraise"), way="oral")

    assert desk.occasions("F12") == {"breach"}
    assert desk.dossier.extensions == 0


@pytest.mark.parametrize(("days", "kept"), [(1, "success"), (2, "success"), (3, "breach")])
def test_f12_the_letter_goes_out_a_day_before_the_hour_on_the_slip(days, kept):
    desk = office().follow("appraise").mornings(days)
    assert desk.dossier.due_at.date() == datetime(2026, 10, 12).date()

    assert apologise(desk).occasions("F12") == {kept}


@pytest.mark.parametrize(
    ("seat", "act"), [("reception", "reset_due"), ("leader", "approve_extension")]
)
def test_f12_dat_nobody_lets_a_letter_of_apology_lie(seat, act):
    desk = late(seats=[seat]).follow(act).mornings(3)

    assert desk.breach("F12-dat").what == "Để văn bản xin lỗi, hẹn lại nằm chờ."
    assert "breach" not in late(seats=[seat]).follow().occasions("F12-dat")


def test_f12_2_an_appraiser_asks_for_a_new_date_once():
    desk = apologise(apologise(office().follow("appraise")).mornings(1))

    assert desk.dossier.extensions == 1
    assert desk.breach("F12-2").position == desk.last("request_extension").position


def test_f13_the_desk_does_not_answer_for_a_late_office():
    desk = late("no").follow()

    assert desk.dossier.result_at > desk.dossier.due_at
    assert desk.occasions("F13") == set()
    assert desk.report().total == 100


@pytest.mark.parametrize(
    ("seat", "act"), [("appraiser", "appraise"), ("division", "initial"), ("leader", "sign")]
)
def test_f16_each_seat_has_its_share_of_the_time(seat, act):
    desk = office(HOUSE, [seat], channel="counter")
    held = desk.follow(act).mornings(6)

    assert held.occasions("F16") >= {"breach"}
    assert held.breach("F16").position == held.events[-1].position
    assert office(HOUSE, [seat], channel="counter").follow().occasions("F16") == {"success"}


def test_f16_what_another_agency_takes_is_not_the_appraiser_s_time():
    slowly = [{"link": "xac-minh-noi-dang-ky", "after": {"low": 1200, "high": 1200}}]
    desk = office(REGISTER, case="can-xac-minh", links=slowly).follow()

    assert desk.occasions("F16") == {"success"}
