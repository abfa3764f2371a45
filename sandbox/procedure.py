"""An administrative procedure as data: YAML text to a frozen `Procedure`, or all its faults.

A procedure has versions by date of effect; a dossier keeps the version in force on its
reception day.
"""

from datetime import date
from itertools import pairwise
from typing import Literal, Self

from pydantic import Field, model_validator

from sandbox.law import Basis
from sandbox.procedure_parts import (
    Case,
    Component,
    DefectKind,
    Duty,
    Fee,
    InnerStep,
    Key,
    Limit,
    Link,
    LookAlike,
    Office,
    Result,
    SupplementRule,
    SystemCheck,
    Task,
    Unneeded,
    Waiver,
)
from sandbox.reading import Content, Fault, FaultyContent, build, mapping, repeated


class Version(Content):
    """The procedure as it is from `in_force` until the day before `until`."""

    in_force: date
    until: date | None = None
    cases: tuple[Case, ...] = Field(min_length=1)
    components: tuple[Component, ...] = Field(min_length=1)
    unneeded: tuple[Unneeded, ...] = ()
    defect_kinds: tuple[DefectKind, ...] = Field(min_length=1)
    limits: tuple[Limit, ...] = Field(min_length=1)
    fees: tuple[Fee, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    look_alikes: tuple[LookAlike, ...] = ()
    tasks: tuple[Task, ...] = ()
    links: tuple[Link, ...] = ()
    duty: Duty | None = None
    supplement: SupplementRule = SupplementRule()
    territorial: bool = False
    """Only the agency of a certain place may settle it, so the place has to be checked."""
    steps: tuple[InnerStep, ...] = Field(min_length=1)
    offices: tuple[Office, ...] = Field(min_length=2)
    processed_by: Key
    result: Result
    originals_returned: bool
    system_checks: tuple[SystemCheck, ...] = ()
    """What the real system enforces; everything else it lets happen."""
    legal_basis: tuple[Basis, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_coherent(self) -> Self:
        faults = []
        for name in LISTS:
            faults += [f"{name}: khóa “{key}” bị lặp" for key in repeated(keys(self, name))]
        if self.processed_by not in keys(self, "offices"):
            faults.append(f"processed_by: không có đơn vị “{self.processed_by}” trong offices")
        for limit in self.limits:
            if limit.case and limit.case not in keys(self, "cases"):
                faults.append(f"limits: không có trường hợp “{limit.case}” trong cases")
        faults += _unknown_names(self)
        if sum(step.share for step in self.steps) > 1 + 1e-9:
            faults.append("steps: tổng phần thời gian của các bước vượt quá 1")
        if self.until and self.until <= self.in_force:
            faults.append("until: phải sau in_force")
        if faults:
            raise ValueError("; ".join(faults))
        return self

    def limit(self, channel: str, case: str) -> Limit:
        """The limit for this case, else the general one of the channel.

        Raises:
            LookupError: the procedure has no limit for the channel.
        """
        mine = [each for each in self.limits if each.channel == channel]
        exact = [each for each in mine if each.case == case]
        general = [each for each in mine if each.case is None]
        if not (exact or general):
            raise LookupError(f"no limit for {channel}/{case}")
        return (exact or general)[0]

    def link(self, key: str) -> Link:
        """The link with this key; a scenario is checked to name only existing ones."""
        return next(link for link in self.links if link.key == key)

    def tasks_of(self, stage: str, case: str) -> list[Task]:
        """The tasks that a dossier of this case needs at a stage."""
        return [task for task in self.tasks if task.stage == stage and task.applies(case)]

    def task(self, key: str) -> Task:
        """The task with this key."""
        return next(task for task in self.tasks if task.key == key)

    def limits_by_case(self, channel: str) -> dict[str, Limit]:
        """The limit of each case for a channel; none for a channel that is not accepted."""
        mine = [each for each in self.limits if each.channel == channel]
        general = next((each for each in mine if each.case is None), None)
        exact = {each.case: each for each in mine if each.case}
        by_case = {case.key: exact.get(case.key, general) for case in self.cases}
        return {case: limit for case, limit in by_case.items() if limit is not None}

    def defect_kind(self, key: str) -> DefectKind:
        """The kind of fault with this key; a scenario is checked to name only existing ones."""
        return next(kind for kind in self.defect_kinds if kind.key == key)


LISTS = ("cases", "components", "unneeded", "defect_kinds", "fees", "waivers", "tasks", "links")


def _unknown_names(version: Version) -> list[str]:
    """References inside the version that lead nowhere."""
    cases, links = keys(version, "cases"), keys(version, "links")
    faults = []
    for name in ("tasks", "links", "fees"):
        for each in getattr(version, name):
            faults += [
                f"{name}.{each.key}: không có trường hợp “{case}” trong cases"
                for case in each.cases
                if case not in cases
            ]
    for link in version.links:
        faults += [
            f"links.{link.key}.after: không có “{other}” trong links"
            for other in link.after
            if other not in links
        ]
        if link.key in link.after:
            faults.append(f"links.{link.key}.after: không thể chờ chính mình")
    for office in version.offices:
        if office.link and office.link not in links:
            faults.append(f"offices.{office.key}.link: không có “{office.link}” trong links")
    if version.duty and version.duty.after not in links:
        faults.append(f"duty.after: không có “{version.duty.after}” trong links")
    return faults


class Procedure(Content):
    """One procedure of the published list."""

    code: str = Field(pattern=r"^\d\.\d{6}$")
    title: str
    field: str
    level: Literal["commune", "province", "linked"]
    """Who settles it; "linked" is a procedure of another system that only occurs as a link."""
    versions: tuple[Version, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _versions_do_not_overlap(self) -> Self:
        ordered = sorted(self.versions, key=lambda version: version.in_force)
        for before, after in pairwise(ordered):
            if before.until is None or before.until > after.in_force:
                raise ValueError(f"hai phiên bản cùng có hiệu lực từ {after.in_force}")
        return self

    def on(self, day: date) -> Version:
        """The version in force on a day.

        Raises:
            LookupError: none is.
        """
        for version in self.versions:
            if version.in_force <= day and (version.until is None or day < version.until):
                return version
        raise LookupError(f"{self.code} has no version in force on {day}")


def keys(version: Version, name: str) -> list[str]:
    """The keys of one list of the version, such as "cases"."""
    return [each.key for each in getattr(version, name)]


def parse_procedure(text: str, file: str) -> Procedure:
    """Read a procedure file.

    Raises:
        FaultyContent: with every fault of the file.
    """
    procedure = build(Procedure, mapping(text, file), file)
    expected = f"{procedure.code}.yaml"
    if not file.endswith(expected):
        raise FaultyContent([Fault(file, "code", f"tệp của thủ tục này phải tên là {expected}")])
    return procedure
