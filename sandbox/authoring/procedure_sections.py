"""The pages of the editor for a copy of a procedure: one set for each version by date of effect."""

from collections.abc import Iterable

from sandbox.authoring.document import Data, free_key
from sandbox.authoring.dossier_parts import taken, titled
from sandbox.authoring.shape import (
    Choice,
    Choices,
    Field,
    Group,
    Part,
    Place,
    Rows,
    Section,
    all_of,
    options,
)
from sandbox.procedure_parts import CHANNELS, UNITS
from sandbox.workflow import ROLES

LEVELS = {
    "commune": "Cấp xã",
    "province": "Cấp tỉnh",
    "linked": "Cơ quan khác (chỉ là việc liên thông)",
}
HOW = {
    "submitted": "Người dân nộp",
    "shown": "Người dân xuất trình bản chính",
    "looked_up": "Cán bộ tra cứu, không được yêu cầu nộp",
}
LIMITS = {"same_day": "Trong ngày", **UNITS}
FEES = {"fixed": "Một khoản cố định", "per_copy": "Theo số bản", "per_page": "Theo số trang"}
STAGES = {"reception": "Thấy được ở quầy", "appraisal": "Chỉ người thẩm định xét"}
REMEDIES = {"supplement": "Yêu cầu bổ sung", "refuse": "Không nhận hồ sơ"}
SEATS = {key: ROLES[key] for key in ("reception", "appraiser", "division", "leader", "clerk")}
TASK_STAGES = {
    "receiving": "Ở quầy, trước khi chuyển xử lý",
    "appraisal": "Khi thẩm định",
    "returning": "Ở quầy, trước khi trả kết quả",
}
CHECKS = {
    "identity_before_accept": "Xác thực danh tính trước khi tiếp nhận",
    "papers_checked_before_accept": "Kiểm tra giấy tờ trước khi tiếp nhận",
    "digitised_before_transfer": "Số hóa trước khi chuyển xử lý",
    "fee_before_transfer": "Thu phí trước khi chuyển xử lý",
    "receipt_before_transfer": "Xuất phiếu tiếp nhận trước khi chuyển xử lý",
    "fee_before_return": "Thu phí trước khi trả kết quả",
}


def _own(name: str, empty: str = "") -> Choices:
    """Choices among the rows of a list of the same version."""

    def found(place: Place) -> Iterable[Choice]:
        if empty:
            yield Choice("", empty)
        for each in place.top.rows(name):
            yield Choice(str(each.get("key", "")), str(each.get("title") or each.get("key")))

    return found


BASIS = Rows(
    "basis",
    "Căn cứ pháp lý",
    (
        Field("document", "Văn bản", help="Ví dụ: Nghị định 118/2025/NĐ-CP."),
        Field("article", "Điều, khoản, điểm", required=False, default="", help="Ví dụ: khoản 3 Điều 16."),
        Field("certain", "Đã đối chiếu với văn bản đang có hiệu lực", "flag", default=True, required=False),
    ),
    item=lambda place: titled(place, "Căn cứ", "article", "document"),
    fresh=lambda place: {},
    new="Thêm căn cứ",
    line=True,
)  # fmt: skip


def _rows(
    key: str, label: str, stem: str, noun: str, parts: tuple[Part, ...], help: str = ""
) -> Rows:
    """A list whose items have a key and mostly a title."""

    def fresh(place: Place) -> Data:
        return {"key": free_key(stem, taken(place))}

    return Rows(
        key,
        label,
        parts,
        item=lambda place: titled(place, noun, "title", "key"),
        fresh=fresh,
        new=f"Thêm {noun.lower()}",
        help=help,
    )


IN_CASES = Field("cases", "Chỉ trong những trường hợp", "checks", choices=_own("cases"), required=False, rare=True, help="Không chọn nghĩa là mọi trường hợp.")  # fmt: skip

PROCEDURE: tuple[Part, ...] = (
    Field("title", "Tên thủ tục", "area"),
    Field("field", "Lĩnh vực", size="medium"),
    Field("level", "Cấp giải quyết", "choice", choices=options(LEVELS), size="medium"),
    Field("code", "Mã thủ tục", size="medium", rare=True, help="Mã của bản sao bắt đầu bằng 9."),
)

VERSION: tuple[Part, ...] = (
    Field("in_force", "Có hiệu lực từ ngày", "date", size="medium"),
    Field("until", "Đến trước ngày", "date", size="medium", required=False, help="Để trống nếu còn hiệu lực."),
    Field("processed_by", "Nơi giải quyết", "choice", choices=_own("offices")),
    Group("result", "Kết quả", (
        Field("title", "Tên kết quả"),
        Field("paper", "Có bản giấy", "flag"),
        Field("electronic", "Có bản điện tử", "flag"),
        Field("code", "Mã loại kết quả", required=False, default="", rare=True, size="medium"),
    ), required=True),
    Field("originals_returned", "Trả lại bản chính cho người dân", "flag"),
    Field("territorial", "Chỉ nơi có thẩm quyền theo địa bàn mới được giải quyết", "flag", default=False, required=False),
    Field("system_checks", "Hệ thống thật chặn những việc nào", "checks", choices=options(CHECKS), required=False, rare=True),
    Rows("legal_basis", "Căn cứ pháp lý của thủ tục", BASIS.parts, item=BASIS.item, fresh=BASIS.fresh, new=BASIS.new, line=True, required=True),
    Rows("look_alikes", "Thủ tục dễ nhầm", (
        Field("code", "Mã", size="medium"), Field("title", "Tên thủ tục"),
    ), item=lambda place: titled(place, "Thủ tục", "title"), fresh=lambda place: {}, new="Thêm thủ tục dễ nhầm", line=True, rare=True),
)  # fmt: skip

VERSIONS = Rows(
    "versions",
    "Phiên bản theo ngày có hiệu lực",
    VERSION,
    item=lambda place: f"Phiên bản {int(place.path[-1]) + 1}: từ {_day(place)}",
    fresh=lambda place: {},
    new="Thêm phiên bản",
    help="Khi luật đổi: nhân đôi phiên bản cũ rồi sửa, và ghi ngày kết thúc cho phiên bản cũ.",
    required=True,
)


def _day(place: Place) -> str:
    """The day from which the version here counts, as it is written in Vietnam."""
    value = place.get("in_force")
    return f"{value:%d/%m/%Y}" if hasattr(value, "strftime") else str(value or "chưa ghi ngày")


CASES = _rows("cases", "Trường hợp", "truong-hop", "Trường hợp", (Field("title", "Tên trường hợp"),), help="Trường hợp quyết định giấy tờ, thời hạn và phí.")  # fmt: skip

LIMITS_ROWS = Rows(
    "limits",
    "Thời hạn giải quyết",
    (
        Field("channel", "Cách nộp", "choice", choices=options(CHANNELS), size="medium"),
        Field("case", "Trường hợp", "choice", choices=_own("cases", "Mọi trường hợp còn lại"), required=False),
        Field("kind", "Tính theo", "choice", choices=options(LIMITS), size="medium"),
        Field("amount", "Số ngày hoặc giờ", "number", size="short", default=0, required=False, help="Để 0 nếu giải quyết trong ngày."),
        Field("cutoff", "Nhận sau giờ này thì trả hôm sau", "time", size="short", default="15:00", required=False, rare=True),
        BASIS,
    ),
    item=lambda place: titled(place, "Thời hạn") + f": {CHANNELS.get(place.text('channel'), '')}, {LIMITS.get(place.text('kind'), '').lower()}",
    fresh=lambda place: {"channel": "counter", "kind": "working_days", "amount": 3},
    new="Thêm thời hạn",
    required=True,
)  # fmt: skip

COMPONENTS = _rows("components", "Thành phần hồ sơ", "thanh-phan", "Thành phần", (
    Field("title", "Tên giấy tờ hoặc thông tin"),
    Field("how", "Có bằng cách nào", "choice", choices=options(HOW)),
    Field("database", "Tra cứu ở đâu", required=False, default="", help="Chỉ khi cán bộ tra cứu, ví dụ: Cơ sở dữ liệu quốc gia về dân cư."),
    BASIS,
))  # fmt: skip

UNNEEDED = _rows("unneeded", "Giấy tờ không được yêu cầu", "khong-can", "Giấy tờ không cần", (
    Field("title", "Tên giấy tờ"),
    Field("why", "Vì sao không được yêu cầu"),
    BASIS,
))  # fmt: skip

DEFECT_KINDS = _rows("defect_kinds", "Loại lỗi", "loai-loi", "Loại lỗi", (
    Field("title", "Lỗi gì"),
    Field("stage", "Ai phát hiện", "choice", choices=options(STAGES), default="reception", required=False),
    Field("remedy", "Cán bộ phải làm gì", "choice", choices=options(REMEDIES)),
    Field("may_refuse", "Luật cũng cho phép từ chối ngay", "flag", default=False, required=False),
    BASIS,
), help="Lỗi cài sẵn của các bài chọn loại từ danh sách này.")  # fmt: skip

FEE_ROWS = _rows("fees", "Phí, lệ phí", "phi", "Khoản phí", (
    Field("title", "Tên khoản phí"),
    Field("kind", "Tính theo", "choice", choices=options(FEES)),
    Field("rate", "Mức thu", "number", size="medium", suffix="đồng"),
    Field("first_pages", "Mức này cho mấy trang đầu", "number", size="short", default=0, required=False, rare=True),
    Field("then_rate", "Mỗi trang sau đó", "number", size="medium", suffix="đồng", default=0, required=False, rare=True),
    Field("cap", "Nhiều nhất một bản", "number", size="medium", suffix="đồng", default=0, required=False, rare=True),
    IN_CASES,
    BASIS,
))  # fmt: skip

WAIVER_ROWS = _rows("waivers", "Diện miễn phí, lệ phí", "mien", "Diện miễn", (
    Field("title", "Ai được miễn"),
    Field("channels", "Chỉ khi nộp bằng cách", "checks", choices=options(CHANNELS), required=False, help="Không chọn nghĩa là mọi cách nộp."),
    Field("first_day", "Từ ngày", "date", size="medium", required=False, rare=True),
    Field("last_day", "Đến hết ngày", "date", size="medium", required=False, rare=True),
    BASIS,
))  # fmt: skip

TASK_ROWS = _rows("tasks", "Việc chuyên ngành", "viec", "Việc", (
    Field("title", "Việc phải làm"),
    Field("seat", "Ai làm", "choice", choices=options({key: SEATS[key] for key in ("reception", "appraiser")}), size="medium"),
    Field("stage", "Lúc nào", "choice", choices=options(TASK_STAGES)),
    _rows("answers", "Các cách làm để chọn", "cach", "Cách làm", (
        Field("title", "Cách làm"),
        Field("right", "Đúng", "flag", default=False, required=False),
        Field("what", "Nếu sai: sai ở chỗ nào", required=False, default=""),
    )),
    Field("should", "Làm thế nào mới đúng", "area"),
    Field("hurt", "Làm sai thì người dân chịu gì", "area"),
    Field("minutes", "Mất bao lâu", "number", size="short", suffix="phút", default=5, required=False, rare=True),
    Field("waits", "Phải chờ, như niêm yết", "number", size="short", suffix="ngày làm việc", default=0, required=False, rare=True),
    Field("critical", "Sai là trượt bài", "flag", default=False, required=False, rare=True),
    IN_CASES,
    BASIS,
))  # fmt: skip

STEP_ROWS = _rows("steps", "Các bước của quy trình nội bộ", "buoc", "Bước", (
    Field("title", "Tên bước"),
    Field("seat", "Ai làm", "choice", choices=options(SEATS), size="medium"),
    Field("share", "Phần thời hạn", "percent", size="short", suffix="%"),
    Field("certain", "Đã đối chiếu", "flag", default=True, required=False, rare=True),
), help="Các phần cộng lại không quá 100 %.")  # fmt: skip

OFFICE_ROWS = _rows("offices", "Nơi có thể chuyển hồ sơ đến", "noi", "Nơi nhận", (
    Field("title", "Tên đơn vị"),
    Field("link", "Là cơ quan của việc liên thông", "choice", choices=_own("links", "Không, là đơn vị của mình"), required=False, rare=True),
))  # fmt: skip


def _page(key: str, title: str, lead: str, icon: str, *parts: Part) -> Section:
    return Section(
        key, title, lead, icon, all_of(*parts), inside="versions", chapter="Từng phiên bản"
    )


SECTIONS: tuple[Section, ...] = (
    Section("gioi-thieu", "Thủ tục", "Tên, lĩnh vực, cấp giải quyết.", "info-circle", all_of(*PROCEDURE), chapter="Thủ tục"),
    Section("phien-ban", "Phiên bản", "Quy định theo ngày có hiệu lực, kết quả, nơi giải quyết.", "calendar", all_of(*VERSION), inside="versions", rows=VERSIONS, chapter="Thủ tục"),
    _page("truong-hop", "Trường hợp, thời hạn", "Các trường hợp và thời hạn của từng trường hợp.", "clock", CASES, LIMITS_ROWS),
    _page("thanh-phan", "Thành phần hồ sơ", "Cần giấy tờ gì, không được đòi giấy tờ gì.", "file-text", COMPONENTS, UNNEEDED),
    _page("loai-loi", "Loại lỗi", "Những lỗi giấy tờ mà bài có thể cài.", "search", DEFECT_KINDS),
    _page("phi", "Phí và miễn giảm", "Mức thu và ai được miễn.", "scale", FEE_ROWS, WAIVER_ROWS),
    _page("viec", "Việc chuyên ngành", "Việc mà luật chuyên ngành đòi hỏi.", "checklist", TASK_ROWS),
    _page("cac-buoc", "Các bước, nơi nhận", "Quy trình nội bộ và nơi chuyển đến.", "route", STEP_ROWS, OFFICE_ROWS),
)  # fmt: skip
