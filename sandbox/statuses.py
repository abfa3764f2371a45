"""How a dossier stands for the outside world: four states that are kept apart.

The public status goes to the National Portal; finance, delivery and synchronisation have their
own, see sections 3.12 and 4.1 of the domain description.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sandbox.engine import evolve, fold
from sandbox.workflow import STATUSES, TRANSITIONS
from sandbox.world import Dossier, Event, World

FINANCE = {
    "none": "Không phải thu",
    "due": "Chờ thu",
    "paid": "Đã thu",
    "refund": "Hoàn phí",
    "cancelled": "Hủy",
}
DELIVERY = {"": "Chưa có kết quả", "ready": "Có kết quả", "delivered": "Đã chuyển trả"}
SYNC = {"sent": "Đã đồng bộ", "waiting": "Chờ đồng bộ"}


@dataclass(frozen=True)
class Message:
    """A status sent to the Portal. Sending again uses the same id."""

    id: str
    dossier: str
    status: int
    at: datetime
    sent_at: datetime


def finance(world: World, dossier: Dossier) -> str:
    """Where the money stands, by the keys of `FINANCE`."""
    version = world.version(dossier)
    owed = bool(version.fees) or version.duty is not None
    if dossier.state == "withdrawn" and dossier.payment and dossier.payment.amount:
        return "refund"
    if dossier.closed and dossier.payment is None and owed:
        return "cancelled" if dossier.state != "returned" else "due"
    duty_open = version.duty is not None and dossier.state == "awaiting_payment"
    if dossier.payment and not duty_open:
        return "paid"
    if not owed:
        return "none"
    return "paid" if dossier.duty_paid_at and not version.fees else "due"


def delivery(dossier: Dossier) -> str:
    """Where the result is, by the keys of `DELIVERY`."""
    if dossier.state == "returned":
        return "delivered"
    return "ready" if dossier.status == 9 else ""


def messages(world: World, events: Sequence[Event]) -> list[Message]:
    """What was synchronised: each change of a public status, later when the system was down."""
    sent: list[Message] = []
    last: dict[str, int] = {}
    now = fold(world.scenario, events[:1])
    for event in events[1:]:
        now = evolve(now, event)
        dossier = now.dossiers.get(event.dossier or "")
        if dossier is None or dossier.parent or last.get(dossier.key) == dossier.status:
            continue
        last[dossier.key] = dossier.status
        down = world.scenario.down_at(event.at)
        sent_at = down.ends_at if down else event.at
        name = f"{dossier.key}-{event.position}-{dossier.status}"
        sent.append(Message(name, dossier.key, dossier.status, event.at, sent_at))
    return sent


def lawful_change(before: int, after: int) -> bool:
    """Whether one public status may follow another."""
    return before == after or after in TRANSITIONS[before]


def states_of(world: World, key: str) -> dict[str, Any]:
    """Every state of a dossier as plain data."""
    dossier = world.dossiers[key]
    down = world.scenario.down_at(world.now)
    return {
        "state": dossier.state,
        "status": dossier.status,
        "status_label": STATUSES[dossier.status],
        "code": dossier.code,
        "holder": dossier.holder,
        "due": dossier.due_at.isoformat(timespec="minutes") if dossier.due_at else None,
        "result": dossier.result or None,
        "finance": finance(world, dossier),
        "delivery": delivery(dossier),
        "sync": "waiting" if down else "sent",
        "parent": dossier.parent,
    }
