"""Calls the merchant back until it answers 200."""

import asyncio
import json

import httpx2
import structlog

from deploy.simulators.payment_channel.book import Book, Notice
from deploy.simulators.payment_channel.signing import Signing
from kit.clock import SHANGHAI, now

IDLE_SECONDS = 0.3
TIMEOUT_SECONDS = 5.0
HEARD = frozenset({200, 204})

log = structlog.get_logger()


class Notifier:
    """Works through the callbacks that are due."""

    def __init__(self, book: Book, signing: Signing) -> None:
        self._book = book
        self._signing = signing
        self._paid = asyncio.Event()

    def wake(self) -> None:
        """Something was paid."""
        self._paid.set()

    async def run(self) -> None:
        """Until cancelled."""
        async with httpx2.AsyncClient(timeout=TIMEOUT_SECONDS, trust_env=False) as client:
            while True:
                for notice in self._book.due(now()):
                    was_heard = await self._tell(client, notice)
                    self._book.tried(notice, now(), was_heard=was_heard)
                self._paid.clear()
                try:
                    async with asyncio.timeout(IDLE_SECONDS):
                        await self._paid.wait()
                except TimeoutError:
                    continue

    async def _tell(self, client: httpx2.AsyncClient, notice: Notice) -> bool:
        trade = self._book.trade(notice.out_trade_no)
        assert trade is not None  # noqa: S101 - trades are never deleted
        content = json.dumps(
            {
                "id": notice.id,
                "create_time": now().astimezone(SHANGHAI).isoformat(timespec="seconds"),
                "resource_type": "encrypt-resource",
                "event_type": "TRANSACTION.SUCCESS",
                "summary": "支付成功",
                "resource": self._signing.seal(trade.told(now())),
            },
            ensure_ascii=False,
        ).encode()
        headers = {"content-type": "application/json", **self._signing.headers(content, now())}
        try:
            answer = await client.post(trade.asked["notify_url"], content=content, headers=headers)
        except httpx2.HTTPError as error:
            log.info("merchant_away", out_trade_no=trade.out_trade_no, error=type(error).__name__)
            return False
        log.info("merchant_told", out_trade_no=trade.out_trade_no, status=answer.status_code)
        return answer.status_code in HEARD
