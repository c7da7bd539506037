"""收费设定: an office reads what it charges, and sets whether it does; it makes it nothing else (B2.1)."""

import asyncio

import pytest
from bs4 import BeautifulSoup

from contracts.case import Role
from kit.ids import derived, new_id
from tests.service.review.world import Case, Office, World, decide, examine, passing, returning

PATH, PLAN = "/review/fees", "2022-engineer"
FREE = ("ecology", "hr", "yuecheng-ecology", "yuecheng-hr")

pytestmark = pytest.mark.rule("B2.1")


def of(slug: str, role: Role = Role.DEPARTMENT, person: str = "周九") -> Office:
    return Office("机构", role, "committee", person=person, id=derived("office", "shaoxing", slug))


COMMITTEE = of("engineer-committee", Role.COMMITTEE)


async def read(world: World, office: Office) -> str:
    """The words of the page."""
    answer = await world.browser(office).get(PATH)
    assert answer.status_code == 200
    return " ".join(BeautifulSoup(answer.text, "lxml").get_text(" ").split())


async def put(world: World, office: Office, charges: str, plan: str = PLAN) -> int:
    answer = await world.browser(office).post(f"{PATH}/{plan}", data={"charges": charges})
    return answer.status_code


async def told(world: World, case: Case) -> list[bool]:
    """What the workflow was told of each decision about a case: whether nothing is charged."""
    rows = await world.rows(
        "select body from outbox where topic = 'review.decided' and body->>'application_id' = $1"
        " order by position",
        str(case.id),
    )
    return [row["body"]["is_free"] for row in rows]


async def passed(world: World, office: Office) -> Case:
    case = await world.a_case()
    task, browser = await case.task(office), world.browser(office)
    await examine(browser, task)
    assert (await decide(browser, task, **passing(office))).status_code == 303
    return case


@pytest.mark.parametrize("office", FREE)
async def test_an_examining_office_reads_that_it_charges_nothing_and_has_nothing_to_set(
    world: World, office: str
) -> None:
    page = await read(world, of(office))

    assert "除召开中评委会议需收取“中推高评审费”外，其他审查环节均不得收取任何费用" in page
    assert "本单位不收费" in page
    assert page.count("审查环节不得收取任何费用") == 2  # a row for each plan
    assert "元" not in page
    assert "改为" not in page
    for charges in ("yes", "no"):
        assert await put(world, of(office), charges) == 404
    assert await world.rows("select 1 from fee_settings") == []


async def test_the_committee_charges_what_the_standard_says_until_it_sets_otherwise(world: World) -> None:
    page = await read(world, COMMITTEE)

    assert "评审费（中级）180.00 元" in page
    assert "浙江省物价局" in page
    assert "本市没有设置由本单位收取中推高评审费" in page  # of the senior plan, which it recommends for
    assert "没有更改过收费设定" in page
    assert await told(world, await passed(world, COMMITTEE)) == [False]


async def test_what_is_passed_after_it_was_set_is_free_until_it_is_set_back(world: World) -> None:
    before = await passed(world, COMMITTEE)

    assert await put(world, COMMITTEE, "no") == 303
    page = await read(world, COMMITTEE)
    free = await passed(world, COMMITTEE)
    assert await put(world, of("engineer-committee", person="吴十"), "yes") == 303
    charged = await passed(world, COMMITTEE)

    assert "已设定为不收费；标准为评审费（中级）180.00 元" in page
    assert "不收评审费，不开立缴费单" in page
    assert [await told(world, case) for case in (before, free, charged)] == [[False], [True], [False]]
    history = await read(world, COMMITTEE)
    assert history.index("不收费改为收费 吴十") < history.index("收费改为不收费 周九")


async def test_what_is_sent_back_is_not_told_as_free(world: World) -> None:
    await put(world, COMMITTEE, "no")
    case = await world.a_case()

    answer = await decide(world.browser(COMMITTEE), await case.task(COMMITTEE), **returning("photo"))

    assert answer.status_code == 303
    assert await told(world, case) == [False]


async def test_another_committee_charges_as_before(world: World) -> None:
    await put(world, COMMITTEE, "no")

    assert "评审费（高级）280.00 元" in await read(world, of("senior-committee", Role.COMMITTEE))


async def test_set_several_times_at_once_it_is_set_once(world: World) -> None:
    assert await asyncio.gather(*(put(world, COMMITTEE, "no") for _ in range(4))) == [303] * 4

    rows = await world.rows("select plan, charges, set_by from fee_settings")
    assert rows == [{"plan": PLAN, "charges": False, "set_by": "周九"}]


@pytest.mark.parametrize(
    ("plan", "charges", "status"),
    [
        (PLAN, "", 422),
        (PLAN, "8000", 422),
        ("2022-senior-engineer", "yes", 404),  # it recommends for it, and the city has no fee for that
        ("2099-nothing", "no", 404),
    ],
)
async def test_nobody_sets_anything_else(world: World, plan: str, charges: str, status: int) -> None:
    assert await put(world, COMMITTEE, charges, plan) == status
    assert await world.rows("select 1 from fee_settings") == []


async def test_an_office_that_no_city_knows_charges_nothing(world: World) -> None:
    nowhere = Office("无此机构", Role.DEPARTMENT, "committee", id=new_id())

    assert "本单位不收费" in await read(world, nowhere)
    assert await put(world, nowhere, "no") == 404


@pytest.mark.parametrize("role", ["applicant", "clerk", "admin"])
async def test_the_page_is_for_offices(world: World, role: str) -> None:
    browser = world.visitor(world.sign_in(role))
    assert (await browser.get(PATH)).status_code == 403
    assert (await browser.post(f"{PATH}/{PLAN}", data={"charges": "no"})).status_code == 403
