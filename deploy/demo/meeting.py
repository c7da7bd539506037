"""A committee's meeting in the demo: members are drawn, come, vote on their phones; the chair ends it."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from datetime import date, timedelta
from urllib.parse import urlsplit
from uuid import UUID
from zlib import crc32

from deploy.demo.cast import GIVEN_FIRST, GIVEN_SECOND, SURNAMES
from deploy.demo.page import Page
from deploy.demo.people import Official
from deploy.demo.phone import sent_code, sent_link
from deploy.demo.units import Seat
from deploy.demo.visitor import Visitor
from kit.clock import SHANGHAI, now

CATEGORIES = ("监测与分析", "工程与咨询", "规划与管理")
SEATS = (4, 4, 3)  # of each category; together odd, and as many as a specialty needs
OF_EACH = 6  # in the library
HEAD = "姓名,工作单位,职称,专业类别,从事专业,手机号码,任期开始,任期结束,承诺书签署日期"
UNIT = "浙江省环境科技研究院"
TERM = timedelta(days=1000)


def members_of(seat: Seat) -> dict[str, str]:
    """The experts of a committee's library, mobile number by name; no two libraries share one."""
    block = crc32(f"{seat.city}/{seat.office}".encode()) % 100_000
    return {
        SURNAMES[number] + GIVEN_FIRST[number] + GIVEN_SECOND[number]: f"139{block:05d}{number:03d}"
        for number in range(OF_EACH * len(CATEGORIES))
    }


class Meeting:
    """One meeting of an office's committee, by its address."""

    def __init__(self, office: Official, seat: Seat, plan: str) -> None:
        """Called by nobody yet."""
        self._office, self._plan, self._mobiles = office, plan, members_of(seat)
        self.address = ""
        self._phones: dict[str, Visitor] = {}  # by the name of the member
        self._links: dict[str, str] = {}
        self._chair = ""
        self._opened = AsyncExitStack()

    async def call(self) -> None:
        """Experts for the library, a meeting for today, its members drawn, a link to each."""
        await self._fill_library()
        today = now().astimezone(SHANGHAI).date()
        typed = {
            "title": f"生态环境专业评审会议 {now().astimezone(SHANGHAI):%m%d %H%M%S}",
            "plan": self._plan,
            "scope": "specialty",
            "place": "第一会议室，上午 9 时",
            **on("held_on", today),
            **{f"count-{place}": str(number) for place, number in enumerate(SEATS, 1)},
        }
        page = await self._office.open("/review/meetings/new")
        page = await self._office.fill(page, typed, action="/review/meetings/new")
        self.address = urlsplit(page.url).path
        await self._office.fill(page, {}, action="/draw")
        page = await self._office.open(f"{self.address}/voting")
        await self._office.fill(page, {}, action="/links")

    async def vote(
        self, applicants: list[str], *, against: Sequence[UUID] = (), recused: Sequence[UUID] = ()
    ) -> None:
        """Everybody is there and says yes to these; the first member is in the chair, and ends it.

        All vote against some of the cases; of some the last member declares to have no part in them.
        """
        await self.take_votes(applicants, against=against, recused=recused)
        await self.end()

    async def take_votes(
        self, applicants: list[str], *, against: Sequence[UUID] = (), recused: Sequence[UUID] = ()
    ) -> None:
        """The same, and the vote is still open."""
        page = await self._office.open(f"{self.address}/voting")
        seats = _choices(page, "select[name=member] option")
        await asyncio.gather(*(self._arrive(name) for name in seats))
        self._chair = next(iter(seats))
        await self._office.fill(page, {"member": seats[self._chair], "part": "chair"}, action="/chair")
        page = await self._office.open(f"{self.address}/voting")
        cases = boxes(page, "cases")
        chosen = [cases[name] for name in applicants]
        await self._office.fill(page, {"cases": chosen}, action="/open")
        for case in recused:
            await self._declare(list(seats)[-1], case)
        await asyncio.gather(*(self._choose(name, against) for name in seats))

    async def end(self) -> None:
        """The chair ends the vote, and everybody goes home."""
        phone, link = self._phones[self._chair], self._links[self._chair]
        await phone.fill(await phone.open(link), {}, action="/end")
        await self._opened.aclose()

    async def conclude(self, reason: str = "") -> None:
        """登记评审结果, with the reason for whoever was not elected."""
        page = await self._office.open(f"{self.address}/results")
        texts = {str(one["name"]) for one in page.soup.select('[name^="case-"][name$="-text"]')}
        await self._office.fill(page, dict.fromkeys(texts, reason), action="/results")

    async def _fill_library(self) -> None:
        page = await self._office.open("/review/committee/experts")
        if all(name in page.text for name in self._mobiles):
            return
        page = await self._office.open("/review/committee/import")
        page = await self._office.fill(page, {"text": _sheet(self._mobiles)}, action="/import")
        await self._office.fill(page, {}, action="/import/apply")

    async def _arrive(self, name: str) -> None:
        address, mobile = self._office.base_url, self._mobiles[name]
        phone = await self._opened.enter_async_context(Visitor(address))
        link = await sent_link(address, mobile)
        self._phones[name], self._links[name] = phone, link
        await phone.fill(await phone.open(link), {"mobile": mobile}, action=f"{link}/number")
        code = await sent_code(address, mobile)
        page = await phone.fill(await phone.open(link), {"code": code}, action=f"{link}/code")
        await phone.fill(page, {}, action="/presence")

    async def _declare(self, name: str, case: UUID) -> None:
        page = await self._phones[name].open(self._links[name])
        await self._phones[name].fill(page, {"why": "近亲属"}, action=f"/cases/{case}/recusal")

    async def _choose(self, name: str, against: Sequence[UUID]) -> None:
        phone = self._phones[name]
        page = await phone.open(self._links[name])
        boxes = {str(one["name"]) for one in page.soup.select('input[name^="vote-"]')}
        no = {f"vote-{case}" for case in against}
        chosen = {box: "no" if box in no else "yes" for box in boxes}
        await phone.fill(page, chosen, action="/votes")


def _sheet(mobiles: Mapping[str, str]) -> str:
    today = now().astimezone(SHANGHAI).date()
    days = f"{today},{today + TERM},{today}"
    rows = [
        f"{name},{UNIT},正高级工程师,{CATEGORIES[number % len(CATEGORIES)]},环境工程,{mobile},{days}"
        for number, (name, mobile) in enumerate(mobiles.items())
    ]
    return "\n".join([HEAD, *rows])


def on(name: str, day: date) -> dict[str, str]:
    """A day as the fields of a form."""
    return {f"{name}-year": str(day.year), f"{name}-month": str(day.month), f"{name}-day": str(day.day)}


def _choices(page: Page, selector: str) -> dict[str, str]:
    """What a list offers: value by text."""
    options = page.soup.select(selector)
    return {one.get_text(strip=True): str(one["value"]) for one in options if one.get("value")}


def boxes(page: Page, name: str) -> dict[str, str]:
    """What can be ticked: value by label."""
    return {
        label.get_text(strip=True): str(box["value"])
        for box in page.soup.select(f'input[name="{name}"]')
        if (label := page.soup.select_one(f'label[for="{box["id"]}"]'))
    }
