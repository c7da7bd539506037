"""An office's list narrowed by plan, employer, kind, round, special entries and what is due (E3.1, B1.1)."""

from datetime import timedelta
from http import HTTPStatus

import httpx2
import pytest

from deploy.demo.page import Page
from kit.clock import now
from services.review.tasks.store.names import index_names
from tests.service.review.queue.test_stretches import cases, leave, look, waiting
from tests.service.review.world import World, department, employer

pytestmark = [pytest.mark.rule("E3.1"), pytest.mark.rule("B1.1")]

EVERY = (
    "plan=shaoxing-2022-engineer",
    "employer=绍兴",
    "kind=正常申报",
    "round=first",
    "round=again",
    "special=转评",
    "due=over",
    "due=soon",
    "name=张三",
    "order=due",
    "order=name",
)


async def change(world: World, ids: list[str], what: str) -> None:
    await world.rows(f"update tasks set {what} where id = any($1::text[]::uuid[])", ids)  # noqa: S608 - words of ours


def choices(page: Page, name: str) -> list[str]:
    return [option.get_text(strip=True) for option in page.soup.select(f"select[name={name}] option")]


async def a_mixed_queue(world: World) -> tuple[httpx2.AsyncClient, list[str]]:
    office = department()
    await waiting(world, office, 40)
    browser = world.browser(office)
    first = await look(browser, "/review")
    ids = [*cases(first), *cases(await look(browser, first.next))]
    await change(world, ids, "kind = '正常申报', remarks = '{}'")
    await change(world, ids[:12], "kind = '转评', remarks = '{转评}'")
    await change(world, ids[9:15], "round = 2")
    await change(world, ids[14:20], "remarks = '{技能人才}'")
    await change(world, ids[20:23], "employer = '诸暨市环境监测站'")
    return browser, ids


async def test_each_filter_shows_what_it_says_and_the_others_count_beside_it(world: World) -> None:
    browser, ids = await a_mixed_queue(world)
    page = await look(browser, "/review?special=转评&round=again")
    assert cases(page) == ids[9:12]
    assert "待审查（3）" in page.text
    assert choices(page, "round") == ["全部（12）", "首次提交（9）", "退回后再次提交（3）"]
    assert choices(page, "special") == ["全部（6）", "转评（3）", "技能人才（1）"]
    assert choices(page, "kind") == []  # of what is left all are of one
    assert page.soup.select_one("#round option[selected]")["value"] == "again"  # type: ignore[index]
    assert cases(await look(browser, "/review?special=技能人才")) == ids[14:20]
    assert cases(await look(browser, "/review?employer=诸暨")) == ids[20:23]


async def test_what_is_due_is_narrowed_and_comes_first_page_by_page(world: World) -> None:
    browser, ids = await a_mixed_queue(world)
    late, soon, far = ids[30:32], ids[5:7], ids[1:2]
    at = now()
    await change(world, ids, "due_days = null, due_at = 'infinity'")
    for some, days in ((late, -1), (soon, 1), (far, 20)):
        await world.rows(
            "update tasks set due_at = $2 where id = any($1::text[]::uuid[])", some, at + timedelta(days)
        )
    assert cases(await look(browser, "/review?due=over")) == late
    assert cases(await look(browser, "/review?due=soon")) == soon
    page = await look(browser, "/review?order=due")
    assert cases(page)[:5] == [*late, *soon, *far]
    await leave(world, cases(page)[:1])
    seen = [*cases(page), *cases(await look(browser, page.next))]
    assert len(seen) == len(set(seen)) == 40


async def test_a_filter_stays_on_the_next_page_and_on_what_was_done(world: World) -> None:
    browser, ids = await a_mixed_queue(world)
    page = await look(browser, "/review?kind=正常申报")
    assert len(cases(page)) == 25
    assert cases(await look(browser, page.next)) == ids[37:]
    await leave(world, ids[:2])
    done = await look(browser, next(link for link in page.links() if "state=done" in link))
    assert cases(done) == []
    assert sorted(cases(await look(browser, "/review?state=done&special=转评"))) == sorted(ids[:2])


async def test_a_list_that_is_too_long_for_names_comes_by_time(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, ids = await a_mixed_queue(world)
    monkeypatch.setattr("services.review.queue.web.inbox.MOST_BY_NAME", 12)
    page = await look(browser, "/review?order=name")
    assert (cases(page), "按姓名" in page.text) == (ids[:25], False)
    assert "按姓名" in (await look(browser, "/review?special=转评&order=name")).text


async def test_one_sign_of_a_name_is_asked_for_more(world: World) -> None:
    browser, ids = await a_mixed_queue(world)
    answer = await browser.get("/review", params={"name": "张"})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "请至少填写姓名中相连的两个字" in answer.text
    assert cases(Page(answer)) == ids[:25]


@pytest.mark.parametrize("query", EVERY)
async def test_no_filter_shows_another_offices_cases(world: World, query: str) -> None:
    await waiting(world, department(), 3)
    other = world.browser(employer())
    for state in ("", "&state=done"):
        assert cases(await look(other, f"/review?{query}{state}")) == []


@pytest.mark.parametrize(
    "query", ["round=x", "due=x", "kind=%00", "special=%00", "employer=%00", "plan=%F0%9F"]
)
async def test_what_no_filter_knows_is_no_error_of_the_server(world: World, query: str) -> None:
    await waiting(world, office := department(), 3)
    assert (await world.browser(office).get(f"/review?{query}")).status_code < 500


async def test_names_that_wait_to_be_indexed_are_made_once(world: World) -> None:
    await waiting(world, office := department(), 3)
    await world.rows("update tasks set name_parts = null")
    cipher = world.app.state.cipher
    for _ in range(2):
        await index_names(world.pool, cipher)
    assert len(cases(await look(world.browser(office), "/review?name=张三"))) == 3
