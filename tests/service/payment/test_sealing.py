"""A settlement becomes a section of the case file."""

import pytest
from temporalio.testing import ActivityEnvironment

from contracts.payment import SealSettlement
from contracts.sections.settlement import SettlementSection
from kit.errors import NotFound
from kit.ids import new_id
from kit.temporal import activities_of
from services.payment.operations.sealing import NotSettled
from tests.service.payment.world import FEN, World


async def test_a_settlement_is_sealed_after_the_section_before_it(world: World) -> None:
    accepted = await world.paid()
    await world.file.publish_key(accepted.id, world.file.new_key())
    request = SealSettlement(order_id=accepted.order_id, name="settlement", previous="abc")
    ref = await ActivityEnvironment().run(world.activities.seal_settlement, request)
    section = await world.file.open(accepted.id, ref, SettlementSection)
    (payment,) = await world.payments(accepted)
    assert (section.section, section.previous) == ("settlement", "abc")
    assert section.data == SettlementSection(
        order_id=accepted.order_id,
        amount_fen=FEN,
        channel="wechat",
        transaction_id=str(payment["transaction_id"]),
        paid_at=section.data.paid_at,
    )
    assert section.data.paid_at.isoformat().endswith("+08:00")
    assert await world.activities.seal_settlement(request) == ref


async def test_what_is_not_paid_cannot_be_sealed(world: World) -> None:
    accepted = await world.started()
    for order_id in (accepted.order_id, new_id()):
        with pytest.raises(NotSettled):
            await world.activities.seal_settlement(
                SealSettlement(order_id=order_id, name="settlement", previous="")
            )


async def test_a_plan_that_does_not_exist_has_no_fee(world: World) -> None:
    with pytest.raises(NotFound):
        await world.activities.request_fee(world.request(new_id(), new_id(), plan="2099-nothing"))


async def test_the_activities_are_those_of_the_contract(world: World) -> None:
    found = activities_of(world.activities)
    names = {getattr(activity, "__temporal_activity_definition").name for activity in found}
    own = {"request_fee", "close_order", "seal_settlement", "find_stuck", "remedy"}
    assert names == {f"payment.{name}" for name in own}
