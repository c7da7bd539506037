"""`make bench T=desk`: an office's queue and the page of a case in a table with a million tasks.

600 offices, one of them with 20,000 open cases and half as many done; the rest is spread evenly, one in ten
open; each is due some day, one in thirty was already. The rows are copies of one that was opened as the
workflow opens it, made in the database; pages are asked for one after the other, from the request to the last
byte of the page. BENCH_CASES=100000 narrows it.
"""

import asyncio
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import httpx2

from deploy.local.site import state_folder
from deploy.local.stack import Stack
from deploy.setup.progress import Progress
from kit.blobs import Blobs
from kit.crypto import FieldCipher
from kit.db import Pool
from kit.ids import new_id
from kit.reference import reference
from kit.sealed import CaseFile
from kit.stretch import Mark
from services.review.__main__ import answers, case_file
from services.review.tasks.store.names import digests
from services.review.web.app import create
from tests.bench import findings, report
from tests.bench.measures import Measure, Samples, milliseconds, timed
from tests.fixtures.database import databases
from tests.fixtures.people import sign_in_at
from tests.fixtures.stack import servers_at
from tests.fixtures.storage import SettingsOf, settings_from
from tests.service.review.world import Office, World, department

STATE = state_folder() / "bench-desk"
CASES = int(os.environ.get("BENCH_CASES") or 1_000_000)
OFFICES, LARGE = 600, 20_000
TIMES = 60
SHARES = (0.5, 0.95)
AREA = f"an office with {LARGE:,} open of {CASES:,} tasks"
PLANS = tuple(f"shaoxing-{year}-{level}" for year in range(2018, 2023) for level in ("engineer", "senior"))
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰"
LOOKS = {
    "first page": "",
    "last page": "{last}",
    "by plan": "plan=shaoxing-2022-engineer",
    "by employer": "employer=第七",
    "by kind": "kind=转评",
    "by submission": "round=again",
    "special entries": "special=技能人才",
    "rare: three filters": "kind=转评&round=again&special=单位直接推荐",
    "due soon": "due=soon",
    "mine": "who=mine",
    "unassigned": "who=nobody",
    "name, two signs": "name=张伟",
    "name, three signs": "name=王秀英",
    "by what is due": "order=due",
    "by what is due, last page": "order=due&{last_due}",
    "by name, narrowed to 1,000": "order=name&plan=shaoxing-2020-senior&round=again",
    "by number": "number={number}",
    "done, first page": "state=done",
    "done, special entries": "state=done&special=技能人才",
    "done, name": "state=done&name=张伟",
}
NAMES = """
create temporary table names as
select * from unnest($1::int[], $2::text[], $3::text[], $4::text[]) as names (place, plan, encrypted, parts)
"""
COPIES = """
    insert into tasks ({columns})
    select {told}
      from tasks as one
     cross join generate_series(1, $1::int) as n
      join names on names.place = n % $5
     cross join lateral jsonb_populate_record(one, jsonb_build_object(
            'id', gen_random_uuid(),
            'application_id', gen_random_uuid(),
            'person_id', gen_random_uuid(),
            'plan', names.plan, 'plan_title', names.plan,
            'applicant_encrypted', names.encrypted,
            'name_parts', names.parts::bigint[],
            'round', case when n % 9 = 0 then 2 else 1 end,
            'kind', (array['正常申报', '正常申报', '正常申报', '转评', '自评申报'])[1 + n % 5],
            'remarks', case when n % 5 = 3 then array['转评'] when n % 5 = 4 then array['单位直接推荐']
                            when n % 23 = 0 then array['技能人才'] else array[]::text[] end,
            'employer', '绍兴市第' || (array['一', '二', '三', '四', '五', '六', '七'])[1 + n % 7]
                        || '环境监测站' || n % 300,
            'office_id', case when n <= $2 * 1.5 then one.office_id else md5((n % $3)::text)::uuid end,
            'opened_at', one.opened_at + n * interval '7 seconds',
            'due_at', now() + (n % 997 - 30) * interval '1 hour',
            'taken_by', case when n % 40 = 0 then $4::uuid when n % 3 = 0 then md5('colleague')::uuid end,
            'state', case when n <= $2 or (n > $2 * 1.5 and n % 10 = 0) then 'open' else 'decided' end,
            'closed_at', case when n <= $2 or (n > $2 * 1.5 and n % 10 = 0) then null
                              else one.opened_at + n * interval '9 seconds' end
     )) as copy
"""
BESIDE = (
    """
    insert into decisions (id, city, task_id, verdict, reason, opinion, changes, items, attestation,
                           signed_by, account_id, decided_at)
    select gen_random_uuid(), city, id, 'passed', '', '同意', '[]', '[]', '',
           '赵六', gen_random_uuid(), closed_at
      from tasks where state = 'decided'
    """,
    """
    insert into timeline (id, city, application_id, task_id, at, event)
    select gen_random_uuid(), city, application_id, id, opened_at, 'opened' from tasks
    """,
    """
    insert into findings (id, task_id, item, mark, remark)
    select gen_random_uuid(), id, item, 'ok', ''
      from tasks, unnest(array['basic', 'records', 'form']) as item where state = 'open' and round = 2
    """,
)


async def fill(world: World, account_id: UUID, cases: int = CASES) -> None:
    """Copies of the one task that is there, for many offices, and what stands beside tasks."""
    cipher = world.app.state.cipher
    people = [
        f"{surname}{one}{two}" for surname in SURNAMES for one in GIVEN[::3] for two in ("", *GIVEN[::2])
    ]
    known = [(plan, name) for name in people for plan in PLANS]
    columns = [
        row["name"]
        for row in await world.rows(
            "select column_name as name from information_schema.columns"
            " where table_name = 'tasks' and is_generated = 'NEVER'"
        )
    ]
    indexes = await world.rows(
        "select indexname, indexdef from pg_indexes where tablename = 'tasks' and indexname not in"
        " (select conname from pg_constraint)"
    )
    async with world.pool.acquire() as conn:
        await conn.execute("set statement_timeout = 0; set maintenance_work_mem = '256MB'")
        for index in indexes:
            await conn.execute(f"drop index {index['indexname']}")
        await conn.execute(
            NAMES,
            list(range(len(known))),
            [plan for plan, _ in known],
            [cipher.encrypt(name) for _, name in known],
            ["{" + ",".join(map(str, digests(cipher, plan, name))) + "}" for plan, name in known],
            timeout=600,
        )
        told = ", ".join(f"copy.{name}" for name in columns)
        sql = COPIES.format(columns=", ".join(columns), told=told)
        await conn.execute(sql, cases, min(LARGE, cases // 2), OFFICES, account_id, len(known), timeout=3600)
        for index in indexes:
            await conn.execute(index["indexdef"], timeout=3600)
        for one in BESIDE:
            await conn.execute(one, timeout=3600)
        await conn.execute("vacuum analyze", timeout=3600)


async def last_page(world: World, office: Office, order: str) -> str:
    """Where the last page of a list begins, as its address says."""
    (row,) = await world.rows(
        "select opened_at, id from tasks where office_id = $1 and state = 'open'"  # noqa: S608 - words of ours
        f" order by {order} offset 20 limit 1",
        office.id,
    )
    return f"after={Mark(row['opened_at'], row['id'])}"


@asynccontextmanager
async def full(stack: Stack) -> AsyncIterator[World]:
    """Review's pages on a database of its own."""
    settings_of = settings_from(stack)
    async with databases(stack.postgres_url, settings_of) as clone:
        pool: Pool = await clone("review")
        settings = settings_of("review")
        app = create(settings, pool, case_file(settings))
        yield World(pool, app, answers(settings, pool), _sealing(settings_of), sign_in_at(stack))


def _sealing(settings_of: SettingsOf) -> CaseFile:
    settings = settings_of("declaration")
    return CaseFile(Blobs(settings), FieldCipher(settings.case_keys.get_secret_value()), "declaration")


async def bench(stack: Stack, progress: Progress) -> list[Measure]:
    """The queue with each filter, order and end; the page of a case; an office with few."""
    async with full(stack) as world:
        account_id, office = new_id(), department()
        case = await world.a_case()
        task = await case.task(office)
        with progress.step(f"{CASES:,} tasks"):
            await fill(world, account_id)
        await world.rows("update tasks set opened_at = opened_at - interval '1 day' where id = $1", task.id)
        named = {
            "last": await last_page(world, office, "opened_at desc, id desc"),
            "last_due": await last_page(world, office, "due_at desc, opened_at desc, id desc"),
            "number": reference(case.id),
        }
        browser = world.browser(office, account_id=account_id)
        paths = {what: f"/review?{query.format(**named)}" for what, query in LOOKS.items()}
        found: list[Measure] = []
        for what, path in {**paths, "page of a case": f"/review/{task.id}"}.items():
            with progress.step(what):
                found += milliseconds(AREA, what, await _look(browser, path), SHARES)
        against = ("an office's first page", await _look(browser, paths["first page"]))
        await browser.aclose()
        found += await findings.bench(stack, world.pool, against, CASES, progress)
    return found


async def _look(browser: httpx2.AsyncClient, path: str) -> Samples:
    answer = await browser.get(path)
    if answer.status_code != httpx2.codes.OK:
        raise AssertionError(f"{path}: {answer.status_code}")
    return await timed(TIMES, lambda: browser.get(path))


def main() -> None:
    """Bring up servers of its own, measure, end them."""
    began, progress = time.monotonic(), Progress()
    with servers_at(STATE) as stack:
        measures = asyncio.run(bench(stack, progress))
    report.table(measures)
    report.write(measures, STATE / "result.json", time.monotonic() - began)
