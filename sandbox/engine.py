"""What the SYSTEM lets one do: `decide`, `evolve`, `fold` and `available`.

The copy refuses only what the real system refuses: the wrong role, the wrong state, data of the
wrong shape, and the checks that the procedure says are enforced. Whether an act was right is
asked in `marking`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import reduce

from sandbox import outcomes
from sandbox.evolution import evolve
from sandbox.fields import Field, WrongShape, checked, fields_of
from sandbox.law import Basis
from sandbox.people import Person, make_person
from sandbox.scenario import Scenario
from sandbox.workflow import ACTS, CLOCK, CLOCK_ACTS, ROLES, STATUSES, Act
from sandbox.world import Command, Dossier, Event, World

__all__ = ["ROLES", "STATUSES", "NotAvailable", "Option", "available", "decide", "evolve", "fold"]


@dataclass(frozen=True)
class NotAvailable:
    """The system says no: why, in words for the person, and what to do instead."""

    sentence: str
    code: str
    field: str | None = None
    basis: str = ""
    instead: tuple[str, ...] = ()


@dataclass(frozen=True)
class Option:
    """One button: what it does, how long it takes, what it asks, and why it is greyed."""

    kind: str
    label: str
    group: str
    minutes: int
    preset: dict[str, str] = field(default_factory=dict)
    fields: tuple[Field, ...] = ()
    refusal: NotAvailable | None = None

    @property
    def key(self) -> str:
        """Unique among the options of one dossier."""
        return ":".join((self.kind, *self.preset.values()))


@dataclass(frozen=True)
class Check:
    """Something a real system may enforce before an act: what must hold, and why."""

    holds: Callable[[World, Dossier], bool]
    sentence: str
    first: str
    """The act to do first."""
    article: str

    @property
    def basis(self) -> str:
        return Basis(document="Nghị định 118/2025/NĐ-CP", article=self.article).text


def _paid(world: World, dossier: Dossier) -> bool:
    return dossier.payment is not None or not world.scenario.version.fees


CHECKS: dict[str, Check] = {
    "identity_before_accept": Check(
        lambda world, dossier: bool(dossier.identity),
        "Chưa xác thực danh tính người nộp.",
        "check_identity",
        "điểm a khoản 1 Điều 17",
    ),
    "papers_checked_before_accept": Check(
        lambda world, dossier: len(dossier.verdicts) == len(dossier.spec.papers),
        "Còn giấy tờ chưa kiểm tra.",
        "check_paper",
        "điểm c khoản 1 Điều 17",
    ),
    "digitised_before_transfer": Check(
        lambda world, dossier: len(dossier.scans) == len(dossier.spec.papers),
        "Còn giấy tờ chưa số hóa.",
        "digitise",
        "điểm c khoản 1 Điều 17",
    ),
    "fee_before_transfer": Check(_paid, "Chưa thu phí, lệ phí.", "collect_fee", "khoản 1 Điều 24"),
    "receipt_before_transfer": Check(
        lambda world, dossier: dossier.has_form("01"),
        "Chưa xuất giấy tiếp nhận hồ sơ và hẹn trả kết quả.",
        "issue_receipt",
        "khoản 3 Điều 17",
    ),
    "fee_before_return": Check(_paid, "Chưa thu phí, lệ phí.", "collect_fee", "khoản 1 Điều 24"),
}
"""By the names a procedure lists under `system_checks`."""


def decide(world: World, command: Command) -> list[Event] | NotAvailable:
    """What happens when somebody does this now, or why the system does not let it happen."""
    act = ACTS.get(command.kind)
    if act is None or command.dossier is None:
        return NotAvailable("Hệ thống không có chức năng này.", "unknown")
    if act.kind == "submit":
        return _arrival(world, command)
    dossier = world.dossiers.get(command.dossier)
    if dossier is None:
        return NotAvailable("Không tìm thấy hồ sơ này.", "unknown")
    if refusal := _refusal(world, dossier, act, command.role):
        return refusal
    try:
        data = checked(fields_of(world, dossier, act.kind), command.data)
    except WrongShape as wrong:
        return NotAvailable(wrong.sentence, "shape", wrong.field)
    at = world.now + timedelta(minutes=act.minutes)
    outcome = {"to": act.to} if act.to else {}
    if act.form:
        outcome["form"] = act.form
    if act.kind in outcomes.OUTCOMES:
        outcome |= outcomes.OUTCOMES[act.kind](world, dossier, data, at)
    actor = command.actor or _actor(world, dossier, command.role)
    event = Event(
        world.position + 1, at, actor, act.role, act.kind, dossier.key, {**data, **outcome}
    )
    return [event]


def _arrival(world: World, command: Command) -> list[Event] | NotAvailable:
    key = command.dossier or ""
    if command.role != "citizen" or key in world.dossiers:
        return NotAvailable("Hồ sơ này đã được nộp.", "state")
    data = {"to": "submitted", "defects": outcomes.planted_defects(world, key)}
    actor = applicant(world, key).name
    return [Event(world.position + 1, world.now, actor, "citizen", "submit", key, data)]


def _refusal(world: World, dossier: Dossier, act: Act, role: str) -> NotAvailable | None:
    if world.finished:
        return NotAvailable("Buổi thực hành đã kết thúc.", "finished")
    if role != act.role:
        return NotAvailable(f"Việc này do {ROLES[act.role].lower()} thực hiện.", "role")
    if dossier.state not in act.sources:
        status = STATUSES[dossier.status]
        return NotAvailable(
            f"Hồ sơ đang ở trạng thái “{status}”, không thực hiện được “{act.label}”.", "state"
        )
    if act.needs_presence and not dossier.citizen_present:
        return NotAvailable(
            "Người dân không có mặt ở quầy.", "absent", instead=(ACTS["notify_citizen"].label,)
        )
    if act.kind == "collect" and dossier.citizen_present:
        return NotAvailable("Người dân đang ở quầy.", "state")
    for name in act.checks:
        check = CHECKS[name]
        if name in world.scenario.version.system_checks and not check.holds(world, dossier):
            return NotAvailable(check.sentence, name, None, check.basis, (ACTS[check.first].label,))
    return None


def applicant(world: World, dossier: str) -> Person:
    """The made-up citizen of one dossier."""
    spec = world.scenario.spec(dossier)
    wanted = next(each for each in world.scenario.applicants if each.key == spec.applicant)
    return make_person(
        world.seed, wanted.key, wanted.gender, wanted.ethnicity, wanted.birth_year, wanted.commune
    )


def _actor(world: World, dossier: Dossier, role: str) -> str:
    if role == "citizen":
        return applicant(world, dossier.key).name
    return desk_name(role)


def desk_name(role: str) -> str:
    """The name of a made-up officer: a role and a number, never a person's."""
    return ROLES[role] if role == "system" else f"{ROLES[role]} 01"


def fold(scenario: Scenario, events: Iterable[Event]) -> World:
    """The world that the events make.

    Raises:
        ValueError: the list does not begin with the start of a run, or has a gap.
    """
    iterator = iter(events)
    first = next(iterator, None)
    if first is None or first.kind != "start":
        raise ValueError("a run begins with its start event")
    world = World(scenario, first.data["seed"], first.at)
    return reduce(evolve, iterator, evolve(world, first))


def available(world: World, dossier: str | None, role: str) -> list[Option]:
    """The buttons of a role on one dossier, or those of the clock when `dossier` is None.

    An act that the system refuses now is listed with its refusal when the dossier is in a state
    for it; acts of other states are left out.
    """
    if dossier is None:
        return _clock_options(world)
    here = world.dossiers[dossier]
    options = []
    for act in ACTS.values():
        if act.role == role and here.state in act.sources:
            refusal = _refusal(world, here, act, role)
            fields = fields_of(world, here, act.kind)
            options += _options(act, fields, refusal)
    return options


PER_ITEM = {"check_paper": "paper", "look_up": "component"}
"""Acts with a button for each item: the field that the button fills in."""


def _options(act: Act, fields: tuple[Field, ...], refusal: NotAvailable | None) -> list[Option]:
    name = PER_ITEM.get(act.kind)
    if name is None:
        return [Option(act.kind, act.label, act.group, act.minutes, {}, fields, refusal)]
    items = next(each for each in fields if each.name == name).options
    rest = tuple(each for each in fields if each.name != name)
    return [
        Option(
            act.kind, f"{act.label}: {item.label}", act.group, act.minutes,
            {name: item.value}, rest, refusal,
        )
        for item in items
    ]  # fmt: skip


def _clock_options(world: World) -> list[Option]:
    return [
        Option(kind, label, CLOCK, 0, refusal=clock_refusal(world, kind))
        for kind, label in CLOCK_ACTS.items()
    ]


def clock_refusal(world: World, kind: str) -> NotAvailable | None:
    """Why one cannot wait now, or None."""
    if world.finished:
        return NotAvailable("Buổi thực hành đã kết thúc.", "finished")
    if kind != "wait_for_news":
        return None
    if any(each.citizen_waits for each in world.dossiers.values()):
        sentence = "Người dân đang ở quầy chờ anh/chị: giải quyết xong rồi mới chờ việc khác."
        return NotAvailable(sentence, "citizen_waits")
    if not world.queue:
        sentence = "Không có việc nào sắp đến: hồ sơ đang chờ anh/chị xử lý."
        return NotAvailable(sentence, "nothing_to_wait_for")
    return None
