"""From when until when a plan runs, in words."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from cities import Plan

SHANGHAI = ZoneInfo("Asia/Shanghai")


def opening_words(plan: Plan) -> str:
    """From when."""
    return _words(plan.opens)


def closing_words(plan: Plan) -> str:
    """Until when, as people say it: 8月31日 24:00 and not the next day's 0:00."""
    if plan.closes_at is None:
        return f"{_day(plan.closes_on)} 24:00"
    return _words(plan.closes)


def _words(moment: datetime) -> str:
    local = moment.astimezone(SHANGHAI)
    return f"{_day(local)} {local:%H:%M}"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
