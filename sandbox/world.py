"""What happened and what it makes: events, dossiers, the world of one run.

Nothing here decides. The state of a run is a fold over its events, and every class is frozen.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Self, TypeVar

from sandbox.places import right_places
from sandbox.procedure import Procedure, Version
from sandbox.scenario import Scenario
from sandbox.specs import DossierSpec
from sandbox.workflow import STATES

Frozen = TypeVar("Frozen")


def changed(thing: Frozen, **changes: Any) -> Frozen:
    """A frozen object with some fields replaced.

    As `dataclasses.replace`, in a tenth of the time: a dossier has fifty fields, a run hundreds
    of events, and every event makes a new dossier.
    """
    new = object.__new__(type(thing))
    object.__setattr__(new, "__dict__", thing.__dict__ | changes)
    return new


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
        plans = self.data.get("then")
        return tuple(map(Scheduled.from_dict, plans)) if plans else ()

    @property
    def simulated(self) -> bool:
        """Done by a simulated person or by the machine, not by the trainee."""
        return "of" in self.data or self.role in ("citizen", "agency", "system")


@dataclass(frozen=True)
class Verdict:
    """What the officer said of a paper: the kind of defect, empty when sound, and where it is,
    empty when he did not say."""

    reason: str
    where: str = ""

    @property
    def sound(self) -> bool:
        return not self.reason


@dataclass(frozen=True)
class Scan:
    """A digitised paper."""

    signed: bool
    blurred: bool = False
    times: int = 1
    """How often the paper was scanned."""


@dataclass(frozen=True)
class SupplementRequest:
    """What the applicant was asked for; `written` on form 02, else only said."""

    items: tuple[str, ...]
    written: bool
    at: datetime


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
class Extension:
    """A request for a new date (form 04): "asked", "approved" by the leader, "set", "declined"."""

    asked_at: datetime
    new_due: datetime
    state: str


@dataclass(frozen=True)
class Request:
    """Work that another agency was asked for: "open", "done", "silent" or "returned"."""

    state: str
    tries: int
    sent_at: datetime
    text: str = ""
    reported: bool = False
    """Its silence was reported to the head of the one-stop unit."""


@dataclass(frozen=True)
class Question:
    """A happening that waits for an answer; `reply` is the key of the one given."""

    asked_at: datetime
    reply: str = ""


@dataclass(frozen=True)
class Dossier:
    """Where one dossier stands. `defects` is the truth and is never shown to the trainee.

    A child dossier is what another agency does for its `parent`, under `link`.
    """

    key: str
    spec: DossierSpec
    state: str
    submitted_at: datetime
    held_since: datetime
    """Since when the present holder has it."""
    law_day: date
    """The day whose law the dossier keeps: that of reception, before it that of submission."""
    parent: str | None = None
    link: str = ""
    defects: tuple[str, ...] = ()
    later: tuple[str, ...] = ()
    """Those of the defects that only the appraiser has to judge."""
    wrong_result: bool = False
    """The draft or the result has a mistake in it."""
    citizen_present: bool = False
    identity: str = ""
    looked_up: tuple[str, ...] = ()
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    examined: Mapping[str, Verdict] = field(default_factory=dict)
    """The verdicts of the appraiser."""
    proposed: tuple[str, ...] = ()
    """What the appraiser wants supplemented, for the desk to pass on."""
    supplements: tuple[SupplementRequest, ...] = ()
    code: str | None = None
    case: str = ""
    channel: str = ""
    paper_slip_at: datetime | None = None
    """When the dossier was received on paper because the system was down."""
    accepted_at: datetime | None = None
    dues: tuple[Due, ...] = ()
    scans: Mapping[str, Scan] = field(default_factory=dict)
    reused: tuple[str, ...] = ()
    tasks: Mapping[str, str] = field(default_factory=dict)
    """Task to the answer chosen, empty where there is only one way."""
    ready: Mapping[str, datetime] = field(default_factory=dict)
    """When a task that takes days is finished."""
    requests: Mapping[str, Request] = field(default_factory=dict)
    resume: str = ""
    """The state to go back to when the other agencies or the payer have done their part."""
    payment_asked: int = 0
    payment: Payment | None = None
    duty_paid_at: datetime | None = None
    forms: tuple[FormIssued, ...] = ()
    office: str = ""
    transferred_at: datetime | None = None
    sent_back: str = ""
    conclusion: str = ""
    """What the appraiser concluded: "grant" or "refuse:" and the kind of defect."""
    drafts: int = 0
    """How often the draft of the result was submitted for signature."""
    extension: Extension | None = None
    extensions: int = 0
    """How often a new date was set."""
    warned: bool = False
    """The system has warned that the due date is near."""
    result: str = ""
    """ "granted" or "refused" once it has been issued."""
    result_at: datetime | None = None
    result_checked: bool = False
    correcting: bool = False
    notified_at: datetime | None = None
    returned_at: datetime | None = None
    withdrawal_asked_at: datetime | None = None
    complaints: int = 0
    questions: Mapping[str, Question] = field(default_factory=dict)

    @property
    def due_at(self) -> datetime | None:
        """The due date that counts now."""
        return self.dues[-1].at if self.dues else None

    @property
    def received_at(self) -> datetime | None:
        """When the dossier was received: on paper during an incident, else when accepted."""
        return self.paper_slip_at or self.accepted_at

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

    @property
    def unanswered(self) -> bool:
        """Somebody has asked something and waits for a reply."""
        return any(not question.reply for question in self.questions.values())

    def has_form(self, number: str) -> bool:
        return any(form.number == number for form in self.forms)

    def open_defects(self) -> dict[str, str]:
        """Paper to kind of defect, for what the desk should have seen and is still wrong."""
        planted = [self.spec.defect(key) for key in self.defects if key not in self.later]
        return {each.paper: each.kind for each in planted}

    def obstacles(self) -> dict[str, str]:
        """Paper or record to kind of defect, for everything that is still wrong."""
        return {each.paper: each.kind for each in map(self.spec.defect, self.defects)}

    def places(self) -> dict[str, frozenset[str]]:
        """Paper or record to the places where its mistake is to be seen."""
        planted = map(self.spec.defect, self.defects)
        return {each.paper: right_places(self.spec, each) for each in planted}

    def asked(self, role: str) -> Mapping[str, Verdict]:
        """The verdicts that a role has given."""
        return self.examined if role == "appraiser" else self.verdicts


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
    def parents(self) -> list[Dossier]:
        """The dossiers of the applicants, without what other agencies do for them."""
        return [each for each in self.dossiers.values() if each.parent is None]

    def children(self, dossier: str) -> list[Dossier]:
        """What other agencies do or did for a dossier."""
        return [each for each in self.dossiers.values() if each.parent == dossier]

    @property
    def all_closed(self) -> bool:
        """Every dossier of the scenario has come and is closed, and nobody comes back."""
        count = 0
        for dossier in self.dossiers.values():
            if dossier.parent is None:
                if not dossier.closed or dossier.unanswered:
                    return False
                count += 1
        return count == len(self.scenario.dossiers) and not any(
            each.command.kind in REOPENING for each in self.queue
        )

    @property
    def out_of_time(self) -> bool:
        """The time of the scenario is over and something is still open."""
        return not self.all_closed and self.now >= self.scenario.ends_at

    @property
    def finished(self) -> bool:
        """Every dossier is closed, or the time of the scenario is over."""
        return self.now >= self.scenario.ends_at or self.all_closed

    def procedure(self, dossier: Dossier) -> Procedure:
        """The procedure that the dossier really is about."""
        return self.scenario.procedure_of(dossier.key)

    def version(self, dossier: Dossier) -> Version:
        """The procedure as it was on the day of reception: a dossier keeps its law."""
        return self.scenario.version_on(dossier.spec.procedure, dossier.law_day)

    def planned_for(self, dossier: Dossier) -> list[Scheduled]:
        """What the others are going to do about a dossier."""
        return [each for each in self.queue if each.command.dossier == dossier.key]

    def with_dossier(self, dossier: Dossier) -> "World":
        return changed(self, dossiers={**self.dossiers, dossier.key: dossier})


REOPENING = frozenset({"report_error", "happen"})
"""What is still to come after a dossier was closed."""
