"""Wrong answers that become a breach only later: guided mode stops them before they are recorded.

The mark judges what a decision rests on, so a wrong verdict or a skipped identity check counts
there and can still be put right before. Somebody who is being led should not have to.
"""

from collections.abc import Callable, Iterator

from sandbox.rules.base import Found, Step
from sandbox.rules.reception import AUTHENTICATE, IDENTITY_SAID, title_of

SOUND = "sound"


def _identity(step: Step) -> Iterator[tuple[str, Found]]:
    method = step.data["method"]
    if method != "e_id" and not step.before.scenario.down_at(step.before.now):
        yield "3.2.1", Found(step, False, IDENTITY_SAID[method], AUTHENTICATE)


def _verdict(step: Step) -> Iterator[tuple[str, Found]]:
    """A verdict that is not what one sees on the paper."""
    paper, finding = step.data["paper"], step.data["finding"]
    by_desk = step.event.role == "reception"
    title = title_of(step.dossier, paper)
    rule = "3.2.3" if by_desk else "F3"
    faulty = step.dossier.open_defects() if by_desk else step.dossier.obstacles()
    truth = faulty.get(paper, SOUND)
    if finding == truth:
        return
    if truth == SOUND:
        should = f"Xem lại “{title}”: giấy tờ này dùng được, ghi kết quả “Đạt”."
        yield rule, Found(step, False, f"Ghi lỗi cho “{title}” dù không có lỗi.", should)
        return
    kind = step.version.defect_kind(truth)
    planted = [step.spec.defect(key) for key in step.dossier.defects]
    seen = next(each.what for each in planted if each.paper == paper)
    what = f"Ghi chưa đúng loại lỗi của “{title}”."
    if finding == SOUND:
        what = f"Ghi “Đạt” cho “{title}” dù giấy tờ chưa dùng được."
    should = f"{seen} Ghi kết quả “{kind.title}”."
    yield rule, Found(step, False, what, should, kind.basis)


def _scans(step: Step) -> Iterator[tuple[str, Found]]:
    """A scan that leaves papers out."""
    left = [p.title for p in step.spec.papers if p.key not in step.changed.scans]
    if left:
        what = f"Chưa quét: {', '.join(left)}."
        yield "B1", Found(step, False, what, "Quét đủ từng giấy tờ trước khi chuyển hồ sơ.")


CHECKS: dict[str, Callable[[Step], Iterator[tuple[str, Found]]]] = {
    "check_identity": _identity,
    "check_paper": _verdict,
    "digitise": _scans,
}


def foreseen(step: Step) -> Iterator[tuple[str, Found]]:
    """The rules (by id) that this act is on the way to break, and how."""
    if step.event.kind in CHECKS:
        yield from CHECKS[step.event.kind](step)
