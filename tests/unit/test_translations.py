"""Texts: every one is Vietnamese in the source, and whole and true in the English catalogue."""

from __future__ import annotations

import ast
import inspect
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes
from wtforms import validators

import lms

LMS = Path(lms.__file__).parent
ROOT = LMS.parent
SYNTAX = Environment(extensions=["jinja2.ext.i18n"])  # what Flask and Babel switch on
TEMPLATES = {
    path.relative_to(folder).as_posix(): path
    for folder in sorted(LMS.rglob("templates"))
    for path in sorted(folder.rglob("*.html"))
    if path.name != "components_page.html"  # for developers; stays in Vietnamese
}
FORMS = sorted(LMS.rglob("forms.py"))

NAMES = {"Đồng Hành"}  # the same in every language
MARKED = re.compile("[à-ãè-êìíò-õùúýăđĩũơưạ-ỹ]", re.IGNORECASE)
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]")
TAG = re.compile(r"</?[a-z][^>]*>")
# A Vietnamese word is one syllable, so most English words cannot be one, even without marks.
SYLLABLE = re.compile(
    r"(?:b|ch?|d|gh?|gi|h|kh?|l|m|ngh?|nh?|n|ph?|qu|r|s|th?|tr|v|x)?[aeiouy]{1,3}"
    r"(?:ch?|m|ng|nh|n|p|t)?"
)


def listed(faults: Iterable[str]) -> str:
    """All of them, one a line; pytest alone would cut them short."""
    return "\n" + "\n".join(sorted(faults))


def every_form(message: Message) -> list[str]:
    """The translation of a text; two of them when the text has a plural."""
    return [message.string] if isinstance(message.string, str) else list(message.string)


def singular(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """Each text in the source and where it stands first, collected as `make messages` does."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found: dict[str, str] = {}
    for path, line, message, _comments, _context in extract_from_dir(
        ROOT,
        methods,
        options,
        keywords={**DEFAULT_KEYWORDS, "_l": None, "lazy_gettext": None},
        directory_filter=lambda folder: LMS in (Path(folder), *Path(folder).parents),
    ):
        text = message if isinstance(message, str) else message[0]
        found.setdefault(text, f"{path}:{line}")
    return found


@pytest.fixture(scope="module")
def english() -> Catalog:
    with (LMS / "translations/en/LC_MESSAGES/messages.po").open("rb") as file:
        return read_po(file, locale="en")


@pytest.fixture(scope="module")
def translated(english: Catalog) -> dict[str, Message]:
    return {singular(message): message for message in english if message.id}


def test_the_texts_of_templates_and_of_python_files_are_collected(texts: dict[str, str]) -> None:
    kinds = Counter(place.rpartition(":")[0].rpartition(".")[2] for place in texts.values())
    assert kinds["html"] > 100
    assert kinds["py"] > 100


def test_every_text_is_translated_into_english(
    texts: dict[str, str], translated: dict[str, Message]
) -> None:
    missing = [
        f"{place}: {text}"
        for text, place in texts.items()
        if text not in translated or not all(every_form(translated[text]))
    ]
    assert not missing, listed(missing)


def test_the_english_catalogue_holds_no_text_that_left_the_source(
    texts: dict[str, str], english: Catalog, translated: dict[str, Message]
) -> None:
    left = [*(set(translated) - set(texts)), *map(singular, english.obsolete.values())]
    assert not left, listed(left)


def test_no_translation_is_a_guess(translated: dict[str, Message]) -> None:
    guesses = [text for text, message in translated.items() if message.fuzzy]
    assert not guesses, listed(guesses)


@pytest.mark.parametrize("pattern", [PLACEHOLDER, TAG], ids=["placeholders", "tags"])
def test_a_translation_keeps_what_the_program_fills_in(
    pattern: re.Pattern[str], translated: dict[str, Message]
) -> None:
    different = [
        f"{text} -> {form}"
        for text, message in translated.items()
        for form in every_form(message)
        if Counter(pattern.findall(text)) != Counter(pattern.findall(form))
    ]
    assert not different, listed(different)


def test_a_translation_is_not_the_vietnamese_text_again(translated: dict[str, Message]) -> None:
    copied = {text for text, message in translated.items() if text in every_form(message)}
    assert not copied - NAMES, listed(copied - NAMES)


def looks_english(text: str) -> bool:
    """No letter carries a Vietnamese mark, and some word cannot be a Vietnamese syllable."""
    words = re.findall(r"[a-z]+", PLACEHOLDER.sub("", text).lower())
    return not MARKED.search(text) and not all(map(SYLLABLE.fullmatch, words))


@pytest.mark.parametrize("text", ["Save", "Next step", "%(n)s lessons", "Sign in", "Log out"])
def test_english_is_told_from_vietnamese(text: str) -> None:
    assert looks_english(text)


@pytest.mark.parametrize("text", ["Xem", "Trang %(number)s", "Sai", "Lưu email", "%(n)s/%(all)s"])
def test_vietnamese_is_told_from_english(text: str) -> None:
    assert not looks_english(text)


def test_texts_in_the_source_are_vietnamese(texts: dict[str, str]) -> None:
    english = [f"{place}: {text}" for text, place in texts.items() if looks_english(text)]
    assert not english, listed(english)


def untranslated(node: nodes.Node) -> Iterator[str]:
    """Vietnamese below the node that isn't handed to `_()`."""
    children = list(node.iter_child_nodes())
    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name == "_":
        children = [*node.args[1:], *node.kwargs]
    elif isinstance(node, nodes.TemplateData) and MARKED.search(node.data):
        yield f"line {node.lineno}: {node.data.strip()}"
    elif isinstance(node, nodes.Const) and MARKED.search(str(node.value)):
        yield f"line {node.lineno}: {node.value}"
    for child in children:
        yield from untranslated(child)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<p>Lưu lại</p>", 1),
        ('<p title="Lưu lại">x</p>', 1),
        ('{{ button("Lưu lại") }}', 1),
        ('{{ _("Lưu %(what)s", what="bài học") }}', 1),
        ('{# Lưu lại #}<p>{{ _("Lưu lại") }}</p>', 0),
    ],
)
def test_vietnamese_outside_translation_is_found(source: str, found: int) -> None:
    assert len(list(untranslated(SYNTAX.parse(source)))) == found


# Official papers are in Vietnamese, whatever the language of the page around them.
OFFICIAL_PAPERS = ("practice/papers/", "practice/_sheet.html")


@pytest.mark.parametrize(
    "name", [name for name in TEMPLATES if not name.startswith(OFFICIAL_PAPERS)]
)
def test_a_template_shows_vietnamese_only_through_translation(name: str) -> None:
    found = list(untranslated(SYNTAX.parse(TEMPLATES[name].read_text("utf-8"), name)))
    assert not found, listed(found)


def silent_validators(source: str) -> list[str]:
    """Calls of WTForms validators that leave the message to WTForms, which speaks English."""
    found = []
    for call in ast.walk(ast.parse(source)):
        if not isinstance(call, ast.Call):
            continue
        name = ast.unparse(call.func).rpartition(".")[2]
        validator = getattr(validators, name, None)
        parameters = list(inspect.signature(validator).parameters) if validator else []
        if "message" not in parameters:
            continue
        by_place = len(call.args) > parameters.index("message")
        if not by_place and all(keyword.arg != "message" for keyword in call.keywords):
            found.append(f"line {call.lineno}: {ast.unparse(call)}")
    return found


@pytest.mark.parametrize(
    ("source", "silent"),
    [
        ("InputRequired()", 1),
        ("validators.Length(max=5)", 1),
        ('Length(1, 5, _l("Dài quá."))', 0),
        ('Length(max=5, message=_l("Dài quá."))', 0),
        ('InputRequired(_l("Nhập tên."))', 0),
        ("Optional()", 0),
    ],
)
def test_a_validator_without_a_message_is_found(source: str, silent: int) -> None:
    assert len(silent_validators(source)) == silent


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.parent.name)
def test_a_validator_says_what_is_wrong_in_our_words(path: Path) -> None:
    silent = silent_validators(path.read_text("utf-8"))
    assert not silent, listed(silent)
