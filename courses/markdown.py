"""Our Markdown: CommonMark, tables, footnotes and callouts, with what readers on every device need.

Headings get ids, tables scroll inside a region that the keyboard reaches, links that leave the
site say so, and pictures come from the course's own files.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.footnote import footnote_plugin

from courses.cleaning import is_local
from courses.legal import NUMBER
from courses.vietnamese import fold

CALLOUTS = {
    "note": "Lưu ý",
    "warning": "Cảnh báo",
    "law": "Căn cứ pháp lý",
    "example": "Ví dụ",
}
FILES = "files/"
_OPENS_NEW_TAB = '<span class="visually-hidden"> (mở trong thẻ mới)</span>'
_LONGEST_SLUG = 60


def block_parser() -> MarkdownIt:
    """The parser of whole texts."""
    parser = _parser().use(footnote_plugin, inline=False)
    for kind in CALLOUTS:
        parser.use(container_plugin, name=kind, render=_render_callout)
    parser.add_render_rule("footnote_caption", _render_footnote_number)
    parser.add_render_rule("footnote_anchor", _render_footnote_return)
    return parser


def inline_parser() -> MarkdownIt:
    """The parser of one-line texts, such as an option of a question."""
    return _parser()


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "typographer": False}).enable("table")
    parser.core.ruler.push("headings", _name_headings)
    parser.core.ruler.push("tables", _mark_tables)
    parser.core.ruler.push("links", _mark_links)
    parser.add_render_rule("table_open", _render_table_open)
    parser.add_render_rule("table_close", _render_table_close)
    parser.add_render_rule("image", _render_image)
    parser.add_render_rule("text", _render_text)
    return parser


def heading_level(token: Token) -> int:
    """The level the author wrote, whatever it is shown as."""
    return {"=": 1, "-": 2}.get(token.markup, len(token.markup))


def words(children: Sequence[Token] | None) -> str:
    """What an inline text says, without its marks."""
    return "".join(_word(child) for child in children or ())


def _word(token: Token) -> str:
    if token.type == "image":
        return words(token.children)
    if token.type in {"softbreak", "hardbreak"}:
        return " "
    return token.content if token.type in {"text", "code_inline", "text_special"} else ""


def _prefix(env: Any) -> str:
    return f"{env['docId']}-" if env.get("docId") else ""


def _name_headings(state: StateCore) -> None:
    taken: set[str] = set()
    used: Counter[str] = Counter()
    for token, inline in _headings(state.tokens):
        slug = re.sub(r"[^a-z0-9]+", "-", fold(words(inline.children)))[:_LONGEST_SLUG].strip("-")
        base = f"muc-{_prefix(state.env)}{slug or 'khong-ten'}"
        name = base
        while name in taken:
            used[base] += 1
            name = f"{base}-{used[base] + 1}"
        taken.add(name)
        token.attrSet("id", name)


def _headings(tokens: list[Token]) -> Iterator[tuple[Token, Token]]:
    for position, token in enumerate(tokens):
        if token.type == "heading_open":
            # The page's title is its only h1.
            if token.tag == "h1":
                token.tag = tokens[position + 2].tag = "h2"
            yield token, tokens[position + 1]


def _mark_tables(state: StateCore) -> None:
    heading, count = "", 0
    for position, token in enumerate(state.tokens):
        if token.type == "heading_open":
            heading = words(state.tokens[position + 1].children)
        elif token.type == "table_open":
            count += 1
            about = heading or str(state.env.get("docId") or "")
            token.meta["label"] = f"Bảng {count}: {about}" if about else f"Bảng {count}"
        elif token.type in {"th_open", "td_open"}:
            _mark_cell(token)


def _mark_cell(token: Token) -> None:
    """Alignment as a class: the security policy of our pages forbids `style`."""
    style = token.attrs.pop("style", None)
    if style:
        token.attrSet("class", f"align-{str(style).removeprefix('text-align:')}")
    if token.type == "th_open":
        token.attrSet("scope", "col")


def _mark_links(state: StateCore) -> None:
    files_url = str(state.env.get("files_url", FILES))
    for block in state.tokens:
        if block.type == "inline" and block.children:
            block.children = list(_linked(block.children, files_url))


def _linked(children: list[Token], files_url: str) -> Iterator[Token]:
    leaves = False
    for token in children:
        if token.type == "link_open":
            href = str(token.attrGet("href") or "")
            leaves = href.lower().startswith(("http:", "https:"))
            token.attrSet("href", _at_files(href, files_url))
            if leaves:
                token.attrSet("class", "external")
                token.attrSet("target", "_blank")
        elif token.type == "link_close" and leaves:
            yield Token("html_inline", "", 0, content=_OPENS_NEW_TAB)
        elif token.type == "image":
            token.attrSet("src", _at_files(str(token.attrGet("src") or ""), files_url))
        yield token


def _at_files(url: str, files_url: str) -> str:
    return files_url + url.removeprefix(FILES) if url.startswith(FILES) else url


def unbroken_numbers(text: str) -> str:
    """`text` as HTML in which no line ends inside the number of a legal document."""
    return NUMBER.sub(r'<span class="nowrap">\g<0></span>', escape(text, quote=False))


def _render_text(
    renderer: RendererProtocol, tokens: Sequence[Token], index: int, options: Any, env: Any
) -> str:
    return unbroken_numbers(tokens[index].content)


def _render_callout(
    renderer: RendererProtocol, tokens: Sequence[Token], index: int, options: Any, env: Any
) -> str:
    token = tokens[index]
    if token.nesting < 0:
        return "</div>\n"
    kind, _, title = token.info.strip().partition(" ")
    label = escape(title.strip() or CALLOUTS[kind])
    return (
        f'<div class="callout callout-{kind}" role="note">\n<p class="callout-title">{label}</p>\n'
    )


def _render_footnote_number(
    renderer: RendererProtocol, tokens: Sequence[Token], index: int, options: Any, env: Any
) -> str:
    return f"[{tokens[index].meta['id'] + 1}]"


def _render_footnote_return(
    renderer: RendererProtocol, tokens: Sequence[Token], index: int, options: Any, env: Any
) -> str:
    meta = tokens[index].meta
    name = f"{'-' if env.get('docId') else ''}{_prefix(env)}{meta['id'] + 1}"
    if meta["subId"] > 0:
        name += f":{meta['subId']}"
    return (
        f' <a href="#fnref{name}" class="footnote-backref"'
        ' aria-label="Trở lại chỗ có chú thích">↩\ufe0e</a>'
    )


def _render_table_open(
    renderer: RendererProtocol, tokens: Sequence[Token], index: int, options: Any, env: Any
) -> str:
    label = escape(tokens[index].meta["label"])
    return f'<div class="table-scroll" role="region" aria-label="{label}" tabindex="0">\n<table>\n'


def _render_table_close(
    renderer: RendererProtocol, tokens: Sequence[Token], index: int, options: Any, env: Any
) -> str:
    return "</table>\n</div>\n"


def _render_image(
    renderer: RendererProtocol, tokens: Sequence[Token], index: int, options: Any, env: Any
) -> str:
    token = tokens[index]
    alt, src = escape(words(token.children)), str(token.attrGet("src") or "")
    if not is_local(src):
        return alt
    return f'<img src="{escape(src)}" alt="{alt}" loading="lazy">'
