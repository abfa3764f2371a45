"""The quality index over the dossiers of a run: what a trainee's own work would have scored."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import cast

from sandbox.engine import fold
from sandbox.procedure_parts import Channel
from sandbox.quality import DossierRecord, Indicator, indicators
from sandbox.scenario import Scenario
from sandbox.statuses import messages
from sandbox.world import Dossier, Event, World

MEANINGS: dict[str, str] = {
    "1.4": "Hồ sơ có được gửi trạng thái lên Cổng Dịch vụ công quốc gia hay không.",
    "2.1": "Xong trước hoặc đúng ngày hẹn. Yêu cầu bổ sung lần thứ hai thì bị tính là quá hạn.",
    "2.2": "Từ lúc tiếp nhận đến lúc xong, không kể thời gian chờ người dân bổ sung.",
    "3.3": "Người dân nộp trực tuyến và nhận được kết quả điện tử. Ghi sai cách nộp là vi phạm.",
    "3.6": "Phí, lệ phí được trả trực tuyến: gửi yêu cầu thanh toán thay cho thu tiền mặt.",
    "4.1": "Kết quả có bản điện tử đã ký số, có mã kết quả.",
    "4.2": "Có bản quét của giấy tờ nộp vào và bản điện tử của kết quả.",
    "4.3": "Lấy dữ liệu đã có và đánh dấu tái sử dụng, thay cho quét lại.",
    "4.4": "Giấy tờ lấy từ kho dữ liệu, hoặc kết quả được chia sẻ để lần sau dùng lại.",
    "4.5": "Người nộp được xác thực bằng tài khoản định danh điện tử.",
    "5.4": "Không quá hạn và không bị phản ánh.",
}
"""What each indicator asks, for somebody who sees it the first time."""


def records(scenario: Scenario, events: Sequence[Event]) -> list[DossierRecord]:
    """What the Portal would know of each dossier that was handed in."""
    world = fold(scenario, events)
    sent = messages(world, events)
    return [
        _record(
            world,
            dossier,
            tuple((m.status, m.at) for m in sent if m.dossier == dossier.key),
            [event for event in events if event.dossier == dossier.key],
        )
        for dossier in world.parents
    ]


def of_run(scenario: Scenario, events: Sequence[Event]) -> tuple[Indicator, ...]:
    """Every indicator that dossiers move, at the present hour of the run."""
    return indicators(records(scenario, events), fold(scenario, events).now)


def _record(
    world: World,
    dossier: Dossier,
    history: tuple[tuple[int, datetime], ...],
    events: Sequence[Event],
) -> DossierRecord:
    version = world.version(dossier)
    handed_over = [event for event in events if event.kind == "return_result"]
    paid = dossier.payment
    waived = not paid and dossier.spec.waiver is not None
    return DossierRecord(
        code=dossier.code or dossier.key,
        procedure=world.procedure(dossier).code,
        sector=world.procedure(dossier).field,
        channel=cast(Channel, dossier.channel or dossier.spec.channel),
        submitted_at=dossier.submitted_at,
        accepted_at=dossier.accepted_at,
        due_at=_portal_due(dossier),
        legal_due_at=dossier.due_at,
        history=history,
        supplements=tuple(_supplements(dossier, events)),
        fee_bearing=bool(version.fees),
        fee_lines=(paid.amount,) if paid else (0,) if waived else (),
        paid_online=2 if paid and paid.how == "online" and paid.amount else 0,
        paper_result=version.result.paper,
        result_file=any(event.data.get("electronic") == "yes" for event in handed_over),
        components_digitised=dossier.spec.channel == "online" or bool(dossier.scans),
        reused=bool(dossier.reused),
        from_store=bool(dossier.reused),
        verified_by_population_db=dossier.identity == "e_id",
        complained=dossier.complaints > 0,
    )


def _portal_due(dossier: Dossier) -> datetime | None:
    """The date that the Portal has: it does not know that a supplement restarts the legal clock."""
    known = [due.at for due in dossier.dues if due.why != "supplemented"]
    return known[-1] if known else None


def _supplements(
    dossier: Dossier, events: Sequence[Event]
) -> Iterator[tuple[datetime, datetime | None]]:
    """Each request and when it was answered, or None."""
    answers = [event.at for event in events if event.kind == "supplement"]
    for number, request in enumerate(dossier.supplements):
        yield request.at, answers[number] if number < len(answers) else None
