"""Another name of an employer: the others are told, the former one is kept (M2.5)."""

import pytest
from fastapi import FastAPI

from kit.db import Pool
from tests.service.identity.browser import Browser
from tests.service.identity.conftest import Browsers
from tests.service.identity.factories import an_admin, events, registered_employer, signed_in

NAME = "绍兴市生态环境监测中心"
WHY = "绍编〔2026〕12 号批复，2026 年 3 月更名"

pytestmark = pytest.mark.rule("M2.5")


@pytest.fixture
async def admin(browsers: Browsers, app: FastAPI, pool: Pool) -> Browser:
    await an_admin(pool, app)
    return await signed_in(browsers(), "admin.zj")


@pytest.fixture
async def page(browser: Browser, pool: Pool) -> str:
    employer_id = await registered_employer(browser, pool)
    await pool.execute("update employers set status = 'approved'")
    return f"/admin/employers/{employer_id}"


async def test_the_new_name_is_told_and_the_old_one_stays_as_a_former_one(
    admin: Browser, page: str, pool: Pool
) -> None:
    await admin.open(page)
    form = admin.hidden(f"{page}/rename") | {"new_name": f" {NAME} ", "why": WHY}
    for _ in range(2):
        assert (await admin.send(f"{page}/rename", **form)).status_code == 303, admin.text
    told = (await events(pool, "identity.employer_changed"))[-1]
    assert (told["name"], told["former_names"]) == (NAME, ["绍兴市环境监测中心"])
    assert await pool.fetchval("select count(*) from employer_names") == 1
    await admin.open(page)
    assert "曾用名" in admin.text
    assert WHY in admin.text


async def test_without_name_and_reason_and_from_an_old_tab_nothing_changes(
    admin: Browser, page: str, pool: Pool
) -> None:
    answer = await admin.fill(page, form=f"{page}/rename", new_name="绍兴市环境监测中心", why="")
    assert (answer.status_code, len(admin.errors)) == (422, 2)
    answer = await admin.send(f"{page}/rename", version="1", new_name=NAME, why=WHY)
    assert answer.status_code == 409
    assert NAME in answer.text
    assert await pool.fetchval("select name from employers") == "绍兴市环境监测中心"


async def test_what_is_not_approved_yet_is_mended_by_its_clerk_and_not_renamed(
    admin: Browser, page: str, pool: Pool
) -> None:
    await pool.execute("update employers set status = 'submitted'")
    assert (await admin.send(f"{page}/rename", version="2", new_name=NAME, why=WHY)).status_code == 404
