"""Small course texts for tests, complete and without fault."""

import textwrap

from pydantic import TypeAdapter

from courses.catalogue import Quiz
from courses.questions import Question
from courses.yaml_source import read_yaml

QUESTIONS = {
    "choice": """
        key: c1
        type: choice
        text: Ai trả kết quả?
        why: Bộ phận Một cửa trả kết quả.
        options:
          - {key: a, text: Bộ phận **Một cửa**, right: true, why: Đúng nơi.}
          - {key: b, text: Văn thư, why: Văn thư không trả kết quả.}
          - {key: c, text: Bảo vệ}
    """,
    "choices": """
        key: m1
        type: choices
        text: Những việc nào làm khi tiếp nhận?
        points: 2
        why: Kiểm tra và số hóa là việc của tiếp nhận.
        options:
          - {key: a, text: Kiểm tra hồ sơ, right: true}
          - {key: b, text: Số hóa hồ sơ, right: true}
          - {key: c, text: Ký quyết định}
          - {key: d, text: Thu thêm tiền}
    """,
    "true_false": """
        key: t1
        type: true_false
        text: Hồ sơ được nộp qua bưu chính công ích.
        why: Đó là một trong các cách nộp.
        answer: true
    """,
    "number": """
        key: n1
        type: number
        text: Gửi hồ sơ giấy trong bao lâu?
        why: Tính theo giờ làm việc.
        answer: 8
        tolerance: 0.5
        unit: giờ làm việc
    """,
    "ordering": """
        key: o1
        type: ordering
        text: Xếp các bước.
        why: Kiểm tra trước khi tiếp nhận.
        steps:
          - {key: a, text: Kiểm tra}
          - {key: b, text: Tiếp nhận}
          - {key: c, text: Chuyển}
    """,
}

COURSE = """\
code: thu
title: Khóa học thử
summary: Một khóa học nhỏ.
law_date: 2026-11-24
competencies: [reception.law]
legal_basis:
  - {document: Nghị định 118/2025/NĐ-CP, in_force: 2025-07-01}
items:
  - {kind: lesson, key: mo-dau, title: Mở đầu, file: lessons/01-mo-dau.md, minutes: 8}
  - {kind: quiz, key: kiem-tra, title: Kiểm tra, file: quizzes/kiem-tra.yaml, minutes: 20}
  - {kind: practice, key: chung-thuc, title: Chứng thực, scenario: chung-thuc-01, minutes: 15}
"""


def question(kind: str, **changes: object) -> Question:
    """The sample question of a type, with some of its keys changed."""
    data = read_yaml("q.yaml", textwrap.dedent(QUESTIONS[kind])).data
    return TypeAdapter(Question).validate_python(data | changes)


def quiz_text(*kinds: str) -> str:
    """The text of a quiz file with the sample questions of these types (all by default)."""
    entries = "".join(
        textwrap.indent(textwrap.dedent(QUESTIONS[kind]).strip(), "    ").replace("    ", "  - ", 1)
        + "\n"
        for kind in kinds or QUESTIONS
    )
    return f"title: Kiểm tra\npass_mark: 70\nattempts: 3\nquestions:\n{entries}"


def quiz(*kinds: str, **changes: object) -> Quiz:
    """A quiz with the sample questions of these types (all by default)."""
    data = read_yaml("quiz.yaml", quiz_text(*kinds)).data
    return Quiz.model_validate(data | changes)


def texts(**changes: str) -> dict[str, str]:
    """All texts of a course; a change replaces course, lesson or quiz."""
    return {
        "course.yaml": changes.get("course", COURSE),
        "lessons/01-mo-dau.md": changes.get("lesson", "## Vì sao\n\nMột đoạn.\n"),
        "quizzes/kiem-tra.yaml": changes.get("quiz", quiz_text()),
    }
