"""What the rules of the practice desk say, in words for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from sandbox import words


def changed_since(story: Sequence[Mapping[str, Any]]) -> str:
    """Tells somebody whose page is out of date what happened meanwhile."""
    if not story:
        return _("Lượt này vừa được làm tiếp ở một cửa sổ khác. Xin xem lại rồi làm tiếp.")
    last = story[-1]
    sentence = _(
        "Hồ sơ vừa có thay đổi lúc %(hour)s: %(what)s",
        hour=words.hour(last["at"]),
        what=last["sentence"],
    )
    if len(story) > 1:
        sentence += " " + _("Trước đó còn %(count)s việc khác.", count=len(story) - 1)
    return sentence + " " + _("Việc anh/chị vừa gửi chưa được ghi.")
