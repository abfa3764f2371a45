"""How moments and amounts are written for officers."""

from datetime import date, datetime

WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


def day(value: date) -> str:
    """Such as "thứ Tư ngày 18/11/2026"."""
    return f"{WEEKDAYS[value.weekday()]} ngày {value:%d/%m/%Y}"


def moment(value: datetime) -> str:
    """Such as "17 giờ 00 phút, thứ Tư ngày 18/11/2026"."""
    return f"{value:%H} giờ {value:%M} phút, {day(value)}"


def money(amount: int) -> str:
    """Such as "8.000 đ"."""
    return f"{amount:,} đ".replace(",", ".")
