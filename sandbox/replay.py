"""Runs as files: read the commands of a run, play them, and say what came of it as plain data."""

from collections.abc import Mapping, Sequence
from typing import Any

from sandbox import bots, marking
from sandbox.engine import NotAvailable, fold
from sandbox.fields.desk import LIMIT
from sandbox.fields.office import DAYS
from sandbox.play import play, start
from sandbox.reading import Fault, FaultyContent, mapping
from sandbox.scenario import Scenario
from sandbox.statuses import states_of
from sandbox.steps.office import EXTENSION_DAYS
from sandbox.workflow import CLOCK_ACTS
from sandbox.world import Command, Event

KEYS = {"act", "dossier", "role", "data"}


def read_commands(text: str, file: str, scenario: Scenario) -> list[Command]:
    """The commands of a run.

    Raises:
        FaultyContent: with every fault of the file.
    """
    whole = mapping(text, file)
    rows = whole.get("commands")
    faults = [
        Fault(file, key, "khóa này không có trong mẫu")
        for key in set(whole) - {"scenario", "seed", "commands"}
    ]
    if not isinstance(rows, list):
        raise FaultyContent([*faults, Fault(file, "commands", "phải là danh sách")])
    if whole.get("scenario", scenario.code) != scenario.code:
        faults.append(Fault(file, "scenario", f"tệp này là của kịch bản “{whole['scenario']}”"))
    commands = []
    for number, row in enumerate(rows):
        key = f"commands.{number}"
        if not isinstance(row, dict) or set(row) - KEYS or "act" not in row:
            faults.append(Fault(file, key, "mỗi việc có act, và nếu cần: dossier, role, data"))
        elif not isinstance(row.get("data") or {}, dict):
            faults.append(Fault(file, f"{key}.data", "phải là bảng khóa: giá trị"))
        else:
            commands.append(_command(scenario, row))
            if commands[-1].role not in ("", *scenario.seats):
                seats = ", ".join(scenario.seats)
                faults.append(Fault(file, f"{key}.role", f"phải là vị trí của học viên: {seats}"))
    if faults:
        raise FaultyContent(faults)
    return commands


def _command(scenario: Scenario, row: Mapping[str, Any]) -> Command:
    act = str(row["act"])
    dossier = None
    if act not in CLOCK_ACTS:
        dossier = str(row.get("dossier") or scenario.dossiers[0].key)
    return Command(act, dossier, str(row.get("role") or ""), row.get("data") or {})


def run(scenario: Scenario, seed: str, commands: Sequence[Command]) -> dict[str, Any]:
    """Play the commands and mark the run.

    A command that the system refuses changes nothing; it is listed under "refused".
    """
    events = start(scenario, seed)
    world = fold(scenario, events)
    refused = []
    for number, command in enumerate(commands):
        outcome = play(world, command)
        if isinstance(outcome, NotAvailable):
            refused.append(
                {"command": number, "act": command.kind, "code": outcome.code,
                 "why": outcome.sentence}
            )  # fmt: skip
        else:
            world, new = outcome
            events += new
    return result(scenario, seed, events) | {"refused": refused}


def result(scenario: Scenario, seed: str, events: Sequence[Event]) -> dict[str, Any]:
    """The events of a run, how each dossier stands, the findings and the mark."""
    report = marking.mark(scenario, events)
    world = fold(scenario, events)
    return {
        "scenario": scenario.code,
        "seed": seed,
        "events": [event.to_dict() for event in events],
        "dossiers": {key: states_of(world, key) for key in world.dossiers},
        "findings": [
            {
                "rule": finding.rule,
                "event": finding.position,
                "dossier": finding.dossier,
                "kind": finding.kind,
                "severity": finding.severity,
                "what": finding.what,
                "should": finding.should,
                "legal_basis": finding.basis,
                "points": -finding.points if finding.points else 0,
            }
            for finding in report.findings
        ],
        "mark": {
            **{line.key: line.points for line in report.dimensions},
            "hints": -report.hint_cost,
            "capped_by": list(report.capped_by),
            "pass_mark": report.pass_mark,
            "total": report.total,
        },
    }


def _by_name(command: Command) -> dict[str, Any]:
    """The data with dates by name, so that the file also holds when an act is left out."""
    data = dict(command.data)
    if command.kind == "accept":
        data["due"] = f"{LIMIT}{data['case']}"
    elif command.kind == "request_extension":
        data["new_due"] = f"{DAYS}{EXTENSION_DAYS}"
    return data


def right_path(scenario: Scenario, seed: str, bot: str = "expert") -> list[dict[str, Any]]:
    """The acts of a lawful player, as the commands of a file."""
    return [
        {
            key: value
            for key, value in (
                ("act", command.kind),
                ("dossier", command.dossier),
                ("role", command.role),
                ("data", _by_name(command)),
            )
            if value
        }
        for command in bots.commands(scenario, seed, bots.LAWFUL[bot])
    ]
