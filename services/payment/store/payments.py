"""Payments: the money that came."""

from collections.abc import Sequence
from uuid import UUID

from kit.db import Connection, Record
from kit.ids import derived
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
    await conn.execute(
        """
        insert into payments (
            id, city, order_id, charge_id, channel, transaction_id, amount_fen, currency, paid_at, told_by,
            refund_reason
        )
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        """,
        derived("payment", CHANNEL, trade.transaction_id),
        order.city,
        order.id,
        charge_id,
        CHANNEL,
        trade.transaction_id,
        trade.amount_fen,
        trade.currency,
        trade.paid_at,
        told_by,
        reason,
    )


async def settling_payment(conn: Connection, order_id: UUID) -> Payment | None:
    """The payment that settled an order."""
    row = await conn.fetchrow(
        "select * from payments where order_id = $1 and refund_reason is null",
        order_id,
    )
    return _payment(row) if row else None


async def payments_to_refund(conn: Connection, order_id: UUID) -> Sequence[Payment]:
    """What has to go back, in the order in which it came."""
    rows = await conn.fetch(
        """
        select * from payments where order_id = $1 and refund_reason is not null
        order by paid_at, id
        """,
        order_id,
    )
    return [_payment(row) for row in rows]


def _payment(row: Record) -> Payment:
    reason = row["refund_reason"]
    return Payment(
        transaction_id=row["transaction_id"],
        amount_fen=row["amount_fen"],
        paid_at=row["paid_at"],
        refund_reason=RefundReason(reason) if reason else None,
    )
