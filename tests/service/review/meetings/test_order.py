"""One order everywhere: roster, ballot, results, papers and what is made public."""

import re
from io import BytesIO
from uuid import UUID

import pytest
from openpyxl import load_workbook

from contracts.application import derived_id
from contracts.results import Onward, Release
from tests.service.review.committee.test_experts import OFFICE
from tests.service.review.meetings.gathering import MEETINGS, accepted, votes, voting
from tests.service.review.meetings.test_papers import granted
from tests.service.review.results.electing import ELECTED, PLAN
from tests.service.review.world import World


@pytest.mark.rule("M1.2")
async def test_ballots_papers_and_results_follow_the_roster_and_not_its_numbers(world: World) -> None:
    cases = {
        name: await accepted(world, OFFICE, name=name, category=category)
        for name, category in (("规划一", "规划与管理"), ("监测二", "监测与分析"), ("工程三", "工程与咨询"))
    }
    browser = world.browser(OFFICE)
    (roster,) = await world.rows("select id from rosters order by version desc limit 1")
    sheet = load_workbook(
        BytesIO((await browser.get(f"/review/rosters/{roster['id']}/roster.xlsx")).content)
    ).active
    assert sheet is not None
    wanted = [(str(row[0].value), str(row[1].value)) for row in sheet.iter_rows(min_row=4)]
    assert wanted == [("2", "监测二"), ("3", "工程三"), ("1", "规划一")]
    names = [name for _, name in wanted]

    def told(page: str) -> list[str]:
        return list(dict.fromkeys(re.findall("|".join(names), page)))

    meeting, phones = await voting(world, OFFICE, list(cases.values()))
    assert told(await phones[0].page()) == names
    for phone in phones:
        await phone.send("votes", **votes(**{str(case): "yes" for case in cases.values()}))
    await phones[0].send("end")
    results = f"{MEETINGS}/{meeting}/results"
    assert told((await browser.get(results)).text) == names
    assert (await browser.post(results)).status_code == 303
    _, lists = granted(world, (await browser.get(f"{MEETINGS}/{meeting}/papers")).text)
    assert [(str(one.number), one.name) for part in lists for one in part.voted] == wanted
    for case in cases.values():
        await _released(world, case)
    assert told((await browser.get(PLAN)).text) == names
    await browser.post(PLAN, data={"telephone": "0575-88880000"})
    numbers = await world.rows(
        "select application_id from outbox, jsonb_to_record(body) as told (application_id uuid)"
        " where topic = 'review.result_published' order by position"
    )
    assert [row["application_id"] for row in numbers] == [cases[name] for name in names]


async def _released(world: World, case: UUID) -> None:
    (task,) = await world.rows("select person_id from tasks where application_id = $1", case)
    await world.activities.open_release(
        Release(
            id=derived_id(case, "release", OFFICE.stage),
            application_id=case,
            person_id=task["person_id"],
            city="shaoxing",
            plan="2022-engineer",
            round=1,
            stop=OFFICE.stop,
            onward=Onward.PUBLISH,
            opened_at=ELECTED,
        )
    )
