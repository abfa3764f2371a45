"""What nobody needs any more is forgotten, once an hour, in one transaction."""

from __future__ import annotations

import structlog

from lms import clock, jobs, once, parking
from lms.extensions import db
from lms.people import sign_in

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
    return gone
