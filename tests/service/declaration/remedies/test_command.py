"""`zhicheng case …` on stuck cases, as an operator types it: many at once, tried first, a result for each."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.__main__ import app
from contracts.declaration import Started
from contracts.remedies import Act
from deploy.local.stack import Stack
from kit.clock import SHANGHAI, end_of
from kit.db import Pool, transaction
from kit.ids import new_id
from kit.reference import reference
from services.declaration.activities import Activities
from services.declaration.progress.store.deadlines import deadlines_of
from services.declaration.settings import Settings
from tests.fixtures.database import Database, url_of
from tests.fixtures.remedies import contents
from tests.service.declaration.browser import Browser
from tests.service.declaration.conftest import Events
from tests.service.declaration.remedies.test_acts_on_cases import drafting

Command = Callable[..., Awaitable[Result]]
WHY = ("--why", "机房停电", "--by", "运维甲")


@pytest.fixture
async def event(applicant: Browser, started: Events, activities: Activities) -> Started:
    await applicant.start()
    (found,) = await started()
    await drafting(activities, found)
    return found


@pytest.fixture
async def command(servers: Stack, pool: Pool, database: Database, settings: Settings) -> Command:
    environment: dict[str, str] = {}
    for name in ("declaration", "review", "payment", "notification", "workflows"):
        environment |= servers.environment(name)
    for name in ("review", "payment", "notification"):
        environment[f"{name.upper()}_DATABASE_URL"] = url_of(await database(name))
    environment["DECLARATION_DATABASE_URL"] = url_of(pool)

    async def run(*arguments: object) -> Result:
        given = ["case", *(str(argument) for argument in arguments)]
        return await asyncio.to_thread(CliRunner().invoke, app, given, env=environment)

    return run


def a_later_day(event: Started) -> str:
    return (event.closes_at.astimezone(SHANGHAI).date() + timedelta(days=3)).isoformat()


async def test_each_case_has_a_result_and_what_failed_is_seen_in_the_end(
    command: Command, event: Started, pool: Pool, tmp_path: Path
) -> None:
    until, unknown = ("--until", a_later_day(event)), new_id()
    listed = tmp_path / "ids"
    listed.write_text(f"{unknown}\n{event.application_id}\n")
    before = await contents(pool)
    tried = await command("extend", reference(event.application_id), *until, *WHY, "--dry-run")
    assert tried.exit_code == 0, tried.output
    assert await contents(pool) == before
    act_id = new_id()
    done = await command("extend", "--file", listed, *until, *WHY, "--act", act_id, "--json")
    again = await command("extend", event.application_id, *until, *WHY, "--act", act_id)
    assert (done.exit_code, again.exit_code) == (1, 0), done.output + again.output
    told = json.loads(done.stdout)
    assert [(one["case_id"], one["code"]) for one in told["results"]] == [
        (str(unknown), "NoSuchCase"),
        (str(event.application_id), "done"),
    ]
    assert told["results"][1]["words"] in tried.stdout
    assert "未改动" in again.stdout
    async with transaction(pool) as conn:
        (entry,) = await deadlines_of(conn, event.application_id)
        (kept,) = await conn.fetch("select act, act_id, city from acts")
    assert [act.by for act in entry.acts] == ["运维甲"]
    assert entry.due_at == end_of(event.closes_at.astimezone(SHANGHAI).date() + timedelta(days=3))
    assert tuple(kept) == (Act.EXTEND, act_id, "shaoxing")


async def test_holds_of_operators_are_lifted_without_their_ids(command: Command, event: Started) -> None:
    for _ in range(2):
        placed = await command("hold", event.application_id, "--kind", "outage", *WHY)
        assert placed.exit_code == 0, placed.output
    lifted = await command("release", event.application_id, *WHY)
    again = await command("release", event.application_id, *WHY)
    assert (lifted.exit_code, again.exit_code) == (0, 1), lifted.output + again.output
    assert "解除 2 项期限中止" in lifted.stdout
    shown = (await command("show", event.application_id)).stdout
    acts = [line for line in shown.splitlines() if line.startswith("处置")]
    assert len(acts) == 3
    assert "运维甲：解除 2 项期限中止，期限重新计算。（机房停电）" in acts[-1]


async def test_what_the_engine_and_other_services_say_is_the_answer(command: Command, event: Started) -> None:
    """No workflow of this case runs here, no message left, and no task waits."""
    second = ("--agreed-by", "运维乙")
    for verb, more, words in (
        ("replay", (), "流程没有留下可以重建的记录"),
        ("reset", second, "没有这份申报的流程"),
        ("redeliver", (), "没有未送达的短信"),
        ("reassign", (*second, "--to", new_id()), "没有等待审查的任务"),
        ("reassign", (*second, "--to", "shaoxing/ecology"), "没有等待审查的任务"),
    ):
        told = await command(verb, event.application_id, *WHY, *more)
        assert (told.exit_code, words in told.stdout) == (1, True), told.output


async def test_an_office_that_is_not_there_is_told_with_those_that_are(
    command: Command, event: Started
) -> None:
    told = await command("reassign", event.application_id, *WHY, "--agreed-by", "乙", "--to", "shaoxing/no")
    assert told.exit_code == 2
    assert "shaoxing/ecology" in told.output


async def test_a_reset_takes_two(command: Command, event: Started) -> None:
    alone = await command("reset", event.application_id, *WHY)
    twice = await command("reset", event.application_id, *WHY, "--agreed-by", "运维甲")
    nobody = await command("reset", event.application_id, *WHY, "--agreed-by", " ")
    assert (alone.exit_code, twice.exit_code, nobody.exit_code) == (2, 2, 2)


async def test_no_case_is_no_act(command: Command, event: Started, pool: Pool) -> None:
    before = await contents(pool)
    assert (await command("nudge")).exit_code == 2
    assert (await command("nudge", "123-456-7890")).exit_code == 2
    assert await contents(pool) == before
