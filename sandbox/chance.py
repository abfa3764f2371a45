"""Keyed chance: the same question about the same run always has the same answer.

There is no running generator. Rewinding or acting in another order does not change what a
citizen or a colleague does, so nobody can retry until the leader is in a good mood.
"""

import hmac
from collections.abc import Sequence
from functools import lru_cache
from typing import TypeVar

Item = TypeVar("Item")
_SPAN = 2**64


@lru_cache(maxsize=8192)
def share(seed: str, label: str) -> float:
    """A number in [0, 1) that belongs to this seed and label."""
    digest = hmac.digest(seed.encode(), label.encode(), "sha256")
    return int.from_bytes(digest[:8]) / _SPAN


def between(seed: str, label: str, low: int, high: int) -> int:
    """A whole number from `low` to `high`, both included."""
    return low + int(share(seed, label) * (high - low + 1))


def pick(seed: str, label: str, items: Sequence[Item]) -> Item:
    """One of the items, which must not be empty."""
    return items[between(seed, label, 0, len(items) - 1)]


def shuffled(seed: str, label: str, items: Sequence[Item]) -> list[Item]:
    """The items in an order that belongs to this seed and label."""
    order = sorted(range(len(items)), key=lambda index: share(seed, f"{label}|{index}"))
    return [items[index] for index in order]
