"""The forms about one dossier: who comes, papers, planted mistakes, how the others behave."""

from typing import Any

from sandbox.authoring import choices
from sandbox.authoring.document import Data, free_key
from sandbox.authoring.shape import Choices, Field, Group, Part, Place, Rows, Variant, span

REPLACED = "Chỗ trong ngoặc nhọn, ví dụ {name}, được thay bằng thông tin của người dân."


def taken(place: Place) -> set[str]:
    """The keys that the items of the list here have."""
    return {str(each.get("key")) for each in place.rows()}


def first(found: Any) -> str:
    """The first value that there is to choose."""
    return next((each.value for each in found if each.value), "")


def titled(place: Place, noun: str, *names: str) -> str:
    """An item by its number and the first of these texts that it has."""
    row = int(place.path[-1]) + 1 if place.path else 0
    told = next((place.text(name) for name in names if place.text(name)), "")
    return f"{noun} {row}: {choices.shortened(told, 70)}" if told else f"{noun} {row}"


def chosen(place: Place, noun: str, key: str, found: Choices) -> str:
    """An item by its number and the title of what it is about."""
    row = int(place.path[-1]) + 1 if place.path else 0
    label = next((each.label for each in found(place) if each.value == place.text(key)), "")
    return f"{noun} {row}: {label or place.text(key)}"


def _fresh_line(place: Place) -> Data:
    return {}


LINES = Rows(
    "lines",
    "Nội dung ghi trên giấy",
    (
        Field("label", "Mục", size="medium"),
        Field("text", "Nội dung", default=None),
    ),
    item=lambda place: titled(place, "Dòng", "label"),
    fresh=_fresh_line,
    new="Thêm dòng",
    help=f"Ghi như trên giấy đúng, không lỗi. {REPLACED}",
    line=True,
    required=True,
)


def _paper_words(place: Place) -> str:
    pages, lines = place.get("pages"), len(place.rows("lines"))
    told = [place.text("issuer"), f"{pages} trang" if pages else "", f"{lines} dòng"]
    return " · ".join(each for each in told if each)


def _fresh_paper(place: Place) -> Data:
    return {
        "key": free_key("giay-to", taken(place)),
        "component": first(choices.brought(place)),
        "pages": 1,
        "copies": 0,
        "lines": [{"label": "Họ và tên", "text": "{upper_name}"}],
        "marks": ["Không tẩy xóa"],
    }


PAPERS = Rows(
    "papers",
    "Giấy tờ người dân mang đến",
    (
        Field("title", "Tên giấy tờ", help="Như người dân và cán bộ gọi, ví dụ “Giấy khai sinh của con”."),
        Field("component", "Là thành phần hồ sơ nào", "choice", choices=choices.brought),
        Field("issuer", "Nơi cấp hoặc người lập", help="Chỉ dùng tên giả định."),
        Field("form", "Dạng giấy tờ", "choice", choices=choices.paper_forms, default="original", required=False),
        Field("pages", "Số trang", "number", size="short"),
        Field("copies", "Số bản người dân muốn chứng thực", "number", size="short", help="Ghi 0 nếu không chứng thực bản sao."),
        LINES,
        Field("marks", "Dấu hiệu nhìn thấy trên giấy", "strings", help="Con dấu, chữ ký, vết tẩy… Mỗi dòng một dấu hiệu.", required=False, suggestions=lambda place: choices.common_marks()),
    ),
    item=lambda place: titled(place, "Giấy tờ", "title"),
    note=_paper_words,
    fresh=_fresh_paper,
    new="Thêm giấy tờ",
    help="Ghi giấy tờ như khi chúng ĐÚNG. Lỗi cài sẵn được soạn ở trang “Lỗi cài sẵn”.",
    required=True,
)  # fmt: skip

RECORDS = Rows(
    "records",
    "Dữ liệu cán bộ tra cứu được",
    (
        Field("component", "Tra cứu được mục nào", "choice", choices=choices.looked_up),
        LINES,
    ),
    item=lambda place: chosen(place, "Dữ liệu", "component", choices.looked_up),
    fresh=lambda place: {
        "component": first(choices.looked_up(place)),
        "lines": [{"label": "Họ và tên", "text": "{name}, sinh ngày {birth_date}"}],
    },
    new="Thêm dữ liệu tra cứu",
    help="Những gì hiện ra khi bấm “Tra cứu CSDL”. Không ghi thì hệ thống tự tạo thông tin khớp.",
    possible=choices.looked_up,
    impossible="Thủ tục này không có mục nào phải tra cứu.",
)

LOOK = Group(
    "look",
    "Lỗi trông như thế nào",
    (
        Rows(
            "lines",
            "Những dòng bị đổi",
            (
                Field("label", "Dòng nào", "choice", choices=choices.labels, size="medium"),
                Field("text", "Ghi sai thành"),
            ),
            item=lambda place: titled(place, "Dòng đổi", "label"),
            fresh=lambda place: {"label": first(choices.labels(place))},
            new="Thêm dòng bị đổi",
            help="Chỉ ghi những dòng khác với giấy đúng.",
            line=True,
        ),
        Field("marks", "Dấu hiệu nhìn thấy thay cho dấu hiệu của giấy đúng", "strings", help="Mỗi dòng một dấu hiệu; để trống thì giữ như giấy đúng.", required=False, suggestions=lambda place: choices.faulty_marks()),
        Field("form", "Dạng giấy tờ", "choice", choices=choices.changed_forms, required=False),
    ),
    help="Người học phải thấy được lỗi khi NHÌN giấy tờ, và chỉ thấy ở đó.",
    required=True,
)  # fmt: skip

DEFECT: tuple[Part, ...] = (
    Field("paper", "Lỗi nằm trên giấy tờ nào", "choice", choices=choices.faulty_items),
    Field("kind", "Loại lỗi", "choice", choices=choices.defect_kinds, help="Danh sách lấy từ thủ tục của hồ sơ này."),
    LOOK,
    Field("what", "Sai ở đâu (nói sau khi làm xong bài)", "area", help="Sự thật, chỉ hiện ở phần nhận xét."),
    Field("remedy", "Người dân phải làm gì", "area", help="Ví dụ: Khai lại ngày sinh cho đúng, mang bản chính khác."),
)  # fmt: skip


def _defects(key: str, label: str, sibling: str, sibling_label: str, help: str) -> Rows:
    def fresh(place: Place) -> Data:
        used = taken(place.up.at("always")) | taken(place.up.at("pool"))
        return {
            "key": free_key("loi", used),
            "paper": first(choices.faulty_items(place)),
            "kind": first(choices.defect_kinds(place)),
            "look": {},
        }

    return Rows(
        key,
        label,
        DEFECT,
        item=lambda place: titled(place, "Lỗi", "what"),
        fresh=fresh,
        new="Thêm lỗi",
        help=help,
        sibling=sibling,
        sibling_label=sibling_label,
        empty="Chưa có lỗi nào ở nhóm này.",
    )


DEFECTS: tuple[Part, ...] = (
    Group(
        "defects",
        "",
        (
            _defects("always", "Lỗi ai cũng gặp", "pool", "Chuyển sang nhóm rút ngẫu nhiên", "Mỗi giấy tờ nhiều nhất một lỗi."),
            _defects("pool", "Lỗi rút ngẫu nhiên", "always", "Chuyển sang nhóm ai cũng gặp", "Mỗi người học gặp một vài lỗi trong nhóm này."),
            Field("draw", "Rút bao nhiêu lỗi từ nhóm ngẫu nhiên cho mỗi lượt", "number", size="short", default=0, required=False, help="0 nghĩa là không dùng nhóm ngẫu nhiên."),
        ),
    ),
)  # fmt: skip

CITIZEN: tuple[Part, ...] = (
    Group(
        "citizen",
        "",
        (
            Field("brings", "Khi được yêu cầu bổ sung bằng văn bản, người dân", "variant", variants=(
                Variant("asked", "mang đủ những gì được yêu cầu", {"silent": None, "brings": None}),
                Variant("part", "chỉ bổ sung một phần", {"silent": None, "brings": "part"}),
                Variant("nothing", "quay lại nhưng không mang gì thêm", {"silent": None, "brings": "nothing"}),
                Variant("silent", "im lặng, không quay lại", {"silent": True, "brings": None}),
            )),
            span("supplements_after", "Quay lại bổ sung sau", "Phút trong giờ làm việc: 60 phút là một giờ, 480 phút là một ngày làm việc.", required=True),
            Field("understands_oral", "Khả năng nhớ đủ khi chỉ được dặn miệng", "percent", size="short", suffix="%", help="Người dân thường quên khi không có giấy: 30–50 % là hợp lý."),
            span("pays_after", "Trả phí sau", required=True),
            span("collects_after_notice", "Đến nhận kết quả sau khi được báo", required=True),
            Field("withdraws_when_asked_again", "Khả năng bỏ cuộc nếu bị yêu cầu bổ sung lần thứ hai", "percent", size="short", suffix="%"),
            span("withdraws_after", "Tự xin rút hồ sơ sau khi đã được tiếp nhận", "Để trống nếu người dân không rút hồ sơ.", rare=True),
            Field("withdraws_because", "Lý do rút, bằng lời của người dân", required=False, default="Tôi không còn nhu cầu nữa, xin rút hồ sơ.", rare=True),
        ),
        required=True,
    ),
)  # fmt: skip

LINKS = Rows(
    "links",
    "Cơ quan phối hợp",
    (
        Field("link", "Cơ quan và việc", "choice", choices=choices.links),
        span("after", "Trả lời sau", "Phút trong giờ làm việc; 480 phút là một ngày.", required=True),
        Field("text", "Nội dung trả lời", "area", required=False, default="Đã giải quyết xong phần việc của cơ quan."),
        Field("silent", "Im lặng qua hạn mấy lần trước khi trả lời", "number", size="short", required=False, default=0, rare=True),
        Field("returns", "Lần đầu trả lại hồ sơ vì lý do", required=False, rare=True, help="Để trống nếu không trả lại."),
        Field("refuses", "Cơ quan có thẩm quyền từ chối giải quyết", "flag", required=False, default=False, rare=True),
    ),
    item=lambda place: chosen(place, "Cơ quan", "link", choices.links),
    fresh=lambda place: {"link": first(choices.links(place)), "after": {"low": 480, "high": 960}},
    new="Thêm cơ quan phối hợp",
    empty="Các cơ quan làm việc đúng hạn như thủ tục quy định.",
    possible=choices.links,
    impossible="Thủ tục của hồ sơ này không cần cơ quan phối hợp nào.",
)  # fmt: skip

EXTENSIONS = {
    "no": "không báo gì cho người dân",
    "in_time": "xin lỗi, hẹn lại trước khi quá hạn",
    "late": "xin lỗi, hẹn lại khi đã quá hạn",
}
COLLEAGUES = Group(
    "colleagues",
    "Đồng nghiệp xử lý hồ sơ này khác thường",
    (
        span("appraisal_takes", "Cán bộ thụ lý làm trong", "Để trống thì như bình thường."),
        Field("asks_extension", "Khi sẽ trễ hẹn, cơ quan", "choice", choices=lambda place: (choices.Choice(key, label) for key, label in EXTENSIONS.items()), default="no", required=False),
        Field("asks_twice", "Cán bộ thụ lý đòi bổ sung hai lần", "flag", default=False, required=False),
        Field("leader_returns", "Lãnh đạo trả lại dự thảo lần đầu", "flag", default=False, required=False),
        Field("desk_misses", "Cán bộ tiếp nhận (do máy đóng) để lọt lỗi giấy tờ", "flag", default=False, required=False),
    ),
    rare=True,
)  # fmt: skip

ARRIVAL: tuple[Part, ...] = (
    Field("applicant", "Người nộp hồ sơ", "choice", choices=choices.applicants),
    Field("arrives_at", "Đến lúc", "datetime", size="medium", help="Trong giờ làm việc nếu nộp tại quầy."),
    Field("procedure", "Thủ tục thật sự cần làm", "choice", choices=choices.other_procedures, required=False),
    Field("case", "Trường hợp", "choice", choices=choices.cases, help="Trường hợp đúng mà người học phải chọn. Nếu vừa đổi thủ tục, hãy lưu để danh sách này đổi theo."),
    Field("channel", "Nộp bằng cách nào", "choice", choices=choices.channels),
    Field("request", "Người dân nói gì", "area", help="Lời nói tự nhiên, không dùng tên giấy tờ chính thức."),
    Field("delivery", "Muốn nhận kết quả", "choice", choices=choices.deliveries, default="counter", required=False),
    Field("asks_for_slip", "Xin giấy tiếp nhận dù kết quả có ngay", "flag", default=False, required=False),
    Field("waiver", "Thuộc diện miễn phí, lệ phí", "choice", choices=choices.waivers, required=False, rare=True),
    Field("duty", "Nghĩa vụ tài chính cơ quan thuế sẽ xác định", "number", size="medium", suffix="đồng", default=0, required=False, rare=True, help="Chỉ với thủ tục có nghĩa vụ tài chính, như đất đai."),
    Group(
        "agent",
        "Có người đến nộp thay",
        (
            Field("applicant", "Người đến thay", "choice", choices=choices.applicants),
            Field("relation", "Là gì của người nộp", help="Ví dụ: con gái, người được ủy quyền.", size="medium"),
        ),
        help="Để trống cả hai ô nếu người nộp tự đến.",
        rare=True,
    ),
    COLLEAGUES,
    Rows(
        "result",
        "Nội dung ghi trên kết quả",
        (Field("label", "Mục", size="medium"), Field("text", "Nội dung")),
        item=lambda place: titled(place, "Dòng kết quả", "label"),
        fresh=_fresh_line,
        new="Thêm dòng kết quả",
        help=f"Không ghi thì kết quả có họ tên và ngày sinh. {REPLACED}",
        line=True,
        rare=True,
    ),
    Group(
        "wrong_result",
        "Cơ quan làm sai kết quả",
        (
            Field("label", "Mục bị sai", size="medium"),
            Field("wrong", "Ghi sai thành"),
            Field("right", "Đúng phải là"),
            span("noticed_after", "Người dân phát hiện và quay lại sau", "Để trống nếu không bao giờ phát hiện."),
        ),
        help="Để trống nếu kết quả đúng. Người học phải thấy lỗi khi đối chiếu kết quả.",
        rare=True,
    ),
)  # fmt: skip


def fresh_dossier(place: Place) -> Data:
    """A dossier that only wants its words: on the main procedure, with every paper it needs."""
    here = Place(place.data, ("dossiers", len(place.rows())), place.procedures, place.calendars)
    starts = place.data.get("starts_at")
    people = first(choices.applicants(place))
    papers: list[Data] = []
    for component in choices.brought(here):
        title = component.label.rpartition(" (")[0]
        papers.append({
            "key": component.value, "title": title, "component": component.value,
            "pages": 1, "copies": 0,
            "lines": [{"label": "Họ và tên", "text": "{upper_name}"}],
            "marks": ["Không tẩy xóa"],
        })  # fmt: skip
    return {
        "key": free_key("hs1", taken(place)),
        "applicant": people,
        "arrives_at": starts,
        "channel": "counter",
        "case": first(choices.cases(here)),
        "papers": papers,
        "citizen": {
            "supplements_after": {"low": 60, "high": 120},
            "understands_oral": 0.4,
            "collects_after_notice": {"low": 30, "high": 60},
            "pays_after": {"low": 3, "high": 8},
            "withdraws_when_asked_again": 0.3,
        },
    }
