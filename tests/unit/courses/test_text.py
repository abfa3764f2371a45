import re
import unicodedata

import pytest

from courses import text
from courses.text_check import problems


def test_headings_get_readable_anchors_that_the_outline_shares():
    source = "## Tiếp nhận *hồ sơ*\n\n### Đăng ký\n\n## Tiếp nhận hồ sơ\n"

    entries = text.outline(source, prefix="q1")

    assert entries == (
        text.Heading(2, "muc-q1-tiep-nhan-ho-so", "Tiếp nhận hồ sơ"),
        text.Heading(3, "muc-q1-dang-ky", "Đăng ký"),
        text.Heading(2, "muc-q1-tiep-nhan-ho-so-2", "Tiếp nhận hồ sơ"),
    )
    assert re.findall(r'id="([^"]+)"', text.render(source, prefix="q1")) == [
        entry.id for entry in entries
    ]


def test_many_equal_headings_keep_different_anchors():
    ids = [entry.id for entry in text.outline("## A\n\n## A 2\n\n## A\n\n## A\n")]

    assert len(set(ids)) == 4


def test_the_page_title_stays_the_only_h1():
    html = text.render("# To\n\nNhỏ\n===\n")

    assert "<h1" not in html
    assert html.count("<h2") == html.count("</h2>") == 2


def test_a_table_scrolls_in_a_named_region_that_the_keyboard_reaches():
    html = text.render("## Thời hạn\n\n| a | b |\n|--:|:-:|\n| 1 | 2 |\n")

    assert (
        '<div class="table-scroll" role="region" aria-label="Bảng 1: Thời hạn" tabindex="0">\n<table>'
        in html
    )
    assert '<th class="align-right" scope="col">a</th>' in html
    assert '<td class="align-center">2</td>' in html
    assert "style" not in html


@pytest.mark.parametrize("kind", ["note", "warning", "law", "example"])
def test_callouts_have_a_kind_and_a_title(kind):
    html = text.render(f"::: {kind} Điều <7>\nNội **dung**\n:::\n")

    assert f'<div class="callout callout-{kind}" role="note">' in html
    assert '<p class="callout-title">Điều &lt;7&gt;</p>' in html
    assert "<p>Nội <strong>dung</strong></p>" in html


def test_a_callout_without_title_is_called_by_its_kind():
    assert ">Căn cứ pháp lý</p>" in text.render("::: law\nx\n:::\n")


def test_footnotes_lead_there_and_back():
    html = text.render("A[^x] B[^x]\n\n[^x]: Chú thích.\n", prefix="q1")

    ids = set(re.findall(r'id="([^"]+)"', html))
    assert {target for target in re.findall(r'href="#([^"]+)"', html)} == ids
    assert html.count('aria-label="Trở lại chỗ có chú thích"') == 2


def test_links_that_leave_the_site_say_so_and_others_do_not():
    outside = text.render("[luật](https://vanban.chinhphu.vn)")
    inside = text.render("[bài](/hoc/bai-1)")

    assert 'class="external" target="_blank" rel="noopener noreferrer"' in outside
    assert "(mở trong thẻ mới)" in outside
    assert "target" not in inside
    assert "thẻ mới" not in inside


def test_files_are_found_where_the_page_says():
    html = text.render("![Mẫu đơn](files/mau.png) [tải](files/mau.pdf)", files_url="/tep/abc/")

    assert '<img src="/tep/abc/mau.png" alt="Mẫu đơn" loading="lazy">' in html
    assert 'href="/tep/abc/mau.pdf"' in html


@pytest.mark.parametrize(
    "address", ["https://x.vn/a.png", "//x.vn/a.png", "data:image/png;base64,a"]
)
def test_a_picture_from_elsewhere_is_replaced_by_its_description(address):
    html = text.render(f"![Mô tả]({address})")

    assert "<img" not in html
    assert "Mô tả" in html


def test_quotes_and_dashes_stay_as_typed():
    assert text.render('"a" -- (c) ...') == '<p>"a" -- (c) ...</p>\n'


def test_one_line_texts_have_no_paragraph():
    assert text.render_inline("Mẫu **01**") == "Mẫu <strong>01</strong>"


def test_plain_words_hold_everything_readable_and_no_marks():
    source = "## Mục *một*\n\nĐi [đây](/x)[^1]\nrồi `mã` ![ảnh](a.png)\n\n::: law Điều 7\nhay\n:::\n\n```\nkhối\n```\n\n[^1]: Chú.\n"

    assert text.plain(source) == "Mục một\nĐi đây rồi mã ảnh\nĐiều 7\nhay\nkhối\nChú."


def test_decomposed_letters_are_composed():
    assert "Đường" in text.render(unicodedata.normalize("NFD", "Đường"))


def test_a_prefix_with_foreign_characters_is_a_programming_error():
    with pytest.raises(ValueError, match="prefix"):
        text.render("a", prefix='x" onload="')


@pytest.mark.parametrize("render", [text.render, text.render_inline, text.plain, text.outline])
@pytest.mark.parametrize("pattern", ["[", "*", "<", "![", "[*<"])
def test_a_megabyte_of_nested_marks_is_refused_before_it_is_parsed(render, pattern):
    with pytest.raises(text.TextTooLong, match="tối đa"):
        render(pattern * (1_000_000 // len(pattern)))


@pytest.mark.parametrize("pattern", ["[", "*", "<", "> ", "- ", "[^1]", "::: law\n", "`a``"])
def test_the_longest_text_of_nested_marks_gives_a_page_of_bounded_depth(pattern):
    html = text.render(pattern * 500)

    depth = deepest = 0
    for closing in re.findall(r"<(/?)(?:blockquote|ul|ol|li|div|em|strong)\b", html):
        depth += -1 if closing else 1
        deepest = max(deepest, depth)
    assert deepest <= 50


def test_an_empty_last_line_in_a_quotation_does_not_stop_the_parser():
    assert "<blockquote>" in text.render("> ::: law\n> ")


@pytest.mark.parametrize(
    ("source", "line", "reason"),
    [
        ("a\n\n# To\n", 3, "cấp 1"),
        ("To\n===\n", 1, "cấp 1"),
        ("## A\n\n#### B\n", 3, "nhảy từ cấp 2 xuống cấp 4"),
        ("##\n", 1, "không có chữ"),
        ("![](files/a.png)\n", 1, "lời mô tả"),
        ("![ảnh](https://x.vn/a.png)\n", 1, "thư mục files/"),
        ("![ảnh](files/b.png)\n", 1, "Không có tệp files/b.png"),
        ("[tải](files/b.pdf#trang=2)\n", 1, "Không có tệp files/b.pdf"),
        ("[x](bai-2)\n", 1, "Liên kết phải bắt đầu"),
        ("[x]()\n", 1, "(trống)"),
        ("[x](//x.vn)\n", 1, "https://"),
        ("::: tip\nx\n:::\n", 1, "note, warning, law, example"),
        ("a\n\n::: law Điều 7\nx\n", 3, "chưa được đóng"),
        ("x" * (text.MAX_CHARS + 1), 1, "tối đa"),
    ],
)
def test_authors_hear_what_to_mend(source, line, reason):
    found = problems(source, files={"files/a.png"})

    assert [at for at, _ in found] == [line]
    assert reason in found[0][1]


def test_a_good_text_has_no_problem():
    source = (
        "## A\n\n### B\n\n![ảnh](files/a.png) [x](/y) [z](#muc-a) [w](mailto:a@b.vn)\n\n"
        ":::: law Điều 7\nx\n\n::: note\ny\n:::\n::::\n\n> ::: law\n> z\n> :::\n"
    )

    assert problems(source, files={"files/a.png"}) == []


def test_a_part_of_a_page_has_no_headings():
    assert "không dùng tiêu đề" in problems("## A\n", files=(), headings=False)[0][1]


@pytest.mark.parametrize(
    "number", ["118/2025/NĐ-CP", "01/2020/TT-BTP", "91/2015/QH13", "766/QĐ-TTg", "03/2025/TT-VPCP"]
)
def test_the_number_of_a_law_is_not_broken_and_reads_as_before(number):
    source = f"Theo Nghị định {number}, làm ngay."

    assert f'Nghị định <span class="nowrap">{number}</span>, làm' in text.render(source)
    assert f'<span class="nowrap">{number}</span>' in text.render_inline(source)
    assert text.plain(source) == source
    assert text.outline(f"## Theo {number}")[0].text == f"Theo {number}"


@pytest.mark.parametrize(
    "words", ["24/7", "và/hoặc", "05/12/2026", "0/15 phần", "2.000 đồng/trang"]
)
def test_other_slashes_may_break(words):
    assert "nowrap" not in text.render(words)


def test_a_number_of_law_hides_no_markup():
    assert text.unbroken_numbers("<b>118/2025/NĐ-CP") == (
        '&lt;b&gt;<span class="nowrap">118/2025/NĐ-CP</span>'
    )
