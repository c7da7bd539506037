"""A paid fee as a section of the sealed case file."""

from typing import Any
from uuid import UUID

from kit.clock import SHANGHAI
from kit.db import Connection
from kit.errors import Refusal
from services.payment.domain import CHANNEL, Order
from services.payment.store import orders, payments

SECTION = "settlement"


class NotSettled(Refusal):
    """这份缴费单还没有缴清。"""


async def settlement_section(conn: Connection, order_id: UUID) -> tuple[Order, dict[str, Any]]:
    """The order and what the section says. The same settlement always gives the same section."""
    order = await orders.order(conn, order_id)
    payment = await payments.settling_payment(conn, order_id)
    if order is None or payment is None:
        raise NotSettled
    return order, {
        "order_id": str(order.id),
        "amount_fen": payment.amount_fen,
        "channel": CHANNEL,
        "transaction_id": payment.transaction_id,
        "paid_at": payment.paid_at.astimezone(SHANGHAI).isoformat(timespec="seconds"),
    }
