"""A person has everything erased: nothing of them is left anywhere, and what is held stays."""

import asyncio
from datetime import timedelta
from uuid import UUID

import asyncpg

from contracts.erasure import workflow_id
from deploy.demo.clock import fast_forward
from deploy.demo.house import House
from deploy.demo.journey import Journey
from deploy.demo.people import Applicant
from deploy.local.services import SERVICES
from deploy.local.stack import Stack
from tests.e2e.conftest import Begin

PAGE = "/account/erasure"
# What keeps a person's id on purpose: that an event took effect, and what is on its way out still.
KEEPS = {"inbox", "outbox"}


async def _ask(applicant: Applicant, password: str) -> None:
    page = await applicant.open(PAGE)
    await applicant.fill(page, {"understood": "yes", "password": password}, action=PAGE)


async def _person(stack: Stack, state: str) -> tuple[UUID, UUID]:
    """The request that is in this state, and whose it is."""
    conn = await asyncpg.connect(stack.environment("identity")["IDENTITY_DATABASE_URL"])
    try:
        async with asyncio.timeout(60):
            while True:
                row = await conn.fetchrow(
                    "select id, person_id from erasures where state = $1 order by asked_at desc limit 1",
                    state,
                )
                if row:
                    return row["id"], row["person_id"]
                await asyncio.sleep(0.2)
    finally:
        await conn.close()


async def _left(stack: Stack, person_id: UUID) -> list[str]:
    """Every row of every service that names the person."""
    found = []
    for service in SERVICES:
        conn = await asyncpg.connect(stack.environment(service)[f"{service}_DATABASE_URL".upper()])
        columns = await conn.fetch(
            """
            select table_name, column_name from information_schema.columns
            where table_schema = 'public' and data_type = 'uuid'
            """
        )
        for table, column in columns:
            if table not in KEEPS and await conn.fetchval(
                f'select exists (select from "{table}" where "{column}" = $1)',  # noqa: S608 - names of the catalogue
                person_id,
            ):
                found.append(f"{service}.{table}.{column}")
        await conn.close()
    return found


async def test_who_asks_is_forgotten_everywhere(house: House, stack: Stack, begin: Begin) -> None:
    journey = await begin()
    await journey.applicant.give_photo()
    await _ask(journey.applicant, journey.cast.password)
    erasure_id, person_id = await _person(stack, "waiting")
    assert {"identity.persons.id", "archive.persons.id", "documents.photos.person_id"} <= set(
        await _left(stack, person_id)
    )
    await fast_forward(journey.client, workflow_id(erasure_id), timedelta(days=7, minutes=1))
    await journey.client.get_workflow_handle(workflow_id(erasure_id)).result()
    assert not await _left(stack, person_id)
    page = await journey.applicant.open("/archive")
    assert "登录" in page.text  # the session has ended everywhere
    again = Applicant(house.url)
    async with again:
        await again.register(journey.cast)  # as somebody whom nobody knows


async def test_who_declares_is_told_what_holds(house: House, stack: Stack, begin: Begin) -> None:
    journey: Journey = await begin()
    await journey.start()
    await _ask(journey.applicant, journey.cast.password)
    page = await journey.applicant.until(PAGE, lambda page: "目前不能删除" in page.text)
    assert "有正在办理的申报，请先办结或撤回" in page.text
