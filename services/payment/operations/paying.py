"""马上支付: one code at the channel for an open order, and the question whether it was paid."""

from datetime import timedelta
from uuid import UUID

import structlog

from kit.clock import now
from kit.db import Connection, Pool, transaction
from kit.errors import Refusal
from kit.session import Session
from services.payment.domain import Charge, ChargeKind, ChargeState, Order, OrderState, TradeState
from services.payment.gateway.channel import Channel, ChannelRefused
from services.payment.operations.asking import ask, retire
from services.payment.operations.ordering import own_order
from services.payment.store import charges, orders

log = structlog.get_logger()


class NotPayable(Refusal):
    """缴费期限已过，缴费单已关闭，不能再支付。"""


async def start_payment(
    pool: Pool,
    channel: Channel,
    who: Session,
    application_id: UUID,
    kind: ChargeKind,
    *,
    lifetime: timedelta,
    payer_ip: str = "",
) -> None:
    """Have a code or link that can be paid: the living one, or a new one at the channel.

    Intend, call, keep: a click that dies in between is finished by the next, under the same number.
    """
    async with transaction(pool) as conn:
        order, charge = await _payable(conn, who, application_id, kind, lifetime)
    if charge is not None and not (charge.kind is kind and charge.is_usable(now())):
        await retire(pool, channel, charge)
        async with transaction(pool) as conn:
            order, charge = await _payable(conn, who, application_id, kind, lifetime)
    if charge is None or charge.state is ChargeState.OPEN:
        return
    try:
        code_url = await channel.open(order, charge, payer_ip=payer_ip)
    except ChannelRefused:
        # The channel may know this number from before: an older state of our orders came back since.
        if await ask(pool, channel, charge) is TradeState.SUCCESS:
            return
        raise
    async with transaction(pool) as conn:
        is_kept = await _keep(conn, charge, code_url)
    if not is_kept:
        await retire(pool, channel, charge)
        raise NotPayable


async def find_out(pool: Pool, channel: Channel, who: Session, application_id: UUID) -> bool:
    """我已支付: ask the channel rather than wait for its call. Whether the order is paid."""
    async with transaction(pool) as conn:
        order = await own_order(conn, who, application_id)
        charge = await charges.living_charge(conn, order.id)
    if charge is not None:
        await ask(pool, channel, charge)
    async with transaction(pool) as conn:
        return (await own_order(conn, who, application_id)).state is OrderState.PAID


async def _payable(
    conn: Connection, who: Session, application_id: UUID, kind: ChargeKind, lifetime: timedelta
) -> tuple[Order, Charge | None]:
    """The order, locked, and the charge that lives; intends one if none does. No charge: it is paid."""
    order = await orders.order_for_update(conn, (await own_order(conn, who, application_id)).id)
    assert order is not None  # noqa: S101 - orders are never deleted
    if order.state is OrderState.PAID:
        return order, None
    if order.state is not OrderState.OPEN:
        raise NotPayable
    charge = await charges.living_charge(conn, order.id)
    if charge is None:
        charge = await charges.insert_charge(conn, order, kind, expires_at=now() + lifetime)
        log.info("charge_intended", charge_id=str(charge.id), order_id=str(order.id))
    return order, charge


async def _keep(conn: Connection, charge: Charge, code_url: str) -> bool:
    """Keep the code; false when the order was closed while the channel was called."""
    order = await orders.order_for_update(conn, charge.order_id)
    assert order is not None  # noqa: S101 - the charge refers to it
    if order.state is OrderState.OPEN:
        await charges.open_charge(conn, charge.id, code_url)
    return order.state in {OrderState.OPEN, OrderState.PAID}
