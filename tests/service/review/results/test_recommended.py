"""What the senior committee's office gets with those who were recommended: result, number, roster (B6.1)."""

from dataclasses import replace
from io import BytesIO

import pytest
from openpyxl import load_workbook

from contracts.candidates import Candidate
from contracts.case import Duty, Role
from contracts.results import Onward
from kit.db import transaction
from services.review.rosters import operations as rosters
from tests.service.review.results.electing import PLAN, Elected, a_candidate, committee, elected
from tests.service.review.rosters.listing import official
from tests.service.review.world import OPENED, Office, World, department

SENIOR = Office("高评委会办公室", Role.COMMITTEE, "senior-committee", person="孙八")
OTHER = Office("另一高评委会办公室", Role.COMMITTEE, "senior-committee")


async def on_a_roster(world: World, office: Office) -> tuple[Elected, str]:
    """A case that was numbered, elected and not recommended yet; where its roster is downloaded."""
    one = await a_candidate(world, office, onward=Onward.RECOMMEND, name="张三")
    await world.activities.enter_candidate(
        Candidate(
            id=one.candidate.id,
            application_id=one.case.id,
            person_id=one.task.person_id,
            city="shaoxing",
            plan=one.task.plan,
            round=1,
            stop=replace(office.stop, duties=(Duty.EXAMINE, Duty.MEET, Duty.RECOMMEND)),
            entered_at=OPENED,
            manifest=one.case.manifest,
        )
    )
    async with transaction(world.pool) as conn:
        roster = await rosters.freeze(conn, world.app.state.cipher, official(office), one.task.plan, 0)
        await conn.execute("update rosters set version = 2")  # on which version the vote was
    await one.voted(world)
    await one.opened(world)
    return one, f"/review/rosters/{roster.id}/roster.xlsx"


@pytest.mark.rule("B6.1")
async def test_the_roster_comes_with_those_who_were_recommended_and_to_nobody_else(world: World) -> None:
    office, senior = committee(), world.browser(SENIOR)
    one, sheet = await on_a_roster(world, office)
    await one.case.task(department())
    assert (await senior.get(sheet)).status_code == 404
    await world.browser(office).post(PLAN)
    assert (await senior.get(sheet)).status_code == 404  # its case has not come yet
    assert "报送的花名册" not in (await senior.get("/review/rosters")).text
    await one.case.task(SENIOR)

    page = (await senior.get("/review/rosters")).text
    for said in ("中评委会办公室报送的花名册", office.name, "下载第 2 版", sheet):
        assert said in page
    read = load_workbook(BytesIO((await senior.get(sheet)).content)).active
    assert read is not None
    assert [[row[0].value, row[1].value] for row in read.iter_rows(min_row=4)] == [["1", "张三"]]
    for stranger in (OTHER, department()):
        assert (await world.browser(stranger).get(sheet)).status_code == 404
        assert "报送的花名册" not in (await world.browser(stranger).get("/review/rosters")).text
    assert "报送的花名册" not in (await world.browser(office).get("/review/rosters")).text
    check = sheet.replace("roster.xlsx", "check")
    assert (await senior.get(check)).status_code == 404  # what comes back is compared by whoever froze it


@pytest.mark.rule("B6.1")
async def test_the_senior_office_reads_what_was_voted_below_and_with_which_number(world: World) -> None:
    (one,) = await elected(world, committee(), onward=Onward.RECOMMEND)
    await world.browser(committee()).post(PLAN)
    one.case.manifest += (await one.sealed(world),)
    task = await one.case.task(SENIOR)

    page = (await world.browser(SENIOR).get(f"/review/{task.id}")).text
    for said in (f"{committee().name}：评审会议", "评审通过，同意 10 人，计入 15 人", "第 2 版，序号 1"):
        assert said in page


@pytest.mark.rule("B6.1")
async def test_an_office_that_is_no_committee_reads_no_vote(world: World) -> None:
    (one,) = await elected(world, committee(), onward=Onward.RECOMMEND)
    one.case.manifest += (await one.sealed(world),)
    task = await one.case.task(department(stage="province-department"))

    page = (await world.browser(department(stage="province-department")).get(f"/review/{task.id}")).text
    assert "评审会议" not in page
