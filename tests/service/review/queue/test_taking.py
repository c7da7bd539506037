"""Who of an office works on a case; it never stops a colleague from deciding (E3.1, B1.1)."""

import asyncio
from http import HTTPStatus

import pytest
from bs4 import BeautifulSoup

from contracts.case import Role
from deploy.demo.page import Page
from kit.ids import new_id
from services.review.tasks.operations import record_merger
from services.review.tasks.store.mergers import Merger
from tests.service.review.queue.test_stretches import cases, look
from tests.service.review.world import (
    OPENED,
    World,
    decide,
    department,
    employer,
    examine,
    passing,
)

pytestmark = [pytest.mark.rule("E3.1"), pytest.mark.rule("B1.1")]


async def test_a_case_that_is_taken_says_so_in_the_list_and_on_its_page(world: World) -> None:
    office = department()
    for _ in range(3):
        await (await world.a_case()).task(office)
    mine, theirs = world.browser(office, person="赵六"), world.browser(office, person="钱七")
    one, two, _ = cases(await look(mine, "/review"))
    page = await look(mine, f"/review/{one}")
    assert "还没有人领取" in page.text
    assert (
        await mine.post(f"/review/{one}/take", data=page.fields(f"/review/{one}/take"))
    ).status_code == 303
    assert (await theirs.post(f"/review/{two}/take")).status_code == 303
    assert "您已于" in (await look(mine, f"/review/{one}")).text
    assert "赵六 已于" in (await look(theirs, f"/review/{one}")).text
    page = await look(mine, "/review?who=mine")
    assert (cases(page), "赵六 办理" in page.text) == ([one], True)
    assert len(cases(await look(mine, "/review?who=nobody"))) == 1
    options = [option.get_text(strip=True) for option in page.soup.select("select[name=who] option")]
    assert options == ["全部（3）", "我领取的（1）", "无人领取（1）"]
    await mine.post(f"/review/{one}/give-back")
    assert cases(await look(mine, "/review?who=mine")) == []


async def test_of_two_who_take_at_once_one_has_it_and_the_other_reads_who(world: World) -> None:
    office = department()
    task = await (await world.a_case()).task(office)
    people = [world.browser(office, person=name) for name in ("赵六", "钱七", "孙八")]
    answers = await asyncio.gather(*(one.post(f"/review/{task.id}/take") for one in people))
    assert sorted(one.status_code for one in answers) == [303, 409, 409]
    (row,) = await world.rows("select taken_by_name from tasks")
    for answer in answers:
        if answer.status_code == HTTPStatus.CONFLICT:
            assert f"这份申报由 {row['taken_by_name']} 办理" in answer.text
            assert "不影响本单位其他人员" in answer.text


async def test_a_colleague_takes_over_what_was_seen_to_be_anothers(world: World) -> None:
    office = department()
    task = await (await world.a_case()).task(office)
    first, second, third = (world.browser(office, person=name) for name in ("赵六", "钱七", "孙八"))
    await first.post(f"/review/{task.id}/take")
    path = f"/review/{task.id}/take"
    over = Page(await second.get(f"/review/{task.id}")).fields(path)
    late = Page(await third.get(f"/review/{task.id}")).fields(path)
    assert over["holder"]
    assert (await second.post(path, data=over)).status_code == 303
    assert (await second.post(path, data=over)).status_code == 303  # twice is once
    answer = await third.post(path, data=late)
    assert (answer.status_code, "这份申报由 钱七 办理" in answer.text) == (409, True)
    answer = await first.post(f"/review/{task.id}/give-back")
    assert (answer.status_code, "这份申报由 钱七 办理" in answer.text) == (409, True)


async def test_whoever_is_of_the_office_decides_what_another_took_and_then_it_is_over(world: World) -> None:
    office = department()
    task = await (await world.a_case()).task(office)
    holder, other = world.browser(office, person="钱七"), world.browser(office)
    await holder.post(f"/review/{task.id}/take")
    await examine(other, task)
    assert (await decide(other, task, **passing(office))).status_code == 303
    for act in ("take", "give-back"):
        answer = await holder.post(f"/review/{task.id}/{act}")
        assert answer.status_code == HTTPStatus.CONFLICT
        assert "已经作出决定" in answer.text
    page = BeautifulSoup((await other.get(f"/review/{task.id}")).text, "html.parser")
    assert "由谁办理" not in page.get_text()


async def test_at_the_successor_nobody_has_it_yet(world: World) -> None:
    gone, after = employer(), employer(name="绍兴市生态环境监测院")
    task = await (await world.a_case()).task(gone)
    await world.browser(gone).post(f"/review/{task.id}/take")
    merger = Merger(employer_id=gone.id, city="shaoxing", successor_id=after.id, successor=after.name)
    async with world.pool.acquire() as conn, conn.transaction():
        await record_merger(conn, world.app.state.cipher, merger, at=OPENED)
    assert gone.role is Role.EMPLOYER
    assert "还没有人领取" in (await look(world.browser(after), f"/review/{task.id}")).text


@pytest.mark.parametrize("holder", ["", "x", "%00", str(new_id())])
async def test_a_holder_that_is_none_is_no_error_of_the_server(world: World, holder: str) -> None:
    office = department()
    task = await (await world.a_case()).task(office)
    await world.browser(office, person="钱七").post(f"/review/{task.id}/take")
    answer = await world.browser(office).post(f"/review/{task.id}/take", data={"holder": holder})
    assert answer.status_code == HTTPStatus.CONFLICT
