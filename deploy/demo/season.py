"""`make demo SEASON=1`: a small season of one plan, side by side, from nothing to the papers of its meeting.

Six people declare: three go straight on, of whom one is interviewed and one has a member who is recused; one
is sent back and comes again, one is not elected, one withdraws. What the office has at the end is saved.
"""

import asyncio
import os
import sys
import time
from collections.abc import Coroutine, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from rich.console import Console

from deploy.demo.house import OFFICES, House
from deploy.demo.journey import Journey
from deploy.demo.meeting import boxes, on
from deploy.demo.people import PLAN
from deploy.demo.seed import STATE
from kit.clock import SHANGHAI, now

REGULAR, RETURNED, INTERVIEWED, RECUSED, NOT_ELECTED, WITHDRAWN = range(6)
WAYS = ("一次通过", "退回修改一次", "参加面试", "有委员回避", "评审未通过", "撤回申报")
SIDE_BY_SIDE = 3
console = Console(highlight=False, soft_wrap=True)


@dataclass
class Season:
    """Everybody who declares; the offices work in one browser each."""

    house: House
    every: Sequence[Journey]

    @property
    def first(self) -> Journey:
        """Whose officials work for all."""
        return self.every[REGULAR]

    @property
    def met(self) -> list[Journey]:
        """Those on whom the meeting votes."""
        return [one for one in self.every if one is not self.every[WITHDRAWN]]

    @property
    def elected(self) -> list[Journey]:
        """Those who get the title."""
        return [one for one in self.met if one is not self.every[NOT_ELECTED]]

    async def begin(self) -> None:
        """The officials and the administrator sign in."""
        await self.first.admin.sign_in("admin", self.house.password("admin"))
        for person in OFFICES:
            await self.first.officials[person].sign_in(person, self.house.password(person))
        for one in self.every:
            one.admin, one.officials = self.first.admin, self.first.officials

    async def declare(self) -> None:
        """Everybody joins and submits."""
        await _together(self._declare(one) for one in self.every)

    async def _declare(self, one: Journey) -> None:
        await one.clerk.register(one.cast)
        await one.admin.approve(one.cast.employer_name)
        await one.applicant.register(one.cast)
        await one.fill_archive()
        await one.clerk.verify(one.cast.applicant_name)
        await one.go(one.declaring())

    async def withdraw(self) -> None:
        """One gives up."""
        one = self.every[WITHDRAWN]
        await one.applicant.withdraw(one.application_id)

    async def examine(self) -> None:
        """Units and offices; one is sent back by the department, and comes again through the unit."""
        await _together(one.go(one.examining()) for one in self.met)
        again = self.every[RETURNED]
        await self._decides(again, "department", "returned")
        await again.applicant.until_says(again.application_id, "退回修改")
        await again.fill_form()
        await again.submit()
        await again.examine()
        await again.employer_passes()  # what was public has not changed: its publicity stays good
        for person in OFFICES:
            for one in self.met:
                await self._decides(one, person, "passed")

    async def _decides(self, one: Journey, person: str, verdict: str) -> None:
        official = one.officials[person]
        task = await official.task(one.cast.applicant_name)
        await official.examine(task)
        await official.decide(task, verdict)

    async def hand_in(self) -> None:
        """Fees are paid, forms printed and handed in."""
        await _together(one.go(one.finishing()) for one in self.met)
        for one in self.met:
            await one.hand_in()

    async def freeze(self) -> None:
        """One roster of all of them, with whoever is interviewed."""
        office, page = self.first.officials["committee"], f"/review/rosters/{PLAN}"
        names = [one.cast.applicant_name for one in self.met]
        shown = await office.until(page, lambda page: all(name in page.text for name in names))
        called = self.every[INTERVIEWED].cast.applicant_name
        chosen = [box for label, box in boxes(shown, "interviewed").items() if called in label]
        await office.fill(shown, {"interviewed": chosen}, action=page)

    async def interview(self) -> None:
        """Called to the next day, and heard at once: nobody waits for the day in a demo."""
        office, page = self.first.officials["committee"], f"{self.first.meeting.address}/interviews"
        tomorrow = now().astimezone(SHANGHAI).date() + timedelta(days=1)
        typed = {**on("begins_on", tomorrow), "time": "9:00", "minutes": "20"}
        shown = await office.fill(await office.open(page), typed, action="/interviews")
        fields = {str(one["name"]) for one in shown.soup.select('input[name^="outcome-"]')}
        await office.fill(shown, dict.fromkeys(fields, "passed"), action="/outcomes")

    async def vote(self) -> None:
        """One is voted against, and of one a member declares to be recused."""
        await self.first.meeting.vote(
            [one.cast.applicant_name for one in self.met],
            against=[self.every[NOT_ELECTED].application_id],
            recused=[self.every[RECUSED].application_id],
        )

    async def publish(self) -> None:
        """Results are recorded and public, and titles given."""
        await self.first.meeting.conclude("主要业绩与申报专业的关联不够，代表性不足。")
        office, plan = self.first.officials["committee"], f"/review/results/plans/{PLAN}"
        names = [one.cast.applicant_name for one in self.elected]
        page = await office.until(plan, lambda page: all(name in page.text for name in names))
        await office.fill(page, {"telephone": "0575-88880000"}, action=plan)
        for one in self.elected:
            await one.applicant.until_says(one.application_id, "公示评审结果")
            await one.pass_result_publicity()

    async def papers(self) -> dict[str, bytes]:
        """Roster, minutes, vote sheet and covers as they are downloaded."""
        office, meeting = self.first.officials["committee"], self.first.meeting.address
        roster = await office.open(f"/review/rosters/{PLAN}")
        (newest, *_) = [link for link in roster.links("/review/rosters/") if link.endswith(".xlsx")]
        papers = await office.open(f"{meeting}/papers")
        found = {"roster.xlsx": (await office.open(newest)).content}
        for name, paper in (("minutes.pdf", "minutes"), ("vote-sheet.pdf", "vote_sheet")):
            page = await office.fill(papers, {}, action="/meeting-paper.pdf", button=("paper", paper))
            found[name] = page.content
        for one in self.met:
            cover = await one.applicant.open(f"/declarations/{one.application_id}/bag-cover")
            found[f"bag-cover-{one.application_id}.pdf"] = cover.content
        return found


async def _together(work: Iterable[Coroutine[None, None, None]]) -> None:
    turns = asyncio.Semaphore(SIDE_BY_SIDE)

    async def one(awaited: Coroutine[None, None, None]) -> None:
        async with turns:
            await awaited

    async with asyncio.TaskGroup() as group:
        for awaited in work:
            group.create_task(one(awaited))


def _save(papers: Mapping[str, bytes], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in papers.items():
        (folder / name).write_bytes(content)
        console.print(f"  {os.path.relpath(folder / name)}  ({len(content) // 1024} K)")


async def play(house: House) -> None:
    """Take every step and say how long it took."""
    client = await house.temporal()
    async with AsyncExitStack() as opened:
        every = [await opened.enter_async_context(await Journey.begin(house, client=client)) for _ in WAYS]
        season, began = Season(house, every), time.monotonic()
        for who, what, take in (
            ("系统", "管理员和各部门登录", season.begin),
            ("申报人员", "六人注册、填写、提交申报", season.declare),
            ("申报人员", "一人撤回申报", season.withdraw),
            ("各部门", "逐级审查，一人退回修改后重报", season.examine),
            ("申报人员", "缴费，报送纸质评审表", season.hand_in),
            ("评委会办公室", "固定花名册", season.freeze),
            ("评委会办公室", "建立会议，抽取委员", season.first.meeting.call),
            ("评委会办公室", "安排并登记面试", season.interview),
            ("评审委员", "投票：一人回避，一人未通过", season.vote),
            ("评委会办公室", "登记、公示评审结果，公示期满（快进）", season.publish),
        ):
            step = time.monotonic()
            await take()
            took = time.monotonic() - step
            console.print(f"{time.monotonic() - began:6.1f} s  [bold]{who:　<7}[/]{what}  ({took:.1f} s)")
        console.print()
        for way, one in zip(WAYS, every, strict=True):
            console.print(f"  {house.url}/declarations/{one.application_id}  {way}")
        _save(await season.papers(), house.state / "demo" / "season")


if __name__ == "__main__":
    asyncio.run(play(House.at(STATE)))
    sys.stdout.flush()
    os._exit(0)  # the Temporal SDK may crash while the interpreter tidies up
