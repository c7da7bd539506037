"""A long inbox: whoever decides on its first page and goes on meets every case once."""

import re
from datetime import timedelta
from uuid import UUID

import httpx2
import pytest

from deploy.demo.page import Page
from kit.ids import new_id
from tests.service.review.world import OPENED, Office, World, department

pytestmark = pytest.mark.rule("E3.1")
CASE = re.compile(r"/review/([0-9a-f-]{36})(?:\?.*)?")
COPY = """
    insert into tasks ({own})
    select {own} from (
        select (jsonb_populate_record(t, jsonb_build_object(
            'id', gen_random_uuid(), 'application_id', gen_random_uuid(),
            'opened_at', t.opened_at + n / 3 * interval '1 microsecond'))).*
          from tasks t, generate_series(1, $1::int) as n
    ) as copies
"""


async def waiting(world: World, office: Office, count: int) -> None:
    """So many tasks, three at a time in the same microsecond."""
    await (await world.a_case()).task(office)
    async with world.pool.acquire() as conn:
        own = await conn.fetchval(
            """
            select string_agg(column_name, ', ') from information_schema.columns
             where table_name = 'tasks' and is_generated = 'NEVER'
            """
        )
        await conn.execute(COPY.format(own=own), count - 1)


async def leave(world: World, ids: list[str]) -> None:
    """As a decision leaves them; three at a time at the same moment."""
    async with world.pool.acquire() as conn:
        for number, one in enumerate(ids):
            at = OPENED + timedelta(days=1, seconds=number // 3)
            await conn.execute(
                "update tasks set state = 'decided', closed_at = $2 where id = $1", UUID(one), at
            )


async def look(browser: httpx2.AsyncClient, path: str) -> Page:
    page = Page(await browser.get(path))
    assert page.status == 200
    return page


def cases(page: Page) -> list[str]:
    """Those of the list, whatever else of review it leads to."""
    found = (CASE.fullmatch(link) for link in page.links("/review/"))
    return [one[1] for one in found if one]


async def test_whoever_decides_on_the_first_page_meets_each_case_on_the_next(world: World) -> None:
    office = department()
    await waiting(world, office, 40)
    browser = world.browser(office)
    first = await look(browser, "/review")
    await leave(world, cases(first)[:3])
    second = await look(browser, first.next)
    seen = [*cases(first), *cases(second)]
    assert (len(cases(first)), len(seen), len(set(seen))) == (25, 40, 40)
    assert second.next == ""
    assert "/review" in second.links()  # back to the first page


async def test_what_was_done_is_read_to_its_end_while_more_is_done(world: World) -> None:
    office = department()
    await waiting(world, office, 60)
    browser = world.browser(office)
    page = await look(browser, "/review")
    every = [*cases(page), *cases(page := await look(browser, page.next))]
    await leave(world, every[:40])
    page = await look(browser, "/review?state=done")
    seen = cases(page)
    await leave(world, every[40:43])
    await world.rows(
        "update tasks set closed_at = closed_at + interval '1 day' where id = $1", UUID(every[42])
    )
    while page.next:
        assert "state=done" in page.next
        seen += cases(page := await look(browser, page.next))
    assert set(every[:40]) <= set(seen)
    assert len(seen) == len(set(seen))


async def test_a_page_of_which_all_was_decided_leads_back(world: World) -> None:
    office = department()
    await waiting(world, office, 30)
    browser = world.browser(office)
    first = await look(browser, "/review")
    await leave(world, cases(await look(browser, first.next)))
    page = await look(browser, first.next)
    assert (cases(page), page.next) == ([], "")
    assert "后面没有了" in page.text
    assert "回到第一页" in page.text


@pytest.mark.parametrize("query", ["page=2", "page=0", "page=x", "after=x", "after=2", "after="])
async def test_an_address_of_before_leads_to_the_first_page(world: World, query: str) -> None:
    office = department()
    await waiting(world, office, 30)
    browser = world.browser(office)
    first = await look(browser, "/review")
    page = await look(browser, f"/review?{query}")
    assert cases(page) == cases(first)
    assert page.next == first.next


async def test_a_mark_of_elsewhere_shows_nothing_of_elsewhere(world: World) -> None:
    await waiting(world, department(), 30)
    other = department(id=new_id(), name="诸暨市生态环境局")
    page = await look(world.browser(other), f"/review?after=1-{new_id().hex}")
    assert cases(page) == []
