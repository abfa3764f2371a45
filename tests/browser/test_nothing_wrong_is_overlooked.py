"""The looks themselves: each kind of fault, put into a sound page, is found and named."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

ADD = "document.querySelector('main').insertAdjacentHTML('beforeend', `{}`)"
FAULTS = {
    "an inline style": (ADD.format('<p style="color: red">x</p>'), "content security policy"),
    "an inline script": (
        "document.head.append(Object.assign(document.createElement('script'), {text: '1'}))",
        "content security policy",
    ),
    "a picture from elsewhere": (
        ADD.format('<img alt="x" src="https://other.example/x.png">'),
        "content security policy: img-src",
    ),
    "a picture that isn't there": (ADD.format('<img alt="x" src="/no.png">'), "404: .*/no.png"),
    "an error on the console": ("console.error('out of order')", "console: out of order"),
    "a script that breaks": ("setTimeout(() => { throw new Error('broken') })", "script: .*broken"),
    "a line that is too long": (
        "document.querySelector('h1').style.width = '3000px'",
        "the document is 3[0-9]{3} wide",
    ),
    "a field without a label": (ADD.format('<input type="text" class="bare">'), "axe: label"),
    "pale letters": (
        ADD.format('<p class="pale">Một dòng chữ</p>')
        + "; const pale = document.querySelector('.pale');"
        "pale.style.color = '#eee'; pale.style.backgroundColor = '#fff'",
        "axe: color-contrast",
    ),
}


@pytest.mark.parametrize(("script", "found"), FAULTS.values(), ids=FAULTS)
def test_a_look_finds(visit: Visit, script: str, found: str) -> None:
    visitor = visit()
    visitor.go("/sign-in")
    visitor.page.evaluate(script)
    visitor.page.wait_for_load_state("networkidle")
    with pytest.raises(AssertionError, match=found):
        visitor.look()
