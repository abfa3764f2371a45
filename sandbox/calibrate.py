"""Is a scenario fair? Players of known skill play it on many seeds.

The expert must get full marks on every seed, everybody else must fail. A seed whose lawful way is
much longer than usual is left out of examinations, so that no two candidates get unequal papers.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from statistics import median

import yaml

from sandbox import bots
from sandbox.grading import PASS_MARK
from sandbox.marking import mark
from sandbox.scenario import Scenario

TOLERANCE = 0.15
"""How much harder than the median a seed may be."""
MOST_LUCKY = 0.02
"""The share of seeds on which pressing buttons at random may pass; they are dropped."""
FULL = 98.0
"""The least that a lawful way through a scenario must earn."""
WRITTEN_DOWN = "usual_hardness.yaml"
HEAD = "# Written by `python -m sandbox hardness`; the seeds of an examination are chosen by it.\n"
SAMPLE = tuple(str(seed) for seed in range(60))
"""The seeds over which the usual hardness of a scenario is taken."""


@dataclass(frozen=True)
class Scores:
    """What one player earned over the seeds."""

    bot: str
    lowest: float
    middle: float
    highest: float


@dataclass(frozen=True)
class Calibration:
    """The players' scores, and which seeds an examination may use."""

    scenario: str
    scores: tuple[Scores, ...]
    kept: tuple[str, ...]
    dropped: tuple[str, ...]
    lucky: tuple[str, ...]
    """Dropped too: seeds on which even the monkey passes."""

    @property
    def faults(self) -> list[str]:
        """Why the scenario must not be used as it is; empty when it is fair."""
        faults = []
        if len(self.lucky) > MOST_LUCKY * (len(self.kept) + len(self.lucky)):
            faults.append(f"monkey: đạt trên {len(self.lucky)} hạt giống")
        for each in self.scores:
            if each.bot in bots.LAWFUL and each.lowest < FULL:
                faults.append(f"{each.bot}: {each.lowest} < {FULL}")
            if each.bot not in bots.LAWFUL and each.highest >= PASS_MARK:
                faults.append(f"{each.bot}: {each.highest} ≥ {PASS_MARK}")
        return faults


def hardness(scenario: Scenario, seed: str) -> int:
    """How much there is to do: the expert's acts, and thrice for each mistake to be found."""
    events = bots.play(scenario, seed, bots.expert)
    acts = sum(1 for event in events if not event.simulated and event.kind != "wait")
    planted = sum(len(event.data["defects"]) for event in events if event.kind == "submit")
    return acts + 3 * planted


@lru_cache(maxsize=64)
def _usual(scenario: Scenario) -> float:
    """How hard the scenario usually is; looked up where it has been written down."""
    return written_down().get(scenario.digest) or measured(scenario)


def measured(scenario: Scenario) -> float:
    """The middle hardness over the sample; takes up to three seconds on a busy day."""
    return median(hardness(scenario, seed) for seed in SAMPLE)


@cache
def written_down() -> dict[str, float]:
    """Digest to usual hardness of the shipped scenarios, so that no candidate waits for it."""
    text = resources.files("sandbox").joinpath(WRITTEN_DOWN).read_text(encoding="utf-8")
    return {row["digest"]: row["usual"] for row in yaml.safe_load(text).values()}


def write_down(scenarios: Iterable[Scenario]) -> str:
    """The file that `written_down` reads."""
    rows = {
        each.code: {"digest": each.digest, "usual": float(measured(each))} for each in scenarios
    }
    return HEAD + yaml.safe_dump(rows, sort_keys=True)


def fair(scenario: Scenario, seed: str) -> bool:
    """Whether an examination may use this seed: not harder than usual by more than the tolerance."""
    return hardness(scenario, seed) <= _usual(scenario) * (1 + TOLERANCE)


def calibrate(scenario: Scenario, seeds: Sequence[str]) -> Calibration:
    """Let every player play every seed.

    Raises:
        ValueError: no seed is left to play on.
    """
    usual = [seed for seed in seeds if fair(scenario, seed)]
    lucky = [seed for seed in usual if _passes(scenario, seed)]
    kept = [seed for seed in usual if seed not in lucky]
    if not kept:
        raise ValueError("Không còn hạt giống nào để chơi thử: tăng --seeds.")
    scores = []
    for name, bot in {**bots.LAWFUL, **bots.BOTS}.items():
        totals = [mark(scenario, bots.play(scenario, seed, bot)).total for seed in kept]
        scores.append(_scores(name, totals))
    dropped = tuple(seed for seed in seeds if seed not in usual)
    return Calibration(scenario.code, tuple(scores), tuple(kept), dropped, tuple(lucky))


def _passes(scenario: Scenario, seed: str) -> bool:
    """Whether pressing any button with any answer passes by luck."""
    return mark(scenario, bots.play(scenario, seed, bots.monkey)).passed


def _scores(bot: str, totals: Iterable[float]) -> Scores:
    ordered = sorted(totals)
    return Scores(bot, ordered[0], median(ordered), ordered[-1])
