"""What an author should mend in a Markdown text before anybody reads it."""

import re
from collections.abc import Collection, Iterator

from markdown_it.token import Token

from courses.cleaning import is_local, leaves_the_site_unseen
from courses.markdown import CALLOUTS, FILES, heading_level, words
from courses.text import TextTooLong, parse

Problem = tuple[int, str]
"""(line from 1, a Vietnamese sentence)."""

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_KINDS = ", ".join(CALLOUTS)


def problems(source: str, *, files: Collection[str], headings: bool = True) -> list[Problem]:
    """Everything wrong with `source`, in reading order.

    `files` are the course's own files ("files/a.png"); `headings` tells whether the text may be
    divided by headings (a lesson) or is itself a small part of a page (a question).
    """
    try:
        tokens = parse(source)
    except TextTooLong as reason:
        return [(1, str(reason))]
    found = [
        *_heading_problems(tokens, headings),
        *_callout_problems(tokens, source.splitlines()),
        *_address_problems(tokens, files),
    ]
    return sorted(found)


def _line(token: Token) -> int:
    return token.map[0] + 1 if token.map else 1


def _heading_problems(tokens: list[Token], allowed: bool) -> Iterator[Problem]:
    above = 1
    for position, token in enumerate(tokens):
        if token.type != "heading_open":
            continue
        level = heading_level(token)
        if not allowed:
            yield _line(token), "Phần này không dùng tiêu đề (#); hãy viết thành đoạn văn."
        elif level == 1:
            yield _line(token), "Không dùng tiêu đề cấp 1 (#): tên bài đã là cấp 1. Bắt đầu từ ##."
        elif level > above + 1:
            yield _line(token), f"Tiêu đề nhảy từ cấp {above} xuống cấp {level}."
        if not words(tokens[position + 1].children).strip():
            yield _line(token), "Tiêu đề không có chữ."
        above = level


def _callout_problems(tokens: list[Token], lines: list[str]) -> Iterator[Problem]:
    for token in tokens:
        if token.type.startswith("container_") and token.nesting > 0 and token.map:
            end = token.map[1]
            if end >= len(lines) or ":::" not in lines[end]:
                yield _line(token), "Khung ::: này chưa được đóng bằng dòng :::."
        elif token.type == "inline" and re.search(r"^:::", token.content, re.MULTILINE):
            yield _line(token), f"Dòng ::: không đúng. Khung nhận các loại: {_KINDS}."


def _address_problems(tokens: list[Token], files: Collection[str]) -> Iterator[Problem]:
    for block in tokens:
        for token in block.children or ():
            if token.type == "image":
                reason = _image_problem(token, files)
            elif token.type == "link_open":
                reason = _link_problem(str(token.attrGet("href") or ""), files)
            else:
                continue
            if reason:
                yield _line(block), reason


def _image_problem(token: Token, files: Collection[str]) -> str | None:
    source = str(token.attrGet("src") or "")
    if not words(token.children).strip():
        return f"Ảnh {source} cần lời mô tả cho người không nhìn thấy: ![mô tả]({source})."
    if not source.startswith(FILES) or not is_local(source):
        return f"Ảnh phải nằm trong thư mục files/ của khóa học, không lấy từ: {source}."
    return _missing(source, files)


def _link_problem(href: str, files: Collection[str]) -> str | None:
    if href.startswith(FILES):
        return _missing(href, files)
    if leaves_the_site_unseen(href):
        return f"Địa chỉ liên kết phải ghi rõ https://: {href}."
    if not href or not (href.startswith(("/", "#")) or _SCHEME.match(href)):
        return f"Liên kết phải bắt đầu bằng https://, /, # hoặc files/: {href or '(trống)'}."
    return None


def _missing(address: str, files: Collection[str]) -> str | None:
    path = re.split(r"[?#]", address, maxsplit=1)[0]
    return None if path in files else f"Không có tệp {path} trong khóa học."
