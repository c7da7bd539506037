"""提交用人单位审核."""

import pytest

from kit.db import Pool
from tests.service.archive.conftest import PAPER, Browser
from tests.service.archive.factories import a_submitted_file, a_verified_file, id_of, states


async def test_basic_information_and_all_drafts_go_at_once(applicant: Browser, pool: Pool) -> None:
    await applicant.fill_basic()
    await applicant.add("paper", PAPER)
    await applicant.add("paper", {**PAPER, "name": "第二篇"})
    page = await applicant.get("/archive/submission")
    assert "以下 3 项将提交给 绍兴市环境监测中心 核验" in page.text
    assert (await applicant.submit()).leads_to == "/archive?submitted=1"
    found = await pool.fetch("select distinct state from item_versions")
    assert [row["state"] for row in found] == ["submitted"]
    overview = await applicant.get("/archive", submitted=1)
    assert "正在核验您提交的 3 项内容" in overview.text


async def test_submitting_twice_is_submitting_once(applicant: Browser, pool: Pool) -> None:
    await a_submitted_file(applicant)
    before = await pool.fetch("select id, version from items order by id")
    assert (await applicant.submit()).leads_to == "/archive?submitted=1"
    assert await pool.fetch("select id, version from items order by id") == before


@pytest.mark.rule("A2.1")
async def test_nothing_is_submitted_before_the_basic_information_exists(
    applicant: Browser, pool: Pool
) -> None:
    page = await applicant.submit()
    assert page.status == 422
    assert page.faults == ["请先填写个人基本信息"]
    assert await pool.fetchval("select count(*) from items") == 0


async def test_only_what_changed_is_submitted_again(applicant: Browser, clerk: Browser, pool: Pool) -> None:
    path = await a_verified_file(applicant, clerk)
    other = await applicant.add("paper", {**PAPER, "name": "第二篇"})
    await applicant.submit()
    assert await states(pool, id_of(path)) == ["verified"]
    assert await states(pool, id_of(other)) == ["submitted"]


async def test_what_was_returned_goes_again_only_after_it_was_mended(
    applicant: Browser, clerk: Browser, pool: Pool
) -> None:
    path = await a_submitted_file(applicant)
    item = id_of(path)
    await clerk.judge(applicant, **{f"verdict-{item}": "returned", f"reason-{item}": "缺少页码"})
    assert "有 1 项被退回" in (await applicant.get("/archive/submission")).text
    await applicant.submit()
    assert await states(pool, item) == ["returned"]
    await applicant.fill(path, issue="第 3 期，第 1 至 5 页")
    await applicant.submit()
    assert await states(pool, item) == ["returned", "submitted"]
    assert "上次退回原因：缺少页码" in (await clerk.get(f"/archive/verification/{applicant.id}")).text
