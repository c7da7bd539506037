"""A committee with a library, and a meeting of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import httpx2

from contracts.application import derived_id
from contracts.candidates import Candidate
from contracts.meetings import BallotAsked
from contracts.recommendation import Asking
from kit.adapters import adapter
from kit.db import transaction
from kit.ids import new_id
from kit.session import Session
from services.review.rosters import operations as rosters
from services.review.rosters import store as rosters_store
from tests.service.identity.officials import in_days, on
from tests.service.review.committee.test_importing import row, sheet, shown
from tests.service.review.world import OPENED, Office, World, decide, examine, passing

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
    typed["place"] = "绍兴市生态环境局 302 会议室"
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


@dataclass
class Phone:
    """A member's own browser."""

    browser: httpx2.AsyncClient
    link: str
    expert_id: UUID

    async def send(self, act: str, **typed: str) -> httpx2.Response:
        """A form of the member's page."""
        return await self.browser.post(f"{self.link}/{act}", data=typed)

    async def page(self) -> str:
        """What the member reads."""
        return (await self.browser.get(self.link)).text


async def asked(world: World, asking: Asking) -> dict[UUID, tuple[str, str]]:
    """Number and secret of the last message to each member."""
    cipher = world.app.state.cipher
    rows = await world.rows("select body from outbox where topic = 'review.ballot_asked' order by position")
    told = [adapter(BallotAsked).validate_python(row["body"]) for row in rows]
    return {
        one.expert_id: (cipher.decrypt(one.mobile_encrypted), cipher.decrypt(one.secret_encrypted))
        for one in told
        if one.asking is asking
    }


async def phones(world: World, office: httpx2.AsyncClient, meeting: str) -> list[Phone]:
    """Every member opens the link and proves the number."""
    assert (await office.post(f"{MEETINGS}/{meeting}/links")).status_code == 303
    links = await asked(world, Asking.INVITATION)
    found = [
        Phone(world.visitor(), urlsplit(links[one][1]).path, one) for one in await members(world, meeting)
    ]
    for phone in found:
        assert (await phone.send("number", mobile=links[phone.expert_id][0])).status_code == 303
    codes = await asked(world, Asking.CODE)
    for phone in found:
        assert (await phone.send("code", code=codes[phone.expert_id][1])).status_code == 303
    return found


async def accepted(world: World, office: Office, **changes: Any) -> UUID:
    """A case that the committee's office passed, with a number on its roster."""
    case = await world.a_case(**changes)
    task = await case.task(office)
    browser = world.browser(office)
    await examine(browser, task)
    answer = await decide(browser, task, **passing(office))
    assert answer.status_code == 303
    await world.activities.enter_candidate(
        Candidate(
            id=derived_id(case.id, "candidate", task.stop.stage),
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
    await frozen(world, office, task.plan)
    return task.application_id


async def frozen(world: World, office: Office, plan: str) -> None:
    """Whoever waits gets a number."""
    who = Session(
        account_id=new_id(),
        session_id=new_id(),
        name=office.person,
        role="official",
        city="shaoxing",
        org_id=office.id,
    )
    async with transaction(world.pool) as conn:
        last = await rosters_store.newest(conn, office.id, plan)
        await rosters.freeze(conn, world.app.state.cipher, who, plan, last.version if last else 0)


async def chaired(office: httpx2.AsyncClient, meeting: str, phone: Phone, part: str = "chair") -> None:
    """Somebody leads the meeting."""
    data = {"member": str(phone.expert_id), "part": part}
    assert (await office.post(f"{MEETINGS}/{meeting}/chair", data=data)).status_code == 303


async def voting(
    world: World, office: Office, cases: Sequence[UUID], *, present: int = 11, way: str = "electronic"
) -> tuple[str, list[Phone]]:
    """A meeting in which votes are taken; the first member is the chair."""
    browser = world.browser(office)
    if not await world.rows("select 1 as there from experts limit 1"):
        await a_library(browser)
    meeting = await drawn(browser)
    found = await phones(world, browser, meeting)
    for phone in found[:present]:
        assert (await phone.send("presence")).status_code == 303
    await chaired(browser, meeting, found[0])
    typed = {"cases": [str(case) for case in cases], "way": way}
    answer = await browser.post(f"{MEETINGS}/{meeting}/open", data=typed)
    assert answer.status_code == 303, answer.text
    return meeting, found


def votes(**choices: str) -> dict[str, str]:
    """What a member ticks: case and choice."""
    return {f"vote-{case}": choice for case, choice in choices.items()}
