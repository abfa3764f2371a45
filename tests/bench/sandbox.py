"""What the practice engine costs: folding, deciding, marking, and whole attempts."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator

from sandbox import bots, hints, library, marking
from sandbox.engine import decide, fold
from sandbox.scenario import Scenario
from sandbox.world import Event

ROUNDS = 30
LONG = 200
"""Events of the long run."""
ATTEMPTS = 500
USUAL = "chung-thuc-ban-sao-01"
"""A run as most are: one dossier, three papers, a supplement."""
MESSY = "ngay-ban-ron-01"


def _timed(act: Callable[[], object]) -> float:
    """The median time in milliseconds."""
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        act()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def _long_run() -> tuple[Scenario, list[Event]]:
    """The first events of a day with fifteen dossiers."""
    scenario = library.shipped().scenarios[MESSY]
    return scenario, bots.play(scenario, "1", bots.expert)[:LONG]


def figures() -> Iterator[tuple[str, float, float]]:
    """Name, milliseconds, and the most that is allowed."""
    scenario, events = _long_run()
    yield f"fold {LONG} events", _timed(lambda: fold(scenario, events)), 5
    world = fold(scenario, events)
    step = next(s for key in world.dossiers if (s := next(hints.steps(world, key), None)))
    yield "one decide", _timed(lambda: decide(world, step.command)), 0.5
    marking.mark(scenario, events)  # the expert's run on the same seed is remembered
    yield f"mark {LONG} events", _timed(lambda: marking.mark(scenario, events)), 20
    usual = library.shipped().scenarios[USUAL]
    began = time.perf_counter()
    players = list(bots.BOTS.values())
    for number in range(ATTEMPTS):
        player = players[number % len(players)]
        marking.mark(usual, bots.play(usual, f"bench {number}", player))
    yield f"{ATTEMPTS} whole attempts", (time.perf_counter() - began) * 1000, 3000


def print_figures() -> None:
    """One line for each figure."""
    print(f"{'practice engine':34}{'ms':>10}{'at most':>10}")
    for name, milliseconds, most in figures():
        print(f"{name:34}{milliseconds:10.2f}{most:10g}")


if __name__ == "__main__":
    print_figures()
