"""Hostile texts: whatever an author types, a page runs nothing of it."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses import text

HOSTILE_HTML = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//x.vn/a.js></SCRIPT>",
    "<script\x0c>alert(1)</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img/src=x/onerror=alert(1)>",
    '<img src="x" onerror\n=\n"alert(1)">',
    "<img src=javascript:alert(1)>",
    "<img src='data:image/svg+xml,<svg onload=alert(1)>'>",
    "<img src=//x.vn/a.png>",
    "<img src=https://x.vn/a.png>",
    "<img src='\\\\x.vn\\a.png'>",
    "<img srcset='https://x.vn/a.png 1x'>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href='javascript:alert(1)'><text>a</text></a></svg>",
    "<svg><animate attributeName=href values=javascript:alert(1) /></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<iframe src=https://x.vn></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=https://x.vn/a.swf></object>",
    "<embed src=https://x.vn/a.swf>",
    "<form action=https://x.vn><input name=mat-khau><button>Gửi</button></form>",
    "<input autofocus onfocus=alert(1)>",
    "<button formaction=javascript:alert(1)>a</button>",
    "<select onfocus=alert(1) autofocus>",
    "<textarea onfocus=alert(1) autofocus>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)>",
    "<body onload=alert(1)>",
    "<base href=https://x.vn/>",
    "<meta http-equiv=refresh content='0;url=https://x.vn'>",
    "<link rel=stylesheet href=https://x.vn/a.css>",
    "<style>@import 'https://x.vn/a.css'</style>",
    "<p style='background:url(https://x.vn)'>a</p>",
    "<p style='position:fixed;inset:0'>a</p>",
    "<p class='modal-backdrop btn'>a</p>",
    "<p onclick=alert(1)>a</p>",
    "<a href=javascript:alert(1)>a</a>",
    "<a href='java\tscript:alert(1)'>a</a>",
    "<a href='&#106;avascript:alert(1)'>a</a>",
    "<a href=' javascript:alert(1)'>a</a>",
    "<a href='\x01javascript:alert(1)'>a</a>",
    "<a href=vbscript:msgbox(1)>a</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>a</a>",
    "<a href=//x.vn>a</a>",
    "<a href='/\\x.vn'>a</a>",
    "<a href='\\\\x.vn'>a</a>",
    "<a href=https://x.vn target=mo rel=opener>a</a>",
    "<a href=https://x.vn ping=https://y.vn download>a</a>",
    "<a id=location href=/>a</a>",
    "<h2 id=csrf_token>a</h2>",
    "<h2 name=getElementById>a</h2>",
    "<div role=alertdialog tabindex=5 hx-get=/x data-x=1>a</div>",
    "<div hx-on:click=alert(1)>a</div>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<xmp><img src=x onerror=alert(1)></xmp>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?xml version=1.0?><a xmlns:x=1>",
    "<title></title><img src=x onerror=alert(1)>",
    "<marquee onstart=alert(1)>a</marquee>",
    "<portal src=https://x.vn>",
    '"><img src=x onerror=alert(1)>',
]
HOSTILE_MARKDOWN = [
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](java&#10;script:alert(1))",
    "[a](<javascript:alert(1)>)",
    "[a](data:text/html;base64,PHNjcmlwdD4=)",
    "[a](vbscript:x)",
    "[a](file:///etc/passwd)",
    "[a](//x.vn)",
    "[a](/\\x.vn)",
    "[a]: javascript:alert(1)\n\n[a]",
    "<javascript:alert(1)>",
    "![a](javascript:alert(1))",
    "![a](data:image/svg+xml;base64,PHN2Zz4=)",
    '![a" onerror="alert(1)](files/x.png)',
    '![a](files/x.png"onerror="alert(1))',
    '[a](/x "t\\" onmouseover=\\"alert(1)")',
    '```x" onclick="alert(1)\n<script>alert(1)</script>\n```',
    "`<script>alert(1)</script>`",
    '::: note "><script>alert(1)</script>\na\n:::',
    '::: note" onclick="alert(1)\na\n:::',
    '## <img src=x onerror=alert(1)> "onclick=alert(1)',
    '## "><script>\n\n| a |\n|---|\n| <script>alert(1)</script> |',
    'a[^"onclick="x]\n\n[^"onclick="x]: <script>alert(1)</script>',
]

ALLOWED_ATTRIBUTES = {
    *("href", "src", "alt", "title", "id", "class", "rel", "target", "loading"),
    *("role", "tabindex", "aria-label", "scope", "start"),
}
FORBIDDEN_TAGS = {
    *("script", "style", "iframe", "object", "embed", "form", "input", "button", "svg", "math"),
    *("base", "meta", "link", "template", "noscript", "video", "audio", "source", "textarea"),
    *("select", "details", "body", "title", "xmp", "marquee", "portal", "h1"),
}


class Inspector(HTMLParser):
    """Fails on anything in a page that could act."""

    def handle_starttag(self, tag, attrs):
        assert tag not in FORBIDDEN_TAGS
        for name, value in attrs:
            assert name in ALLOWED_ATTRIBUTES, (tag, name)
            getattr(self, f"check_{name}".replace("-", "_"), lambda value: None)(value or "")

    handle_startendtag = handle_starttag

    def check_href(self, value):
        seen_by_browsers = re.sub(r"[\x00-\x20]", "", value).lower()
        scheme = re.match(r"[a-z][a-z0-9+.-]*:", seen_by_browsers)
        assert scheme is None or scheme[0] in {"http:", "https:", "mailto:", "tel:"}
        assert not value.replace("\\", "/").startswith("//")

    def check_src(self, value):
        assert ":" not in value
        assert not value.replace("\\", "/").startswith("//")

    def check_id(self, value):
        assert value.startswith(("muc-", "fn"))

    def check_rel(self, value):
        assert value == "noopener noreferrer"

    def check_target(self, value):
        assert value == "_blank"

    def check_role(self, value):
        assert value in {"note", "region"}

    def check_tabindex(self, value):
        assert value == "0"

    def check_class(self, value):
        assert not {"modal-backdrop", "btn"} & set(value.split())

    def handle_comment(self, data):
        raise AssertionError("a comment was kept")


def inspect(html: str) -> None:
    Inspector().feed(html)


@pytest.mark.parametrize("payload", HOSTILE_HTML)
def test_cleaning_disarms_hostile_html(payload):
    inspect(text.clean(payload))


@pytest.mark.parametrize("payload", [*HOSTILE_HTML, *HOSTILE_MARKDOWN])
@pytest.mark.parametrize("render", [text.render, text.render_inline])
def test_rendering_disarms_hostile_texts(render, payload):
    inspect(render(payload))


@pytest.mark.parametrize("payload", HOSTILE_HTML)
def test_cleaning_twice_changes_nothing_more(payload):
    once = text.clean(payload)

    assert text.clean(once) == once


@pytest.mark.parametrize(
    "harmless", ["<img src=x onerror=alert(1)>", "<a href=//x.vn>", "<p onclick>"]
)
def test_the_inspector_itself_notices_danger(harmless):
    with pytest.raises(AssertionError):
        inspect(harmless)


MARKS = st.sampled_from(
    [
        *"[]()*_<>!`|#-:^&\"'=/\\ \n",
        "\n\n",
        "::: law ",
        "> ",
        "[^1]",
        "<script>",
        "on",
        "javascript:",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(MARKS, max_size=40).map("".join))
def test_any_text_gives_a_harmless_page_that_cleaning_leaves_alone(source):
    html = text.render(source)

    inspect(html)
    assert text.clean(html) == html
