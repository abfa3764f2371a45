"""Whose run is whose: the one place where the pages of a run ask."""

from __future__ import annotations

from flask_login import current_user
from werkzeug.exceptions import NotFound

from lms.permissions import demand
from lms.practice import queries
from lms.practice.models import Run


def own_run(run_id: int) -> Run:
    """The run, when the person signed in works in it, alone or in its team; else 404."""
    run = queries.run(run_id)
    if run is not None and run.team_id and current_user.id in queries.members(run.team_id):
        return run
    return demand("practise", run)


def watched_run(run_id: int) -> Run:
    """The run of somebody in the reach of a trainer or manager; else 404."""
    run = queries.run(run_id)
    if run is not None and run.person_id == current_user.id:
        raise NotFound  # one's own work is seen on its own pages
    return demand("watch_practice", run)
