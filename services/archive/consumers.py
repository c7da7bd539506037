"""Events that archive listens to."""

from pydantic import TypeAdapter

from contracts.identity import EmployerChanged
from kit import bus
from kit.crypto import FieldCipher
from kit.db import Pool, transaction
from services.archive.file.domain import Employer
from services.archive.file.operations.employ import record_employer

CONSUMER = "archive"
CHANGE = TypeAdapter(EmployerChanged)


class Consumers:
    """Takes each event once."""

    def __init__(self, pool: Pool, cipher: FieldCipher) -> None:
        self._pool = pool
        self._cipher = cipher

    async def handle(self, topic: str, body: dict[str, object]) -> None:
        """Take one event; a topic that archive does not know is an error of the bus's table."""
        if topic != EmployerChanged.topic:
            raise ValueError(topic)
        told = CHANGE.validate_python(body)
        async with transaction(self._pool) as conn:
            if await bus.once(conn, told.id, CONSUMER):
                await record_employer(conn, self._cipher, _employer(told), at=told.at)


def _employer(told: EmployerChanged) -> Employer:
    return Employer(
        id=told.employer_id,
        name=told.name,
        credit_code=told.credit_code,
        city=told.city,
        level=told.level,
        place=told.place,
        department=told.department,
        status=told.status,
        version=told.version,
        former_names=told.former_names,
        merged_into=told.merged_into,
    )
