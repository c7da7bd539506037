import asyncio
import json
from collections.abc import Callable

import pytest
from typer.testing import CliRunner, Result

from cli.account import app as command
from deploy.local.stack import Stack
from kit.db import Pool
from services.identity.settings import Settings
from tests.fixtures.database import url_of
from tests.service.identity.browser import Browser
from tests.service.identity.factories import PASSWORD, proven, session_of, signed_in
from tests.service.identity.states import QUICK

Run = Callable[..., "asyncio.Future[Result]"]
OFFICIAL = (
    "--role",
    "official",
    "--office",
    "shaoxing/ecology",
    "--login",
    "ecology.shen",
    "--name",
    "沈科长",
)


@pytest.fixture
def run(servers: Stack, pool: Pool) -> Run:
    """The command, as an operator runs it."""
    quick = {f"IDENTITY_{name}".upper(): str(value) for name, value in QUICK.items()}
    env = {**servers.environment("identity"), **quick, "IDENTITY_DATABASE_URL": url_of(pool)}

    def invoke(*arguments: str, typed: str = "", verb: str = "create") -> "asyncio.Future[Result]":
        runner = CliRunner()
        return asyncio.get_running_loop().run_in_executor(
            None, lambda: runner.invoke(command, [verb, *arguments], input=typed, env=env)
        )

    return invoke


async def test_an_official_is_bound_to_an_office_and_signs_in(
    run: Run, browser: Browser, pool: Pool, settings: Settings
) -> None:
    result = await run(*OFFICIAL, "--password-stdin", typed=f"{PASSWORD}\n")
    assert result.exit_code == 0, result.output
    assert PASSWORD not in result.output
    await signed_in(browser, "Ecology.Shen")
    await browser.open("/")
    assert "绍兴市生态环境局" in browser.text
    assert browser.soup.find("a", href="/review") is not None
    session = session_of(browser, settings)
    assert session.org_id == await pool.fetchval("select office_id from official_terms")
    assert (session.role, session.city, session.name) == ("official", "shaoxing", "沈科长")


async def test_a_made_password_is_shown_once_and_works(run: Run, browser: Browser) -> None:
    result = await run("--role", "admin", "--login", "admin.zj", "--name", "管理员", "--json")
    told = json.loads(result.output)
    assert told["created"] is True
    answer = await browser.fill("/sign-in", login="admin.zj", password=told["password"])
    assert answer.status_code == 303
    await proven(browser, "admin.zj")
    assert (await browser.open("/admin/employers")).status_code == 200


async def test_a_login_that_is_taken_is_refused_unless_that_is_fine(run: Run, pool: Pool) -> None:
    await run(*OFFICIAL)
    again = await run(*OFFICIAL)
    assert again.exit_code == 1
    assert "已有人使用" in again.stderr
    fine = await run(*OFFICIAL, "--if-missing", "--json")
    assert (fine.exit_code, json.loads(fine.stdout)) == (0, {"login": "ecology.shen", "created": False})
    assert await pool.fetchval("select count(*) from accounts") == 1


@pytest.mark.parametrize(
    ("arguments", "typed", "told"),
    [
        (
            ("--role", "official", "--office", "shaoxing/nowhere", "--login", "abcd", "--name", "张"),
            "",
            "shaoxing/hr",
        ),
        (("--role", "official", "--office", "nowhere/hr", "--login", "abcd", "--name", "张"), "", "nowhere"),
        (("--role", "admin", "--city", "nowhere", "--login", "abcd", "--name", "张"), "", "nowhere"),
        (("--role", "admin", "--login", "1", "--name", "", "--password-stdin"), "1234567890\n", "太常见"),
    ],
)
async def test_what_is_wrong_is_told(
    run: Run, pool: Pool, arguments: tuple[str, ...], typed: str, told: str
) -> None:
    result = await run(*arguments, typed=typed)
    assert result.exit_code == 1
    assert told in result.stderr
    assert await pool.fetchval("select count(*) from accounts") == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("--role", "official", "--login", "abcd", "--name", "张"),
        ("--role", "admin", "--office", "shaoxing/hr", "--login", "abcd", "--name", "张"),
        ("--role", "clerk", "--login", "abcd", "--name", "张"),
    ],
)
async def test_an_official_has_an_office_an_admin_none_and_others_register(
    run: Run, arguments: tuple[str, ...]
) -> None:
    assert (await run(*arguments)).exit_code == 2


@pytest.mark.rule("B0.1")
async def test_an_operator_takes_a_lost_second_factor_away_and_it_is_recorded(
    run: Run, browser: Browser, pool: Pool
) -> None:
    await run("--role", "admin", *("--login", "admin.zj", "--name", "管"), "--password-stdin", typed=PASSWORD)
    await signed_in(browser, "admin.zj")
    assert (await run("--login", "nobody.zj", verb="reset-factor")).exit_code == 1
    result = await run("--login", "admin.zj", verb="reset-factor")
    assert result.exit_code == 0, result.output
    assert await pool.fetchval("select count(*) from second_factor_resets where reset_by is null") == 1
    assert await pool.fetchval("select count(*) from second_factors") == 0
    assert (await browser.open("/admin/employers")).status_code == 303


@pytest.mark.rule("B0.1")
async def test_an_administrator_whose_password_is_lost_gets_another_and_keeps_the_second_factor(
    run: Run, browser: Browser, pool: Pool
) -> None:
    await run("--role", "admin", *("--login", "admin.zj", "--name", "管"), "--password-stdin", typed=PASSWORD)
    await signed_in(browser, "admin.zj")
    result = await run("--login", "admin.zj", "--json", verb="reset-password")
    assert result.exit_code == 0, result.output
    assert (await browser.open("/admin/employers")).status_code == 303
    old = await browser.fill("/sign-in", login="admin.zj", password=PASSWORD)
    assert old.status_code != 303
    answer = await browser.fill("/sign-in", login="admin.zj", password=json.loads(result.output)["password"])
    assert answer.headers["location"].startswith("/sign-in/code")
    assert await pool.fetchval("select count(*) from second_factors where confirmed_at is not null") == 1


@pytest.mark.rule("B0.1")
async def test_an_account_of_whoever_leaves_is_closed_at_once(run: Run, browser: Browser, pool: Pool) -> None:
    await run("--role", "admin", *("--login", "admin.zj", "--name", "管"), "--password-stdin", typed=PASSWORD)
    await signed_in(browser, "admin.zj")
    result = await run("--login", "admin.zj", verb="close")
    assert result.exit_code == 0, result.output
    assert (await browser.open("/admin/employers")).status_code == 303
    answer = await browser.fill("/sign-in", login="admin.zj", password=PASSWORD)
    assert answer.status_code != 303
    assert await pool.fetchval("select count(*) from second_factors") == 0


@pytest.mark.parametrize("verb", ["reset-password", "close"])
async def test_whoever_recovers_an_account_otherwise_is_told_how(run: Run, verb: str, pool: Pool) -> None:
    await run(*OFFICIAL)
    before = await pool.fetchval("select password_hash from accounts")
    refused = await run("--login", "ecology.shen", verb=verb)
    assert (refused.exit_code, "只能用于管理员和运维人员" in refused.stderr) == (1, True)
    assert await pool.fetchval("select password_hash from accounts") == before
    assert (await run("--login", "nobody.zj", verb=verb)).exit_code == 1


async def test_an_operator_of_a_city_signs_in_with_a_second_factor_and_finds_what_is_stuck(
    run: Run, browser: Browser, settings: Settings
) -> None:
    words = ("--role", "operator", "--login", "operator.shaoxing", "--name", "钱值守", "--city", "shaoxing")
    refused = await run("--role", "operator", "--login", "operator.two", "--name", "钱", "--office", "a/b")
    assert refused.exit_code == 2
    result = await run(*words, "--password-stdin", typed=f"{PASSWORD}\n")
    assert result.exit_code == 0, result.output
    answer = await browser.fill("/sign-in", login="operator.shaoxing", password=PASSWORD)
    assert answer.headers["location"].startswith("/sign-in/code")
    await signed_in(browser, "operator.shaoxing")
    assert (await browser.open("/")).headers["location"] == "/operations"
    session = session_of(browser, settings)
    assert (session.role, session.city, session.org_id) == ("operator", "shaoxing", None)
