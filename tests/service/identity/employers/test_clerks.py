"""The chief clerk adds further clerks with accounts of their own, and ends them."""

import re

import pytest

from kit.db import Pool
from services.identity.settings import Settings
from tests.service.identity.browser import Browser
from tests.service.identity.conftest import Browsers
from tests.service.identity.factories import (
    FURTHER,
    PASSWORD,
    registered_employer,
    second_of,
    session_of,
    signed_in,
)

PAGE = "/employers/mine/clerks"

pytestmark = pytest.mark.rule("E1.1")


async def test_a_further_clerk_acts_for_the_employer_but_does_not_manage_clerks(
    chief: Browser, browsers: Browsers, settings: Settings
) -> None:
    second = await second_of(chief, browsers())
    assert session_of(second, settings).org_id == session_of(chief, settings).org_id
    assert (await second.open(PAGE)).status_code == 404
    assert "孙芳" in (await chief.open(PAGE)).text


async def test_a_clerk_who_was_ended_has_no_session_and_acts_for_nobody(
    chief: Browser, browsers: Browsers, settings: Settings, pool: Pool
) -> None:
    second = await second_of(chief, browsers())
    clerkship = await pool.fetchval("select id from clerkships where not is_chief")
    for _ in range(2):
        assert (await chief.send(f"{PAGE}/{clerkship}/end")).status_code == 303
    assert (await second.open("/employers/mine")).headers["location"].startswith("/sign-in")
    await signed_in(second, "hr.second")
    assert session_of(second, settings).org_id is None
    assert "以往的经办人" in (await chief.open(PAGE)).text


async def test_the_chief_is_not_ended_and_the_same_form_adds_one(chief: Browser, pool: Pool) -> None:
    clerkship = await pool.fetchval("select id from clerkships where is_chief")
    assert (await chief.send(f"{PAGE}/{clerkship}/end")).status_code == 404
    await chief.open(PAGE)
    form = chief.hidden(PAGE) | FURTHER
    assert [(await chief.send(PAGE, **form)).status_code for _ in range(2)] == [200, 303]
    assert await pool.fetchval("select count(*) from clerkships") == 2


async def test_a_lost_code_is_replaced_until_the_clerk_has_a_password(
    chief: Browser, browsers: Browsers, pool: Pool
) -> None:
    assert (await chief.fill(PAGE, **FURTHER)).status_code == 200
    clerkship = await pool.fetchval("select id from clerkships where not is_chief")
    assert (await chief.send(f"{PAGE}/{clerkship}/code")).status_code == 200
    code = re.search(r"启用码：([0-9A-Z]{5}-[0-9A-Z]{5})", chief.text)
    assert code is not None
    await browsers().fill("/activate", login="hr.second", code=code[1], password=PASSWORD, agreed="yes")
    assert (await chief.send(f"{PAGE}/{clerkship}/code")).status_code == 409
    assert "已经启用" in chief.text
    await signed_in(browsers(), "hr.second")


async def test_who_acts_for_no_employer_any_more_is_told_so(
    chief: Browser, browsers: Browsers, pool: Pool
) -> None:
    second = await second_of(chief, browsers())
    clerkship = await pool.fetchval("select id from clerkships where not is_chief")
    await chief.send(f"{PAGE}/{clerkship}/end")
    await signed_in(second, "hr.second")
    assert "不是任何单位的经办人" in (await second.open("/")).text
    for path in ("/employers/mine", "/employers/mine/letter", PAGE):
        assert (await second.open(path)).status_code == 404


async def test_before_approval_there_is_nobody_to_add(browser: Browser, pool: Pool) -> None:
    await registered_employer(browser, pool)
    assert (await browser.open(PAGE)).status_code == 404
    assert (await browser.send(PAGE, **FURTHER)).status_code == 404


async def test_everything_that_is_wrong_is_told_at_once(chief: Browser) -> None:
    answer = await chief.fill(PAGE, clerk_name="", clerk_id_number="1", mobile="2", login="3")
    assert (answer.status_code, len(chief.errors)) == (422, 4)
