"""What an order, a charge and a payment are, and what a payment means for its order."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

CHANNEL = "wechat"
CHANNEL_NAME = "微信支付"
CURRENCY = "CNY"
# The channel refuses a code that would expire within the next minute.
SHORTEST = timedelta(minutes=1)
# So long the channel lets a link be opened.
LINK_LASTS = timedelta(minutes=5)


class OrderState(StrEnum):
    """An order can be paid while it is open. Closing: the channel is being asked, for the last time."""

    OPEN = "open"
    CLOSING = "closing"
    CLOSED = "closed"
    PAID = "paid"


class ChargeState(StrEnum):
    """Intended: ours, the channel may not know it yet. Open: its code can be paid."""

    INTENDED = "intended"
    OPEN = "open"
    CLOSED = "closed"
    PAID = "paid"


class ChargeKind(StrEnum):
    """With a code that another screen shows, or with a link on the phone that has only itself."""

    NATIVE = "native"
    H5 = "h5"


class TradeState(StrEnum):
    """What the channel says of a charge, in its own words."""

    SUCCESS = "SUCCESS"
    REFUND = "REFUND"
    NOTPAY = "NOTPAY"
    CLOSED = "CLOSED"
    REVOKED = "REVOKED"
    USERPAYING = "USERPAYING"
    PAYERROR = "PAYERROR"

    @property
    def is_final(self) -> bool:
        """Whether no money can come any more."""
        return self in {TradeState.SUCCESS, TradeState.REFUND, TradeState.CLOSED, TradeState.REVOKED}


class RefundReason(StrEnum):
    """Why money that came has to go back."""

    ORDER_CLOSED = "order_closed"
    ALREADY_PAID = "already_paid"
    AMOUNT_DIFFERS = "amount_differs"


REFUND_WORDS = {
    RefundReason.ORDER_CLOSED: "付款到账时缴费单已关闭",
    RefundReason.ALREADY_PAID: "重复付款",
    RefundReason.AMOUNT_DIFFERS: "付款金额与应缴金额不一致",
}


@dataclass(frozen=True, kw_only=True)
class Order:
    """The fee of one application. Amount, item and basis are frozen when it is opened."""

    id: UUID
    application_id: UUID
    person_id: UUID
    city: str
    plan_title: str
    item: str
    level: str
    basis: str
    amount_fen: int
    opened_at: datetime
    due_at: datetime
    state: OrderState

    @property
    def description(self) -> str:
        """What the payer reads at the channel; nothing of the person."""
        return f"职称{self.item}（{self.level}）"


@dataclass(frozen=True, kw_only=True)
class Charge:
    """One code at the channel under which an order can be paid. An order has one that lives at most."""

    id: UUID
    order_id: UUID
    number: int
    kind: ChargeKind
    state: ChargeState
    code_url: str
    expires_at: datetime

    @property
    def out_trade_no(self) -> str:
        """The number under which the channel knows it."""
        return self.id.hex

    def is_usable(self, at: datetime) -> bool:
        """Whether the channel still takes its code."""
        return self.expires_at - at > SHORTEST


@dataclass(frozen=True, kw_only=True)
class Trade:
    """What the channel knows of a charge. The last four are empty until it is paid."""

    out_trade_no: str
    state: TradeState
    transaction_id: str = ""
    amount_fen: int = 0
    currency: str = ""
    paid_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Payment:
    """Money that came. With a reason: to be refunded; without: it settled the order."""

    transaction_id: str
    amount_fen: int
    paid_at: datetime
    refund_reason: RefundReason | None


def refund_reason(order: Order, trade: Trade) -> RefundReason | None:
    """Why this payment cannot settle the order; none when it does."""
    if (trade.amount_fen, trade.currency) != (order.amount_fen, CURRENCY):
        return RefundReason.AMOUNT_DIFFERS
    if order.state is OrderState.PAID:
        return RefundReason.ALREADY_PAID
    if order.state is OrderState.CLOSED:
        return RefundReason.ORDER_CLOSED
    return None
