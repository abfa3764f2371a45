"""What the citizens lived through, from facts only."""

import re

import pytest

from sandbox import bots, library
from sandbox.engine import fold
from sandbox.lived import lived, span

SCENARIOS = library.shipped().scenarios
PLACEHOLDER = re.compile(r"[{}]|None|\bTrue\b|\bFalse\b|  |\.\.|\bhs\d|[a-z]_[a-z]")


@pytest.mark.parametrize("bot", [bots.expert, bots.accepts_everything, bots.careless])
@pytest.mark.parametrize("code", SCENARIOS)
def test_every_applicant_has_a_paragraph_of_words(code, bot):
    scenario = SCENARIOS[code]
    events = bots.play(scenario, "17", bot)

    told = lived(scenario, events)

    assert [each.dossier for each in told] == [d.key for d in fold(scenario, events).parents]
    for each in told:
        assert each.who
        assert each.text.endswith(".")
        assert not PLACEHOLDER.search(each.text), each.text


def test_a_supplement_a_fee_and_a_result_in_time():
    """By hand: at the counter 14:50 to 15:00, 15:41 to 15:53 and 08:41 to 08:43; from 14:50 to
    17:00 and from 07:30 to 08:43."""
    scenario = SCENARIOS["chung-thuc-ban-sao-01"]
    events = bots.play(scenario, "x", bots.expert)

    (told,) = lived(scenario, events)

    assert told.text == (
        "Chị đến quầy lúc 14 giờ 50 phút, thứ Tư ngày 18/11/2026. Chị bị yêu cầu bổ sung 1 lần và"
        " đã quay lại 1 lần (15 giờ 41 phút, thứ Tư ngày 18/11/2026). Chị ngồi ở quầy tổng cộng"
        " 24 phút. Chị trả 22.000 đ, có biên lai. Chị nhận kết quả lúc 08 giờ 43 phút, thứ Năm"
        " ngày 19/11/2026, sau 3 giờ 23 phút làm việc kể từ lúc nộp, đúng lời hẹn (17 giờ 00 phút,"
        " thứ Năm ngày 19/11/2026)."
    )


def test_whoever_is_forgotten_comes_for_nothing_and_complains():
    """14:50 on a Wednesday to the end of the exercise, 21 working days and two hours later."""
    scenario = SCENARIOS["chung-thuc-ban-sao-01"]
    events = bots.play(scenario, "x", bots.careless)

    (told,) = lived(scenario, events)

    assert "Không phải bổ sung giấy tờ lần nào." in told.text
    assert "Chị ngồi ở quầy tổng cộng 5 phút." in told.text
    assert "Chị trả 10.000 đ, có biên lai." in told.text
    assert "Có 1 lần chị đến lấy kết quả mà chưa có." in told.text
    assert "sau 21 ngày 2 giờ làm việc kể từ lúc nộp, chị vẫn chưa nhận được kết quả." in told.text
    assert told.text.endswith("Chị đã phản ánh 1 lần: “Tôi đến đúng hẹn mà chưa có kết quả”.")


@pytest.mark.parametrize(
    ("minutes", "words"), [(5, "5 phút"), (60, "1 giờ"), (65, "1 giờ 05 phút"), (0, "0 phút")]
)
def test_a_span_of_time_as_people_say_it(minutes, words):
    assert span(minutes) == words
