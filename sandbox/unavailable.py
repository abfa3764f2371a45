"""Why a button is not there: every act of the workflow that a dossier does not offer now.

`engine.available` gives the buttons; here stands the rest, so that nothing is hidden without a
word.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sandbox.engine import buttons
from sandbox.preconditions import NEEDS
from sandbox.words import lower_first
from sandbox.workflow import ACTS, OFFICERS, ROLES, STATES, Act
from sandbox.world import Dossier, World

PLACES: dict[str, str] = {
    "submitted": "mới nộp, chờ tiếp nhận",
    "awaiting_supplement": "chờ người dân bổ sung",
    "accepted": "đã tiếp nhận, chưa chuyển xử lý",
    "awaiting_payment": "chờ người dân nộp tiền",
    "awaiting_assignment": "chờ lãnh đạo phòng phân công",
    "in_queue": "chờ cán bộ thụ lý nhận",
    "in_appraisal": "đang thẩm định",
    "awaiting_agency": "chờ cơ quan phối hợp",
    "supplement_proposed": "cán bộ thụ lý đề nghị bổ sung",
    "back_at_desk": "đã quay lại quầy tiếp nhận",
    "awaiting_initial": "chờ lãnh đạo phòng ký nháy",
    "awaiting_signature": "chờ lãnh đạo ký",
    "awaiting_issue": "chờ văn thư phát hành",
    "awaiting_return": "đã có kết quả, chờ trả",
    "to_correct": "kết quả bị báo sai, chờ chuyển sửa",
    "returned": "đã trả kết quả",
    "refused": "đã từ chối tiếp nhận",
    "withdrawn": "đã rút",
    "stopped": "đã dừng xử lý",
}
"""Where a dossier is, in words that fit after "khi hồ sơ"."""
MANY = 4


@dataclass(frozen=True)
class Missing:
    """An act without a button now, and why."""

    kind: str
    label: str
    why: str


@dataclass(frozen=True)
class Others:
    """What somebody else does: the role, and the labels of the acts."""

    role: str
    labels: tuple[str, ...]


def unavailable(world: World, key: str) -> list[Missing]:
    """The acts of the trainee's seats that have no button on this dossier, each with its reason."""
    here, seats = world.dossiers[key], world.scenario.seats
    shown = {option.kind for option in buttons(world, key)}
    return [
        Missing(act.kind, act.label, _why(world, here, act, seats))
        for act in ACTS.values()
        if act.kind not in shown and set(act.roles) & set(seats)
    ]


def done_by_others(world: World) -> list[Others]:
    """The acts that the trainee has in none of his seats, by the officer who does them."""
    mine = set(world.scenario.seats)
    acts = [act for act in ACTS.values() if not set(act.roles) & mine]
    found = [
        Others(ROLES[role], tuple(act.label for act in acts if act.roles[0] == role))
        for role in OFFICERS
        if role not in mine
    ]
    return [each for each in found if each.labels]


def _why(world: World, here: Dossier, act: Act, seats: Sequence[str]) -> str:
    if act.kind == "respond":
        return "Hiện không có ai đang chờ anh/chị trả lời."
    if here.state not in act.sources:
        return f"{_possible(act)} Hồ sơ này {PLACES[here.state]}."
    if not act.anyone and here.holder not in set(act.roles) & set(seats):
        holder = ROLES[here.holder] if here.holder else "không còn ai"
        return f"Hồ sơ đang ở chỗ {lower_first(holder)}."
    if act.kind in NEEDS and not NEEDS[act.kind][0](world, here):
        return NEEDS[act.kind][1]
    return "Hiện không có gì để thực hiện việc này."


def _possible(act: Act) -> str:
    """In which places of the workflow the act can be done."""
    places = [PLACES[state] for state in act.sources if STATES[state].holder]
    if len(places) > MANY:
        return "Làm được khi hồ sơ đã tiếp nhận và chưa kết thúc."
    return f"Làm được khi hồ sơ {'; hoặc '.join(places)}."
