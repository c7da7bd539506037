"""`zhicheng city freeze` and `thaw`: who waits for somebody is held, windows get back what they lost."""

import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from cli.city import app as command
from contracts.application import Status
from contracts.clock import HoldsChanged
from contracts.declaration import Started
from deploy.local.stack import Stack
from kit.db import Pool
from kit.standstill import acts, standing
from services.declaration.activities import Activities
from services.declaration.progress.operations import standing as holding
from tests.fixtures.database import url_of
from tests.service.declaration.conftest import Browsers, Events, News
from tests.service.declaration.world import a_move

Run = Callable[..., "asyncio.Future[Result]"]
NOTICE = "平台迁移，暂停办理。"
FREEZE = ("freeze", "shaoxing", "--notice", NOTICE, "--why", "机房搬迁", "--by", "王运维")
THAW = ("thaw", "shaoxing", "--why", "迁移完成", "--by", "王运维")
CASES = 5


@pytest.fixture
def folder(city_folder: Path, tmp_path: Path) -> Path:
    """The cities in use, in which something is said."""
    return Path(shutil.copytree(city_folder, tmp_path / "in-use"))


@pytest.fixture
def env(servers: Stack, pool: Pool, folder: Path) -> dict[str, str]:
    env = servers.environment("declaration")
    return {**env, "DECLARATION_DATABASE_URL": url_of(pool), "DECLARATION_CITIES": str(folder)}


@pytest.fixture
def run(env: dict[str, str]) -> Run:
    def invoke(*words: str) -> "asyncio.Future[Result]":
        return asyncio.get_running_loop().run_in_executor(
            None, lambda: CliRunner().invoke(command, list(words), env=env)
        )

    return invoke


@pytest.fixture
async def cases(browsers: Browsers, news: News, activities: Activities, started: Events) -> list[Started]:
    """Of so many people: all but the first two wait at their employer; one of these drafts, one ended."""
    await news.employer()
    for _ in range(CASES):
        person = browsers("applicant")
        await news.readiness(person.person_id)
        await person.start()
    found = await started()
    told = {"event": "submitted", "status": Status.EXAMINING, "round": 1}
    for event in found[1:]:
        await activities.record_progress(a_move(event.application_id, 1, at=event.at, **told))
    over = {"event": "withdrawn", "status": Status.WITHDRAWN, "round": 1}
    await activities.record_progress(a_move(found[1].application_id, 2, at=found[1].at, **over))
    return found


async def told_of_holds(pool: Pool) -> dict[str, list[int]]:
    """By case: how many holds there were each time that its workflow was told."""
    rows = await pool.fetch("select body from outbox where topic = $1 order by position", HoldsChanged.topic)
    bodies: list[dict[str, Any]] = [row["body"] for row in rows]
    found: dict[str, list[int]] = {}
    for body in bodies:
        found.setdefault(body["application_id"], []).append(len(body["holds"]))
    return found


async def test_cases_that_wait_are_held_once_and_let_go_once(
    run: Run, folder: Path, pool: Pool, cases: list[Started], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(holding, "PAGE", 2)
    told = await run(*FREEZE, "--until", "2100-01-02T08:00")
    assert told.exit_code == 0, told.output
    assert "已中止 3 份申报的期限" in told.stdout
    found = standing(folder, "shaoxing")
    assert found
    assert (found.by, found.why, found.notice) == ("王运维", "机房搬迁", NOTICE)
    waiting = [str(event.application_id) for event in cases[2:]]
    assert await told_of_holds(pool) == {key: [1] for key in waiting}
    reasons = await pool.fetch("select distinct kind, placed_at, placed_by, placed_why from holds")
    assert [tuple(row) for row in reasons] == [("outage", found.at, "王运维", NOTICE)]
    again = await run(*FREEZE, "--until", "2100-01-03T08:00")
    assert "已中止 0 份申报的期限" in again.stdout

    told = await run(*THAW)
    assert "已恢复 3 份申报的期限" in told.stdout
    assert "open：申报截止顺延至" in told.stdout
    assert await told_of_holds(pool) == {key: [1, 0] for key in waiting}
    assert standing(folder, "shaoxing") is None
    again = await run(*THAW)
    assert "已恢复 0 份申报的期限" in again.stdout
    assert [act.until and act.until.day for act in acts(folder, "shaoxing")] == [2, 3, None]
    assert await pool.fetchval("select count(*) from plan_extensions where plan = 'open'") == 1


async def test_a_city_is_frozen_while_its_database_is_away_and_its_cases_are_held_later(
    run: Run, env: dict[str, str], folder: Path, cases: list[Started]
) -> None:
    url, env["DECLARATION_DATABASE_URL"] = (
        env["DECLARATION_DATABASE_URL"],
        "postgresql://nobody@127.0.0.1:9/x",
    )
    away = await run(*FREEZE)
    assert away.exit_code == 1
    assert "已暂停办理" in away.stdout
    assert standing(folder, "shaoxing")
    env["DECLARATION_DATABASE_URL"] = url
    assert f"已中止 {len(cases) - 2} 份申报的期限" in (await run(*FREEZE)).stdout


async def test_no_city_of_another_name_is_frozen_or_thawed(run: Run, folder: Path) -> None:
    for words in (("freeze", "nowhere", *FREEZE[2:]), ("thaw", "nowhere", *THAW[2:]), THAW):
        assert (await run(*words)).exit_code == 1
    assert not (folder / ".standstills").exists()
