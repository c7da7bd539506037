"""Events that identity listens to."""

from collections.abc import Mapping
from datetime import datetime

from pydantic import TypeAdapter

from cities import Cities
from contracts.access import Access
from contracts.archive import ArchiveRead
from contracts.documents import FileRead
from contracts.notification import MessagesRead
from contracts.review import CaseRead
from kit import bus
from kit.db import Pool, transaction
from services.identity.privacy.operations.access_log import record_access
from services.identity.settings import Settings

CONSUMER = "identity"
LOOKS = frozenset({ArchiveRead.topic, CaseRead.topic, FileRead.topic, MessagesRead.topic})
ACCESS = TypeAdapter(Access)


class Consumers:
    """Takes each event once."""

    def __init__(self, pool: Pool, cities: Cities, settings: Settings) -> None:
        self._pool = pool
        self._cities = cities
        self._settings = settings

    async def handle(self, topic: str, body: Mapping[str, object]) -> None:
        """Take one event; a topic that identity does not know is an error of the bus's table."""
        if topic not in LOOKS:
            raise ValueError(topic)
        access, at = ACCESS.validate_python(body["access"]), datetime.fromisoformat(str(body["at"]))
        async with transaction(self._pool) as conn:
            if await bus.once(conn, str(body["id"]), CONSUMER):
                await record_access(conn, access, at=at, cities=self._cities, settings=self._settings)
