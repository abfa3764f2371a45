"""What the law says: one file for each group of rules, all of them in `RULES`.

A rule exists once and serves the mark, the live warning, the hint, the debrief and the reference
page. Its words are in `words/`.
"""

from dataclasses import replace

from sandbox.rules import (
    conduct,
    deadlines,
    digitisation,
    fees,
    interlinked,
    reception,
    returning,
    settlement,
    stopping,
    transfer,
    verdicts,
)
from sandbox.rules.base import Rule

GROUPS = (
    reception,
    verdicts,
    deadlines,
    fees,
    digitisation,
    transfer,
    settlement,
    interlinked,
    returning,
    stopping,
    conduct,
)
RULES: tuple[Rule, ...] = tuple(
    replace(rule, group=module.GROUP) for module in GROUPS for rule in module.RULES
)
BY_ID: dict[str, Rule] = {rule.id: rule for rule in RULES}
