"""An older state of the orders came back: the channel is asked what was paid, also of codes unknown to us.

A code's number follows from its order's, so what was made after the backup is found by counting on.
"""

from collections.abc import Collection, Sequence
from uuid import UUID

from kit.clock import now
from kit.db import Pool, transaction
from kit.ids import derived
from kit.sealed import CaseFile, Ref
from services.payment.domain import Charge, ChargeKind, ChargeState, Order, OrderState
from services.payment.gateway.channel import Channel
from services.payment.operations import sealing
from services.payment.operations.asking import ask, retire
from services.payment.store import charges, orders


async def find_paid(pool: Pool, channel: Channel, *, but: Collection[UUID] = ()) -> Sequence[Order]:
    """Settle every open order that was paid, but for these; which those are. Asked again, none is left."""
    async with transaction(pool) as conn:
        waiting = [order for order in await orders.open_orders(conn) if order.id not in but]
    return [order for order in waiting if await _is_paid(pool, channel, order)]


async def seal_again(pool: Pool, file: CaseFile, case_id: UUID, ref: Ref, previous: str) -> bool:
    """Seal a settlement whose section the store has lost; whether it is what it was."""
    async with transaction(pool) as conn:
        paid = await orders.paid_orders(conn, case_id)
        sections = [(await sealing.compose_section(conn, order.id))[1] for order in paid]
    sealed = [await file.seal(case_id, ref.name, section, previous=previous) for section in sections]
    return ref.sha256 in {one.sha256 for one in sealed}


async def _is_paid(pool: Pool, channel: Channel, order: Order) -> bool:
    async with transaction(pool) as conn:
        known = await charges.charges_of(conn, order.id)
    for charge in known:
        await ask(pool, channel, charge)
    forgotten = _forgotten(order, len(known) + 1)
    while await channel.find(forgotten.out_trade_no) is not None:
        async with transaction(pool) as conn:
            await charges.keep_charge(conn, order, forgotten)
        await retire(pool, channel, forgotten)  # nobody shows this code any more, so nobody may pay it
        forgotten = _forgotten(order, forgotten.number + 1)
    async with transaction(pool) as conn:
        found = await orders.order(conn, order.id)
    return found is not None and found.state is OrderState.PAID


def _forgotten(order: Order, number: int) -> Charge:
    return Charge(
        id=derived(charges.KIND, order.id, number),
        order_id=order.id,
        number=number,
        kind=ChargeKind.NATIVE,
        state=ChargeState.CLOSED,
        code_url="",
        expires_at=now(),
    )
