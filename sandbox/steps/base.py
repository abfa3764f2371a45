"""The shape of a step: an act with its data, in words, and the rule behind it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.law import Basis
from sandbox.world import Command, Dossier, World


@dataclass(frozen=True)
class Step:
    """What to do next: the act with its data, in words, and the rule behind it.

    `free` steps may be done in any order among each other; `bases` replaces those of the rule
    where another text is the ground.
    """

    kind: str
    dossier: str | None
    sentence: str
    nudge: str
    data: Mapping[str, Any] = field(default_factory=dict)
    rule: str | None = None
    bases: tuple[Basis, ...] = ()
    seat: str = "reception"
    free: bool = False

    @property
    def command(self) -> Command:
        return Command(self.kind, self.dossier, self.seat, self.data)

    @property
    def option_key(self) -> str:
        """The key of the button to press, as `engine.available` names it."""
        item = self.data.get("paper") or self.data.get("component")
        return f"{self.kind}:{item}" if item else self.kind


@dataclass(frozen=True)
class Mind:
    """What whoever acts knows of the mistakes: paper or record to kind of defect.

    `thorough` looks at everything itself; a simulated colleague needs not show that he does.
    """

    seen: Mapping[str, str]
    thorough: bool = True
    believes: bool = False
    """Takes every draft and result to be right."""


Steps = Iterator[Step]
Planner = Callable[[World, Dossier, Mind], Steps]
