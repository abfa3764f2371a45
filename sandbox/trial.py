"""A trial of a scenario in slices: the players play variant after variant, and a verdict in words.

The same players and the same measure as `sandbox.calibrate`; here the seeds are played one by
one, so that somebody who waits sees how far it is, and every fault says what to mend.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from statistics import median
from typing import Any

from sandbox import bots
from sandbox.calibrate import FULL, MOST_LUCKY, SAMPLE, TOLERANCE, Calibration, Scores
from sandbox.describe import caught_by, to_be_seen
from sandbox.grading import PASS_MARK
from sandbox.marking import Report, mark
from sandbox.scenario import Scenario
from sandbox.world import Event

MOST_VARIANTS = 200
PLAYERS: dict[str, bots.Bot] = {**bots.LAWFUL, **bots.BOTS}
NAMES = {
    "expert": "Người giỏi",
    "backwards": "Người giỏi thứ hai: việc nào đảo được thứ tự thì làm từ cuối",
    "latest_first": "Người giỏi thứ ba: phục vụ người đến sau trước",
    "careless": "Người cẩu thả: không xem gì, làm nhanh cho xong",
    "accepts_everything": "Người dễ dãi: thấy giấy tờ nào cũng đúng, ai xin gì cũng gật",
    "asks_everyone": "Người hạch sách: bắt ai cũng bổ sung mọi giấy tờ một lần",
    "does_nothing": "Người không làm gì",
    "monkey": "Người bấm bừa",
}
"""Who the players are; the first three work as the law says."""
MEND = {
    "careless": "Bài cần có chỗ mà làm ẩu thì sai.",
    "accepts_everything": "Bài cần có lỗi phải phát hiện hoặc điều phải từ chối.",
    "asks_everyone": "Bài cần có giấy tờ đã đủ mà đòi thêm là sai.",
    "monkey": "Bài còn quá dễ đoán.",
}
"""What an exercise lacks on which such a player passes."""


@dataclass(frozen=True)
class Tally:
    """What the players have earned so far, variant by variant, and what went wrong."""

    hardness: tuple[int, ...] = ()
    totals: dict[str, tuple[float, ...]] = field(default_factory=dict)
    lucky: tuple[int, ...] = ()
    """Variants on which pressing buttons at random passes."""
    slips: dict[str, tuple[int, ...]] = field(default_factory=dict)
    """What spoils a lawful way, and on which variants."""
    caught: dict[str, bool] = field(default_factory=dict)
    """Planted mistakes, and whether somebody who overlooks them breaks a rule for it."""
    broken: str = ""
    """Why a variant could not be played at all."""

    @property
    def done(self) -> int:
        return len(self.hardness)

    def to_dict(self) -> dict[str, Any]:
        """As it is kept; `from_dict` reads it."""
        return asdict(self)

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> "Tally":
        """The tally that was kept."""
        return cls(
            hardness=tuple(kept["hardness"]),
            totals={name: tuple(each) for name, each in kept["totals"].items()},
            lucky=tuple(kept["lucky"]),
            slips={what: tuple(each) for what, each in kept["slips"].items()},
            caught=dict(kept["caught"]),
            broken=kept["broken"],
        )


@dataclass(frozen=True)
class Row:
    """What one player earned over all variants, with a variant as an example of each end."""

    player: str
    name: str
    lawful: bool
    lowest: float
    middle: float
    highest: float
    passes: int
    hardest: int
    easiest: int


def play_on(scenario: Scenario, tally: Tally, wanted: int, enough: Callable[[], bool]) -> Tally:
    """Play further variants until there are as many as wanted, or it is `enough` for now.

    At least one is played. A scenario may hold what no check foresees; then the tally says so.
    """
    while tally.done < wanted and not tally.broken:
        try:
            tally = _variant(scenario, tally)
        except Exception as error:  # the author has to be told, whatever it is
            where = f"Biến thể {tally.done + 1}"
            tally = replace(tally, broken=f"{where}: {type(error).__name__}: {error}"[:500])
        if enough():
            break
    return tally


def _variant(scenario: Scenario, tally: Tally) -> Tally:
    """Every player plays the next variant."""
    seed, number = str(tally.done), tally.done + 1
    totals = dict(tally.totals)
    slips, caught = dict(tally.slips), dict(tally.caught)
    lucky, hard = tally.lucky, 0
    for name, bot in PLAYERS.items():
        events, world = bots.played(scenario, seed, bot)
        report = mark(scenario, events)
        totals[name] = (*totals.get(name, ()), report.total)
        if name in bots.LAWFUL:
            still = [each.key for each in world.parents if not each.closed]
            for slip in _slips(report, still if not world.all_closed else []):
                if slips.get(slip, (0,))[-1] != number:
                    slips[slip] = (*slips.get(slip, ()), number)
        if name == "expert":
            hard = _hardness(events)
        if name == "accepts_everything":
            for mistake, found in _caught(scenario, events, report).items():
                caught[mistake] = caught.get(mistake, False) or found
        if name == "monkey" and report.passed:
            lucky = (*lucky, number)
    return Tally((*tally.hardness, hard), totals, lucky, slips, caught)


def _hardness(events: list[Event]) -> int:
    """As `sandbox.calibrate.hardness` counts it, of the expert's run."""
    acts = sum(1 for event in events if not event.simulated and event.kind != "wait")
    planted = sum(len(event.data["defects"]) for event in events if event.kind == "submit")
    return acts + 3 * planted


def _slips(report: Report, still_open: list[str]) -> list[str]:
    """Why a lawful way is not as it should be."""
    told = [f"Hồ sơ {key} chưa xong khi hết giờ của bài" for key in still_open]
    told += [f"Làm đúng vẫn bị coi là sai {each.rule}: {each.what}" for each in report.breaches]
    if report.total < FULL:
        low = [each.label for each in report.dimensions if each.points < each.out_of]
        told.append(f"Làm đúng vẫn mất điểm ở: {', '.join(low)}")
    return told


def _caught(scenario: Scenario, events: list[Event], report: Report) -> dict[str, bool]:
    """For each mistake planted here that the trainee can meet: is overlooking it a breach?"""
    found = {}
    for event in events:
        if event.kind != "submit" or not event.dossier:
            continue
        rules = {each.rule for each in report.breaches if each.dossier == event.dossier}
        for key in event.data["defects"]:
            if to_be_seen(scenario, event.dossier, key):
                wanted = caught_by(scenario, event.dossier, key)
                found[f"{event.dossier}/{key}"] = bool(rules & set(wanted))
    return found


def calibration(scenario: Scenario, tally: Tally) -> Calibration:
    """What `sandbox.calibrate.calibrate` says of the same variants."""
    usual = median(tally.hardness[: len(SAMPLE)]) * (1 + TOLERANCE)
    fair = [n for n in range(tally.done) if tally.hardness[n] <= usual]
    lucky = [n for n in fair if n + 1 in tally.lucky]
    kept = [n for n in fair if n not in lucky]
    scores = []
    for name, totals in tally.totals.items():
        ordered = sorted(totals[n] for n in kept or fair)
        scores.append(Scores(name, ordered[0], median(ordered), ordered[-1]))
    dropped = tuple(str(n) for n in range(tally.done) if n not in fair)
    texts = (tuple(map(str, kept)), dropped, tuple(map(str, lucky)))
    return Calibration(scenario.code, tuple(scores), *texts)


def rows(tally: Tally) -> list[Row]:
    """Who scores what, over every variant played."""
    return [
        Row(
            player=name,
            name=NAMES[name],
            lawful=name in bots.LAWFUL,
            lowest=min(totals),
            middle=median(totals),
            highest=max(totals),
            passes=sum(each >= PASS_MARK for each in totals),
            hardest=totals.index(min(totals)) + 1,
            easiest=totals.index(max(totals)) + 1,
        )
        for name, totals in tally.totals.items()
    ]


def faults(scenario: Scenario, tally: Tally) -> list[str]:
    """Why the scenario should not be used as it is, in words; empty when it is fair."""
    if tally.broken:
        return [f"Không chơi thử được đến cuối. {tally.broken}"]
    if not tally.done:
        return []
    told = [f"{what} ({_on(variants)})." for what, variants in tally.slips.items()]
    told += [
        f"Bỏ qua lỗi đã cài “{_title(scenario, mistake)}” mà không bị quy tắc nào bắt."
        for mistake, found in tally.caught.items()
        if not found
    ]
    verdict = calibration(scenario, tally)
    by_luck = len(verdict.lucky) > MOST_LUCKY * (len(verdict.kept) + len(verdict.lucky))
    if by_luck:
        told.append(_also_passes("monkey", tally.lucky))
    for each in verdict.scores:
        totals = tally.totals[each.bot]
        if each.bot in bots.LAWFUL and each.lowest < FULL:
            low = [n + 1 for n, total in enumerate(totals) if total < FULL]
            told.append(f"{_short(each.bot)} không đạt điểm tối đa ({_on(low)}).")
        passes = each.bot not in bots.LAWFUL and each.highest >= PASS_MARK
        if passes and not (by_luck and each.bot == "monkey"):
            high = [n + 1 for n, total in enumerate(totals) if total >= PASS_MARK]
            told.append(_also_passes(each.bot, high))
    return told


def _short(player: str) -> str:
    return NAMES[player].partition(":")[0]


def _also_passes(player: str, variants: Sequence[int]) -> str:
    return f"{_short(player)} cũng đạt ({_on(variants)}). {MEND.get(player, '')}".strip()


def _on(variants: Sequence[int]) -> str:
    """On how many variants, with the first few as examples."""
    shown = ", ".join(map(str, variants[:3]))
    more = ", …" if len(variants) > 3 else ""
    return f"{len(variants)} biến thể: số {shown}{more}"


def _title(scenario: Scenario, mistake: str) -> str:
    dossier, _, key = mistake.partition("/")
    return scenario.spec(dossier).defect(key).what
