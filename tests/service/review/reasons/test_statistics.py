"""Which reasons were given in a plan: for the office of its committee alone."""

import csv
from dataclasses import replace
from io import StringIO
from pathlib import Path

import httpx2
import pytest

import cities
from contracts.application import derived_id
from contracts.case import Role
from contracts.review import CloseTask
from tests.service.review.world import (
    OPENED,
    Case,
    Office,
    World,
    decide,
    department,
    examine,
    passing,
    returning,
)

COMMITTEE = next(
    office
    for office in cities.load(Path(cities.__file__).parent).city("shaoxing").offices
    if office.kind == "committee" and office.level == "city"
)
OWNER = Office(COMMITTEE.name, Role.COMMITTEE, "committee", person="周九", id=COMMITTEE.id)
PLAN = "2022-engineer"


async def table(browser: httpx2.AsyncClient) -> list[list[str]]:
    answer = await browser.get(f"/review/reasons.csv?plan={PLAN}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))[1:]


async def a_return(world: World, office: Office) -> Case:
    case = await world.a_case()
    task = await case.task(office)
    assert (await decide(world.browser(office), task, **returning("photo"))).status_code == 303
    return case


async def a_pass(world: World, office: Office, case: Case) -> None:
    """The same case passes the next time."""
    task, browser = await replace(case, round=2).task(office), world.browser(office)
    await examine(browser, task)
    assert (await decide(browser, task, **passing(office))).status_code == 303


@pytest.mark.rule("E4.3", "B3.2")
async def test_the_office_of_the_committee_reads_which_reasons_and_how_often_they_were_mended(
    world: World,
) -> None:
    office, owner = department(), world.browser(OWNER)
    assert await table(owner) == []
    assert "还没有退回或不通过的决定" in (await owner.get("/review/reasons")).text
    returned = [await a_return(world, office) for _ in range(4)]
    told = ["证件照", "照片底色、清晰度不符合要求", "退回"]
    assert await table(owner) == [[*told, "少于 5", "不细分", "不细分"]]
    returned.append(await a_return(world, office))
    assert await table(owner) == [[*told, "5", "主管部门 5", "0"]]
    for case in returned:
        await a_pass(world, office, case)
    assert await table(owner) == [[*told, "5", "主管部门 5", "5"]]
    page = (await owner.get("/review/reasons")).text
    assert "照片底色、清晰度不符合要求" in page
    assert f"/review/reasons.csv?plan={PLAN}" in page
    assert "/review/reasons" in (await owner.get("/review")).text


async def test_a_decision_without_effect_is_not_counted(world: World) -> None:
    office = department()
    task = derived_id((await a_return(world, office)).id, "task", 1, office.stage)
    assert len(await table(world.browser(OWNER))) == 1
    await world.activities.close_task(CloseTask(task_id=task, at=OPENED))
    assert await table(world.browser(OWNER)) == []


@pytest.mark.parametrize("plan", ["", PLAN, "nonsense", "2022-xinhai", "%00"])
async def test_nobody_else_reads_them(world: World, plan: str) -> None:
    await a_return(world, department())
    other = world.browser(department())
    page = await other.get(f"/review/reasons?plan={plan}")
    assert page.status_code == 200
    assert "照片底色" not in page.text
    assert (await other.get(f"/review/reasons.csv?plan={plan}")).status_code == 404
    assert "/review/reasons" not in (await other.get("/review")).text
    if plan in {"nonsense", "2022-xinhai", "%00"}:
        assert (await world.browser(OWNER).get(f"/review/reasons?plan={plan}")).status_code == 404
