"""What the fields of a scenario may be, by title: people, cases, papers, kinds of mistakes, rules."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from functools import cache

from sandbox import library
from sandbox.authoring.shape import Choice, Place
from sandbox.people import FAMILIES, HAMLETS, Person, make_person
from sandbox.procedure import Version
from sandbox.procedure_parts import CHANNELS
from sandbox.rules import RULES
from sandbox.specs import DELIVERIES, PAPER_FORMS
from sandbox.workflow import ACTS, OFFICERS, ROLES

COMMON = 4
"""A mark that so many shipped papers bear is worth suggesting."""
SAMPLE = "mẫu"
GENDERS = {"female": "Nữ", "male": "Nam"}
SEATS = {
    "reception": "Cán bộ tiếp nhận (một cửa)",
    "appraiser": "Cán bộ thụ lý (thẩm định)",
    "division": "Lãnh đạo phòng",
    "leader": "Lãnh đạo ký duyệt",
}
POSITIONS = {"reception": "Tiếp nhận", "appraisal": "Thẩm định", "leadership": "Lãnh đạo"}
PARTS = {
    "law": "nắm quy định",
    "system": "thao tác hệ thống",
    "documents": "kiểm tra giấy tờ, hồ sơ",
    "communication": "giao tiếp, hướng dẫn",
    "ethics": "đạo đức công vụ",
}


def procedures(place: Place) -> Iterable[Choice]:
    for code, each in sorted(place.procedures.items(), key=lambda item: item[1].title):
        yield Choice(code, f"{each.title} ({code})", each.field)


def other_procedures(place: Place) -> Iterable[Choice]:
    main = place.procedures.get(str(place.data.get("procedure")))
    title = f": {main.title}" if main else ""
    yield Choice("", f"Thủ tục chính của bài{title}")
    yield from procedures(place)


def calendars(place: Place) -> Iterable[Choice]:
    return (Choice(code, each.title) for code, each in place.calendars.items())


def competencies(place: Place) -> Iterable[Choice]:
    return (
        Choice(f"{position}.{part}", f"{POSITIONS[position]}: {PARTS[part]}", POSITIONS[position])
        for position in POSITIONS
        for part in PARTS
    )


def ethnicities(place: Place) -> Iterable[Choice]:
    return (Choice(each, each) for each in FAMILIES)


def sample(place: Place, row: int) -> Person | None:
    """A person as the applicant in this row could turn out; None while something is missing."""
    here = Place(place.data, ("applicants", row))
    year, born, commune = here.get("birth_year"), here.get("born"), here.text("commune")
    known = here.text("ethnicity") in FAMILIES and here.text("gender") in GENDERS
    ready = isinstance(year, int) and 1900 < year < 2100 and commune.partition(" ")[0] in HAMLETS
    if not (known and ready):
        return None
    day = born if type(born) is date else None
    return make_person(
        SAMPLE, here.text("key"), here.text("gender"), here.text("ethnicity"), year, commune, day
    )


def applicant_words(place: Place, row: int) -> str:
    """An applicant in a few words, for lists and choices."""
    here = Place(place.data, ("applicants", row))
    facts = [
        GENDERS.get(here.text("gender"), "").lower(),
        here.text("ethnicity") and f"dân tộc {here.text('ethnicity')}",
        f"sinh {here.get('birth_year')}" if here.get("birth_year") else "",
    ]
    told = ", ".join(fact for fact in facts if fact)
    return f"Người {row + 1} ({here.text('key')}){': ' if told else ''}{told}"


def applicants(place: Place) -> Iterable[Choice]:
    for row, each in enumerate(Place(place.data).rows("applicants")):
        yield Choice(str(each.get("key", "")), applicant_words(place, row))


def dossier_words(place: Place, row: int) -> str:
    """A dossier in a few words: its number, its procedure, its applicant."""
    here = Place(place.data, ("dossiers", row), place.procedures)
    procedure = place.procedures.get(here.text("procedure") or str(place.data.get("procedure")))
    arrives = str(here.get("arrives_at") or "")[11:16]
    words = [f"Hồ sơ {row + 1}", f"{arrives}" if arrives else ""]
    words.append(shortened(procedure.title, 60) if procedure else "")
    return " · ".join(word for word in words if word)


def shortened(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"


def dossiers(place: Place) -> Iterable[Choice]:
    for row, each in enumerate(Place(place.data).rows("dossiers")):
        yield Choice(str(each.get("key", "")), dossier_words(place, row))


def channels(place: Place) -> Iterable[Choice]:
    version = place.version
    case = place.top.text("case")
    for value, label in CHANNELS.items():
        if version is None or not case or case in version.limits_by_case(value):
            yield Choice(value, label)


def _version_rows(version: Version | None, name: str) -> Iterable[Choice]:
    return (Choice(each.key, each.title) for each in getattr(version, name, ()))


def cases(place: Place) -> Iterable[Choice]:
    return _version_rows(place.version, "cases")


def waivers(place: Place) -> Iterable[Choice]:
    yield Choice("", "Không thuộc diện miễn nào")
    yield from _version_rows(place.version, "waivers")


def links(place: Place) -> Iterable[Choice]:
    version = place.version
    for each in version.links if version else ():
        needed = "" if each.always else " (chỉ khi có ghi ở đây)"
        yield Choice(each.key, f"{each.agency}: {each.title}{needed}")


def brought(place: Place) -> Iterable[Choice]:
    version = place.version
    for each in version.components if version else ():
        if each.how != "looked_up":
            how = "nộp" if each.how == "submitted" else "xuất trình"
            yield Choice(each.key, f"{each.title} ({how})")


def looked_up(place: Place) -> Iterable[Choice]:
    version = place.version
    for each in version.components if version else ():
        if each.how == "looked_up":
            yield Choice(each.key, f"{each.title} ({each.database})")


def paper_forms(place: Place) -> Iterable[Choice]:
    return (Choice(value, label) for value, label in PAPER_FORMS.items())


def changed_forms(place: Place) -> Iterable[Choice]:
    yield Choice("", "Như giấy tờ gốc")
    yield from paper_forms(place)


def deliveries(place: Place) -> Iterable[Choice]:
    return (Choice(value, label) for value, label in DELIVERIES.items())


def faulty_items(place: Place) -> Iterable[Choice]:
    """The papers and the data of the dossier on which a mistake can lie."""
    here = place.top
    for each in here.rows("papers"):
        yield Choice(str(each.get("key", "")), str(each.get("title") or each.get("key")), "Giấy tờ")
    titles = dict((each.value, each.label) for each in looked_up(place))
    for each in here.rows("records"):
        key = str(each.get("component", ""))
        yield Choice(key, titles.get(key, key), "Dữ liệu tra cứu")


def defect_kinds(place: Place) -> Iterable[Choice]:
    version = place.version
    for each in version.defect_kinds if version else ():
        at_desk = each.stage == "reception"
        group = "Thấy được ở quầy" if at_desk else "Chỉ người thẩm định xét"
        refuse = " (không nhận hồ sơ)" if each.remedy == "refuse" else ""
        yield Choice(each.key, f"{each.title}{refuse}", group)


def labels(place: Place) -> Iterable[Choice]:
    """The lines of the paper or record on which the mistake here lies."""
    parents = (place.path[:depth] for depth in range(len(place.path), 1, -1))
    named = (Place(place.data, path).text("paper") for path in parents)
    wanted = next((each for each in named if each), "")
    here = place.top
    for name, key in (("papers", "key"), ("records", "component")):
        for row, each in enumerate(here.rows(name)):
            if each.get(key) == wanted:
                for line in here.rows(name, row, "lines"):
                    text = shortened(str(line.get("text", "")), 40)
                    label = str(line.get("label", ""))
                    yield Choice(label, f"{label}: {text}")


@cache
def common_marks() -> tuple[Choice, ...]:
    """What the shipped papers often bear: stamps, signatures, traces."""
    scenarios = library.shipped().scenarios.values()
    found = Counter(
        mark
        for scenario in scenarios
        for dossier in scenario.dossiers
        for paper in dossier.papers
        for mark in paper.marks
    )
    return tuple(Choice(mark, mark) for mark, count in found.most_common() if count >= COMMON)


@cache
def faulty_marks() -> tuple[Choice, ...]:
    """What the shipped mistakes show on papers."""
    scenarios = library.shipped().scenarios.values()
    sound = {each.value for each in common_marks()}
    found = Counter(
        mark
        for scenario in scenarios
        for dossier in scenario.dossiers
        for defect in dossier.defects.all
        for mark in defect.look.marks or ()
        if mark not in sound
    )
    return tuple(Choice(mark, mark) for mark, _ in found.most_common(16))


@cache
def _rules() -> tuple[Choice, ...]:
    asked = Counter(
        reply.rule
        for scenario in library.shipped().scenarios.values()
        for happening in scenario.happenings
        for reply in happening.replies
    )
    often = [rule for rule in RULES if asked[rule.id] >= COMMON]
    usual = tuple(Choice(each.id, each.title, "Hay dùng") for each in often)
    rest = tuple(Choice(each.id, each.title, each.group) for each in RULES if each not in often)
    return usual + tuple(sorted(rest, key=lambda each: each.group))


def rules(place: Place) -> Iterable[Choice]:
    yield Choice("", "Không vi phạm quy tắc nào")
    yield from _rules()


def moments(place: Place) -> Iterable[Choice]:
    """The events after which something may happen."""
    yield Choice("", "Không theo việc nào (xảy ra đúng giờ ghi ở trên)")
    for act in ACTS.values():
        if act.kind not in ("happen", "respond", "task_finished", "let_lapse"):
            yield Choice(act.kind, f"sau khi: {act.label}", ROLES[act.roles[0]])


def hinted_acts() -> Iterable[Choice]:
    """The acts of officers for which a hint of its own can be written."""
    for act in ACTS.values():
        if act.roles[0] in OFFICERS and act.kind not in ("respond", "issue_result"):
            yield Choice(act.kind, act.label, ROLES[act.roles[0]])
