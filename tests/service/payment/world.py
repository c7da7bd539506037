"""Accepted applications, the people who pay for them, and the channel, all over HTTP."""

import asyncio
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx2
from fastapi import FastAPI

from contracts.application import derived_id
from contracts.payment import Fee, FeeRequest
from deploy.simulators.payment_channel.book import Book
from deploy.simulators.payment_channel.book import Trade as Booked
from deploy.simulators.payment_channel.signing import Signing
from kit.db import Pool, transaction
from kit.ids import new_id
from kit.outside import authorities
from kit.sealed import CaseFile
from services.payment.activities import Activities
from services.payment.gateway.channel import Channel
from services.payment.settings import Settings
from tests.fixtures.people import SignIn

OPENED = datetime(2022, 10, 20, 2, tzinfo=UTC)
DUE = datetime(2022, 11, 4, 16, tzinfo=UTC)  # 24:00 of 4 November in Shanghai
FEN = 18000
HTML = {"accept": "text/html"}
SECONDS = 60


@dataclass
class Accepted:
    """An application whose fee is requested, and its applicant's browser."""

    id: UUID
    order_id: UUID
    person_id: UUID
    browser: httpx2.AsyncClient
    fee: Fee

    @property
    def path(self) -> str:
        return f"/payment/{self.id}"

    async def page(self, rest: str = "") -> httpx2.Response:
        return await self.browser.get(self.path + rest)

    async def press(self, rest: str = "") -> httpx2.Response:
        """马上支付, or another button."""
        return await self.browser.post(self.path + rest)


@dataclass
class World:
    """Everything that a test needs."""

    pool: Pool
    settings: Settings
    app: FastAPI
    url: str
    channel: Channel
    away: Channel  # the same on a port where nobody listens
    channel_url: str
    book: Book
    signing: Signing
    activities: Activities
    file: CaseFile
    sign_in: SignIn
    browsers: list[httpx2.AsyncClient] = field(default_factory=list)

    def browser(self, role: str = "", **who: Any) -> httpx2.AsyncClient:
        cookies = self.sign_in(role, **who) if role else None
        client = httpx2.AsyncClient(base_url=self.url, cookies=cookies, headers=HTML, verify=authorities())
        self.browsers.append(client)
        return client

    def request(self, application_id: UUID, person_id: UUID, **changes: Any) -> FeeRequest:
        values: dict[str, Any] = {
            "order_id": derived_id(application_id, "order"),
            "application_id": application_id,
            "person_id": person_id,
            "city": "shaoxing",
            "plan": "2022-engineer",
            "opened_at": OPENED,
            "due_at": DUE,
            **changes,
        }
        return FeeRequest(**values)

    async def accepted(self) -> Accepted:
        """An application that the committee office has accepted: its fee is requested."""
        application_id, person_id = new_id(), new_id()
        fee = await self.activities.request_fee(self.request(application_id, person_id))
        browser = self.browser("applicant", account_id=person_id)
        return Accepted(application_id, fee.order_id, person_id, browser, fee)

    async def started(self) -> Accepted:
        """The same, with a code that can be scanned."""
        accepted = await self.accepted()
        assert (await accepted.press()).status_code == 303
        return accepted

    async def charges(self, accepted: Accepted) -> list[dict[str, Any]]:
        return await self.rows("select * from charges where order_id = $1 order by number", accepted.order_id)

    async def state(self, accepted: Accepted) -> str:
        (row,) = await self.rows("select state from orders where id = $1", accepted.order_id)
        return str(row["state"])

    async def trade(self, accepted: Accepted, number: int = 1) -> Booked:
        """A charge as the channel's own book has it."""
        charge = (await self.charges(accepted))[number - 1]
        trade = self.book.trade(charge["id"].hex)
        assert trade
        return trade

    async def pay(self, accepted: Accepted, number: int = 1, **wish: str) -> dict[str, Any]:
        """The payer scans the code and confirms."""
        pr = (await self.trade(accepted, number)).pr
        async with httpx2.AsyncClient(verify=authorities()) as phone:
            answer = await phone.post(f"{self.channel_url}/pay/{pr}", data=wish)
        told: dict[str, Any] = answer.json()
        return told

    async def paid(self) -> Accepted:
        accepted = await self.started()
        await self.pay(accepted)
        await self.until(accepted, "paid")
        return accepted

    async def until(self, accepted: Accepted, state: str) -> None:
        """Wait for what the channel tells."""
        async with asyncio.timeout(SECONDS):
            while await self.state(accepted) != state:
                await asyncio.sleep(0.05)

    async def heard(self) -> None:
        """Wait until the channel has nothing more to tell."""
        async with asyncio.timeout(SECONDS):
            while self.book._base.execute("select 1 from notices where not ended").fetchall():
                await asyncio.sleep(0.05)

    async def events(self) -> list[dict[str, Any]]:
        rows = await self.rows("select body from outbox where topic = 'payment.settled' order by position")
        return [dict(row["body"]) for row in rows]

    async def payments(self, accepted: Accepted) -> list[dict[str, Any]]:
        return await self.rows(
            "select * from payments where order_id = $1 order by created_at", accepted.order_id
        )

    async def rows(self, sql: str, *values: object) -> list[dict[str, Any]]:
        async with transaction(self.pool) as conn:
            return [dict(row) for row in await conn.fetch(sql, *values)]


async def expire(world: World, accepted: Accepted) -> None:
    """The code grows old: for us, and for the channel."""
    async with transaction(world.pool) as conn:
        await conn.execute(
            "update charges set expires_at = now() - interval '1 hour' where order_id = $1",
            accepted.order_id,
        )
    world.book._base.execute(
        "update trades set asked = json_set(asked, '$.time_expire', '2022-10-20T10:00:00+08:00')"
    )


def offered(page: str) -> bool:
    """Whether a page offers to pay."""
    return "马上支付" in page or "data:image/svg+xml" in page


def code_on(page: str) -> str:
    found = re.search(r'href="[^"]*/pay/([^"]+)"', page)
    assert found, "no link to the channel"
    return found[1]
