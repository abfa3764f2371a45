"""The rules as a book: in their groups, by seat and date, with examples and where to practise."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Any

from sandbox import bots, library
from sandbox.law import IN_FORCE
from sandbox.marking import occasions
from sandbox.procedure import Procedure, Version
from sandbox.rules import BY_ID, RULES
from sandbox.rules.base import Rule, history
from sandbox.scenario import Scenario
from sandbox.surroundings import Happening, Reply

SEATS = ("reception", "appraiser", "division", "leader")
_DESK, _OFFICE = ("reception",), ("appraiser",)
_BOTH = ("reception", "appraiser")
_SIGNING = ("appraiser", "division", "leader")
SEATS_OF_GROUP: dict[str, tuple[str, ...]] = {
    "Tiếp nhận hồ sơ": _DESK,
    "Kết quả kiểm tra giấy tờ": _DESK,
    "Thời hạn": _BOTH,
    "Phí, lệ phí": _DESK,
    "Số hóa hồ sơ": _DESK,
    "Chuyển hồ sơ": _DESK,
    "Thẩm định, giải quyết": _OFFICE,
    "Liên thông, lấy ý kiến": _BOTH,
    "Trả kết quả": _DESK,
    "Rút, dừng hồ sơ": _DESK,
    "Ứng xử, điều cấm": SEATS,
}
SEATS_OF_RULE: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("F3-gt", "F12", "F13", "C5", "F5", "F6-thua", "A6.e"), _OFFICE),
    **dict.fromkeys(("F11", "F9", "S1", "S2", "H6"), _BOTH),
    **dict.fromkeys(("A6.đ", "A6.đ-2", "A6.đ-3", "A6.đ-4"), _BOTH),
    **dict.fromkeys(("E3", "I2", "F12-dat", "F12-bao", "G5", "G8"), _DESK),
    **dict.fromkeys(("A3", "A6.b", "A6.c", "A6.i", "C4", "E5", "I8", "E14", "E14-2"), _DESK),
    **dict.fromkeys(("F15", "F16"), _SIGNING),
    "F1": ("division",),
    "F14": ("division", "leader"),
}
"""Where the seats of the group don't fit."""
MOST_EXAMPLES = 3


@dataclass(frozen=True)
class Example:
    """A moment of an exercise that a rule is about, and the answer that breaks it."""

    scenario: str
    who: str
    text: str
    wrong: str
    what: str


@dataclass(frozen=True)
class Change:
    """One thing that is otherwise from `since` on; `rules` and `procedure` say what it touches."""

    since: date
    what: str
    rules: tuple[str, ...] = ()
    procedure: str = ""


def seats(rule: Rule) -> tuple[str, ...]:
    """Whose work the rule is about."""
    return SEATS_OF_RULE.get(rule.id) or SEATS_OF_GROUP[rule.group]


def changed_since(rule: Rule, day: date) -> bool:
    """Whether the rule, or a text it stands in, began or ended on that day or later."""
    days = [rule.in_force, *filter(None, [rule.until])]
    days += [IN_FORCE[basis.document] for basis in rule.basis if basis.document in IN_FORCE]
    return any(each >= day for each in days)


def groups(chosen: list[Rule] | None = None) -> dict[str, list[Rule]]:
    """The rules in the order of the book, under the names of their groups."""
    found: dict[str, list[Rule]] = {}
    for rule in RULES if chosen is None else chosen:
        found.setdefault(rule.group, []).append(rule)
    return found


def examples(rule_id: str) -> list[Example]:
    """What is asked or said in the exercises, and how one would break this rule."""
    return _examples().get(rule_id, [])[:MOST_EXAMPLES]


@cache
def _examples() -> dict[str, list[Example]]:
    found: dict[str, list[Example]] = {}
    for scenario in library.shipped().scenarios.values():
        for happening, reply in _wrong_replies(scenario):
            found.setdefault(reply.rule, []).append(
                Example(scenario.title, happening.who, happening.text, reply.title, reply.what)
            )
    return found


def _wrong_replies(scenario: Scenario) -> Iterator[tuple[Happening, Reply]]:
    """The first wrong reply of each rule, for each happening."""
    for happening in scenario.happenings:
        seen = set()
        for reply in happening.replies:
            if reply.rule and reply.rule not in seen:
                seen.add(reply.rule)
                yield happening, reply


def practised_by(rule_id: str) -> list[Scenario]:
    """The shipped exercises in which the rule matters to whoever does everything right."""
    return [
        each for each in library.shipped().scenarios.values() if rule_id in _matters()[each.code]
    ]


@cache
def _matters() -> Mapping[str, frozenset[str]]:
    """The rules that matter in each shipped exercise; takes a moment, so it is kept."""
    found = {}
    for code, scenario in library.shipped().scenarios.items():
        past = history(scenario, bots.play(scenario, code, bots.expert))
        met = {rule.id for rule, _ in occasions(past)}
        asked = {rule for happening in scenario.happenings for rule in happening.rules}
        found[code] = frozenset(met | asked)
    return found


def changes() -> list[Change]:
    """What changes on which day, the latest first: texts, rules, and versions of procedures."""
    found = [*_texts(), *_rules(), *_versions()]
    return sorted(found, key=lambda each: each.since, reverse=True)


def _texts() -> Iterator[Change]:
    for document, since in IN_FORCE.items():
        about = tuple(
            rule.id for rule in RULES if document in [basis.document for basis in rule.basis]
        )
        yield Change(since, f"{document} có hiệu lực.", about)


def _rules() -> Iterator[Change]:
    first = min(IN_FORCE.values())
    for rule in RULES:
        if rule.in_force > first:
            yield Change(rule.in_force, f"Bắt đầu áp dụng quy tắc “{rule.title}”.", (rule.id,))
        if rule.until:
            yield Change(rule.until, f"Không còn áp dụng quy tắc “{rule.title}”.", (rule.id,))


PARTS: dict[str, str] = {
    "cases": "các trường hợp",
    "components": "thành phần hồ sơ",
    "unneeded": "giấy tờ không được đòi",
    "defect_kinds": "các lỗi giấy tờ",
    "limits": "thời hạn giải quyết",
    "fees": "phí, lệ phí",
    "waivers": "diện miễn phí, lệ phí",
    "tasks": "việc phải làm",
    "links": "cơ quan phối hợp",
    "duty": "nghĩa vụ tài chính",
    "supplement": "cách yêu cầu bổ sung",
    "territorial": "nơi có thẩm quyền",
    "steps": "các bước trong cơ quan",
    "offices": "đơn vị giải quyết",
    "result": "kết quả",
    "originals_returned": "trả lại bản chính",
}
"""The parts of a procedure that may differ between its versions."""


def _versions() -> Iterator[Change]:
    for procedure in library.shipped().procedures.values():
        for before, after in pairwise(procedure.versions):
            yield Change(after.in_force, _difference(procedure, before, after), (), procedure.code)


def _difference(procedure: Procedure, before: Version, after: Version) -> str:
    old, new = (_without_law(each.model_dump()) for each in (before, after))
    parts = [name for key, name in PARTS.items() if old[key] != new[key]]
    if before.legal_basis != after.legal_basis:
        parts.append("căn cứ pháp lý")
    title = f"Thủ tục {procedure.code} “{procedure.title}”"
    return f"{title} thay đổi: {', '.join(parts)}." if parts else f"{title} có phiên bản mới."


def _without_law(value: Any) -> Any:
    """The same without the references to the law, which change with every new text."""
    if isinstance(value, dict):
        return {k: _without_law(v) for k, v in value.items() if k not in ("basis", "legal_basis")}
    if isinstance(value, list | tuple):
        return [_without_law(each) for each in value]
    return value


def known(rule_id: str) -> Rule | None:
    """The rule with this id, or None."""
    return BY_ID.get(rule_id)
