"""A submission against which no check has anything, and variations of it."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from typing import Any

from cities.plan import ACHIEVEMENTS
from contracts.employers import EmployerLevel
from contracts.sections.archive import ArchiveSection, Record
from contracts.sections.entries import Entry, Shape
from contracts.sections.parts import Submission
from contracts.sections.years import YEARLY
from services.archive.kinds.domain.kinds import KINDS
from tests.unit.sections.written import an_item, archive, declaration, identity

EMPLOYER = "绍兴市环境监测中心站"
LATER = "201906"  # after the title
GRADES = {2019: "合格", 2020: "优秀", 2021: "合格"}
HOURS = {"hours": "90", "special_hours": "60", "general_hours": "18"}


@cache
def in_order() -> Submission:
    """Everything as the plan wants it, and nothing that contradicts itself."""
    told = identity(EmployerLevel.CITY)
    return Submission(
        identity=replace(told, employer=replace(told.employer, name=EMPLOYER)),
        archive=archive_in_order(),
        declaration=declaration(),
    )


def archive_in_order() -> ArchiveSection:
    """One record of each kind, of the years that count one for each."""
    more = [
        *(an_item(KINDS["training"], {"year": year, **HOURS}) for year in GRADES),
        *(
            an_item(KINDS["appraisal"], {"year": year, "result": GRADES[year], "unit": EMPLOYER})
            for year in GRADES
        ),
    ]
    usual = {one.id for one in archive().records}
    section = archive(*more)
    records = tuple(
        _later(one) if one.kind in ACHIEVEMENTS else one
        for one in section.records
        if one.kind not in YEARLY or one.id not in usual
    )
    basic = stated(section.basic, employer=EMPLOYER, current_title="助理工程师", specialty="环境监测")
    return replace(section, basic=basic, records=records)


def stated(entries: Iterable[Entry], **values: Any) -> tuple[Entry, ...]:
    """The entries with other values, by code; without those that are none."""
    gone = {code for code, value in values.items() if value is None}
    return tuple(
        replace(one, value=values.get(one.code, one.value)) for one in entries if one.code not in gone
    )


def with_basic(submission: Submission, **values: Any) -> Submission:
    """Other basic information."""
    basic = stated(submission.archive.basic, **values)
    return replace(submission, archive=replace(submission.archive, basic=basic))


def with_declared(submission: Submission, **values: Any) -> Submission:
    """Another form."""
    declaration = submission.declaration
    return replace(
        submission, declaration=replace(declaration, declared=replace(declaration.declared, **values))
    )


def with_records(
    submission: Submission, change: Callable[[Record], Record | None], *more: Record
) -> Submission:
    """Other records; none for one that is left out."""
    records = (*(one for old in submission.archive.records if (one := change(old))), *more)
    return replace(submission, archive=replace(submission.archive, records=records))


def of_year(kind: str, year: int, **values: Any) -> Callable[[Record], Record | None]:
    """A change of the record of one year; left out without values."""

    def change(record: Record) -> Record | None:
        if record.kind != kind or record.start[:4] != str(year):
            return record
        return replace(record, entries=stated(record.entries, **values)) if values else None

    return change


def _later(record: Record) -> Record:
    """As if it had been done after the title was obtained."""
    if record.end >= LATER or not record.end:
        return record
    entries = tuple(replace(one, value=LATER) if one.shape is Shape.MONTH else one for one in record.entries)
    return replace(record, start=LATER, end=LATER, entries=entries)
