"""The pages about the practice engine: every example is run, every table is held to the code."""

import json
import re
import shlex
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
import yaml

from sandbox import bots, engine, grading, hints, library, marking, others, play, replay, statuses
from sandbox.__main__ import main
from sandbox.describe import check
from sandbox.fields import fields_of
from sandbox.marking import findings, mark
from sandbox.procedure import LISTS, Version
from sandbox.procedure_parts import SystemCheck
from sandbox.rules.base import history
from sandbox.rules.words import WORDS, Words
from sandbox.scenario import RUBRIC, Scenario
from sandbox.specs import DossierSpec
from sandbox.workflow import (
    ACCEPTED,
    ACTS,
    CLOCK_ACTS,
    IN_OFFICE,
    OPEN,
    STATES,
    STATUSES,
    UNDECIDED,
    Act,
)
from sandbox.world import Command, Dossier, Request, World, changed
from tests.unit.sandbox import made, mutant_answers, mutant_insertions, mutants
from tests.unit.sandbox.desk import texts
from tests.unit.sandbox.mutant_moves import path

DOCS = Path(__file__).resolve().parents[3] / "docs"
ENGINE, RULE = "practice-engine.md", "add-a-rule.md"
SCENARIO, PROCEDURE = "add-a-scenario.md", "add-a-procedure.md"
PAGES = (ENGINE, SCENARIO, PROCEDURE, RULE)
TRAINEE = {"reception", "appraiser", "division", "leader"}
PLAIN = "chung-thuc-ban-sao-02"
USES = {"file", "event of", "changes", "part of", "procedure", "rule", "words", "mutant"}
"""What a test does with a block: the comment that stands before it."""


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, and what the comment before it says that it is."""

    language: str
    use: str
    name: str
    text: str


@cache
def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


@cache
def blocks(name: str) -> tuple[Block, ...]:
    found = re.finditer(
        r"(?:^<!-- ([^:\n]+?)(?:: ([^\n]+?))? -->\n)?^```(\w*)\n(.*?)^```$", page(name), re.M | re.S
    )
    return tuple(Block(b[3], b[1] or "", b[2] or "", b[4]) for b in found)


def used(name: str, use: str) -> list[Block]:
    return [block for block in blocks(name) if block.use == use]


def section(title: str, of: str = ENGINE) -> str:
    """The text under a heading, up to the next one of any depth."""
    found = re.search(rf"^#+ {re.escape(title)}\n(.*?)(?=^#+ |\Z)", page(of), re.M | re.S)
    assert found, title
    return found.group(1)


def prose(title: str) -> str:
    """A section of the engine's page on one line."""
    return " ".join(section(title).split())


def tables(title: str, of: str = ENGINE) -> list[list[tuple[str, ...]]]:
    """The rows of each table of a section, without its heading."""
    lines = section(title, of).splitlines()
    runs = [list(run) for is_row, run in groupby(lines, lambda x: x.startswith("|")) if is_row]
    return [
        [tuple(c.strip() for c in row.strip("|").split("|")) for row in run[2:]] for run in runs
    ]


def coded(text: str) -> list[str]:
    """What stands in backquotes."""
    return re.findall(r"`([^`]+)`", text)


# The examples.


def test_every_example_is_used():
    for name in PAGES:
        for block in blocks(name):
            assert block.language in ("console", "sh") or block.use in USES, (name, block)


@pytest.mark.parametrize("name", PAGES)
def test_every_link_leads_to_a_page(name):
    for target in re.findall(r"\]\(([^)#]+\.md)\)", page(name)):
        assert (DOCS / target).exists(), target


@pytest.mark.parametrize("name", PAGES)
def test_the_shell_examples_name_files_that_exist(name):
    for block in blocks(name):
        for target in re.findall(r"tests/\S+", block.text) if block.language == "sh" else ():
            assert (DOCS.parent / target).exists(), target


def commands_of(name: str) -> list[tuple[str, str]]:
    """Each command of a page with the output that the page shows."""
    shown = []
    for block in blocks(name):
        if block.language == "console":
            parts = re.split(r"^\$ ", block.text, flags=re.M)[1:]
            shown += [tuple(part.split("\n", 1)) for part in parts]
    return shown


@pytest.mark.parametrize("name", PAGES)
def test_the_commands_answer_as_the_page_shows(name, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    for block in used(name, "file"):
        Path(block.name).write_text(block.text, encoding="utf-8")

    for line, shown in commands_of(name):
        words = shlex.split(line)
        assert words[:3] == ["python", "-m", "sandbox"]

        assert main(words[3:]) == 0

        printed = capsys.readouterr().out.strip()
        chunks = [each.strip("\n") for each in re.split(r"^\.\.\.$", shown, flags=re.M)]
        at = 0
        for chunk in filter(None, chunks):
            at = printed.index(chunk, at) + len(chunk)
        assert printed.startswith(chunks[0])
        assert printed.endswith(chunks[-1])


def run_of(block: Block) -> dict[str, Any]:
    whole = yaml.safe_load(block.text)
    of = library.shipped().scenarios[whole["scenario"]]
    return replay.run(of, whole["seed"], replay.read_commands(block.text, block.name, of))


def test_the_event_on_the_page_is_one_of_its_run():
    runs = {block.name: run_of(block) for block in used(ENGINE, "file")}

    (block,) = used(ENGINE, "event of")

    assert json.loads(block.text) in runs[block.name]["events"]


def test_the_run_with_a_mistake_has_just_that_one():
    runs = {block.name: run_of(block) for block in used(ENGINE, "file")}

    assert [f for f in runs["run.yaml"]["findings"] if f["kind"] == "breach"] == []
    assert [f["rule"] for f in runs["mistake.yaml"]["findings"] if f["kind"] == "breach"] == [
        "B1-ky"
    ]


def merged(data: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    """The data with some keys replaced; dossiers are changed one by one."""
    dossiers = change.pop("dossiers", [])
    whole = {**data, **change}
    for each in dossiers:
        (old,) = (d for d in whole["dossiers"] if d["key"] == each["key"])
        old |= each
    return whole


def parsed(data: dict[str, Any]) -> Scenario:
    text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False)
    return library.scenario_from(text, f"{data['code']}.yaml")


def test_a_scenario_with_one_planted_mistake_can_be_used():
    (block,) = used(SCENARIO, "changes")
    before = yaml.safe_load(texts()[f"scenarios/{block.name}.yaml"])

    changed_one = parsed(merged(before, yaml.safe_load(block.text)))

    assert check(changed_one, ["0", "1"]) == []


@pytest.mark.parametrize("block", used(SCENARIO, "part of"), ids=lambda block: block.text[:20])
def test_the_further_scripts_fit_into_the_example_and_can_be_played_lawfully(block):
    assert block.name == "dossier"
    (file,) = used(SCENARIO, "file")
    whole = yaml.safe_load(file.text)
    whole["dossiers"][0] |= yaml.safe_load(block.text)

    of = parsed(whole)

    for seed in ("0", "1", "2"):
        events = bots.play(of, seed, bots.expert)
        report = mark(of, events)
        assert not report.breaches
        assert report.total >= 98
        assert engine.fold(of, events).all_closed


def on(monkeypatch, procedure: dict[str, Any], **dossier: Any) -> Scenario:
    """A scenario made from a procedure that is not shipped."""
    code = procedure["code"]
    files = {file: text for file, text in texts().items() if not file.startswith("scenarios/")}
    files[f"procedures/{code}.yaml"] = yaml.safe_dump(procedure, allow_unicode=True)
    loaded = library.load(files)
    monkeypatch.setattr(library, "shipped", lambda: loaded)
    return parsed(made.data(code, **dossier))


SEATS = (["reception"], ["appraiser"], ["reception", "appraiser", "division", "leader"])


@pytest.mark.parametrize("day", ["2026-10-07", "2027-01-12"])
@pytest.mark.parametrize("case", ["thong-thuong", "can-niem-yet"])
@pytest.mark.parametrize("seats", SEATS, ids=" ".join)
def test_the_example_of_a_procedure_can_be_practised(day, case, seats, monkeypatch):
    (block,) = used(PROCEDURE, "procedure")
    of = on(monkeypatch, yaml.safe_load(block.text), day=day, case=case)
    of = parsed({**made.data(of.procedure.code, day=day, case=case), "seats": seats})

    report = mark(of, bots.play(of, "1", bots.expert))

    assert not report.breaches
    assert report.total >= 98


@pytest.mark.parametrize("block", used(PROCEDURE, "part of"), ids=lambda block: block.text[11:40])
def test_the_further_parts_fit_into_the_example(block, monkeypatch):
    assert block.name == "version"
    (whole,) = used(PROCEDURE, "procedure")
    procedure = yaml.safe_load(whole.text)
    version = procedure["versions"][0]
    for key, value in yaml.safe_load(block.text).items():
        version[key] = version[key] + value if isinstance(value, list) else value
    of = on(monkeypatch, procedure)

    events = bots.play(of, "1", bots.expert)

    report = mark(of, events)
    links = {each["key"] for each in yaml.safe_load(block.text)["links"]}
    world = engine.fold(of, events)
    assert {each.link for each in world.children("hs1")} >= links
    assert not report.breaches
    assert report.total >= 98


def documented_rule(monkeypatch) -> Any:
    """The rule of the page, in force beside the shipped ones."""
    names: dict[str, Any] = {}
    (code,), (words,) = used(RULE, "rule"), used(RULE, "words")
    exec(code.text, names)
    (rule,) = names["RULES"]
    spoken = {key: Words.model_validate(text) for key, text in yaml.safe_load(words.text).items()}
    assert set(spoken) == {rule.id}
    assert rule.id not in WORDS
    monkeypatch.setitem(WORDS, rule.id, spoken[rule.id])
    monkeypatch.setattr(marking, "RULES", (*marking.RULES, rule))
    return rule


def told_by(channel: str) -> list[marking.Finding]:
    """The findings about a run in which the citizen was told through this channel."""
    of = library.shipped().scenarios[PLAIN]
    (run,) = (block for block in used(ENGINE, "file") if block.name == "run.yaml")
    text = run.text.replace("channel: official", f"channel: {channel}")
    events = play.start(of, "1")
    world = engine.fold(of, events)
    for command in replay.read_commands(text, run.name, of):
        outcome = play.play(world, command)
        assert isinstance(outcome, tuple), (command, outcome)
        world, new = outcome
        events += new
    return findings(history(of, events))


def test_the_example_of_a_rule_is_kept_and_broken_as_its_page_says(monkeypatch):
    rule = documented_rule(monkeypatch)

    def about(channel: str) -> list[tuple[str, float]]:
        return [(f.kind, f.points) for f in told_by(channel) if f.rule == rule.id]

    assert about("official") == [("success", 0)]
    assert about("phone") == [("breach", rule.points)]
    assert about("private_chat") == [("breach", 0)]
    assert rule.holds_on(date(2026, 1, 1))
    assert not rule.holds_on(date(2025, 12, 31))


def test_the_example_of_a_mutant_is_found_by_its_rule(monkeypatch):
    rule = documented_rule(monkeypatch)
    (block,) = used(RULE, "mutant")
    simple = dict(mutant_answers.SIMPLE)
    exec(block.text, {"SIMPLE": simple})
    monkeypatch.setattr(mutant_answers, "SIMPLE", simple)
    of = library.shipped().scenarios[PLAIN]
    moves = path(of, "1")

    mine = [each for each in mutants.mutants(moves) if rule.id in each.rules]

    assert mine
    assert all(rule.id in mutants.play_mutant(of, moves, each).found for each in mine)


def test_the_page_of_rules_says_where_mutants_are():
    told = set(coded(section("3. The mutant", RULE)))

    for module, names in (
        (mutants, {"OMISSIONS", "EARLY"}),
        (mutant_answers, {"SIMPLE", "OTHERWISE"}),
        (mutant_insertions, {"put_in"}),
    ):
        assert names <= told
        assert all(hasattr(module, name) for name in names)


# The tables of the engine's page.

GROUPS: dict[str, tuple[str, ...]] = {
    "*any*": tuple(STATES),
    "*open*": OPEN,
    "*received*": ACCEPTED,
    "*undecided*": UNDECIDED,
    "*in the office*": IN_OFFICE,
}


def listed(codes: Any) -> str:
    return ", ".join(f"`{code}`" for code in codes)


def sources(act: Act) -> str:
    names = {states: name for name, states in GROUPS.items()}
    return names.get(act.sources) or listed(act.sources) or "–"


def to(act: Act) -> str:
    return f"`{act.to}`" if act.to else ""


def test_the_table_of_the_trainees_acts_is_that_of_the_workflow():
    _, rows = tables("Acts of the trainee")

    assert rows == [
        (
            f"`{act.kind}`", act.label, listed(act.roles), sources(act), to(act),
            str(act.minutes), act.form,
            "P" * act.needs_presence + "A" * act.anyone + "D" * act.on_paper,
        )
        for act in ACTS.values()
        if TRAINEE & set(act.roles)
    ]  # fmt: skip


def test_the_groups_of_states_are_those_of_the_workflow():
    groups, _ = tables("Acts of the trainee")

    assert [name for name, _ in groups] == list(GROUPS)
    assert tuple(coded(groups[-1][1])) == IN_OFFICE
    assert {s for s in STATES if STATES[s].holder} - set(OPEN) == {"at_agency"}
    assert set(OPEN) - set(ACCEPTED) == {"submitted", "awaiting_supplement"}
    assert set(OPEN) - set(UNDECIDED) == {"awaiting_return", "to_correct"}


def test_the_table_of_what_the_others_do_is_that_of_the_workflow():
    acts, _ = tables("Events")[1:]

    assert [row[:5] for row in acts] == [
        (f"`{act.kind}`", act.label, listed(act.roles), sources(act), to(act))
        for act in ACTS.values()
        if not TRAINEE & set(act.roles)
    ]


def test_the_table_of_states_is_that_of_the_workflow():
    (rows,) = tables("States, public statuses, holders")

    assert rows == [
        (
            f"`{key}`",
            f"{state.status} {STATUSES[state.status]}",
            f"`{state.holder}`" if state.holder else "–",
        )
        for key, state in STATES.items()
    ]


def test_the_table_of_waiting_is_that_of_the_workflow():
    (rows,) = tables("Waiting")

    assert [row[:2] for row in rows] == [(f"`{k}`", label) for k, label in CLOCK_ACTS.items()]


def situations(world: World, dossier: Dossier) -> list[tuple[World, Dossier]]:
    """A dossier in the situations in which forms look different."""
    links = world.version(dossier).links
    asked = {link.key: Request("silent", 1, world.now) for link in links}
    incidents = world.scenario.incidents
    return [
        (world, dossier),
        (world, changed(dossier, requests=asked)),
        (world, changed(dossier, state="awaiting_return")),
        *((changed(world, now=each.starts_at), dossier) for each in incidents),
    ]


@cache
def fields_seen() -> dict[tuple[str, str], dict[str, set[str]]]:
    """Every field of the trainee's acts over the shipped scenarios, with labels and values."""
    seen: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for of in library.shipped().scenarios.values():
        world, _ = others.advance(engine.fold(of, play.start(of, "1")), of.ends_at)
        for dossier in world.parents:
            for there, one in situations(world, dossier):
                for act in ACTS.values():
                    for role in TRAINEE & set(act.roles):
                        for field in fields_of(there, one, act.kind, role):
                            about = seen[act.kind, field.name]
                            about["kind"].add(field.kind)
                            about["label"].add(field.label)
                            about["values"] |= {option.value for option in field.options}
    return seen


def test_the_table_of_data_names_every_field_with_its_label_and_kind():
    (rows,) = tables("Their data")
    shown = {(coded(act)[0], coded(field)[0]): (label, kind) for act, field, label, kind, _ in rows}

    assert set(shown) == set(fields_seen())
    for key, (label, kind) in shown.items():
        assert label in fields_seen()[key]["label"], key
        assert {kind} == fields_seen()[key]["kind"], key


def test_the_table_of_data_gives_every_value_that_does_not_come_from_the_content():
    (rows,) = tables("Their data")

    for act, field, _, kind, values in rows:
        real = fields_seen()[coded(act)[0], coded(field)[0]]["values"]
        if kind not in ("choice", "checks"):
            assert not real
        elif not values.startswith("*"):
            assert set(coded(values.partition(";")[0])) == real, (act, field)
        elif fixed := re.search(r"besides ([^;]*)", values):
            assert set(coded(fixed[1])) <= real, (act, field)


def test_the_page_names_the_acts_without_data():
    with_data = {act for act, _ in fields_seen()}
    shown = prose("Their data").split("Acts without data: ")[1].split(".")[0]

    assert coded(shown) == [
        act.kind for act in ACTS.values() if TRAINEE & set(act.roles) and act.kind not in with_data
    ]


def test_the_page_names_every_refusal():
    source = Path(engine.__file__).read_text(encoding="utf-8")
    codes = set(re.findall(r'NotAvailable\((?:[^"]|"[^"]*[^a-z_"][^"]*")*"([a-z_]+)"', source))

    told = set(coded(prose("Refusals")))

    assert {"shape", "state", "citizen_waits"} <= codes
    assert codes | set(engine.CHECKS) <= told


@cache
def runs() -> dict[str, dict[str, Any]]:
    """What two players do in each scenario, as `replay` tells it."""
    return {
        f"{of.code} {name}": replay.result(of, "1", bots.play(of, "1", bots.BOTS[name]))
        for of in library.shipped().scenarios.values()
        for name in ("expert", "monkey")
    }


def test_the_page_names_every_kind_of_event_and_every_key_of_its_data():
    keys, _, machine = tables("Events")
    told = {code for row in keys for code in coded(row[0])}
    fields = {name for _, name in fields_seen()} | {"papers", "reason", "text", "happening"}
    kinds = set(ACTS) | {code for row in machine for code in coded(row[0])}

    events = [event for run in runs().values() for event in run["events"]]

    assert {event["kind"] for event in events} <= kinds
    assert {key for event in events for key in event["data"]} <= told | fields
    assert {"down", "up", "lapse", "clock", "start", "wait"} <= kinds
    plans = [plan for event in events for plan in event["data"].get("then", ())]
    (then,) = (row[1] for row in keys if row[0] == "`then`")
    assert set(coded(then)) == set(plans[0])


def test_the_page_gives_every_reason_for_a_due_date():
    keys, *_ = tables("Events")
    (text,) = (row[1] for row in keys if row[0].startswith("`due_at`"))

    reasons = {e["data"].get("due_why") for run in runs().values() for e in run["events"]} - {None}

    assert reasons <= set(coded(text))


def test_the_page_describes_the_answer_of_replay():
    (rows,) = tables("The answer of `replay`")
    told = {code: row[1] for row in rows for code in coded(row[0])}
    run = run_of(used(ENGINE, "file")[0])

    assert set(told) == set(run)
    assert set(coded(told["dossiers"])) == set(run["dossiers"]["hs1"])
    assert set(coded(told["findings"])) - {"breach", "success", "advice"} == set(run["findings"][0])
    assert set(coded(told["mark"])) | set(RUBRIC) == set(run["mark"])
    text = prose("The answer of `replay`")
    for labels in (statuses.FINANCE, statuses.DELIVERY, statuses.SYNC):
        for key, label in labels.items():
            assert f"{f'`{key}`' if key else 'empty'} ({label})" in text


def test_the_page_tells_how_a_run_is_marked():
    (rows,) = tables("Marking")
    text = prose("Marking")

    assert [row[:2] for row in rows] == [
        (f"`{key}` {grading.LABELS[key]}", f"{weight:g}") for key, weight in RUBRIC.items()
    ]
    assert f"**Pass mark**: {grading.PASS_MARK}." in text
    assert f"caps the total at {grading.PASS_MARK - 1}" in text
    assert f"cost {', '.join(f'{c:g}' for c in hints.COSTS.values())} points" in text
    assert f"at most {grading.HINT_CAP} together" in text
    assert grading.REPEATED == 0.5


def test_the_page_names_every_player():
    told = coded(prose("Calibration"))

    assert set(bots.LAWFUL) | set(bots.BOTS) <= set(told)


# The keys that authors can write.


def test_the_page_names_every_key_of_a_scenario_and_of_a_dossier():
    scenario_keys, dossier_keys = tables("What the keys mean", SCENARIO)

    told = {code for row in scenario_keys for code in coded(row[0])}
    assert told == set(Scenario.model_fields) - {"procedures", "digest"}
    told = {code for row in dossier_keys for code in coded(row[0])}
    assert told == set(DossierSpec.model_fields)


def test_the_page_names_every_key_of_a_version():
    _, rows = tables("What the file says", PROCEDURE)
    (block,) = used(PROCEDURE, "procedure")
    first = yaml.safe_load(block.text)["versions"][0]

    assert {code for row in rows for code in coded(row[0])} == set(Version.model_fields)
    assert set(LISTS) <= set(first)
    assert set(SystemCheck.__args__) <= set(coded(section("What the file says", PROCEDURE)))


def test_a_command_may_leave_out_dossier_and_role():
    of = library.shipped().scenarios[PLAIN]

    (command,) = replay.read_commands("commands: [{act: issue_receipt}]", "x.yaml", of)

    assert command == Command("issue_receipt", "hs1", "", {})
