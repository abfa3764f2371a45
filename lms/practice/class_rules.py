"""Who of a class is stuck, and how what somebody does now is told from having gone away."""

from __future__ import annotations

from datetime import datetime, timedelta

STUCK_AFTER = timedelta(minutes=10)
AWAY_AFTER = timedelta(hours=2)
"""Who hasn't acted for so long has gone away, and needs no help at this moment."""
STOPS_AT_ONE_PLACE = 2


def is_away(now: datetime, acted_at: datetime) -> bool:
    return now - acted_at >= AWAY_AFTER


def is_stuck(now: datetime, acted_at: datetime, stops_here: int) -> bool:
    """Whether somebody at an open run needs help: nothing done for a while, or stopped again and
    again at one place."""
    if is_away(now, acted_at):
        return False
    return now - acted_at >= STUCK_AFTER or stops_here >= STOPS_AT_ONE_PLACE


def idle_minutes(now: datetime, acted_at: datetime) -> int:
    """Whole minutes since the last act."""
    return max(0, int((now - acted_at).total_seconds() // 60))
