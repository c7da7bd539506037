"""The term of an employer's authorisation ends: its clerk is reminded before, its people see it after."""

from datetime import date, timedelta
from uuid import UUID

import asyncpg
import pytest

from contracts.authorisation import State, workflow_id
from deploy.demo.clock import fast_forward
from deploy.demo.house import House
from deploy.demo.journey import Journey
from deploy.local.stack import Stack
from kit.clock import end_of, now
from tests.e2e.conftest import Begin
from tests.e2e.evidence import text_messages

EMPLOYER = "/archive/employer"


async def _term(stack: Stack, journey: Journey) -> tuple[UUID, date]:
    """The employer and its last day."""
    conn = await asyncpg.connect(stack.environment("identity")["IDENTITY_DATABASE_URL"])
    try:
        row = await conn.fetchrow(
            "select id, valid_until from employers where credit_code = $1", journey.cast.credit_code
        )
    finally:
        await conn.close()
    assert row
    return row["id"], row["valid_until"]


async def _reminders(house: House, journey: Journey, *, at_least: int) -> list[str]:
    return await text_messages(house, journey.cast.clerk_mobile, at_least=at_least, saying="授权将于")


@pytest.mark.rule("A2.4")
@pytest.mark.rule("E2.1")
async def test_after_two_reminders_the_term_ends_and_the_unit_s_people_see_it(
    house: House, stack: Stack, begin: Begin
) -> None:
    journey = await begin()
    employer_id, last_day = await _term(stack, journey)
    term = journey.client.get_workflow_handle(workflow_id(employer_id, last_day), result_type=State)
    assert "授权已到期" not in (await journey.applicant.open(EMPLOYER)).text

    left = end_of(last_day) - now()
    await fast_forward(journey.client, term.id, left - timedelta(days=20))
    assert len(await _reminders(house, journey, at_least=1)) == 1
    await fast_forward(journey.client, term.id, timedelta(days=20, minutes=1))
    assert await term.result() is State.ENDED
    assert len(await _reminders(house, journey, at_least=2)) == 2

    await journey.applicant.until(EMPLOYER, lambda page: "授权已到期" in page.text)
    await journey.clerk.until("/employers/mine", lambda page: "/sign-in" in page.url)
