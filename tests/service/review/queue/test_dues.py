"""Until when an office is to decide: counted once, shown in its list and on the case, and nothing else."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cities import Cities
from cities.city import ExaminationDays
from contracts.dues import DueLook, Reached
from kit.clock import SHANGHAI, now
from kit.ids import new_id
from tests.service.review.queue.test_orders import names
from tests.service.review.queue.test_stretches import cases, look
from tests.service.review.world import OPENED, World, a_passed_case, department, employer

pytestmark = pytest.mark.rule("B1.1")
ROW = "select due_at, due_days, calendar_version from tasks"
FIRST_TEN = datetime(2022, 10, 13, 16, tzinfo=UTC)  # 24:00 of 13 October: 8 and 9 October were worked


@pytest.fixture
def without_days(world: World) -> Iterator[None]:
    """The city says nothing of how long an office may take."""
    known: Cities = world.app.state.cities
    city = replace(known.city("shaoxing"), examination_days=ExaminationDays())
    told = Cities({**known.by_slug, "shaoxing": city})
    world.app.state.cities = world.activities._cities = told
    yield
    world.app.state.cities = known


async def test_the_limit_is_counted_once_in_working_days_and_kept_with_its_calendar(world: World) -> None:
    office = department()
    case = await world.a_case()
    task = await case.task(office)
    (kept,) = await world.rows(ROW)
    assert (kept["due_at"], kept["due_days"]) == (FIRST_TEN, 10)
    assert kept["calendar_version"]
    days = ExaminationDays(department=30)
    city = replace(world.app.state.cities.city("shaoxing"), examination_days=days)
    world.activities._cities = Cities({"shaoxing": city})
    await case.task(office)
    assert await world.rows(ROW) == [kept]
    (told,) = await world.rows("select body from outbox where topic = 'review.limit_set'")
    assert datetime.fromisoformat(told["body"]["due_at"]) == FIRST_TEN

    browser = world.browser(office)
    page = await look(browser, f"/review/{task.id}")
    assert "2022年10月13日 24:00" in page.text
    assert "已超过办理期限，请逐项审查" in page.text
    page = await look(browser, "/review")
    assert "办理至" in page.text
    assert "2022年10月13日 24:00" in page.text
    assert "已超期" in page.text


async def test_what_is_due_first_comes_first_and_is_narrowed(world: World) -> None:
    office, at = department(), now()
    opened = {"甲某": at, "乙某": at - timedelta(days=400), "丙某": at - timedelta(days=30)}
    for name, when in opened.items():
        await (await world.a_case(name=name)).task(office, opened_at=when)
    await world.rows(
        "update tasks set due_at = $1 where opened_at = $2", at + timedelta(days=1), opened["丙某"]
    )
    browser = world.browser(office)
    page = await look(browser, "/review?order=due")
    assert names(page) == ["乙某", "丙某", "甲某"]
    rows: list[Any] = page.soup.select("tbody tr")
    assert [("已超期" in row.text, "即将到期" in row.text) for row in rows] == [
        (True, False),
        (False, True),
        (False, False),
    ]
    assert names(await look(browser, "/review?due=over")) == ["乙某"]
    assert names(await look(browser, "/review?due=soon")) == ["丙某"]


async def test_what_is_due_is_counted_by_days_of_shanghai_among_what_is_open(world: World) -> None:
    office, other = department(), department(id=new_id(), stage="other")
    for days in (0, 0, 1, 4, 20):  # due on 13 October, twice, 14, 19, and after a month
        await (await world.a_case()).task(office, opened_at=OPENED + timedelta(days=days))
    await (await world.a_case()).task(other)

    async def seen(day: int) -> tuple[tuple[int, int, int], Reached]:
        at = datetime(2022, 10, day, 8, 30, tzinfo=SHANGHAI)
        look = DueLook(office_id=office.id, city="shaoxing", at=at)
        found = await world.activities.look_at_dues(look)
        return (found.soon, found.today, found.late), found.reached

    next_day, fourth = FIRST_TEN + timedelta(days=1), FIRST_TEN + timedelta(days=6)
    assert await seen(8) == ((0, 0, 0), Reached())
    assert await seen(10) == ((2, 0, 0), Reached(soon=FIRST_TEN))  # three working days before
    assert await seen(13) == ((1, 2, 0), Reached(soon=next_day, today=FIRST_TEN))
    assert await seen(14) == ((1, 1, 2), Reached(soon=fourth, today=next_day, late=FIRST_TEN))
    await world.rows("update tasks set state = 'decided', closed_at = now() where due_at = $1", FIRST_TEN)
    assert await seen(14) == ((1, 1, 0), Reached(soon=fourth, today=next_day))


async def test_what_was_passed_is_due_until_it_is_sent_on(world: World) -> None:
    office = department(stage="city-department")
    task = await a_passed_case(world, office, name="濮阳不器")
    await (await world.a_case()).task(office)
    look_there = DueLook(office_id=office.id, city="shaoxing", at=now())
    found = await world.activities.look_at_dues(look_there)
    assert (found.late, found.unsent, found.reached.late) == (2, 1, FIRST_TEN)
    page = (await world.browser(office).get("/review/passed")).text
    assert "应于 2022年10月13日 24:00前报送" in page
    assert "已超期" in page
    assert (await world.browser(office).post(f"/review/{task.id}/send")).status_code == 303
    found = await world.activities.look_at_dues(look_there)
    assert (found.late, found.unsent) == (1, 0)


async def test_an_employer_s_case_is_due_when_its_publicity_ends_and_not_before(world: World) -> None:
    office = employer()
    await (await world.a_case()).task(office)
    assert (await world.rows(ROW))[0]["due_days"] is None
    page = await look(world.browser(office), "/review?order=due")
    assert "办理至" not in page.text
    assert "已超期" not in page.text


@pytest.mark.usefixtures("without_days")
async def test_a_city_that_says_nothing_has_no_limit(world: World) -> None:
    office = department()
    task = await (await world.a_case()).task(office, opened_at=OPENED)
    browser = world.browser(office)
    page = await look(browser, "/review")
    assert cases(page) == [str(task.id)]
    assert "办理至" not in page.text
    assert not page.soup.select('#order option[value="due"]')
    assert "截止时间" not in (await look(browser, f"/review/{task.id}")).text
