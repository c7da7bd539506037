"""Days as spreadsheets and people write them."""

import re
from datetime import date

from contracts.normal.signs import composed, is_dash, plain, seen

_BETWEEN = r"(?:\s*[-/.]\s*|\s+)"
_FORMS = tuple(
    re.compile(form)
    for form in (
        r"(\d{4})(\d{2})(\d{2})",
        rf"(\d{{4}}){_BETWEEN}(\d{{1,2}}){_BETWEEN}(\d{{1,2}})",
        r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日?",
    )
)
_MIDNIGHT = re.compile(r"[ T]0{1,2}:00(:00(\.0+)?)?$")  # a day that a spreadsheet took for a moment


def day(text: str) -> date | None:
    """The day that is written; none when it could be another one, or is none."""
    shown = "".join("-" if is_dash(sign) else sign for sign in composed("NFKC", seen(text)))
    written = _MIDNIGHT.sub("", shown.strip())
    for form in _FORMS:
        if found := form.fullmatch(written):
            return _date(*map(int, found.groups()))
    return None


def part(text: str, unit: str) -> str:
    """What was typed for one part of a day; the unit beside the box may stand in the box too (7月)."""
    return plain(text).removesuffix(unit)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
