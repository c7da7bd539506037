"""The deadline has passed: ask the channel first, then close the order for good (A9.3)."""

from uuid import UUID

import structlog

from kit.clock import now
from kit.db import Connection, Pool, transaction
from kit.errors import NotFound
from services.payment.domain import Charge, Order, OrderState
from services.payment.gateway.channel import Channel
from services.payment.operations.asking import retire
from services.payment.store import charges, orders

log = structlog.get_logger()


class NoSuchOrder(NotFound):
    """没有这份缴费单。"""


async def close_order(pool: Pool, channel: Channel, order_id: UUID) -> bool:
    """Whether the order was paid after all; if not, it never will be.

    First nobody can get another code, then the last code is paid or closed at the channel, then the order is
    closed. Whatever interrupts this, the same call takes it up again.
    """
    async with transaction(pool) as conn:
        charge = await _begin(conn, order_id)
    if charge is not None:
        await retire(pool, channel, charge)
    async with transaction(pool) as conn:
        return await _end(conn, order_id)


async def _begin(conn: Connection, order_id: UUID) -> Charge | None:
    order = await _locked(conn, order_id)
    if order.state is OrderState.OPEN:
        await orders.change_state(conn, order_id, OrderState.CLOSING)
    return await charges.living_charge(conn, order_id)


async def _end(conn: Connection, order_id: UUID) -> bool:
    order = await _locked(conn, order_id)
    if order.state is OrderState.CLOSING:
        await orders.close_order(conn, order_id, now())
        log.info("order_closed", order_id=str(order_id), application_id=str(order.application_id))
    return order.state is OrderState.PAID


async def _locked(conn: Connection, order_id: UUID) -> Order:
    order = await orders.order_for_update(conn, order_id)
    if order is None:
        raise NoSuchOrder
    return order
