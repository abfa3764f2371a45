"""Several people in one run, each in seats of the own: what one of them sees, may do, and is
marked on.

To each member the colleagues are others, as the simulated ones are: `seated` narrows the scenario
to the own seats, `as_seen_by` turns the acts of the other members into those of others. Rules,
hints and marks then ask only about the own acts, with the code that serves a single trainee.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sandbox import bots, hints, marking
from sandbox.engine import NotAvailable, Option, available, decide
from sandbox.grading import Reference
from sandbox.marking import HintUse, Report
from sandbox.rules.base import history
from sandbox.rules.settlement import allowed_minutes
from sandbox.scenario import Scenario
from sandbox.steps import Step, lawful
from sandbox.words import lower_first
from sandbox.workflow import CLOCK_ACTS, OFFICERS, ROLES
from sandbox.world import Event, World, changed

COLLEAGUE = "team"
"""Under "of" in an event that another member of the team brought about."""
WAIT_FOR_COLLEAGUE = "wait_for_colleague"
"""The kind of the next step when it is somebody else's turn."""


def roles_of(scenario: Scenario) -> tuple[str, ...]:
    """The officers whose work the procedures of a scenario know, in the order of the workflow."""
    versions = (
        scenario.procedure_of(each.key).on(each.arrives_at.date()) for each in scenario.dossiers
    )
    known = {step.seat for version in versions for step in version.steps}
    return tuple(role for role in OFFICERS if role in known)


def seated(scenario: Scenario, roles: Collection[str]) -> Scenario:
    """The scenario with these seats taken; whatever else is simulated or a colleague's."""
    seats = tuple(role for role in OFFICERS if role in roles)
    # Another digest: what is remembered of a scenario belongs to its seats as well.
    digest = f"{scenario.digest.partition(':')[0]}:{'+'.join(seats)}"
    return scenario.model_copy(update={"seats": seats, "digest": digest})


def as_seen_by(events: Sequence[Event], roles: Collection[str]) -> list[Event]:
    """The events of a run, those of the other members marked as done by others."""
    return [
        event
        if event.simulated or event.role in roles
        else changed(event, data={**event.data, "of": COLLEAGUE})
        for event in events
    ]


@dataclass(frozen=True)
class Busy:
    """A colleague in the team whose turn it is: the seat, and how many dossiers wait for it."""

    role: str
    dossiers: int


def busy(world: World, roles: Collection[str]) -> Busy | None:
    """The first other member with something to do now; `world` has the seats of the team.

    Only what is lawful and possible now counts: who waits for an answer, or for the citizen to
    come, holds nobody up.
    """
    for seat in world.scenario.seats:
        if seat in roles:
            continue
        count = sum(_has_work(world, dossier.key, seat) for dossier in world.parents)
        if count:
            return Busy(seat, count)
    return None


def _has_work(world: World, dossier: str, seat: str) -> bool:
    step = next(lawful(world, world.dossiers[dossier], seat), None)
    return step is not None and not isinstance(decide(world, step.command), NotAvailable)


def clock_refusal(
    world: World, roles: Collection[str], names: Mapping[str, str]
) -> NotAvailable | None:
    """Why a member can't let time pass: a colleague is still at work. `names` are by role."""
    found = busy(world, roles)
    if found is None:
        return None
    who = f"{names[found.role]} ({lower_first(ROLES[found.role])})"
    sentence = f"{who} đang có {found.dossiers} hồ sơ phải làm: chờ đồng nghiệp làm xong đã."
    return NotAvailable(sentence, "colleague")


def clock_options(world: World, roles: Collection[str], names: Mapping[str, str]) -> list[Option]:
    """The buttons of the clock for one member; the clock is everybody's."""
    refusal = clock_refusal(world, roles, names)
    options = available(world, None, next(iter(roles), ""))
    return [changed(each, refusal=refusal or each.refusal) for each in options]


def next_step(own: World, dossier: str, refusal: NotAvailable | None) -> Step | None:
    """The next step of one member; to wait for a colleague where the clock may not be moved."""
    step = hints.next_step(own, dossier)
    if step is not None and step.kind in CLOCK_ACTS and refusal is not None:
        return changed(step, kind=WAIT_FOR_COLLEAGUE, sentence=refusal.sentence)
    return step


def touches(events: Sequence[Event], dossier: str | None) -> list[Event]:
    """Those of the events after which an act on a dossier has to be looked at again.

    Whatever happened to it or to what others do for it, the clock that somebody moved, and the
    machine that went down. An act on all dossiers, like waiting, is touched by everything.
    """
    if dossier is None:
        return list(events)
    return [
        event
        for event in events
        if event.kind in ("wait", "down", "up")
        or event.dossier == dossier
        or (event.dossier or "").startswith(f"{dossier}.")
    ]


def hints_of(uses: Sequence[HintUse], roles: Collection[str]) -> list[HintUse]:
    """The hints that were opened in one of these seats."""
    return [use for use in uses if use.role in roles]


def report_of(
    scenario: Scenario, events: Sequence[Event], roles: Collection[str], uses: Sequence[HintUse]
) -> Report:
    """The mark of one member for the own acts; `scenario` has the seats of the team.

    What there was to do depends on the colleagues. It is measured by what an expert team does,
    and by what an expert does among simulated colleagues; the one that fits better counts.
    """
    own, seen, mine = seated(scenario, roles), as_seen_by(events, roles), hints_of(uses, roles)
    crew = marking.mark(own, seen, mine, _crew(scenario, events, roles))
    if crew.total == 100 or set(own.seats) == set(scenario.seats):
        return crew
    return max(crew, marking.mark(own, seen, mine), key=lambda report: report.total)


def _crew(scenario: Scenario, events: Sequence[Event], roles: Collection[str]) -> Reference:
    """What an expert team does on the same seed, seen by one member.

    A question from outside is the business of whoever took it.
    """
    played, end = _played(scenario, events[0].data["seed"])
    took = {
        event.data["reply"].partition("/")[0]: event.role
        for event in events
        if event.kind == "respond"
    }
    mine = []
    for event in played:
        if event.kind == "respond":
            role = took.get(event.data["reply"].partition("/")[0], event.role)
            event = changed(event, role=role)
        mine.append(event)
    return Reference(tuple(as_seen_by(mine, roles)), end)


@lru_cache(maxsize=64)
def _played(scenario: Scenario, seed: str) -> tuple[tuple[Event, ...], World]:
    events, end = bots.played(scenario, seed, bots.expert)
    return tuple(events), end


@dataclass(frozen=True)
class Cause:
    """A dossier that came late to one's desk: which colleague held it, for how many working
    minutes, and how many the internal procedure gives him."""

    dossier: str
    role: str
    position: int
    held: int
    allowed: int


def causes(scenario: Scenario, events: Sequence[Event], roles: Collection[str]) -> list[Cause]:
    """What a member isn't to blame for: where other members held a dossier beyond their share."""
    return list(_causes(scenario, events, roles))


def _causes(scenario: Scenario, events: Sequence[Event], roles: Collection[str]) -> Iterator[Cause]:
    others = set(scenario.seats) - set(roles)
    on_its_way: dict[str, list[Cause]] = {}
    for step in history(scenario, events).steps:
        key = step.event.dossier
        if key is None or key not in step.before.dossiers or step.dossier.parent is not None:
            continue
        holder, now = step.dossier.holder, step.changed.holder
        if holder == now:
            continue
        if holder in others and step.dossier.accepted_at:
            since = step.dossier.held_since
            held = scenario.calendar.working_minutes_between(since, step.event.at)
            allowed = allowed_minutes(step, step.dossier, holder or "")
            if held > allowed:
                cause = Cause(key, holder or "", step.event.position, held, allowed)
                on_its_way.setdefault(key, []).append(cause)
        if now in roles:
            yield from on_its_way.pop(key, [])


def reached(scenario: Scenario, events: Sequence[Event], roles: Collection[str]) -> bool:
    """Whether any dossier ever came into these hands."""
    return any(
        dossier.holder in roles
        for step in history(scenario, events).steps
        for dossier in step.after.parents
    )


NEVER_REACHED = (
    "Chưa hồ sơ nào đến vai của anh/chị trước khi lượt kết thúc, nên điểm này không nói gì về cách"
    " anh/chị làm việc."
)


def cause_in_words(cause: Cause, code: str, who: str) -> str:
    """One cause as a sentence; `who` is the colleague's name."""
    role = lower_first(ROLES[cause.role])
    return (
        f"Hồ sơ {code} đến bàn anh/chị đã trễ: {who} ({role}) giữ {_length(cause.held)} làm việc,"
        f" bước này theo quy trình nội bộ là {_length(cause.allowed)}."
    )


def _length(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    words = [f"{hours} giờ" if hours else "", f"{rest} phút" if rest or not hours else ""]
    return " ".join(word for word in words if word)
