"""A person has everything erased: nothing of them is left anywhere, and what is held stays."""

from deploy.demo.house import House
from deploy.demo.journey import Journey
from deploy.demo.people import Applicant
from deploy.local.stack import Stack
from tests.e2e.conftest import Begin
from tests.e2e.leaving import PAGE, ask, left, pass_the_wait, person_asking


async def test_who_asks_is_forgotten_everywhere(house: House, stack: Stack, begin: Begin) -> None:
    journey = await begin()
    await journey.applicant.give_photo()
    await ask(journey.applicant, journey.cast.password)
    erasure_id, person_id = await person_asking(stack, "waiting")
    assert {"identity.persons.id", "archive.persons.id", "documents.photos.person_id"} <= set(
        await left(stack, person_id)
    )
    await pass_the_wait(journey.client, erasure_id)
    assert not await left(stack, person_id)
    page = await journey.applicant.open("/archive")
    assert "登录" in page.text  # the session has ended everywhere
    again = Applicant(house.url)
    async with again:
        await again.register(journey.cast)  # as somebody whom nobody knows


async def test_who_declares_is_told_what_holds(house: House, stack: Stack, begin: Begin) -> None:
    journey: Journey = await begin()
    await journey.start()
    await ask(journey.applicant, journey.cast.password)
    page = await journey.applicant.until(PAGE, lambda page: "目前不能删除" in page.text)
    assert "有正在办理的申报，请先办结或撤回" in page.text
