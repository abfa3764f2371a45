"""The last wall before a page: the HTML that an author's text may become, and nothing else."""

import nh3

_HEADINGS = {"h2", "h3", "h4", "h5", "h6"}
_TAGS = _HEADINGS | {
    *("p", "br", "hr", "div", "section", "blockquote", "pre", "ul", "ol", "li"),
    *("table", "thead", "tbody", "tr", "th", "td"),
    *("a", "img", "strong", "em", "code", "span", "sup"),
}
_ATTRIBUTES = {
    "a": {"href", "title", "id", "aria-label"},
    "img": {"src", "alt", "title"},
    "ol": {"start"},
    "li": {"id"},
    "div": {"aria-label"},
    **{heading: {"id"} for heading in _HEADINGS},
}
_FIXED_VALUES = {
    "a": {"target": {"_blank"}},
    "img": {"loading": {"lazy"}},
    "div": {"role": {"note", "region"}, "tabindex": {"0"}},
    "th": {"scope": {"col"}},
}
_ALIGNED = {"align-left", "align-center", "align-right"}
_CLASSES = {
    "div": {
        *("callout", "callout-note", "callout-warning", "callout-law", "callout-example"),
        "table-scroll",
    },
    "p": {"callout-title"},
    "a": {"external", "footnote-backref"},
    "span": {"visually-hidden", "nowrap"},
    "sup": {"footnote-ref"},
    "hr": {"footnotes-sep"},
    "section": {"footnotes"},
    "ol": {"footnotes-list"},
    "li": {"footnote-item"},
    "th": _ALIGNED,
    "td": _ALIGNED,
}
# Ids of a text never meet those of the page around it, nor names that scripts look up.
_OWN_IDS = ("muc-", "fn")


def _kept_value(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "id":
        return value if value.startswith(_OWN_IDS) else None
    if attribute == "href":
        return None if leaves_the_site_unseen(value) else value
    if attribute == "src":
        return value if is_local(value) else None
    return value


def leaves_the_site_unseen(url: str) -> bool:
    """Whether browsers read `url`, which looks like a path, as the address of another host."""
    return url.strip().replace("\\", "/").startswith("//")


def is_local(url: str) -> bool:
    """Whether `url` is a path on this site: pictures may come from nowhere else."""
    head = url.split("/", 1)[0].split("?", 1)[0]
    return bool(url) and ":" not in head and "\\" not in url and not leaves_the_site_unseen(url)


_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    clean_content_tags={"script", "style", "iframe", "object", "template", "noscript", "title"},
    attributes=_ATTRIBUTES,
    attribute_filter=_kept_value,
    tag_attribute_values=_FIXED_VALUES,
    allowed_classes=_CLASSES,
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel="noopener noreferrer",
)


def clean(html: str) -> str:
    """`html` with everything removed that a text of a course has no need of."""
    # Removing an attribute may change the order of the others; the second pass settles it, so that
    # cleaning a cleaned text changes nothing.
    return _CLEANER.clean(_CLEANER.clean(html))
