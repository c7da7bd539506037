"""Working off batches: each case by the same command as alone, in a transaction of its own.

The table of items is the queue. A worker that is killed leaves its item as it was, and any other goes on with
it; a result is written in the transaction that sends, so that no case goes twice.

Few are on their way at once: what a batch has told stands in the lines of the engine before everybody else's
decisions (ADR 50), so the rest of it waits here.
"""

import asyncio
from datetime import timedelta

from cities import Cities
from kit import outbox
from kit.attempts import attempt
from kit.clock import now
from kit.crypto import FieldCipher
from kit.db import Connection, Pool, transaction
from kit.errors import Refusal
from services.review.batches.domain import TROUBLE, TWICE, Next, Outcome
from services.review.batches.operations import sending
from services.review.batches.store import batches as store

LOOK_SECONDS = 1.0
AT_ONCE = 4  # decisions of this service on their way to where they take effect
PATIENCE = timedelta(seconds=10)  # what takes longer holds nobody up
GLANCE_SECONDS = 0.05


async def run(pool: Pool, cipher: FieldCipher, cities: Cities) -> None:
    """Work off what is asked, for ever; a look each second when there is nothing."""
    while True:
        await attempt(
            "batches", _work_off(pool, cipher, cities)
        )  # while the database is away, all waits in it
        await asyncio.sleep(LOOK_SECONDS)


async def _work_off(pool: Pool, cipher: FieldCipher, cities: Cities) -> None:
    while await run_next(pool, cipher, cities):
        await _until_few_are_on_their_way(pool)


async def _until_few_are_on_their_way(pool: Pool) -> None:
    while True:
        async with transaction(pool) as conn:
            if await outbox.unheard_lately(conn, within=PATIENCE, most=AT_ONCE) < AT_ONCE:
                return
        await asyncio.sleep(GLANCE_SECONDS)


async def run_next(pool: Pool, cipher: FieldCipher, cities: Cities) -> bool:
    """Send one case on, or write why not; false when nothing waits. Nobody's failure stops another's."""
    async with transaction(pool) as conn:
        item = await store.claim_next(conn)
        if item is None:
            return False
        if await attempt("batch item", _send(conn, cipher, cities, item)):
            return True
    async with transaction(pool) as conn:
        await store.note_outcome(conn, item.id, Outcome.LEFT, TROUBLE, now())
    return True


async def _send(conn: Connection, cipher: FieldCipher, cities: Cities, item: Next) -> None:
    async with conn.transaction():  # what fails is undone as far as here
        try:
            is_new = await sending.send(conn, cipher, item.sender, item.task_id, cities)
            outcome, why = (Outcome.SENT, "") if is_new else (Outcome.LEFT, TWICE)
        except Refusal as refusal:  # before anything was written
            outcome, why = Outcome.LEFT, str(refusal)
        await store.note_outcome(conn, item.id, outcome, why, now())
