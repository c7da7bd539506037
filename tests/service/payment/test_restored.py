"""An older state of the orders came back: the channel knows what was paid, and nobody pays twice."""

from contracts.payment import SealSettlement
from kit.blobs import Blobs
from kit.crypto import FieldCipher
from kit.sealed import CaseFile
from services.payment.operations.restored import find_paid, seal_again
from tests.fixtures.storage import SettingsOf
from tests.service.payment.world import Accepted, World


async def _go_back(world: World, accepted: Accepted, *, to: str) -> None:
    """The database as it was: before the payment, or before there was a code at all."""
    await world.rows("delete from payments where order_id = $1", accepted.order_id)
    await world.rows("delete from outbox where topic = 'payment.settled'")
    await world.rows("update orders set state = 'open' where id = $1", accepted.order_id)
    if to == "accepted":
        await world.rows("delete from charges where order_id = $1", accepted.order_id)
    else:
        await world.rows("update charges set state = 'open' where order_id = $1", accepted.order_id)


async def _found(world: World) -> list[object]:
    return [order.id for order in await find_paid(world.pool, world.channel)]


async def test_what_was_paid_after_the_backup_is_settled_once(world: World) -> None:
    for to in ("started", "accepted"):
        accepted = await world.paid()
        await world.heard()
        await _go_back(world, accepted, to=to)
        assert await _found(world) == [accepted.order_id]
        assert await _found(world) == []
        assert await world.state(accepted) == "paid"
        assert [one["refund_reason"] for one in await world.payments(accepted)] == [None]
        assert len(await world.events()) == 1


async def test_a_code_that_nobody_remembers_can_no_longer_be_paid(world: World) -> None:
    accepted = await world.started()
    await world.rows("delete from charges where order_id = $1", accepted.order_id)
    assert await _found(world) == []
    assert (await world.trade(accepted)).state == "CLOSED"
    assert (await accepted.press()).status_code == 303
    assert [charge["state"] for charge in await world.charges(accepted)] == ["closed", "open"]
    await world.pay(accepted, 2)
    await world.until(accepted, "paid")


async def test_who_presses_to_pay_what_was_paid_is_told_so(world: World) -> None:
    accepted = await world.paid()
    await world.heard()
    await _go_back(world, accepted, to="accepted")
    assert (await accepted.press()).status_code == 303
    assert await world.state(accepted) == "paid"
    assert len(await world.payments(accepted)) == 1
    assert "缴费成功" in (await accepted.page()).text


async def test_a_settlement_that_the_store_has_lost_is_sealed_as_it_was(
    world: World, settings_of: SettingsOf
) -> None:
    accepted = await world.paid()
    await world.file.publish_key(accepted.id, world.file.new_key())
    request = SealSettlement(order_id=accepted.order_id, name="settlement", previous="abc")
    ref = await world.activities.seal_settlement(request)
    settings = settings_of("payment")
    file = CaseFile(Blobs(settings), FieldCipher(settings.case_keys.get_secret_value()), "payment")
    assert await seal_again(world.pool, file, accepted.id, ref, "abc")
    assert not await seal_again(world.pool, file, accepted.id, ref, "other")
