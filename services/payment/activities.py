"""What the workflow asks of payment."""

from uuid import UUID

from temporalio import activity

from cities import CHARGES, Cities
from contracts import payment as contract
from contracts.case import SectionRef
from contracts.remedies import CaseResult, OneCase
from contracts.remedying import PaymentRemedies
from contracts.stuck import Found, Question
from contracts.surveying import PaymentStuck
from kit import outbox
from kit.crypto import FieldCipher
from kit.db import Pool, transaction
from kit.ids import derived
from kit.sealed import CaseFile
from services.payment.gateway.channel import Channel
from services.payment.operations import closing, ordering, sealing
from services.payment.operations.remedying import Remedies
from services.payment.store import stuck


class Activities(contract.Payment, PaymentStuck, PaymentRemedies):
    """Each opens a transaction and calls a verb; channel and object store are called between transactions."""

    def __init__(
        self, pool: Pool, channel: Channel, file: CaseFile, cities: Cities, cipher: FieldCipher
    ) -> None:
        self._pool = pool
        self._channel = channel
        self._file = file
        self._cities = cities
        self._remedies = Remedies(pool, cipher)

    @activity.defn(name="payment.request_fee")
    async def request_fee(self, request: contract.FeeRequest) -> contract.Fee:
        """Open the order, so that it can be paid from now on (A9.2, B2.1)."""
        cities = self._cities.begun(request.city, request.plan, request.terms)
        plan = cities.plan(request.city, request.plan)
        fee = cities.fee(request.city, request.plan, CHARGES[request.duty])
        async with transaction(self._pool) as conn:
            order = await ordering.request_fee(conn, request, plan, fee)
        return contract.Fee(order_id=order.id, amount_fen=order.amount_fen, item=order.item)

    @activity.defn(name="payment.close_order")
    async def close_order(self, order_id: UUID) -> contract.Settlement:
        """Ask the channel, then close the order for good: paid, or never to be paid (A9.3)."""
        return contract.Settlement(is_paid=await closing.close_order(self._pool, self._channel, order_id))

    @activity.defn(name="payment.seal_settlement")
    async def seal_settlement(self, request: contract.SealSettlement) -> SectionRef:
        """Seal order, transaction and time of a paid fee as a section of the case."""
        async with transaction(self._pool) as conn:
            order, section = await sealing.compose_section(conn, request.order_id)
            await outbox.hear(conn, derived(contract.Settled.topic, order.id))
        sealed = await self._file.seal(order.application_id, request.name, section, previous=request.previous)
        return SectionRef(name=sealed.name, key=sealed.key, sha256=sealed.sha256)

    @activity.defn(name="payment.find_stuck")
    async def find_stuck(self, question: Question) -> Found:
        """Which fees were paid, and no workflow has taken it."""
        async with transaction(self._pool) as conn:
            return await stuck.find(conn, question)

    @activity.defn(name="payment.remedy")
    async def remedy(self, one: OneCase) -> CaseResult:
        """Act on a case, once; what refuses it is the answer."""
        return await self._remedies.remedy(one)
