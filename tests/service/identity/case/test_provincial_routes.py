"""The way of a case as identity tells it to the workflow, for employers of the sample city."""

from pathlib import Path
from uuid import UUID

import pytest
from fastapi import FastAPI
from temporalio.testing import ActivityEnvironment

import cities
from contracts.case import Role, RouteRequest
from kit.calendar import Workdays
from kit.db import Pool
from kit.errors import NotFound
from kit.ids import new_id
from kit.sealed import CaseFile
from services.identity.activities import Activities
from tests.service.identity.browser import Browser
from tests.service.identity.factories import registered_employer

ALL = cities.load(Path(cities.__file__).parent)
OFFICES = {office.slug: office.id for office in ALL.city("xinhai").offices}
GROUP, OTHER = "91330000MA2XH00015", "91330000MA2XH00023"
SENIOR = "2022-xinhai-senior"


@pytest.fixture
def activities(app: FastAPI, case_file: CaseFile) -> Activities:
    return Activities(app.state.parts.pool, ALL, app.state.parts.cipher, case_file, Workdays())


async def an_employer_of_xinhai(
    browser: Browser, pool: Pool, *, place: str, credit_code: str = OTHER, department: str = "ecology"
) -> UUID:
    employer_id = await registered_employer(browser, pool)
    await pool.execute(
        """
        update employers
        set city = 'xinhai', status = 'approved', place = $1, credit_code = $2, department_id = $3
        """,
        place,
        credit_code,
        OFFICES[department],
    )
    return employer_id


async def way(activities: Activities, employer_id: UUID, plan: str = SENIOR) -> list[tuple[Role, str]]:
    request = RouteRequest(application_id=new_id(), employer_id=employer_id, city="xinhai", plan=plan)
    route = await ActivityEnvironment().run(activities.resolve_route, request)
    slugs = {office_id: slug for slug, office_id in OFFICES.items()}
    assert len({stop.stage for stop in route.stops}) == len(route.stops)
    return [(stop.role, slugs.get(stop.office_id, "employer")) for stop in route.stops]


@pytest.mark.rule("P1.1")
async def test_a_group_with_its_own_committee(browser: Browser, pool: Pool, activities: Activities) -> None:
    employer_id = await an_employer_of_xinhai(
        browser, pool, place="省直", credit_code=GROUP, department="province-ecology"
    )
    assert await way(activities, employer_id) == [
        (Role.EMPLOYER, "employer"),
        (Role.COMMITTEE, "group-committee"),
        (Role.COMMITTEE, "senior-committee"),
    ]


@pytest.mark.rule("P2.1")
async def test_a_provincial_unit_without_one(browser: Browser, pool: Pool, activities: Activities) -> None:
    employer_id = await an_employer_of_xinhai(browser, pool, place="省直", department="province-water")
    assert await way(activities, employer_id) == [
        (Role.EMPLOYER, "employer"),
        (Role.DEPARTMENT, "province-water"),
        (Role.DEPARTMENT, "province-ecology-personnel"),
    ]


@pytest.mark.rule("B5.2")
async def test_a_unit_of_a_district_without_department(
    browser: Browser, pool: Pool, activities: Activities
) -> None:
    employer_id = await an_employer_of_xinhai(browser, pool, place="高新功能区")
    assert await way(activities, employer_id, "2022-xinhai-engineer") == [
        (Role.EMPLOYER, "employer"),
        (Role.HR, "gaoxin-hr"),
        (Role.DEPARTMENT, "ecology"),
        (Role.HR, "hr"),
        (Role.COMMITTEE, "committee"),
    ]


async def test_a_department_that_no_longer_exists_is_refused_not_passed_by(
    browser: Browser, pool: Pool, activities: Activities
) -> None:
    employer_id = await an_employer_of_xinhai(browser, pool, place="省直")
    await pool.execute("update employers set department_id = $1", new_id())
    with pytest.raises(NotFound, match="主管部门或中评委办公室"):
        await way(activities, employer_id)
