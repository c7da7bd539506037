"""The channel changes its key while people pay: both are believed, and what no key verifies waits for one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx2
import pytest
from structlog.testing import capture_logs

from kit.errors import Unavailable
from kit.outside import authorities
from services.payment.activities import Activities
from services.payment.gateway.channel import Channel, open_channel
from tests.service.payment.test_callback import call, resource, told
from tests.service.payment.world import Accepted, World


async def drill(world: World, rest: str) -> int:
    async with httpx2.AsyncClient(base_url=world.channel_url, verify=authorities()) as client:
        return (await client.post(f"/drills/{rest}")).status_code


async def sign_with(world: World, place: int) -> None:
    """The channel signs with another of its keys."""
    assert await drill(world, f"key/{list(world.settings.channel_keys)[place]}") == 204


@asynccontextmanager
async def knowing(world: World, *places: int) -> AsyncIterator[Channel]:
    """Payment has only these keys of the channel, in this order."""
    keys = list(world.settings.channel_keys.items())
    settings = world.settings.model_copy(update={"channel_keys": dict(keys[place] for place in places)})
    async with open_channel(settings) as channel:
        world.app.state.channel = channel
        yield channel
    world.app.state.channel = world.channel


async def close(world: World, accepted: Accepted, channel: Channel) -> bool:
    answering = Activities(
        world.pool, channel, world.file, world.activities._cities, world.settings.field_cipher()
    )
    return (await answering.close_order(accepted.order_id)).is_paid


@pytest.mark.parametrize("places", [(0, 1), (1, 0)])
@pytest.mark.parametrize("signs", [0, 1])
async def test_while_both_keys_are_known_nobody_notices_a_change(
    world: World, places: tuple[int, int], signs: int
) -> None:
    async with knowing(world, *places):
        first, second = await world.started(), await world.started()
        await sign_with(world, signs)
        await world.pay(first)
        await world.until(first, "paid")
        await world.pay(second, callback="lost")
        assert (await second.press("/check")).headers["location"] == second.path
        assert await world.state(second) == "paid"


@pytest.mark.parametrize(("known", "signs"), [(0, 1), (1, 0)])
async def test_a_payment_that_no_known_key_signs_is_settled_in_the_end(
    world: World, known: int, signs: int
) -> None:
    await sign_with(world, known)
    async with knowing(world, known) as channel:
        accepted = await world.started()
        await sign_with(world, signs)
        with capture_logs() as logs:
            await world.pay(accepted)
            page = await accepted.press("/check")
            assert page.status_code == 503
            assert "已经付款的不会丢失" in page.text
            with pytest.raises(Unavailable):
                await close(world, accepted, channel)  # the deadline passes; the workflow asks again
        assert await world.state(accepted) == "closing"
        assert "正在向微信支付核实" in (await accepted.page()).text
        serial = list(world.settings.channel_keys)[signs]
        assert {"channel_key_unknown"} <= {line["event"] for line in logs if line["log_level"] == "error"}
        assert serial in {line.get("serial") for line in logs}
    async with knowing(world, known, signs) as channel:
        assert await close(world, accepted, channel) is True
    (payment,) = await world.payments(accepted)
    assert payment["refund_reason"] is None
    assert await world.state(accepted) == "paid"
    assert len(await world.events()) == 1


async def test_who_begins_to_pay_meanwhile_reads_what_is_true_and_pays_later(world: World) -> None:
    async with knowing(world, 0):
        accepted = await world.accepted()
        await sign_with(world, 1)
        page = await accepted.press()
        assert page.status_code == 503
        assert "暂时无法核实支付渠道的答复" in page.text
    assert (await accepted.press()).status_code == 303
    assert len(await world.charges(accepted)) == 1


async def test_a_probe_by_callback_is_refused_and_alarms_nobody(world: World) -> None:
    accepted = await world.started()
    body = told(world, await resource(world, accepted))
    world.signing.probe(1)
    with capture_logs() as logs:
        answer = await call(world, body)
    assert (answer.status_code, answer.json()["code"]) == (401, "SIGN_ERROR")
    assert await world.state(accepted) == "open"
    assert not [line for line in logs if line["log_level"] == "error"]
    assert (await call(world, body)).status_code == 200


async def test_a_probe_by_answer_is_asked_again(world: World) -> None:
    accepted = await world.started()
    await world.pay(accepted, callback="lost")
    await drill(world, "probe/1")
    assert (await accepted.press("/check")).headers["location"] == accepted.path
    assert await world.state(accepted) == "paid"


async def test_answers_that_stay_wrong_are_not_believed(world: World) -> None:
    accepted = await world.started()
    await drill(world, "probe/2")
    assert (await accepted.press("/check")).status_code == 503


async def test_the_channel_signs_with_no_key_that_is_not_its_own(world: World) -> None:
    assert await drill(world, "key/PUB_KEY_ID_OF_SOMEBODY") == 404
