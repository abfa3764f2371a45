"""Small scenarios made from a procedure alone, to try the whole workflow with each of them."""

from typing import Any

import yaml

from sandbox import library
from sandbox.procedure import Version
from sandbox.scenario import Scenario
from tests.unit.sandbox.desk import texts

QUICK = {"low": 5, "high": 15}
SOON = {"low": 30, "high": 60}
LOOK = {"Người khai": "{name}", "Ngày sinh": "{birth_date}"}


def papers(version: Version) -> list[dict[str, Any]]:
    """One sound paper for each component that the applicant brings."""
    return [
        {
            "key": component.key,
            "title": component.title,
            "component": component.key,
            "issuer": "Cơ quan luyện tập",
            "pages": 1,
            "copies": 1,
            "lines": [{"label": label, "text": text} for label, text in LOOK.items()],
        }
        for component in version.components
        if component.how != "looked_up"
    ]


def defect(paper: str, kind: str, key: str = "loi") -> dict[str, Any]:
    """A planted mistake on one paper."""
    return {
        "key": key,
        "paper": paper,
        "kind": kind,
        "look": {"marks": ["Khác thường"]},
        "what": "Giấy tờ này chưa dùng được.",
        "remedy": "Mang giấy tờ khác đúng quy định.",
    }


def data(code: str, day: str = "2026-10-07", channel: str = "", **dossier: Any) -> dict[str, Any]:
    """A scenario with one dossier of a procedure, as a file would say it."""
    procedure = library.shipped().procedures[code]
    from datetime import date

    version = procedure.on(date.fromisoformat(day))
    channel = channel or next(limit.channel for limit in version.limits)
    limits = [limit for limit in version.limits if limit.channel == channel]
    case = next((limit.case for limit in limits if limit.case), version.cases[0].key)
    if any(limit.case is None for limit in limits):
        case = version.cases[0].key
    spec: dict[str, Any] = {
        "key": "hs1",
        "applicant": "a",
        "arrives_at": f"{day}T08:00",
        "channel": channel,
        "case": case,
        "request": "Nhờ anh chị giải quyết giúp hồ sơ này.",
        "papers": papers(version),
        "delivery": "online" if channel == "online" else "counter",
        "citizen": {
            "supplements_after": SOON,
            "understands_oral": 0.4,
            "collects_after_notice": SOON,
            "pays_after": QUICK,
            "withdraws_when_asked_again": 0.3,
        },
        **({"duty": 1_250_000} if version.duty else {}),
        **dossier,
    }
    return {
        "code": "thu",
        "title": "Thử",
        "summary": "Thử",
        "goal": "Thử",
        "briefing": "Thử",
        "minutes": 10,
        "procedure": code,
        "calendar": "vn-2025-2027",
        "starts_at": f"{day}T08:00",
        "ends_at": min(f"{int(day[:4]) + 1}-06-30T17:00", "2027-12-30T17:00"),
        "modes": ["guided", "free", "exam"],
        "default_mode": "free",
        "seeds": "learner",
        "competencies": ["reception.law"],
        "unit": {"name": "Đơn vị thử", "code": "H55.999.01", "phone": "0600 999 999"},
        "applicants": [
            {"key": "a", "gender": "female", "ethnicity": "Tày", "birth_year": 1990,
             "commune": "xã Bình Yên"},
            {"key": "b", "gender": "male", "ethnicity": "Kinh", "birth_year": 1970,
             "commune": "phường Bắc Kạn"},
        ],
        "dossiers": [spec],
        "others": {
            "appraiser": {"after": QUICK, "finds_defect": 0.5, "returns_undigitised": True},
            "leader": {"after": QUICK, "returns_draft": 0},
            "clerk": {"after": QUICK},
        },
    }  # fmt: skip


def scenario(of: dict[str, Any], **changes: Any) -> Scenario:
    """The scenario that such data make."""
    text = yaml.safe_dump({**of, **changes}, allow_unicode=True, sort_keys=False)
    shipped = {file: body for file, body in texts().items() if not file.startswith("scenarios/")}
    return library.load({**shipped, "scenarios/thu.yaml": text}).scenarios["thu"]
