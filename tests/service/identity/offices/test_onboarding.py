"""docs/onboarding.md: its own commands, typed in its order, beside a platform that runs meanwhile."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from fastapi import FastAPI
from typer.testing import CliRunner, Result

import cities
from cities import following
from cli.__main__ import app as command
from deploy.demo.runbook import Runbook, answers, fill_in
from deploy.local.stack import Stack
from kit.clock import SHANGHAI, now
from kit.db import Pool
from services.identity.settings import Settings
from services.identity.web.app import create
from tests.fixtures.browser import client_of
from tests.fixtures.database import url_of
from tests.service.identity.browser import Browser
from tests.service.identity.factories import proven, session_of
from tests.service.identity.officials import activated
from tests.service.identity.states import one_city

IMPORT = "/admin/officials/import"
Run = Callable[[Sequence[str]], "asyncio.Future[Result]"]


@pytest.fixture
def in_use(settings: Settings, tmp_path: Path) -> Path:
    """What the running processes read: another city."""
    return one_city(settings.cities, tmp_path / "in-use")


@pytest.fixture
def run(servers: Stack, pool: Pool, in_use: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A command of the page, typed in a folder of the operator's."""
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    env = servers.environment("identity")
    env |= {"IDENTITY_DATABASE_URL": url_of(pool), "IDENTITY_CITIES": str(in_use)}

    def invoke(words: Sequence[str]) -> "asyncio.Future[Result]":
        return asyncio.get_running_loop().run_in_executor(
            None, lambda: CliRunner().invoke(command, list(words), env=env)
        )

    return invoke


@pytest.fixture
def running(settings: Settings, pool: Pool, in_use: Path, monkeypatch: pytest.MonkeyPatch) -> FastAPI:
    """The service as it runs since before the city came."""
    monkeypatch.setattr(following, "LOOK_AGAIN_SECONDS", 0.0)
    return create(settings.model_copy(update={"cities": in_use}), pool)


@pytest.fixture
async def admin(running: FastAPI) -> AsyncIterator[Browser]:
    async with AsyncExitStack() as opened:
        yield Browser(await opened.enter_async_context(client_of(running)), running)


async def test_a_city_joins_by_the_commands_of_its_runbook_while_everything_runs(
    run: Run, running: FastAPI, admin: Browser, settings: Settings
) -> None:
    new, *commands = Runbook.read().commands
    told = await run(new)
    assert told.exit_code == 0, told.output
    left_open = told.stdout.count("待填写：")
    assert f"还有 {left_open} 处需要填写" in told.stdout
    refused = await run(commands[0])
    assert (refused.exit_code, refused.stdout.count("待填写：")) == (1, left_open)

    fill_in(Path("linjiang"), answers(now().astimezone(SHANGHAI).date()))
    assert "linjiang" not in running.state.parts.cities.by_slug
    for words in commands:
        told = await run(words)
        assert told.exit_code == 0, f"{words}: {told.output}"
    city = running.state.parts.cities.city("linjiang")
    assert city == cities.load(Path("linjiang")).city("linjiang")

    password = re.search(r"password: (\S+)", told.stdout)
    assert password, told.stdout
    await admin.fill("/sign-in", login="linjiang-admin", password=password[1])
    await proven(admin, "linjiang-admin")
    assert session_of(admin, settings).city == "linjiang"
    await admin.send(IMPORT, text=Runbook.read().officials)
    answer = await admin.send(f"{IMPORT}/apply", **admin.hidden(f"{IMPORT}/apply"))
    assert answer.status_code == 200, admin.text
    codes = [row.get_text(" ", strip=True) for row in admin.soup.select("table")[0].select("tbody tr")]
    assert len(codes) == len(Runbook.read().officials.splitlines()) - 1
    async with client_of(running) as client:
        official = await activated(Browser(client, running), "linjiang-ecology", codes[0].split()[-1])
        assert session_of(official, settings).org_id == city.offices[0].id


async def test_an_example_of_another_name_is_another_city(run: Run) -> None:
    """`make drill` can be played again on the same stack."""
    for number in (0, 7):
        assert (await run(Runbook.read(number).commands[0])).exit_code == 0
    fill_in(Path(), answers(now().astimezone(SHANGHAI).date()))
    found, faults = cities.check(Path())
    assert not faults
    assert {city.slug: city.code for city in found} == {"linjiang": "331199", "linjiang7": "331192"}


async def test_a_folder_that_is_there_is_never_written_over(run: Run) -> None:
    new = Runbook.read().commands[0]
    await run(new)
    (Path("linjiang") / "city.toml").write_text("mine")
    refused = await run(new)
    assert (refused.exit_code, "已经存在" in refused.output) == (1, True)
    assert (Path("linjiang") / "city.toml").read_text() == "mine"
