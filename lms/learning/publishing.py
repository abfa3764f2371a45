"""Publishing courses: parse whole, render once, write an immutable version."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sqlalchemy import select

from courses.catalogue import Course as Source
from courses.catalogue import LegalBasis, Lesson, Practice, QuizItem, load_courses
from courses.text import outline, plain, render
from lms import audit, clock
from lms.competencies import framework
from lms.extensions import db
from lms.learning.models import ContentFile, ContentItem, ContentVersion, Course
from sandbox import library
from sandbox.rules import BY_ID as RULES_BY_ID

SHIPPED = Path(__file__).resolve().parent.parent.parent / "courses" / "content"
FILES = "files"


def publish_courses(folder: Path | None = None) -> int:
    """Publish every course in `folder` (by default the shipped ones) in one transaction.

    Returns the number of new versions. A course whose files are those it was published from is
    left alone, and when that holds for all of them nothing is even parsed. Raises ContentFaults
    with everything that is wrong with any course; then nothing was written.
    """
    root = folder or SHIPPED
    digests = {path.name: _digest(path) for path in _course_folders(root)}
    published = {course.code: course for course in db.session.scalars(select(Course))}
    if digests == {code: published[code].source_digest for code in digests if code in published}:
        db.session.rollback()
        return 0
    sources = load_courses(
        root, framework.codes(), set(library.shipped().scenarios), set(RULES_BY_ID)
    )
    fresh = [
        source
        for source in sources
        if _publish(source, root / source.code, digests[source.code], published.get(source.code))
    ]
    db.session.commit()
    return len(fresh)


def _course_folders(root: Path) -> list[Path]:
    return sorted(path for path in root.iterdir() if (path / "course.yaml").is_file())


def _digest(folder: Path) -> str:
    """Of the names and bytes of all files of a course, far cheaper than reading the course."""
    whole = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            part = hashlib.sha256(path.read_bytes()).hexdigest()
            whole.update(f"{path.relative_to(folder).as_posix()}\0{part}\n".encode())
    return whole.hexdigest()


def _publish(source: Source, folder: Path, digest: str, course: Course | None) -> bool:
    """Make the source the current version of its course; whether it was a new one."""
    version = db.session.scalar(select(ContentVersion).where(ContentVersion.hash == source.hash))
    is_new = version is None
    if version is None:
        version = _written(source, folder)
    if course is None:
        course = Course(code=source.code)
        db.session.add(course)
    before = course.version_id
    course.version_id, course.source_digest = version.id, digest
    if before != version.id:
        audit.record(
            "course_published",
            ("course", source.code),
            name=source.title,
            before={"version": before} if before else None,
            after={"version": version.id, "hash": version.hash},
        )
    return is_new


def _written(source: Source, folder: Path) -> ContentVersion:
    version = ContentVersion(
        hash=source.hash,
        course_code=source.code,
        title=source.title,
        summary=source.summary,
        law_date=source.law_date,
        minutes=source.minutes,
        competencies=list(source.competencies),
        legal_basis=_worded(source.legal_basis),
        published_at=clock.now(),
    )
    db.session.add(version)
    db.session.flush()
    for position, item in enumerate(source.items):
        db.session.add(_item(version.id, position, item))
    for path in sorted((folder / FILES).glob("*")):
        db.session.add(ContentFile(version_id=version.id, name=path.name, data=path.read_bytes()))
    return version


def _item(version_id: int, position: int, item: Lesson | QuizItem | Practice) -> ContentItem:
    row = ContentItem(
        version_id=version_id,
        position=position,
        kind=item.kind,
        key=item.key,
        title=item.title,
        minutes=item.minutes,
        competencies=list(item.competencies),
        legal_basis=_worded(item.legal_basis),
    )
    # Pages of lessons and quizzes stand one level below their course: /courses/<code>/lessons/…
    files_url = f"../{FILES}/{version_id}/"
    if isinstance(item, Lesson):
        row.html = render(item.source, files_url=files_url)
        row.contents = [
            {"id": heading.id, "text": plain(heading.text)}
            for heading in outline(item.source)
            if heading.level == 2
        ]
    elif isinstance(item, QuizItem):
        row.html = render(item.quiz.intro, prefix="intro", files_url=files_url)
        row.quiz = item.quiz.model_dump(mode="json")
    else:
        row.scenario = item.scenario
    return row


def _worded(basis: Iterable[LegalBasis]) -> list[dict[str, Any]]:
    return [{"citation": each.citation, "about": each.about or ""} for each in basis]
