"""The inbox by name and by what is due, and what a line tells of its case."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from deploy.demo.page import Page
from kit.ids import new_id
from services.review.tasks.store.names import index_names
from tests.service.review.queue.test_stretches import cases, leave, look, waiting
from tests.service.review.world import DUE, World, department, employer, examine, notice, post, publicise

pytestmark = pytest.mark.rule("E3.1")


def names(page: Page) -> list[str]:
    return [link.get_text(strip=True) for link in page.soup.select('td a[href^="/review/"]')]


async def rename(world: World, ids: list[str], name: str) -> None:
    """As in the file: the names of before had no parts to be found by, until the worker made them."""
    cipher = world.app.state.cipher
    await world.rows(
        "update tasks set applicant_encrypted = $2, name_parts = null where id = any($1)",
        list(map(UUID, ids)),
        cipher.encrypt(name),
    )
    await index_names(world.pool, cipher)


async def test_by_name_each_case_comes_once_though_the_last_one_seen_was_decided(world: World) -> None:
    office = department()
    await waiting(world, office, 40)
    browser = world.browser(office)
    first = await look(browser, "/review")
    await rename(world, cases(first)[1::2], "安欣")
    page = await look(browser, "/review?order=name")
    seen = cases(page)
    assert names(page) == ["安欣"] * 12 + ["张三"] * 13
    assert page.soup.select_one("#order option[selected]")["value"] == "name"  # type: ignore[index]
    await leave(world, [seen[-1], seen[0]])
    page = await look(browser, page.next)
    assert len({*seen, *cases(page)}) == len(seen) + len(cases(page)) == 40
    assert page.next == ""


async def test_a_name_is_not_in_the_address_that_goes_on(world: World) -> None:
    office = department()
    await waiting(world, office, 30)
    page = await look(world.browser(office), "/review?order=name")
    assert "%E5%BC%A0" not in page.next


async def test_a_person_is_found_by_name_among_what_waits_and_what_was_done(world: World) -> None:
    office = department()
    await waiting(world, office, 30)
    browser = world.browser(office)
    first = await look(browser, "/review")
    await rename(world, cases(first)[20:22], "欧阳·娜")
    await leave(world, cases(first)[20:21])
    for typed in ("欧阳", "欧阳•娜", "阳·"):
        page = Page(await browser.get("/review", params={"name": typed}))
        assert (cases(page), page.value("name")) == (cases(first)[21:22], typed)
    done = Page(await browser.get("/review", params={"name": "欧阳", "state": "done"}))
    assert cases(done) == cases(first)[20:21]
    none = Page(await browser.get("/review", params={"name": "赵某"}))
    assert "没有符合条件的申报" in none.text
    rows = await world.rows("select body from outbox where topic = 'review.read' order by position")
    assert [len(row["body"]["access"]["person_ids"]) for row in rows[1:]] == [
        1
    ] * 4  # who was not shown is not told


async def test_another_office_s_people_are_not_found(world: World) -> None:
    await (await world.a_case(name="外地人")).task(department(id=new_id()))
    browser = world.browser(department())
    for query in (
        "name=外地",
        "employer=绍兴",
        "kind=正常申报",
        "order=name",
        "order=due",
        "order=name&state=done",
    ):
        assert cases(await look(browser, f"/review?{query}")) == []


async def test_whose_publicity_ends_first_comes_first(world: World) -> None:
    office = employer()
    clerk = world.browser(office)
    tasks = [await (await world.a_case(name=name)).task(office) for name in ("甲某", "乙某", "丙某")]
    for task, days in ((tasks[1], 2), (tasks[2], 1)):
        await examine(clerk, task)
        await post(clerk, task)
        await notice(world, task, due_at=DUE + timedelta(days=days))
    page = await look(clerk, "/review?order=due")
    assert names(page) == ["丙某", "乙某", "甲某"]


@pytest.mark.parametrize("query", ["order=x", "order=", "order=due&state=done", "order=name&after=x"])
async def test_an_order_that_is_none_is_the_usual_one(world: World, query: str) -> None:
    office = department()
    await waiting(world, office, 3)
    assert (await world.browser(office).get(f"/review?{query}")).status_code == 200


async def test_a_line_tells_what_was_submitted_and_how_far_the_examination_is(world: World) -> None:
    office = employer()
    task = await (await world.a_case()).task(office)
    clerk = world.browser(office)
    counted: dict[str, Any] = (await world.rows("select records, files, bare from tasks"))[0]
    told = f"业绩 {counted['records']} 条，佐证材料 {counted['files']} 个，{counted['bare']} 条没有佐证"
    assert counted["records"] > counted["bare"] > 0
    page = await look(clerk, "/review")
    assert told in page.text
    assert "已审查 " not in page.text
    await examine(clerk, task, records="")
    assert "已审查 4/5 项" in (await look(clerk, "/review")).text
    await examine(clerk, task)
    await publicise(world, clerk, task)
    assert "已审查 5/5 项" in (await look(clerk, "/review")).text


async def test_a_line_of_before_the_counting_says_nothing_of_it(world: World) -> None:
    office = employer()
    await (await world.a_case()).task(office)
    await world.rows("update tasks set records = null, files = null, bare = null")
    assert "佐证材料" not in (await look(world.browser(office), "/review")).text
