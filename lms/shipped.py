"""Loading what ships with the project into the database. Every step is safe to repeat."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import func, select

from lms.competencies.framework import import_framework
from lms.extensions import db
from lms.learning.publishing import publish_courses
from lms.people import demo
from lms.people.models import Unit
from lms.people.org_file import parse
from lms.people.org_import import import_organisation
from lms.practice.publishing import publish_scenarios
from lms.schedule.demo import open_demo_sessions

PROVINCE = Path(__file__).resolve().parent / "data" / "thai-nguyen.yaml"

__all__ = ["load", "load_demo", "publish_courses"]


def load() -> None:
    """The framework, the province (when the database holds no unit yet), courses, scenarios."""
    import_framework()
    if not db.session.scalar(select(func.count(Unit.id))):
        import_organisation(parse(PROVINCE.read_text(encoding="utf-8")))
    publish_scenarios()
    publish_courses()


def load_demo() -> None:
    """Demonstration people, and a session of each area that is open now."""
    demo.load()
    open_demo_sessions()
