"""The queues of the officer's menu: which dossiers stand under which heading.

Groups and names are those read in a provincial system (section 7.4 of the domain description), as
far as they mean something in a run. A dossier can stand in several queues at once. Nothing here
looks at what was planted in a dossier.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sandbox.due_words import due_state
from sandbox.statuses import finance
from sandbox.workflow import AT_DESK, ROLES
from sandbox.world import Dossier, World

Test = Callable[[World, Dossier], bool]

RECEIVING, PROCESSING, SUPPLEMENTS = "Tiếp nhận hồ sơ", "Xử lý hồ sơ", "Bổ sung hồ sơ"
DRAFTS, RETURNING, FEES = "Dự thảo xử lý", "Trả kết quả", "Thu phí, lệ phí"
ELSEWHERE, DIGITISING = "Hồ sơ phi địa giới", "Số hóa hồ sơ"
CERTIFYING, INTERLINKED, FOLLOWING = "Chứng thực", "Liên thông", "Theo dõi hồ sơ"

_OFFICE = ("appraiser", "division", "leader", "clerk")
GROUP_SEATS: dict[str, tuple[str, ...]] = {
    RECEIVING: ("reception",),
    PROCESSING: _OFFICE,
    SUPPLEMENTS: ("reception", "appraiser"),
    DRAFTS: _OFFICE,
    RETURNING: ("reception", "clerk"),
    FEES: ("reception",),
    ELSEWHERE: ("reception",),
    DIGITISING: ("reception",),
    CERTIFYING: ("reception",),
    INTERLINKED: ("reception", "appraiser"),
    FOLLOWING: tuple(ROLES),
}
"""The groups of the menu in order, each with the seats whose daily work it is."""


@dataclass(frozen=True)
class Queue:
    """One line of the menu; `holds` says which dossiers stand in it."""

    key: str
    group: str
    label: str
    holds: Test

    @property
    def working(self) -> bool:
        """Whether somebody works from it; the others only watch over all dossiers."""
        return self.group != FOLLOWING


def _in(*states: str) -> Test:
    return lambda world, dossier: dossier.state in states


def _money(state: str) -> Test:
    return lambda world, dossier: bool(dossier.code) and finance(world, dossier) == state


def _due(*states: str) -> Test:
    return lambda world, dossier: due_state(world, dossier) in states


def _waits_for(delivery: str) -> Test:
    return lambda world, dossier: (
        dossier.state == "awaiting_return" and dossier.spec.delivery == delivery
    )


def _at_counter_now(world: World, dossier: Dossier) -> bool:
    handed_in = dossier.state == "submitted" and dossier.spec.channel != "online"
    return handed_in or dossier.state in AT_DESK


def _brought(world: World, dossier: Dossier) -> bool:
    """Supplemented, and the desk has not gone on with it yet."""
    return bool(dossier.supplements) and dossier.state in ("submitted", "back_at_desk")


def _completed(world: World, dossier: Dossier) -> bool:
    unfinished = ("submitted", "back_at_desk", "awaiting_supplement", "supplement_proposed")
    ended = ("refused", "withdrawn", "stopped")
    return bool(dossier.supplements) and dossier.state not in (*unfinished, *ended)


def _waits_for_signature(world: World, dossier: Dossier) -> bool:
    asked = dossier.extension is not None and dossier.extension.state == "asked"
    return asked or dossier.state in ("awaiting_initial", "awaiting_signature")


def _draft_to_act_on(world: World, dossier: Dossier) -> bool:
    if dossier.closed:
        return False
    approved = dossier.extension is not None and dossier.extension.state == "approved"
    return (
        approved
        or dossier.state == "supplement_proposed"
        or dossier.withdrawal_asked_at is not None
    )


def _draft_acted_on(world: World, dossier: Dossier) -> bool:
    passed_on = bool(dossier.proposed) and dossier.state != "supplement_proposed"
    return dossier.extensions > 0 or dossier.state == "withdrawn" or passed_on


def _competent_elsewhere(world: World, dossier: Dossier) -> bool:
    version = world.version(dossier)
    return any(version.link(key).kind == "competent" for key in dossier.requests)


def _acknowledged(dossier: Dossier) -> bool:
    return any(due.why == "agency_received" for due in dossier.dues)


def _elsewhere(acknowledged: bool) -> Test:
    return lambda world, dossier: (
        dossier.state == "awaiting_agency"
        and _competent_elsewhere(world, dossier)
        and _acknowledged(dossier) == acknowledged
    )


def _to_digitise(world: World, dossier: Dossier) -> bool:
    on_paper = dossier.spec.channel != "online" and dossier.state in AT_DESK
    return on_paper and len(dossier.scans) < len(dossier.spec.papers)


def _digitised(world: World, dossier: Dossier) -> bool:
    return bool(dossier.scans) and len(dossier.scans) == len(dossier.spec.papers)


def _signed_scans(wanted: bool) -> Test:
    return lambda world, dossier: (
        bool(dossier.scans) and all(scan.signed for scan in dossier.scans.values()) == wanted
    )


QUEUES: tuple[Queue, ...] = (
    Queue("new", RECEIVING, "Hồ sơ mới tiếp nhận (trực tiếp)", _at_counter_now),
    Queue("online", RECEIVING, "Hồ sơ chờ tiếp nhận trực tuyến",
          lambda w, d: d.state == "submitted" and d.spec.channel == "online"),
    Queue("refused", RECEIVING, "Hồ sơ từ chối tiếp nhận", _in("refused")),
    Queue("passed-on", RECEIVING, "Hồ sơ đã chuyển xử lý",
          lambda w, d: d.transferred_at is not None and d.state not in AT_DESK),
    Queue("processing", PROCESSING, "Hồ sơ đang xử lý",
          _in("awaiting_assignment", "in_queue", "in_appraisal")),
    Queue("processing-linked", PROCESSING, "Hồ sơ đang xử lý liên thông", _in("awaiting_agency")),
    Queue("submitted-on", PROCESSING, "Đã chuyển xử lý",
          _in("awaiting_initial", "awaiting_signature", "awaiting_issue")),
    Queue("sent-for-supplement", PROCESSING, "Đã chuyển bổ sung",
          lambda w, d: d.transferred_at is not None
          and d.state in ("supplement_proposed", "awaiting_supplement")),
    Queue("sent-with-result", PROCESSING, "Đã chuyển có kết quả",
          lambda w, d: bool(d.result)),
    Queue("stopped", PROCESSING, "Dừng xử lý", _in("stopped")),
    Queue("duty", PROCESSING, "Yêu cầu thực hiện nghĩa vụ tài chính", _in("awaiting_payment")),
    Queue("supplement-to-ask", SUPPLEMENTS, "Yêu cầu bổ sung", _in("supplement_proposed")),
    Queue("supplement-awaited", SUPPLEMENTS, "Chờ bổ sung", _in("awaiting_supplement")),
    Queue("supplement-brought", SUPPLEMENTS, "Đã bổ sung", _brought),
    Queue("supplement-done", SUPPLEMENTS, "Đã hoàn thành bổ sung", _completed),
    Queue("draft-to-sign", DRAFTS, "Chờ ký duyệt", _waits_for_signature),
    Queue("draft-to-do", DRAFTS, "Chờ xử lý", _draft_to_act_on),
    Queue("draft-done", DRAFTS, "Đã xử lý", _draft_acted_on),
    Queue("result-to-confirm", RETURNING, "Chờ xác nhận trả",
          lambda w, d: d.state == "to_correct"
          or (d.state == "awaiting_return" and not d.result_checked)),
    Queue("result-to-return", RETURNING, "Chờ trả kết quả", _in("awaiting_return")),
    Queue("return-at-counter", RETURNING, "Chờ trả trực tiếp", _waits_for("counter")),
    Queue("return-online", RETURNING, "Chờ trả trực tuyến", _waits_for("online")),
    Queue("return-by-post", RETURNING, "Chờ trả qua BCCI", _waits_for("post")),
    Queue("has-result", RETURNING, "Đã có kết quả", lambda w, d: bool(d.result)),
    Queue("returned", RETURNING, "Đã trả kết quả", _in("returned")),
    Queue("withdrawal", RETURNING, "Hồ sơ xin rút",
          lambda w, d: d.withdrawal_asked_at is not None),
    Queue("fee-due", FEES, "Chờ thu", _money("due")),
    Queue("fee-paid", FEES, "Đã thu", _money("paid")),
    Queue("fee-refund", FEES, "Hoàn phí", _money("refund")),
    Queue("fee-cancelled", FEES, "Hủy", _money("cancelled")),
    Queue("elsewhere-new", ELSEWHERE, "Chờ tiếp nhận", _elsewhere(acknowledged=False)),
    Queue("elsewhere-processing", ELSEWHERE, "Đang xử lý", _elsewhere(acknowledged=True)),
    Queue("elsewhere-return", ELSEWHERE, "Chờ trả",
          lambda w, d: d.state == "awaiting_return" and _competent_elsewhere(w, d)),
    Queue("to-digitise", DIGITISING, "Chờ số hóa", _to_digitise),
    Queue("digitised", DIGITISING, "Đã số hóa", _digitised),
    Queue("scans-to-sign", DIGITISING, "Chờ duyệt", _signed_scans(wanted=False)),
    Queue("scans-signed", DIGITISING, "Đã duyệt", _signed_scans(wanted=True)),
    Queue("certifying", CERTIFYING, "Hồ sơ chứng thực",
          lambda w, d: w.procedure(d).field == CERTIFYING and not d.closed),
    Queue("interlinked", INTERLINKED, "Hồ sơ liên thông", lambda w, d: bool(d.requests)),
    Queue("all", FOLLOWING, "Tất cả", lambda w, d: True),
    Queue("due-soon", FOLLOWING, "Tới hạn", _due("today", "soon")),
    Queue("overdue", FOLLOWING, "Quá hạn", _due("late")),
)  # fmt: skip
BY_KEY: dict[str, Queue] = {queue.key: queue for queue in QUEUES}
ALL = "all"


@dataclass(frozen=True)
class Counted:
    """A queue and how many dossiers stand in it now."""

    queue: Queue
    count: int


@dataclass(frozen=True)
class Group:
    """A heading of the menu; `mine` when it is daily work of the trainee's seats."""

    title: str
    mine: bool
    queues: tuple[Counted, ...]

    @property
    def busy(self) -> bool:
        return any(each.count for each in self.queues)


def menu(world: World) -> list[Group]:
    """The whole menu with its counters, the groups of the trainee's seats first."""
    parents = world.parents
    groups = [
        Group(
            title,
            bool(set(seats) & set(world.scenario.seats)),
            tuple(
                Counted(queue, sum(queue.holds(world, dossier) for dossier in parents))
                for queue in QUEUES
                if queue.group == title
            ),
        )
        for title, seats in GROUP_SEATS.items()
    ]
    return sorted(groups, key=lambda group: (group.title != FOLLOWING, not group.mine))


def in_queue(world: World, key: str) -> set[str]:
    """The keys of the dossiers that stand in a queue; an unknown queue is all of them."""
    queue = BY_KEY.get(key, BY_KEY[ALL])
    return {dossier.key for dossier in world.parents if queue.holds(world, dossier)}
