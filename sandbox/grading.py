"""From findings to points: what each dimension of the mark is worth.

Whoever does little breaks few rules; every "start full, deduct" dimension is therefore
multiplied by coverage, the share of the expert's acts on the same seed that were done at all.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.rules.base import History, Step
from sandbox.rules.conduct import is_lawful_refusal
from sandbox.rules.reception import DECISIONS, first_decisions
from sandbox.world import Dossier, Event, Verdict, World

LABELS: dict[str, str] = {
    "outcome": "Kết quả của hồ sơ",
    "detection": "Phát hiện giấy tờ có lỗi",
    "process": "Trình tự, quy định",
    "timeliness": "Thời hạn",
    "documents": "Giấy tờ, phí",
    "service": "Phục vụ người dân",
    "efficiency": "Không làm thừa việc",
}
DEDUCTED = ("process", "timeliness", "documents", "service")
"""The lines that start full and lose points for each breach."""
PASS_MARK = 65
HINT_CAP = 10
"""Points that hints can cost at most."""
REPEATED = 0.5
"""Each further breach of the same rule costs this share of the one before."""


@dataclass(frozen=True)
class Dimension:
    """One line of the mark, and why it is not full."""

    key: str
    label: str
    points: float
    out_of: float
    why: str


Act = tuple[str | None, str, Any]


def acts(events: Sequence[Event]) -> Counter[Act]:
    """How often the trainee did what, on which dossier and item; waiting is no act."""
    return Counter(
        (event.dossier, event.kind, item(event))
        for event in events
        if not event.simulated and event.kind != "wait"
    )


def item(event: Event) -> str | None:
    """What an act is about besides its dossier: a paper, a datum, a task, a question."""
    data = event.data
    task = str(data.get("task") or data.get("reply") or "").partition("/")[0]
    return data.get("paper") or data.get("component") or task or None


@dataclass(frozen=True)
class Reference:
    """What the expert did on the same seed, and where that led."""

    events: tuple[Event, ...]
    end: World


def dimensions(
    history: History, reference: Reference, lost: dict[str, float]
) -> tuple[Dimension, ...]:
    """Every line of the mark. `lost` holds the points deducted in each rule dimension."""
    rubric = history.scenario.rubric
    refused = lawfully_refused(history)
    done = acts([step.event for step in history.steps])
    wanted = _wanted(reference, refused)
    common = (done & wanted).total()
    coverage = common / wanted.total() if wanted else 1.0
    shares = [
        ("outcome", *_outcome(history.end, reference.end, refused)),
        ("detection", *_detection(history, coverage)),
    ]
    for key in DEDUCTED:
        why = _partly(rubric[key], common, wanted.total(), lost.get(key, 0))
        shares.append((key, coverage * _kept(rubric[key], lost.get(key, 0)), why))
    superfluous = done.total() - common
    economy = wanted.total() / max(done.total(), wanted.total()) if wanted or done else 1.0
    why = f"Có {superfluous} việc thừa hoặc lặp lại." if superfluous else ""
    shares.append(("efficiency", coverage * economy, why))
    return tuple(_line(rubric, key, share, why) for key, share, why in shares)


def _kept(full: float, lost: float) -> float:
    return max(0.0, full - lost) / full if full else 1.0


def _line(rubric: Mapping[str, float], key: str, share: float, why: str) -> Dimension:
    full = rubric[key]
    points = round(full * share, 2)
    return Dimension(key, LABELS[key], points, full, why if points < full else "")


def _partly(full: float, common: int, wanted: int, lost: float) -> str:
    whys = []
    if lost > full:
        whys.append(f"Mục này {full:g} điểm; lỗi trừ quá {full:g} nên còn 0.")
    elif lost:
        whys.append(f"Trừ {lost:g} điểm vì vi phạm.".replace(".", ",", lost % 1 > 0))
    if common < wanted:
        whys.append(f"Anh/chị mới làm {common} trong {wanted} việc.")
    return " ".join(whys)


def lawfully_refused(history: History) -> set[str]:
    """The dossiers that ended with a refusal that has a ground and is in writing."""
    return {step.dossier.key for step in history.of("refuse") if is_lawful_refusal(history, step)}


def _wanted(reference: Reference, refused: set[str]) -> Counter[Act]:
    """The expert's acts; where a refusal is lawful too, only those that lead up to a decision."""
    ends: dict[str, int] = {}
    for event in reference.events:
        key = event.dossier or ""
        otherwise = key in refused and reference.end.dossiers[key].state != "refused"
        if otherwise and event.kind in DECISIONS:
            ends.setdefault(key, event.position)
    before = [e for e in reference.events if e.position < ends.get(e.dossier or "", e.position + 1)]
    return acts(before) + Counter({(key, "refuse", None): 1 for key in ends})


def _outcome(world: World, reference: World, refused: set[str]) -> tuple[float, str]:
    shares = []
    for wanted in reference.parents:
        mine = world.dossiers.get(wanted.key)
        if wanted.key in refused:
            shares.append(1.0)
        else:
            shares.append(_share_of(world, mine, wanted) if mine else 0.0)
    share = sum(shares) / len(shares) if shares else 1.0
    why = "Có hồ sơ chưa giải quyết xong, hoặc đã giải quyết khi giấy tờ còn lỗi."
    return share, why


STOPPED = ("awaiting_supplement", "refused", "stopped", "withdrawn")


def _share_of(world: World, mine: Dossier, wanted: Dossier) -> float:
    """1 for the right end in a sound world, 0.5 while somebody else is lawfully at work."""
    handled = mine.state in STOPPED or mine.result == "refused"
    sound = (not mine.defects or handled) and not (mine.wrong_result and mine.closed)
    same = mine.state == wanted.state and mine.result == wanted.result
    if same and (sound or wanted.defects):
        return 1.0
    under_way = not mine.closed and mine.holder not in world.scenario.seats
    return 0.5 if under_way and sound else 0.0


@dataclass(frozen=True)
class _Look:
    """What was there to be seen in one dossier, and what the trainee said of it."""

    items: tuple[str, ...]
    truth: Mapping[str, str]
    said: Mapping[str, Verdict]
    places: Mapping[str, frozenset[str]]

    def hit(self, item: str) -> float:
        """1 for the right kind of mistake; half for a wrong kind, or a wrong place named."""
        verdict = self.said.get(item)
        if verdict is None or verdict.sound:
            return 0.0
        right = self.places.get(item)
        misplaced = bool(verdict.where and right and verdict.where not in right)
        return 0.5 if misplaced or verdict.reason != self.truth[item] else 1.0


def _looks(history: History) -> Iterator[_Look]:
    """One for each dossier that the trainee had to judge, at the desk or in the office."""
    scenario = history.scenario
    if history.has_seat("reception"):
        first = {step.dossier.key: step for step in first_decisions(history)}
        for dossier in history.end.parents:
            step = first.get(dossier.key)
            at = step.dossier if step else None
            items = tuple(paper.key for paper in dossier.spec.papers)
            before = at or dossier
            said = before.verdicts if at else {}
            yield _Look(items, before.open_defects(), said, before.places())
        missing = len(scenario.dossiers) - len(history.end.parents)
        for _ in range(missing):
            yield _Look(("",), {}, {}, {})
    if history.has_seat("appraiser"):
        decided = _first_by_dossier(history.of("appraise", "propose_supplement", "send_back"))
        for dossier in history.end.parents:
            step = decided.get(dossier.key)
            before = step.dossier if step else dossier
            if step is None and dossier.state != "in_appraisal":
                continue
            said = before.examined if step else {}
            yield _Look(dossier.spec.to_examine, before.obstacles(), said, before.places())


def _first_by_dossier(steps: Sequence[Step]) -> dict[str, Step]:
    return {step.dossier.key: step for step in reversed(steps)}


def _detection(history: History, coverage: float) -> tuple[float, str]:
    """F2 over papers, from the verdicts given before the first decision on each dossier.

    Missing a defect weighs more than a false alarm; the right paper for the wrong reason, or with
    a wrong place named, is half a hit. Without defects, the share of papers that were read and found sound. Where there is
    nothing to judge, as in the leader's seat, it follows what was done at all.
    """
    hits = missed = alarms = read_sound = papers = 0.0
    for look in _looks(history):
        for item in look.items:
            verdict, truth = look.said.get(item), look.truth.get(item)
            wrong = verdict is not None and not verdict.sound
            papers += 1
            if truth is None:
                alarms += wrong
                read_sound += verdict is not None and verdict.sound
                continue
            hit = look.hit(item)
            hits += hit
            missed += 1 - hit
    if hits + missed:
        share = 5 * hits / (5 * hits + 4 * missed + alarms)
    else:
        share = read_sound / papers if papers else coverage
    return share, _detection_why(missed, alarms)


def _detection_why(missed: float, alarms: float) -> str:
    if missed:
        return "Có giấy tờ lỗi chưa được phát hiện, ghi sai loại lỗi hoặc chỉ sai chỗ, trước khi quyết định."
    if alarms:
        return "Có giấy tờ đạt mà bị ghi là lỗi."
    return "Có giấy tờ chưa được mở ra kiểm tra trước khi quyết định."
