"""Events that documents listens to."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import cast
from uuid import UUID

from kit import bus
from kit.db import Pool, transaction
from services.documents.uploads.operations.keep import keep_files

CONSUMER = "documents"
KEPT = ("archive.files_kept", "identity.files_kept")


class Consumers:
    """Takes each event once."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def handle(self, topic: str, body: Mapping[str, object]) -> None:
        """Take one event; a topic that documents does not know is an error of the bus's table."""
        if topic not in KEPT:
            raise ValueError(topic)
        account_id, at = UUID(str(body["account_id"])), datetime.fromisoformat(str(body["at"]))
        file_ids = [UUID(str(one)) for one in cast("Iterable[object]", body["file_ids"])]
        async with transaction(self._pool) as conn:
            if await bus.once(conn, str(body["id"]), CONSUMER):
                await keep_files(conn, account_id, file_ids, at=at)
