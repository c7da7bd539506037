"""面试答辩: told when and where in roster order, recorded, and read by the members when they vote."""

import asyncio
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from contracts.application import derived_id
from contracts.candidates import Candidate
from kit.clock import SHANGHAI
from kit.db import transaction
from services.review.rosters import operations as rosters
from tests.service.identity.officials import in_days, on
from tests.service.review.committee.test_experts import OFFICE, OTHER
from tests.service.review.meetings.gathering import (
    MEETINGS,
    a_library,
    accepted,
    called,
    chaired,
    drawn,
    phones,
)
from tests.service.review.meetings.test_concluding import WHY
from tests.service.review.meetings.test_papers import granted, sealed
from tests.service.review.rosters.listing import official
from tests.service.review.world import OPENED, World, decide, examine, passing

PLACE = "绍兴市生态环境局 201 室"


async def interviewed(world: World, name: str) -> UUID:
    """A case that is interviewed, with a number on the roster."""
    case = await world.a_case(name=name)
    task = await case.task(OFFICE)
    browser = world.browser(OFFICE)
    await examine(browser, task)
    await decide(browser, task, **passing(OFFICE))
    candidate_id = derived_id(case.id, "candidate", task.stop.stage)
    await world.activities.enter_candidate(
        Candidate(
            id=candidate_id,
            application_id=case.id,
            person_id=task.person_id,
            city="shaoxing",
            plan=task.plan,
            round=1,
            stop=task.stop,
            entered_at=OPENED,
            manifest=case.manifest,
        )
    )
    (row,) = await world.rows("select coalesce(max(version), 0) as version from rosters")
    async with transaction(world.pool) as conn:
        await rosters.freeze(
            conn, world.app.state.cipher, official(OFFICE), task.plan, row["version"], [candidate_id]
        )
    return case.id


def times(**changes: str) -> dict[str, str]:
    typed = {"time": "9：00", "minutes": "20", "place": PLACE}
    return {**typed, **on("begins_on", in_days(5)), **changes}


async def told(world: World) -> list[dict[str, Any]]:
    rows = await world.rows(
        "select body from outbox where topic = 'review.interview_called' order by position"
    )
    return [row["body"] for row in rows]


@pytest.mark.rule("M1.2", "M1.4")
async def test_everybody_is_told_in_roster_order_and_the_members_read_what_came_of_it(world: World) -> None:
    await accepted(world, OFFICE, name="不面试的人")
    first, second = [await interviewed(world, name) for name in ("面试一", "面试二")]
    browser = world.browser(OFFICE)
    await a_library(browser)
    meeting = await drawn(browser)
    page = f"{MEETINGS}/{meeting}/interviews"
    shown = (await browser.get(page)).text
    assert "参加面试 2 人" in shown
    assert "不面试的人" not in shown
    pressed = [browser.post(page, data=times()) for _ in range(3)]
    assert [one.status_code for one in await asyncio.gather(*pressed)] == [303] * 3
    sent = await told(world)
    assert [(UUID(one["application_id"]), one["position"], one["place"]) for one in sent] == [
        (first, 1, PLACE),
        (second, 2, PLACE),
    ]
    begins = [datetime.fromisoformat(one["begins_at"]).astimezone(SHANGHAI) for one in sent]
    assert [f"{one:%H:%M}" for one in begins] == ["09:00", "09:20"]
    assert (await browser.post(page, data=times(minutes="30"))).status_code == 303
    assert [one["position"] for one in await told(world)] == [1, 2, 2]  # who keeps the time is not told again

    entered = {"outcome-2": "passed", "said-2": "熟悉 所做工作", "outcome-3": "absent", "said-3": ""}
    assert (await browser.post(f"{page}/outcomes", data=entered)).status_code == 303
    assert "通过，熟悉 所做工作" in (await browser.get(page)).text
    members_phones = await phones(world, browser, meeting)
    for phone in members_phones:
        await phone.send("presence")
    await chaired(browser, meeting, members_phones[0])
    await browser.post(
        f"{MEETINGS}/{meeting}/open", data={"cases": [str(first), str(second)], "way": "electronic"}
    )
    ballot = await members_phones[1].page()
    assert "面试答辩：通过，熟悉 所做工作" in ballot
    assert "面试答辩：未到" in ballot
    await members_phones[0].send("end")
    assert (await browser.post(f"{page}/outcomes", data=entered)).status_code == 409
    assert (await browser.get(page)).status_code == 200

    answer = await browser.post(
        f"{MEETINGS}/{meeting}/results", data={"case-2-text": WHY, "case-3-text": WHY}
    )
    assert answer.status_code == 303, answer.text
    shown = (await browser.get(f"{MEETINGS}/{meeting}/papers")).text
    assert "现在的内容与封存时一致" in shown
    _, lists = granted(world, shown)
    assert [one.interview for part in lists for one in part.voted] == ["通过，熟悉 所做工作", "未到"]
    section = await sealed(world, first)
    assert section.interview is not None
    assert (section.interview.outcome, section.interview.said) == ("passed", "熟悉 所做工作")


async def test_what_is_wrong_is_told_at_once_and_nothing_is_sent(world: World) -> None:
    await interviewed(world, "面试一")
    browser = world.browser(OFFICE)
    meeting = await called(browser)
    page = f"{MEETINGS}/{meeting}/interviews"
    answer = await browser.post(page, data={**on("begins_on", None), "time": "25:00"})
    assert answer.status_code == 422
    assert "请填写面试日期" in answer.text
    assert "请填写开始的时间" in answer.text
    answer = await browser.post(page, data=times(minutes="3", place="") | on("begins_on", in_days(-1)))
    for fault in ("已经过去", "5 至 120 分钟", "请填写面试地点"):
        assert fault in answer.text
    assert not await told(world)
    await browser.post(page, data=times())
    answer = await browser.post(f"{page}/outcomes", data={"outcome-1": "", "said-1": "很好"})
    assert answer.status_code == 422
    assert "请选择面试结果" in answer.text
    for where in (page, f"{page}/outcomes"):
        assert (await world.browser(OTHER).post(where, data=times())).status_code == 404


async def test_where_nobody_is_interviewed_nobody_can_be_called(world: World) -> None:
    browser = world.browser(OFFICE)
    page = f"{MEETINGS}/{await called(browser)}/interviews"
    assert (await browser.post(page, data=times())).status_code == 409
    assert "没有参加面试的人" in (await browser.get(page)).text
