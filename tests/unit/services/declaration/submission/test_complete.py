"""Nothing that blocks a submission is ever missing from the list: all of it is told at once (A8.8)."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from contracts.sections.verified import Year
from services.declaration.attachments.domain.wanted import QUESTIONS, Circumstances
from services.declaration.drafting.domain.answers import OTHERWISE, read
from tests.unit.services.declaration.drafting.test_answers import VERIFIED, answers
from tests.unit.services.declaration.enclosures import FILE, enclosures, verified
from tests.unit.services.declaration.plans import a_plan

pytestmark = pytest.mark.rule("A8.8")

PLAN = a_plan()
TODAY = date(2022, 8, 1)
# What the form asks for, and the fields that are left empty without it.
ASKED: Mapping[str, tuple[str, ...]] = {
    "kind": ("kind",),
    "category": ("category",),
    "specialty": ("specialty",),
    "current_title": ("current_title",),
    "current_title_on": ("current_title_on-year", "current_title_on-month"),
    "appointed_on": ("appointed_on-year", "appointed_on-month"),
    "years": ("years",),
    "statement": ("statement",),
}
CODES = [row.code for row in PLAN.attachment]
NEEDED = {row.code for row in PLAN.attachment if row.required}
YEARS = (2019, 2020, 2021)
YES_NO_UNSAID = some.sampled_from([True, False, None])


@given(left_out=some.sets(some.sampled_from([*ASKED])))
def test_whatever_is_left_out_of_the_form_is_told_and_nothing_else(left_out: Collection[str]) -> None:
    blank = {field: "" for name in left_out for field in ASKED[name]}

    form, faults = read(answers(source=OTHERWISE, **blank), PLAN, TODAY, VERIFIED)

    assert {fault.field for fault in faults} == set(left_out)
    assert (form is None) is bool(left_out)


def a_year(year: int, counted: Collection[int], appraised: Collection[int]) -> Year:
    """What is verified of a year: enough hours or none, an appraisal or none."""
    told = Year(year=year, appraisal="合格" if year in appraised else "")
    return replace(told, hours="90", special_hours="60", general_hours="18") if year in counted else told


@given(
    there=some.sets(some.sampled_from(CODES)),
    kind=some.sampled_from([kind.slug for kind in PLAN.kind]),
    skilled=some.booleans(),
    said=some.fixed_dictionaries({question.field: YES_NO_UNSAID for question in QUESTIONS}),
    counted=some.sets(some.sampled_from(YEARS)),
    appraised=some.sets(some.sampled_from(YEARS)),
)
def test_whatever_is_not_enclosed_said_or_proven_is_told_with_its_place(
    there: Collection[str],
    kind: str,
    skilled: bool,  # noqa: FBT001 - drawn by name
    said: Mapping[str, bool | None],
    counted: Collection[int],
    appraised: Collection[int],
) -> None:
    years = tuple(a_year(year, counted, appraised) for year in YEARS)
    found = enclosures(
        employer_kind="public_institution",
        kind=kind,
        is_skilled=skilled,
        said=replace(Circumstances(), **said),  # type: ignore[arg-type]  # of any question
        files=dict.fromkeys(there, (FILE,)),
        verified=verified(years=years),
    )
    told = [problem.page for problem in found.problems]

    assert all(told)
    assert all(problem.rule and problem.message for problem in found.problems)
    unsaid = {f"{found.page}#{question.field}" for question in QUESTIONS if said[question.field] is None}
    lacking = {f"{found.page}/{one.row.code}" for one in found.wanted} - {
        f"{found.page}/{code}" for code in {*there, *(set(CODES) - NEEDED)}
    }
    assert {page for page in told if page.startswith(found.page)} == unsaid | lacking
    by_year = [page for page in told if not page.startswith(found.page)]
    assert len(by_year) == 6 - len(counted) - len(appraised)
    assert len(told) == len(unsaid) + len(lacking) + len(by_year)
