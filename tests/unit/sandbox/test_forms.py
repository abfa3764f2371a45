"""Forms 04 and 07, refusal after appraisal, and the transfer slip."""

import pytest

from sandbox import bots, engine, forms, library

SCENARIOS = library.shipped().scenarios


def ended(code, seed="1"):
    scenario = SCENARIOS[code]
    return engine.fold(scenario, bots.play(scenario, seed, bots.expert))


def issued(world, number):
    return [
        (dossier, form)
        for dossier in world.parents
        for form in dossier.forms
        if form.number == number
    ]


@pytest.mark.parametrize("code", sorted(SCENARIOS))
def test_every_form_that_a_run_issues_can_be_written_out(code):
    world = ended(code)
    for dossier in world.parents:
        for form in dossier.forms:
            lines = forms.lines(world, dossier, form)
            assert forms.NAMES[form.number]
            assert all(label and text for label, text in lines), (form.number, lines)


def test_the_letter_of_apology_says_both_dates():
    world = ended("dat-dai-02")
    ((dossier, form),) = issued(world, "04")[:1]

    lines = dict(forms.lines(world, dossier, form))

    assert {"Ngày tiếp nhận", "Ngày hẹn trả", "Ngày hẹn trả mới"} <= set(lines)
    assert lines["Ngày hẹn trả"] != lines["Ngày hẹn trả mới"]


def test_a_refusal_after_appraisal_names_its_ground():
    world = ended("huu-tri-xa-hoi-01")
    ((dossier, form),) = issued(world, "03")

    kinds = {kind.key: kind.title for kind in world.version(dossier).defect_kinds}
    assert dict(forms.lines(world, dossier, form))["Căn cứ"] == kinds[form.data["ground"]]


def test_the_register_has_one_line_for_each_dossier_that_was_received():
    world = ended("ngay-ban-ron-01")

    rows = forms.register(world)

    received = [each.code for each in world.parents if each.code]
    assert [row["Mã hồ sơ"] for row in rows] == received
    assert [row["STT"] for row in rows] == [str(n + 1) for n in range(len(received))]


def test_the_transfer_slip_names_every_agency_with_its_deadline():
    world = ended("lien-thong-khai-tu-01")
    dossier = world.dossiers["hs1"]

    slip = dict(forms.transfer_slip(world, dossier))

    agencies = {world.version(dossier).link(key).agency for key in dossier.requests}
    assert agencies <= set(slip)
    assert all("chậm nhất" in slip[agency] for agency in agencies)
