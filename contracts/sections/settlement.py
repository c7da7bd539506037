"""Section "settlement": a fee that was paid."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class SettlementSection:
    """What payment seals."""

    form: int = 2
    order_id: UUID
    amount_fen: int
    channel: str
    transaction_id: str
    paid_at: datetime
    item: str = "评审费"  # of the standard; form 1 knew no other
