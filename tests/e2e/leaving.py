"""A person who has everything erased, as whole-platform tests see it."""

import asyncio
from datetime import timedelta
from uuid import UUID

import asyncpg
from temporalio.client import Client

from contracts.erasure import workflow_id
from deploy.demo.clock import fast_forward
from deploy.demo.people import Applicant
from deploy.local.services import SERVICES
from deploy.local.stack import Stack

PAGE = "/account/erasure"
# What keeps a person's id on purpose: that an event took effect, and what is on its way out still.
KEEPS = {"inbox", "outbox"}


async def ask(applicant: Applicant, password: str) -> None:
    """On the page for it."""
    page = await applicant.open(PAGE)
    await applicant.fill(page, {"understood": "yes", "password": password}, action=PAGE)


async def person_asking(stack: Stack, state: str) -> tuple[UUID, UUID]:
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


async def left(stack: Stack, person_id: UUID) -> list[str]:
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


async def pass_the_wait(client: Client, erasure_id: UUID) -> None:
    """Nobody thought again: it is done."""
    await fast_forward(client, workflow_id(erasure_id), timedelta(days=7, minutes=1))
    await client.get_workflow_handle(workflow_id(erasure_id)).result()
