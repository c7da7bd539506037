"""Money came: it settles its order, or it is kept to be refunded. Never lost, never counted twice."""

from typing import Literal
from uuid import UUID

import structlog
from prometheus_client import Counter

from contracts.payment import Settled
from kit import outbox
from kit.bus import once
from kit.db import Connection
from kit.errors import NotFound, Refusal
from kit.ids import derived
from services.payment.domain import Order, OrderState, RefundReason, Trade, TradeState, refund_reason
from services.payment.gateway.channel import Notice
from services.payment.store import charges, orders, payments

ToldBy = Literal["callback", "query"]

log = structlog.get_logger()
settled_total = Counter("payment_settled_total", "Orders that were paid", ["city", "told_by"])
to_refund_total = Counter("payment_to_refund_total", "Payments that have to go back", ["city", "reason"])


class UnknownCharge(NotFound):
    """没有这笔商户订单。"""


class Replayed(Refusal):
    """这条通知已经收到过。"""

    status = 401


async def hear(conn: Connection, notice: Notice) -> None:
    """Take a notice of the channel, once."""
    if not await once(conn, derived("payment.callback", notice.nonce), "payment.callback"):
        raise Replayed
    if notice.trade is not None and notice.trade.state is TradeState.SUCCESS:
        await settle(conn, notice.trade, told_by="callback")


async def settle(conn: Connection, trade: Trade, *, told_by: ToldBy) -> None:
    """Record a payment. Told twice, by whomever: nothing more happens."""
    charge_id = _charge_id(trade)
    charge = await charges.charge(conn, charge_id)
    order = await orders.order_for_update(conn, charge.order_id) if charge else None
    if order is None:
        raise UnknownCharge
    if await payments.has_payment(conn, trade.transaction_id):
        return
    reason = refund_reason(order, trade)
    await charges.mark_paid(conn, charge_id)
    await payments.insert_payment(conn, order, trade, charge_id=charge_id, told_by=told_by, reason=reason)
    if reason:
        _note_refund(order, trade, reason)
        return
    await orders.change_state(conn, order.id, OrderState.PAID)
    await outbox.add(conn, _settled(order, trade))
    settled_total.labels(order.city, told_by).inc()
    log.info("fee_settled", **_ids(order, trade), told_by=told_by)


def _charge_id(trade: Trade) -> UUID:
    try:
        return UUID(trade.out_trade_no)
    except ValueError as error:
        raise UnknownCharge from error


def _settled(order: Order, trade: Trade) -> Settled:
    assert trade.paid_at is not None  # noqa: S101 - a trade that is paid says when
    return Settled(
        id=derived(Settled.topic, order.id),
        about=order.application_id,
        at=trade.paid_at,
        application_id=order.application_id,
        order_id=order.id,
        amount_fen=order.amount_fen,
        city=order.city,
    )


def _note_refund(order: Order, trade: Trade, reason: RefundReason) -> None:
    to_refund_total.labels(order.city, reason).inc()
    log.error("payment_to_refund", **_ids(order, trade), reason_code=reason.value)


def _ids(order: Order, trade: Trade) -> dict[str, str]:
    return {
        "order_id": str(order.id),
        "application_id": str(order.application_id),
        "transaction_id": trade.transaction_id,
    }
