"""The office freezes its roster on a page and takes a version away as xlsx."""

import asyncio
import re
from io import BytesIO
from typing import Any
from urllib.parse import unquote

import httpx2
import pytest
from openpyxl import load_workbook

from contracts.access import Shown
from contracts.case import Role
from services.review.rosters.domain import COLUMNS, INTERVIEWED
from tests.service.review.rosters.listing import OFFICE, PLAN, entered, frozen
from tests.service.review.world import Office, World

PAGE = f"/review/rosters/{PLAN}"
OTHER = Office("另一评委会", Role.COMMITTEE, "committee")


async def press(browser: httpx2.AsyncClient, **values: Any) -> httpx2.Response:
    """Freeze from the page as it is now."""
    shown = re.search(r'name="version" value="(\d+)"', (await browser.get(PAGE)).text)
    return await browser.post(PAGE, data={"version": shown[1] if shown else "", **values})


def read(content: bytes) -> list[list[Any]]:
    """The rows below the head, by somebody else's reader."""
    sheet = load_workbook(BytesIO(content)).active
    assert sheet is not None
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]


async def test_the_plans_of_an_office_say_how_far_their_rosters_are(world: World) -> None:
    browser = world.browser(OFFICE)
    assert "还没有等待评审会议的申报" in (await browser.get("/review/rosters")).text
    await entered(world)
    before = (await browser.get("/review/rosters")).text
    assert "有人待编入" in before
    await press(browser)
    after = (await browser.get("/review/rosters")).text
    assert "第 1 版" in after
    assert "已固定" in after


@pytest.mark.rule("M1.2", "M2.2")
async def test_a_press_gives_numbers_and_whoever_is_interviewed_comes_first(world: World) -> None:
    browser = world.browser(OFFICE)
    await entered(world, name="先到的人")
    chosen = await entered(world, name="面试的人")
    page = (await browser.get(PAGE)).text
    assert "待编入 2 人" in page
    assert (await press(browser, interviewed=str(chosen.id))).status_code == 303
    page = (await browser.get(PAGE)).text
    assert "已固定为第 1 版" in page
    assert page.index("面试的人") < page.index("先到的人")
    assert INTERVIEWED in page
    assert OFFICE.person in page


@pytest.mark.rule("M1.2")
@pytest.mark.parametrize(("kind", "is_offered"), [("标志性业绩直接申报", True), ("正常申报", False)])
async def test_whom_the_plan_interviews_by_kind_is_ticked_beforehand(
    world: World, kind: str, *, is_offered: bool
) -> None:
    await entered(world, kind_name=kind)
    page = (await world.browser(OFFICE).get(PAGE)).text
    (box,) = re.findall(r'<input[^>]*name="interviewed"[^>]*>', page)
    assert ("checked" in box) is is_offered


async def test_presses_at_once_and_late_ones_are_one_version(world: World) -> None:
    await entered(world)
    browser = world.browser(OFFICE)
    forms = [browser.post(PAGE, data={"version": "0"}) for _ in range(4)]
    assert [one.status_code for one in await asyncio.gather(*forms)] == [303] * 4
    assert (await browser.post(PAGE, data={"version": "0"})).status_code == 303
    (row,) = await world.rows("select version, added from rosters")
    assert (row["version"], row["added"]) == (1, 1)


async def test_a_page_from_before_is_told_and_changes_nothing(world: World) -> None:
    await entered(world)
    browser = world.browser(OFFICE)
    await press(browser)
    await entered(world)
    told = await browser.post(PAGE, data={"version": "0"})
    assert told.status_code == 409
    assert "刚刚由同事固定" in told.text
    assert len(await world.rows("select from rosters")) == 1


@pytest.mark.parametrize("value", ["00000000-0000-0000-0000-000000000000", "谁", ""])
async def test_an_interview_of_nobody_who_waits_is_refused(world: World, value: str) -> None:
    await entered(world)
    told = await press(world.browser(OFFICE), interviewed=value)
    assert told.status_code == 422
    assert "已不在待编入的名单中" in told.text
    assert not await world.rows("select from rosters")


@pytest.mark.rule("M1.2", "M2.1", "M2.3")
async def test_a_version_is_taken_away_as_it_was_frozen(world: World) -> None:
    browser = world.browser(OFFICE)
    planning = await entered(world, name="规划的人", category="规划与管理")
    await entered(world, name="监测的人", category="监测与分析")
    first = await frozen(world)
    await entered(world, name="后来的人", category="监测与分析")
    second = await frozen(world, seen=1, interviewed=())
    told = await browser.get(f"/review/rosters/{first.id}/roster.xlsx")
    assert told.status_code == 200
    assert "评审委员会评审对象花名册（第1版）.xlsx" in unquote(told.headers["content-disposition"])
    rows = read(told.content)
    assert [row[:2] for row in rows] == [["1", "监测的人"], ["2", "规划的人"]]
    rows = read((await browser.get(f"/review/rosters/{second.id}/roster.xlsx")).content)
    assert [row[:2] for row in rows] == [["1", "监测的人"], ["3", "后来的人"], ["2", "规划的人"]]
    line = dict(zip([name for name, _, _ in COLUMNS], rows[0], strict=True))
    assert line["单位考核情况"] == "2019合格、2020优秀、2021合格"
    assert line["申报专业类别"] == "监测与分析"
    assert re.fullmatch(r"\d{6}", line["出生年月"])
    looked = [one for one in await world.looks() if planning.person_id in one.person_ids]
    assert [one.shown for one in looked] == [Shown.CASE_LIST] * 2


async def test_the_same_version_is_the_same_file(world: World) -> None:
    await entered(world)
    roster, browser = await frozen(world), world.browser(OFFICE)
    first, second = [await browser.get(f"/review/rosters/{roster.id}/roster.xlsx") for _ in range(2)]
    assert first.content == second.content


async def test_another_office_finds_neither_plan_nor_version(world: World) -> None:
    await entered(world, name="欧阳修")
    roster = await frozen(world)
    browser = world.browser(OTHER)
    for address in (PAGE, f"/review/rosters/{roster.id}/roster.xlsx"):
        told = await browser.get(address)
        assert told.status_code == 404
        assert "欧阳修" not in told.text
    assert (await browser.post(PAGE, data={"version": "1"})).status_code == 404


async def test_a_long_roster_has_pages(world: World) -> None:
    """A hundred on each, and a page that does not exist is the last one."""
    await entered(world)
    await frozen(world)
    told = await world.browser(OFFICE).get(f"{PAGE}?page=99")
    assert told.status_code == 200
    assert "已编入 1 人" in told.text
