"""What one sees of the papers of a dossier: never the truth, only what is on them."""

from dataclasses import dataclass

from sandbox.engine import applicant
from sandbox.specs import PAPER_FORMS, Defect, Line, PaperSpec
from sandbox.world import Dossier, World


@dataclass(frozen=True)
class Paper:
    """A paper on the counter. `text` says in words all that the picture shows.

    `form_label` names what the paper is (original, copy ...): an answer, not something one sees.
    """

    key: str
    title: str
    form_label: str
    issuer: str
    pages: int
    copies: int
    lines: tuple[tuple[str, str], ...]
    marks: tuple[str, ...]
    verdict: str | None
    verdict_label: str
    digitised: bool
    signed: bool
    form: str = ""
    """How the paper was made. It is seen in the drawing and never said in words."""
    drawn_as: str = ""

    @property
    def seen(self) -> tuple[str, ...]:
        """What its colour and place show, in words that don't name the form."""
        colours = any("bản chụp màu" in mark.casefold() for mark in self.marks)
        return () if colours or self.form not in SEEN else (SEEN[self.form],)

    @property
    def text(self) -> str:
        """The text twin of the picture."""
        parts = [
            f"{self.title}. Nơi cấp: {self.issuer}. Số trang: {self.pages}.",
            *(f"{label}: {text}." for label, text in self.lines),
            f"Nhìn thấy: {'; '.join(self.marks + self.seen)}." if self.marks + self.seen else "",
        ]
        return " ".join(part for part in parts if part)


SEEN: dict[str, str] = {
    "plain_copy": "Cả tờ màu xám, không có mực màu",
    "certified_copy": "Phần chữ màu xám, mực màu chỉ có ở dấu và chữ ký đóng thêm",
    "electronic": "Mở trên màn hình máy tính",
}
"""What one sees of a paper of each form; an original has nothing that stands out."""


def shown(world: World, dossier: str, role: str = "reception") -> list[Paper]:
    """The papers of a dossier as they lie on the counter now, with the verdicts of a role."""
    here = world.dossiers[dossier]
    words = applicant(world, dossier).words()
    planted = {each.paper: each for each in map(here.spec.defect, here.defects)}
    papers = []
    for spec in here.spec.papers:
        seen = _as_it_looks(spec, planted.get(spec.key))
        verdict = here.asked(role).get(spec.key)
        label = ""
        if verdict:
            label = "Đạt" if verdict.sound else _kind_title(world, here, verdict.reason)
        scan = here.scans.get(spec.key)
        marks = seen.marks
        if scan and scan.blurred:
            marks = (*marks, "Bản quét bị mờ, không đọc được chữ nhỏ")
        papers.append(
            Paper(
                key=spec.key,
                title=spec.title,
                form_label=PAPER_FORMS[seen.form],
                issuer=seen.issuer,
                pages=seen.pages,
                copies=seen.copies,
                lines=_filled(seen.lines, words),
                marks=marks,
                verdict=None if verdict is None else ("ok" if verdict.sound else "faulty"),
                verdict_label=label,
                digitised=scan is not None,
                signed=scan is not None and scan.signed,
                form=seen.form,
                drawn_as=spec.drawn_as,
            )
        )
    return papers + (_data(world, here) if role == "appraiser" else [])


def _data(world: World, here: Dossier) -> list[Paper]:
    """The data that an appraiser judges, as one more paper each."""
    judged = {record.component for record in here.spec.records}
    papers = []
    for found in records(world, here.key):
        if found.component not in judged:
            continue
        verdict = here.examined.get(found.component)
        label = ""
        if verdict:
            label = "Đạt" if verdict.sound else _kind_title(world, here, verdict.reason)
        papers.append(
            Paper(
                key=found.component,
                title=found.title,
                form_label="Dữ liệu tra cứu",
                issuer=found.database,
                pages=1,
                copies=0,
                lines=found.lines,
                marks=(),
                verdict=None if verdict is None else ("ok" if verdict.sound else "faulty"),
                verdict_label=label,
                digitised=False,
                signed=False,
                drawn_as="record",
            )
        )
    return papers


def specimen(spec: PaperSpec, defect: Defect | None, words: dict[str, str]) -> Paper:
    """A paper outside any run, sound or with one planted mistake, filled in for a person."""
    seen = _as_it_looks(spec, defect)
    return Paper(
        key=spec.key,
        title=spec.title,
        form_label=PAPER_FORMS[seen.form],
        issuer=seen.issuer,
        pages=seen.pages,
        copies=seen.copies,
        lines=_filled(seen.lines, words),
        marks=seen.marks,
        verdict=None,
        verdict_label="",
        digitised=False,
        signed=False,
        form=seen.form,
        drawn_as=spec.drawn_as,
    )


IDENTITY = "danh-tinh"
"""The component that is the applicant's own entry in the population database."""


@dataclass(frozen=True)
class Found:
    """What a database shows once it has been looked up."""

    component: str
    title: str
    database: str
    lines: tuple[tuple[str, str], ...]


def records(world: World, dossier: str) -> list[Found]:
    """The data that were looked up for a dossier; what nobody asked for is not shown."""
    here = world.dossiers[dossier]
    person = applicant(world, dossier)
    planted = {each.paper: each for each in map(here.spec.defect, here.defects)}
    found = []
    for component in world.version(here).components:
        if component.key not in here.looked_up:
            continue
        lines = here.spec.lines_of(component.key)
        if component.key in planted:
            lines = _replaced(lines, planted[component.key].look.lines)
        shown = _filled(lines, person.words()) or (
            ("Họ và tên", person.name),
            ("Số định danh cá nhân", person.number),
        )
        if component.key == IDENTITY and not lines:
            born = f"{person.birth_date:%d/%m/%Y}"
            shown += (("Ngày sinh", born), ("Nơi cư trú", person.address))
        elif not lines:
            shown += (("Kết quả", "Có dữ liệu, không có gì khác với tờ khai"),)
        found.append(Found(component.key, component.title, component.database, shown))
    return found


USUAL_RESULT = (
    Line(label="Họ và tên", text="{name}"),
    Line(label="Ngày sinh", text="{birth_date}"),
    Line(label="Nơi cư trú", text="{address}"),
)


def result(world: World, dossier: str) -> tuple[tuple[str, str], ...]:
    """What the draft or the result says; empty before there is a draft."""
    here = world.dossiers[dossier]
    if not (here.drafts or here.result):
        return ()
    lines = here.spec.result or USUAL_RESULT
    wrong = here.spec.wrong_result
    if wrong is not None:
        text = wrong.wrong if here.wrong_result else wrong.right
        new = Line(label=wrong.label, text=text)
        others = tuple(line for line in lines if line.label != wrong.label)
        lines = _replaced(lines, (new,)) if len(others) < len(lines) else (*lines, new)
    title = world.version(here).result.title
    if here.conclusion.startswith("refuse:") or here.result == "refused":
        return (("Văn bản", "Phiếu từ chối giải quyết hồ sơ (mẫu 03)"),)
    return (("Văn bản", title), *_filled(lines, applicant(world, dossier).words()))


def _filled(lines: tuple[Line, ...], words: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((line.label, line.text.format_map(words)) for line in lines)


def _replaced(lines: tuple[Line, ...], new: tuple[Line, ...]) -> tuple[Line, ...]:
    by_label = {line.label: line for line in new}
    return tuple(by_label.get(line.label, line) for line in lines)


def _kind_title(world: World, dossier: Dossier, kind: str) -> str:
    return world.version(dossier).defect_kind(kind).title


def _as_it_looks(spec: PaperSpec, defect: Defect | None) -> PaperSpec:
    if defect is None:
        return spec
    look = defect.look
    changes: dict[str, object] = {"lines": _replaced(spec.lines, look.lines)}
    if look.form:
        changes["form"] = look.form
    if look.marks is not None:
        changes["marks"] = look.marks
    return spec.model_copy(update=changes)
