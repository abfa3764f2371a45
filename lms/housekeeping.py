"""Once an hour: what nobody needs any more is forgotten, overdue examinations are handed in."""

from __future__ import annotations

import structlog

from lms import clock, jobs, once, parking
from lms.extensions import db
from lms.people import sign_in
from lms.practice import actions as practice

log = structlog.get_logger()


def tidy() -> dict[str, int]:
    """Forget old receipts, parked forms, ended sessions, tries and finished jobs; how many each."""
    now = clock.now()
    gone = {
        "receipts": once.purge(now),
        "parked_forms": parking.purge(now),
        "sessions_and_tries": sign_in.purge(now),
        "jobs": jobs.purge(now),
    }
    db.session.commit()
    log.info("tidied", **gone)
    handed_in = practice.hand_in_overdue()
    log.info("examinations handed in", count=handed_in)
    return gone
