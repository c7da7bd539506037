"""What the records of single years tell: hours of continuing education, and how the work was appraised."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from contracts.sections.verified import Year

TRAINING, APPRAISAL = "training", "appraisal"  # kinds of records of which there is one a year
YEARLY = (TRAINING, APPRAISAL)


def years_of(records: Iterable[tuple[str, Mapping[str, object], bool]]) -> tuple[Year, ...]:
    """Year by year, from the kind of each record, its values by code, and whether files prove it."""
    years: dict[int, Year] = {}
    for kind, values, has_files in records:
        if kind in YEARLY:
            number = int(str(values["year"]))
            before = years.get(number, Year(year=number))
            years[number] = _with(before, kind, values, has_files=has_files)
    return tuple(years[number] for number in sorted(years))


def _with(year: Year, kind: str, values: Mapping[str, object], *, has_files: bool) -> Year:
    if kind == APPRAISAL:
        return replace(year, appraisal=str(values["result"]))
    return replace(
        year,
        hours=str(values["hours"]),
        special_hours=str(values.get("special_hours", "")),
        general_hours=str(values.get("general_hours", "")),
        is_certified=has_files,
    )
