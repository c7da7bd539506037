"""What the workflow asks of notification."""

from temporalio import activity

from cities import Cities
from contracts import notification as contract
from contracts.erasure import PersonRequest
from contracts.remedies import CaseResult, OneCase
from contracts.remedying import NotificationRemedies
from contracts.stuck import Found, Question
from contracts.surveying import NotificationStuck
from kit.clock import now
from kit.crypto import FieldCipher
from kit.db import Pool, transaction
from services.notification import operations, store


class Activities(contract.Notification, NotificationStuck, NotificationRemedies):
    """Each opens a transaction and calls a verb."""

    def __init__(self, pool: Pool, cities: Cities, cipher: FieldCipher) -> None:
        self._pool = pool
        self._cities = cities
        self._cipher = cipher

    @activity.defn(name="notification.send")
    async def send(self, message: contract.Message) -> None:
        """Take over a message; it is delivered from here on, once."""
        async with transaction(self._pool) as conn:
            await operations.take_over(conn, self._cities, message, at=now())

    @activity.defn(name="notification.erase_person")
    async def erase_person(self, request: PersonRequest) -> None:
        """Forget a person's number and messages."""
        async with transaction(self._pool) as conn:
            await operations.erase_person(conn, request.person_id)

    @activity.defn(name="notification.find_stuck")
    async def find_stuck(self, question: Question) -> Found:
        """Which messages did not arrive."""
        async with transaction(self._pool) as conn:
            return await store.find_stuck(conn, question)

    @activity.defn(name="notification.remedy")
    async def remedy(self, one: OneCase) -> CaseResult:
        """Act on a message, or on those of a case, once; what refuses it is the answer."""
        return await operations.redeliver(self._pool, self._cipher, one)
