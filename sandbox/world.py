"""What happened and what it makes: events, dossiers, the world of one run.

Nothing here decides. The state of a run is a fold over its events, and every class is frozen.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Self

from sandbox.scenario import DossierSpec, Scenario
from sandbox.workflow import STATES


@dataclass(frozen=True)
class Command:
    """What somebody wants to do. `data` may be raw form text; the engine checks it."""

    kind: str
    dossier: str | None
    role: str
    data: Mapping[str, Any] = field(default_factory=dict)
    actor: str = ""


@dataclass(frozen=True)
class Scheduled:
    """Something a simulated person will do at a simulated hour."""

    id: str
    at: datetime
    command: Command

    def to_dict(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "at": self.at.isoformat(timespec="minutes"),
            "kind": self.command.kind,
            "dossier": self.command.dossier,
            "role": self.command.role,
            "data": dict(self.command.data),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        command = Command(data["kind"], data["dossier"], data["role"], data["data"])
        return cls(data["id"], datetime.fromisoformat(data["at"]), command)


@dataclass(frozen=True)
class Event:
    """Something that happened, with its outcome; the run's log is the list of them.

    `data` is ready for JSON. Under "then" it carries what the event set in motion, under "of"
    the id of the scheduled command it came from.
    """

    position: int
    at: datetime
    actor: str
    role: str
    kind: str
    dossier: str | None
    data: Mapping[str, Any]

    def to_dict(self) -> dict[str, Any]:
        return {
            "position": self.position,
            "at": self.at.isoformat(timespec="minutes"),
            "actor": self.actor,
            "role": self.role,
            "kind": self.kind,
            "dossier": self.dossier,
            "data": dict(self.data),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        return cls(**{**data, "at": datetime.fromisoformat(data["at"])})

    @property
    def then(self) -> tuple[Scheduled, ...]:
        return tuple(map(Scheduled.from_dict, self.data.get("then", ())))


@dataclass(frozen=True)
class Verdict:
    """What the officer said of a paper: the kind of defect, empty when sound."""

    reason: str

    @property
    def sound(self) -> bool:
        return not self.reason


@dataclass(frozen=True)
class Scan:
    """A digitised paper."""

    signed: bool


@dataclass(frozen=True)
class SupplementRequest:
    """What the applicant was asked for; `written` on form 02, else only said."""

    items: tuple[str, ...]
    written: bool


@dataclass(frozen=True)
class Payment:
    """Money taken or paid online, in đồng."""

    amount: int
    receipt: bool
    how: str
    at: datetime


@dataclass(frozen=True)
class Due:
    """A due date, why and when it was set; earlier ones are kept."""

    at: datetime
    why: str
    set_at: datetime


@dataclass(frozen=True)
class FormIssued:
    """One of the seven forms of Thông tư 03/2025/TT-VPCP, with what was written on it."""

    number: str
    at: datetime
    position: int
    data: Mapping[str, Any]


@dataclass(frozen=True)
class Dossier:
    """Where one dossier stands. `defects` is the truth and is never shown to the trainee."""

    key: str
    spec: DossierSpec
    state: str
    defects: tuple[str, ...] = ()
    citizen_present: bool = True
    identity: str = ""
    looked_up: tuple[str, ...] = ()
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    supplements: tuple[SupplementRequest, ...] = ()
    code: str | None = None
    case: str = ""
    channel: str = ""
    accepted_at: datetime | None = None
    dues: tuple[Due, ...] = ()
    scans: Mapping[str, Scan] = field(default_factory=dict)
    reused: tuple[str, ...] = ()
    payment_asked: int = 0
    payment: Payment | None = None
    forms: tuple[FormIssued, ...] = ()
    office: str = ""
    transferred_at: datetime | None = None
    sent_back: str = ""
    drafts: int = 0
    """How often the draft of the result was submitted for signature."""
    result_at: datetime | None = None
    notified_at: datetime | None = None
    complaints: int = 0

    @property
    def due_at(self) -> datetime | None:
        """The due date that counts now."""
        return self.dues[-1].at if self.dues else None

    @property
    def closed(self) -> bool:
        return self.holder is None

    @property
    def holder(self) -> str | None:
        """The one role that has the dossier now; None when it is closed."""
        return STATES[self.state].holder

    @property
    def status(self) -> int:
        """The public status."""
        return STATES[self.state].status

    @property
    def citizen_waits(self) -> bool:
        """The citizen sits at the counter and it is the desk's turn."""
        return self.citizen_present and self.holder == "reception"

    def has_form(self, number: str) -> bool:
        return any(form.number == number for form in self.forms)

    def open_defects(self) -> dict[str, str]:
        """Paper to kind of defect, for what is still wrong."""
        planted = {defect.key: defect for defect in self.spec.defects.all}
        return {planted[key].paper: planted[key].kind for key in self.defects}


@dataclass(frozen=True)
class World:
    """One run at one moment."""

    scenario: Scenario
    seed: str
    now: datetime
    position: int = 0
    dossiers: Mapping[str, Dossier] = field(default_factory=dict)
    queue: tuple[Scheduled, ...] = ()

    @property
    def all_closed(self) -> bool:
        """Every dossier of the scenario has come and is closed."""
        all_here = len(self.dossiers) == len(self.scenario.dossiers)
        return all_here and all(dossier.closed for dossier in self.dossiers.values())

    @property
    def out_of_time(self) -> bool:
        """The time of the scenario is over and something is still open."""
        return not self.all_closed and self.now >= self.scenario.ends_at

    @property
    def finished(self) -> bool:
        """Every dossier is closed, or the time of the scenario is over."""
        return self.all_closed or self.out_of_time

    def with_dossier(self, dossier: Dossier) -> "World":
        return replace(self, dossiers={**self.dossiers, dossier.key: dossier})
