"""`make demo SEASON=1`: a season of a plan, side by side, from nothing to the papers of its meetings.

Who declares and what happens to each is a table (`deploy/demo/seasons.py`), and this plays any of them: units
and offices take up what comes to them together, each committee meets. What the offices have at the end
is saved.
"""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Coroutine, Iterable, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from itertools import chain
from pathlib import Path

from rich.console import Console
from temporalio.client import Client

from cities import Stop
from deploy.demo import sitting
from deploy.demo.batches import receive_all, send_all, verify_all
from deploy.demo.cast import Cast
from deploy.demo.house import ADMIN, House
from deploy.demo.journey import Journey, Step
from deploy.demo.meeting import Meeting, members_of
from deploy.demo.people import Administrator, Official
from deploy.demo.seasons import EMPLOYER, SEASONS, Row, Season
from deploy.demo.seed import STATE, create_seats
from deploy.demo.units import SPEAKERS, Seat, known_cities

SIDE_BY_SIDE = 3
console = Console(highlight=False, soft_wrap=True)


class Declarer(Journey):
    """One of a row on the way, with colleagues and with officials who work for all."""

    def __init__(self, house: House, cast: Cast, client: Client, row: Row, plan: str) -> None:
        """Still in."""
        super().__init__(house, cast, client, row.way, plan)
        self.row, self.is_out = row, False

    @property
    def name(self) -> str:
        """By which offices find them."""
        return self.cast.applicant_name


class Play:
    """Everybody of one season."""

    def __init__(self, house: House, season: Season, client: Client) -> None:
        """People of the same unit have the same clerk; each office and committee has one browser."""
        self.house, self.season = house, season
        self.admin = Administrator(house.url)
        self.officials = {office: Official(house.url) for office in season.offices}
        self.meetings = {
            office: Meeting(self.officials[office], Seat(season.city, office), season.plan)
            for office, stop in season.offices.items()
            if "meet" in stop.duties
        }
        self.every = [Declarer(house, cast, client, row, season.plan) for row, cast in _casts(season)]
        self.clerks = {one.row.unit: one for one in reversed(self.every)}  # who came first brought the clerk
        for one in self.every:
            one.admin, one.clerk = self.admin, self.clerks[one.row.unit].clerk
            one.officials = {office: self.officials[office] for office in one.stops}

    @classmethod
    @asynccontextmanager
    async def begin(cls, house: House, season: Season) -> AsyncIterator["Play"]:
        """With open browsers."""
        play = cls(house, season, await house.temporal())
        async with AsyncExitStack() as opened:
            for visitor in (play.admin, *play.officials.values()):
                await opened.enter_async_context(visitor)
            for one in play.every:
                await opened.enter_async_context(one)
            yield play

    @property
    def standing(self) -> list[Declarer]:
        """Those who neither withdrew nor were voted down."""
        return [one for one in self.every if not one.is_out]

    def at(self, office: str) -> list[Declarer]:
        """Those of them whose way leads by this office."""
        return [one for one in self.standing if office in one.stops]

    def steps(self) -> list[Step]:
        """Everything in its order."""
        offices = self.season.offices.items()
        return [
            ("系统", "管理员和各机构登录", self.sign_in),
            ("用人单位", f"{len(self.season.units)} 个单位注册，管理员审核通过", self.found),
            ("申报人员", f"{len(self.every)} 人注册、填写业绩档案，单位集中核验", self.join),
            ("申报人员", "填写、提交申报", self.declare),
            ("申报人员", "撤回申报", self.withdraw),
            ("用人单位", "审查、公示五个工作日（快进）、通过", self.employers_examine),
            *chain.from_iterable(self._office_steps(office, stop) for office, stop in offices),
        ]

    def _office_steps(self, office: str, stop: Stop) -> Iterator[Step]:
        who, what = SPEAKERS[stop.kind]
        yield who, f"{stop.office_name}：{what}", partial(self.examine, office, stop)
        if "hand_in" in stop.duties:
            yield "申报人员", "缴费，报送纸质评审表", partial(self.hand_in, office)
        if "meet" in stop.duties:
            yield who, "固定花名册，召集会议，抽取委员，面试", partial(self.call, office)
            yield "评审委员", "投票", partial(self.vote, office)
        if "recommend" in stop.duties:
            yield who, "登记评审结果，按花名册顺序推荐", partial(self.recommend, office)
        if "publish_results" in stop.duties:
            yield who, "登记、公示评审结果，核查异议", partial(self.publish, office)
            yield "系统", "公示期满（快进），取得职称", self.pass_publicity

    async def sign_in(self) -> None:
        """Once, for all browsers."""
        await self.admin.sign_in(ADMIN, self.house.password(ADMIN))
        for office, official in self.officials.items():
            login = Seat(self.season.city, office).login
            await official.sign_in(login, self.house.password(login))

    async def found(self) -> None:
        """Units join."""
        for one in self.clerks.values():
            await one.clerk.register(one.cast)
            await self.admin.approve(one.cast.employer_name)

    async def join(self) -> None:
        """People join and fill in their archives; each unit verifies everybody at once."""
        await together(self._join(one) for one in self.every)
        for unit, one in self.clerks.items():
            names = [other.name for other in self.every if other.row.unit == unit]
            await verify_all(one.clerk, names)

    async def _join(self, one: Declarer) -> None:
        await one.applicant.register(one.cast)
        await one.applicant.fill_archive(one.cast, basic=self.season.archive)

    async def declare(self) -> None:
        """Everybody submits."""
        await together(one.go(one.declaring()) for one in self.every)

    async def withdraw(self) -> None:
        """Some give up."""
        for one in self.every:
            if one.row.withdraws:
                await one.applicant.withdraw(one.application_id)
                await one.applicant.until_says(one.application_id, "已撤回")
                one.is_out = True

    async def employers_examine(self) -> None:
        """Each unit examines, publishes and passes, what it returns after it has come again."""
        again = [one for one in self.standing if one.row.returned_by == EMPLOYER]
        await together(self._returns(one, EMPLOYER) for one in again)
        await together(one.go(one.examining()) for one in self.standing)

    async def examine(self, office: str, stop: Stop) -> None:
        """One office takes up everything; what it only examines goes on together, where the city wants it."""
        again = [one for one in self.at(office) if one.row.returned_by == office]
        await together(self._returns(one, office) for one in again)
        is_sent = stop.duties != ("examine",) or not known_cities().city(self.season.city).sends_in_batches
        await together(self._passes(one, office, is_sent=is_sent) for one in self.at(office))
        if not is_sent:
            await send_all(self.officials[office], [one.name for one in self.at(office)])

    async def _passes(self, one: Declarer, office: str, *, is_sent: bool) -> None:
        official = self.officials[office]
        task = await official.task(one.name)
        await official.examine(task)
        await official.decide(task, "passed", is_sent=is_sent)

    async def _returns(self, one: Declarer, by: str) -> None:
        """Sent back by the unit or an office, for which it comes again."""
        desk = one.clerk if by == EMPLOYER else self.officials[by]
        task = await desk.task(one.name)
        await desk.examine(task)
        await desk.decide(task, "returned")
        await self._comes_again(one, by)

    async def _comes_again(self, one: Declarer, by: str = "") -> None:
        """The same way once more, up to whoever sent it back."""
        await one.applicant.until_says(one.application_id, "退回修改")
        await one.fill_form()
        await one.submit()
        if by == EMPLOYER:
            return
        await one.examine()
        await one.employer_passes()  # what was public has not changed: its publicity stays good
        for before in one.stops:
            if before == by:
                return
            await self._passes(one, before, is_sent=True)

    async def hand_in(self, office: str) -> None:
        """Fees are paid, forms printed; papers are received many at once, with a 论文 one by one."""
        await together(one.go(one.finishing()) for one in self.at(office))
        singly = [one for one in self.at(office) if one.row.kind.hands_in_paper]
        others = [one for one in self.at(office) if one not in singly]
        names = [one.name for one in self.at(office)]
        await receive_all(self.officials[office], names, [one.application_id for one in others])
        for one in singly:
            await one.hand_in()

    async def call(self, office: str) -> None:
        """The roster is frozen, with whoever is interviewed; members are drawn."""
        here, official = self.at(office), self.officials[office]
        called = [one.name for one in here if one.row.is_interviewed]
        await sitting.freeze(official, self.season.plan, [one.name for one in here], called)
        for one in here:
            if one.row.is_sent_back:
                await sitting.send_back(official, self.season.plan, one.name)
                await self._comes_again(one)
                await sitting.freeze(official, self.season.plan, [one.name])
        await self.meetings[office].call()
        if called:
            await sitting.interview(official, self.meetings[office].address)

    async def vote(self, office: str) -> None:
        """Some are voted against, and of some a member declares to be recused."""
        here = self.at(office)
        await self.meetings[office].vote(
            [one.name for one in here],
            against=[one.application_id for one in here if one.row.voted_down_by == office],
            recused=[one.application_id for one in here if one.row.is_recused],
        )

    async def recommend(self, office: str) -> None:
        """Whom the meeting elected goes on, all in one press."""
        await self._conclude(office)
        names = [one.name for one in self.at(office)]
        await sitting.announce(self.officials[office], self.season.plan, names)

    async def publish(self, office: str) -> None:
        """Whom the meeting elected is public; the office investigates what somebody objects to."""
        await self._conclude(office)
        official, here = self.officials[office], self.at(office)
        await sitting.announce(official, self.season.plan, [one.name for one in here], telephone=True)
        await together(one.applicant.until_says(one.application_id, "公示评审结果") for one in here)
        for one in here:
            if one.row.objection:
                await self._object(one, official)

    async def _conclude(self, office: str) -> None:
        await self.meetings[office].conclude("主要业绩与申报专业的关联不够，代表性不足。")
        for one in self.at(office):
            if one.row.voted_down_by == office:
                await one.applicant.until_says(one.application_id, "评审未通过")
                one.is_out = True

    async def _object(self, one: Declarer, official: Official) -> None:
        """While it is open the clock stands; an objection that is upheld ends the case."""
        address = await sitting.announcement(official)
        await sitting.object_to(official, address, one.name)
        await one.applicant.until_says(one.application_id, "期限中止")
        await sitting.investigate(official, address, one.name, one.row.objection)
        if one.row.objection == "upheld":
            await one.applicant.until_says(one.application_id, "评审未通过")
            one.is_out = True

    async def pass_publicity(self) -> None:
        """Nobody else objected."""
        await together(one.pass_result_publicity() for one in self.standing)

    async def papers(self) -> dict[str, bytes]:
        """Rosters, minutes, vote sheets and covers as they are downloaded."""
        found: dict[str, bytes] = {}
        for office, meeting in self.meetings.items():
            told = await sitting.papers(self.officials[office], self.season.plan, meeting.address)
            found |= {f"{office}-{name}": content for name, content in told.items()}
        for one in self.standing:
            cover = await one.applicant.open(f"/declarations/{one.application_id}/bag-cover")
            found[f"bag-cover-{one.application_id}.pdf"] = cover.content
        return found


def _casts(season: Season) -> Iterator[tuple[Row, Cast]]:
    """New people, each of a name of their own; whoever comes first of a unit is a colleague of the others."""
    first: dict[str, Cast] = {}
    names = {name for seat in season.seats for name in members_of(seat)}
    for row in season.rows:
        for _ in range(row.times):
            while True:
                cast = Cast(unit=season.units[row.unit], colleague=first.get(row.unit))
                if cast.applicant_name not in names:
                    break
            first.setdefault(row.unit, cast)
            names.add(cast.applicant_name)
            yield row, cast


async def together(work: Iterable[Coroutine[None, None, object]]) -> None:
    """Some at a time."""
    turns = asyncio.Semaphore(SIDE_BY_SIDE)

    async def one(awaited: Coroutine[None, None, object]) -> None:
        async with turns:
            await awaited

    async with asyncio.TaskGroup() as group:
        for awaited in work:
            group.create_task(one(awaited))


def save(papers: Mapping[str, bytes], folder: Path) -> None:
    """Each in a file."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in papers.items():
        (folder / name).write_bytes(content)
        console.print(f"  {os.path.relpath(folder / name)}  ({len(content) // 1024} K)")


async def perform(play: Play) -> None:
    """Take every step and say how long it took."""
    began = time.monotonic()
    for who, what, take in play.steps():
        step = time.monotonic()
        await take()
        took = time.monotonic() - step
        console.print(f"{time.monotonic() - began:6.1f} s  [bold]{who:　<7}[/]{what}  ({took:.1f} s)")


async def main(house: House, season: Season, folder: Path) -> None:
    """From nothing to the papers."""
    async with Play.begin(house, season) as play:
        await perform(play)
        console.print()
        for one in play.every:
            console.print(f"  {house.url}/declarations/{one.application_id}  {one.row.what}")
        save(await play.papers(), folder)


def chosen(words: list[str]) -> str:
    """Which season to play: the first word, the small one without a name of one."""
    return words[0] if words and words[0] in SEASONS else next(iter(SEASONS))


if __name__ == "__main__":
    found, name = House.at(STATE), chosen(sys.argv[1:])
    create_seats(found, SEASONS[name].seats)
    asyncio.run(main(found, SEASONS[name], found.state / "demo" / "season" / name))
    sys.stdout.flush()
    os._exit(0)  # the Temporal SDK may crash while the interpreter tidies up
