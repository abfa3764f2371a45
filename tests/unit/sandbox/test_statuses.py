"""Four states kept apart, the messages to the Portal, codes, and the law a dossier keeps."""

import re
from itertools import pairwise

import pytest

from sandbox import bots, engine, library, marking, statuses
from sandbox.rules.base import history
from tests.unit.sandbox import made
from tests.unit.sandbox.desk import Desk, scenario

SCENARIOS = library.shipped().scenarios
CODE = re.compile(r"^H55(\.\d{1,3}){0,3}-\d{6}-\d{4,7}$")


def played(code, bot=bots.expert, seed="1"):
    events = bots.play(SCENARIOS[code], seed, bot)
    return engine.fold(SCENARIOS[code], events), events


def test_finance_and_delivery_have_their_own_states():
    run = Desk(scenario("chung-thuc-ban-sao-02")).follow("collect_fee")
    assert statuses.finance(run.world, run.dossier) == "due"
    run.follow("transfer")
    assert statuses.finance(run.world, run.dossier) == "paid"
    assert statuses.delivery(run.dossier) == ""
    run.follow("return_result")
    assert statuses.delivery(run.dossier) == "ready"
    run.follow()
    assert statuses.delivery(run.dossier) == "delivered"


def test_a_free_procedure_has_nothing_to_collect():
    world, _ = played("tho-cung-liet-si-01")

    assert statuses.finance(world, world.dossiers["hs1"]) == "none"


def test_money_of_a_withdrawn_dossier_is_to_be_given_back():
    world, _ = played("ho-kinh-doanh-03")
    gone = next(each for each in world.parents if each.state == "withdrawn")

    wanted = "refund" if gone.payment and gone.payment.amount else "cancelled"
    assert statuses.finance(world, gone) == wanted


@pytest.mark.parametrize("code", ["chung-thuc-ban-sao-01", "su-co-he-thong-01", "dat-dai-01"])
def test_each_change_of_status_is_one_message_with_one_id(code):
    world, events = played(code)

    sent = statuses.messages(world, events)

    assert len({each.id for each in sent}) == len(sent)
    assert sent == statuses.messages(world, events)
    for dossier in world.parents:
        mine = [each.status for each in sent if each.dossier == dossier.key]
        assert mine[-1] == dossier.status
        assert all(a != b for a, b in pairwise(mine))


def test_a_status_that_changes_while_the_system_is_down_is_sent_afterwards():
    world, events = played("su-co-he-thong-01")
    (incident,) = world.scenario.incidents

    late = [each for each in statuses.messages(world, events) if each.sent_at > each.at]

    assert late
    assert {each.sent_at for each in late} == {incident.ends_at}


@pytest.mark.parametrize("code", sorted(SCENARIOS))
def test_a_dossier_has_one_code_in_the_practice_range(code):
    world, _ = played(code)
    codes = [each.code for each in world.parents if each.code]

    assert len(set(codes)) == len(codes)
    assert all(CODE.match(each) for each in codes)
    assert all(int(each.split(".")[1]) >= 900 for each in codes)


def test_a_dossier_keeps_the_law_of_its_reception_day():
    world, _ = played("giay-phep-xay-dung-01")
    old, new = world.scenario.procedure.versions

    assert world.now.date() >= new.in_force
    assert all(world.version(each) == old for each in world.parents)


def test_a_rule_counts_from_its_day_of_effect():
    """The duty to note that data could not be read is in force from 05/8/2026."""

    def rules(day):
        outage = {"starts_at": f"{day}T08:05", "ends_at": f"{day}T10:00", "what": "Mất mạng."}
        run = made.scenario(made.data("1.014027", day=day), incidents=[outage])
        found = marking.findings(history(run, bots.play(run, "1", bots.expert)))
        return {each.rule for each in found}

    assert "A8" in rules("2026-08-05")
    assert "A8" not in rules("2026-08-04")
