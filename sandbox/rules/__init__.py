"""What the law says: one file for each group of rules, all of them in `RULES`.

A rule exists once and serves the mark, the live warning, the debrief and the reference page.
"""

from dataclasses import replace

from sandbox.rules import (
    conduct,
    deadlines,
    digitisation,
    fees,
    reception,
    returning,
    transfer,
)
from sandbox.rules.base import Rule

GROUPS = (reception, deadlines, fees, digitisation, transfer, returning, conduct)
RULES: tuple[Rule, ...] = tuple(
    replace(rule, group=module.GROUP) for module in GROUPS for rule in module.RULES
)
BY_ID: dict[str, Rule] = {rule.id: rule for rule in RULES}
