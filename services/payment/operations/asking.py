"""The channel is asked about a charge. It is called between transactions; each answer is kept at once."""

import structlog

from kit.db import Pool, transaction
from kit.errors import Unavailable
from services.payment.domain import Charge, TradeState
from services.payment.gateway.channel import Channel
from services.payment.operations.settling import settle
from services.payment.store import charges

log = structlog.get_logger()


async def ask(pool: Pool, channel: Channel, charge: Charge) -> TradeState | None:
    """What became of a charge; a payment that nobody told us of is settled now. None: never heard of."""
    trade = await channel.find(charge.out_trade_no)
    if trade is None:
        return None
    if trade.state is TradeState.SUCCESS:
        async with transaction(pool) as conn:
            await settle(conn, trade, told_by="query")
    return trade.state


async def retire(pool: Pool, channel: Channel, charge: Charge) -> None:
    """See to it that a charge is paid, or can never be paid any more."""
    state = await ask(pool, channel, charge)
    if state is not None and not state.is_final and not await channel.close(charge.out_trade_no):
        # It may have been paid between question and command.
        state = await ask(pool, channel, charge)
        if state is None or not state.is_final:
            log.error("charge_neither_paid_nor_closed", charge_id=str(charge.id), state=state)
            raise Unavailable
    async with transaction(pool) as conn:
        await charges.close_charge(conn, charge.id)
