"""One's own path laid beside a right one, row by row; nothing here judges."""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

Told = Mapping[str, Any]
"""A row of `sandbox.debrief.timeline`."""
Verdict = Literal["same", "missing", "extra", "moved", "unlike"]
WORDS: dict[Verdict, str] = {
    "same": "",
    "missing": "Thiếu",
    "extra": "Thừa",
    "moved": "Khác thứ tự",
    "unlike": "",
}
"""What a row says of itself; what the others did otherwise needs no word."""


@dataclass(frozen=True)
class Pair:
    """A step of one's own path beside the same step of the right one, or alone."""

    mine: Told | None
    right: Told | None
    verdict: Verdict
    times: int = 1
    """How often one waited like this without a break, told once."""

    @property
    def word(self) -> str:
        return WORDS[self.verdict]


@dataclass(frozen=True)
class Strand:
    """The paths of one dossier; `dossier` is None for what belongs to no dossier."""

    dossier: str | None
    pairs: tuple[Pair, ...]

    @property
    def odd(self) -> int:
        """How many steps are missing, superfluous or in another order."""
        return sum(bool(pair.word) for pair in self.pairs)


def strands(mine: Sequence[Told], right: Sequence[Told]) -> list[Strand]:
    """Both paths, dossier by dossier in the order of their arrival.

    Between two dossiers the order is free, so each is laid beside itself. With one dossier the
    waiting stands where it happened; with several it comes last, as it belongs to none.
    """
    keys = list(dict.fromkeys(_parent(row) for row in (*mine, *right) if row["dossier"]))
    if len(keys) < 2:
        return [Strand(keys[0] if keys else None, tuple(aligned(mine, right)))]
    found = []
    for key in (*keys, None):
        ours = [row for row in mine if _parent(row) == key]
        theirs = [row for row in right if _parent(row) == key]
        if ours or theirs:
            found.append(Strand(key, tuple(aligned(ours, theirs))))
    return found


def aligned(mine: Sequence[Told], right: Sequence[Told]) -> Iterator[Pair]:
    """Both paths in order: every row of each once, equal steps beside each other.

    The steps beside each other are the longest common subsequence over (dossier, act, item).
    """
    ours, theirs = list(map(_step, mine)), list(map(_step, right))
    walk = list(_walk(ours, theirs))
    moved = _moved(
        {i: ours[i] for i, j in walk if i is not None and j is None},
        {j: theirs[j] for i, j in walk if j is not None and i is None},
    )
    for i, j in walk:
        if i is not None and j is not None:
            yield Pair(mine[i], right[j], "same")
        elif i is not None:
            yield Pair(mine[i], None, _verdict(mine[i], "extra", ("mine", i) in moved))
        elif j is not None:
            yield Pair(None, right[j], _verdict(right[j], "missing", ("right", j) in moved))


def shortened(pairs: Sequence[Pair]) -> list[Pair]:
    """The same pairs, with days of waiting one after the other told once."""
    told: list[Pair] = []
    for pair in pairs:
        if told and _waits(pair) and _side(told[-1]) == _side(pair):
            told[-1] = replace(told[-1], times=told[-1].times + 1)
        else:
            told.append(pair)
    return told


def _waits(pair: Pair) -> bool:
    """Whether only one of the two waits here, and nothing was found about it."""
    row = pair.mine or pair.right
    alone = (pair.mine is None) != (pair.right is None)
    return alone and row is not None and row["kind"] == "wait" and not row["findings"]


def _side(pair: Pair) -> Hashable:
    row = pair.mine or pair.right or {}
    return pair.mine is None, pair.right is None, row["kind"], row["sentence"]


def _parent(row: Told) -> str | None:
    """The applicant's dossier, also for what another agency does for it."""
    return row["dossier"].partition(".")[0] if row["dossier"] else None


def _step(row: Told) -> Hashable:
    return row["dossier"], row["kind"], row["item"], row["mine"]


def _verdict(row: Told, alone: Verdict, moved: bool) -> Verdict:
    """Waiting is no act, and nobody answers for what the others did."""
    if not row["mine"] or row["kind"] == "wait":
        return "unlike"
    return "moved" if moved else alone


def _walk(
    ours: Sequence[Hashable], theirs: Sequence[Hashable]
) -> Iterator[tuple[int | None, int | None]]:
    """Which step of one path stands beside which of the other; None where one stands alone."""
    lengths = _common(ours, theirs)
    i = j = 0
    while i < len(ours) and j < len(theirs):
        if ours[i] == theirs[j]:
            yield i, j
            i, j = i + 1, j + 1
        elif lengths[i + 1][j] >= lengths[i][j + 1]:
            yield i, None
            i += 1
        else:
            yield None, j
            j += 1
    yield from ((rest, None) for rest in range(i, len(ours)))
    yield from ((None, rest) for rest in range(j, len(theirs)))


def _common(ours: Sequence[Hashable], theirs: Sequence[Hashable]) -> list[list[int]]:
    """The length of the longest common subsequence of every two ends of the paths."""
    lengths = [[0] * (len(theirs) + 1) for _ in range(len(ours) + 1)]
    for i in range(len(ours) - 1, -1, -1):
        for j in range(len(theirs) - 1, -1, -1):
            if ours[i] == theirs[j]:
                lengths[i][j] = lengths[i + 1][j + 1] + 1
            else:
                lengths[i][j] = max(lengths[i + 1][j], lengths[i][j + 1])
    return lengths


def _moved(mine: Mapping[int, Hashable], right: Mapping[int, Hashable]) -> set[tuple[str, int]]:
    """Of the steps that stand alone, those that the other path has too, at another place."""
    places: dict[Hashable, list[int]] = defaultdict(list)
    for index, step in right.items():
        places[step].append(index)
    moved = set()
    for index, step in mine.items():
        if places[step]:
            moved |= {("mine", index), ("right", places[step].pop(0))}
    return moved
