"""The indicators of Quyết định 766/QĐ-TTg in words: how each is counted, and why a dossier costs
points."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sandbox.quality import DossierRecord, Indicator, finishing, index_clock

HOW: dict[str, str] = {
    "1.4": "Số hồ sơ đã đồng bộ trạng thái lên Cổng Dịch vụ công quốc gia chia cho số hồ sơ đã"
    " tiếp nhận.",
    "2.1": "Số hồ sơ xử lý xong, hoặc đang xử lý, trong hạn chia cho số hồ sơ đã tiếp nhận. Thời"
    " gian chờ người dân bổ sung không tính; yêu cầu bổ sung hai lần thì tính là quá hạn.",
    "2.2": "Thời gian trung bình từ lúc tiếp nhận đến lúc xử lý xong, trừ thời gian chờ bổ sung."
    " Chỉ để theo dõi, không chấm điểm.",
    "3.3": "Số hồ sơ nộp trực tuyến có kết quả điện tử chia cho số hồ sơ đã tiếp nhận.",
    "3.6": "Số hồ sơ thanh toán trực tuyến chia cho số hồ sơ phải nộp phí, lệ phí; hồ sơ được miễn"
    " không tính.",
    "4.1": "Số hồ sơ có tệp kết quả điện tử chia cho số hồ sơ của thủ tục có kết quả bằng giấy.",
    "4.2": "Số hồ sơ có thành phần đã số hóa và có tệp kết quả chia cho số hồ sơ đã tiếp nhận.",
    "4.3": "Số hồ sơ có ít nhất một thành phần lấy lại từ dữ liệu đã có chia cho số hồ sơ đã tiếp"
    " nhận.",
    "4.4": "Số hồ sơ có thành phần lấy từ kho dữ liệu điện tử, hoặc có kết quả điện tử đã đồng bộ,"
    " chia cho số hồ sơ đã tiếp nhận.",
    "4.5": "Số hồ sơ có người nộp được xác thực bằng tài khoản định danh điện tử hoặc cơ sở dữ"
    " liệu dân cư chia cho số hồ sơ đã tiếp nhận.",
    "5.4": "100% trừ tỷ lệ hồ sơ quá hạn và tỷ lệ hồ sơ bị phản ánh.",
}
"""How each indicator is counted."""


@dataclass(frozen=True)
class Loss:
    """What one dossier costs: the indicator and the reason."""

    number: str
    label: str
    why: str


@dataclass(frozen=True)
class Loser:
    """A dossier that costs points, by its code or, before acceptance, its key."""

    code: str
    losses: tuple[Loss, ...]


def losers(
    found: Sequence[Indicator], records: Sequence[DossierRecord], until: datetime
) -> list[Loser]:
    """The dossiers that cost points, those with the most reasons first."""
    rows = []
    for record in records:
        losses = tuple(
            Loss(each.number, each.label, WHY[each.number](record, until))
            for each in found
            if record.code in each.losing
        )
        if losses:
            rows.append(Loser(record.code, losses))
    return sorted(rows, key=lambda row: -len(row.losses))


def _late(record: DossierRecord, until: datetime) -> str:
    clock = index_clock(record, until)
    if clock.asked_twice:
        return "yêu cầu bổ sung hơn một lần nên bị tính là quá hạn"
    return "xử lý xong sau ngày hẹn trả" if clock.finished else "đã quá ngày hẹn trả, chưa xong"


def _no_result_file(record: DossierRecord, until: datetime) -> str:
    if finishing(record, until) is None:
        return "chưa có kết quả điện tử vì hồ sơ chưa xử lý xong"
    return "không có tệp kết quả điện tử"


def _not_online(record: DossierRecord, until: datetime) -> str:
    if record.channel != "online":
        return (
            "nộp trực tiếp hoặc qua bưu chính; hướng dẫn người dân nộp trực tuyến lần sau, không"
            " ghi hồ sơ nộp tại quầy thành trực tuyến"
        )
    return _no_result_file(record, until)


def _not_paid_online(record: DossierRecord, until: datetime) -> str:
    return "thu tại quầy, không thanh toán trực tuyến" if record.fee_lines else "chưa thu phí"


def _not_digitised(record: DossierRecord, until: datetime) -> str:
    if not record.components_digitised:
        return "thành phần hồ sơ chưa số hóa"
    return _no_result_file(record, until)


def _dissatisfied(record: DossierRecord, until: datetime) -> str:
    if record.complained or record.disliked:
        return "người dân phản ánh hoặc không hài lòng"
    return _late(record, until)


WHY: dict[str, Callable[[DossierRecord, datetime], str]] = {
    "1.4": lambda record, until: "chưa đồng bộ trạng thái",
    "2.1": _late,
    "3.3": _not_online,
    "3.6": _not_paid_online,
    "4.1": _no_result_file,
    "4.2": _not_digitised,
    "4.3": lambda record, until: "không tái sử dụng thành phần nào từ dữ liệu đã có",
    "4.4": lambda record, until: (
        "không lấy thành phần từ kho dữ liệu, cũng chưa có kết quả điện tử"
    ),
    "4.5": lambda record, until: (
        "không xác thực danh tính bằng dữ liệu dân cư, tài khoản định danh"
    ),
    "5.4": _dissatisfied,
}
"""Why a dossier is among those that lose an indicator."""
