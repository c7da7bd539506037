"""An applicant does not find their unit, invites it, and is told once it can be chosen (A2.4)."""

import asyncio
import re
from uuid import UUID

import pytest
from fastapi import FastAPI

from kit.db import Pool
from kit.ids import new_id
from tests.service.identity.browser import Browser
from tests.service.identity.conftest import Browsers
from tests.service.identity.factories import (
    OTHER_NUMBER,
    a_clerk,
    a_person,
    an_employer,
    events,
    hand_in_letter,
    request_of,
    session_of,
)

PAGE = "/employers/invite"
NAME = "绍兴市环境监测中心"

pytestmark = pytest.mark.rule("A2.4")


@pytest.fixture
async def person(browser: Browser) -> Browser:
    await browser.register("/register", **a_person())
    return browser


async def link_of(person: Browser) -> str:
    await person.open(PAGE)
    found = re.search(r"/register/employer\?invitation=[0-9a-f-]{36}", person.text)
    assert found, person.text
    return found[0]


async def approved(admin: Browser, pool: Pool, employer_id: UUID, times: int = 1) -> None:
    page = await request_of(pool, employer_id)
    await admin.open(page)
    form = admin.hidden(f"{page}/approve") | {"years": "3"}
    for _ in range(times):
        assert (await admin.send(f"{page}/approve", **form)).status_code == 303, admin.text


async def invited(pool: Pool) -> list[dict[str, object]]:
    told = await events(pool, "identity.employer_decided")
    return [one for one in told if one["subject"] == "invitation"]


async def test_the_unit_registers_by_the_link_under_its_right_name_and_the_inviter_is_told_once(
    person: Browser, admin: Browser, browsers: Browsers, pool: Pool
) -> None:
    assert (await person.fill(PAGE, employer_name=" 绍兴市 监测中心 ")).status_code == 303
    clerk = browsers(address="10.0.0.2")
    link = await link_of(person)
    await clerk.open(link)
    assert clerk.soup.select_one("input[name=employer_name][value=绍兴市监测中心]")
    assert "王喆" not in clerk.text  # who invites is not told
    form = clerk.hidden("/register/employer") | an_employer() | a_clerk()
    await clerk.send("/register/employer", **form)
    assert (await clerk.prove()).status_code == 303, clerk.text
    await hand_in_letter(clerk)
    assert "单位已注册，等待审核" in (await person.open(PAGE)).text
    assert not await invited(pool)
    await approved(admin, pool, await pool.fetchval("select id from employers"), times=2)
    (told,) = await invited(pool)
    assert told["clerk_id"] == str(session_of(person, person.app.state.parts.settings).account_id)
    page = (await person.open(PAGE)).text
    assert "选择这个单位为现工作单位" in page
    assert "/archive/employer?q=" in page


async def test_a_unit_that_registers_by_itself_under_the_name_is_told_of_too(
    person: Browser, admin: Browser, browsers: Browsers, pool: Pool
) -> None:
    await person.fill(PAGE, employer_name=NAME)
    colleague = browsers(address="10.0.0.3")
    await colleague.register("/register", **a_person(id_number=OTHER_NUMBER, mobile="13800138009"))
    await colleague.fill(PAGE, employer_name=NAME)
    clerk = browsers(address="10.0.0.2")
    await clerk.register("/register/employer", **(an_employer() | a_clerk()))
    await hand_in_letter(clerk)
    await approved(admin, pool, await pool.fetchval("select id from employers"))
    assert len({str(one["clerk_id"]) for one in await invited(pool)}) == 2
    answer = await colleague.fill(PAGE, employer_name=NAME)
    assert (answer.status_code, len(colleague.errors)) == (422, 1)
    assert "已经注册" in colleague.text


async def test_one_unit_is_invited_once_and_five_a_day_are_enough(person: Browser, pool: Pool) -> None:
    await person.open(PAGE)
    form = person.hidden(PAGE) | {"employer_name": NAME}
    assert [
        one.status_code for one in await asyncio.gather(*(person.send(PAGE, **form) for _ in range(3)))
    ] == [303] * 3
    await person.fill(PAGE, employer_name=NAME)
    assert await pool.fetchval("select count(*) from invitations") == 1
    answers = [await person.fill(PAGE, employer_name=f"绍兴市第{number}水厂") for number in range(5)]
    assert [one.status_code for one in answers] == [303] * 4 + [429]
    assert "绍兴市第4水厂" in answers[-1].text  # what was typed is not lost
    await pool.execute("update invitations set created_at = created_at - interval '1 day'")
    assert (await person.fill(PAGE, employer_name="绍兴市第4水厂")).status_code == 303


async def test_a_name_that_is_none_is_refused(person: Browser, pool: Pool) -> None:
    assert (await person.fill(PAGE, employer_name="")).status_code == 422
    assert person.errors == ["请填写单位全称"]
    assert not await pool.fetchval("select count(*) from invitations")


@pytest.mark.parametrize("link", ["", "nothing", str(new_id())])
async def test_a_link_that_names_nothing_does_no_harm(browser: Browser, pool: Pool, link: str) -> None:
    await browser.open(f"/register/employer?invitation={link}")
    form = browser.hidden("/register/employer") | an_employer() | a_clerk() | {"invitation": link}
    await browser.send("/register/employer", **form)
    assert (await browser.prove()).status_code == 303, browser.text
    assert await pool.fetchval("select count(*) from employers") == 1


async def test_in_several_cities_the_link_leads_to_the_inviter_s(
    browsers: Browsers, two_cities: FastAPI
) -> None:
    person = browsers(of=two_cities)
    await person.register("/register", **a_person(city="jiaxing"))
    await person.fill(PAGE, employer_name="嘉兴市监测中心")
    clerk = browsers(of=two_cities)
    await clerk.open(await link_of(person))
    assert clerk.soup.select_one("input[name=city][value=jiaxing]")


async def test_nobody_sees_what_another_invited_and_a_clerk_invites_nobody(
    person: Browser, browsers: Browsers
) -> None:
    await person.fill(PAGE, employer_name=NAME)
    other = browsers(address="10.0.0.3")
    await other.register("/register", **a_person(id_number=OTHER_NUMBER, mobile="13800138009"))
    assert NAME not in (await other.open(PAGE)).text
    clerk = browsers(address="10.0.0.2")
    await clerk.register("/register/employer", **(an_employer() | a_clerk()))
    assert (await clerk.open(PAGE)).status_code == 403
