"""What a paper looks like: from the words of its marks and its title to what is drawn.

A mark such as "Vết cạo giấy ở dòng xếp loại" is one sentence of what one sees. Here it is
understood: which things it puts on the paper (an erasure), on which page and at which line. A mark
that isn't understood is shown in words, so nothing an author writes is lost.
"""

import re
from dataclasses import dataclass

FAMILIES: tuple[tuple[str, str], ...] = (
    ("handwritten", r"viết tay"),
    ("letter", r"ủy quyền|cam kết|cam đoan"),
    ("card", r"thẻ|căn cước|giấy phép lái xe|hộ chiếu"),
    ("drawings", r"bản vẽ|sơ đồ"),
    ("register", r"sổ đăng ký|trích sao|sổ hộ tịch"),
    ("declaration", r"^(tờ khai|đơn |giấy đề nghị|văn bản đề nghị|sơ yếu)|lý lịch"),
    ("minutes", r"biên bản|hợp đồng|thừa kế|thỏa thuận"),
    ("notice", r"chứng sinh|báo tử"),
    ("booklet", r"học bạ|^sổ "),
    ("receipt", r"biên lai|hóa đơn|phiếu thu"),
    ("land", r"quyền sử dụng đất|sổ đỏ"),
    ("civil", r"giấy khai sinh|kết hôn|tình trạng hôn nhân|trích lục|khai tử"),
    ("diploma", r"bằng |chứng chỉ|đăng ký doanh nghiệp"),
)
"""Kinds of paper in the order in which their titles are tried."""
KINDS = (*(key for key, _ in FAMILIES), "official", "record")
"""Every kind of drawing; "official" is a letter of an office, "record" what a database shows."""


def family(title: str) -> str:
    """The kind of drawing for a paper with this title."""
    title = title.casefold()
    return next((key for key, pattern in FAMILIES if re.search(pattern, title)), "official")


SIGNS = {
    "signature", "blank-signature", "digital", "blank-digital", "fingerprint", "red-stamp",
    "grey-stamp", "run-stamp", "square-stamp", "unreadable-signature",
}  # fmt: skip
"""What stands where one signs."""

ABSENT: tuple[tuple[str, str], ...] = (
    (r"để trống|chưa ký", "blank"),
    (r"^không có (chữ ký|xác nhận).*(sửa|tẩy|cạo)", "no-countersign"),
    (r"^không có (lời chứng|chữ ký số)", "no-attestation"),
    (r"^(không có|thiếu|chưa có) (con )?dấu", "no-stamp"),
    (r"^không kèm|^thiếu (bản chính|giấy)", "not-enclosed"),
    (r"^không (bị )?(tẩy|trầy|rách|nhòe)", "clean"),
)
"""Marks that say what is not there: nothing but the lack of it is drawn."""

PRESENT: tuple[tuple[str, str], ...] = (
    (r"không đọc được chỗ ký", "unreadable-signature"),
    (r"(thiếu|mất|không có) (trang|tờ) \d", "page-missing"),
    (r"(giấy|bản in|bản viết tay) sạch|rõ nét|đang áp dụng|^đúng mẫu|^đủ( \w+)? trang", "clean"),
    (r"viết tay", "handwritten"),
    (r"đánh máy", "typed"),
    (r"bản chụp màu", "colour-copy"),
    (r"bản chụp", "grey-copy"),
    (r"bản quét màu", "scan"),
    (r"ảnh chụp", "phone-photo"),
    (r"lệch|nghiêng", "skewed"),
    (r"lóa", "glare"),
    (r"thiếu sáng", "dark"),
    (r"rung|mờ|chữ nhòe", "blur"),
    (r"nhòe mực|loang mực", "blot"),
    (r"ngấm nước|ố (vàng|nước)", "stain"),
    (r"(mất|rách) góc trên bên phải", "torn-top-right"),
    (r"(mất|rách) góc trên(?! bên phải)", "torn-top-left"),
    (r"(mất|rách) góc(?! trên)|(bị|vết) rách", "torn-bottom"),
    (r"nếp gấp", "folds"),
    (r"ngả vàng|đã cũ", "aged"),
    (r"thẻ nhựa", "plastic"),
    (r"ảnh dán|ảnh có dấu|góc ảnh", "photo"),
    (r"dấu nổi|ảnh có dấu", "photo-stamp"),
    (r"quốc huy in nổi", "embossed-emblem"),
    (r"quốc huy màu xám", "grey-emblem"),
    (r"quốc huy in màu", "emblem"),
    (r"vết cạo|cạo sửa", "erasure"),
    (r"vết tẩy|tẩy mực|viết đè", "wiped"),
    (r"dấu chữ “mật”|dấu mật", "secret"),
    (r"dấu “bản sao”", "copy-stamp"),
    (r"^dấu giáp lai", "edge-stamp"),
    (r"dấu vuông", "square-stamp"),
    (r"vân tay|điểm chỉ", "fingerprint"),
    (r"dòng in đậm", "bold-line"),
    (r"tài khoản định danh", "account"),
    (r"bản sao điện tử được chứng thực", "electronic-certified"),
    (r"lời chứng", "attestation"),
    (r"dấu.*màu xám", "grey-stamp"),
    (r"dấu đỏ loang", "run-stamp"),
    (r"dấu đỏ(?! loang)|^(con )?dấu của", "red-stamp"),
    (r"chữ ký số|ký số", "digital"),
    (r"chữ ký(?! số)(?!.*không đọc được)", "signature"),
)

NUMBERS = {"một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "cả hai": 2}
_COUNT = re.compile(r"\b(một|hai|ba|bốn|năm|\d)\b (?:chữ ký|bên|người)")
_SIGNER = re.compile(
    r"(?:chữ ký|ký số|vân tay|dấu đỏ|dấu vuông)[^,;]*?\bcủa (.+?)"
    r"(?= (?:ở|trên|để trống|phía|tại|màu)\b|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Mark:
    """One mark, understood. `things` is empty when it isn't; `signers` names who signed."""

    text: str
    things: tuple[str, ...]
    signers: tuple[str, ...] = ()
    count: int = 1
    ink: str = "blue"

    @property
    def understood(self) -> bool:
        return bool(self.things)

    @property
    def is_sign(self) -> bool:
        """Stands where one signs."""
        return not SIGNS.isdisjoint(self.things)


def mark(text: str) -> Mark:
    """What a mark puts on the paper."""
    lower = text.casefold()
    count = sum(
        NUMBERS.get(found, 0) or (int(found) if found.isdigit() else 0)
        for found in _COUNT.findall(lower)
    )
    if "đủ chữ ký" in lower and "và người được" in lower:
        count += 1
    signers = _signers(text)
    return Mark(
        text,
        things=_things(lower),
        signers=signers,
        count=max(count, len(signers), 1),
        ink="black" if "mực đen" in lower else "blue",
    )


def _things(lower: str) -> tuple[str, ...]:
    for pattern, thing in ABSENT:
        if re.search(pattern, lower):
            if thing != "blank":
                return (thing,)
            return ("blank-digital" if "ký số" in lower else "blank-signature",)
    found = [thing for pattern, thing in PRESENT if re.search(pattern, lower)]
    if "photo-stamp" in found and "photo" not in found:
        found.append("photo")
    if "attestation" in found and "red-stamp" in found:
        found.remove("red-stamp")
    if "signature" in found and ("attestation" in found or "chứng thực chữ ký" in lower):
        found.remove("signature")
    if "colour-copy" in found:
        found.remove("grey-copy")
    return tuple(dict.fromkeys(found))


def _signers(text: str) -> tuple[str, ...]:
    found = _SIGNER.search(text)
    if found is None or re.search(r"\b(hai|ba|bốn)\b", found[1]):
        return ()
    parts = re.split(r" và (?:của )?|, ", found[1])
    return tuple(part.strip() for part in parts if part.strip())


def line_of(text: str, labels: list[str]) -> int | None:
    """The line that a mark such as "Vết cạo ở dòng xếp loại" names."""
    found = re.search(r"(?:dòng|mục|ô) (.+)$", text.casefold())
    if found is None:
        return None
    wanted = set(found[1].split())
    shared = [len(wanted & set(label.casefold().split())) for label in labels]
    best = max(shared, default=0)
    return shared.index(best) if best else None


_PAGE = re.compile(r"\b(?:trang|tờ) (\d+)")


def pages_of(text: str, things: tuple[str, ...], family: str, last: int) -> tuple[int, ...]:
    """The pages on which a mark is seen."""
    lower = text.casefold()
    named = tuple(sorted({int(each) for each in _PAGE.findall(lower)}))
    named = tuple(each for each in named if 1 <= each <= last)
    if named:
        return named
    everywhere = tuple(range(1, last + 1))
    if re.search(r"trang cuối|cuối trang$", lower):
        return (last,)
    if re.search(r"từng|giữa các trang|giáp lai$", lower):
        return everywhere
    if not EVERYWHERE.isdisjoint(things):
        return everywhere
    if "attestation" in things:
        return (last,)
    return (last,) if not SIGNS.isdisjoint(things) and family not in FACE else (1,)


EVERYWHERE = {
    "stain", "blur", "phone-photo", "skewed", "glare", "dark", "aged", "grey-copy", "colour-copy",
    "scan", "folds", "torn-top-left", "torn-top-right", "torn-bottom", "clean", "handwritten", "typed", "plastic",
    "account", "no-stamp", "no-attestation", "not-enclosed", "electronic-certified",
}  # fmt: skip
"""What one sees of the whole paper."""
FACE = ("diploma", "card", "civil", "land")
"""Kinds of paper that are signed and stamped on their first page."""
