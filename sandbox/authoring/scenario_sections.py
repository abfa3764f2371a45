"""The pages of the editor for a scenario, in the order in which one writes it."""

from sandbox.authoring import choices
from sandbox.authoring.choices import dossier_words, shortened
from sandbox.authoring.document import Data, free_key
from sandbox.authoring.dossier_parts import (
    ARRIVAL,
    CITIZEN,
    DEFECTS,
    LINKS,
    PAPERS,
    RECORDS,
    first,
    fresh_dossier,
    taken,
    titled,
)
from sandbox.authoring.shape import (
    Field,
    Group,
    Part,
    Place,
    Rows,
    Section,
    all_of,
    options,
    span,
)
from sandbox.grading import LABELS as MARK_LINES
from sandbox.scenario import RUBRIC

MODES = {"guided": "Có hướng dẫn", "free": "Tự làm (có gợi ý)", "exam": "Kiểm tra"}
DIFFICULTIES = {"1": "1 – hồ sơ đầu tiên", "2": "2 – vừa", "3": "3 – khó"}
SEEDS = {"learner": "Mỗi người học một biến thể riêng", "fixed": "Mọi người cùng một biến thể"}

SEATS = Field(
    "seats", "Vai của người học", "checks", choices=options(choices.SEATS), default=("reception",),
    help="Máy đóng những vai còn lại. Chọn nhiều vai thì một người học làm hết, hoặc cả nhóm chia nhau.",
    required=False,
)  # fmt: skip

INTRODUCTION: tuple[Part, ...] = (
    Field("title", "Tên bài", help="Ngắn, gợi đúng tình huống."),
    Field("summary", "Tóm tắt", "area", help="Một, hai câu, hiện trong danh sách bài."),
    Field("goal", "Mục tiêu", "area", help="Làm xong bài, người học làm được gì?"),
    Field("briefing", "Lời dẫn", "area", help="Người học đọc trước khi bắt đầu: ngồi ở đâu, lúc nào, có gì đáng chú ý."),
    Field("minutes", "Thời gian làm bài", "number", size="short", suffix="phút"),
    Field("difficulty", "Độ khó", "choice", choices=options(DIFFICULTIES), default=2, size="medium", required=False),
    Field("modes", "Cho luyện theo những cách nào", "checks", choices=options(MODES)),
    Field("default_mode", "Cách luyện chọn sẵn", "choice", choices=options(MODES), size="medium"),
    SEATS,
    Field("competencies", "Năng lực được rèn", "checks", choices=choices.competencies),
    Field("seeds", "Biến thể", "choice", choices=options(SEEDS), rare=True, help="Tên người, lỗi rút ngẫu nhiên, thời gian chờ của mỗi lượt."),
    Field("code", "Mã bài", rare=True, help="Chữ thường không dấu, nối bằng dấu gạch ngang. Không đổi được sau khi công bố."),
)  # fmt: skip

PLACE: tuple[Part, ...] = (
    Field("procedure", "Thủ tục chính của bài", "choice", choices=choices.procedures),
    Field("starts_at", "Bài bắt đầu lúc", "datetime", size="medium", help="Trong giờ làm việc. Quy định áp dụng là quy định có hiệu lực vào ngày hồ sơ đến."),
    Field("ends_at", "Bài kết thúc muộn nhất lúc", "datetime", size="medium", help="Đủ muộn để cách làm đúng chậm nhất vẫn kịp, thường sau một tháng."),
    Group(
        "unit",
        "Đơn vị tiếp nhận",
        (
            Field("name", "Tên đơn vị", help="Thêm “(đơn vị luyện tập)” để không nhầm với đơn vị thật."),
            Field("code", "Mã định danh", size="medium", help="Mã luyện tập bắt đầu bằng H55.9, ví dụ H55.902.01."),
            Field("phone", "Điện thoại", size="medium", help="Số luyện tập bắt đầu bằng 0600, ví dụ 0600 208 902."),
        ),
        required=True,
    ),
    Field("calendar", "Lịch làm việc", "choice", choices=choices.calendars, rare=True),
    Field("blurs", "Khả năng máy quét cho ra bản mờ", "percent", size="short", suffix="%", default=0, required=False, rare=True, help="Người học phải kiểm tra bản quét và quét lại."),
)  # fmt: skip


def _sample_words(place: Place) -> str:
    """Somebody as the applicant may turn out to be."""
    person = choices.sample(place, int(place.path[-1]))
    if person is None:
        return "Điền đủ các ô để xem một người mẫu."
    born = f"{person.birth_date:%d/%m/%Y}"
    return f"Ví dụ một lượt: {person.title} {person.name}, sinh ngày {born}, {person.address}."


APPLICANTS = Rows(
    "applicants",
    "Người dân",
    (
        Field("gender", "Giới tính", "choice", choices=options(choices.GENDERS), size="medium"),
        Field("ethnicity", "Dân tộc", "choice", choices=choices.ethnicities, size="medium"),
        Field("birth_year", "Năm sinh", "number", size="short"),
        Field("commune", "Xã, phường", size="medium", help="Bắt đầu bằng “xã” hoặc “phường”."),
        Field("born", "Ngày sinh cố định", "date", size="medium", required=False, rare=True, help="Chỉ khi tuổi tính theo ngày quyết định kết quả. Năm sinh tự đổi theo."),
        Field("key", "Tên gọi khi soạn", size="medium", rare=True, help="Chỉ người soạn thấy, ví dụ: con-gai. Hồ sơ của người này tự đổi theo."),
    ),
    item=lambda place: choices.applicant_words(place, int(place.path[-1])),
    note=_sample_words,
    fresh=lambda place: {
        "key": free_key("nguoi-dan", taken(place)), "gender": "female", "ethnicity": "Kinh",
        "birth_year": 1985, "commune": place.text(0, "commune") or "xã Nam Cường",
    },
    new="Thêm người dân",
    help="Họ tên, số định danh, điện thoại, địa chỉ do hệ thống bịa ra, mỗi lượt một khác.",
    required=True,
)  # fmt: skip

DOSSIERS = Rows(
    "dossiers",
    "Hồ sơ",
    ARRIVAL,
    item=lambda place: dossier_words(place, int(place.path[-1])),
    note=lambda place: shortened(place.text("request"), 160),
    fresh=fresh_dossier,
    new="Thêm hồ sơ",
    help="Theo thứ tự người dân đến.",
    required=True,
)

OTHERS: tuple[Part, ...] = (
    SEATS,
    Group(
        "others",
        "",
        (
            Group("appraiser", "Cán bộ thụ lý", (
                span("after", "Làm một việc trong", "Phút trong giờ làm việc.", required=True),
                Field("finds_defect", "Khả năng phát hiện lỗi mà quầy để lọt", "percent", size="short", suffix="%"),
                Field("returns_undigitised", "Trả lại hồ sơ chưa số hóa", "flag"),
            ), required=True),
            Group("leader", "Lãnh đạo ký duyệt", (
                span("after", "Ký trong", required=True),
                Field("returns_draft", "Khả năng trả lại dự thảo để sửa câu chữ", "percent", size="short", suffix="%"),
            ), required=True),
            Group("clerk", "Văn thư", (span("after", "Phát hành trong", required=True),), required=True),
            Group("division", "Lãnh đạo phòng", (span("after", "Phân công, ký nháy trong", "Để trống: 10 đến 30 phút."),), rare=True),
            Group("reception", "Cán bộ tiếp nhận (khi do máy đóng)", (span("after", "Làm một việc trong", "Để trống: 5 đến 15 phút."),), rare=True),
        ),
        required=True,
    ),
)  # fmt: skip

REPLIES = Rows(
    "replies",
    "Các câu trả lời để chọn",
    (
        Field("title", "Câu trả lời", "area"),
        Field("right", "Đây là câu trả lời đúng", "flag", default=False, required=False),
        Field("rule", "Nếu sai: vi phạm quy tắc nào", "choice", choices=choices.rules, required=False),
        Field("what", "Nếu sai: sai ở chỗ nào", required=False, default="", help="Hiện ở phần nhận xét, ví dụ “Nhận tiền của người dân.”"),
    ),
    item=lambda place: titled(place, "Câu trả lời", "title") + (" (đúng)" if place.get("right") is True else ""),
    fresh=lambda place: {"key": free_key("tra-loi", taken(place))},
    new="Thêm câu trả lời",
    help="Ít nhất hai câu, trong đó ít nhất một câu đúng. Câu sai nên nghe hợp lý.",
    required=True,
)  # fmt: skip

HAPPENING: tuple[Part, ...] = (
    Field("who", "Ai nói", help="Ví dụ: Người mẹ, Anh đồng nghiệp bàn bên."),
    Field("text", "Nói gì", "area"),
    Field("dossier", "Liên quan đến hồ sơ nào", "choice", choices=choices.dossiers),
    Field("at", "Xảy ra đúng lúc", "datetime", size="medium", required=False, help="Chọn một trong hai: giờ ở đây, hoặc một việc ở ô dưới."),
    Field("when", "Hoặc xảy ra theo một việc", "choice", choices=choices.moments, required=False),
    Field("after", "sau việc đó", "number", size="short", suffix="phút", default=0, required=False),
    Field("within", "Cần trả lời trong", "number", size="short", suffix="phút", default=60, required=False),
    REPLIES,
    Field("should", "Làm thế nào mới đúng", "area", help="Hiện ở phần nhận xét."),
)  # fmt: skip


def _fresh_happening(place: Place) -> Data:
    return {
        "key": free_key("tinh-huong", taken(place)),
        "dossier": first(choices.dossiers(place)),
        "when": "accept",
        "after": 5,
        "replies": [{"key": "tra-loi", "right": True}, {"key": "tra-loi-2"}],
    }


HAPPENINGS = Rows(
    "happenings",
    "Tình huống",
    HAPPENING,
    item=lambda place: titled(place, "Tình huống", "who"),
    note=lambda place: shortened(place.text("text"), 160),
    fresh=_fresh_happening,
    new="Thêm tình huống",
    empty="Bài này chưa có tình huống nào. Một câu hỏi hay một lời nhờ vả làm bài sống động hơn.",
)

INCIDENTS = Rows(
    "incidents",
    "Sự cố",
    (
        Field("starts_at", "Từ lúc", "datetime", size="medium"),
        Field("ends_at", "Đến lúc", "datetime", size="medium"),
        Field("what", "Chuyện gì xảy ra", help="Ví dụ: Mất kết nối về máy chủ của tỉnh."),
    ),
    item=lambda place: titled(place, "Sự cố", "what"),
    fresh=lambda place: {
        "starts_at": place.data.get("starts_at"), "ends_at": place.data.get("starts_at"),
    },
    new="Thêm sự cố",
    help="Trong lúc có sự cố, hệ thống không dùng được: nhận hồ sơ giấy, nhập sau.",
    empty="Hệ thống chạy suốt bài.",
)  # fmt: skip

WEIGHTS = Group(
    "rubric",
    "Điểm cho từng mặt",
    tuple(
        Field(key, MARK_LINES[key], "share", size="short", suffix="điểm", default=weight)
        for key, weight in RUBRIC.items()
    ),
    help="Tất cả cộng lại phải bằng 100.",
    whole=True,
    total=100,
)


OFTEN_HINTED = frozenset(
    ("accept", "request_supplement", "collect_fee", "transfer", "return_result", "appraise", "sign")
)


def nudges(place: Place) -> tuple[Part, ...]:
    """One hint for each act of the seats that the trainee has."""
    seats = place.data.get("seats")
    mine = seats if isinstance(seats, list) and seats else ["reception"]
    written = place.data.get("nudges") if isinstance(place.data.get("nudges"), dict) else {}
    roles = {label for key, label in choices.ROLES.items() if key in mine}
    fields = tuple(
        Field(
            each.value,
            each.label,
            required=False,
            rare=each.value not in (written or {}) and each.value not in OFTEN_HINTED,
        )
        for each in choices.hinted_acts()
        if each.group in roles or each.value in (written or {})
    )
    return (
        Group(
            "nudges",
            "Câu gợi mở cho từng việc",
            fields,
            help="Câu hỏi đầu tiên hiện ra khi người học xin gợi ý. Để trống thì dùng câu chung.",
        ),
    )


SECTIONS: tuple[Section, ...] = (
    Section("gioi-thieu", "Giới thiệu", "Tên bài, mục tiêu, lời dẫn và dành cho ai.", "info-circle", all_of(*INTRODUCTION), chapter="Bài"),
    Section("don-vi", "Đơn vị và thời gian", "Bài diễn ra ở đâu, lúc nào, theo thủ tục nào.", "building", all_of(*PLACE), chapter="Bài"),
    Section("nguoi-dan", "Người dân", "Những ai xuất hiện trong bài.", "users", all_of(APPLICANTS), chapter="Bài"),
    Section("ho-so", "Hồ sơ", "Ai đến, lúc nào, xin việc gì.", "folder", all_of(*ARRIVAL), inside="dossiers", rows=DOSSIERS, chapter="Từng hồ sơ"),
    Section("giay-to", "Giấy tờ", "Người dân mang gì đến, tra cứu được gì.", "file-text", all_of(PAPERS, RECORDS), inside="dossiers", fills=True, chapter="Từng hồ sơ"),
    Section("loi", "Lỗi cài sẵn", "Chỗ sai mà người học phải tìm ra.", "search", all_of(*DEFECTS), inside="dossiers", fills=True, chapter="Từng hồ sơ"),
    Section("phan-ung", "Người dân phản ứng", "Người dân làm gì sau mỗi việc của cán bộ.", "user", all_of(*CITIZEN), inside="dossiers", chapter="Từng hồ sơ"),
    Section("phoi-hop", "Cơ quan phối hợp", "Các cơ quan khác trả lời thế nào.", "link", all_of(LINKS), inside="dossiers", chapter="Từng hồ sơ"),
    Section("tinh-huong", "Tình huống", "Câu hỏi, lời nhờ vả, sức ép ngoài hồ sơ.", "messages", all_of(*HAPPENING), inside="happenings", rows=HAPPENINGS, chapter="Xung quanh"),
    Section("su-co", "Sự cố", "Lúc nào hệ thống không dùng được.", "alert-triangle", all_of(INCIDENTS), chapter="Xung quanh"),
    Section("dong-nghiep", "Đồng nghiệp", "Vai nào người học làm, máy đóng các vai khác nhanh chậm ra sao.", "users-group", all_of(*OTHERS), chapter="Xung quanh"),
    Section("thang-diem", "Thang điểm", "Mỗi mặt được bao nhiêu điểm.", "scale", all_of(WEIGHTS), chapter="Chấm và gợi ý"),
    Section("goi-y", "Gợi ý", "Câu gợi mở riêng của bài này.", "bulb", nudges, chapter="Chấm và gợi ý"),
)  # fmt: skip
