"""Texts to a frozen Course, or everything that is wrong with them at once.

Files shipped with the platform and texts typed in an editor go through the same reading.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Set
from pathlib import Path

from courses.course import LESSON_FILE, QUIZ_FILE, Course, Lesson, Practice, Quiz, QuizItem
from courses.faults import ContentFaults, Fault
from courses.legal import LegalBasis
from courses.reading import Reading
from courses.vietnamese import nfc

__all__ = [
    "ContentFaults",
    "Course",
    "Fault",
    "LegalBasis",
    "Lesson",
    "Practice",
    "Quiz",
    "QuizItem",
    "load_course",
    "load_course_from_texts",
    "load_courses",
    "read_texts",
]

COURSE_FILE = "course.yaml"
_TEXTS = re.compile(rf"^course\.yaml$|{LESSON_FILE}|{QUIZ_FILE}")
_FILES = re.compile(r"^files/[A-Za-z0-9][A-Za-z0-9._-]*$")
_FOREIGN = (
    "Không thuộc khóa học. Khóa học gồm course.yaml, lessons/*.md, quizzes/*.yaml và files/; tên "
    "tệp chỉ dùng chữ không dấu, chữ số, dấu gạch ngang."
)


def load_courses(
    root: Path,
    known_competencies: Set[str] | None = None,
    known_scenarios: Set[str] | None = None,
    known_rules: Set[str] | None = None,
) -> tuple[Course, ...]:
    """Every course below `root`, by code.

    Raises ContentFaults with the faults of all courses, their files named from `root`.
    """
    courses, faults = [], []
    for folder in sorted(path for path in root.iterdir() if _is_visible_folder(path)):
        try:
            courses.append(load_course(folder, known_competencies, known_scenarios, known_rules))
        except ContentFaults as found:
            faults += [
                Fault(f"{folder.name}/{fault.file}", fault.key, fault.reason, fault.line)
                for fault in found.faults
            ]
    if faults:
        raise ContentFaults(faults)
    return tuple(courses)


def load_course(
    folder: Path,
    known_competencies: Set[str] | None = None,
    known_scenarios: Set[str] | None = None,
    known_rules: Set[str] | None = None,
) -> Course:
    """The course in `folder`, whose name is its code. Raises ContentFaults.

    Competencies, scenarios and rules are only looked up where the known ones are given.
    """
    faults: list[Fault] = []
    course = None
    try:
        texts = read_texts(folder)
    except ContentFaults as found:
        faults += found.faults
        texts = _readable_texts(folder)
    try:
        course = load_course_from_texts(
            texts, known_competencies, known_scenarios, _file_digests(folder), known_rules
        )
    except ContentFaults as found:
        faults += found.faults
    if course and course.code != folder.name:
        faults.append(Fault(COURSE_FILE, "code", f"Phải trùng tên thư mục: {folder.name}."))
    if faults or course is None:
        raise ContentFaults(faults)
    return course


def load_course_from_texts(
    texts: Mapping[str, str],
    known_competencies: Set[str] | None = None,
    known_scenarios: Set[str] | None = None,
    files: Mapping[str, str] | None = None,
    known_rules: Set[str] | None = None,
) -> Course:
    """The course in `texts` (path in the course -> text); `files` holds the digests of the others.

    Raises ContentFaults.
    """
    normal = {path: normalised(text) for path, text in texts.items()}
    foreign = [Fault(path, "", _FOREIGN) for path in normal if not _TEXTS.fullmatch(path)]
    reading = Reading(
        normal, known_competencies, known_scenarios, frozenset(files or ()), known_rules
    )
    head, items = reading.course()
    if faults := foreign + reading.faults:
        raise ContentFaults(faults)
    if head is None:
        raise AssertionError("a course without shape has faults")
    fields = {name: getattr(head, name) for name in type(head).model_fields if name != "items"}
    return Course(**fields, items=items, hash=_digest(normal, files or {}))


def read_texts(folder: Path) -> dict[str, str]:
    """Path in the course -> text, for all texts in `folder`. Raises ContentFaults."""
    faults = [
        Fault(name, "", reason) for name, path in _paths(folder) if (reason := _refusal(name, path))
    ]
    if faults:
        raise ContentFaults(faults)
    return _readable_texts(folder)


def normalised(text: str) -> str:
    """`text` with composed letters, Unix line ends, no byte order mark and one last line end."""
    unix = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return nfc(unix).rstrip("\n") + "\n"


def _is_visible_folder(path: Path) -> bool:
    return path.is_dir() and not path.name.startswith((".", "_"))


def _paths(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if (path.is_symlink() or not path.is_dir()) and not path.name.startswith("."):
            yield name, path


def _refusal(name: str, path: Path) -> str | None:
    if path.is_symlink():
        return "Không dùng liên kết tượng trưng; hãy chép tệp vào khóa học."
    if _FILES.fullmatch(name):
        return None
    if not _TEXTS.fullmatch(name):
        return _FOREIGN
    return None if _decoded(path) is not None else "Tệp không phải UTF-8."


def _readable_texts(folder: Path) -> dict[str, str]:
    texts = {
        name: _decoded(path)
        for name, path in _paths(folder)
        if _TEXTS.fullmatch(name) and not path.is_symlink()
    }
    return {name: text for name, text in texts.items() if text is not None}


def _decoded(path: Path) -> str | None:
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        return None


def _file_digests(folder: Path) -> dict[str, str]:
    return {
        name: hashlib.sha256(path.read_bytes()).hexdigest()
        for name, path in _paths(folder)
        if _FILES.fullmatch(name) and not path.is_symlink()
    }


def _digest(texts: Mapping[str, str], files: Mapping[str, str]) -> str:
    """The same for the same content, whatever the order in which it was read."""
    whole = hashlib.sha256()
    for path, content in sorted({**files, **texts}.items()):
        part = hashlib.sha256(content.encode()).hexdigest()
        whole.update(f"{path}\0{part}\n".encode())
    return whole.hexdigest()
