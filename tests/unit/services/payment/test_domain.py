"""What a payment means for its order."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from services.payment.domain import (
    REFUND_WORDS,
    Charge,
    ChargeKind,
    ChargeState,
    Order,
    OrderState,
    RefundReason,
    Trade,
    TradeState,
    refund_reason,
)

AT = datetime(2022, 10, 20, 2, tzinfo=UTC)
ORDER = Order(
    id=UUID(int=1),
    application_id=UUID(int=2),
    person_id=UUID(int=3),
    city="shaoxing",
    plan_title="2022年度绍兴市生态环境专业工程师评审申报计划",
    item="评审费",
    level="中级",
    basis="依据",
    amount_fen=18000,
    opened_at=AT,
    due_at=AT + timedelta(days=15),
    state=OrderState.OPEN,
)
TRADE = Trade(
    out_trade_no=UUID(int=4).hex,
    state=TradeState.SUCCESS,
    transaction_id="4200001",
    amount_fen=18000,
    currency="CNY",
    paid_at=AT,
)


@pytest.mark.rule("A9.2", "A9.3")
@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (OrderState.OPEN, None),
        (OrderState.CLOSING, None),
        (OrderState.CLOSED, RefundReason.ORDER_CLOSED),
        (OrderState.PAID, RefundReason.ALREADY_PAID),
    ],
)
def test_a_payment_settles_an_order_until_it_is_closed_or_paid(
    state: OrderState, reason: RefundReason | None
) -> None:
    assert refund_reason(replace(ORDER, state=state), TRADE) is reason


@pytest.mark.parametrize(
    "changes", [{"amount_fen": 17999}, {"amount_fen": 18001}, {"amount_fen": 0}, {"currency": "USD"}]
)
@pytest.mark.parametrize("state", OrderState)
def test_another_amount_settles_nothing(state: OrderState, changes: dict[str, object]) -> None:
    trade = replace(TRADE, **changes)  # type: ignore[arg-type]
    assert refund_reason(replace(ORDER, state=state), trade) is RefundReason.AMOUNT_DIFFERS


def test_every_reason_has_words() -> None:
    assert set(REFUND_WORDS) == set(RefundReason)


@pytest.mark.parametrize(
    ("left", "is_usable"), [(120, True), (61, True), (60, False), (0, False), (-5, False)]
)
def test_a_code_is_used_while_the_channel_still_takes_it(left: int, is_usable: bool) -> None:  # noqa: FBT001
    charge = Charge(
        id=UUID(int=4),
        order_id=ORDER.id,
        number=1,
        kind=ChargeKind.NATIVE,
        state=ChargeState.OPEN,
        code_url="weixin://",
        expires_at=AT + timedelta(seconds=left),
    )
    assert charge.is_usable(AT) is is_usable
    assert len(charge.out_trade_no) == 32


@pytest.mark.parametrize("state", TradeState)
def test_money_can_still_come_while_a_trade_is_not_final(state: TradeState) -> None:
    may_come = {TradeState.NOTPAY, TradeState.USERPAYING, TradeState.PAYERROR}
    assert state.is_final is (state not in may_come)


def test_the_channel_reads_nothing_of_the_person() -> None:
    assert ORDER.description == "职称评审费（中级）"
