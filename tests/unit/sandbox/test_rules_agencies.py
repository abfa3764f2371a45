"""Other agencies: consulted, silent, competent or part of a group; and the parent that waits."""

from datetime import datetime

import pytest

from sandbox import engine
from sandbox.law import in_words
from sandbox.rules import BY_ID
from tests.unit.sandbox.desk import Desk, practise
from tests.unit.sandbox.made import data

HOUSE, LAND, REGISTER = "1.013225", "1.013978", "1.004859"
WORSHIP, BIRTH, DEATH = "1.010803", "2.002621", "2.002622"
"""The last three: settled by a department of the province, and two interlinked groups."""
CLEAR = "Hồ sơ đủ điều kiện giải quyết theo quy định."
SOON = {"low": 5, "high": 15}
ASKED = {"deadline": "by_law", "way": "system"}
WHERE = "xac-minh-noi-dang-ky"


def office(code: str, **dossier) -> Desk:
    duty = {"duty": 1_250_000} if code == LAND else {}
    return practise(data(code, **duty, **dossier), ["appraiser"])


def land() -> Desk:
    return office(LAND)


def house(**script) -> Desk:
    links = [{"link": "y-kien", "after": SOON, **script}]
    return office(HOUSE, channel="counter", links=links)


def verifying(**script) -> Desk:
    links = [{"link": WHERE, **{"after": SOON, **script}}]
    return office(REGISTER, case="can-xac-minh", links=links)


def worship(day: str = "2026-10-07", **dossier) -> Desk:
    return practise(data(WORSHIP, day, **dossier))


def group(code: str = DEATH, day: str = "2026-10-07", **dossier) -> Desk:
    return practise(data(code, day, **dossier))


def sent(desk: Desk) -> list[list[str]]:
    """Which agencies were sent their part at the same time."""
    return [event.data["links"] for event in desk.events if event.kind == "send_onward"]


def submit(desk: Desk) -> Desk:
    attached = {"attached": "yes"} if desk.dossier.requests else {}
    desk.do("appraise", conclusion="grant", extracted="yes", reason=CLEAR, **attached)
    return desk.do("submit_for_signature")


def hand_over(desk: Desk) -> Desk:
    return desk.do(
        "return_result", delivery="online", receiver="slip", electronic="yes", rating="yes"
    )


CASES = {
    "F5": (
        lambda: land().follow(),
        lambda: submit(land().follow("consult")),
        "submit_for_signature",
    ),
    "F6": (
        lambda: land().follow(),
        lambda: land().instead("consult", deadline="unsaid"),
        "consult",
    ),
    "F6-thua": (
        lambda: house().follow(),
        lambda: office(HOUSE, channel="counter").follow("appraise").do(
            "consult", links=["y-kien"], **ASKED
        ),
        "consult",
    ),
    "F7": (
        lambda: verifying(silent=1).follow(),
        lambda: verifying(silent=1).follow("report_silence").do("consult", links=[WHERE], **ASKED),
        "consult",
    ),
    "G1": (
        lambda: worship().follow(),
        lambda: worship().instead("transfer", handover="later"),
        "transfer",
    ),
    "G5": (
        lambda: group().follow(),
        lambda: group().instead("send_onward", links=["cong-an"]),
        "send_onward",
    ),
    "G8": (
        lambda: group().follow(),
        lambda: hand_over(group().follow("send_onward")),
        "return_result",
    ),
}  # fmt: skip
"""Rule to a run that keeps it, a run that breaks it, and the act that does."""


@pytest.mark.parametrize("rule", CASES)
def test_a_lawful_run_had_the_occasion_and_keeps_the_rule(rule):
    assert CASES[rule][0]().occasions(rule) == {"success"}


@pytest.mark.parametrize("rule", CASES)
def test_a_run_that_breaks_the_rule_is_found_at_the_act_with_its_ground(rule):
    _, broken, act = CASES[rule]
    desk = broken()

    first, *more = [f for f in desk.findings() if f.rule == rule and f.kind == "breach"]

    assert desk.events[first.position - 1].kind == act
    assert {each.position for each in more} <= {first.position}
    assert first.points == BY_ID[rule].points
    assert first.basis == in_words(BY_ID[rule].basis) or rule == "F5"


def test_f5_each_missing_answer_is_named_with_its_own_ground():
    desk = CASES["F5"][1]()

    found = [each for each in desk.findings() if each.rule == "F5"]

    assert len(found) == 2
    links = desk.world.version(desk.dossier).links
    assert [each.basis for each in found] == [in_words(link.basis) for link in links]
    assert all(link.agency in each.what for link, each in zip(links, found, strict=True))


def test_f5_an_opinion_that_nobody_needs_is_not_missed():
    assert office(HOUSE, channel="counter").follow().occasions("F5") == set()


@pytest.mark.parametrize("act", ["consult", "send_onward"])
def test_f6_a_telephone_call_is_no_request(act):
    desk = land() if act == "consult" else group()

    assert "gọi điện" in desk.instead(act, way="phone").breach("F6").what


def test_f7_nobody_concludes_as_if_a_silent_agency_had_answered():
    desk = submit(verifying(silent=1).follow("report_silence"))

    assert "chưa trả lời mà vẫn trình ký" in desk.breach("F7").what


def test_f7_silence_that_counts_as_consent_needs_no_report():
    desk = house(silent=1).follow()

    assert desk.dossier.requests["y-kien"].state == "silent"
    assert desk.dossier.state == "returned"
    assert desk.occasions("F7") == set()
    assert desk.report().total == 100


@pytest.mark.parametrize(("handover", "kept"), [("next_morning", "success"), ("later", "breach")])
def test_g1_paper_for_another_level_has_one_working_day(handover, kept):
    desk = worship().instead("transfer", handover=handover)

    assert desk.occasions("G1") == {kept}
    assert desk.occasions("E2") == set()


def test_a2_receiving_for_another_level_is_right():
    assert worship().follow().occasions("A2") == {"success"}


def test_g5_agencies_that_follow_each_other_are_not_asked_at_the_same_time():
    desk = group(BIRTH, "2026-08-10").follow()

    assert desk.occasions("G5") == set()
    assert sent(desk) == [["cong-an"], ["bhxh"]]


def test_g5_an_agency_that_this_dossier_does_not_need_is_not_asked():
    assert sent(group(BIRTH).follow()) == [["cong-an"], ["bhxh"]]
    assert group(BIRTH).instead("send_onward", links=["cong-an"]).occasions("G5") == set()


def test_g5_an_agency_that_this_dossier_needs_is_asked_at_the_same_time():
    links = [{"link": "chu-ho-xac-nhan", "after": SOON}]

    assert sent(group(BIRTH, links=links).follow())[0] == ["chu-ho-xac-nhan", "cong-an"]
    alone = group(BIRTH, links=links).instead("send_onward", links=["cong-an"])
    assert alone.occasions("G5") == {"breach"}


def test_g8_a_group_that_is_half_done_is_not_handed_over():
    desk = group(BIRTH).follow("send_onward").instead("send_onward")
    desk = hand_over(desk.follow("send_onward"))

    assert desk.breach("G8").what.count("Bảo hiểm") == 1


def test_g8_a_refusal_ends_the_group():
    refusing = [{"key": "loi", "paper": "danh-tinh", "kind": "da-khai-tu", "look": {},
                 "what": "Người này đã được khai tử.", "remedy": "Không."}]  # fmt: skip
    records = [{"component": "danh-tinh", "lines": [{"label": "Họ tên", "text": "{name}"}]}]
    desk = group(defects={"always": refusing}, records=records).follow()

    assert desk.dossier.result == "refused"
    assert desk.occasions("G8") == set()


PARENTS = {
    "one answer": (lambda: verifying(), 1),
    "one after the other": (land, 2),
    "at the same time": (group, 1),
    "silent, then an answer": (lambda: verifying(silent=1), 2),
    "sent back, then an answer": (lambda: verifying(returns="Thiếu bản sao."), 2),
    "silent twice": (lambda: verifying(silent=2), 3),
    "of another level": (worship, 1),
}


@pytest.mark.parametrize(("run", "times"), PARENTS.values(), ids=PARENTS)
def test_the_last_child_to_end_wakes_the_parent_exactly_once(run, times):
    desk = run().follow()
    world = engine.fold(desk.scenario, desk.events[:1])
    woken = 0
    for event in desk.events[1:]:
        before, world = world, engine.evolve(world, event)
        if event.kind == "wake":
            woken += 1
            assert all(child.closed for child in world.children("hs1"))
            assert before.dossiers["hs1"].state == "awaiting_agency"
            assert world.dossiers["hs1"].state != "awaiting_agency"
    assert woken == times
    assert "wake" not in {event.data.get("what") for event in desk.events}, "nor is it tried"
    assert desk.dossier.state == "returned"
    assert desk.report().total == 100


def test_each_try_is_a_child_dossier_of_its_own_that_is_acknowledged_within_two_hours():
    desk = verifying(silent=1, after={"low": 100, "high": 150}).follow()
    children = {child.key: child.state for child in desk.world.children("hs1")}

    assert children == {f"hs1.{WHERE}": "agency_silent", f"hs1.{WHERE}-2": "agency_done"}
    for key in children:
        story = [event.kind for event in desk.events if event.dossier == key]
        assert story in (["acknowledge", "let_lapse"], ["acknowledge", "answer"])
    asked = [event.at for event in desk.events if event.kind == "consult"]
    known = [event.at for event in desk.events if event.kind == "acknowledge"]
    minutes = desk.scenario.calendar.working_minutes_between
    assert all(minutes(*pair) <= 120 for pair in zip(asked, known, strict=True))


@pytest.mark.parametrize(
    ("day", "why"),
    [("2026-08-04", ["accepted"]), ("2026-08-05", ["accepted", "agency_received"])],
)
def test_the_limit_runs_from_when_the_competent_agency_has_it_since_august_2026(day, why):
    desk = worship(day).follow()

    assert [due.why for due in desk.dossier.dues] == why
    if len(why) > 1:
        version, calendar = desk.world.version(desk.dossier), desk.scenario.calendar
        limit = version.limit("counter", desk.dossier.case)
        assert desk.dossier.due_at == limit.due(calendar, desk.last("acknowledge").at)


def test_time_that_does_not_count_moves_the_due_date_and_other_time_does_not():
    def due_dates(desk: Desk) -> list[datetime]:
        return [due.at for due in desk.follow().dossier.dues]

    first, moved = due_dates(verifying())
    assert moved > first
    assert len(due_dates(house())) == 1


def test_a_dossier_that_is_withdrawn_is_called_back_from_everywhere():
    leaving = {**data(LAND)["dossiers"][0]["citizen"], "withdraws_after": {"low": 200, "high": 200}}
    links = [{"link": "vpdk", "after": {"low": 900, "high": 900}}]
    desk = office(LAND, citizen=leaving, links=links).follow()

    assert desk.dossier.state == "withdrawn"
    assert [child.state for child in desk.world.children("hs1")] == ["agency_returned"]
    assert "wake" not in {event.kind for event in desk.events}
    assert desk.world.queue == ()
