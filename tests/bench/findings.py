"""What the survey asks of each owner once a minute, beside as many rows as `desk` has tasks.

Of twenty cities. One case in ten is open, one in thirty of those late; a thousand events took no effect, one
message in five hundred failed. A question whose plan reads a whole large table ends the bench.
"""

import json
from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from asyncpg.connection import LoggedQuery

from contracts.operations import Source, Standing, Standings
from contracts.stuck import Found, Question
from deploy.local.stack import Stack
from deploy.setup.progress import Progress
from kit.clock import now
from kit.db import Connection, Pool, transaction
from services.declaration.stuck import store as declaration
from services.notification import store as notification
from services.operations import store as operations
from services.payment.store import stuck as payment
from services.review.stuck import operations as review
from tests.bench.measures import Measure, Samples, milliseconds, timed
from tests.fixtures.database import databases
from tests.fixtures.storage import settings_from
from tests.fixtures.stuck import a_question

TIMES, FEWER = 60, 20
SHARES = (0.5, 0.95)
SMALL = 10_000  # rows: a table with fewer may be read whole
STANDINGS = 300  # as many cases as one survey describes
TOLD = """
    insert into outbox (id, about, topic, body, created_at, sent_at, is_awaited, heard_at)
    select gen_random_uuid(), application_id, 'told', '{{}}', now() - n * interval '30 seconds', now(), true,
           case when n > 1000 then now() end
      from (select application_id, row_number() over () as n from {table}) as one
"""
FILLS: Mapping[str, tuple[str, ...]] = {
    "review": (TOLD.format(table="tasks"),),
    "payment": (
        """
        insert into orders (id, city, application_id, person_id, plan, plan_title, item, level, basis,
                            amount_fen, opened_at, due_at, state)
        select gen_random_uuid(), 'city-' || n / 10 % 20, gen_random_uuid(),
               gen_random_uuid(), '2022-engineer', '', '', '', '', 20000,
               now() - n * interval '30 seconds', now(), 'paid'
          from generate_series(1, $1::int) as n
        """,
        TOLD.format(table="orders"),
    ),
    "declaration": (
        """
        insert into declarations (id, city, person_id, employer_id, plan, plan_version, started_at, closes_at,
                                  status, turn)
        select gen_random_uuid(), 'city-' || n / 10 % 20, gen_random_uuid(),
               md5((n % 3000)::text)::uuid, '2022-engineer', 'v1', since, now(),
               case when n % 10 = 0 then 'reviewing' else 'titled' end,
               jsonb_build_object('who', 'department', 'name', '', 'why', '', 'since', since,
                                  'until', now() + (n % 997 - 30) * interval '1 hour')
          from generate_series(1, $1::int) as n,
               lateral (select now() - interval '90 days' - n * interval '7 seconds') as told (since)
        on conflict do nothing -- numbers are drawn, and may meet
        """,
    ),
    "notification": (
        """
        insert into messages (id, city, recipient_id, template, text, state, created_at, changed_at)
        select gen_random_uuid(), 'city-' || n / 10 % 20, md5((n % 3000)::text)::uuid,
               'decided', '',
               case when n % 500 = 0 then 'failed' when n < 2000 then 'handed_over' else 'delivered' end,
               sent_at, sent_at
          from generate_series(1, $1::int) as n,
               lateral (select now() - n * interval '30 seconds') as told (sent_at)
        """,
    ),
}
Find = Callable[[Connection], Awaitable[Found]]
FINDS: Mapping[str, tuple[str, Callable[[Connection, Question], Awaitable[Found]]]] = {
    "review": ("late offices, decisions not delivered", review.find),
    "payment": ("paid, not advanced", payment.find),
    "declaration": ("periods that are over", declaration.find),
    "notification": ("messages that did not arrive", notification.find_stuck),
}


async def bench(
    stack: Stack, tasks: Pool, against: tuple[str, Samples], cases: int, progress: Progress
) -> list[Measure]:
    """Each owner's answer, beside an office's own list; review's tasks are there already."""
    area = f"what is stuck among {cases:,} rows of each owner"
    measures: list[Measure] = []
    async with databases(stack.postgres_url, settings_from(stack)) as clone:
        kept = await clone("operations")
        for service, (what, find) in FINDS.items():
            pool = tasks if service == "review" else await clone(service)
            with progress.step(f"{cases:,} rows of {service}"):
                await fill(pool, service, cases)
            asked: dict[str, Find] = {what: partial(_found, find)}
            if service == "declaration":
                shown = partial(declaration.behind, asked=await _standings(pool))
                asked["whose progress is shown late"] = shown
            for words, ask in asked.items():
                with progress.step(words):
                    await _by_indexes(pool, ask)
                    taken = await timed(TIMES, partial(_asked, pool, ask))
                measures += milliseconds(area, f"{service}: {words}", taken, SHARES, against)
                found = await _asked(pool, ask)
                with progress.step(f"{words}, kept"):
                    taken = await timed(FEWER, partial(_kept, kept, Source(service), found))
                keeps = f"operations keeps these {len(found.findings):,}"
                measures += milliseconds(area, keeps, taken, SHARES, against)
    return measures


async def fill(pool: Pool, service: str, cases: int) -> None:
    """Without what these rows point to: it is not asked for."""
    async with pool.acquire() as conn:
        await conn.execute("set statement_timeout = 0; set session_replication_role = replica")
        for one in FILLS[service]:
            await conn.execute(one, *([cases] if "$1" in one else []), timeout=3600)
        await conn.execute("vacuum analyze", timeout=3600)


async def _found(find: Callable[[Connection, Question], Awaitable[Found]], conn: Connection) -> Found:
    found = await find(conn, a_question(now()))
    if not found.findings:
        raise AssertionError(f"{find.__module__} found nothing")
    return found


async def _standings(pool: Pool) -> Standings:
    """Of as many cases as one survey describes, as the engine might have them."""
    rows = await pool.fetch("select id, city from declarations limit $1", STANDINGS)
    return Standings(
        question=a_question(now()),
        standings=tuple(
            Standing(case_id=row["id"], city=row["city"], status="逐级审查", since=now() - timedelta(days=1))
            for row in rows
        ),
    )


async def _asked(pool: Pool, ask: Find) -> Found:
    async with transaction(pool) as conn:
        return await ask(conn)


async def _kept(pool: Pool, source: Source, found: Found) -> None:
    async with transaction(pool) as conn:
        await operations.keep_found(conn, source, found, now())


async def _by_indexes(pool: Pool, ask: Find) -> None:
    """No statement of the answer reads a whole large table."""
    statements: list[LoggedQuery] = []
    async with transaction(pool) as conn:
        with conn.query_logger(statements.append):
            await ask(conn)
        large = await conn.fetch("select relname from pg_class where relkind = 'r' and reltuples > $1", SMALL)
        for one in statements:
            plan = await conn.fetchval(f"explain (format json) {one.query}", *one.args)
            read = {
                node["Relation Name"] for node in _nodes(plan[0]["Plan"]) if "Seq Scan" in node["Node Type"]
            }
            if read & {row["relname"] for row in large}:
                raise AssertionError(f"{read} are read whole:\n{one.query}\n{json.dumps(plan, indent=1)}")


def _nodes(plan: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield plan
    for one in plan.get("Plans", ()):
        yield from _nodes(one)
