"""What a trainer says about a moment of somebody's run. Each function is one transaction."""

from __future__ import annotations

from flask_babel import gettext as _

from lms import audit, clock
from lms.errors import Refused
from lms.extensions import db
from lms.people.models import Person
from lms.practice.models import Run, RunNote
from lms.practice.rules import real_personal_number

LONGEST_NOTE = 2000


def comment(run: Run, author: Person, position: int, text: str) -> RunNote:
    """Keep a comment on the moment after the event at `position`; the trainee finds it in the
    debrief. Raises `Refused` for an empty or too long one and for a real personal number."""
    words = text.replace("\r\n", "\n").strip()
    if not words:
        raise Refused(_("Nhập lời nhận xét."), "text")
    if len(words) > LONGEST_NOTE:
        raise Refused(_("Lời nhận xét dài nhất 2.000 ký tự."), "text")
    if real_personal_number(words):
        raise Refused(_("Xin đừng ghi số định danh của người có thật vào lời nhận xét."), "text")
    if not 1 <= position <= run.position:
        raise Refused(_("Lượt thực hành này không có việc đó."))
    note = RunNote(
        run_id=run.id,
        position=position,
        author_id=author.id,
        text=words,
        written_at=clock.now(),
    )
    db.session.add(note)
    audit.record("run_commented", ("run", run.id), name=run.person.full_name)
    db.session.commit()
    return note


def delete_comment(note: RunNote, author: Person) -> None:
    """Take back an own comment. Raises `Refused` for that of somebody else."""
    if note.author_id != author.id:
        raise Refused(_("Chỉ người viết mới xóa được lời nhận xét này."))
    audit.record("run_comment_deleted", ("run", note.run_id))
    db.session.delete(note)
    db.session.commit()
