"""Events that archive listens to."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from kit import bus
from kit.db import Pool, transaction
from services.archive.domain.items import Employer
from services.archive.operations.employment import record_employer

CONSUMER = "archive"


class Consumers:
    """Takes each event once."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def handle(self, topic: str, body: Mapping[str, object]) -> None:
        """Take one event; a topic that archive does not know is an error of the bus's table."""
        told = {key: str(value) for key, value in body.items()}
        async with transaction(self._pool) as conn:
            if not await bus.once(conn, told["id"], CONSUMER):
                return
            if topic != "identity.employer_approved":
                raise ValueError(topic)
            await record_employer(conn, _employer(told), told_at=datetime.fromisoformat(told["at"]))


def _employer(told: Mapping[str, str]) -> Employer:
    return Employer(
        id=UUID(told["employer_id"]),
        name=told["name"],
        credit_code=told["credit_code"],
        city=told["city"],
        level=told["level"],
        place=told["place"],
        department=told["department"],
    )
