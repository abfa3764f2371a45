"""The parts that the pages of all question types show alike."""

from typing import Any

from courses.questions.question import QuestionSpec
from courses.text import render
from courses.vietnamese import format_number


def before(spec: QuestionSpec, files_url: str) -> dict[str, Any]:
    """What may be seen before grading, whatever the type. Holds nothing of the answer."""
    return {
        "key": spec.key,
        "type": spec.type,
        "text_html": render(spec.text, prefix=id_prefix(spec), files_url=files_url),
        "points": format_number(spec.points),
    }


def after(spec: QuestionSpec, files_url: str, right: str, given: str) -> dict[str, Any]:
    """What a graded question adds: the explanation, the right answer and the given one."""
    prefix = f"{id_prefix(spec)}-why"
    return {
        "why_html": render(spec.why, prefix=prefix, files_url=files_url),
        "right_text": right,
        "answer_text": given,
    }


def id_prefix(spec: QuestionSpec) -> str:
    """Keeps the ids of this question's texts apart from those of the others on the page."""
    return spec.key.replace("_", "-")
