"""From when until when a plan runs, in words."""

from datetime import datetime

from cities import Plan
from kit.clock import SHANGHAI, day_in_words


def opening_words(plan: Plan) -> str:
    """From when."""
    return _words(plan.opens)


def closing_words(plan: Plan) -> str:
    """Until when, as people say it: 8月31日 24:00 and not the next day's 0:00."""
    if plan.closes_at is None:
        return f"{day_in_words(plan.closes_on)} 24:00"
    return _words(plan.closes)


def _words(moment: datetime) -> str:
    local = moment.astimezone(SHANGHAI)
    return f"{day_in_words(local)} {local:%H:%M}"
