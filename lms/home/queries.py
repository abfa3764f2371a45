"""What the start page says: at most one statement or two of each feature."""

from __future__ import annotations

from dataclasses import dataclass

from lms import clock
from lms.competencies.queries import readiness_of
from lms.learning.queries import outlines
from lms.learning.rules import Outline, most_pressing_first
from lms.people.models import Person
from lms.practice.queries import NextPractice, next_practice
from lms.schedule.models import TrainingSession
from lms.schedule.queries import next_session_for


@dataclass(frozen=True)
class Start:
    """A person's morning: what to go on with, what there is to practise, where to be."""

    courses: list[Outline]
    finished: list[Outline]
    practice: NextPractice | None
    session: TrainingSession | None
    ready: int
    competencies: int

    @property
    def session_is_on(self) -> bool:
        """Whether the session has begun and still runs."""
        now = clock.now()
        return self.session is not None and self.session.starts_at <= now < self.session.ends_at

    @property
    def course(self) -> Outline | None:
        """The course to go on with."""
        return self.courses[0] if self.courses else None


def start(person: Person) -> Start:
    """Everything the start page shows, in six statements."""
    courses = outlines(person.id)
    ready, competencies = readiness_of(person)
    return Start(
        courses=most_pressing_first([course for course in courses if not course.complete]),
        finished=[course for course in courses if course.complete],
        practice=next_practice(person.id),
        session=next_session_for(person),
        ready=ready,
        competencies=competencies,
    )
