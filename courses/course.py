"""A course as the platform knows it: frozen, complete, checked."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field

from courses.legal import LegalBasis
from courses.questions import Question
from courses.questions.question import KEY_PATTERN, Strict

LESSON_FILE = r"^lessons/[a-z0-9][a-z0-9-]*\.md$"
QUIZ_FILE = r"^quizzes/[a-z0-9][a-z0-9-]*\.yaml$"
CODE_PATTERN = r"^[a-z0-9][a-z0-9-]*$"

Title = Annotated[str, Field(min_length=1, max_length=200)]


class Quiz(Strict):
    """Questions, and what it takes to pass. `attempts` 0 means any number."""

    title: Title
    intro: str = ""
    pass_mark: Decimal = Field(ge=0, le=100)
    attempts: int = Field(default=0, ge=0, le=100)
    questions: tuple[Question, ...] = Field(min_length=1)

    @property
    def out_of(self) -> Fraction:
        """The points of all questions together."""
        return sum((Fraction(question.points) for question in self.questions), Fraction(0))

    def question(self, key: str) -> Question:
        """Raises KeyError."""
        return {question.key: question for question in self.questions}[key]


class Entry(Strict):
    """What every step of a course has; `minutes` is the time it is expected to take."""

    key: str = Field(pattern=KEY_PATTERN, max_length=60)
    title: Title
    minutes: int = Field(ge=1, le=600)
    legal_basis: tuple[LegalBasis, ...] = ()
    competencies: tuple[str, ...] = ()


class LessonEntry(Entry):
    """A lesson as course.yaml names it; `rules` are the rules of practice that it teaches."""

    kind: Literal["lesson"]
    file: str = Field(pattern=LESSON_FILE)
    rules: tuple[str, ...] = ()


class QuizEntry(Entry):
    """A quiz as course.yaml names it."""

    kind: Literal["quiz"]
    file: str = Field(pattern=QUIZ_FILE)


class Practice(Entry):
    """A scenario of the practice system; `scenario` is its code."""

    kind: Literal["practice"]
    scenario: str = Field(pattern=CODE_PATTERN)


class Lesson(LessonEntry):
    """A lesson with its text, `source`, in Markdown."""

    source: str


class QuizItem(QuizEntry):
    """A quiz with its questions."""

    quiz: Quiz


AnyEntry = Annotated[LessonEntry | QuizEntry | Practice, Field(discriminator="kind")]
Item = Annotated[Lesson | QuizItem | Practice, Field(discriminator="kind")]


class CourseHead(Strict):
    """What a course says of itself; `law_date` is the day whose law it teaches."""

    code: str = Field(pattern=CODE_PATTERN, max_length=60)
    title: Title
    summary: str = Field(min_length=1, max_length=1000)
    law_date: date
    competencies: tuple[str, ...] = Field(min_length=1)
    legal_basis: tuple[LegalBasis, ...] = ()


class CourseFile(CourseHead):
    """The content of course.yaml."""

    items: tuple[AnyEntry, ...] = Field(min_length=1)


class Course(CourseHead):
    """A whole course; `hash` names this very version of its texts and files."""

    items: tuple[Item, ...]
    hash: str

    @property
    def lessons(self) -> tuple[Lesson, ...]:
        return tuple(item for item in self.items if isinstance(item, Lesson))

    @property
    def quizzes(self) -> tuple[QuizItem, ...]:
        return tuple(item for item in self.items if isinstance(item, QuizItem))

    @property
    def practices(self) -> tuple[Practice, ...]:
        return tuple(item for item in self.items if isinstance(item, Practice))

    @property
    def minutes(self) -> int:
        """The time the whole course is expected to take."""
        return sum(item.minutes for item in self.items)

    def item(self, key: str) -> Item:
        """Raises KeyError."""
        return {item.key: item for item in self.items}[key]
