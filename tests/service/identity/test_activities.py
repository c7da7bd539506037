from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from fastapi import FastAPI
from temporalio.testing import ActivityEnvironment

from contracts.case import Role, RouteRequest, SealRequest
from contracts.employers import EmployerKind, EmployerLevel
from contracts.sections.identity import Employer, IdentitySection, Person
from kit.calendar import Workdays
from kit.db import Pool
from kit.errors import NotFound, Refusal
from kit.ids import new_id
from kit.sealed import CaseFile
from services.identity.activities import Activities
from services.identity.case.operations.route import NotApproved
from tests.service.identity.browser import Browser
from tests.service.identity.conftest import Browsers
from tests.service.identity.factories import MOBILE, NUMBER, a_person, registered_employer

PLAN = "2022-engineer"


@pytest.fixture
def activities(app: FastAPI, case_file: CaseFile) -> Activities:
    parts = app.state.parts
    return Activities(parts.pool, parts.cities, parts.cipher, case_file, Workdays())


async def approved_employer(browsers: Browsers, pool: Pool, department: str) -> UUID:
    employer_id = await registered_employer(browsers(), pool, department=department)
    await pool.execute("update employers set status = 'approved'")
    return employer_id


def a_route_request(employer_id: UUID) -> RouteRequest:
    return RouteRequest(application_id=new_id(), employer_id=employer_id, city="shaoxing", plan=PLAN)


@pytest.mark.rule("B5.1")
async def test_a_city_level_employer_s_way(browsers: Browsers, pool: Pool, activities: Activities) -> None:
    employer_id = await approved_employer(browsers, pool, "ecology")
    request = a_route_request(employer_id)
    route = await ActivityEnvironment().run(activities.resolve_route, request)
    assert [(stop.role, stop.office_name) for stop in route.stops] == [
        (Role.EMPLOYER, "绍兴市环境监测中心"),
        (Role.DEPARTMENT, "绍兴市生态环境局"),
        (Role.HR, "绍兴市人力资源和社会保障局"),
        (Role.COMMITTEE, "绍兴市环境保护工程技术人员中级专业技术职务任职资格评审委员会办公室"),
    ]
    assert route.stops[0].office_id == employer_id
    assert route.stops[0].stage == "employer"
    assert len({stop.stage for stop in route.stops}) == len(route.stops)
    assert route.place == "市本级"
    assert await ActivityEnvironment().run(activities.resolve_route, request) == route


async def test_a_county_level_employer_s_way(browsers: Browsers, pool: Pool, activities: Activities) -> None:
    employer_id = await approved_employer(browsers, pool, "keqiao-ecology")
    route = await ActivityEnvironment().run(activities.resolve_route, a_route_request(employer_id))
    assert [stop.office_name for stop in route.stops] == [
        "绍兴市环境监测中心",
        "绍兴市生态环境局柯桥分局",
        "绍兴市柯桥区人力资源和社会保障局",
        "绍兴市生态环境局",
        "绍兴市人力资源和社会保障局",
        "绍兴市环境保护工程技术人员中级专业技术职务任职资格评审委员会办公室",
    ]
    assert len({stop.stage for stop in route.stops}) == len(route.stops)
    assert route.place == "柯桥区"


async def test_there_is_no_way_for_who_is_not_approved_unknown_or_of_another_city(
    browser: Browser, pool: Pool, activities: Activities
) -> None:
    employer_id = await registered_employer(browser, pool)
    cases: list[tuple[RouteRequest, type[Refusal]]] = [
        (a_route_request(employer_id), NotApproved),
        (a_route_request(new_id()), NotFound),
        (replace(a_route_request(employer_id), city="jiaxing"), NotFound),
    ]
    for request, refusal in cases:
        with pytest.raises(refusal):
            await ActivityEnvironment().run(activities.resolve_route, request)


async def test_the_section_has_the_person_and_the_employer_and_sealing_twice_is_sealing_once(
    browsers: Browsers, pool: Pool, activities: Activities, case_file: CaseFile
) -> None:
    employer_id = await approved_employer(browsers, pool, "ecology")
    request = await a_seal_request(browsers, pool, employer_id)
    await case_file.publish_key(request.application_id, case_file.new_key())
    sealed = await ActivityEnvironment().run(activities.seal_section, request)
    assert sealed.section is not None
    assert sealed == await ActivityEnvironment().run(activities.seal_section, request)
    section = await case_file.open(request.application_id, sealed.section, IdentitySection)
    assert (section.section, section.previous) == ("identity", "")
    assert section.data.person == Person(
        name="王喆", gender="男", born_on=date(1985, 3, 15), id_number=NUMBER, mobile=MOBILE
    )
    assert section.data.employer == Employer(
        id=employer_id,
        name="绍兴市环境监测中心",
        credit_code="91110000600037341L",
        kind=EmployerKind.PUBLIC_INSTITUTION,
        level=EmployerLevel.CITY,
        place="市本级",
        department="绍兴市生态环境局",
    )


async def test_an_employer_that_may_not_act_stands_against_the_submission(
    browsers: Browsers, pool: Pool, activities: Activities
) -> None:
    employer_id = await registered_employer(browsers(), pool)
    request = await a_seal_request(browsers, pool, employer_id)
    sealed = await ActivityEnvironment().run(activities.seal_section, request)
    assert sealed.section is None
    assert [(problem.rule, problem.page) for problem in sealed.problems] == [("A2.4", "/archive/basic")]
    await pool.execute("update employers set status = 'expired'")
    expired = await ActivityEnvironment().run(activities.seal_section, request)
    assert "授权已到期" in expired.problems[0].message
    with pytest.raises(NotFound):
        await ActivityEnvironment().run(activities.seal_section, replace(request, person_id=new_id()))


async def a_seal_request(browsers: Browsers, pool: Pool, employer_id: UUID) -> SealRequest:
    await browsers().register("/register", **a_person())
    return SealRequest(
        application_id=new_id(),
        person_id=await pool.fetchval("select id from persons"),
        employer_id=employer_id,
        city="shaoxing",
        plan=PLAN,
        round=1,
    )
