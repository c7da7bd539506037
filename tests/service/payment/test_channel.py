"""The wire: our gateway, and another client of the protocol, against the simulated channel; its kills."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from wechatpayv3 import WeChatPay, WeChatPayType

from deploy.local.stack import Stack
from deploy.simulators.payment_channel.book import PAUSES, Book
from kit.clock import now
from kit.errors import Unavailable
from kit.ids import new_id
from kit.outside import authorities
from services.payment.domain import Charge, ChargeKind, ChargeState, TradeState
from services.payment.gateway.channel import open_channel
from services.payment.store import orders
from tests.fixtures.running import closed
from tests.service.payment.world import World

KNOWN = WeChatPayType.NATIVE


def another(world: World) -> WeChatPay:
    """A well-kept client of the same protocol, as a second opinion."""
    ours = world.settings
    client = WeChatPay(
        wechatpay_type=KNOWN,
        mchid=ours.merchant_id,
        private_key=ours.merchant_key.get_secret_value(),
        cert_serial_no=ours.merchant_serial,
        apiv3_key=ours.channel_api_key.get_secret_value(),
        appid=ours.app_id,
        notify_url=ours.notify_url,
        public_key=next(iter(ours.channel_keys.values())),
        public_key_id=next(iter(ours.channel_keys)),
        timeout=(5, 5),
    )
    client._core._gate_way = world.channel_url
    return client


async def test_another_client_orders_asks_and_closes(world: World) -> None:
    client, number = another(world), new_id().hex
    ordered, body = await asyncio.to_thread(
        client.pay, description="测试", out_trade_no=number, amount={"total": 100}, pay_type=KNOWN
    )
    assert ordered == 200
    assert json.loads(body)["code_url"].startswith("weixin://wxpay/bizpayurl?pr=")
    assert (await asyncio.to_thread(client.close, number))[0] == 204
    found, body = await asyncio.to_thread(client.query, out_trade_no=number)
    assert (found, json.loads(body)["trade_state"]) == (200, "CLOSED")
    assert (await asyncio.to_thread(client.query, out_trade_no=new_id().hex))[0] == 404


async def test_another_client_believes_the_callback(world: World) -> None:
    accepted = await world.started()
    await world.pay(accepted, callback="lost")
    trade = await world.trade(accepted)
    notice = {
        "resource_type": "encrypt-resource",
        "event_type": "TRANSACTION.SUCCESS",
        "resource": world.signing.seal(trade.told(now())),
    }
    body = json.dumps(notice).encode()
    told = another(world).callback(world.signing.headers(body, now()), body)
    assert told["resource"]["out_trade_no"] == trade.out_trade_no
    assert told["resource"]["amount"]["total"] == trade.amount_fen


async def test_a_merchant_with_another_key_is_not_answered(world: World) -> None:
    stolen = world.settings.model_copy(update={"merchant_serial": "0" * 40})
    async with open_channel(stolen) as channel:
        with pytest.raises(Unavailable):
            await channel.find(new_id().hex)
    async with httpx2.AsyncClient(base_url=world.channel_url, verify=authorities()) as nobody:
        answer = await nobody.get(f"/v3/pay/transactions/out-trade-no/1?mchid={world.settings.merchant_id}")
    assert (answer.status_code, answer.json()["code"]) == (401, "SIGN_ERROR")


async def test_answers_that_the_channel_did_not_sign_are_not_believed(world: World) -> None:
    accepted = await world.started()
    charge = (await world.charges(accepted))[0]["id"].hex
    stranger = world.settings.model_copy(
        update={"channel_keys": {"PUB_KEY_ID_OF_SOMEBODY": next(iter(world.settings.channel_keys.values()))}}
    )
    async with open_channel(stranger) as channel:
        for asked in (channel.find(charge), channel.find(new_id().hex), channel.close(charge)):
            with pytest.raises(Unavailable):
                await asked


async def test_the_same_number_under_other_terms_is_refused(world: World) -> None:
    accepted = await world.started()
    async with world.pool.acquire() as conn:
        order = await orders.order(conn, accepted.order_id)
    assert order
    row = (await world.charges(accepted))[0]
    charge = Charge(
        id=row["id"],
        order_id=order.id,
        number=1,
        kind=ChargeKind.NATIVE,
        state=ChargeState.INTENDED,
        code_url="",
        expires_at=row["expires_at"],
    )
    assert await world.channel.open(order, charge) == row["code_url"]
    for other_order, other in (
        (replace(order, amount_fen=1), charge),
        (order, replace(charge, expires_at=charge.expires_at + timedelta(hours=1))),
        (order, replace(charge, id=new_id(), expires_at=now() - timedelta(hours=1))),
    ):
        with pytest.raises(Unavailable):
            await world.channel.open(other_order, other)


async def test_what_the_channel_knows_of_a_charge(world: World) -> None:
    accepted = await world.started()
    number = (await world.charges(accepted))[0]["id"].hex
    unpaid = await world.channel.find(number)
    assert unpaid
    assert (unpaid.state, unpaid.transaction_id, unpaid.paid_at) == (TradeState.NOTPAY, "", None)
    told = await world.pay(accepted, callback="lost")
    paid = await world.channel.find(number)
    assert paid
    assert (paid.state, paid.amount_fen, paid.currency) == (TradeState.SUCCESS, 18000, "CNY")
    assert paid.transaction_id == told["transaction_id"]
    assert await world.channel.close(number) is False
    assert await world.channel.find(new_id().hex) is None


async def test_the_payers_page(world: World) -> None:
    accepted = await world.started()
    address = f"{world.channel_url}/pay/{(await world.trade(accepted)).pr}"
    async with httpx2.AsyncClient(headers={"accept": "text/html"}, verify=authorities()) as phone:
        page = (await phone.get(address)).text
        assert "¥ 180.00" in page
        assert "确认支付" in page
        assert "支付成功" in (await phone.post(address)).text
        assert "确认支付" not in (await phone.get(address)).text
        assert (await phone.get(f"{world.channel_url}/pay/nothing")).status_code == 404
        assert (await phone.post(address, data={"callback": "never"})).status_code == 422


@asynccontextmanager
async def program(servers: Stack, state: Path, port: int) -> AsyncIterator[asyncio.subprocess.Process]:
    """The simulated channel as a process of its own; killed when left."""
    ready = state / "ready"
    ready.unlink(missing_ok=True)
    settings: dict[str, Any] = {
        **servers.environment("payment_channel"),
        "PAYMENT_CHANNEL_PORT": str(port),
        "PAYMENT_CHANNEL_STATE": str(state),
        "PAYMENT_CHANNEL_READY_FILE": str(ready),
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "deploy.simulators.payment_channel"),
        env={"PATH": os.environ["PATH"], **settings},
        stdout=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(300):
            while not ready.exists():
                assert process.returncode is None
                await asyncio.sleep(0.05)
        yield process
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGKILL)
        await process.wait()


async def test_a_killed_channel_forgets_nothing(world: World, servers: Stack, tmp_path: Path) -> None:
    url = closed()
    port = int(url.rpartition(":")[2])
    accepted = await world.accepted()
    async with open_channel(world.settings.model_copy(update={"channel_url": url})) as channel:
        world.app.state.channel = channel
        async with program(servers, tmp_path / "channel", port):
            await accepted.press()
            (charge,) = await world.charges(accepted)
            pr = charge["code_url"].partition("pr=")[2]
            async with httpx2.AsyncClient(verify=authorities()) as phone:
                assert (await phone.post(f"{url}/pay/{pr}", data={"delay": "1"})).status_code == 200
        assert await world.state(accepted) == "open"
        async with program(servers, tmp_path / "channel", port) as process:
            await world.until(accepted, "paid")
            process.terminate()
            await process.wait()
    assert len(await world.events()) == 1


def test_a_callback_is_repeated_more_and_more_rarely_and_then_given_up(tmp_path: Path) -> None:
    book, at = Book(tmp_path / "channel.db"), now()
    asked = {"out_trade_no": "a" * 32, "amount": {"total": 1}, "appid": "a", "mchid": "m"}
    book.pay(book.add(asked), at, notices=1, delay=0)
    tries = 0
    while True:
        due = book.due(at)
        if not due and not book.due(at + timedelta(days=1)):
            break
        for notice in due:
            book.tried(notice, at, was_heard=False)
            tries += 1
        at += timedelta(seconds=1)
    book.close()
    assert tries == len(PAUSES) + 1
