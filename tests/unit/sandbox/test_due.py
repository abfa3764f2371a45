"""The end of a limit and the sentences that explain it."""

import json
from argparse import ArgumentParser
from datetime import datetime
from importlib import resources

import pytest

from sandbox import due
from sandbox.worktime import Calendar, parse_calendar

NAME = "vn-2025-2027"
FILE = resources.files("sandbox") / "calendars" / f"{NAME}.yaml"
CALENDAR: Calendar = parse_calendar(FILE.read_text(encoding="utf-8"), FILE.name)


def command(line: str, calendars: dict[str, Calendar] | None = None) -> dict:
    parser = ArgumentParser()
    due.add_arguments(parser)
    return due.run(parser.parse_args(line.split()), calendars or {NAME: CALENDAR})


@pytest.mark.parametrize(
    ("vector", "line", "ends"),
    [
        ("T1", "2026-08-27T10:00 3 working-days", "2026-09-04T10:00"),
        ("T2", "2026-02-13T16:30 3 working-days", "2026-02-25T16:30"),
        ("T3", "2026-08-20T09:00 2 working-days", "2026-08-22T09:00"),
        ("T4", "2026-11-23T09:00 1 working-days", "2026-11-25T09:00"),
        ("T5", "2026-07-06T08:30 7 working-days", "2026-07-15T08:30"),
        ("T6", "2026-07-13T15:30 7 working-days", "2026-07-22T15:30"),
        ("T6, closing", "2026-07-08T14:00 15 days", "2026-07-23T17:00"),
        ("T7", "2026-07-06T08:30 3 working-days", "2026-07-09T08:30"),
        ("T8", "2026-07-10T17:20 3 working-days", "2026-07-15T17:00"),
        ("T9", "2025-08-28T14:00 7 working-days", "2025-09-10T14:00"),
        ("T10", "2026-04-24T16:50 8 working-hours", "2026-04-28T16:50"),
        ("T13", "2025-12-29T08:00 10 working-days", "2026-01-13T08:00"),
        ("C2", "2026-11-20T16:30 2 hours", "2026-11-20T18:30"),
        ("noon", "2026-11-18T09:30 2 working-hours", "2026-11-18T11:30"),
        ("nothing", "2026-11-18T17:00 0 working-days", "2026-11-19T07:30"),
    ],
)
def test_the_command_answers_the_vectors(vector, line, ends):
    assert command(line)["due"] == ends, vector


def test_every_day_off_is_named_with_its_reason_and_plain_days_share_a_sentence():
    found = due.due(CALENDAR, datetime(2026, 8, 27, 10), 3, "working-days")

    assert found.at == datetime(2026, 9, 4, 10)
    assert found.how == (
        "Bắt đầu lúc 10 giờ 00 phút, thứ Năm ngày 27/08/2026, trong giờ làm việc nên tính từ lúc đó.",
        "03 ngày làm việc là 24 giờ làm việc, mỗi ngày 08 giờ.",
        "Tính thứ Năm ngày 27/08/2026 và thứ Sáu ngày 28/08/2026: còn 10 giờ 30 phút làm việc.",
        "Không tính thứ Bảy ngày 29/08/2026 và Chủ nhật ngày 30/08/2026: nghỉ hằng tuần.",
        "Không tính thứ Hai ngày 31/08/2026: Hoán đổi với thứ Bảy 22/8/2026.",
        "Không tính thứ Ba ngày 01/09/2026: Nghỉ liền kề Quốc khánh.",
        "Không tính thứ Tư ngày 02/09/2026: Quốc khánh.",
        "Tính thứ Năm ngày 03/09/2026 và thứ Sáu ngày 04/09/2026: đủ 24 giờ làm việc.",
        "Hết hạn lúc 10 giờ 00 phút, thứ Sáu ngày 04/09/2026.",
    )


def test_a_start_after_hours_is_moved_and_an_end_with_the_shift_stays_there():
    how = command("2026-07-10T17:20 3 working-days")["how"]

    assert "ngoài giờ làm việc nên tính từ 07 giờ 30 phút, thứ Hai ngày 13/07/2026" in how[0]
    assert how[-2] == "Hết hạn lúc 17 giờ 00 phút, thứ Tư ngày 15/07/2026."
    assert "ghi giờ cuối ca" in how[-1]
    assert not any("10/07/2026" in sentence for sentence in how[1:])


def test_the_evening_of_a_working_day_is_not_named_among_the_days_that_count():
    how = command("2026-11-18T17:20 4 working-hours")["how"]

    assert how[1] == "Tính thứ Năm ngày 19/11/2026: đủ 04 giờ làm việc."


def test_a_make_up_day_and_a_day_that_nobody_has_confirmed_are_pointed_out():
    make_up = command("2026-08-20T09:00 2 working-days")["how"]
    unsure = command("2027-02-04T09:00 1 working-days")["how"]

    assert (
        "Tính thứ Bảy ngày 22/08/2026 (Làm bù cho ngày 31/8/2026): đủ 16 giờ làm việc." in make_up
    )
    assert any(each.endswith("21/08/2026: còn 01 giờ 30 phút làm việc.") for each in make_up)
    assert any("05/02/2027" in each and each.endswith("cần đối chiếu.") for each in unsure)


def test_calendar_days_that_end_on_a_day_off_end_with_the_next_working_day():
    found = command("2026-11-18T10:00 3 days")

    assert found["due"] == "2026-11-23T17:00"
    assert found["how"][1:4] == [
        "Ngày thứ 3 là thứ Bảy ngày 21/11/2026.",
        "Không tính thứ Bảy ngày 21/11/2026 và Chủ nhật ngày 22/11/2026: nghỉ hằng tuần.",
        "Ngày cuối là ngày nghỉ nên thời hạn chuyển sang ngày làm việc tiếp theo.",
    ]


def test_the_answer_is_ready_for_json():
    found = command("2026-08-27T10:00 3 working-days")

    assert json.loads(json.dumps(found)) == found


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("2026-08-27T10:00 3 weeks", "Không có đơn vị “weeks”"),
        ("2026-08-27T10:00 ba working-days", "“ba” không phải số nguyên"),
        ("2026-08-27T10:00 1.5 hours", "“1.5” không phải số nguyên"),
        (f"2026-08-27T10:00 {'9' * 5000} hours", "không phải số nguyên"),
        ("2026-08-27T10:00 -1 working-days", "Thời hạn không được âm"),
        ("2026-02-30T10:00 1 days", "“2026-02-30T10:00” không phải thời điểm"),
        ("2026-08-27 1 days", "“2026-08-27” không phải thời điểm"),
        ("2026-08-27T10:00+07:00 1 days", "không phải thời điểm"),
        ("2024-08-27T10:00 1 hours", "không có ngày 27/08/2024"),
        ("2024-12-31T10:00 24 hours", "không có ngày 31/12/2024"),
        ("2027-12-31T10:00 1 working-days", "không có ngày 01/01/2028"),
        ("2027-12-31T10:00 24 hours", "không có ngày 01/01/2028"),
        ("2026-08-27T10:00 999999999999 days", "vượt ra ngoài lịch"),
        ("2026-08-27T10:00 999999999999999999 working-days", "vượt ra ngoài lịch"),
        ("2026-08-27T10:00 1 days --calendar sao-hoa", "Không có lịch “sao-hoa”"),
    ],
)
def test_bad_input_is_refused_with_one_sentence(line, reason):
    with pytest.raises(ValueError, match=reason) as refusal:
        command(line)

    assert "\n" not in str(refusal.value)


def test_the_last_minutes_of_the_calendar_can_still_be_counted():
    assert command("2027-12-31T10:00 5 working-hours")["due"] == "2027-12-31T16:30"


def test_with_several_calendars_one_has_to_be_named():
    other = CALENDAR.model_copy(update={"code": "khac"})
    calendars = {NAME: CALENDAR, "khac": other}

    with pytest.raises(ValueError, match="Hãy chọn lịch bằng --calendar"):
        command("2026-08-27T10:00 1 days", calendars)

    assert command(f"2026-08-27T10:00 1 days --calendar {NAME}", calendars)["due"]
