"""What is planted in a scenario, which ways through it are right, and whether it can be used."""

from collections.abc import Sequence
from typing import Any

from sandbox import bots, marking
from sandbox.calibrate import FULL, calibrate
from sandbox.engine import applicant, fold
from sandbox.people import PRACTICE_PROVINCE
from sandbox.procedure import Version
from sandbox.replay import right_path
from sandbox.rules import BY_ID
from sandbox.scenario import Scenario
from sandbox.specs import DossierSpec


def describe(scenario: Scenario, seed: str) -> dict[str, Any]:
    """The truth about a scenario on one seed, for authors and reviewers."""
    events = bots.play(scenario, seed, bots.expert)
    submitted = {e.dossier: e.data["defects"] for e in events if e.kind == "submit"}
    report = marking.mark(scenario, events)
    return {
        "scenario": scenario.code,
        "title": scenario.title,
        "seed": seed,
        "seats": list(scenario.seats),
        "difficulty": scenario.difficulty,
        "procedures": sorted({scenario.procedure_of(d.key).code for d in scenario.dossiers}),
        "planted": [
            {
                "dossier": spec.key,
                "defect": defect.key,
                "paper": defect.paper,
                "kind": defect.kind,
                "what": defect.what,
                "on_this_seed": defect.key in submitted.get(spec.key, ()),
                "rules": list(_caught_by(_version(scenario, spec), defect.kind)),
            }
            for spec in scenario.dossiers
            for defect in spec.defects.all
        ],
        "scripts": [script for spec in scenario.dossiers for script in _scripts(spec)],
        "happenings": [
            {"key": each.key, "text": each.text, "rules": list(each.rules)}
            for each in scenario.happenings
        ],
        "right_paths": {name: right_path(scenario, seed, name) for name in bots.LAWFUL},
        "outcome": report.outcome,
        "total": report.total,
    }


def _version(scenario: Scenario, spec: DossierSpec) -> Version:
    return scenario.procedure_of(spec.key).on(spec.arrives_at.date())


def _caught_by(version: Version, kind: str) -> tuple[str, ...]:
    """The rules that are broken by whoever lets a defect of this kind pass."""
    at_desk = version.defect_kind(kind).stage == "reception"
    return ("E06", "F3-kl") if at_desk else ("F3-kl",)


def caught_by(scenario: Scenario, dossier: str, defect: str) -> tuple[str, ...]:
    """The rules that are broken by whoever lets this planted mistake pass."""
    spec = scenario.spec(dossier)
    return _caught_by(_version(scenario, spec), spec.defect(defect).kind)


def _scripts(spec: DossierSpec) -> list[str]:
    """What the others are going to do, in short."""
    told = []
    if spec.citizen.silent:
        told.append(f"{spec.key}: người nộp không quay lại khi bị yêu cầu bổ sung")
    if spec.citizen.brings != "asked":
        told.append(f"{spec.key}: người nộp bổ sung {spec.citizen.brings}")
    if spec.citizen.withdraws_after:
        told.append(f"{spec.key}: người nộp xin rút hồ sơ")
    if spec.wrong_result:
        told.append(f"{spec.key}: kết quả bị ghi sai “{spec.wrong_result.label}”")
    if spec.colleagues.asks_extension != "no":
        told.append(
            f"{spec.key}: cơ quan giải quyết xin hẹn lại ({spec.colleagues.asks_extension})"
        )
    for link in spec.links:
        if link.silent:
            told.append(f"{spec.key}: {link.link} im lặng {link.silent} lần")
        if link.returns:
            told.append(f"{spec.key}: {link.link} trả lại hồ sơ")
    return told


def check(scenario: Scenario, seeds: Sequence[str]) -> list[str]:
    """Why the scenario must not be used: every fault, empty when it is good.

    Every planted mistake is caught by a rule, every lawful way earns full marks and reaches an
    end, no other player passes, and nobody in it could be a real person.
    """
    faults = []
    for happening in scenario.happenings:
        faults += [
            f"happenings.{happening.key}: không có quy tắc “{rule}”"
            for rule in happening.rules
            if rule not in BY_ID
        ]
    if faults:
        return faults
    faults += _uncaught(scenario, seeds)
    for seed in seeds:
        faults += _unfinished(scenario, seed) + _real_people(scenario, seed)
    return sorted(set(faults)) + calibrate(scenario, seeds).faults


def _uncaught(scenario: Scenario, seeds: Sequence[str]) -> list[str]:
    """Planted mistakes that whoever finds everything sound gets away with."""
    caught: dict[str, bool] = {}
    for seed in seeds:
        events = bots.play(scenario, seed, bots.accepts_everything)
        report = marking.mark(scenario, events)
        for event in events:
            if event.kind != "submit":
                continue
            rules = {f.rule for f in report.breaches if f.dossier == event.dossier}
            for key in event.data["defects"]:
                if not to_be_seen(scenario, event.dossier or "", key):
                    continue
                found = bool(rules & set(caught_by(scenario, event.dossier or "", key)))
                name = f"dossiers.{event.dossier}.defects.{key}"
                caught[name] = caught.get(name, False) or found
    return [f"{name}: không quy tắc nào bắt được lỗi này" for name, ok in caught.items() if not ok]


def to_be_seen(scenario: Scenario, dossier: str, defect: str) -> bool:
    """Whether the trainee sits where the mistake has to be found."""
    spec = scenario.spec(dossier)
    stage = _version(scenario, spec).defect_kind(spec.defect(defect).kind).stage
    if stage == "reception" and "reception" in scenario.seats:
        return True
    return "appraiser" in scenario.seats


def _unfinished(scenario: Scenario, seed: str) -> list[str]:
    faults = []
    for name, bot in bots.LAWFUL.items():
        events = bots.play(scenario, seed, bot)
        world = fold(scenario, events)
        if not world.all_closed:
            still = [d.key for d in world.parents if not d.closed]
            faults.append(f"{name}: chưa xong {', '.join(still) or 'mọi hồ sơ'} khi hết giờ")
        report = marking.mark(scenario, events)
        for breach in report.breaches:
            faults.append(f"{name}: đường đúng vi phạm {breach.rule}: {breach.what}")
        if report.total < FULL:
            low = [
                f"{d.key} {d.points}/{d.out_of}" for d in report.dimensions if d.points < d.out_of
            ]
            faults.append(f"{name}: đường đúng chỉ được {report.total} ({'; '.join(low)})")
    return faults


def _real_people(scenario: Scenario, seed: str) -> list[str]:
    world = fold(scenario, bots.play(scenario, seed, bots.does_nothing))
    faults = []
    for dossier in world.parents:
        if not applicant(world, dossier.key).number.startswith(PRACTICE_PROVINCE):
            faults.append(f"{dossier.key}: số định danh không thuộc dải luyện tập")
    return faults
