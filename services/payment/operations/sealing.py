"""A paid fee as a section of the sealed case file."""

from uuid import UUID

from contracts.sections.settlement import SettlementSection
from kit.clock import SHANGHAI
from kit.db import Connection
from kit.errors import Refusal
from services.payment.domain import CHANNEL, Order, Payment
from services.payment.store import orders, payments


class NotSettled(Refusal):
    """这份缴费单还没有缴清。"""


async def compose_section(conn: Connection, order_id: UUID) -> tuple[Order, SettlementSection]:
    """The order and what the section says."""
    order = await orders.order(conn, order_id)
    payment = await payments.settling_payment(conn, order_id)
    if order is None or payment is None:
        raise NotSettled
    return order, section(order, payment)


def section(order: Order, payment: Payment) -> SettlementSection:
    """The same settlement always gives the same section."""
    return SettlementSection(
        order_id=order.id,
        amount_fen=payment.amount_fen,
        channel=CHANNEL,
        transaction_id=payment.transaction_id,
        paid_at=payment.paid_at.astimezone(SHANGHAI).replace(microsecond=0),
        item=order.item,
    )
