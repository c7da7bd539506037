"""What the workflow asks of notification."""

from temporalio import activity

from cities import Cities
from contracts import notification as contract
from kit.clock import now
from kit.db import Pool, transaction
from services.notification import operations


class Activities(contract.Notification):
    """Each opens a transaction and calls a verb."""

    def __init__(self, pool: Pool, cities: Cities) -> None:
        self._pool = pool
        self._cities = cities

    @activity.defn(name="notification.send")
    async def send(self, message: contract.Message) -> None:
        """Take over a message; it is delivered from here on, once."""
        async with transaction(self._pool) as conn:
            await operations.take_over(conn, self._cities, message, at=now())
