"""What a change of an opened plan means for those who have begun, as `zhicheng plan diff` tells it."""

import asyncio
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.plan import app as command
from contracts.application import Status, Turn
from contracts.case import Role
from deploy.local.stack import Stack
from kit.db import Pool
from services.declaration.activities import Activities
from tests.fixtures.database import url_of
from tests.service.declaration.browser import Browser
from tests.service.declaration.conftest import Browsers, Events, News
from tests.service.declaration.world import a_move

Diff = Callable[..., "asyncio.Future[Result]"]
RECORD = '\n[[change]]\non = 2026-07-20\nreason = "缴费系统检修，缴费时间延长"\n'


@pytest.fixture
def folder(city_folder: Path, tmp_path: Path) -> Path:
    """The city in use, to be changed."""
    return Path(shutil.copytree(city_folder / "shaoxing", tmp_path / "shaoxing"))


@pytest.fixture
def diff(servers: Stack, pool: Pool, city_folder: Path) -> Diff:
    env = servers.environment("declaration")
    env |= {"DECLARATION_DATABASE_URL": url_of(pool), "DECLARATION_CITIES": str(city_folder)}

    def invoke(*words: object) -> "asyncio.Future[Result]":
        arguments = ["diff", *map(str, words)]
        return asyncio.get_running_loop().run_in_executor(
            None, lambda: CliRunner().invoke(command, arguments, env=env)
        )

    return invoke


def edit(file: Path, old: str, new: str, *, more: str = "") -> None:
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new) + more)


async def submitted(browser: Browser, activities: Activities, started: Events) -> None:
    await browser.start()
    event = (await started())[-1]
    turn = Turn(who=Role.EMPLOYER, name="", why="审查", since=event.at)
    told = {"event": "submitted", "status": Status.EXAMINING, "round": 1, "turn": turn}
    await activities.record_progress(a_move(event.application_id, 1, at=event.at, **told))


async def test_who_has_begun_keeps_the_version_and_is_told_of_with_its_deadlines(
    browsers: Browsers, news: News, activities: Activities, started: Events, folder: Path, diff: Diff
) -> None:
    await news.employer()
    people = [browsers("applicant") for _ in range(3)]
    for person in people:
        await news.readiness(person.person_id)
    await submitted(people[0], activities, started)
    for person in people[1:]:
        await person.start()
    edit(folder / "plans" / "open.toml", "payment_days = 15", "payment_days = 20", more=RECORD)

    told = await diff(folder / "plans" / "open.toml")

    assert told.exit_code == 0, told.output
    assert "缴费天数：15 → 20" in told.stdout
    assert "理由：缴费系统检修，缴费时间延长（2026-07-20）" in told.stdout
    assert "填报中 2 份：保持第 1 版" in told.stdout
    assert "申报截止仍为 2100年12月30日 17:00" in told.stdout
    assert "用人单位审查 1 份：保持第 1 版" in told.stdout
    assert "缴费期限仍为 15 天（24:00 止）" in told.stdout
    assert "已经开始的申报，证件照、业绩和代表作项数上限" in told.stdout
    assert "立即生效" not in told.stdout
    cases = json.loads((await diff("--json", folder / "plans" / "open.toml")).stdout)["cases"]
    assert [(one["status"], one["cases"], one["number"]) for one in cases] == [
        ("drafting", 2, 1),
        ("examining", 1, 1),
    ]


async def test_a_change_of_what_was_opened_without_its_record_is_refused(folder: Path, diff: Diff) -> None:
    for name in ("open", "later"):
        edit(folder / "plans" / f"{name}.toml", "payment_days = 15", "payment_days = 20")

    refused, free = [await diff(folder / "plans" / f"{name}.toml") for name in ("open", "later")]

    assert refused.exit_code == 1
    assert "缴费天数：15 → 20" in refused.stdout
    assert "shaoxing/plans/open.toml：change：申报已经开始" in refused.stdout
    assert free.exit_code == 0
    assert "没有已经开始、尚未办结的申报" in free.stdout
    assert json.loads((await diff("--json", folder / "plans" / "open.toml")).stdout)["ok"] is False


async def test_a_new_plan_and_one_that_is_in_use_as_it_is(folder: Path, diff: Diff) -> None:
    shutil.copy(folder / "plans" / "open.toml", folder / "plans" / "another.toml")

    assert "新的申报计划：another" in (await diff(folder / "plans" / "another.toml")).stdout
    assert "与在用的第 1 版没有不同" in (await diff(folder / "plans" / "open.toml")).stdout
