"""The input each act needs, as data: pages draw forms from it, the engine checks against it."""

from collections.abc import Mapping
from typing import Any

from sandbox.fields import closing, desk, office
from sandbox.fields.base import (
    LOOKED_UP,
    MAX_TEXT,
    PAPER,
    SECOND_SET,
    UNNEEDED,
    Choice,
    Field,
    Maker,
    WrongShape,
    checked,
    none,
    with_reason,
)
from sandbox.fields.closing import DATA_STORE
from sandbox.workflow import ACTS
from sandbox.world import Dossier, World

__all__ = [
    "DATA_STORE", "FIELDS", "LOOKED_UP", "MAX_TEXT", "PAPER", "SECOND_SET", "UNNEEDED", "Choice",
    "Field", "WrongShape", "checked", "fields_of", "resolved",
]  # fmt: skip

_OTHERS: dict[str, Maker] = {
    "supplement": desk.supplement,
    "complain": with_reason,
    "ask_to_withdraw": with_reason,
    "report_error": with_reason,
    "hand_back": with_reason,
    "happen": office.happening,
    "answer": office.answer,
    "task_finished": office.any_task,
}
FIELDS: dict[str, Maker] = (
    {kind: none for kind in ACTS} | _OTHERS | desk.FIELDS | closing.FIELDS | office.FIELDS
)


NAMED = {
    "accept": ("due", desk.named_due),
    "request_extension": ("new_due", office.named_new_due),
}
"""Fields with dates to the minute, which may also be given by name."""


def resolved(world: World, dossier: Dossier, kind: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """The data of a command with its named dates worked out."""
    data = dict(data)
    if kind in NAMED:
        name, work_out = NAMED[kind]
        if isinstance(data.get(name), str):
            data[name] = work_out(world, dossier, data[name])
    return data


def fields_of(world: World, dossier: Dossier, kind: str, role: str = "") -> tuple[Field, ...]:
    """The fields of one act on one dossier, now, as the role sees them."""
    return FIELDS[kind](world, dossier, role or ACTS[kind].roles[0])
