"""An author's Markdown as safe HTML, as a table of contents, as plain words."""

import re
from dataclasses import dataclass
from typing import Any

from markdown_it.token import Token

from courses.cleaning import clean
from courses.markdown import FILES, block_parser, inline_parser, unbroken_numbers, words
from courses.vietnamese import nfc

__all__ = [
    "MAX_CHARS",
    "Heading",
    "TextTooLong",
    "clean",
    "outline",
    "parse",
    "plain",
    "render",
    "render_inline",
    "unbroken_numbers",
]

# More than half an hour of reading. The parser's worst case at this length is below one second.
MAX_CHARS = 40_000

_BLOCKS = block_parser()
_LINE = inline_parser()
_PREFIX = re.compile(r"[a-z0-9-]*")


class TextTooLong(ValueError):
    """A text beyond MAX_CHARS; the message is a sentence for its author."""


@dataclass(frozen=True)
class Heading:
    """An entry of the table of contents; `id` is the anchor in the rendered text."""

    level: int
    id: str
    text: str


def render(source: str, *, prefix: str = "", files_url: str = FILES) -> str:
    """`source` as safe HTML.

    `prefix` ([a-z0-9-]) keeps the ids of several texts on one page apart. `files_url` takes the
    place of a leading "files/" in the addresses of pictures and links.
    Raises TextTooLong.
    """
    return clean(_BLOCKS.render(_checked(source), _env(prefix, files_url)))


def render_inline(source: str, *, files_url: str = FILES) -> str:
    """A one-line `source` as safe HTML, without a paragraph around it. Raises TextTooLong."""
    return clean(_LINE.renderInline(_checked(source), _env("", files_url))).strip()


def outline(source: str, *, prefix: str = "") -> tuple[Heading, ...]:
    """The headings of `source`, with the ids that `render` gives them. Raises TextTooLong."""
    tokens = parse(source, prefix=prefix)
    return tuple(
        Heading(int(token.tag[1]), str(token.attrs["id"]), words(tokens[position + 1].children))
        for position, token in enumerate(tokens)
        if token.type == "heading_open"
    )


def plain(source: str) -> str:
    """The words of `source`, a line for each block. Raises TextTooLong."""
    lines = []
    for token in parse(source):
        if token.type == "inline":
            lines.append(words(token.children))
        elif token.type in {"fence", "code_block"}:
            lines.append(token.content.strip())
        elif token.type.startswith("container_") and token.nesting > 0:
            lines.append(token.info.strip().partition(" ")[2])
    return "\n".join(line for line in lines if line)


def parse(source: str, *, prefix: str = "") -> list[Token]:
    """`source` as the parser sees it, for those who look for faults. Raises TextTooLong."""
    return _BLOCKS.parse(_checked(source), _env(prefix, FILES))


def _checked(source: str) -> str:
    if len(source) > MAX_CHARS:
        raise TextTooLong(
            f"Văn bản dài {len(source)} ký tự; tối đa {MAX_CHARS}. Hãy tách thành nhiều bài."
        )
    # The callout plugin reads one character past a last line that is empty inside a quotation.
    return nfc(source) + "\n"


def _env(prefix: str, files_url: str) -> dict[str, Any]:
    if not _PREFIX.fullmatch(prefix):
        raise ValueError(f"prefix may hold only a-z, 0-9 and '-': {prefix!r}")
    return {"docId": prefix, "files_url": files_url}
