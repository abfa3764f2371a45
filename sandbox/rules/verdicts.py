"""What somebody writes down about a paper has to be what one sees on it.

It costs no points here: the mark counts it under detection, once.
"""

from collections.abc import Iterator, Mapping, Sequence

from sandbox.law import nd118
from sandbox.rules.base import Found, History, Rule, Step
from sandbox.rules.reception import title_of

GROUP = "Kết quả kiểm tra giấy tờ"


def _verdicts(step: Step, truth: Mapping[str, str], seat: str) -> Iterator[Found]:
    titles = {each.key: each.title for each in step.version.components}
    for item, verdict in step.dossier.asked(seat).items():
        title = title_of(step.dossier, item)
        title = titles.get(item, title) if title == item else title
        right = truth.get(item, "")
        if verdict.reason == right:
            yield Found(step, True, f"Ghi đúng kết quả kiểm tra “{title}”.")
            continue
        what = f"Ghi “Đạt” cho “{title}” dù giấy tờ chưa dùng được."
        if not right:
            what = f"Ghi lỗi cho “{title}” dù không có lỗi."
        elif verdict.reason:
            what = f"Ghi chưa đúng loại lỗi của “{title}”."
        wanted = step.version.defect_kind(right).title if right else "Đạt, dùng được"
        yield Found(step, False, what, f"Xem lại “{title}”, ghi kết quả “{wanted}”.")


def _at_the_desk(past: History) -> Iterator[Found]:
    steps = past.of("accept", "request_supplement", "refuse", "transfer")
    return _once_each(steps, "reception")


def _in_the_office(past: History) -> Iterator[Found]:
    return _once_each(past.of("appraise", "propose_supplement", "send_back"), "appraiser")


def _once_each(steps: Sequence[Step], seat: str) -> Iterator[Found]:
    """Each verdict is judged once, at the first decision that rests on it."""
    judged: set[tuple[str, int]] = set()
    for step in steps:
        name = (step.dossier.key, len(step.dossier.supplements))
        if name not in judged:
            judged.add(name)
            at_desk = seat == "reception"
            truth = step.dossier.open_defects() if at_desk else step.dossier.obstacles()
            yield from _verdicts(step, truth, seat)


RULES = (
    Rule("3.2.3-kl", "soft", 0, "law", nd118("điểm c khoản 1 Điều 17"), _at_the_desk),
    Rule("F3-gt", "soft", 0, "law", nd118("khoản 2 Điều 19"), _in_the_office),
)
