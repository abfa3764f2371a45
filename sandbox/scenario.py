"""A practice scenario as data: YAML text and its procedures to a frozen `Scenario`, or all faults."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from sandbox.procedure import Procedure, Version, keys
from sandbox.reading import (
    CODE,
    Content,
    Fault,
    FaultyContent,
    LocalTime,
    build,
    mapping,
    repeated,
)
from sandbox.specs import DossierSpec
from sandbox.surroundings import Applicant, Happening, Incident, Others, Unit
from sandbox.worktime import Calendar

Mode = Literal["guided", "free", "exam"]
TraineeSeat = Literal["reception", "appraiser", "division", "leader"]


RUBRIC: dict[str, float] = {
    "outcome": 25,
    "detection": 20,
    "process": 20,
    "timeliness": 10,
    "documents": 10,
    "service": 10,
    "efficiency": 5,
}
"""The weight of each line of the mark where the scenario says nothing else."""


class Scenario(Content):
    """A scenario, together with the procedures and the calendar it runs on."""

    code: str = Field(pattern=CODE)
    title: str
    summary: str
    goal: str
    briefing: str
    minutes: int = Field(ge=1, le=90)
    difficulty: int = Field(default=2, ge=1, le=3)
    """1 for a first dossier without mistakes, 3 for the hardest; the catalogue is in this order."""
    seats: tuple[TraineeSeat, ...] = ("reception",)
    """The roles of the trainee; simulated colleagues have the others."""
    starts_at: LocalTime
    ends_at: LocalTime
    modes: tuple[Mode, ...] = Field(min_length=1)
    default_mode: Mode
    seeds: Literal["learner", "fixed"]
    """Whether each learner meets his own variant, or all the same one."""
    competencies: tuple[str, ...] = Field(min_length=1)
    rubric: dict[str, float] = Field(default_factory=lambda: dict(RUBRIC))
    nudges: dict[str, str] = Field(default_factory=dict)
    """The first hint for an act, in place of the general one."""
    unit: Unit
    applicants: tuple[Applicant, ...] = Field(min_length=1)
    dossiers: tuple[DossierSpec, ...] = Field(min_length=1)
    others: Others
    happenings: tuple[Happening, ...] = ()
    incidents: tuple[Incident, ...] = ()
    blurs: float = Field(default=0, ge=0, lt=1)
    """Chance that a scan comes out blurred."""
    procedure: Procedure
    procedures: dict[str, Procedure]
    calendar: Calendar
    digest: str

    @model_validator(mode="after")
    def _is_coherent(self) -> Self:
        faults = [f"dossiers: khóa “{k}” bị lặp" for k in repeated([d.key for d in self.dossiers])]
        faults += [
            f"happenings: khóa “{k}” bị lặp" for k in repeated([h.key for h in self.happenings])
        ]
        if self.default_mode not in self.modes:
            faults.append("default_mode: phải là một trong modes")
        if not self.starts_at < self.ends_at:
            faults.append("ends_at: phải sau starts_at")
        if set(self.rubric) != set(RUBRIC) or abs(sum(self.rubric.values()) - 100) > 1e-9:
            faults.append(f"rubric: phải có đủ {', '.join(RUBRIC)} và cộng lại bằng 100")
        for dossier in self.dossiers:
            faults += [f"dossiers.{dossier.key}.{f}" for f in self._faults_of(dossier)]
        for happening in self.happenings:
            if happening.dossier not in [each.key for each in self.dossiers]:
                faults.append(f"happenings.{happening.key}.dossier: không có “{happening.dossier}”")
        faults += _outside_working_time(self)
        if faults:
            raise ValueError("; ".join(faults))
        return self

    def _faults_of(self, dossier: DossierSpec) -> list[str]:
        faults = []
        people = [each.key for each in self.applicants]
        if dossier.applicant not in people:
            faults.append(f"applicant: không có “{dossier.applicant}” trong applicants")
        if dossier.agent and dossier.agent.applicant not in people:
            faults.append(f"agent: không có “{dossier.agent.applicant}” trong applicants")
        procedure = self.procedures.get(dossier.procedure) if dossier.procedure else self.procedure
        if procedure is None:
            return [*faults, f"procedure: không có “{dossier.procedure}”"]
        try:
            version = procedure.on(dossier.arrives_at.date())
        except LookupError:
            day = f"{dossier.arrives_at:%d/%m/%Y}"
            return [*faults, f"arrives_at: thủ tục không có phiên bản nào có hiệu lực ngày {day}"]
        return faults + _faults_against(dossier, version)

    def __hash__(self) -> int:
        return hash(self.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Scenario) and self.digest == other.digest

    @property
    def law_date(self) -> date:
        """The day on which the run begins."""
        return self.starts_at.date()

    @property
    def version(self) -> Version:
        """The main procedure as it is when the run begins."""
        return self.procedure.on(self.law_date)

    def procedure_of(self, dossier: str) -> Procedure:
        """The procedure that one dossier really is about."""
        code = self.spec(dossier).procedure
        return self.procedures[code] if code else self.procedure

    def version_on(self, code: str, day: date) -> Version:
        """A procedure (the main one when `code` is empty) with the law of a day."""
        try:
            return self._versions[code, day]
        except KeyError:
            procedure = self.procedures[code] if code else self.procedure
            return self._versions.setdefault((code, day), procedure.on(day))

    @cached_property
    def _versions(self) -> dict[tuple[str, date], Version]:
        return {}

    def spec(self, dossier: str) -> DossierSpec:
        """The description of one dossier, or of the one that a child dossier belongs to."""
        return self._specs[dossier.partition(".")[0]]

    @cached_property
    def _specs(self) -> dict[str, DossierSpec]:
        return {each.key: each for each in self.dossiers}

    def happening(self, key: str) -> Happening:
        """The happening with this key."""
        return next(each for each in self.happenings if each.key == key)

    def down_at(self, at: datetime) -> Incident | None:
        """The incident during which the system does not work at this moment."""
        return next((each for each in self.incidents if each.starts_at <= at < each.ends_at), None)


def _faults_against(dossier: DossierSpec, version: Version) -> list[str]:
    """What in the description of a dossier its procedure does not know."""
    faults = []
    if dossier.case not in keys(version, "cases"):
        faults.append(f"case: thủ tục không có trường hợp “{dossier.case}”")
    else:
        try:
            version.limit(dossier.channel, dossier.case)
        except LookupError:
            faults.append(f"channel: thủ tục không nhận theo cách “{dossier.channel}”")
    faults += _faults_of_waiver(dossier, version)
    faults += _faults_of_papers(dossier, version)
    for script in dossier.links:
        if script.link not in keys(version, "links"):
            faults.append(f"links: thủ tục không có “{script.link}”")
    if bool(dossier.duty) != bool(version.duty):
        faults.append("duty: đi cùng, và chỉ đi cùng, thủ tục có nghĩa vụ tài chính (duty)")
    return faults


def _faults_of_papers(dossier: DossierSpec, version: Version) -> list[str]:
    faults = []
    brought = [c.key for c in version.components if c.how != "looked_up"]
    known = [c.key for c in version.components if c.how == "looked_up"]
    for paper in dossier.papers:
        if paper.component not in brought:
            faults.append(f"papers.{paper.key}.component: không phải giấy tờ công dân mang đến")
    for record in dossier.records:
        if record.component not in known:
            faults.append(f"records: “{record.component}” không phải dữ liệu tra cứu của thủ tục")
    papers = [paper.key for paper in dossier.papers]
    for defect in dossier.defects.all:
        if defect.kind not in keys(version, "defect_kinds"):
            faults.append(f"defects.{defect.key}.kind: thủ tục không có loại “{defect.kind}”")
        elif version.defect_kind(defect.kind).stage == "reception" and defect.paper not in papers:
            faults.append(f"defects.{defect.key}.paper: lỗi này phải nằm trên giấy tờ nộp ở quầy")
    return faults


def _faults_of_waiver(dossier: DossierSpec, version: Version) -> list[str]:
    if not dossier.waiver:
        return []
    waiver = next((each for each in version.waivers if each.key == dossier.waiver), None)
    if waiver is None:
        return [f"waiver: thủ tục không có diện miễn “{dossier.waiver}”"]
    if not waiver.holds(dossier.channel, dossier.arrives_at.date()):
        return [f"waiver: “{dossier.waiver}” không áp dụng cho cách nộp và ngày nộp này"]
    return []


def _outside_working_time(scenario: Scenario) -> list[str]:
    faults = []
    try:
        if not scenario.calendar.is_working(scenario.starts_at):
            faults.append("starts_at: phải nằm trong giờ làm việc")
        scenario.calendar.is_working_day(scenario.ends_at.date())
        for dossier in scenario.dossiers:
            if not scenario.starts_at <= dossier.arrives_at < scenario.ends_at:
                faults.append(f"dossiers.{dossier.key}.arrives_at: ngoài thời gian của kịch bản")
            elif dossier.channel == "counter" and not scenario.calendar.is_working(
                dossier.arrives_at
            ):
                faults.append(f"dossiers.{dossier.key}.arrives_at: ngoài giờ làm việc")
    except ValueError as error:
        faults.append(str(error))
    return faults


def _digest(text: str, data: Mapping[str, Any]) -> str:
    parts = [data.get("procedure"), *data.get("procedures", {}).values(), data.get("calendar")]
    whole = [text] + [part.model_dump_json() for part in parts if isinstance(part, Content)]
    return hashlib.sha256("\0".join(whole).encode()).hexdigest()


def _used(data: Mapping[str, Any], procedures: Mapping[str, Procedure]) -> dict[str, Procedure]:
    """The procedures that the dossiers name, apart from the main one."""
    dossiers = data.get("dossiers")
    rows = [row for row in dossiers if isinstance(row, dict)] if isinstance(dossiers, list) else []
    codes = dict.fromkeys(str(row["procedure"]) for row in rows if row.get("procedure"))
    return {code: procedures[code] for code in codes if code in procedures}


def parse_scenario(
    text: str,
    file: str,
    procedures: dict[str, Procedure],
    calendars: dict[str, Calendar],
) -> Scenario:
    """Read a scenario file and join it with the procedures and the calendar it names.

    The digest covers all of them, so that a run can tell whether its content has changed.

    Raises:
        FaultyContent: with every fault of the file.
    """
    data: dict[str, Any] = mapping(text, file)
    faults = [
        Fault(file, key, "khóa này do hệ thống tính, không ghi trong tệp")
        for key in ("digest", "procedures")
        if key in data
    ]
    data["procedures"] = _used(data, procedures)
    for key, known in (("procedure", procedures), ("calendar", calendars)):
        if not isinstance(data.get(key), str) or data[key] not in known:
            faults.append(Fault(file, key, f"không có “{data.get(key)}”; có: {', '.join(known)}"))
        else:
            data[key] = known[data[key]]
    try:
        scenario = build(Scenario, {**data, "digest": _digest(text, data)}, file)
    except FaultyContent as error:
        known_keys = {fault.key for fault in faults}
        raise FaultyContent(faults + [f for f in error.faults if f.key not in known_keys]) from None
    if faults:
        raise FaultyContent(faults)
    if not file.endswith(f"{scenario.code}.yaml"):
        raise FaultyContent([Fault(file, "code", f"tệp phải tên là {scenario.code}.yaml")])
    return scenario
