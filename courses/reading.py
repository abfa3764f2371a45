"""Reads the texts of one course and notes every fault instead of stopping at the first."""

import re
from collections.abc import Iterator, Mapping, Set
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from courses.course import (
    LESSON_FILE,
    QUIZ_FILE,
    CourseFile,
    Item,
    Lesson,
    LessonEntry,
    Practice,
    Quiz,
    QuizItem,
)
from courses.faults import ContentFaults, Fault, key_text, line_of, shape_faults
from courses.faults import Path as KeyPath
from courses.questions import BadAnswer, Question, type_of
from courses.questions.question import QuestionSpec
from courses.text_check import problems
from courses.yaml_source import YamlSource, read_yaml

Model = TypeVar("Model", bound=BaseModel)

_QUESTION: TypeAdapter[QuestionSpec] = TypeAdapter(Question)
_REFERRED = re.compile(rf"{LESSON_FILE}|{QUIZ_FILE}")


class Reading:
    """One pass over the texts of a course; `faults` grows as it goes.

    Rules between files work on the raw YAML: a course whose shape is wrong in one place still
    hears of everything else.
    """

    def __init__(
        self,
        texts: Mapping[str, str],
        competencies: Set[str] | None,
        scenarios: Set[str] | None,
        files: Set[str],
        rules: Set[str] | None = None,
    ) -> None:
        self.faults: list[Fault] = []
        self._texts = texts
        self._competencies = competencies
        self._scenarios = scenarios
        self._files = files
        self._rules = rules

    def course(self) -> tuple[CourseFile | None, tuple[Item, ...]]:
        """What course.yaml says and its items; to be trusted only when there are no faults."""
        quizzes = {path: self._quiz(path) for path in self._texts if re.fullmatch(QUIZ_FILE, path)}
        for path in self._texts:
            if re.fullmatch(LESSON_FILE, path):
                self._lesson(path)
        source = self._yaml("course.yaml")
        if source is None:
            return None, ()
        head = self._shaped("course.yaml", source, CourseFile)
        self._check_items(source)
        self._check_competencies("course.yaml", source, (), "competencies")
        if head is None or self.faults:
            return head, ()
        return head, tuple(self._item(entry, quizzes) for entry in head.items)

    def _item(self, entry: Any, quizzes: Mapping[str, Quiz | None]) -> Item:
        fields = {name: getattr(entry, name) for name in type(entry).model_fields}
        if isinstance(entry, Practice):
            return entry
        if isinstance(entry, LessonEntry):
            return Lesson(**fields, source=self._texts[entry.file])
        return QuizItem(**fields, quiz=quizzes[entry.file])

    def _yaml(self, file: str) -> YamlSource | None:
        if file not in self._texts:
            self.faults.append(Fault(file, "", f"Thiếu tệp {file}."))
            return None
        try:
            return read_yaml(file, self._texts[file])
        except ContentFaults as found:
            self.faults += found.faults
            return None

    def _shaped(self, file: str, source: YamlSource, model: type[Model]) -> Model | None:
        try:
            return model.model_validate(source.data)
        except ValidationError as error:
            self.faults += shape_faults(file, source.data, source.lines, error)
            return None

    def _note(self, file: str, source: YamlSource, path: KeyPath, reason: str) -> None:
        key = key_text(source.data, path)
        self.faults.append(Fault(file, key, reason, line_of(source.lines, path)))

    def _lesson(self, file: str) -> None:
        text = self._texts[file]
        if not text.strip():
            self.faults.append(Fault(file, "", "Bài học chưa có nội dung."))
        for line, reason in problems(text, files=self._files):
            self.faults.append(Fault(file, "", reason, line))

    def _quiz(self, file: str) -> Quiz | None:
        source = self._yaml(file)
        if source is None:
            return None
        quiz = self._shaped(file, source, Quiz)
        if isinstance(source.data, dict) and isinstance(source.data.get("intro"), str):
            self._check_markdown(file, source, ("intro",), source.data["intro"])
        self._check_distinct(file, source, "questions", "key", "câu hỏi")
        for path, raw in _mappings(source, "questions"):
            self._check_competencies(file, source, path, "competency")
            try:
                question = _QUESTION.validate_python(raw)
            except ValidationError:
                continue  # its shape has been noted with the quiz
            self._check_question(file, source, path, question)
        return quiz

    def _check_question(
        self, file: str, source: YamlSource, path: KeyPath, question: QuestionSpec
    ) -> None:
        for inner, text in question.markdown():
            self._check_markdown(file, source, (*path, *inner), text)
        kind = type_of(question)
        try:
            right, wrong = kind.example(question)
        except BadAnswer as refusal:
            self._note(
                file, source, (*path, "example"), f"Không đọc được ví dụ: {refusal.sentence}"
            )
            return
        if not kind.grade(question, right).right:
            reason = "Đáp án mẫu right không được trọn điểm theo đáp án của câu hỏi."
            self._note(file, source, (*path, "example"), reason)
        if kind.grade(question, wrong).right:
            reason = "Ví dụ wrong lại được trọn điểm; hãy ghi một câu trả lời sai."
            self._note(file, source, (*path, "example"), reason)

    def _check_markdown(self, file: str, source: YamlSource, path: KeyPath, text: str) -> None:
        for _, reason in problems(text, files=self._files, headings=False):
            self._note(file, source, path, reason)

    def _check_items(self, source: YamlSource) -> None:
        self._check_distinct("course.yaml", source, "items", "key", "mục")
        self._check_distinct("course.yaml", source, "items", "file", "mục")
        for path, raw in _mappings(source, "items"):
            self._check_competencies("course.yaml", source, path, "competencies")
            self._check_scenario(source, path, raw.get("scenario"))
            self._check_rules(source, path, raw.get("rules"))
            file = raw.get("file")
            if isinstance(file, str) and _REFERRED.fullmatch(file) and file not in self._texts:
                self._note("course.yaml", source, (*path, "file"), f"Không có tệp {file}.")
        used = [raw.get("file") for _, raw in _mappings(source, "items")]
        for file in self._texts:
            if _REFERRED.fullmatch(file) and file not in used:
                reason = "Chưa mục nào trong items của course.yaml dùng tệp này."
                self.faults.append(Fault(file, "", reason))

    def _check_scenario(self, source: YamlSource, path: KeyPath, code: Any) -> None:
        known = self._scenarios
        if isinstance(code, str) and known is not None and code not in known:
            reason = f"Không có tình huống thực hành {code}."
            self._note("course.yaml", source, (*path, "scenario"), reason)

    def _check_rules(self, source: YamlSource, path: KeyPath, ids: Any) -> None:
        known = self._rules
        for rule in ids if isinstance(ids, list) else []:
            if isinstance(rule, str) and known is not None and rule not in known:
                reason = f"Bộ quy tắc thực hành không có quy tắc {rule}."
                self._note("course.yaml", source, (*path, "rules"), reason)

    def _check_distinct(
        self, file: str, source: YamlSource, entries: str, name: str, noun: str
    ) -> None:
        seen = set()
        for path, raw in _mappings(source, entries):
            value = raw.get(name)
            if isinstance(value, str):
                if value in seen:
                    self._note(file, source, (*path, name), f"{value} đã dùng cho {noun} khác.")
                seen.add(value)

    def _check_competencies(self, file: str, source: YamlSource, path: KeyPath, name: str) -> None:
        if self._competencies is None:
            return
        raw = source.data
        for part in path:
            raw = raw[part]
        given = raw.get(name) if isinstance(raw, dict) else None
        for code in given if isinstance(given, list) else [given]:
            if isinstance(code, str) and code not in self._competencies:
                self._note(file, source, (*path, name), f"Khung năng lực không có mã {code}.")


def _mappings(source: YamlSource, name: str) -> Iterator[tuple[KeyPath, dict[str, Any]]]:
    """The mappings in the list `name`, with their paths; whatever else is there is skipped."""
    entries = source.data.get(name) if isinstance(source.data, dict) else None
    for index, raw in enumerate(entries if isinstance(entries, list) else ()):
        if isinstance(raw, dict):
            yield (name, index), raw
