import unicodedata
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.vietnamese import fold, format_number, name_key, parse_number, sort_key_text, word_key


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đăng ký", "dang ky"),
        ("đất đai", "dat dai"),
        ("Ưởng", "uong"),
        ("CHỨNG THỰC BẢN SAO", "chung thuc ban sao"),
        (unicodedata.normalize("NFD", "Nguyễn Thị Hường"), "nguyen thi huong"),
        ("UBND 118/2025", "ubnd 118/2025"),
    ],
)
def test_folding_leaves_small_letters_without_marks(text, folded):
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing_more(text):
    assert fold(fold(text)) == fold(text)


def test_words_are_ordered_by_the_six_tones():
    tones = ["ma", "mà", "mả", "mã", "má", "mạ"]

    assert sorted(reversed(tones), key=word_key) == tones


def test_letters_decide_before_tones():
    assert sorted(["má", "man", "mạ", "ma"], key=word_key) == ["ma", "má", "mạ", "man"]


def test_the_alphabet_has_its_own_letters_in_place():
    words = ["anh", "ăn", "ân", "da", "đa", "em", "êm", "ong", "ông", "ơn", "um", "ưng"]

    assert sorted(reversed(words), key=word_key) == words


def test_composed_and_decomposed_names_have_one_key():
    assert name_key(unicodedata.normalize("NFD", "Trần Thị Ưng")) == name_key("Trần Thị Ưng")


NAMES = ["Đặng Văn An", "Trần Thị An", "Lê Ánh", "Phạm Bình", "Vũ Đào", "Hồ Đạo", "Bùi Yến"]


@pytest.mark.parametrize("key", [name_key, sort_key_text])
def test_people_are_ordered_by_given_name_then_by_the_rest(key):
    assert sorted(reversed(NAMES), key=key) == NAMES


@given(st.text(alphabet="aăâAĐđnà ", max_size=12), st.text(alphabet="aăâAĐđnà ", max_size=12))
def test_the_text_key_orders_like_the_key(one, other):
    assert (sort_key_text(one) < sort_key_text(other)) == (name_key(one) < name_key(other))


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("8", "8"),
        ("1.250,5", "1250.5"),
        ("1250.5", "1250.5"),
        ("1250,5", "1250.5"),
        ("1,250.5", "1250.5"),
        ("1.250", "1250"),
        ("1,250", "1.25"),
        ("1.250.000", "1250000"),
        ("1,250,000", "1250000"),
        ("12 000", "12000"),
        ("12\u00a0000,25", "12000.25"),
        ("0.125", "0.125"),
        ("0,5", "0.5"),
        (" 7 ", "7"),
        ("-3", "-3"),
        ("\u22123,5", "-3.5"),
        ("+4", "4"),
        ("007", "7"),
    ],
)
def test_numbers_are_read_as_vietnamese_people_write_them(typed, value):
    assert parse_number(typed) == Decimal(value)


@pytest.mark.parametrize(
    "typed",
    [
        *("", "-", "abc", "1e5", "nan", "inf", "1..2", "1,2,3", "1.2.3", "1.25.000", "12,34.5"),
        *(
            "1 2",
            "--1",
            ".5",
            "5.",
            "1_000",
            "\u0663",
            "\uff18",
            "0.125.000",
            "1" * 41,
            "8 giờ",
            "1/2",
        ),
    ],
)
def test_nonsense_is_refused_in_a_sentence(typed):
    with pytest.raises(ValueError, match=r"^(Không đọc được số này|Số quá dài).*\.$"):
        parse_number(typed)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("1250.5"), "1.250,5"),
        (1250000, "1.250.000"),
        (Fraction(2, 3), "0,67"),
        (Fraction(1, 200), "0,01"),
        (Fraction(-1, 200), "-0,01"),
        (Fraction(-1, 1000), "0"),
        (Decimal("2.00"), "2"),
        (0, "0"),
    ],
)
def test_numbers_are_shown_with_a_comma_and_grouping_dots(value, text):
    assert format_number(value) == text


@given(st.decimals(-(10**9), 10**9, places=2))
def test_what_is_shown_is_read_back_as_the_same_number(value):
    assert parse_number(format_number(value)) == value
