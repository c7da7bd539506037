"""A long queue: whoever verifies on its first page and goes on meets everybody once."""

import pytest

from deploy.demo.page import Page
from kit.db import Pool
from kit.ids import new_id
from tests.service.archive.conftest import Browser
from tests.service.archive.factories import a_submitted_file

pytestmark = pytest.mark.rule("E3.1")
QUEUE = "/archive/verification"
DECIDED = f"{QUEUE}/decided"
COPY = (
    """
    insert into persons
    select (jsonb_populate_record(p, jsonb_build_object('id', $2::uuid))).* from persons p where p.id = $1
    """,
    """
    insert into items
    select (jsonb_populate_record(i, jsonb_build_object('id', gen_random_uuid(), 'person_id', $2::uuid))).*
      from items i where i.person_id = $1
    """,
    """
    insert into item_versions
    select (jsonb_populate_record(v, jsonb_build_object('id', gen_random_uuid(), 'item_id', mine.id))).*
      from item_versions v
      join items i on i.id = v.item_id
      join items mine on mine.kind = i.kind and mine.person_id = $2
     where i.person_id = $1
    """,
)


async def waiting(pool: Pool, applicant: Browser, count: int) -> None:
    """So many people with the same file, two at a time submitted in the same microsecond."""
    await a_submitted_file(applicant)
    async with pool.acquire() as conn, conn.transaction():
        for number in range(1, count):
            person = new_id()
            for sql in COPY:
                await conn.execute(sql, applicant.id, person)
            await conn.execute(
                """
                update item_versions set submitted_at = submitted_at + $2 * interval '1 microsecond'
                 where item_id in (select id from items where person_id = $1)
                """,
                person,
                number // 2,
            )


def people(page: Page) -> list[str]:
    return [str(box["value"]) for box in page.soup.select("input[name=person]")]


def names(page: Page) -> list[str]:
    return [str(link["href"]) for link in page.soup.select("tbody a")]


async def verify(clerk: Browser, ids: list[str]) -> None:
    for one in ids:
        page = await clerk.fill(f"{QUEUE}/{one}", all="verified", attested="yes")
        assert page.leads_to.startswith(QUEUE)


@pytest.mark.parametrize("query", ["", "?name=张"])
async def test_whoever_verifies_on_the_first_page_meets_everybody_on_the_next(
    clerk: Browser, applicant: Browser, pool: Pool, query: str
) -> None:
    await waiting(pool, applicant, 40)
    first = await clerk.get(QUEUE + query)
    await verify(clerk, people(first)[:3])
    second = await clerk.get(first.next)
    seen = [*people(first), *people(second)]
    assert (len(people(first)), len(seen), len(set(seen))) == (20, 40, 40)
    assert second.next == ""
    assert "共 37 人" in second.text
    assert "回到第一页" in second.text


async def test_who_was_decided_about_is_read_to_the_end_while_more_is_decided(
    clerk: Browser, applicant: Browser, pool: Pool
) -> None:
    await waiting(pool, applicant, 26)
    first = await clerk.get(QUEUE)
    rest = people(await clerk.get(first.next))
    await verify(clerk, [*people(first), rest[0]])
    page = await clerk.get(DECIDED)
    seen = names(page)
    await verify(clerk, rest[1:4])
    seen += names(await clerk.get(page.next))
    assert (len(seen), len(set(seen))) == (21, 21)


async def test_a_page_on_which_nobody_waits_any_more_leads_back(
    clerk: Browser, applicant: Browser, pool: Pool
) -> None:
    await waiting(pool, applicant, 22)
    first = await clerk.get(QUEUE)
    await verify(clerk, people(await clerk.get(first.next)))
    page = await clerk.get(first.next)
    assert (people(page), page.next) == ([], "")
    assert "后面没有待核验的人员了" in page.text
    assert "回到第一页" in page.text


async def test_an_address_of_before_leads_to_the_first_page(
    clerk: Browser, applicant: Browser, pool: Pool
) -> None:
    await waiting(pool, applicant, 22)
    first = await clerk.get(QUEUE)
    for query in ("page=2", "page=0", "page=x", "after=x", "after=2", "after="):
        page = await clerk.get(f"{QUEUE}?{query}")
        assert (page.status, people(page), page.next) == (200, people(first), first.next)
        assert (await clerk.get(f"{DECIDED}?{query}")).status == 200
