"""How moments and amounts are written for officers."""

from datetime import date, datetime

WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


def day(value: date) -> str:
    """Such as "thứ Tư ngày 18/11/2026"."""
    return f"{WEEKDAYS[value.weekday()]} ngày {value:%d/%m/%Y}"


def official_date(value: date) -> str:
    """As official texts write it: "01/7/2025", with a nought before days and months 1 and 2."""
    month = f"{value:%m}" if value.month < 3 else str(value.month)
    return f"{value:%d}/{month}/{value:%Y}"


def hour(value: datetime) -> str:
    """Such as "17 giờ 00 phút"."""
    return f"{value:%H} giờ {value:%M} phút"


def moment(value: datetime) -> str:
    """Such as "17 giờ 00 phút, thứ Tư ngày 18/11/2026"."""
    return f"{hour(value)}, {day(value)}"


def lower_first(text: str) -> str:
    """The text as it stands in the middle of a sentence."""
    return text[:1].lower() + text[1:]


def money(amount: int) -> str:
    """Such as "8.000 đ"."""
    return f"{amount:,} đ".replace(",", ".")
