"""`make bench T=roster`: a roster of 100,000 rows frozen, shown, taken away as xlsx and the memory it takes.

The candidates are copies of one that was entered as the workflow enters it, a thousand different lines; the
tenth of them is a roster of its own, so that memory that grows with the rows is seen. Of what came down the
browser of the test holds all, the service none of it. The sheet that comes back for comparing has as many
rows as may. BENCH_ROWS=10000 narrows it.
"""

import asyncio
import os
import time
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path
from uuid import UUID

import httpx2

from contracts.sections.declaration import SKILLED
from deploy.local.site import state_folder
from deploy.local.stack import Stack
from deploy.setup.progress import Progress
from kit.workbook import MOST_BYTES
from services.review.rosters.domain import CATEGORIES, Entry
from services.review.rosters.store import ENTRY
from services.review.rosters.web.checking import FIELD, MOST_ROWS
from tests.bench import report
from tests.bench.desk import GIVEN, SURNAMES, full
from tests.bench.measures import Measure, milliseconds, timed
from tests.bench.upload import RESET_PEAK
from tests.fixtures.stack import servers_at
from tests.service.review.rosters.listing import OFFICE, PLAN, entered
from tests.service.review.world import World

STATE = state_folder() / "bench-roster"
ROWS = int(os.environ.get("BENCH_ROWS") or 100_000)
FEW, BACK = "a-tenth", "comes-back"
TIMES = 20
SHARES = (0.5, 0.95)
AREA = f"a roster of {ROWS:,} rows"
COPIES = """
insert into candidates (id, city, application_id, person_id, plan, plan_title, office_id, stage, round,
                        entered_at, manifest, entry_encrypted, category, category_rank, special_rank)
select gen_random_uuid(), city, gen_random_uuid(), gen_random_uuid(), $1, plan_title, office_id, stage, round,
       entered_at + n * interval '7 seconds', manifest, lines.encrypted, lines.category, lines.place, n % 5
  from candidates
 cross join generate_series(1, $2::int) as n
  join unnest($3::int[], $4::text[], $5::text[], $6::int[]) as lines (number, encrypted, category, place)
    on lines.number = n % 1000
 where plan = $7
"""


async def fill(world: World, plan: str, rows: int) -> None:
    """So many candidates of a plan, none of them with a number."""
    cipher = world.app.state.cipher
    (one,) = await world.rows("select entry_encrypted from candidates where plan = $1", PLAN)
    entry = ENTRY.validate_json(cipher.decrypt(one["entry_encrypted"]))
    lines = [_line(entry, number) for number in range(1000)]
    await world.rows(
        COPIES,
        plan,
        rows,
        list(range(len(lines))),
        [cipher.encrypt(ENTRY.dump_json(line).decode()) for line in lines],
        [line.category for line in lines],
        [CATEGORIES.index(line.category) for line in lines],
        PLAN,
    )


def _line(entry: Entry, number: int) -> Entry:
    name = SURNAMES[number % len(SURNAMES)] + GIVEN[number % len(GIVEN)] + GIVEN[number // 7 % len(GIVEN)]
    return replace(
        entry,
        name=name,
        employer=f"绍兴市第{number % 300}环境监测站",
        category=CATEGORIES[number % 3],
        remarks=(SKILLED,) if number % 23 == 0 else (),
    )


async def bench(stack: Stack, progress: Progress) -> list[Measure]:
    """Frozen once, its page, downloaded, and one of as many rows as may come back compared."""
    async with full(stack) as world:
        await entered(world)
        for plan, rows in ((FEW, ROWS // 10), (BACK, MOST_ROWS - 3), (PLAN, ROWS - 1)):
            with progress.step(f"{rows:,} candidates"):
                await fill(world, plan, rows)
        browser = world.browser(OFFICE)
        browser.timeout = httpx2.Timeout(600)
        found: list[Measure] = []
        with progress.step("frozen"):
            found += await _look(browser, "its page, all waiting", f"/review/rosters/{PLAN}")
            for plan in (PLAN, FEW, BACK):
                began = time.perf_counter()
                answer = await browser.post(f"/review/rosters/{plan}", data={"version": "0"})
                _refuse(answer, HTTPStatus.SEE_OTHER)
                if plan == PLAN:
                    found.append(_seconds("frozen", began))
            found += await _look(browser, "its page, all numbered", f"/review/rosters/{PLAN}")
            found += await _look(browser, "its last page", f"/review/rosters/{PLAN}?page={ROWS // 100}")
        ids = {row["plan"]: row["id"] for row in await world.rows("select plan, id from rosters")}
        with progress.step("downloaded"):
            found += [
                *(await _downloaded(browser, ids[FEW], "a tenth of it"))[1],
                *(await _downloaded(browser, ids[PLAN], "all of it"))[1],
            ]
        with progress.step("compared"):
            sheet, _ = await _downloaded(browser, ids[BACK], "")
            found += await _compared(browser, ids[BACK], sheet)
        await browser.aclose()
    return found


async def _downloaded(browser: httpx2.AsyncClient, roster: UUID, what: str) -> tuple[bytes, list[Measure]]:
    Path("/proc/self/clear_refs").write_text(RESET_PEAK, encoding="ascii")
    before, began, worked = _peak(), time.perf_counter(), time.process_time()
    answer = await browser.get(f"/review/rosters/{roster}/roster.xlsx")
    _refuse(answer, HTTPStatus.OK)
    told = _seconds(f"downloaded, {what}", began)
    worked = time.process_time() - worked
    more = (_peak() - before - len(answer.content)) / 2**20
    return answer.content, [
        told,
        Measure(area=AREA, what=f"processor time, {what}", value=worked, unit="s"),
        Measure(area=AREA, what=f"memory, {what}", value=more, unit="MB"),
    ]


async def _compared(browser: httpx2.AsyncClient, roster: UUID, sheet: bytes) -> list[Measure]:
    if len(sheet) > MOST_BYTES:
        raise AssertionError(f"a sheet of {len(sheet):,} bytes may not come back")
    began = time.perf_counter()
    files = {FIELD: ("花名册.xlsx", sheet)}
    answer = await browser.post(f"/review/rosters/{roster}/check", files=files)
    _refuse(answer, HTTPStatus.OK)
    return [_seconds(f"{MOST_ROWS:,} rows compared", began)]


async def _look(browser: httpx2.AsyncClient, what: str, path: str) -> list[Measure]:
    _refuse(await browser.get(path), HTTPStatus.OK)
    return milliseconds(AREA, what, await timed(TIMES, lambda: browser.get(path)), SHARES)


def _seconds(what: str, began: float) -> Measure:
    return Measure(area=AREA, what=what, value=time.perf_counter() - began, unit="s")


def _refuse(answer: httpx2.Response, wanted: HTTPStatus) -> None:
    if answer.status_code != wanted:
        raise AssertionError(f"{answer.status_code} {answer.text[:2000]}")


def _peak() -> int:
    """The most memory this process had at once, in bytes."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


def main() -> None:
    """Bring up servers of its own, measure, end them."""
    began, progress = time.monotonic(), Progress()
    with servers_at(STATE) as stack:
        measures = asyncio.run(bench(stack, progress))
    report.table(measures)
    report.write(measures, STATE / "result.json", time.monotonic() - began)
