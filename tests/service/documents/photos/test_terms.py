"""证件照 goes by the plan with which a draft was begun, as the seal does, whatever the plan says today."""

from dataclasses import replace
from datetime import timedelta

import pytest
import pytest_asyncio

from cities import Cities, Plan
from contracts.case import SealRequest
from contracts.declaration import Started
from contracts.erasure import PersonRequest
from deploy.demo.page import Page
from kit.ids import new_id
from kit.sealed import CaseFile
from services.documents.activities import Activities
from services.documents.consumers import hear
from tests.fixtures.cases import PLAN, a_start, tell, the_end
from tests.service.documents.world import CONFIRM, PAGE, Browser, World, marks
from tests.unit.services.declaration.plans import a_plan
from tests.unit.services.documents.portraits import portrait

NARROW, WIDE = portrait(360, 480), portrait()
pytestmark = pytest.mark.rule("A4.4")


def wanting(pixels: int) -> Plan:
    """The plan when it wanted a photo wider than this."""
    return a_plan(photo=a_plan().photo.model_copy(update={"min_width": pixels}))


STRICT, AS_TODAY = wanting(400).terms, a_plan().terms


@pytest_asyncio.fixture(loop_scope="session")
async def who(world: World) -> Browser:
    return await world.someone()


def change_the_plan(world: World, plan: Plan) -> None:
    """From now on the plan in use is this one."""
    means = world.app.state.photos
    found = means.cities.city("shaoxing")
    plans = tuple(plan if one.id == PLAN else one for one in found.plans)
    in_use = Cities({**means.cities.by_slug, "shaoxing": replace(found, plans=plans)})
    world.app.state.photos = replace(means, cities=in_use)


def asks_for(page: Page, pixels: int) -> bool:
    return f"宽大于 {pixels} 像素" in page.text


async def problems(activities: Activities, case_file: CaseFile, begun: Started) -> list[tuple[str, str]]:
    """What the preview of this case says of the photo."""
    await case_file.publish_key(begun.application_id, case_file.new_key())
    request = SealRequest(
        application_id=begun.application_id,
        person_id=begun.person_id,
        employer_id=begun.employer_id,
        city=begun.city,
        plan=begun.plan,
        round=1,
        terms=begun.terms,
    )
    sealed = await activities.seal_section(request)
    return [(one.rule, one.page) for one in sealed.problems if one.page == PAGE]


async def test_page_and_seal_go_by_the_rule_with_which_the_draft_was_begun(
    world: World, who: Browser, activities: Activities, case_file: CaseFile
) -> None:
    begun = a_start(who.id, STRICT)
    assert (await who.settle(NARROW)).status == 303
    await tell(hear(world.pool), begun)

    page = await who.get(PAGE)
    assert asks_for(page, 400)
    assert marks(page) == [True, True, False, True, True]  # of the photo that was confirmed before
    assert "不能用于申报" in page.text
    assert not page.soup.select(f'form[action="{CONFIRM}"]')
    refused = await who.upload(NARROW)
    assert refused.status == 422
    assert "宽大于 400 像素" in refused.faults[0]
    assert await problems(activities, case_file, begun) == [("A4.4", PAGE)]

    assert (await who.settle(WIDE)).status == 303
    assert await problems(activities, case_file, begun) == []
    page = await who.get(PAGE)
    assert marks(page) == [True] * 5
    assert "正在使用的照片" in page.text
    assert "不能用于申报" not in page.text


async def test_a_rule_that_came_later_binds_no_draft_that_was_begun(
    world: World, who: Browser, activities: Activities, case_file: CaseFile
) -> None:
    begun, other = a_start(who.id, AS_TODAY), await world.someone()
    await tell(hear(world.pool), begun)
    change_the_plan(world, wanting(400))

    assert not asks_for(await who.get(PAGE), 400)
    assert (await who.settle(NARROW)).status == 303
    assert await problems(activities, case_file, begun) == []
    page = await who.get(PAGE)
    assert marks(page) == [True] * 5
    assert "不能用于申报" not in page.text
    assert asks_for(await other.get(PAGE), 400)  # who begins today, or of whom nothing was told yet
    assert (await other.upload(NARROW)).status == 422


async def test_told_twice_it_is_told_once_and_of_two_the_later_begun_holds(
    world: World, who: Browser
) -> None:
    first = a_start(who.id, wanting(300).terms)
    later = a_start(who.id, STRICT, at=first.at + timedelta(days=1))
    again = replace(first, id=new_id(), terms=wanting(500).terms)
    await tell(hear(world.pool), later, first, first, again)  # in any order
    assert asks_for(await who.get(PAGE), 400)
    await tell(hear(world.pool), the_end(later))
    assert asks_for(await who.get(PAGE), 300)
    assert len(await world.rows("begun")) == 2


async def test_a_case_that_is_over_binds_nothing_more_even_if_its_beginning_is_told_late(
    world: World, who: Browser
) -> None:
    begun, late = a_start(who.id, STRICT), a_start(who.id, STRICT)
    await tell(hear(world.pool), begun, the_end(begun), the_end(begun), the_end(late), late)
    assert not asks_for(await who.get(PAGE), 400)
    assert (await who.upload(NARROW)).status == 303


async def test_a_case_whose_end_was_undone_binds_again_in_whatever_order_it_is_told(
    world: World, who: Browser
) -> None:
    begun = a_start(who.id, STRICT)
    undone = the_end(begun, position=3, is_over=False)
    await tell(hear(world.pool), undone, the_end(begun), begun)
    assert asks_for(await who.get(PAGE), 400)
    await tell(hear(world.pool), the_end(begun, position=4))
    assert not asks_for(await who.get(PAGE), 400)


async def test_drafts_of_others_and_of_another_city_bind_nobody(world: World, who: Browser) -> None:
    await tell(hear(world.pool), a_start(new_id(), STRICT), a_start(who.id, STRICT, city="xinhai"))
    assert not asks_for(await who.get(PAGE), 400)


async def test_of_a_person_who_is_forgotten_no_beginning_is_kept(
    world: World, who: Browser, activities: Activities
) -> None:
    other = a_start(new_id(), STRICT)
    await tell(hear(world.pool), a_start(who.id, STRICT), other)
    await activities.erase_person(PersonRequest(person_id=who.id))
    assert [row["person_id"] for row in await world.rows("begun")] == [other.person_id]
