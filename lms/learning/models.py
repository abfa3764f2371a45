"""Published content, and what people did with it: enrolments, lessons read, quiz attempts.

An enrolment follows the current version of its course. The course teaches the law in force, so
somebody who began before an amendment must read the amended lesson from then on, and a corrected
misprint must not cost anybody their progress: lessons read are kept under the lesson's key. What
must not move is a mark, so an attempt keeps the very item (of the very version) it began with.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.database import Instant
from lms.extensions import Model
from lms.permissions import Place


class ContentVersion(Model):
    """A course as it was published once; written once, never changed. `hash` names its texts."""

    __tablename__ = "content_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    course_code: Mapped[str] = mapped_column(String(60), index=True)
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(String(1000))
    law_date: Mapped[date]
    minutes: Mapped[int]
    competencies: Mapped[list[str]] = mapped_column(JSON)
    # Rows {"citation": ..., "about": ...}, worded for people.
    legal_basis: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    published_at: Mapped[datetime] = mapped_column(Instant)


class ContentItem(Model):
    """One step of a version: a lesson, a quiz or a practice scenario."""

    __tablename__ = "content_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("content_version.id"))
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(200))
    minutes: Mapped[int]
    competencies: Mapped[list[str]] = mapped_column(JSON)
    legal_basis: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    # The lesson, or the introduction of the quiz; rendered when it was published.
    html: Mapped[str] = mapped_column(Text, default="", deferred=True)
    # A lesson's table of contents: rows {"id": ..., "text": ...}.
    contents: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list, deferred=True)
    quiz: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), deferred=True)
    scenario: Mapped[str | None] = mapped_column(String(100))

    version: Mapped[ContentVersion] = relationship()

    __table_args__ = (
        UniqueConstraint("version_id", "key"),
        UniqueConstraint("version_id", "position"),
        CheckConstraint("kind in ('lesson', 'quiz', 'practice')", name="kind"),
        CheckConstraint("(kind = 'quiz') = (quiz is not null)", name="quiz_has_questions"),
        CheckConstraint(
            "(kind = 'practice') = (scenario is not null)", name="practice_has_scenario"
        ),
    )


class ContentFile(Model):
    """A picture or another file that the texts of a version show."""

    __tablename__ = "content_file"

    version_id: Mapped[int] = mapped_column(ForeignKey("content_version.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(200), primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)


class Course(Model):
    """Which version of a course is taught now."""

    __tablename__ = "course"

    code: Mapped[str] = mapped_column(String(60), primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("content_version.id"))
    # Of the files it was read from: an unchanged folder need not be parsed again.
    source_digest: Mapped[str] = mapped_column(String(64))

    version: Mapped[ContentVersion] = relationship()


class Enrolment(Model):
    """A person takes a course."""

    __tablename__ = "enrolment"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    course_code: Mapped[str] = mapped_column(ForeignKey("course.code"), primary_key=True)
    enrolled_at: Mapped[datetime] = mapped_column(Instant)
    last_activity_at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (
        Index("ix_enrolment_course_activity", "course_code", "last_activity_at", "person_id"),
    )


def _belongs_to_enrolment() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["person_id", "course_code"], ["enrolment.person_id", "enrolment.course_code"]
    )


class LessonRead(Model):
    """A person said that they had read a lesson to its end."""

    __tablename__ = "lesson_read"

    person_id: Mapped[int] = mapped_column(primary_key=True)
    course_code: Mapped[str] = mapped_column(String(60), primary_key=True)
    item_key: Mapped[str] = mapped_column(String(60), primary_key=True)
    read_at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (_belongs_to_enrolment(),)


class QuizAttempt(Model):
    """One try at a quiz. Open until it is submitted; then it has its mark, for good.

    `seed` is the secret from which the order and the names of the options are derived. `percent`
    is rounded to one decimal for people; `passed` was decided on the exact points.
    """

    __tablename__ = "quiz_attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int]
    course_code: Mapped[str] = mapped_column(String(60))
    item_key: Mapped[str] = mapped_column(String(60))
    item_id: Mapped[int] = mapped_column(ForeignKey("content_item.id"))
    number: Mapped[int]
    seed: Mapped[str] = mapped_column(String(64))
    started_at: Mapped[datetime] = mapped_column(Instant)
    saved_at: Mapped[datetime | None] = mapped_column(Instant)
    submitted_at: Mapped[datetime | None] = mapped_column(Instant)
    points: Mapped[float | None]
    out_of: Mapped[float | None]
    percent: Mapped[float | None]
    passed: Mapped[bool | None]

    item: Mapped[ContentItem] = relationship()

    __table_args__ = (
        _belongs_to_enrolment(),
        UniqueConstraint("person_id", "course_code", "item_key", "number"),
        Index(
            "uq_quiz_attempt_open",
            "person_id",
            "course_code",
            "item_key",
            unique=True,
            sqlite_where=text("submitted_at is null"),
            postgresql_where=text("submitted_at is null"),
        ),
        CheckConstraint("submitted_at is not null or percent is null", name="open_has_no_mark"),
        CheckConstraint("percent between 0 and 100", name="percent"),
    )

    @property
    def place(self) -> Place:
        return Place(person_id=self.person_id)

    @property
    def competencies(self) -> list[str]:
        """What a question without a competency of its own is about: the item's, else the course's."""
        return self.item.competencies or self.item.version.competencies


class QuizAnswer(Model):
    """The answer to one question as it stands: canonical JSON, null when it was taken back."""

    __tablename__ = "quiz_answer"

    attempt_id: Mapped[int] = mapped_column(ForeignKey("quiz_attempt.id"), primary_key=True)
    question_key: Mapped[str] = mapped_column(String(40), primary_key=True)
    answer: Mapped[Any] = mapped_column(JSON)
    saved_at: Mapped[datetime] = mapped_column(Instant)
    # How often the answer was changed after it was first given.
    changes: Mapped[int] = mapped_column(default=0)
