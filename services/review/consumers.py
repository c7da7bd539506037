"""What review hears from others."""

from pydantic import TypeAdapter

from contracts.identity import EmployerChanged
from kit import bus
from kit.crypto import FieldCipher
from kit.db import Pool, transaction
from services.review.tasks.operations import record_merger
from services.review.tasks.store.mergers import Merger

NAME = "review"
CHANGE = TypeAdapter(EmployerChanged)


def hear(pool: Pool, cipher: FieldCipher) -> bus.Handler:
    """Take in each event once; of employers only who was merged into whom matters here."""

    async def handle(topic: str, body: dict[str, object]) -> None:
        if topic != EmployerChanged.topic:
            raise ValueError(topic)
        told = CHANGE.validate_python(body)
        if told.merged_into is None:
            return
        merger = Merger(
            employer_id=told.employer_id,
            city=told.city,
            successor_id=told.merged_into,
            successor=told.successor,
        )
        async with transaction(pool) as conn:
            if await bus.once(conn, told.id, NAME):
                await record_merger(conn, cipher, merger, at=told.at)

    return handle
