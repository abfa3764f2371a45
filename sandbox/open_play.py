"""Open play: an exercise that the trainee puts together: procedure, citizen, trouble.

It takes a dossier of a shipped scenario and changes only what was chosen, so that papers, rules
and mistakes stay those that have been tried.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from sandbox import library
from sandbox.reading import QUICK
from sandbox.scenario import Scenario, parse_scenario

CITIZENS: dict[str, str] = {
    "as_written": "Như trong bài gốc",
    "quick": "Nhanh nhẹn, nghe là hiểu, bổ sung đủ ngay",
    "forgetful": "Hay quên: chỉ dặn miệng thì mang thiếu",
    "partial": "Chỉ bổ sung một phần những gì được yêu cầu",
    "silent": "Im lặng: được yêu cầu bổ sung thì không quay lại",
    "gives_up": "Bị yêu cầu bổ sung lần thứ hai thì xin rút hồ sơ",
}
"""How the citizen behaves; the first leaves it as the scenario has it."""

TROUBLES: dict[str, str] = {
    "leader_returns": "Lãnh đạo trả lại dự thảo lần đầu",
    "office_late": "Đơn vị thụ lý làm chậm, phải hẹn lại",
    "office_asks_too_late": "Đơn vị thụ lý xin hẹn lại khi đã quá hạn",
    "blurred_scans": "Máy quét hay ra bản mờ",
    "questions": "Có người hỏi, nhờ vả thêm ở quầy (nếu bài gốc có)",
}

MISTAKES: dict[str, str] = {
    "as_written": "Như trong bài gốc",
    "none": "Giấy tờ đạt hết",
    "one": "Một giấy tờ có lỗi",
    "many": "Càng nhiều lỗi càng tốt",
}

_PATIENT = {"low": 30, "high": 60}
_BEHAVIOUR: dict[str, dict[str, Any]] = {
    "as_written": {},
    "quick": {
        "supplements_after": _PATIENT, "understands_oral": 1.0, "silent": False,
        "brings": "asked", "withdraws_when_asked_again": 0.0,
    },
    "forgetful": {"understands_oral": 0.0, "silent": False, "brings": "asked"},
    "partial": {"silent": False, "brings": "part"},
    "silent": {"silent": True},
    "gives_up": {"silent": False, "brings": "part", "withdraws_when_asked_again": 1.0},
}  # fmt: skip


@dataclass(frozen=True)
class Chosen:
    """What the trainee wants. `base` is "scenario/dossier", as `bases` lists them."""

    base: str
    citizen: str = "as_written"
    mistakes: str = "as_written"
    troubles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Base:
    """A dossier that one can start from."""

    key: str
    procedure: str
    title: str
    request: str


@cache
def bases() -> dict[str, list[Base]]:
    """The dossiers to start from, by the title of their procedure."""
    found: dict[str, list[Base]] = {}
    for scenario in library.shipped().scenarios.values():
        for dossier in scenario.dossiers:
            procedure = scenario.procedure_of(dossier.key)
            base = Base(
                f"{scenario.code}/{dossier.key}", procedure.code, scenario.title, dossier.request
            )
            found.setdefault(procedure.title, []).append(base)
    return dict(sorted(found.items()))


def source(code: str) -> str:
    """The text of a shipped scenario file."""
    file = resources.files("sandbox") / "scenarios" / f"{code}.yaml"
    return file.read_text(encoding="utf-8")


def compose(chosen: Chosen) -> tuple[Scenario, str]:
    """The exercise that was asked for, and the text it was read from.

    Raises:
        KeyError: there is no such base, citizen or mistakes.
    """
    code, _, key = chosen.base.partition("/")
    if code not in library.shipped().scenarios:
        raise KeyError(code)
    data: dict[str, Any] = yaml.load(source(code), Loader=QUICK)  # noqa: S506 - a safe loader
    dossier = next((each for each in data["dossiers"] if each["key"] == key), None)
    if dossier is None:
        raise KeyError(key)
    dossier["citizen"] |= _BEHAVIOUR[chosen.citizen]
    _plant(dossier, chosen.mistakes)
    _only(data, dossier)
    _trouble(data, dossier, chosen.troubles)
    name = hashlib.sha256(repr(chosen).encode()).hexdigest()[:10]
    data["code"] = f"tu-chon-{name}"
    data["title"] = f"Tự chọn: {library.shipped().scenarios[code].procedure_of(key).title}"
    data["seeds"] = "learner"
    text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=110)
    content = library.shipped()
    file = f"scenarios/{data['code']}.yaml"
    return parse_scenario(text, file, content.procedures, content.calendars), text


def _plant(dossier: dict[str, Any], mistakes: str) -> None:
    """How many of the mistakes that the dossier knows are planted."""
    if mistakes == "as_written":
        return
    known: Mapping[str, Any] = dossier.get("defects") or {}
    every = [*known.get("always", []), *known.get("pool", [])]
    papers = len({each["paper"] for each in every})
    draw = {"none": 0, "one": min(1, papers), "many": papers}[mistakes]
    if every:
        dossier["defects"] = {"pool": every, "draw": draw}


def _only(data: dict[str, Any], dossier: dict[str, Any]) -> None:
    """Leave out the other dossiers and what belongs to them."""
    data["dossiers"] = [dossier]
    happenings = [each for each in data.get("happenings", []) if each["dossier"] == dossier["key"]]
    data["happenings"] = happenings
    arrives = str(dossier["arrives_at"])
    if data["starts_at"] < arrives[:16] and dossier["channel"] == "counter":
        data["starts_at"] = arrives[:16]
    for happening in happenings:
        if "at" in happening and str(happening["at"]) < data["starts_at"]:
            happening["at"] = data["starts_at"]


def _trouble(data: dict[str, Any], dossier: dict[str, Any], troubles: tuple[str, ...]) -> None:
    colleagues = dossier.setdefault("colleagues", {})
    if "leader_returns" in troubles:
        colleagues["leader_returns"] = True
    if "office_late" in troubles or "office_asks_too_late" in troubles:
        colleagues["asks_extension"] = "late" if "office_asks_too_late" in troubles else "in_time"
        colleagues["appraisal_takes"] = {"low": 4800, "high": 6000}
    if "blurred_scans" in troubles:
        data["blurs"] = 0.3
    if "questions" not in troubles:
        data["happenings"] = []
    data["incidents"] = []
    if not colleagues:
        del dossier["colleagues"]
