"""The deadline: the channel is asked first, then the order is closed for good (A9.3)."""

import asyncio

import pytest

from kit.errors import Unavailable
from kit.ids import new_id
from services.payment.activities import Activities
from services.payment.domain import Charge, Order, RefundReason
from services.payment.gateway.channel import Channel
from services.payment.operations.closing import NoSuchOrder
from tests.service.payment.world import Accepted, World, offered


async def close(world: World, accepted: Accepted, channel: Channel | None = None) -> bool:
    """The workflow asks, as the deadline passes."""
    answering = Activities(
        world.pool,
        channel or world.channel,
        world.file,
        world.activities._cities,
        world.settings.field_cipher(),
    )
    return (await answering.close_order(accepted.order_id)).is_paid


def meddling(world: World, kind: type["Meddling"], accepted: Accepted) -> "Meddling":
    """The same channel, at which something happens at the worst moment."""
    channel = kind.__new__(kind)
    channel.__dict__.update(world.channel.__dict__)
    channel.world, channel.accepted = world, accepted
    return channel


class Meddling(Channel):
    world: World
    accepted: Accepted


class PaidBetweenQuestionAndCommand(Meddling):
    async def close(self, out_trade_no: str) -> bool:
        await self.world.pay(self.accepted, callback="lost")
        return await super().close(out_trade_no)


class ClosedWhileTheCodeIsOpened(Meddling):
    async def open(self, order: Order, charge: Charge, *, payer_ip: str = "") -> str:
        code = await super().open(order, charge, payer_ip=payer_ip)
        assert not await close(self.world, self.accepted)
        return code


class ClosedBeforeTheChannelHeardOfTheCode(Meddling):
    async def open(self, order: Order, charge: Charge, *, payer_ip: str = "") -> str:
        assert not await close(self.world, self.accepted)
        return await super().open(order, charge, payer_ip=payer_ip)


@pytest.mark.rule("A9.2", "A9.3")
async def test_an_unpaid_order_is_closed_here_and_at_the_channel(world: World) -> None:
    accepted = await world.started()
    assert await close(world, accepted) is False
    assert await world.state(accepted) == "closed"
    assert (await world.pay(accepted))["trade_state"] == "CLOSED"
    page = (await accepted.page()).text
    assert "缴费单已关闭" in page
    assert not offered(page)
    refused = await accepted.press()
    assert refused.status_code == 409
    assert "缴费期限已过" in refused.text
    assert (await accepted.page("/code")).headers["location"] == accepted.path
    assert len(await world.charges(accepted)) == 1
    assert await world.events() == []


@pytest.mark.rule("A9.3")
async def test_a_payment_that_nobody_told_of_is_found_before_closing(world: World) -> None:
    accepted = await world.started()
    await world.pay(accepted, callback="lost")
    assert await world.state(accepted) == "open"
    assert await close(world, accepted) is True
    assert await world.state(accepted) == "paid"
    assert len(await world.events()) == 1
    assert "缴费成功" in (await accepted.page()).text


@pytest.mark.rule("A9.3")
async def test_a_payment_between_question_and_command_counts(world: World) -> None:
    accepted = await world.started()
    channel = meddling(world, PaidBetweenQuestionAndCommand, accepted)
    assert await close(world, accepted, channel) is True
    assert await world.state(accepted) == "paid"
    assert len(await world.events()) == 1


@pytest.mark.rule("A9.3")
async def test_a_channel_that_is_away_is_waited_for_and_nothing_is_decided(world: World) -> None:
    accepted = await world.started()
    with pytest.raises(Unavailable):
        await close(world, accepted, world.away)
    assert await world.state(accepted) == "closing"
    page = (await accepted.page()).text
    assert "正在向微信支付核实" in page
    assert not offered(page)
    assert (await accepted.press()).status_code == 409
    assert await close(world, accepted) is False
    assert await world.state(accepted) == "closed"


@pytest.mark.rule("A9.3")
async def test_a_payment_that_is_heard_of_while_closing_settles(world: World) -> None:
    accepted = await world.started()
    with pytest.raises(Unavailable):
        await close(world, accepted, world.away)
    await world.pay(accepted)
    await world.until(accepted, "paid")
    assert await close(world, accepted) is True
    assert len(await world.events()) == 1


@pytest.mark.rule("A9.2")
@pytest.mark.parametrize("kind", [ClosedWhileTheCodeIsOpened, ClosedBeforeTheChannelHeardOfTheCode])
async def test_a_code_opened_while_the_order_closes_is_never_shown(
    world: World, kind: type[Meddling]
) -> None:
    accepted = await world.accepted()
    world.app.state.channel = meddling(world, kind, accepted)
    assert (await accepted.press()).status_code == 409
    assert await world.state(accepted) == "closed"
    assert (await world.trade(accepted)).state == "CLOSED"
    assert [charge["state"] for charge in await world.charges(accepted)] == ["closed"]


async def test_an_order_without_a_code_is_closed_without_the_channel(world: World) -> None:
    accepted = await world.accepted()
    assert await close(world, accepted, world.away) is False
    assert await world.state(accepted) == "closed"


async def test_a_code_that_the_channel_never_heard_of_is_closed_here(world: World) -> None:
    accepted = await world.accepted()
    world.app.state.channel = world.away
    assert (await accepted.press()).status_code == 503
    assert await close(world, accepted) is False
    assert [charge["state"] for charge in await world.charges(accepted)] == ["closed"]


async def test_closing_again_answers_the_same(world: World) -> None:
    unpaid, paid = await world.started(), await world.paid()
    assert [await close(world, unpaid) for _ in range(3)] == [False] * 3
    assert [await close(world, paid) for _ in range(3)] == [True] * 3
    another = await world.started()
    assert await asyncio.gather(*(close(world, another) for _ in range(3))) == [False] * 3


@pytest.mark.rule("A9.3")
async def test_a_payment_after_closing_is_kept_to_be_refunded(world: World) -> None:
    accepted = await world.started()
    await world.rows("update orders set state = 'closed', closed_at = now()")
    await world.rows("update charges set state = 'closed'")
    await world.pay(accepted)
    await world.heard()
    assert await world.state(accepted) == "closed"
    (payment,) = await world.payments(accepted)
    assert payment["refund_reason"] == RefundReason.ORDER_CLOSED
    assert await world.events() == []
    page = (await accepted.page()).text
    for text in ("待退款", "付款到账时缴费单已关闭", payment["transaction_id"], "180.00 元"):
        assert text in page


async def test_an_order_that_was_never_opened_is_not_closed(world: World) -> None:
    with pytest.raises(NoSuchOrder):
        await world.activities.close_order(new_id())
