"""Biểu 07a of Thông tư 09/2026/TT-BTP: how many dossiers came, were settled, and are pending."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from sandbox.quality import (
    STOPPED,
    WITHDRAWN,
    DossierRecord,
    _received,
    finishing,
    legal_clock,
)


@dataclass(frozen=True)
class Row07a:
    """The counters of one lĩnh vực, or of all of them."""

    sector: str
    online_full: int
    online_partial: int
    post: int
    counter: int
    carried_over: int
    early: int
    on_time: int
    late: int
    pending_in_time: int
    pending_late: int
    ended: int
    """Withdrawn or stopped, neither settled nor pending."""

    @property
    def in_period(self) -> int:
        return self.online_full + self.online_partial + self.post + self.counter

    @property
    def received(self) -> int:
        return self.in_period + self.carried_over

    @property
    def settled(self) -> int:
        return self.early + self.on_time + self.late

    @property
    def pending(self) -> int:
        return self.pending_in_time + self.pending_late

    @property
    def balanced(self) -> bool:
        """The check sum: received = settled + pending + withdrawn or stopped."""
        return self.received == self.settled + self.pending + self.ended


def report_07a(
    records: Iterable[DossierRecord], start: datetime, end: datetime
) -> tuple[Row07a, ...]:
    """Biểu 07a for the period from `start` to `end`, both included to the minute: a row for each
    lĩnh vực, by name, and last the total.

    Counted by the legal clock. Judgements: what was never accepted is not received; "trước hạn"
    is any minute before the due time, "đúng hạn" that very minute.
    """
    reported = [each for each in records if _is_reported(each, start, end)]
    sectors = sorted({each.sector for each in reported})
    rows = (_row_07a(s, [r for r in reported if r.sector == s], start, end) for s in sectors)
    return (*rows, _row_07a("Tổng số", reported, start, end))


def _is_reported(record: DossierRecord, start: datetime, end: datetime) -> bool:
    finish = finishing(record, end)
    return _received(record, end) and (finish is None or finish[1] >= start)


def _row_07a(
    sector: str, records: Sequence[DossierRecord], start: datetime, end: datetime
) -> Row07a:
    counts = Counter(_origin(each, start) for each in records)
    counts.update(_fate(each, end) for each in records)
    return Row07a(sector, **{each.name: counts[each.name] for each in fields(Row07a)[1:]})


def _origin(record: DossierRecord, start: datetime) -> str:
    if record.starts_at < start:
        return "carried_over"
    if record.channel == "online":
        return "online_full" if record.fully_online else "online_partial"
    return record.channel


def _fate(record: DossierRecord, end: datetime) -> str:
    clock, finish = legal_clock(record, end), finishing(record, end)
    if finish is None:
        return "pending_in_time" if clock.on_time else "pending_late"
    if finish[0] in (WITHDRAWN, STOPPED):
        return "ended"
    if not clock.on_time:
        return "late"
    return "on_time" if clock.moment == clock.deadline else "early"
