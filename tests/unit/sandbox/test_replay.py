"""Runs as files: what right-path prints, replay plays, from outside and with an act left out."""

import json

import pytest
import yaml

from sandbox import library, replay
from sandbox.__main__ import main
from sandbox.reading import FaultyContent

SCENARIOS = library.shipped().scenarios


def commands(code, seed="1"):
    path = replay.right_path(SCENARIOS[code], seed)
    return yaml.safe_dump({"scenario": code, "seed": seed, "commands": path})


def played(code, text, seed="1"):
    scenario = SCENARIOS[code]
    return replay.run(scenario, seed, replay.read_commands(text, "c.yaml", scenario))


@pytest.mark.parametrize("code", sorted(SCENARIOS))
def test_a_right_path_replays_to_full_marks(code):
    outcome = played(code, commands(code))

    assert outcome["refused"] == []
    assert outcome["mark"]["total"] >= 98
    assert [f for f in outcome["findings"] if f["kind"] == "breach"] == []


@pytest.mark.parametrize("code", ["huu-tri-xa-hoi-03", "tho-cung-liet-si-02", "dat-dai-02"])
def test_a_path_with_an_act_left_out_still_plays_and_says_what_is_missing(code):
    """Due dates are given by name, so a minute more or less does not break the file."""
    whole = yaml.safe_load(commands(code))
    whole["commands"] = [each for each in whole["commands"] if each["act"] != "look_up"]

    outcome = played(code, yaml.safe_dump(whole))

    assert "3.2.2" in {f["rule"] for f in outcome["findings"] if f["points"] < 0}
    assert any(event["kind"] == "accept" for event in outcome["events"])
    assert "B3" not in {f["rule"] for f in outcome["findings"] if f["points"] < 0}


def test_a_due_date_for_a_case_that_is_not_there_is_refused():
    text = yaml.safe_load(commands("chung-thuc-ban-sao-02"))
    accept = next(each for each in text["commands"] if each["act"] == "accept")
    accept["data"]["due"] = "limit:khong-co"

    outcome = played("chung-thuc-ban-sao-02", yaml.safe_dump(text))

    assert outcome["refused"][0]["act"] == "accept"
    assert outcome["refused"][0]["code"] == "shape"


def test_all_faults_of_a_file_are_told_at_once():
    text = yaml.safe_dump(
        {
            "scenario": "x",
            "colour": "red",
            "commands": [{"dossier": "hs1"}, {"act": "sign", "role": "leader"}, 7],
        }
    )
    with pytest.raises(FaultyContent) as caught:
        replay.read_commands(text, "c.yaml", SCENARIOS["chung-thuc-ban-sao-02"])

    assert {fault.key for fault in caught.value.faults} == {
        "scenario", "colour", "commands.0", "commands.1.role", "commands.2",
    }  # fmt: skip


def test_the_command_line_says_in_a_sentence_what_is_wrong(capsys, tmp_path):
    file = tmp_path / "c.yaml"
    file.write_text("commands: 5", encoding="utf-8")

    assert main(["replay", "chung-thuc-ban-sao-02", str(file)]) == 1
    assert "phải là danh sách" in capsys.readouterr().err
    assert main(["describe", "khong-co"]) == 1
    assert "Không có kịch bản" in capsys.readouterr().err


def test_the_list_names_every_procedure_and_scenario(capsys):
    assert main(["list"]) == 0

    told = json.loads(capsys.readouterr().out)
    assert {each["id"] for each in told["scenarios"]} == set(SCENARIOS)
    assert {each["id"] for each in told["procedures"]} == set(library.shipped().procedures)
    assert all(each["title"] for each in told["procedures"] + told["scenarios"])
