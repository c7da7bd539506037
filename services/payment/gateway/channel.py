"""What we ask of the channel, and what it tells us."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import httpx2
import structlog
from prometheus_client import Counter, Histogram

from kit.clock import SHANGHAI, now, read_moment
from kit.db import without_connection
from kit.errors import Unavailable
from kit.outside import authorities
from services.payment.domain import CURRENCY, Charge, ChargeKind, Order, Trade, TradeState
from services.payment.gateway.signatures import ChannelKeys, Forged, MerchantKey, Probe, UnknownKey
from services.payment.settings import Settings

TIMEOUT_SECONDS = 5.0
TRANSACTIONS = "/v3/pay/transactions"
PAID = "TRANSACTION.SUCCESS"

log = structlog.get_logger()
unknown_keys_total = Counter(
    "payment_channel_unknown_keys_total",
    "Answers and callbacks signed by a key that is not in the settings",
    ["call"],
)
seconds = Histogram("payment_channel_seconds", "Time the payment channel took", ["call", "status"])


class ChannelRefused(Unavailable):
    """支付渠道暂时无法受理，请稍后再试。"""


class Unverifiable(Unavailable):
    """暂时无法核实支付渠道的答复，没有更改您的缴费状态。已经付款的不会丢失，核实后自动确认，请不要重复付款；尚未付款的，请稍后再试。"""


@dataclass(frozen=True, kw_only=True)
class Notice:
    """What the channel tells by itself. `trade` is none when it is not about a payment."""

    nonce: str
    trade: Trade | None


class Channel:
    """The channel under one merchant's name. Whatever it says is verified before it is believed."""

    def __init__(
        self,
        client: httpx2.AsyncClient,
        merchant: MerchantKey,
        keys: ChannelKeys,
        *,
        app_id: str,
        notify_url: str,
    ) -> None:
        self._client = client
        self._merchant = merchant
        self._keys = keys
        self._app_id = app_id
        self._notify_url = notify_url

    async def open(self, order: Order, charge: Charge, *, payer_ip: str = "") -> str:
        """The code or the link under which the charge can be paid. The same charge again is harmless."""
        is_link = charge.kind is ChargeKind.H5
        answer = await self._ask(
            "open",
            "POST",
            f"{TRANSACTIONS}/{charge.kind}",
            {
                "appid": self._app_id,
                "mchid": self._merchant.merchant_id,
                "description": order.description,
                "out_trade_no": charge.out_trade_no,
                "time_expire": charge.expires_at.astimezone(SHANGHAI).isoformat(timespec="seconds"),
                "notify_url": self._notify_url,
                "amount": {"total": order.amount_fen, "currency": CURRENCY},
                **(
                    {"scene_info": {"payer_client_ip": payer_ip, "h5_info": {"type": "Wap"}}}
                    if is_link
                    else {}
                ),
            },
        )
        if answer.status_code != HTTPStatus.OK:
            raise _refused("open", charge.out_trade_no, answer)
        return str(answer.json()["h5_url" if is_link else "code_url"])

    async def find(self, out_trade_no: str) -> Trade | None:
        """What the channel knows of a charge; none when it never heard of it."""
        path = f"{TRANSACTIONS}/out-trade-no/{out_trade_no}?mchid={self._merchant.merchant_id}"
        answer = await self._ask("find", "GET", path)
        if answer.status_code == HTTPStatus.NOT_FOUND:
            return None
        if answer.status_code != HTTPStatus.OK:
            raise _refused("find", out_trade_no, answer)
        return self._trade(answer.json())

    async def close(self, out_trade_no: str) -> bool:
        """Have a charge closed; false when the channel refuses, because it was paid for instance."""
        path = f"{TRANSACTIONS}/out-trade-no/{out_trade_no}/close"
        answer = await self._ask("close", "POST", path, {"mchid": self._merchant.merchant_id})
        if answer.is_success:
            return True
        log.warning("close_refused", out_trade_no=out_trade_no, status=answer.status_code, code=_code(answer))
        return False

    def hear(self, headers: Mapping[str, str], body: bytes) -> Notice:
        """What a callback says, or `Forged`."""
        try:
            nonce = self._keys.verify(headers, body, at=now())
        except UnknownKey as error:
            _alarm("callback", error)
            raise
        try:
            told = json.loads(body)
            if told["event_type"] != PAID:
                return Notice(nonce=nonce, trade=None)
            return Notice(nonce=nonce, trade=self._trade(self._keys.unseal(told["resource"])))
        except (ValueError, KeyError, TypeError) as error:
            raise Forged("body") from error

    async def _ask(
        self, call: str, method: str, path: str, body: Mapping[str, object] | None = None
    ) -> httpx2.Response:
        """What is asked is asked once more when the answer was a probe: each question can be repeated."""
        try:
            return await self._ask_once(call, method, path, body)
        except Probe:
            log.info("channel_probed", call=call)
        try:
            return await self._ask_once(call, method, path, body)
        except Probe as error:
            raise Unverifiable from error

    async def _ask_once(
        self, call: str, method: str, path: str, body: Mapping[str, object] | None
    ) -> httpx2.Response:
        without_connection("asking the channel")
        content = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
        asked_at = now()
        headers = {
            "authorization": self._merchant.authorization(method, path, content, at=asked_at),
            "accept": "application/json",
            "content-type": "application/json",
            "wechatpay-serial": self._keys.current,
        }
        try:
            answer = await self._client.request(method, path, content=content, headers=headers)
        except httpx2.HTTPError as error:
            log.warning("channel_away", call=call, error=type(error).__name__)
            raise Unavailable from error
        seconds.labels(call, answer.status_code).observe((now() - asked_at).total_seconds())
        self._believe(call, answer)
        return answer

    def _believe(self, call: str, answer: httpx2.Response) -> None:
        status = answer.status_code
        if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.TOO_MANY_REQUESTS} or answer.is_server_error:
            log.error("channel_unwell", call=call, status=status, code=_code(answer))
            raise ChannelRefused
        try:
            self._keys.verify(answer.headers, answer.content, at=now())
        except Probe:
            raise
        except UnknownKey as error:
            _alarm(call, error)
            raise Unverifiable from error
        except Forged as error:
            log.exception("channel_answer_forged", call=call, status=status)
            raise Unverifiable from error

    def _trade(self, told: Mapping[str, Any]) -> Trade:
        if told["mchid"] != self._merchant.merchant_id:
            raise Forged("merchant")
        state = TradeState(told["trade_state"])
        if state is not TradeState.SUCCESS:
            return Trade(out_trade_no=told["out_trade_no"], state=state)
        return Trade(
            out_trade_no=told["out_trade_no"],
            state=state,
            transaction_id=told["transaction_id"],
            amount_fen=int(told["amount"]["total"]),
            currency=told["amount"].get("currency", CURRENCY),
            paid_at=read_moment(told["success_time"]),
        )


def _alarm(call: str, error: UnknownKey) -> None:
    """Nothing is believed until an operator has put the key into the settings, or knows that it is forged."""
    unknown_keys_total.labels(call).inc()
    log.error("channel_key_unknown", call=call, serial=error.serial)


def _code(answer: httpx2.Response) -> str:
    try:
        return str(answer.json()["code"])
    except (ValueError, KeyError, TypeError):
        return ""


def _refused(call: str, out_trade_no: str, answer: httpx2.Response) -> ChannelRefused:
    log.error(
        "channel_refused", call=call, out_trade_no=out_trade_no, status=answer.status_code, code=_code(answer)
    )
    return ChannelRefused()


@asynccontextmanager
async def open_channel(settings: Settings) -> AsyncIterator[Channel]:
    """The channel that the settings name."""
    async with httpx2.AsyncClient(
        base_url=settings.channel_url, timeout=TIMEOUT_SECONDS, verify=authorities()
    ) as client:
        yield Channel(
            client,
            MerchantKey(
                settings.merchant_id, settings.merchant_serial, settings.merchant_key.get_secret_value()
            ),
            ChannelKeys(settings.channel_keys, settings.channel_api_key.get_secret_value()),
            app_id=settings.app_id,
            notify_url=settings.notify_url,
        )
