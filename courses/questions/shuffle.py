"""Orders and names for options that tell nothing about the right answer.

Authors write the steps of an ordering in the right order and often call the right option "a".
A page therefore gets neither their order nor their keys, but both derived from the secret seed of
the attempt: the same for each visit of one attempt, different for the next.
"""

import hmac
from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar


class Keyed(Protocol):
    """Something with an author's key."""

    @property
    def key(self) -> str: ...


Item = TypeVar("Item", bound=Keyed)


def handle(seed: str, question: str, key: str) -> str:
    """The name under which a page knows the option `key` of `question`."""
    return _digest(seed, "handle", question, key)[:12]


def key_of(submitted: str, items: Iterable[Keyed], question: str, seed: str | None) -> str | None:
    """The author's key of a submitted handle (without a seed: of a submitted key), if any."""
    for item in items:
        name = item.key if seed is None else handle(seed, question, item.key)
        if submitted == name:
            return item.key
    return None


def shuffled(seed: str, question: str, items: Sequence[Item]) -> list[Item]:
    """`items` in the order of this attempt."""
    return sorted(items, key=lambda item: _digest(seed, "order", question, item.key))


def disordered(seed: str, question: str, items: Sequence[Item]) -> list[Item]:
    """`items` in the order of this attempt, which is never the given one."""
    order = shuffled(seed, question, items)
    return order[1:] + order[:1] if order == list(items) else order


def _digest(seed: str, *parts: str) -> str:
    return hmac.new(seed.encode(), "\0".join(parts).encode(), "sha256").hexdigest()
