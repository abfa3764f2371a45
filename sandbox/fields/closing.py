"""What the desk's acts at the end of a dossier ask for: new date, withdrawal, stop, result."""

from sandbox.fields.base import YES_NO, Choice, Field, Maker, reason
from sandbox.specs import DELIVERIES
from sandbox.words import moment
from sandbox.world import Dossier, World

DATA_STORE = "Kho quản lý dữ liệu điện tử của tổ chức, cá nhân"


def _reset_due(world: World, dossier: Dossier, role: str) -> tuple[Field, ...]:
    asked = dossier.extension
    new = moment(asked.new_due) if asked else ""
    decisions = (
        Choice("set", f"Đặt lại ngày hẹn theo văn bản của cơ quan giải quyết ({new})"),
        Choice("decline", "Không đặt lại: ngày hẹn đã được đổi một lần"),
        Choice("own", "Tự lùi thêm một tuần cho thoải mái"),
    )
    told = (
        Choice(
            "official", "Tin nhắn SMS, thư điện tử và tài khoản trên Cổng Dịch vụ công quốc gia"
        ),
        Choice("none", "Không báo, đến hẹn người dân sẽ biết"),
    )
    return (
        Field("decision", "Quyết định", "choice", decisions),
        Field("told", "Thông báo cho người dân", "choice", told),
    )


def _confirm_withdrawal(world: World, dossier: Dossier, role: str) -> tuple[Field, ...]:
    back = (
        Choice("returned", "Trả lại giấy tờ, giải quyết phí theo quy định của thủ tục"),
        Choice("kept", "Giữ lại giấy tờ đã nộp"),
    )
    return (Field("papers_back", "Giấy tờ, phí", "choice", back),)


def _stop(world: World, dossier: Dossier, role: str) -> tuple[Field, ...]:
    grounds = (
        Choice("not_supplemented", "Quá thời hạn bổ sung mà người nộp không hoàn thiện"),
        Choice("busy", "Đang nhiều việc, để xử lý sau"),
    )
    return (Field("ground", "Căn cứ dừng", "choice", grounds), reason("Lý do"))


def _check_result(world: World, dossier: Dossier, role: str) -> tuple[Field, ...]:
    findings = (
        Choice("right", "Đúng với hồ sơ, trả được"),
        Choice("wrong", "Có sai sót, phải chuyển lại để sửa"),
    )
    return (Field("finding", "Kết quả đối chiếu", "choice", findings),)


def _send_for_correction(world: World, dossier: Dossier, role: str) -> tuple[Field, ...]:
    costs = (
        Choice("office", "Cơ quan chịu, người dân không mất gì"),
        Choice("citizen", "Người dân nộp lại phí"),
    )
    spans = (
        Choice("three_days", "Chậm nhất 03 ngày làm việc"),
        Choice("limit", "Tính lại như một hồ sơ mới"),
        Choice("unsaid", "Không hẹn"),
    )
    return (
        Field("cost", "Chi phí", "choice", costs),
        Field("within", "Thời hạn sửa", "choice", spans),
    )


def _return_result(world: World, dossier: Dossier, role: str) -> tuple[Field, ...]:
    version = world.version(dossier)
    receivers = (
        Choice("slip", "Đã đối chiếu giấy hẹn, hoặc căn cước khi mất giấy hẹn"),
        Choice("unchecked", "Không đối chiếu"),
    )
    deliveries = tuple(Choice(key, label) for key, label in DELIVERIES.items())
    fields = [
        Field("delivery", "Cách trả", "choice", deliveries),
        Field("receiver", "Người nhận", "choice", receivers),
    ]
    if version.originals_returned:
        fields.append(Field("originals", "Trả lại bản chính", "choice", YES_NO))
    if version.result.electronic:
        label = f"Lưu kết quả điện tử vào {DATA_STORE}"
        ways = (
            Choice("yes", "Có, tệp đã ký số và có mã kết quả"),
            Choice("unsigned", "Có, chỉ là ảnh chụp chưa ký số"),
            Choice("no", "Không"),
        )
        fields.append(Field("electronic", label, "choice", ways))
    fields.append(Field("rating", "Mời người dân đánh giá hài lòng", "choice", YES_NO))
    return tuple(fields)


FIELDS: dict[str, Maker] = {
    "reset_due": _reset_due,
    "confirm_withdrawal": _confirm_withdrawal,
    "stop": _stop,
    "check_result": _check_result,
    "send_for_correction": _send_for_correction,
    "return_result": _return_result,
}
