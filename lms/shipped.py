"""Loading what ships with the project into the database. Every step is safe to repeat."""

from __future__ import annotations

from flask import current_app
from sqlalchemy import func, select

from lms.competencies.framework import import_framework
from lms.extensions import db
from lms.learning.publishing import publish_courses
from lms.people import demo
from lms.people.models import Unit
from lms.people.org_import import import_organisation, read_organisation
from lms.practice.publishing import publish_scenarios
from lms.schedule.demo import open_demo_sessions

__all__ = ["load", "load_demo", "publish_courses"]


def load() -> None:
    """The framework, the province of PROVINCE_FILE (when the database holds no unit yet),
    scenarios, courses. Raises OrganisationFaults for a broken file, before anything is written.
    """
    if not db.session.scalar(select(func.count(Unit.id))):
        import_organisation(read_organisation(current_app.config["PROVINCE_FILE"]))
    import_framework()
    publish_scenarios()
    publish_courses()


def load_demo() -> demo.Loaded:
    """Demonstration people, and a session of each area that is open now."""
    loaded = demo.load()
    open_demo_sessions()
    return loaded
