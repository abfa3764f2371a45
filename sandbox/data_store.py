"""What the databases and the electronic data store hold of the citizens of a run, as far as the
office has looked it up or put it there."""

from dataclasses import dataclass

from sandbox import papers
from sandbox.engine import person
from sandbox.people import Person
from sandbox.words import moment
from sandbox.world import Dossier, World


@dataclass(frozen=True)
class Kept:
    """Something in the data store: a digitised paper or a result.

    `reusable` says whether another procedure may take it instead of asking for it again, `why`
    says it in words.
    """

    title: str
    kind: str
    dossier: str
    code: str
    reusable: bool
    why: str


@dataclass(frozen=True)
class Citizen:
    """One made-up citizen: the dossiers handed in, what was looked up, what is kept."""

    person: Person
    dossiers: tuple[Dossier, ...]
    records: tuple[tuple[str, papers.Found], ...]
    """Dossier and record of every look-up that was done."""
    kept: tuple[Kept, ...]


def citizens(world: World) -> list[Citizen]:
    """Everybody who has handed in a dossier in this run, in order of coming."""
    by_person: dict[str, list[Dossier]] = {}
    for dossier in world.parents:
        by_person.setdefault(dossier.spec.applicant, []).append(dossier)
    return [
        Citizen(
            person(world, key),
            tuple(theirs),
            tuple((d.key, found) for d in theirs for found in papers.records(world, d.key)),
            tuple(kept for d in theirs for kept in _kept(world, d)),
        )
        for key, theirs in by_person.items()
    ]


def _kept(world: World, dossier: Dossier) -> list[Kept]:
    titles = {paper.key: paper.title for paper in dossier.spec.papers}
    code = dossier.code or ""
    found = []
    for paper, scan in dossier.scans.items():
        if scan.blurred:
            why = "Bản quét bị mờ: phải quét lại."
        elif not scan.signed:
            why = "Chưa ký số: chưa có giá trị dùng lại."
        else:
            why = "Dùng lại được, không yêu cầu người dân nộp lại."
        usable = scan.signed and not scan.blurred
        kind = "Thành phần hồ sơ đã số hóa"
        found.append(Kept(titles[paper], kind, dossier.key, code, usable, why))
    if dossier.result == "granted" and not dossier.correcting:
        result = world.version(dossier).result
        issued = f"Phát hành lúc {moment(dossier.result_at)}. " if dossier.result_at else ""
        why = (
            f"{issued}Dùng lại được làm giấy tờ đầu vào của thủ tục khác."
            if result.electronic
            else f"{issued}Chỉ có bản giấy: chưa dùng lại được trên môi trường điện tử."
        )
        kind = "Kết quả giải quyết"
        found.append(Kept(result.title, kind, dossier.key, code, result.electronic, why))
    return found


def not_looked_up(world: World, dossier: Dossier) -> list[str]:
    """The data of a dossier's procedure that nobody has looked up yet."""
    return [
        f"{component.title} – {component.database}"
        for component in world.version(dossier).components
        if component.how == "looked_up" and component.key not in dossier.looked_up
    ]
