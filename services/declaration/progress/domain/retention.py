"""How long a declaration has to be kept, and what that holds against erasing it."""

from datetime import date

from contracts.application import Status
from contracts.erasure import Hold, HoldKind
from services.declaration.drafting.domain.declarations import ENDED


def hold_of(status: Status, *, round_: int, moved_on: date, kept_years: int, today: date) -> Hold | None:
    """What one declaration holds against erasure. What was never submitted and is over holds nothing."""
    if status not in ENDED:
        return Hold(kind=HoldKind.OPEN_CASE)
    until = _years_later(moved_on, kept_years)
    if round_ == 0 or until <= today:
        return None
    return Hold(kind=HoldKind.RETAINED_CASE, until=until)


def _years_later(day: date, years: int) -> date:
    """The same day years later; the 29th of February becomes the 1st of March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
