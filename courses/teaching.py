"""Which lesson teaches what: the way from a rule of practice to the lessons about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from courses.course import CourseFile, LessonEntry
from courses.yaml_source import read_yaml

SHIPPED = Path(__file__).resolve().parent / "content"


@dataclass(frozen=True)
class Taught:
    """A lesson, by the codes under which its page is found."""

    course: str
    lesson: str
    title: str


def lessons_by_rule(courses: Iterable[CourseFile]) -> dict[str, tuple[Taught, ...]]:
    """By the id of a rule, the lessons that teach it, in the order of the courses."""
    found: dict[str, tuple[Taught, ...]] = {}
    for course in courses:
        for item in course.items:
            for rule in item.rules if isinstance(item, LessonEntry) else ():
                taught = Taught(course.code, item.key, item.title)
                found[rule] = (*found.get(rule, ()), taught)
    return found


@cache
def shipped() -> dict[str, tuple[Taught, ...]]:
    """The lessons of the courses that come with the platform.

    Only their course.yaml is read, once in each process: publishing has checked them whole.
    """
    files = sorted(SHIPPED.glob("*/course.yaml"))
    heads = [read_yaml(file.name, file.read_text(encoding="utf-8")) for file in files]
    return lessons_by_rule(CourseFile.model_validate(head.data) for head in heads)


@cache
def rules_of(course: str, lesson: str) -> tuple[str, ...]:
    """The ids of the rules that a shipped lesson teaches."""
    return tuple(
        rule
        for rule, taught in shipped().items()
        if any((each.course, each.lesson) == (course, lesson) for each in taught)
    )
