"""A batch to the senior office whose process dies in the middle: nobody is left out, or recommended twice."""

import asyncio

import pytest
from httpx2 import HTTPError

from contracts.results import Onward
from deploy.local.stack import Stack
from kit.ids import new_id
from tests.service.process import api, caught, killed_when_caught
from tests.service.review.results.electing import PLAN, committee, elected
from tests.service.review.world import World, give_commission

CASES = 60
HALFWAY = "(select count(*) from outbox where topic = 'review.recommended') = 30"
RECOMMENDED = "select body from outbox where topic = 'review.recommended' order by position"
RELEASED = "select count(announcement_id) as released from releases"
WITH_LETTER = "select count(commission_id) as sent from tasks"


@pytest.mark.rule("B6.1")
async def test_a_batch_whose_process_is_killed_in_the_middle_goes_once(world: World, servers: Stack) -> None:
    office, account = committee(), new_id()
    found = await elected(
        world, office, [f"推荐{number}" for number in range(CASES)], onward=Onward.RECOMMEND
    )
    async with world.pool.acquire() as conn:
        await conn.execute("update tasks set needs_commission = true")
    await give_commission(world, office)
    cookies = world.sign_in("official", org_id=office.id, name=office.person, account_id=account)

    async with (
        caught(world.pool, "outbox", HALFWAY),
        api(servers, "review", world.pool, cookies) as (process, client),
    ):
        pressed = asyncio.create_task(client.post(PLAN))
        await killed_when_caught(world.pool, process)
        with pytest.raises(HTTPError):
            await pressed
    assert await world.rows("select from announcements") == []
    assert await world.rows(RELEASED) == [{"released": 0}]
    assert await world.rows(WITH_LETTER) == [{"sent": 0}]

    browser = world.visitor(cookies)
    answers = await asyncio.gather(*(browser.post(PLAN) for _ in range(4)))
    (announced,) = await world.rows("select id from announcements")
    assert {answer.headers["location"] for answer in answers} == {f"/review/results/{announced['id']}"}
    told = [row["body"]["release_id"] for row in await world.rows(RECOMMENDED)]
    assert told == [str(one.release_id) for one in found]
    assert await world.rows(RELEASED) == [{"released": CASES}]
    assert await world.rows(WITH_LETTER) == [{"sent": CASES}]
