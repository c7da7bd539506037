"""When the chief clerk is reminded, and when the term is over."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from kit.clock import SHANGHAI, end_of

REMINDERS = (30, 7)  # days before the last day
REMIND_AT = time(9)


@dataclass(frozen=True, kw_only=True)
class Moment:
    """What comes next: a reminder so many days before the last one, or with none the end."""

    at: datetime
    days_left: int = 0

    @property
    def is_end(self) -> bool:
        """Whether the term is over then."""
        return self.days_left == 0


def coming(valid_until: date, after: datetime) -> Moment:
    """What comes first of what is not past. The end always comes, however late one asks."""
    for days in REMINDERS:
        at = datetime.combine(valid_until - timedelta(days), REMIND_AT, SHANGHAI)
        if at > after:
            return Moment(at=at, days_left=days)
    return Moment(at=end_of(valid_until))


def due(valid_until: date) -> str:
    """The end as people read it."""
    return f"{valid_until:%Y年%m月%d日} 24:00"
