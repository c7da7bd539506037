"""The time, always aware."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
DIGITS = {10: "%y%m%d%H%M", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}  # how gateways write moments


def end_of(day: date) -> datetime:
    """24:00 of a day in Shanghai."""
    return datetime.combine(day + timedelta(days=1), time(), SHANGHAI)


def day_in_words(day: date) -> str:
    """2029年11月28日."""
    return f"{day.year}年{day.month}月{day.day}日"


def read_moment(text: str) -> datetime:
    """A moment as somebody outside writes it: ISO 8601, or digits only; without a zone it is Shanghai's."""
    written = text.strip()
    if written.isdigit():
        moment = datetime.strptime(written, DIGITS.get(len(written), "no moment"))  # noqa: DTZ007 - the zone follows
    else:
        moment = datetime.fromisoformat(written.replace("/", "-"))
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - the one place that reads the clock
