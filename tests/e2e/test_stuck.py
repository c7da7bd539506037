"""What is stuck comes to the operators' page by itself, through every process on its way; mended, it goes."""

import random

import pytest

from contracts.remedies import Act
from contracts.review import Decided
from contracts.stuck import Kind
from deploy.demo.cast import Cast
from deploy.demo.house import House
from deploy.demo.journey import Journey
from deploy.demo.people import Applicant
from deploy.demo.seed import create_seats
from deploy.demo.units import OF_A_COUNTY, PLAN, Seat, known_cities
from deploy.local.stack import Stack
from tests.e2e.operating import (
    SECOND,
    an_operator,
    ask,
    create_second,
    is_done,
    listed,
    losing,
    make_late,
    row_of,
    rows_of,
    until,
)

NOT_REACHED = "13905750000"  # by the simulated SMS centre
OFFICES = {office.slug: office for office in known_cities().city("shaoxing").offices}
BELOW, ABOVE = OFFICES["yuecheng-ecology"], OFFICES["ecology"]


async def test_a_message_that_arrived_nowhere_is_listed_within_a_survey(house: House) -> None:
    cast = Cast(random.Random(NOT_REACHED))  # noqa: S311 - a person of the demo
    async with Applicant(house.url) as person:
        page = await person.open("/register")
        values = {
            "city": "shaoxing",
            "name": cast.applicant_name,
            "id_number": cast.applicant_id_number,
            "mobile": NOT_REACHED,
            "password": cast.password,
            "agreed": "yes",
        }
        await person.fill(page, values, action="/register")
    async with an_operator(house) as operator:
        undelivered = listed(Kind.MESSAGE_UNDELIVERED)
        await until(
            operator, undelivered, lambda page: any("mobile_code/failed" in row for row in rows_of(page))
        )
        overview = await until(operator, "/operations", lambda page: "没有回答" not in page.text)
        assert "件短信未送达，绍兴市" in overview.text


@pytest.fixture
def seated(house: House) -> House:
    """The platform, with somebody in each office of a county's way, and a second operator."""
    create_seats(house, (Seat(OF_A_COUNTY.city, office) for office in OF_A_COUNTY.offices(PLAN)))
    create_second(house)
    return house


async def test_what_operators_press_mends_a_lost_decision_and_an_office_that_is_late(
    seated: House, stack: Stack
) -> None:
    journey = await Journey.begin(seated, Cast(unit=OF_A_COUNTY))
    async with journey, an_operator(seated) as operator, an_operator(seated, SECOND) as second:
        await journey.go([*journey.joining(), *journey.declaring(), *journey.examining()[:-1]])
        case_id = journey.application_id
        async with losing(stack, "review", Decided.topic, case_id):
            await journey.employer_passes()
        unheard = listed(Kind.DECISION_NOT_DELIVERED)
        page = await until(operator, unheard, lambda page: bool(row_of(page, case_id)))
        assert "待用人单位审查" in (await journey.applicant.open(f"/declarations/{case_id}")).text
        trial, done = await ask(operator, page, case_id, Act.NUDGE)
        assert "（试运行）" in trial.text
        assert "个事件将重新发送" in trial.text
        await until(operator, done.url, lambda page: is_done(page, case_id))

        official = await journey.at(BELOW.slug)
        await official.task(journey.cast.applicant_name)
        await make_late(stack, case_id)
        late = listed(Kind.WAITS_TOO_LONG)
        page = await until(operator, late, lambda page: BELOW.name in row_of(page, case_id))
        await until(operator, unheard, lambda page: not row_of(page, case_id))
        _, act = await ask(operator, page, case_id, Act.REASSIGN, office=str(ABOVE.id))
        assert "等待另一名运维人员同意" in act.text
        assert not act.soup.select('form[action$="/agreement"]')
        asked = await second.open(act.url)
        done = await second.fill(asked, {}, action="/agreement", button=("word", "agree"))
        done = await until(second, done.url, lambda page: is_done(page, case_id))
        assert f"由“{BELOW.name}”改派给“{ABOVE.name}”。" in done.text
        await until(operator, late, lambda page: ABOVE.name in row_of(page, case_id))
        await journey.office_decides(ABOVE.slug)
        await until(operator, late, lambda page: not row_of(page, case_id))
