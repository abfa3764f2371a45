from datetime import UTC, datetime, timedelta

import pytest

from lms.people import rules

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ago", "failures", "wait"),
    [
        (timedelta(0), 10, None),
        (timedelta(0), 11, timedelta(minutes=15)),
        (timedelta(minutes=14), 11, timedelta(minutes=1)),
        (timedelta(minutes=15), 11, None),
        (timedelta(days=1), 500, None),
    ],
)
def test_the_next_try_waits_for_the_end_of_the_window(ago, failures, wait):
    tries = rules.Tries(NOW - ago, failures)

    assert rules.wait_before_this_try(tries, limit=10, now=NOW) == wait


@pytest.mark.parametrize(
    ("typed", "name"),
    [("HocVien", "hocvien"), ("  hocvien\t", "hocvien"), ("ｈocvien", "hocvien"),
     ("Nguye\u0302\u0303n", "nguy\u1ec5n")],
)  # fmt: skip
def test_one_account_per_name(typed: str, name: str):
    assert rules.normal_username(typed) == name


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("ngắn", "short"),
        ("x" * 201, "long"),
        ("hocvien-2026", "contains_name"),
        ("Cán bộ tiếp nhận 01!", "contains_name"),
        ("123456password!!", "common"),
        ("aaaaaaaaaaaa", "common"),
        ("bốn từ bất kỳ nhé", None),
        ("trâu-ơi-ta-bảo", None),
    ],
)
def test_a_password_is_good_or_says_why_not(password: str, fault: str | None):
    assert rules.password_fault(password, "hocvien", "Cán bộ tiếp nhận 01") == fault


@pytest.mark.parametrize(
    ("began", "seen", "over"),
    [(1, 1, False), (59, 59, False), (200, 61, True), (721, 1, True), (720, 0, False)],
)
def test_a_session_is_over_by_rest_or_by_age(began: int, seen: int, over: bool):
    found = rules.session_is_over(
        NOW - timedelta(minutes=began),
        NOW - timedelta(minutes=seen),
        NOW,
        timedelta(minutes=60),
        timedelta(hours=12),
    )

    assert found is over
