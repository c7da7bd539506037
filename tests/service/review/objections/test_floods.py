"""Floods of objections: refused beyond the budgets, without a 5xx; real ones still come through (E4.5)."""

import random
import re
from dataclasses import replace
from datetime import timedelta

import httpx2
import pytest
from psutil import Process

from services.review.objections.domain import OF_ACCOUNT, OF_ADDRESS, OF_ALL, OF_PUBLICITY
from tests.access.odd import VALUES
from tests.fixtures.browser import client_of
from tests.service.review.objections.test_objections import public
from tests.service.review.world import OBJECTION, World, employer, lodge

pytestmark = pytest.mark.rule("E4.5")
MOST_GROWTH = 48 << 20  # bytes, of a process that also holds the flooding clients


def at(world: World, address: str, cookies: dict[str, str] | None = None) -> httpx2.AsyncClient:
    browser = client_of(world.app, cookies, address=address)
    world.browsers.append(browser)
    return browser


async def form_of(browser: httpx2.AsyncClient, token: str) -> str:
    page = (await browser.get(f"/publicity/{token}/objection")).text
    found = re.search(r'name="form" value="([^"]+)"', page)
    assert found
    return found[1]


async def stored(world: World) -> int:
    (row,) = await world.rows("select count(*) as number from objections")
    return int(row["number"])


async def test_one_address_is_refused_beyond_its_budget_and_others_are_not(world: World) -> None:
    _, _, token = await public(world, employer(), await world.a_case())
    flooding = at(world, "192.0.2.1")
    for _ in range(OF_ADDRESS.most):
        assert (await lodge(flooding, token)).status_code == 303
    refused = await lodge(flooding, token)
    assert refused.status_code == 429
    assert "登录后提交不受影响" in refused.text
    assert OBJECTION in refused.text
    same_network = [at(world, f"2001:db8::{place}") for place in range(1, 4)]
    for place in range(OF_ADDRESS.most):
        assert (await lodge(same_network[place % 3], token)).status_code == 303
    assert (await lodge(same_network[0], token)).status_code == 429
    assert (await lodge(at(world, "192.0.2.2"), token)).status_code == 303


@pytest.mark.parametrize("budget", ["publicity", "all"])
async def test_many_addresses_end_at_a_budget_and_who_signs_in_comes_through(
    world: World, monkeypatch: pytest.MonkeyPatch, budget: str
) -> None:
    operations = "services.review.objections.operations"
    if budget == "publicity":
        monkeypatch.setattr(f"{operations}.OF_PUBLICITY", replace(OF_PUBLICITY, most=3))
    else:
        monkeypatch.setattr(f"{operations}.OF_ALL", replace(OF_ALL, most=3))
    office = employer()
    _, _, token = await public(world, office, await world.a_case())
    _, _, other = await public(world, office, await world.a_case())
    for place in range(3):
        assert (await lodge(at(world, f"192.0.2.{place}"), token)).status_code == 303
    assert (await lodge(at(world, "192.0.2.9"), token)).status_code == 429
    elsewhere = await lodge(at(world, "192.0.2.9"), other)
    assert elsewhere.status_code == (303 if budget == "publicity" else 429)
    inside = at(world, "192.0.2.9", world.sign_in("applicant"))
    monkeypatch.setattr(f"{operations}.OF_ACCOUNT", replace(OF_ACCOUNT, most=2))
    assert [(await lodge(inside, token)).status_code for _ in range(3)] == [303, 303, 429]


async def test_who_sends_at_once_waits(world: World) -> None:
    _, _, token = await public(world, employer(), await world.a_case())
    world.app.state.objecting = replace(world.app.state.objecting, takes=timedelta(hours=1))
    refused = await lodge(world.visitor(), token)
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) > 0
    assert "提交过快" in refused.text
    assert OBJECTION in refused.text
    assert await stored(world) == 0


async def test_from_where_something_came_is_forgotten_after_a_day(world: World) -> None:
    _, _, token = await public(world, employer(), await world.a_case())
    await lodge(world.visitor(), token)
    await world.rows("update objections set lodged_at = lodged_at - interval '25 hours' returning id")
    await lodge(at(world, "192.0.2.7"), token)
    rows = await world.rows("select origin from objections order by lodged_at")
    assert [bool(row["origin"]) for row in rows] == [False, True]
    assert "192.0.2.7" not in rows[1]["origin"]


@pytest.mark.parametrize("number", [300, pytest.param(10_000, marks=pytest.mark.fuzz)])
async def test_forged_flooding_and_malformed_ones_break_nothing(world: World, number: int) -> None:
    chance = random.Random(4)  # noqa: S311 - the same each time
    _, _, token = await public(world, employer(), await world.a_case())
    attackers = [at(world, f"198.51.100.{place}") for place in range(20)]
    forms = [await form_of(attackers[0], token) for _ in range(3)]
    path = f"/publicity/{token}/objection"
    warm = 0
    for place in range(number):
        warm = warm if place != number // 5 else Process().memory_info().rss
        typed = {
            "form": chance.choice([*forms, *VALUES]),
            "text": chance.choice([f"{OBJECTION}{place}", OBJECTION, *VALUES]),
            "named": chance.choice(["yes", "no", *VALUES]),
            "name": chance.choice(["周知情", *VALUES]),
            "mobile": chance.choice(["13900139001", *VALUES]),
        }
        answer = await chance.choice(attackers).post(path, data=typed)
        assert answer.status_code in {303, 409, 413, 422, 429}, (answer.status_code, typed)
    assert Process().memory_info().rss - warm < MOST_GROWTH
    assert await stored(world) <= len(forms)
    assert (await lodge(at(world, "203.0.113.1"), token)).status_code == 303
    assert (await lodge(at(world, "203.0.113.2", world.sign_in("applicant")), token)).status_code == 303
