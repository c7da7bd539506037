"""The channel calls: believed only when it is the channel, now, about what is ours; in effect once."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from kit.clock import now
from kit.ids import new_id
from kit.outside import authorities
from services.payment.domain import RefundReason
from tests.service.payment.world import FEN, Accepted, World

PATH = "/payment/callback/wechat"


async def resource(world: World, accepted: Accepted, **changes: Any) -> dict[str, Any]:
    """What the channel would say of a charge if it were paid."""
    asked = (await world.trade(accepted)).asked
    return {
        "appid": asked["appid"],
        "mchid": asked["mchid"],
        "out_trade_no": asked["out_trade_no"],
        "transaction_id": "4200000000000000000000000001",
        "trade_type": "NATIVE",
        "trade_state": "SUCCESS",
        "success_time": "2022-10-21T09:30:00+08:00",
        "amount": {"total": FEN, "payer_total": FEN, "currency": "CNY", "payer_currency": "CNY"},
        **changes,
    }


def told(world: World, sealed: dict[str, Any], *, event_type: str = "TRANSACTION.SUCCESS") -> bytes:
    notice = {"id": str(new_id()), "event_type": event_type, "resource": world.signing.seal(sealed)}
    return json.dumps(notice).encode()


async def call(world: World, body: bytes, headers: dict[str, str] | None = None) -> httpx2.Response:
    """A callback as the channel makes it, unless other headers are given."""
    headers = world.signing.headers(body, now()) if headers is None else headers
    async with httpx2.AsyncClient(base_url=world.url, verify=authorities()) as client:
        return await client.post(PATH, content=body, headers={"content-type": "application/json", **headers})


async def nothing_written(world: World, accepted: Accepted) -> bool:
    return (
        await world.state(accepted) == "open"
        and await world.payments(accepted) == []
        and await world.events() == []
        and await world.rows("select 1 from inbox") == []
    )


async def test_what_the_channel_tells_is_settled_before_it_is_answered(world: World) -> None:
    accepted = await world.started()
    answer = await call(world, told(world, await resource(world, accepted)))
    assert (answer.status_code, answer.content) == (200, b"")
    assert await world.state(accepted) == "paid"
    (payment,) = await world.payments(accepted)
    assert (payment["amount_fen"], payment["told_by"], payment["refund_reason"]) == (FEN, "callback", None)
    assert payment["paid_at"].isoformat() == "2022-10-21T01:30:00+00:00"


@pytest.mark.parametrize("seconds", [-86_400, -310, 310])
async def test_an_old_callback_is_refused(world: World, seconds: int) -> None:
    accepted = await world.started()
    body = told(world, await resource(world, accepted))
    answer = await call(world, body, world.signing.headers(body, now() + timedelta(seconds=seconds)))
    assert (answer.status_code, answer.json()["code"]) == (401, "SIGN_ERROR")
    assert await nothing_written(world, accepted)


async def test_a_replayed_callback_is_refused(world: World) -> None:
    accepted = await world.started()
    body = told(world, await resource(world, accepted))
    headers = world.signing.headers(body, now())
    answers = await asyncio.gather(*(call(world, body, headers) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 401, 401, 401]
    assert len(await world.events()) == 1


async def test_forged_callbacks_are_refused_and_leave_nothing(world: World) -> None:
    accepted = await world.started()
    body = told(world, await resource(world, accepted))
    right = world.signing.headers(body, now())
    forged = [
        (body, {}),
        (body, {**right, "Wechatpay-Signature": ""}),
        (body, {**right, "Wechatpay-Serial": "PUB_KEY_ID_OF_SOMEBODY"}),
        (body, {**right, "Wechatpay-Nonce": "another"}),
        (body, {**right, "Wechatpay-Signature": right["Wechatpay-Signature"][::-1]}),
        (body.replace(b"TRANSACTION", b"TRANSACTIOM"), right),
        (b"", right),
        (b"[]", world.signing.headers(b"[]", now())),
        (b"{}", world.signing.headers(b"{}", now())),
        (b"\xff", world.signing.headers(b"\xff", now())),
    ]
    for content, headers in forged:
        answer = await call(world, content, headers)
        assert (answer.status_code, answer.json()["code"]) == (401, "SIGN_ERROR"), content
    assert await nothing_written(world, accepted)


async def test_a_resource_that_was_not_sealed_for_us_is_refused(world: World) -> None:
    accepted = await world.started()
    sealed = world.signing.seal(await resource(world, accepted))
    for changes in ({"nonce": "000000000000"}, {"associated_data": "x"}, {"ciphertext": "AAAA"}):
        notice = {"event_type": "TRANSACTION.SUCCESS", "resource": {**sealed, **changes}}
        assert (await call(world, json.dumps(notice).encode())).status_code == 401
    other = await resource(world, accepted, mchid="1699999999")
    assert (await call(world, told(world, other))).status_code == 401
    assert await nothing_written(world, accepted)


async def test_an_unknown_order_is_answered_in_the_channels_form(world: World) -> None:
    accepted = await world.started()
    for number in (new_id().hex, "no-number-of-ours"):
        body = told(world, await resource(world, accepted, out_trade_no=number))
        answer = await call(world, body)
        assert (answer.status_code, answer.json()["code"]) == (404, "ORDER_NOT_EXIST")
    assert await nothing_written(world, accepted)


@pytest.mark.parametrize(
    "amount",
    [
        {"total": FEN - 1, "currency": "CNY"},
        {"total": FEN + 1, "currency": "CNY"},
        {"total": FEN, "currency": "USD"},
    ],
)
async def test_another_amount_settles_nothing_and_is_kept_to_be_refunded(
    world: World, amount: dict[str, Any]
) -> None:
    accepted = await world.started()
    answer = await call(world, told(world, await resource(world, accepted, amount=amount)))
    assert answer.status_code == 200
    assert await world.state(accepted) == "open"
    assert await world.events() == []
    (payment,) = await world.payments(accepted)
    assert (payment["amount_fen"], payment["refund_reason"]) == (
        amount["total"],
        RefundReason.AMOUNT_DIFFERS,
    )
    page = (await accepted.page()).text
    assert "待退款" in page
    assert "马上支付" in page


async def test_told_twice_by_the_channel_is_settled_once(world: World) -> None:
    accepted = await world.started()
    await world.pay(accepted, callback="twice")
    await world.heard()
    assert len(await world.payments(accepted)) == 1
    assert len(await world.events()) == 1
    assert len(await world.rows("select 1 from inbox")) == 2


async def test_a_late_callback_is_as_good_as_an_early_one(world: World) -> None:
    accepted = await world.started()
    await world.pay(accepted, delay="1.5")  # the channel tells the time in whole seconds
    await world.until(accepted, "paid")
    (payment,) = await world.payments(accepted)
    assert payment["created_at"] - payment["paid_at"] >= timedelta(seconds=1.5)


async def test_the_channel_tells_again_until_it_is_heard(world: World) -> None:
    accepted = await world.started()
    await world.rows("alter table payments rename to gone")
    await world.pay(accepted)
    await asyncio.sleep(0.5)
    await world.rows("alter table gone rename to payments")
    assert await nothing_written(world, accepted)
    await world.until(accepted, "paid")
    assert len(await world.events()) == 1


async def test_a_second_payment_of_the_same_order_is_kept_to_be_refunded(world: World) -> None:
    accepted = await world.paid()
    second = "4200000000000000000000000002"
    answer = await call(world, told(world, await resource(world, accepted, transaction_id=second)))
    assert answer.status_code == 200
    first, again = await world.payments(accepted)
    assert (first["refund_reason"], again["refund_reason"]) == (None, RefundReason.ALREADY_PAID)
    assert len(await world.events()) == 1
    page = (await accepted.page()).text
    for text in ("缴费成功", "待退款", "重复付款", second):
        assert text in page


async def test_other_news_of_the_channel_is_taken_note_of(world: World) -> None:
    accepted = await world.started()
    body = told(world, {"refund_status": "SUCCESS"}, event_type="REFUND.SUCCESS")
    assert (await call(world, body)).status_code == 200
    assert await world.state(accepted) == "open"
    unpaid = await resource(world, accepted, trade_state="PAYERROR")
    assert (await call(world, told(world, unpaid))).status_code == 200
    assert await world.state(accepted) == "open"
    assert await world.payments(accepted) == []


async def test_a_page_or_a_browser_cannot_call(world: World) -> None:
    browser = world.browser("applicant")
    assert (await browser.get(PATH)).status_code in {404, 405, 422}
    assert (await browser.post(PATH, data={"event_type": "TRANSACTION.SUCCESS"})).status_code == 401
