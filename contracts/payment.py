"""payment: the fee of an application."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from temporalio import activity

from contracts.case import Duty, SectionRef
from contracts.events import Event

TASK_QUEUE = "payment"


@dataclass(frozen=True, kw_only=True)
class FeeRequest:
    """Open the order of an application for what an office charges. The amount comes from the city's fees."""

    order_id: UUID
    application_id: UUID
    person_id: UUID
    city: str
    plan: str
    opened_at: datetime
    due_at: datetime
    terms: str = ""  # of the plan, as they were when the case began: `cities.Plan.terms`
    duty: Duty = Duty.CHARGE  # which of its fees


@dataclass(frozen=True, kw_only=True)
class Fee:
    """What is to be paid."""

    order_id: UUID
    amount_fen: int
    item: str = "评审费"  # of the standard; what was charged before it was told


@dataclass(frozen=True, kw_only=True)
class Settlement:
    """What became of an order that was closed: paid after all, or not."""

    is_paid: bool


@dataclass(frozen=True, kw_only=True)
class SealSettlement:
    """Append the settlement of an order to the case file, after the section with the hash `previous`."""

    order_id: UUID
    name: str  # of the section; a case may pay more than once
    previous: str


@dataclass(frozen=True, kw_only=True)
class Settled(Event):
    """The fee was paid."""

    topic: ClassVar[str] = "payment.settled"
    is_awaited: ClassVar[bool] = True
    application_id: UUID
    order_id: UUID
    amount_fen: int
    city: str = ""  # whose turn it takes (ADR 50)


class Payment:
    """Signatures of payment's activities."""

    @activity.defn(name="payment.request_fee")
    async def request_fee(self, request: FeeRequest) -> Fee:
        """Open the order, so that it can be paid from now on (A9.2, B2.1)."""
        raise NotImplementedError

    @activity.defn(name="payment.close_order")
    async def close_order(self, order_id: UUID) -> Settlement:
        """Ask the channel, then close the order for good: paid, or never to be paid (A9.3)."""
        raise NotImplementedError

    @activity.defn(name="payment.seal_settlement")
    async def seal_settlement(self, request: SealSettlement) -> SectionRef:
        """Seal order, transaction and time of a paid fee as a section of the case."""
        raise NotImplementedError
