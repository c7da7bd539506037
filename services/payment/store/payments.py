"""Payments: the money that came."""

from collections.abc import Sequence
from uuid import UUID

from kit.db import Connection
from kit.ids import derived
from kit.rows import insert, read
from services.payment.domain import CHANNEL, Order, Payment, RefundReason, Trade


async def has_payment(conn: Connection, transaction_id: str) -> bool:
    """Whether the channel told of this payment before."""
    found: bool = await conn.fetchval(
        "select exists (select 1 from payments where channel = $1 and transaction_id = $2)",
        CHANNEL,
        transaction_id,
    )
    return found


async def insert_payment(
    conn: Connection,
    order: Order,
    trade: Trade,
    *,
    charge_id: UUID,
    told_by: str,
    reason: RefundReason | None,
) -> None:
    """Keep a payment of a locked order."""
    await insert(
        conn,
        "payments",
        id=derived("payment", CHANNEL, trade.transaction_id),
        city=order.city,
        order_id=order.id,
        charge_id=charge_id,
        channel=CHANNEL,
        transaction_id=trade.transaction_id,
        amount_fen=trade.amount_fen,
        currency=trade.currency,
        paid_at=trade.paid_at,
        told_by=told_by,
        refund_reason=reason,
    )


async def settling_payment(conn: Connection, order_id: UUID) -> Payment | None:
    """The payment that settled an order."""
    row = await conn.fetchrow(
        "select * from payments where order_id = $1 and refund_reason is null", order_id
    )
    return read(Payment, row)


async def payments_to_refund(conn: Connection, order_id: UUID) -> Sequence[Payment]:
    """What has to go back, in the order in which it came."""
    rows = await conn.fetch(
        """
        select * from payments where order_id = $1 and refund_reason is not null
        order by paid_at, id
        """,
        order_id,
    )
    return [read(Payment, row) for row in rows]
