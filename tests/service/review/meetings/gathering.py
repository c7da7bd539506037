"""A committee with a library, and a meeting of it."""

import re
from uuid import UUID

import httpx2

from tests.service.identity.officials import in_days, on
from tests.service.review.committee.test_importing import row, sheet, shown
from tests.service.review.world import World

MEETINGS = "/review/meetings"
CATEGORIES = ("监测与分析", "工程与咨询", "规划与管理")


async def a_library(browser: httpx2.AsyncClient, of_each: int = 5) -> None:
    """As many experts of each category, by a sheet."""
    signs = "甲乙丙丁戊己庚辛"
    rows = [
        row(
            f"专家{signs[number]}",
            f"139{place}000000{number}",
            unit=f"第{signs[place]}研究院",
            category=category,
        )
        for place, category in enumerate(CATEGORIES)
        for number in range(of_each)
    ]
    text = sheet(*rows)
    _, digest = await shown(browser, text)
    answer = await browser.post("/review/committee/import/apply", data={"text": text, "digest": digest})
    assert answer.status_code == 200


def a_meeting(**changes: str) -> dict[str, str]:
    """What the office types to call a meeting."""
    counts = {"count-1": "4", "count-2": "4", "count-3": "3"}
    typed = {"title": "2022年度中级评审会议", "plan": "2022-engineer", "scope": "specialty", **counts}
    return {**typed, **on("held_on", in_days(10)), **changes}


async def called(browser: httpx2.AsyncClient, **changes: str) -> str:
    """A meeting, by its id."""
    answer = await browser.post(f"{MEETINGS}/new", data=a_meeting(id=await new_form(browser)) | changes)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].rpartition("/")[2]


async def new_form(browser: httpx2.AsyncClient) -> str:
    """The id of a form to call a meeting with."""
    found = re.search(r'name="id" value="([^"]+)"', (await browser.get(f"{MEETINGS}/new")).text)
    assert found
    return found[1]


async def drawn(browser: httpx2.AsyncClient, **changes: str) -> str:
    """A meeting whose members were drawn."""
    meeting = await called(browser, **changes)
    assert (await browser.post(f"{MEETINGS}/{meeting}/draw")).status_code == 303
    return meeting


async def members(world: World, meeting: str) -> list[UUID]:
    """Who are members."""
    rows = await world.rows(
        "select expert_id from seats where meeting_id = $1 and standing = 'member'"
        " order by category, position",
        UUID(meeting),
    )
    return [one["expert_id"] for one in rows]
