"""What the SYSTEM lets one do: `decide`, `evolve`, `fold` and `available`.

The copy refuses only what the real system refuses: the wrong role, the wrong state, data of the
wrong shape, and the checks that the procedure says are enforced. Whether an act was right is
asked in `marking`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import reduce
from typing import Any

from sandbox import outcomes
from sandbox.evolution import evolve
from sandbox.fields import Field, WrongShape, checked, fields_of, resolved
from sandbox.people import Person, make_person
from sandbox.preconditions import CHECKS, NEEDS, SHOWN
from sandbox.scenario import Scenario
from sandbox.workflow import ACTS, CLOCK, CLOCK_ACTS, OFFICERS, ROLES, STATUSES, Act
from sandbox.world import Command, Dossier, Event, World, changed

__all__ = [
    "CHECKS",
    "ROLES",
    "STATUSES",
    "NotAvailable",
    "Option",
    "available",
    "decide",
    "evolve",
    "fold",
]


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
    fields = fields_of(world, dossier, act.kind, command.role)
    if refusal := _nothing_to_choose(act, fields):
        return refusal
    try:
        data = checked(fields, resolved(world, dossier, act.kind, command.data))
    except WrongShape as wrong:
        return NotAvailable(wrong.sentence, "shape", wrong.field)
    at = world.now + timedelta(minutes=_minutes(world, dossier, act, data, command.role))
    outcome = {"to": act.to} if act.to else {}
    if act.form:
        outcome["form"] = act.form
    if act.kind in outcomes.OUTCOMES:
        outcome |= outcomes.OUTCOMES[act.kind](world, dossier, data, at)
    actor = command.actor or _actor(world, dossier, command.role)
    event = Event(
        world.position + 1, at, actor, command.role, act.kind, dossier.key, {**data, **outcome}
    )
    return [event]


def _minutes(world: World, dossier: Dossier, act: Act, data: dict[str, Any], role: str) -> int:
    """The simulated time of an act. Only the trainee's own acts take any: what the others need
    is in their plans."""
    if role not in world.scenario.seats:
        return 0
    if act.kind in ("desk_task", "appraisal_task"):
        return world.version(dossier).task(data["task"].partition("/")[0]).minutes
    return act.minutes


def _nothing_to_choose(act: Act, fields: tuple[Field, ...]) -> NotAvailable | None:
    empty = [each for each in fields if each.kind in ("choice", "checks") and not each.options]
    if empty and empty[0].required:
        return NotAvailable(f"Không còn gì để thực hiện “{act.label}”.", "nothing")
    return None


def _arrival(world: World, command: Command) -> list[Event] | NotAvailable:
    key = command.dossier or ""
    if command.role != "citizen" or key in world.dossiers:
        return NotAvailable("Hồ sơ này đã được nộp.", "state")
    spec = world.scenario.spec(key)
    version = world.scenario.procedure_of(key).on(world.now.date())
    planted = outcomes.planted_defects(world, key)
    kinds = {defect: version.defect_kind(spec.defect(defect).kind).stage for defect in planted}
    data = {
        "to": "submitted",
        "defects": planted,
        "later": [defect for defect in planted if kinds[defect] == "appraisal"],
        "identity": "e_id" if spec.channel == "online" else "",
    }
    actor = applicant(world, key).name
    return [Event(world.position + 1, world.now, actor, "citizen", "submit", key, data)]


def _refusal(world: World, dossier: Dossier, act: Act, role: str) -> NotAvailable | None:
    if world.finished:
        return NotAvailable("Buổi thực hành đã kết thúc.", "finished")
    if role not in act.roles:
        return NotAvailable(f"Việc này do {ROLES[act.roles[0]].lower()} thực hiện.", "role")
    held = act.anyone or dossier.holder == role
    if dossier.state not in act.sources or not held:
        status = STATUSES[dossier.status]
        return NotAvailable(
            f"Hồ sơ đang ở trạng thái “{status}”, không thực hiện được “{act.label}”.", "state"
        )
    down = world.scenario.down_at(world.now)
    if down and role in OFFICERS and not act.on_paper:
        instead = (ACTS["receive_on_paper"].label,)
        return NotAvailable(f"Hệ thống đang gián đoạn: {down.what}", "down", instead=instead)
    return _missing(world, dossier, act)


def _missing(world: World, dossier: Dossier, act: Act) -> NotAvailable | None:
    """What has to be there first: the citizen, the matter itself, what the system enforces."""
    by_hand = act.kind == "check_identity" and dossier.spec.channel == "counter"
    if (act.needs_presence or by_hand) and not dossier.citizen_present:
        return NotAvailable(
            "Người dân không có mặt ở quầy.", "absent", instead=(ACTS["notify_citizen"].label,)
        )
    if act.kind == "collect" and dossier.citizen_present:
        return NotAvailable("Người dân đang ở quầy.", "state")
    if act.kind in NEEDS and not NEEDS[act.kind][0](world, dossier):
        code = "state" if act.kind in SHOWN else "nothing"
        return NotAvailable(NEEDS[act.kind][1], code)
    if not act.checks:
        return None
    enforced = world.version(dossier).system_checks
    for name in act.checks:
        check = CHECKS[name]
        if name in enforced and not check.holds(world, dossier):
            return NotAvailable(check.sentence, name, None, check.basis, (ACTS[check.first].label,))
    return None


def applicant(world: World, dossier: str) -> Person:
    """The made-up citizen of one dossier."""
    spec = world.scenario.spec(dossier)
    return person(world, spec.applicant)


def person(world: World, key: str) -> Person:
    """One of the made-up citizens of the scenario."""
    wanted = next(each for each in world.scenario.applicants if each.key == key)
    return make_person(
        world.seed, wanted.key, wanted.gender, wanted.ethnicity, wanted.birth_year,
        wanted.commune, wanted.born,
    )  # fmt: skip


def _actor(world: World, dossier: Dossier, role: str) -> str:
    if role == "citizen":
        return applicant(world, dossier.key).name
    return desk_name(role)


def desk_name(role: str) -> str:
    """The name of a made-up officer: a role and a number, never a person's."""
    return ROLES[role] if role in ("system", "agency") else f"{ROLES[role]} 01"


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
        if role not in act.roles or here.state not in act.sources:
            continue
        if not act.anyone and here.holder != role:
            continue
        fields = fields_of(world, here, act.kind, role)
        refusal = _refusal(world, here, act, role) or _nothing_to_choose(act, fields)
        if refusal is None or refusal.code not in HIDDEN:
            options += _options(act, fields, refusal)
    return options


def seat_for(world: World, dossier: str | None, kind: str) -> str:
    """The trainee's seat that does an act: the one that holds the dossier, if it can."""
    seats = world.scenario.seats
    able = [seat for seat in seats if kind in ACTS and seat in ACTS[kind].roles]
    here = world.dossiers.get(dossier or "")
    if here is not None and here.holder in able:
        return here.holder or ""
    return able[0] if able else seats[0]


def seated(world: World, command: Command) -> Command:
    """The command in the trainee's seat that can do it, where it names none."""
    if command.role:
        return command
    return changed(command, role=seat_for(world, command.dossier, command.kind))


def buttons(world: World, dossier: str | None) -> list[Option]:
    """The buttons of the trainee in all his seats."""
    seats = world.scenario.seats if dossier else world.scenario.seats[:1]
    found: dict[str, Option] = {}
    for seat in seats:
        for option in available(world, dossier, seat):
            found.setdefault(option.key, option)
    return list(found.values())


HIDDEN = ("nothing",)
"""Refusals whose button is not even shown: there is nothing that it could be about."""


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
            {name: item.value}, tuple(each.for_item(item.value) for each in rest), refusal,
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
    at_desk = "reception" in world.scenario.seats
    if at_desk and any(each.citizen_waits for each in world.parents):
        sentence = "Người dân đang ở quầy chờ anh/chị: giải quyết xong rồi mới chờ việc khác."
        return NotAvailable(sentence, "citizen_waits")
    if not world.queue:
        sentence = "Không có việc nào sắp đến: hồ sơ đang chờ anh/chị xử lý."
        return NotAvailable(sentence, "nothing_to_wait_for")
    return None
