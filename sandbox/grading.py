"""From findings to points: what each dimension of the mark is worth.

Whoever does little breaks few rules; every "start full, deduct" dimension is therefore
multiplied by coverage, the share of the expert's acts on the same seed that were done at all.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.rules.base import History
from sandbox.rules.conduct import is_lawful_refusal
from sandbox.rules.reception import first_decisions
from sandbox.world import Dossier, Event, World

WEIGHTS: dict[str, tuple[str, float]] = {
    "outcome": ("Kết quả của hồ sơ", 30),
    "detection": ("Phát hiện giấy tờ có lỗi", 25),
    "process": ("Trình tự, quy định", 20),
    "timeliness": ("Thời hạn", 10),
    "documents": ("Giấy tờ, phí", 10),
    "efficiency": ("Không làm thừa việc", 5),
}
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


def acts(events: Sequence[Event]) -> Counter[tuple[str | None, str, Any]]:
    """How often the desk did what, on which dossier and item; waiting is no act."""
    return Counter(
        (event.dossier, event.kind, event.data.get("paper") or event.data.get("component"))
        for event in events
        if event.role == "reception" and event.kind != "wait"
    )


def dimensions(
    history: History, reference: History, lost: dict[str, float]
) -> tuple[Dimension, ...]:
    """Every line of the mark. `lost` holds the points deducted in each rule dimension."""
    refused = lawfully_refused(history)
    done = acts([step.event for step in history.steps])
    wanted = _wanted(reference, refused)
    common = (done & wanted).total()
    coverage = common / wanted.total() if wanted else 1.0
    lines = [_outcome(history.end, reference.end, refused), _detection(history)]
    for key in ("process", "timeliness", "documents"):
        full = WEIGHTS[key][1]
        why = _partly(full, common, wanted.total(), lost.get(key, 0))
        lines.append(_line(key, coverage * max(0.0, full - lost.get(key, 0)) / full, why))
    spare = max(done.total(), wanted.total()) or 1
    superfluous = done.total() - common
    why = f"Có {superfluous} việc thừa hoặc lặp lại." if superfluous else ""
    lines.append(_line("efficiency", coverage * wanted.total() / spare, why))
    return tuple(lines)


def _line(key: str, share: float, why: str) -> Dimension:
    label, full = WEIGHTS[key]
    points = round(full * share, 2)
    return Dimension(key, label, points, full, why if points < full else "")


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
    return {step.dossier.key for step in history.of("refuse") if is_lawful_refusal(step)}


def _wanted(reference: History, refused: set[str]) -> Counter[tuple[str | None, str, Any]]:
    """The expert's acts; where a refusal is lawful too, only those that lead up to a decision."""
    ends = {
        step.dossier.key: step.event.position
        for step in first_decisions(reference)
        if step.dossier.key in refused
    }
    events = [step.event for step in reference.steps]
    wanted = acts([e for e in events if e.position < ends.get(e.dossier or "", e.position + 1)])
    return wanted + Counter({(key, "refuse", None): 1 for key in refused})


def _outcome(world: World, reference: World, refused: set[str]) -> Dimension:
    shares = []
    for key, wanted in reference.dossiers.items():
        mine = world.dossiers.get(key)
        if key in refused:
            shares.append(1.0)
        else:
            shares.append(_share_of(mine, wanted) if mine else 0.0)
    share = sum(shares) / len(shares) if shares else 1.0
    why = "Có hồ sơ chưa giải quyết xong, hoặc đã giải quyết khi giấy tờ còn lỗi."
    return _line("outcome", share, why)


def _share_of(mine: Dossier, wanted: Dossier) -> float:
    """1 for the right end in a sound world, 0.5 while somebody else is lawfully at work."""
    sound = not mine.defects or mine.state in ("awaiting_supplement", "refused")
    if mine.state == wanted.state and (sound or wanted.defects):
        return 1.0
    under_way = not mine.closed and mine.holder != "reception"
    return 0.5 if under_way and sound else 0.0


def _detection(history: History) -> Dimension:
    """F2 over papers, from the verdicts given before the first decision on each dossier.

    Missing a defect weighs more than a false alarm; the right paper for the wrong reason is half
    a hit. Without defects, the share of papers that were read and found sound.
    """
    hits = missed = alarms = read_sound = papers = 0.0
    decided: set[str] = set()
    for step in first_decisions(history):
        decided.add(step.dossier.key)
        truth = step.dossier.open_defects()
        for paper in step.spec.papers:
            verdict = step.dossier.verdicts.get(paper.key)
            wrong = bool(verdict and not verdict.sound)
            if paper.key in truth:
                hit = 0.0
                if verdict and wrong:
                    hit = 1.0 if verdict.reason == truth[paper.key] else 0.5
                hits += hit
                missed += 1 - hit
            else:
                alarms += wrong
                read_sound += bool(verdict and verdict.sound)
            papers += 1
    for key, dossier in history.end.dossiers.items():
        if key not in decided:
            missed += len(dossier.defects)
            papers += len(dossier.spec.papers)
    if hits + missed:
        share = 5 * hits / (5 * hits + 4 * missed + alarms)
    else:
        share = read_sound / papers if papers else 1.0
    return _line("detection", share, _detection_why(missed, alarms))


def _detection_why(missed: float, alarms: float) -> str:
    if missed:
        return "Có giấy tờ lỗi chưa được phát hiện, hoặc ghi sai loại lỗi, trước khi quyết định."
    if alarms:
        return "Có giấy tờ đạt mà bị ghi là lỗi."
    return "Có giấy tờ chưa được mở ra kiểm tra trước khi quyết định."
