"""Orders: opened by the workflow once the materials are accepted, seen by the applicant alone (A9.2)."""

from uuid import UUID

import structlog

from cities import Fee, Plan
from contracts.payment import FeeRequest
from kit.db import Connection
from kit.errors import NotFound
from kit.session import Session
from services.payment.domain import Order, OrderState
from services.payment.store import orders

log = structlog.get_logger()


class NothingToPay(NotFound):
    """现在没有要缴的费用。评委会办公室审核通过后才能缴费，届时 12333 会短信通知您。"""


async def request_fee(conn: Connection, request: FeeRequest, plan: Plan, fee: Fee) -> Order:
    """Open the order; one that is open already keeps its amount."""
    asked = Order(
        id=request.order_id,
        application_id=request.application_id,
        person_id=request.person_id,
        city=request.city,
        plan_title=plan.title,
        item=fee.item,
        level=fee.title,
        basis=fee.basis,
        amount_fen=fee.amount_fen,
        opened_at=request.opened_at,
        due_at=request.due_at,
        state=OrderState.OPEN,
    )
    order = await orders.save_order(conn, asked, plan=request.plan)
    log.info("fee_requested", order_id=str(order.id), application_id=str(order.application_id))
    return order


async def own_order(conn: Connection, who: Session, application_id: UUID) -> Order:
    """The order of somebody's own application; anybody else's does not exist for them."""
    order = await orders.order_of(conn, application_id, who.account_id)
    if order is None:
        raise NothingToPay
    return order
