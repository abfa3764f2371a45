"""What trainers do with drafts. Each public function is one transaction.

A form carries the version that its page showed. It counts only while the draft is still that
version: the conditional UPDATE lets one of two saves through, and the other is told who was faster.
"""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from lms import audit, clock
from lms.errors import Conflict, Refused
from lms.extensions import db
from lms.people.models import Person
from lms.practice import draft_queries, draft_rules
from lms.practice.catalogue_models import WRITING, Draft, DraftVersion
from lms.practice.draft_rules import Remark
from sandbox.reading import FaultyContent


class Unreadable(Refused):
    """A text that is no YAML: `remarks` say where and why."""

    def __init__(self, remarks: list[Remark]) -> None:
        super().__init__(_("Không đọc được tệp này."), "file")
        self.remarks = remarks


def begin(person: Person, kind: str, text: str, *, new_code: bool = False) -> Draft:
    """A new draft with this text, which may be faulty as long as it can be read.

    Raises `Unreadable`, or `Refused` when its code is taken and no `new_code` is wanted.
    """
    text = _storable(text)
    try:
        draft_rules.read(text)
    except FaultyContent as error:
        raise Unreadable(draft_rules.remarks(error.faults, text)) from error
    code, title = draft_rules.identity(text)
    in_use = draft_queries.codes_in_use(kind)
    if code is None:  # one to be called by until the text says its own
        code = draft_rules.free_code(kind, "bai-moi", in_use)
    elif code in in_use and new_code:
        code = draft_rules.free_code(kind, code, in_use)
        text = draft_rules.copy_of(text, code, "")
    elif code in in_use:
        told = _("Mã “%(code)s” đã có. Xin đổi khóa “code” trong tệp thành mã khác.", code=code)
        raise Refused(told, "new_code")
    draft = _new(person, kind, code, title or code, text)
    db.session.commit()
    return draft


def duplicate(person: Person, kind: str, code: str) -> Draft:
    """A new draft with the text of an exercise or a procedure, under a code of its own."""
    source = draft_queries.source_text(kind, code)
    if source is None:
        raise Refused(_("Không còn bài này để sao chép. Xin chọn bài khác."))
    own = draft_rules.free_code(kind, code, draft_queries.codes_in_use(kind))
    text = draft_rules.copy_of(source, own, _("(bản sao)"))
    draft = _new(person, kind, own, draft_rules.identity(text)[1] or own, text)
    db.session.commit()
    return draft


def _new(person: Person, kind: str, code: str, title: str, text: str) -> Draft:
    now = clock.now()
    draft = Draft(
        kind=kind, code=code, title=title, text=text, version=1, state=WRITING,
        author_id=person.id, created_at=now, changed_at=now,
    )  # fmt: skip
    db.session.add(draft)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise _taken(kind, code, error) from error
    _keep(draft, person, text)
    audit.record("draft_begun", ("draft", draft.id), name=title, after={"code": code})
    return draft


def save(draft: Draft, person: Person, text: str, seen_version: int) -> None:
    """Keep a new text of a draft; it has to be reviewed again.

    Raises `Conflict` when somebody saved since the page that shows `seen_version`, and `Refused`
    for a text that can't be kept at all. A faulty text is kept: the draft says what is wrong.
    """
    text = _storable(text)
    if text == draft.text and draft.version == seen_version:
        db.session.commit()
        return
    code, title = draft_rules.identity(text)
    changes: dict[str, Any] = {}
    if code and code != draft.code and _code_is_free(draft, code):
        changes["code"] = code
    changes |= {"title": title or draft.title, "text": text, "version": seen_version + 1}
    before = draft.state
    change(draft, seen_version, {**changes, "state": WRITING, "changed_at": clock.now()})
    _keep(draft, person, text)
    audit.record(
        "draft_saved",
        ("draft", draft.id),
        name=draft.title,
        before={"state": before} if before != WRITING else None,
        after={"version": draft.version, **({"state": WRITING} if before != WRITING else {})},
    )
    db.session.commit()


def _storable(text: str) -> str:
    """The text as it is kept. Raises `Refused` for what the database can't or shouldn't hold."""
    text = draft_rules.clean(text)
    if "\0" in text:
        raise Refused(_("Nội dung có ký tự không đọc được. Xin lưu tệp dạng UTF-8."), "text")
    if len(text) > draft_rules.LONGEST_TEXT:
        longest = draft_rules.LONGEST_TEXT // 1000
        raise Refused(_("Nội dung dài quá %(n)s nghìn ký tự.", n=longest), "text")
    return text


def _code_is_free(draft: Draft, code: str) -> bool:
    """A published exercise keeps its code, as its runs stand under it."""
    return not draft_queries.was_published(draft) and code not in draft_queries.codes_in_use(
        draft.kind
    )


def _keep(draft: Draft, person: Person, text: str) -> None:
    db.session.add(
        DraftVersion(
            draft_id=draft.id,
            version=draft.version,
            text=text,
            author_id=person.id,
            saved_at=clock.now(),
        )
    )


def change(draft: Draft, seen: int, values: dict[str, Any], state: str | None = None) -> None:
    """Change the draft if it is still as it was seen: of two at once, one finds no row."""
    statement = update(Draft).where(Draft.id == draft.id, Draft.version == seen)
    if state is not None:
        statement = statement.where(Draft.state == state)
    try:
        changed = db.session.execute(
            statement.values(values).execution_options(synchronize_session="fetch")
        )
    except IntegrityError as error:
        raise _taken(draft.kind, values.get("code", ""), error) from error
    if changed.rowcount != 1:  # type: ignore[attr-defined]
        draft_id = draft.id
        db.session.rollback()
        raise _moved_on(draft_id)


def _taken(kind: str, code: str, error: IntegrityError) -> Exception:
    """Somebody took the code in this very moment; any other breach is not ours to explain."""
    db.session.rollback()
    if code not in draft_queries.codes_in_use(kind):
        return error
    return Conflict(_("Mã “%(code)s” vừa có người khác dùng. Xin thử lại.", code=code))


def _moved_on(draft_id: int) -> Conflict:
    """Who saved, and when, since the page was fetched."""
    now = draft_queries.draft(draft_id)
    last = draft_queries.version(draft_id, now.version) if now else None
    if last is None:
        return Conflict(_("Bản nháp này vừa được thay đổi. Xin tải lại trang rồi làm tiếp."))
    return Conflict(
        _(
            "%(who)s đã lưu bản %(version)s lúc %(when)s, sau khi anh/chị mở trang này. Xin xem bản"
            " mới rồi làm tiếp; những gì anh/chị vừa nhập vẫn còn dưới đây.",
            who=last.author.full_name,
            version=last.version,
            when=f"{clock.local(last.saved_at):%H:%M, %d/%m/%Y}",
        )
    )
