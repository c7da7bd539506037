"""Examining item by item; two tabs, two clerks."""

import asyncio

import pytest

from tests.service.review.world import World, decide, department, employer, examine, returning, version_of


@pytest.mark.rule("E4.1")
async def test_each_item_carries_its_own_finding_and_remark(world: World) -> None:
    office = employer()
    task = await (await world.a_case()).task(office)
    browser = world.browser(office)
    path = f"/review/{task.id}/findings"
    typed = {"version": "1", "mark-basic": "ok", "mark-photo": "unmet", "remark-photo": "背景不是白色"}
    saved = await browser.post(path, data=typed)
    assert (saved.status_code, saved.headers["location"]) == (303, f"/review/{task.id}")
    assert "已审查 2/5" in (await browser.get(f"/review/{task.id}")).text
    page = (await browser.get(path)).text
    assert "背景不是白色" in page
    rows = await world.rows("select item, mark, remark from findings order by item")
    assert rows == [
        {"item": "attachments", "mark": None, "remark": ""},
        {"item": "basic", "mark": "ok", "remark": ""},
        {"item": "form", "mark": None, "remark": ""},
        {"item": "photo", "mark": "unmet", "remark": "背景不是白色"},
        {"item": "records", "mark": None, "remark": ""},
    ]


async def test_departments_check_qualification_too(world: World) -> None:
    office = department()
    task = await (await world.a_case()).task(office)
    page = (await world.browser(office).get(f"/review/{task.id}/findings")).text
    for name in (
        "基本信息",
        "业绩档案",
        "申报信息",
        "证件照",
        "资历与年限",
        "年度考核",
        "继续教育",
        "评聘结合",
    ):
        assert name in page


async def test_a_second_tab_is_shown_what_the_first_saved_and_keeps_what_was_typed(world: World) -> None:
    office = employer()
    task = await (await world.a_case()).task(office)
    first = world.browser(office, person="王五")
    second = world.browser(office, person="钱七")
    path = f"/review/{task.id}/findings"
    old = await version_of(second, path)
    await examine(first, task)
    typed = {"version": old, "mark-basic": "unclear", "remark-basic": "学历证书看不清"}
    refused = await second.post(path, data=typed)
    assert refused.status_code == 409
    assert "审查结果已由 王五 于" in refused.text
    assert "符合要求" in refused.text.split("不同之处")[1]
    assert refused.text.count("学历证书看不清") == 2  # beside what was saved, and still in the form
    assert [row["mark"] for row in await world.rows("select mark from findings")] == ["ok"] * 5
    again = await second.post(path, data={**typed, "version": "2"})
    assert again.status_code == 303
    marks = {row["item"]: row["mark"] for row in await world.rows("select item, mark from findings")}
    assert marks == {"basic": "unclear", "records": None, "form": None, "attachments": None, "photo": None}


async def test_a_double_click_saves_once_and_answers_alike(world: World) -> None:
    office = employer()
    task = await (await world.a_case()).task(office)
    browser = world.browser(office)
    typed = {"version": "1", "mark-basic": "ok", "remark-basic": "已核对原件"}
    answers = await asyncio.gather(
        *(browser.post(f"/review/{task.id}/findings", data=typed) for _ in range(3))
    )
    assert [answer.status_code for answer in answers] == [303, 303, 303]
    assert (await world.rows("select version from tasks"))[0]["version"] == 2


@pytest.mark.parametrize("version", ["0", "", "abc", "99999999999999999999"])
async def test_a_made_up_version_is_stale(world: World, version: str) -> None:
    office = employer()
    task = await (await world.a_case()).task(office)
    answer = await world.browser(office).post(
        f"/review/{task.id}/findings", data={"version": version, "mark-basic": "ok"}
    )
    assert answer.status_code == 409
    assert await world.rows("select 1 from findings") == []


async def test_an_endless_remark_is_refused_beside_its_field(world: World) -> None:
    office = employer()
    task = await (await world.a_case()).task(office)
    answer = await world.browser(office).post(
        f"/review/{task.id}/findings", data={"version": "1", "remark-form": "长" * 501}
    )
    assert answer.status_code == 422
    assert "“申报信息”的备注最多 500 个字" in answer.text
    assert "<title>错误：" in answer.text
    assert "长" * 501 in answer.text


async def test_findings_of_a_decided_task_cannot_be_changed(world: World) -> None:
    office = employer()
    task = await (await world.a_case()).task(office)
    browser = world.browser(office)
    await decide(browser, task, **returning("records"))
    answer = await browser.post(
        f"/review/{task.id}/findings", data={"version": "1", "remark-basic": "迟到的意见"}
    )
    assert answer.status_code == 409
    assert "已由 绍兴市环境监测中心站 王五 于" in answer.text
    assert "迟到的意见" in answer.text
    assert await world.rows("select 1 from findings") == []
    assert (await browser.get(f"/review/{task.id}/findings")).status_code == 303
