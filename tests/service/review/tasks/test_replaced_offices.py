"""An office was replaced while cases lay there: who carries it on goes on with all of them (B4.1, E3.1)."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from cities import Cities
from cities.offices import Office as Listed
from contracts.case import Role
from kit.ids import derived
from tests.service.review.meetings.gathering import accepted, voting
from tests.service.review.world import (
    Office,
    World,
    a_passed_case,
    decide,
    examine,
    give_commission,
    passing,
)

pytestmark = pytest.mark.rule("E3.1")
FEES = "/review/fees/2022-engineer"
HEIRS = {  # who takes over, and from whom
    "ecology-committee": ("engineer-committee", "committee"),
    "talent": ("hr", "hr"),
}


@pytest.fixture
def gone(world: World) -> Iterator[dict[str, Office]]:
    """Offices of the city that were closed; the city's data know them by who took over from them."""
    known: Cities = world.app.state.cities
    city = known.city("shaoxing")
    closed = {office.slug: office for office in city.offices}
    heirs = tuple(
        Listed(
            slug=slug,
            name=f"{slug}（合并后）",
            kind=kind,
            level="city",
            place="市本级",
            replaces=(slug, before),
            city="shaoxing",
        )
        for slug, (before, kind) in HEIRS.items()
    )
    heir_of = {before: slug for slug, (before, _) in HEIRS.items()}
    left = tuple(
        one.model_copy(update={"parent": heir_of.get(one.parent, one.parent)}) if one.parent else one
        for one in city.offices
        if one.slug not in heir_of
    )
    now = replace(city, offices=(*left, *heirs))
    world.app.state.cities = Cities({**known.by_slug, "shaoxing": now})
    yield {
        "committee": Office(
            "中级评委会办公室", Role.COMMITTEE, "committee", id=closed["engineer-committee"].id
        ),
        "hr": Office("绍兴市人力资源和社会保障局", Role.HR, "city-hr", id=closed["hr"].id),
    }
    world.app.state.cities = known


@pytest.mark.rule("M1.2")
async def test_the_meeting_of_a_committee_that_was_replaced_is_held_by_who_carries_it_on(
    world: World, gone: dict[str, Office]
) -> None:
    office = gone["committee"]
    case = await accepted(world, office)
    browser = world.browser(office)
    for page in (
        "/review",
        "/review/rosters",
        "/review/hand-ins",
        "/review/committee/experts",
        "/review/results",
    ):
        assert (await browser.get(page)).status_code == 200, page
    assert "/review/committee/experts" in (await browser.get("/review")).text
    meeting, members = await voting(world, office, [case])
    for one in members:
        assert (await one.send("votes", **{f"vote-{case}": "yes"})).status_code == 303
    assert (await members[0].send("end")).status_code == 303
    assert (await browser.post(f"/review/meetings/{meeting}/results")).status_code == 303
    (result,) = await world.rows("select office_id, outcome from results")
    assert tuple(result.values()) == (office.id, "elected")


@pytest.mark.rule("B4.1")
@pytest.mark.rule("M1.1")
async def test_what_lies_passed_at_an_office_that_was_replaced_is_sent_on_by_who_carries_it_on(
    world: World, gone: dict[str, Office]
) -> None:
    office = gone["hr"]
    tasks = [await a_passed_case(world, office) for _ in range(2)]
    browser = world.browser(office, person="孙芳")
    assert "共 2 件" in (await browser.get("/review/passed")).text
    assert (await give_commission(world, office)).status_code == 303
    assert (await browser.post(f"/review/{tasks[0].id}/send")).status_code == 303
    assert (await browser.post(f"/review/{tasks[1].id}/take-back")).status_code == 303
    again = passing(office, signature="孙芳")
    assert (await decide(browser, tasks[1], **again)).status_code == 303
    assert (await browser.post(f"/review/{tasks[1].id}/send")).status_code == 303
    rows = await world.rows("select office_id, office_name, state from tasks")
    assert {tuple(row.values()) for row in rows} == {(office.id, office.name, "decided")}
    signed = await world.rows("select signed_by from decisions order by decided_at")
    assert [row["signed_by"] for row in signed] == ["王五", "孙芳"]


@pytest.mark.rule("B2.1")
async def test_who_takes_over_has_what_was_set_of_fees_until_it_sets_it_itself(
    world: World, gone: dict[str, Office]
) -> None:
    closed = gone["committee"]
    heir = replace(closed, person="吴十", id=derived("office", "shaoxing", "ecology-committee"))

    async def is_free(office: Office) -> bool:
        case = await world.a_case()
        task, browser = await case.task(office), world.browser(office)
        await examine(browser, task)
        assert (await decide(browser, task, **passing(office))).status_code == 303
        told = "select body from outbox where topic = 'review.decided' and body->>'task_id' = $1"
        ((free,),) = [(row["body"]["is_free"],) for row in await world.rows(told, str(task.id))]
        return bool(free)

    async def put(office: Office, charges: str) -> None:
        answer = await world.browser(office).post(FEES, data={"charges": charges})
        assert answer.status_code == 303

    assert not await is_free(heir)
    await put(closed, "no")
    assert (await is_free(closed), await is_free(heir)) == (True, True)
    page = (await world.browser(heir).get("/review/fees")).text
    assert "现在审查通过的，不收评审费" in page
    assert "收费改为不收费" in page
    await put(heir, "yes")
    assert (await is_free(closed), await is_free(heir)) == (True, False)
