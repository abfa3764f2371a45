"""Every mark of every shipped paper is understood, and every line keeps its words when drawn."""

import pytest

from sandbox import drawing, ink, library, looks, papers
from sandbox.specs import PaperSpec
from tests.unit.sandbox.specimens import SPECIMENS, named

MARKS = sorted({mark for case in SPECIMENS for mark in case.paper.marks})


def test_there_are_many_marks_to_understand():
    assert len(MARKS) > 100


@pytest.mark.parametrize("text", MARKS)
def test_every_mark_of_the_shipped_papers_is_understood(text: str):
    assert looks.mark(text).understood


def test_a_mark_nobody_knows_is_shown_in_words():
    (case,) = named("chung-thuc-ban-sao-01", "bang-tot-nghiep", "")
    strange = "Có hình vẽ con mèo của trẻ nhỏ"
    spec = case.spec.model_copy(update={"marks": (*case.spec.marks, strange)})

    drawn = drawing.draw(papers.specimen(spec, None, case.words))

    assert [sheet.captions for sheet in drawn.sheets] == [(strange,)]


@pytest.mark.parametrize(
    ("text", "things"),
    [
        ("Không có dấu đỏ", ("no-stamp",)),
        ("Dấu đỏ của Trạm Y tế", ("red-stamp",)),
        ("Ô chữ ký của người yêu cầu để trống", ("blank-signature",)),
        ("Chữ ký mực xanh của người yêu cầu", ("signature",)),
        ("Bản chụp đen trắng, con dấu màu xám", ("grey-copy", "grey-stamp")),
        ("Bản chụp màu khổ A4", ("colour-copy",)),
        ("Không tẩy xóa", ("clean",)),
        ("Vết cạo giấy ở dòng ngày sinh", ("erasure",)),
        ("Thiếu trang 2", ("page-missing",)),
        ("Trang 2 và trang 3 nhòe mực", ("blot",)),
    ],
)
def test_what_is_there_is_told_from_what_is_not(text: str, things: tuple[str, ...]):
    assert looks.mark(text).things == things


@pytest.mark.parametrize(
    ("title", "family"),
    [
        ("Giấy ủy quyền nhận giấy phép lái xe", "letter"),
        ("Giấy phép lái xe", "card"),
        ("Tờ khai đăng ký khai sinh", "declaration"),
        ("Giấy khai sinh của con", "civil"),
        ("Bản điện tử Giấy chứng sinh", "notice"),
        ("Văn bản thừa kế quyền sử dụng đất", "minutes"),
        ("Giấy chứng nhận quyền sử dụng đất", "land"),
        ("Sổ khám thai", "booklet"),
        ("Sổ đăng ký ruộng đất, trang có tên gia đình", "register"),
        ("Giấy khám sức khỏe", "official"),
    ],
)
def test_the_title_says_how_a_paper_is_drawn(title: str, family: str):
    assert looks.family(title) == family


def test_who_signs_is_read_from_the_mark():
    assert looks.mark("Chữ ký của người đỡ đẻ và của trạm trưởng").signers == (
        "người đỡ đẻ",
        "trạm trưởng",
    )
    assert looks.mark("Có chữ ký của cả hai bên").count == 2
    assert looks.mark("Đủ chữ ký của hai người ủy quyền và người được ủy quyền").count == 3


@pytest.mark.parametrize("case", SPECIMENS, ids=str)
def test_the_pieces_of_a_line_are_its_text_again(case):
    for label, text in case.paper.lines:
        assert "".join(piece.text for piece in ink.written(label, text).pieces) == text


def test_what_is_written_over_stands_on_the_patch():
    line = ink.written("Ngày", "1▒/08/2026 (chữ số sau bị cạo, viết đè số 9 bằng mực khác màu)")

    assert [(piece.kind, piece.over) for piece in line.pieces] == [
        ("plain", ""), ("erased", "9"), ("plain", ""), ("hidden", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("label", "text", "signatures", "blanks"),
    [
        ("Phần ký", "Ba chữ ký; dòng của Ma Thị Nhàn để trống", 3, 1),
        ("Chữ ký", "Chồng và vợ đã ký, con trai (để trống)", 2, 1),
        ("Chỗ ký", "(chưa ký)", 0, 1),
        ("Chữ ký", "Đủ ba chữ ký", 3, 0),
        ("Nơi đã đăng ký", "(để trống)", 0, 0),
        ("Ngày ký", "02/10/2026", 0, 0),
    ],
)
def test_signatures_are_counted(label: str, text: str, signatures: int, blanks: int):
    line = ink.written(label, text)

    assert (line.signatures, line.blanks) == (signatures, blanks)


def test_a_set_of_drawings_that_lacks_two_shows_it_by_its_page_numbers():
    whole, lacking = named("giay-phep-xay-dung-01", "ban-ve", "", "thieu-trang")

    assert whole.drawn.missing == ()
    assert lacking.drawn.missing == (4, 5)
    assert "1, 2, 3, 6" in " ".join(lacking.drawn.seen)


def test_a_page_that_a_mark_calls_missing_is_not_drawn():
    (case,) = named("chung-thuc-ban-sao-01", "xac-nhan-cong-tac", "")
    spec = case.spec.model_copy(update={"marks": ("Thiếu trang 2",)})

    drawn = drawing.draw(papers.specimen(spec, None, case.words))

    assert [sheet.number for sheet in drawn.sheets] == [1, 3]
    assert drawn.missing == (2,)


@pytest.mark.parametrize("case", SPECIMENS, ids=str)
def test_every_mark_and_line_is_on_some_page(case):
    drawn = case.drawn
    marks = {text for sheet in drawn.sheets for text in (*sheet.marks, *sheet.captions)}
    lines = {
        (line.label, line.text)
        for sheet in drawn.sheets
        for line in (*sheet.top, *sheet.lines, *sheet.foot)
    }

    assert marks == set(case.paper.marks)
    assert lines == set(case.paper.lines)


def test_a_planted_mistake_always_changes_the_drawing():
    sound = {(c.scenario, c.dossier, c.paper.key): c.drawn for c in SPECIMENS if not c.defect}
    for case in SPECIMENS:
        changes = case.defect and (
            case.defect.look.lines or case.defect.look.marks or case.defect.look.form
        )
        if changes:
            assert case.drawn != sound[case.scenario, case.dossier, case.paper.key], str(case)


def test_every_kind_of_paper_is_known_to_the_scenario_files():
    (kinds, _) = PaperSpec.model_fields["drawn_as"].annotation.__args__

    assert set(kinds.__args__ if hasattr(kinds, "__args__") else [kinds]) | {""} >= set(looks.KINDS)


def test_an_author_can_say_how_a_paper_is_drawn():
    (case,) = named("chung-thuc-ban-sao-01", "bang-tot-nghiep", "")
    spec = case.spec.model_copy(update={"drawn_as": "card"})

    assert case.drawn.family == "diploma"
    assert drawing.draw(papers.specimen(spec, None, case.words)).family == "card"


def test_a_copy_looks_like_one_and_is_not_called_one():
    sound, faulty = named("ngay-ban-ron-01", "xac-nhan", "", "ban-chup")

    assert (sound.drawn.tone, faulty.drawn.tone) == ("fresh", "grey")
    assert faulty.paper.form_label not in " ".join(faulty.drawn.seen)


def test_the_shipped_scenarios_have_most_kinds_of_paper():
    assert library.shipped()
    assert set(looks.KINDS) - {case.drawn.family for case in SPECIMENS} == {"record"}
