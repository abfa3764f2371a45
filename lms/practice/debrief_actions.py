"""What a person says of the own work before seeing the mark. One transaction."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _

from lms import clock
from lms.errors import Refused
from lms.extensions import db
from lms.people.models import Person
from lms.practice.models import Run, SelfAssessment


def assess(run: Run, person: Person, answers: Mapping[str, str]) -> None:
    """Keep the self-assessment of a finished run, once; empty answers mean that it was skipped.

    A second one changes nothing: whoever has seen the mark no longer judges without it.
    """
    if not run.is_finished:
        raise Refused(_("Lượt thực hành này chưa kết thúc."))
    if db.session.get(SelfAssessment, (run.id, person.id)) is None:
        given = {name: answer for name, answer in answers.items() if answer}
        row = SelfAssessment(
            run_id=run.id, person_id=person.id, answers=given, given_at=clock.now()
        )
        db.session.add(row)
    db.session.commit()
