"""What the citizens of a run lived through, told from what happened and from nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sandbox.engine import applicant, evolve, fold, person
from sandbox.people import Person
from sandbox.scenario import Scenario
from sandbox.words import lower_first, moment, money
from sandbox.world import Dossier, Event, World

ADULT_OF_AGE = 50
"""From this age on somebody is addressed as "ông" or "bà"."""


@dataclass(frozen=True)
class Lived:
    """One applicant's way, in one paragraph; `who` stands above it."""

    dossier: str
    who: str
    text: str


def lived(scenario: Scenario, events: Sequence[Event]) -> list[Lived]:
    """A paragraph for each dossier that came, in the order of arrival."""
    world = fold(scenario, events)
    waited = _minutes_at_the_counter(scenario, events)
    told = []
    for dossier in world.parents:
        own = [event for event in events if event.dossier == dossier.key]
        told.append(_lived(world, dossier, own, waited.get(dossier.key, 0)))
    return told


def _lived(world: World, dossier: Dossier, events: Sequence[Event], waited: int) -> Lived:
    who = _who(world, dossier)
    sentences = [
        _came(dossier, who),
        _came_back(dossier, events, who),
        _sat(world, waited, who),
        _paid(dossier, who),
        _for_nothing(dossier, events, who),
        _heard(world, dossier, who),
        _got(world, dossier, events, who),
        _error(events, who),
        _complained(dossier, events, who),
    ]
    if agent := dossier.spec.agent:
        name = f"{person(world, agent.applicant).name} ({agent.relation}), nộp thay "
        name += applicant(world, dossier.key).name
    else:
        name = applicant(world, dossier.key).name
    return Lived(dossier.key, name, " ".join(each for each in sentences if each))


def _who(world: World, dossier: Dossier) -> str:
    """How the one who comes is called, such as "bà" or "anh"."""
    agent = dossier.spec.agent
    there: Person = person(world, agent.applicant) if agent else applicant(world, dossier.key)
    old = dossier.submitted_at.year - there.birth_date.year >= ADULT_OF_AGE
    if there.gender == "female":
        return "bà" if old else "chị"
    return "ông" if old else "anh"


def _came(dossier: Dossier, who: str) -> str:
    when = moment(dossier.submitted_at)
    how = {
        "counter": f"đến quầy lúc {when}",
        "online": f"nộp hồ sơ trực tuyến lúc {when}",
        "post": f"gửi hồ sơ qua bưu chính; hồ sơ đến nơi lúc {when}",
    }
    return f"{who.capitalize()} {how[dossier.spec.channel]}."


def _came_back(dossier: Dossier, events: Sequence[Event], who: str) -> str:
    asked = len(dossier.supplements)
    back = [event for event in events if event.kind == "supplement"]
    if not asked:
        return "Không phải bổ sung giấy tờ lần nào."
    if not back:
        return f"{who.capitalize()} bị yêu cầu bổ sung {asked} lần và không quay lại bổ sung."
    when = "; ".join(moment(event.at) for event in back)
    return (
        f"{who.capitalize()} bị yêu cầu bổ sung {asked} lần và đã quay lại {len(back)} lần"
        f" ({when})."
    )


def _for_nothing(dossier: Dossier, events: Sequence[Event], who: str) -> str:
    """Came to collect and the result was not there."""
    early = sum(
        event.kind == "collect" and (dossier.result_at is None or event.at < dossier.result_at)
        for event in events
    )
    return f"Có {early} lần {who} đến lấy kết quả mà chưa có." if early else ""


def _sat(world: World, waited: int, who: str) -> str:
    if not waited:
        return ""
    long = waited >= world.scenario.calendar.minutes_per_day
    return f"{who.capitalize()} ngồi ở quầy tổng cộng {_working(world, waited) if long else span(waited)}."


def _paid(dossier: Dossier, who: str) -> str:
    said = []
    if paid := dossier.payment:
        if not paid.amount:
            said.append("không phải trả phí, lệ phí")
        elif paid.how == "online":
            said.append(f"trả {money(paid.amount)} trực tuyến")
        else:
            receipt = "có biên lai" if paid.receipt else "không được giao biên lai"
            said.append(f"trả {money(paid.amount)}, {receipt}")
    if dossier.duty_paid_at:
        said.append(f"nộp nghĩa vụ tài chính {money(dossier.spec.duty)}")
    return f"{who.capitalize()} {'; '.join(said)}." if said else ""


def _heard(world: World, dossier: Dossier, who: str) -> str:
    """Letters of apology, and questions that nobody answered."""
    said = []
    if dossier.extensions:
        said.append(f"{who.capitalize()} được xin lỗi và hẹn lại {dossier.extensions} lần.")
    silent = [key for key, question in dossier.questions.items() if not question.reply]
    if silent:
        askers = "; ".join(lower_first(world.scenario.happening(key).who) for key in silent)
        said.append(f"Lúc ấy có {len(silent)} lời hỏi, lời nhờ không được đáp lại ({askers}).")
    return " ".join(said)


def _got(world: World, dossier: Dossier, events: Sequence[Event], who: str) -> str:
    """How it ended, when, and how long it took."""
    if dossier.returned_at is not None and dossier.state == "returned":
        what = "văn bản từ chối, có nêu lý do," if dossier.result == "refused" else "kết quả"
        took = _took(world, dossier.submitted_at, dossier.returned_at)
        late = _late(world, dossier)
        return (
            f"{who.capitalize()} nhận {what} lúc {moment(dossier.returned_at)}, sau {took}"
            f" kể từ lúc nộp{late}."
        )
    ends = {
        "refused": "bị từ chối tiếp nhận",
        "withdrawn": "rút hồ sơ",
        "stopped": "nhận thông báo dừng xử lý",
    }
    if dossier.state in ends:
        at = events[-1].at
        for event in events:
            if event.kind in ("refuse", "confirm_withdrawal", "stop"):
                at = event.at
        took = _took(world, dossier.submitted_at, at)
        return (
            f"{who.capitalize()} {ends[dossier.state]} lúc {moment(at)}, sau {took} kể từ lúc nộp."
        )
    took = _took(world, dossier.submitted_at, world.now)
    return f"Đến lúc bài kết thúc, sau {took} kể từ lúc nộp, {who} vẫn chưa nhận được kết quả."


def _late(world: World, dossier: Dossier) -> str:
    """Whether the result was there by the date that was promised last."""
    if dossier.due_at is None or dossier.result_at is None:
        return ""
    if dossier.result_at <= dossier.due_at:
        return f", đúng lời hẹn ({moment(dossier.due_at)})"
    minutes = world.scenario.calendar.working_minutes_between(dossier.due_at, dossier.result_at)
    return f"; kết quả có muộn hơn lời hẹn {_working(world, max(1, minutes))}"


def _error(events: Sequence[Event], who: str) -> str:
    back = [event for event in events if event.kind == "report_error"]
    if not back:
        return ""
    return f"Về nhà {who} thấy kết quả ghi sai nên phải quay lại lúc {moment(back[0].at)}."


def _complained(dossier: Dossier, events: Sequence[Event], who: str) -> str:
    reasons = [str(event.data["reason"]) for event in events if event.kind == "complain"]
    if not reasons:
        return ""
    said = "; ".join(f"“{reason.rstrip('.')}”" for reason in dict.fromkeys(reasons))
    return f"{who.capitalize()} đã phản ánh {len(reasons)} lần: {said}."


def _took(world: World, start: datetime, end: datetime) -> str:
    calendar = world.scenario.calendar
    return _working(world, calendar.working_minutes_between(start, end))


def _working(world: World, minutes: int) -> str:
    """A length of working time as people say it."""
    per_day = world.scenario.calendar.minutes_per_day
    days, rest = divmod(minutes, per_day)
    if not days:
        return f"{span(minutes)} làm việc"
    hours = rest // 60
    return f"{days} ngày{f' {hours} giờ' if hours else ''} làm việc"


def span(minutes: int) -> str:
    """Such as "42 phút", "1 giờ 05 phút"."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} phút"
    return f"{hours} giờ {rest:02} phút" if rest else f"{hours} giờ"


def _minutes_at_the_counter(scenario: Scenario, events: Sequence[Event]) -> dict[str, int]:
    """Working minutes in which each applicant sat at the counter and it was the desk's turn."""
    world = fold(scenario, events[:1])
    waited: dict[str, int] = {}
    for event in events[1:]:
        if event.at > world.now:
            minutes = scenario.calendar.working_minutes_between(world.now, event.at)
            for dossier in world.parents:
                if dossier.citizen_waits:
                    waited[dossier.key] = waited.get(dossier.key, 0) + minutes
        world = evolve(world, event)
    return waited
