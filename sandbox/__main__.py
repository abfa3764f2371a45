"""`python -m sandbox`: look at, replay and calibrate practice scenarios from outside."""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import yaml

from sandbox import bots, due, library, replay
from sandbox.calibrate import calibrate, write_down
from sandbox.describe import check, describe
from sandbox.law import in_words
from sandbox.reading import FaultyContent
from sandbox.rules import RULES
from sandbox.scenario import Scenario


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 when it worked, 1 when the content or the input is at fault."""
    args = _parser().parse_args(arguments)
    try:
        answer = args.run(args)
    except (FaultyContent, ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    if isinstance(answer, str):
        print(answer, end="" if answer.endswith("\n") else "\n")
    else:
        print(json.dumps(answer, ensure_ascii=False, indent=1, default=str))
    return int(isinstance(answer, dict) and bool(answer.get("faults")))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    actions = parser.add_subparsers(required=True, metavar="COMMAND")

    def action(name: str, run: Any, about: str) -> argparse.ArgumentParser:
        sub = actions.add_parser(name, help=about, description=about)
        sub.set_defaults(run=run)
        return sub

    action("list", _list, "procedures and scenarios, with ids and titles")
    action("rules", _rules, "every rule, with its words in both languages")
    action("hardness", _hardness, "how hard each scenario usually is, for usual_hardness.yaml")
    for name, run, about in (
        ("describe", _describe, "what is planted in a scenario, and the right paths"),
        ("check", _check, "is every planted mistake caught, does every right path earn full marks"),
        ("replay", _replay, "play the commands of a file and mark the run"),
        ("right-path", _right_path, "a right path, as a file that replay accepts"),
        ("calibrate", _calibrate, "which player earns what"),
    ):
        sub = action(name, run, about)
        sub.add_argument("scenario", help="code of a shipped scenario, or a file")
        if name == "replay":
            sub.add_argument("commands", help="YAML file")
        if name in ("replay", "right-path", "describe"):
            sub.add_argument("--seed", default=None)
        if name == "right-path":
            sub.add_argument("--player", choices=sorted(bots.LAWFUL), default="expert")
        if name in ("calibrate", "check"):
            sub.add_argument("--seeds", type=int, default=200 if name == "calibrate" else 20)
    due.add_arguments(action("due", _due, "when a time limit ends"))
    return parser


def _scenario(name: str) -> Scenario:
    """A shipped scenario, or one in a file, together with the shipped procedures.

    Raises:
        ValueError: there is no such scenario.
    """
    scenarios = library.shipped().scenarios
    if name in scenarios:
        return scenarios[name]
    path = Path(name)
    if path.suffix != ".yaml":
        raise ValueError(f"Không có kịch bản “{name}”. Xem: python -m sandbox list")
    return library.scenario_from(path.read_text(encoding="utf-8"), path.name)


def _list(args: argparse.Namespace) -> dict[str, Any]:
    shipped = library.shipped()
    return {
        "procedures": [
            {"id": each.code, "title": each.title} for each in shipped.procedures.values()
        ],
        "scenarios": [
            {"id": each.code, "title": each.title} for each in shipped.scenarios.values()
        ],
    }


def _rules(args: argparse.Namespace) -> dict[str, Any]:
    return {
        "rules": [
            {
                "id": rule.id,
                "group": rule.group,
                "severity": rule.severity,
                "points": rule.points,
                "dimension": rule.dimension,
                "errors": list(rule.errors),
                "legal_basis": in_words(rule.basis) or "good practice",
                "in_force": rule.in_force,
                **rule.words.model_dump(),
            }
            for rule in RULES
        ]
    }


def _describe(args: argparse.Namespace) -> dict[str, Any]:
    return describe(_scenario(args.scenario), args.seed or "1")


def _check(args: argparse.Namespace) -> dict[str, Any]:
    faults = check(_scenario(args.scenario), [str(seed) for seed in range(args.seeds)])
    return {"scenario": args.scenario, "faults": faults}


def _replay(args: argparse.Namespace) -> dict[str, Any]:
    scenario = _scenario(args.scenario)
    text = Path(args.commands).read_text(encoding="utf-8")
    commands = replay.read_commands(text, args.commands, scenario)
    seed = args.seed or str((yaml.safe_load(text) or {}).get("seed", "1"))
    return replay.run(scenario, seed, commands)


def _right_path(args: argparse.Namespace) -> str:
    scenario, seed = _scenario(args.scenario), args.seed or "1"
    path = replay.right_path(scenario, seed, args.player)
    whole = {"scenario": scenario.code, "seed": seed, "commands": path}
    return yaml.safe_dump(whole, allow_unicode=True, sort_keys=False, width=100)


def _calibrate(args: argparse.Namespace) -> dict[str, Any]:
    outcome = calibrate(_scenario(args.scenario), [str(seed) for seed in range(args.seeds)])
    return {**asdict(outcome), "kept": len(outcome.kept), "faults": outcome.faults}


def _hardness(args: argparse.Namespace) -> str:
    return write_down(library.shipped().scenarios.values())


def _due(args: argparse.Namespace) -> dict[str, Any]:
    return due.run(args, library.shipped().calendars)


if __name__ == "__main__":
    sys.exit(main())
