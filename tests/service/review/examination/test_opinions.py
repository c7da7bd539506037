"""A text of the city is put into the field of a decision, and what was typed stays (E4.2–E4.4)."""

from typing import Any

import httpx2
import pytest
from bs4 import BeautifulSoup, Tag

import cities
from contracts.review import Task
from services.review.examination.domain.decisions import standard_opinion
from services.review.examination.domain.opinions import offered_at
from tests.service.review.world import World, decide, department, employer, examine, version_of

pytestmark = [pytest.mark.rule("E4.2"), pytest.mark.rule("E4.3"), pytest.mark.rule("E4.4")]


async def a_page(world: World) -> tuple[Task, httpx2.AsyncClient]:
    office = department()
    task, browser = await (await world.a_case()).task(office), world.browser(office)
    await examine(browser, task)
    return task, browser


def first(world: World, place: str) -> cities.Opinion:
    city: cities.City = world.app.state.cities.city("shaoxing")
    return offered_at(city.opinions, department().role)[place][0]


async def fill(
    browser: httpx2.AsyncClient, task: Task, place: str, code: str, **typed: Any
) -> httpx2.Response:
    path = f"/review/{task.id}/decision"
    offer = f"offer-{place.replace('_', '-')}"
    values = {"version": await version_of(browser, path), "act": f"fill:{place}", offer: code}
    return await browser.post(path, data={**values, **typed})


def field(page: httpx2.Response, name: str) -> str:
    found = BeautifulSoup(page.text, "html.parser").find("textarea", attrs={"name": name})
    assert isinstance(found, Tag)
    return found.get_text().removeprefix("\n").replace("\r\n", "\n")


def ticked(page: httpx2.Response) -> set[tuple[str, str]]:
    found = BeautifulSoup(page.text, "html.parser").select("input[checked]")
    return {(str(one["name"]), str(one["value"])) for one in found}


@pytest.mark.parametrize("place", ["opinion", "text-records", "reason_refused"])
async def test_a_chosen_text_stands_in_its_field_and_all_that_was_typed_stays(
    world: World, place: str
) -> None:
    task, browser = await a_page(world)
    one = first(world, place)
    typed: dict[str, Any] = {
        "verdict": "returned",
        "opinion": standard_opinion(task.stop.role),
        "signature": "赵六",
        "reasons-photo": ["photo-quality", "photo-not-recent"],
        "text-photo": "背景偏灰",
        "remedy-photo": "到照相馆重拍",
        "codes": ["form-not-this-plan", "basic-not-eligible"],
    }
    page = await fill(browser, task, place, one.code, **typed)
    assert page.status_code == 200
    assert field(page, place) == one.text
    for name in {"opinion", "text-photo", "remedy-photo"} - {place}:
        assert field(page, name) == typed[name]
    assert 'value="赵六"' in page.text
    assert ticked(page) >= {
        ("verdict", "returned"),
        ("reasons-photo", "photo-quality"),
        ("reasons-photo", "photo-not-recent"),
        ("codes", "form-not-this-plan"),
        ("codes", "basic-not-eligible"),
    }
    assert await world.rows("select from decisions") == []


async def test_what_somebody_wrote_before_stays_before_the_text(world: World) -> None:
    task, browser = await a_page(world)
    one = first(world, "reason_refused")
    page = await fill(browser, task, "reason_refused", one.code, reason_refused="2019 年 9 月才取得资格。")
    assert field(page, "reason_refused") == f"2019 年 9 月才取得资格。\n{one.text}"


@pytest.mark.parametrize("place", ["opinion", "text-records", "no-field", ""])
async def test_where_nothing_or_nothing_known_is_chosen_it_is_said_and_nothing_is_lost(
    world: World, place: str
) -> None:
    task, browser = await a_page(world)
    for code in ("", "unheard-of"):
        page = await fill(browser, task, place, code, opinion="我写的审查意见")
        assert page.status_code == 422
        assert "请选择一条常用意见" in page.text
        assert field(page, "opinion") == "我写的审查意见"


async def test_an_office_is_not_offered_what_is_for_another(world: World) -> None:
    task, browser = await a_page(world)
    page = (await browser.get(f"/review/{task.id}/decision")).text
    known: cities.City = world.app.state.cities.city("shaoxing")
    others = [one.code for one in known.opinions if one.roles and "department" not in one.roles]
    assert others
    for code in others:
        assert f'value="{code}"' not in page
        assert (await fill(browser, task, "opinion", code)).status_code == 422


async def test_a_filled_text_decides_only_when_it_is_sent(world: World) -> None:
    task, browser = await a_page(world)
    page = await fill(browser, task, "opinion", first(world, "opinion").code, verdict="passed")
    opinion = field(page, "opinion")
    sent = await decide(browser, task, verdict="passed", opinion=opinion, signature="赵六")
    assert sent.status_code == 303
    (row,) = await world.rows("select opinion from decisions")
    assert row["opinion"] == opinion


async def test_nobody_fills_in_another_offices_decision(world: World) -> None:
    task, _ = await a_page(world)
    stranger = world.browser(employer())
    refused = await stranger.post(
        f"/review/{task.id}/decision", data={"act": "fill:opinion", "offer-opinion": "department-recommended"}
    )
    assert refused.status_code == 404
